//! Which video encoders really work here: being listed by FFmpeg says little, so each encodes a frame.

/// FFmpeg names of the encoders that people ask for, those of the processor first.
pub const ENCODERS: [&str; 23] = [
    "libx264",
    "libx265",
    "libsvtav1",
    "libaom-av1",
    "librav1e",
    "libopenh264",
    "libvpx-vp9",
    "h264_nvenc",
    "hevc_nvenc",
    "av1_nvenc",
    "h264_qsv",
    "hevc_qsv",
    "av1_qsv",
    "h264_vaapi",
    "hevc_vaapi",
    "av1_vaapi",
    "h264_amf",
    "hevc_amf",
    "av1_amf",
    "h264_videotoolbox",
    "hevc_videotoolbox",
    "h264_mf",
    "h264_v4l2m2m",
];

/// What became of an encoder that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It encoded a frame of 1920x1080 at 30 frames/s; what else there is to know of it.
    Works(Option<String>),
    /// FFmpeg has it, but it does not open or failed; why.
    Fails(String),
    /// FFmpeg has it, but it takes other frames than ours; which.
    Unfed(String),
    /// It is not in this FFmpeg, or this build has no FFmpeg.
    Absent,
}

/// Opens an encoder by its FFmpeg name, or "auto", as a render does, and lets it encode a frame. Its libraries may
/// write to standard error, and some drivers crash.
#[must_use]
pub fn try_encoder(name: &str) -> Tried {
    #[cfg(feature = "ffmpeg")]
    return super::ffmpeg::probe::try_encoder(super::resolve(name));
    #[cfg(not(feature = "ffmpeg"))]
    {
        let _ = name;
        Tried::Absent
    }
}

/// The FFmpeg that is loaded: its release, and the version of each of its libraries.
///
/// # Errors
/// Why there is none, to be read after "FFmpeg, which".
pub fn ffmpeg_versions() -> Result<Vec<(&'static str, String)>, String> {
    crate::ffmpeg::ready()?;
    #[cfg(feature = "ffmpeg")]
    return Ok(super::ffmpeg::probe::versions());
    #[cfg(not(feature = "ffmpeg"))]
    Ok(Vec::new())
}

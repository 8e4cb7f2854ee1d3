//! Lets encoders encode one frame to see whether they work, and asks the libraries for their versions.

use super::{log, video};
use crate::{
    encode::{Encoding, encoders::Tried},
    error::{Error, Result},
    ffmpeg,
    size::Size,
    time::Fps,
};
use ffmpeg_next::{Codec, codec, encoder, ffi, format, format::Pixel, software, util};
use std::ffi::{CStr, CString};

/// Opens an encoder as a render does, and encodes a frame.
pub(in crate::encode) fn try_encoder(name: &str) -> Tried {
    if let Err(lack) = ffmpeg::ready() {
        return Tried::Fails(format!("needs FFmpeg, which {lack}"));
    }
    log::capture();
    let known = CString::new(name).ok().and_then(|_| encoder::find_by_name(name));
    let Some(codec) = known else { return Tried::Absent };
    if let Some(formats) = codec.video().ok().and_then(|video| video.formats()) {
        let formats: Vec<Pixel> = formats.collect();
        if !formats.contains(&Pixel::YUV420P) {
            return Tried::Unfed(in_words(&formats));
        }
    }
    let mut warnings = Vec::new();
    let usual = Encoding { encoder: name.into(), ..Encoding::default() };
    match encode(codec, Some(&usual), &mut warnings) {
        Ok(()) => Tried::Works((!warnings.is_empty()).then(|| warnings.join("; "))),
        // It may be our settings that it doesn't understand, and not the machine that lacks something.
        Err(_) => match encode(codec, None, &mut Vec::new()) {
            Ok(()) => Tried::Works(Some(
                "but only with its own settings: cymatic's --quality doesn't fit it".into(),
            )),
            Err(Error::Encoder { reason, .. }) => Tried::Fails(reason),
            Err(error) => Tried::Fails(error.to_string()),
        },
    }
}

/// Encodes a grey frame, as opening alone would tell less; without an encoding, none of the encoder's own settings is touched.
fn encode(codec: Codec, encoding: Option<&Encoding>, warnings: &mut Vec<String>) -> Result<()> {
    let picture = (Size::new(1920, 1080)?, Fps::new(30, 1)?);
    let (mut encoder, _) = video::open(codec, picture, (1, None), encoding.map(|e| (e, "")), warnings)?;
    video::encode_grey(&mut encoder, codec.name())
}

/// The frames that an encoder takes instead of ours.
fn in_words(formats: &[Pixel]) -> String {
    let described = formats.iter().filter_map(|format| format.descriptor());
    // A format without components is a handle of some graphics API.
    let in_memory: Vec<_> = described.filter(|it| it.nb_components() > 0).map(|it| it.name()).collect();
    if in_memory.is_empty() {
        return "takes only frames in graphics memory".into();
    }
    format!("takes no planar 4:2:0 frames of 8 bits, only {}", in_memory.join(", "))
}

/// The release of FFmpeg, and the versions of its libraries.
pub(in crate::encode) fn versions() -> Vec<(&'static str, String)> {
    let dotted = |v: u32| format!("{}.{}.{}", v >> 16, (v >> 8) & 0xff, v & 0xff);
    #[expect(unsafe_code, reason = "ffmpeg-next doesn't offer the release")]
    // SAFETY: the text is static and terminated.
    let release = unsafe { CStr::from_ptr(ffi::av_version_info()) };
    vec![
        ("FFmpeg", release.to_string_lossy().into_owned()),
        ("libavcodec", dotted(codec::version())),
        ("libavformat", dotted(format::version())),
        ("libavutil", dotted(util::version())),
        ("libswresample", dotted(software::resampling::version())),
    ]
}

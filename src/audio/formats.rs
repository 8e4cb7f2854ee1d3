//! What can be read, for `cymatic formats`.

/// One family of files that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    /// What it is called.
    pub name: &'static str,
    /// Usual file name extensions. The content decides, not the name.
    pub extensions: &'static [&'static str],
    /// Which decoder reads it: "symphonia" or "ffmpeg".
    pub decoder: &'static str,
}

/// Everything that this build can read.
#[must_use]
pub fn readable() -> Vec<Readable> {
    let family = |name, extensions, decoder| Readable { name, extensions, decoder };
    let mut all = vec![
        family("MP3, MP2, MP1", &["mp3", "mp2"][..], "symphonia"),
        family("FLAC", &["flac", "oga"], "symphonia"),
        family("Ogg Vorbis", &["ogg", "oga"], "symphonia"),
        family("WAV: PCM, float, A-law, mu-law, ADPCM", &["wav"], "symphonia"),
        family("AIFF", &["aiff", "aif"], "symphonia"),
        family("CAF: PCM, ALAC", &["caf"], "symphonia"),
    ];
    #[cfg(feature = "ffmpeg")]
    {
        all.push(family("MP4 and M4A: AAC, ALAC", &["m4a", "m4b", "mp4", "mov"], "ffmpeg"));
        all.push(family("Matroska and WebM", &["mka", "mkv", "webm"], "ffmpeg"));
        all.extend(
            super::libav::codecs().into_iter().map(|(name, extensions)| family(name, extensions, "ffmpeg")),
        );
    }
    #[cfg(not(feature = "ffmpeg"))]
    {
        all.push(family(
            "MP4 and M4A: AAC-LC, ALAC (starts up to 23 ms late)",
            &["m4a", "m4b", "mp4"],
            "symphonia",
        ));
        all.push(family("AAC-LC", &["aac"], "symphonia"));
        all.push(family("Matroska and WebM: FLAC, Vorbis, PCM", &["mka", "mkv", "webm"], "symphonia"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_both_decoders_and_no_family_twice() {
        let all = readable();
        assert!(all.iter().any(|r| r.decoder == "symphonia"));
        assert_eq!(all.iter().any(|r| r.decoder == "ffmpeg"), cfg!(feature = "ffmpeg"));
        assert!(all.iter().enumerate().all(|(i, a)| all[..i].iter().all(|b| a.name != b.name)));
    }
}

//! Says what a file is when it turns out to be no audio.

/// Bytes that are looked at.
pub(super) const HEAD: usize = 512;

/// A name for well-known things that are not audio, from the first bytes of the file.
pub(super) fn not_audio(head: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x7fELF", "a program (ELF)"),
        (b"MZ", "a program (Windows)"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"Rar!", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"BM", "a BMP picture"),
        (b"MThd", "a MIDI file: notes without sound"),
        (b"#EXTM3U", "a playlist"),
        (b"[playlist]", "a playlist"),
    ];
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(name);
    }
    let shown = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let starts =
        |word: &str| shown.len() >= word.len() && shown[..word.len()].eq_ignore_ascii_case(word.as_bytes());
    if starts("<!doctype html") || starts("<html") {
        return Some("a web page");
    }
    if starts("<?xml") || starts("<svg") {
        return Some("an XML document");
    }
    if head.iter().all(|&b| b == 0) {
        return Some("nothing but zero bytes");
    }
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The last character may be cut by the end of the head.
        Err(e) if e.error_len().is_none() => {
            std::str::from_utf8(&head[..e.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => "",
    };
    let plain = |c: char| !c.is_control() || c.is_ascii_whitespace();
    (text.len() >= 16 && text.chars().all(plain)).then_some("text")
}

/// Audio formats that only FFmpeg reads, by their first bytes: named where it is missing.
pub(super) fn needs_ffmpeg(head: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"wvpk", "WavPack"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMA"),
        (b"\x0b\x77", "AC-3"),
        (b"RF64", "RF64"),
        (b"MAC ", "Monkey's Audio"),
        (b"TTA1", "True Audio"),
        (b"MPCK", "Musepack"),
        (b"MP+", "Musepack"),
        (b"DSD ", "DSD"),
        (b"#!AMR", "AMR"),
        (b"\x7f\xfe\x80\x01", "DTS"),
    ];
    let magic = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, name)| *name);
    let within = |word: &[u8]| head.windows(word.len()).any(|w| w == word);
    magic.or_else(|| match head.starts_with(b"OggS") {
        true if within(b"OpusHead") => Some("Opus"),
        true if within(b"Speex   ") => Some("Speex"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_that_are_no_audio_are_named() {
        assert_eq!(not_audio(b"<!DOCTYPE html><html>404"), Some("a web page"));
        assert_eq!(not_audio(&[0; 512]), Some("nothing but zero bytes"));
        assert_eq!(not_audio(b"this is not audio\nthis is not audio\n"), Some("text"));
        assert_eq!(not_audio(b"\x7fELF\x02\x01\x01"), Some("a program (ELF)"));
        assert_eq!(not_audio(b"RIFF\x24\0\0\0WAVEfmt "), None);
        assert_eq!(not_audio(b"ID3\x03\0\0\0\0\0\x1fTIT2"), None);
    }
}

//! Tags and the embedded cover, by lofty. Never fatal: what can't be read is left out.

use super::{Tags, cover};
use crate::quiet;
use lofty::{
    config::{GlobalOptions, ParseOptions, ParsingMode, apply_global_options},
    file::{TaggedFile, TaggedFileExt},
    picture::PictureType,
    probe::Probe,
    tag::ItemKey,
};
use std::{fs::File, io::BufReader};

/// Longest text kept, characters.
const LONGEST: usize = 200;

/// Reads a file's tags. `other` are tags that a demuxer found, used where lofty knows nothing. The second value holds
/// what a person should know.
pub(super) fn read(file: File, other: &[(String, String)]) -> (Tags, Vec<String>) {
    let mut warnings = Vec::new();
    let mut tags = match quiet::catch(|| parse(file)) {
        Ok(Some(tagged)) => quiet::catch(|| collect(&tagged, &mut warnings)).unwrap_or_default(),
        _ => Tags::default(),
    };
    let found = |key: &str| other.iter().find(|(k, _)| k == key).and_then(|(_, value)| clean(value));
    for (field, key) in [
        (&mut tags.title, "title"),
        (&mut tags.artist, "artist"),
        (&mut tags.album, "album"),
        (&mut tags.date, "date"),
        (&mut tags.genre, "genre"),
    ] {
        if field.is_none() {
            *field = found(key);
        }
    }
    tags.track = tags.track.or_else(|| found("track").as_deref().and_then(number));
    (tags, warnings)
}

fn parse(file: File) -> Option<TaggedFile> {
    // No single item may claim more memory than the largest cover needs.
    apply_global_options(GlobalOptions::new().allocation_limit(cover::LARGEST).use_custom_resolvers(false));
    let options = ParseOptions::new().read_properties(false).parsing_mode(ParsingMode::Relaxed);
    Probe::new(BufReader::new(file)).options(options).guess_file_type().ok()?.read().ok()
}

fn collect(file: &TaggedFile, warnings: &mut Vec<String>) -> Tags {
    // The format's own tag first, then others: an MP3 may have ID3v2, APE and ID3v1.
    let all = || file.primary_tag().into_iter().chain(file.tags());
    let text = |keys: &[ItemKey]| {
        keys.iter().find_map(|&key| all().find_map(|tag| tag.get_string(key).and_then(clean)))
    };
    let pictures = || all().flat_map(|tag| tag.pictures());
    let front = pictures().find(|p| p.pic_type() == PictureType::CoverFront).or_else(|| pictures().next());
    let cover = front.and_then(|picture| match cover::from_bytes(picture.data()) {
        Ok(cover) => Some(cover),
        Err(why) => {
            warnings.push(format!("embedded cover left out: {why}"));
            None
        }
    });
    Tags {
        title: text(&[ItemKey::TrackTitle]),
        artist: text(&[ItemKey::TrackArtist, ItemKey::AlbumArtist]),
        album: text(&[ItemKey::AlbumTitle]),
        date: text(&[ItemKey::RecordingDate, ItemKey::Year]),
        genre: text(&[ItemKey::Genre]),
        track: text(&[ItemKey::TrackNumber]).as_deref().and_then(number),
        cover,
    }
}

/// The leading number of "3/12".
fn number(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// A tag's text as it may be shown in a terminal and in a picture: one line, no control characters or terminal
/// sequences, no bidirectional overrides, cut to a sane length. `None` when nothing is left.
pub(super) fn clean(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut kept = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // A terminal's control sequence, with its parameters.
            '\u{1b}' | '\u{9b}' => {
                if c == '\u{9b}' || chars.next_if_eq(&'[').is_some() {
                    while chars.next_if(|c| matches!(c, ' '..='?')).is_some() {}
                    chars.next_if(|c| matches!(c, '@'..='~'));
                }
                continue;
            }
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
                continue;
            }
            c if c.is_whitespace() => {
                if out.ends_with(' ') || out.is_empty() {
                    continue;
                }
                out.push(' ');
            }
            c if c.is_control() => continue,
            c => out.push(c),
        }
        kept += 1;
        if kept == LONGEST {
            if chars.peek().is_some() {
                out.push('…');
            }
            break;
        }
    }
    out.truncate(out.trim_end().len());
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Seek, Write};

    #[test]
    fn shown_text_cannot_steer_a_terminal() {
        let evil = "Title \u{202e}\0\x1b[31m<script>&\u{9b}2J\u{1b}\r\n \tend\u{2066}";
        assert_eq!(clean(evil).unwrap(), "Title <script>& end");
        assert_eq!(clean("\0 \u{202e}\n"), None);
        assert_eq!(clean("  日本語 🎵  ").unwrap(), "日本語 🎵");
    }

    #[test]
    fn long_text_is_cut() {
        let long = clean(&"🎵".repeat(60_000)).unwrap();
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert!(long.ends_with('…'));
        assert_eq!(clean(&"a".repeat(LONGEST)).unwrap().len(), LONGEST);
    }

    #[test]
    fn track_numbers_read_as_written() {
        assert_eq!((number("3/12"), number("07"), number("A1"), number("")), (Some(3), Some(7), None, None));
    }

    /// A file's tags and warnings, from its bytes.
    fn read_bytes(bytes: &[u8]) -> (Tags, Vec<String>) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        read(file, &[])
    }

    fn png(note: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0crc4".to_vec();
        bytes.extend(note);
        bytes.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
        bytes
    }

    /// A FLAC file without sound but with pictures, each with its kind.
    fn flac(pictures: &[(u32, Vec<u8>)]) -> Vec<u8> {
        let mut bytes = b"fLaC\0\0\0\x22\x10\0\x10\0\0\0\0\0\0\0\x0a\xc4\x42\xf0\0\0\0\0".to_vec();
        bytes.extend([0; 16]);
        for (i, (kind, picture)) in pictures.iter().enumerate() {
            let mut block = kind.to_be_bytes().to_vec();
            for text in [&b"image/jpeg"[..], b""] {
                block.extend((text.len() as u32).to_be_bytes());
                block.extend(text);
            }
            block.extend([0; 16]);
            block.extend((picture.len() as u32).to_be_bytes());
            block.extend(picture);
            bytes.push(6 | if i + 1 == pictures.len() { 0x80 } else { 0 });
            bytes.extend(&(block.len() as u32).to_be_bytes()[1..]);
            bytes.extend(block);
        }
        bytes
    }

    fn atom(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32 + 8).to_be_bytes()[..], name, body].concat()
    }

    #[test]
    fn the_front_cover_of_a_flac_is_preferred() {
        let (tags, warnings) = read_bytes(&flac(&[(4, png(b"back")), (3, png(b"front"))]));
        let cover = tags.cover.unwrap();
        assert!(
            cover.mime == "image/png" && *cover.bytes == png(b"front")[..],
            "by its bytes, not by its word"
        );
        assert_eq!(warnings, Vec::<String>::new());
        let (tags, _) = read_bytes(&flac(&[(0, png(b"any"))]));
        assert_eq!(*tags.cover.unwrap().bytes, png(b"any")[..]);
    }

    #[test]
    fn a_bad_cover_is_left_out_with_a_warning() {
        let (tags, warnings) = read_bytes(&flac(&[(3, png(b"")[..40].to_vec())]));
        assert!(tags.cover.is_none() && warnings.len() == 1, "{warnings:?}");
        assert!(warnings[0].starts_with("embedded cover left out: "), "{warnings:?}");
    }

    #[test]
    fn the_cover_of_an_mp4_is_read() {
        let data = |kind: u32, body: &[u8]| atom(b"data", &[&kind.to_be_bytes()[..], &[0; 4], body].concat());
        let list =
            [atom(b"\xa9nam", &data(1, "Täglich".as_bytes())), atom(b"covr", &data(14, &png(b"covr")))];
        let handler = atom(b"hdlr", &[&[0; 8][..], b"mdirappl", &[0; 9]].concat());
        let meta = [&[0; 4][..], &handler, &atom(b"ilst", &list.concat())].concat();
        let moov = atom(b"moov", &atom(b"udta", &atom(b"meta", &meta)));
        let (tags, _) = read_bytes(&[atom(b"ftyp", b"M4A \0\0\0\0"), moov].concat());
        assert_eq!(tags.title.as_deref(), Some("Täglich"));
        assert_eq!(*tags.cover.unwrap().bytes, png(b"covr")[..]);
    }
}

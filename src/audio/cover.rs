//! Which embedded pictures are taken: whole PNG, JPEG, GIF or WebP files of sane size, by their own bytes.

use super::Cover;
use std::sync::Arc;

/// Largest picture file, bytes.
pub(super) const LARGEST: usize = 32 << 20;
/// Longest side, pixels.
const LONGEST_SIDE: u32 = 16_384;

/// A cover from its stored bytes, or why not.
pub(super) fn from_bytes(bytes: &[u8]) -> Result<Cover, String> {
    if bytes.len() > LARGEST {
        return Err(format!("it weighs {} MiB", bytes.len() >> 20));
    }
    let (mime, size) = match bytes {
        [0x89, b'P', b'N', b'G', ..] => ("image/png", png_size(bytes)),
        [0xff, 0xd8, 0xff, ..] => ("image/jpeg", jpeg_size(bytes)),
        [b'G', b'I', b'F', b'8', ..] => ("image/gif", gif_size(bytes)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ("image/webp", Some((1, 1))),
        _ => return Err("it is no PNG, JPEG, GIF or WebP file".into()),
    };
    match size {
        None => Err("it is cut short".into()),
        Some((w, h)) if w == 0 || h == 0 || w > LONGEST_SIDE || h > LONGEST_SIDE => {
            Err(format!("it claims {w} × {h} pixels"))
        }
        Some(_) => Ok(Cover { mime, bytes: Arc::from(bytes) }),
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 2).map(|b| u32::from(b[0]) << 8 | u32::from(b[1]))
}

/// Width and height of a PNG that has its end chunk.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at| Some(be16(bytes, at)? << 16 | be16(bytes, at + 2)?);
    bytes.windows(4).rev().take(64 << 10).any(|w| w == b"IEND").then_some((side(16)?, side(20)?))
}

/// Width and height of a JPEG that has its end marker.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    if !bytes.windows(2).rev().take(64 << 10).any(|w| w == [0xff, 0xd9]) {
        return None;
    }
    let mut at = 2;
    loop {
        let (mark, kind) = (*bytes.get(at)?, *bytes.get(at + 1)?);
        match kind {
            _ if mark != 0xff => return None,
            0xff => at += 1,
            // Start of frame, whose height comes first.
            0xc0..=0xcf if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                return Some((be16(bytes, at + 7)?, be16(bytes, at + 5)?));
            }
            0xd0..=0xd8 | 0x01 => at += 2,
            _ => at += 2 + be16(bytes, at + 2)? as usize,
        }
    }
}

fn gif_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at| be16(bytes, at).map(|n| n << 8 & 0xff00 | n >> 8);
    Some((side(6)?, side(8)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(w: u32, h: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(w.to_be_bytes());
        bytes.extend(h.to_be_bytes());
        bytes.extend(b"\x08\x02\0\0\0crc4\0\0\0\0IEND\xae\x42\x60\x82");
        bytes
    }

    #[test]
    fn only_whole_pictures_of_sane_size_are_taken() {
        assert_eq!(from_bytes(&png(64, 64)).unwrap().mime, "image/png");
        let why = |bytes: &[u8]| from_bytes(bytes).unwrap_err();
        assert!(why(&png(60_000, 60_000)).contains("60000 × 60000"));
        assert!(why(&png(0, 0)).contains("0 × 0"));
        assert!(why(&png(64, 64)[..30]).contains("cut short"));
        assert!(why(b"http://127.0.0.1:9/x.jpg").contains("no PNG"));
        assert!(why(b"<svg xmlns='http://www.w3.org/2000/svg'>").contains("no PNG"));
        assert!(why(b"").contains("no PNG"));
    }

    #[test]
    fn a_jpeg_shows_its_size_behind_other_segments() {
        let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc2, 0, 11, 8, 0, 100, 0, 200, 3];
        assert_eq!(from_bytes(&jpeg).unwrap_err(), "it is cut short");
        jpeg.extend([0xff, 0xd9]);
        assert_eq!(jpeg_size(&jpeg), Some((200, 100)));
        assert_eq!(from_bytes(&jpeg).unwrap().mime, "image/jpeg");
    }
}

//! From the bytes of a picture file to pixels, with a cap on everything that a file could claim.

use super::Art;
use crate::quiet;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Most pixels that a file may have.
const MOST_PIXELS: u64 = 64 << 20;
/// Longest side, pixels.
const LONGEST_SIDE: u32 = 32_768;
/// Most bytes that a decoder may take, its result included.
const DECODER_BYTES: u64 = 256 << 20;
/// Most pixels that are kept: enough for a picture that fills a video of 3840 × 2160.
const KEPT_PIXELS: u64 = 16 << 20;

/// Decodes a picture by its content, or says in one line why not.
pub(super) fn decode(bytes: &[u8]) -> Result<Art, String> {
    let format = image::guess_format(bytes).ok().filter(|format| {
        use ImageFormat::{Bmp, Gif, Jpeg, Png, WebP};
        matches!(format, Png | Jpeg | WebP | Gif | Bmp)
    });
    let format = format.ok_or_else(|| match bytes {
        [] => "empty file".to_owned(),
        _ => "it is no PNG, JPEG, WebP, GIF or BMP picture".to_owned(),
    })?;
    if format == ImageFormat::Jpeg && !ends_as_jpeg(bytes) {
        return Err("it is cut short".into());
    }
    let picture = quiet::catch(|| pixels(bytes, format));
    picture.unwrap_or_else(|_| Err("it is damaged".into()))
}

/// Whether a JPEG has its end marker: decoders fill what is missing with grey, and call it a picture.
fn ends_as_jpeg(bytes: &[u8]) -> bool {
    bytes.windows(2).rev().take(64 << 10).any(|pair| pair == [0xff, 0xd9])
}

fn pixels(bytes: &[u8], format: ImageFormat) -> Result<Art, String> {
    let words = |error: ImageError| match error {
        ImageError::Limits(_) => format!("it needs more than {} MiB to decode", DECODER_BYTES >> 20),
        ImageError::IoError(_) => "it is cut short".into(),
        other => format!("it is damaged: {}", shortened(&other.to_string())),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(words)?;
    let (width, height) = decoder.dimensions();
    let count = u64::from(width) * u64::from(height);
    if count == 0 || count > MOST_PIXELS || width.max(height) > LONGEST_SIDE {
        return Err(format!("it claims {width} × {height} pixels"));
    }
    limits.reserve(decoder.total_bytes()).map_err(words)?;
    decoder.set_limits(limits).map_err(words)?;
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(words)?;
    let factor = (1..).find(|k| count <= KEPT_PIXELS * k * k).unwrap_or(1) as usize;
    if factor > 1 {
        picture = shrunk(picture, factor);
    }
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    let rgba = picture.into_rgba8();
    Ok(Art { width: rgba.width(), height: rgba.height(), rgba: rgba.into_raw() })
}

/// A decoder's words, as far as they say anything to a person.
fn shortened(words: &str) -> String {
    let words = words.split_once("Format error decoding ").map_or(words, |(_, rest)| rest);
    let first = words.split(['\n', ',', ';']).next().unwrap_or_default();
    first.split(" have ").next().unwrap_or_default().chars().take(80).collect()
}

/// The picture at a whole fraction of its size, averaged in linear light.
fn shrunk(picture: DynamicImage, factor: usize) -> DynamicImage {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    // Most large pictures are opaque photographs: those need no second copy in memory.
    let (raw, channels) = match picture {
        DynamicImage::ImageRgb8(rgb) => (rgb.into_raw(), 3),
        other => (other.into_rgba8().into_raw(), 4),
    };
    let (across, down) = ((width / factor).max(1), (height / factor).max(1));
    let mut small = Vec::with_capacity(across * down * 4);
    for (y, x) in (0..down).flat_map(|y| (0..across).map(move |x| (y, x))) {
        // Light times opacity, and opacity.
        let mut sum = [0_u64; 4];
        for row in (y * factor..(y + 1) * factor).filter(|row| *row < height) {
            for column in (x * factor..(x + 1) * factor).filter(|column| *column < width) {
                let at = (row * width + column) * channels;
                let opacity = if channels == 4 { u64::from(raw[at + 3]) } else { 255 };
                (0..3).for_each(|c| sum[c] += u64::from(raw[at + c]).pow(2) * opacity);
                sum[3] += opacity;
            }
        }
        let light = |c: usize| ((sum[c] as f64 / sum[3].max(1) as f64).sqrt() + 0.5) as u8;
        let opacity = sum[3] as f64 / (factor * factor) as f64;
        small.extend([light(0), light(1), light(2), (opacity + 0.5).min(255.0) as u8]);
    }
    let small = image::RgbaImage::from_raw(across as u32, down as u32, small);
    small.map_or_else(|| DynamicImage::new_rgba8(1, 1), DynamicImage::ImageRgba8)
}

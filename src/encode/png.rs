//! Stills as PNG files: RGB, marked as sRGB.

use super::{Written, output::PartFile};
use crate::{
    error::{Error, Result},
    render::Still,
};
use std::{
    io::{BufWriter, Write},
    path::Path,
};

/// Writes a still to a file, whole or not at all.
///
/// # Errors
/// A usage error when the file exists and may not be overwritten, [`Error::Output`] when it can't be written.
pub fn save(still: &Still, path: &Path, overwrite: bool) -> Result<Written> {
    let part = PartFile::create(path, overwrite)?;
    write(still, BufWriter::new(part.writer()?)).map_err(|e| Error::output(path, e))?;
    let bytes = part.bytes_written()?;
    Ok(Written { path: Some(part.publish()?), bytes, frames: 1, ..Written::default() })
}

/// Writes a still as PNG; it is opaque, whatever its alpha says.
///
/// # Errors
/// Those of `out`.
pub fn write(still: &Still, mut out: impl Write) -> std::io::Result<()> {
    let mut encoder = png::Encoder::new(&mut out, still.width, still.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // A tenth of the usual settings' time, at their size: dithered light has few repetitions to search for.
    encoder.set_filter(png::Filter::Sub);
    encoder.set_deflate_compression(png::DeflateCompression::Level(2));
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let mut writer = encoder.write_header()?;
    let pixels = still.rgba.as_chunks().0;
    let mut rgb = vec![0; pixels.len() * 3];
    for (rgb, [r, g, b, _]) in rgb.as_chunks_mut().0.iter_mut().zip(pixels) {
        *rgb = [*r, *g, *b];
    }
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_still_reads_back_byte_for_byte_and_says_srgb() {
        let rgba: Vec<u8> = (0..3 * 5 * 4).map(|i| i as u8 * 4).collect();
        let rgb: Vec<u8> = rgba.chunks(4).flat_map(|pixel| &pixel[..3]).copied().collect();
        let still = Still { width: 3, height: 5, rgba };
        let mut file = Vec::new();
        write(&still, &mut file).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut back = vec![0; 45];
        reader.next_frame(&mut back).unwrap();
        assert_eq!(back, rgb);
        assert_eq!(reader.info().srgb, Some(png::SrgbRenderingIntent::Perceptual));
    }
}

//! Pictures that people bring: covers, logos, backgrounds; and what is made of them for a video.
//!
//! ```text
//! bytes ─ decode ─▶ Art ─┬─ cover ────▶ a sprite of its size
//!                        ├─ backdrop ─▶ a whole picture, blurred and dimmed
//!                        └─ palette ──▶ the colours of the video
//! ```
//!
//! All of it is arithmetic in linear light on the host, once for a video, and the same on every machine.

mod backdrop;
mod cluster;
mod contrast;
mod decode;
mod hue;
mod palette;
mod resize;

#[cfg(test)]
mod tests;

pub use backdrop::Backdrop;
pub use contrast::{contrast, luminance, readable};
pub use resize::Fit;

use crate::{
    error::{Error, Result},
    files,
};
use std::path::Path;

/// Largest picture file, bytes.
const LARGEST_FILE: usize = 64 << 20;

/// What to do about a picture that can't be used.
const HINT: &str = "give a PNG, JPEG, WebP, GIF or BMP picture of at most 64 megapixels";

/// A decoded picture: sRGB with opacity, upright, of at most 16 megapixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Art {
    width: u32,
    height: u32,
    /// Red, green, blue and opacity, 0 to 255, not premultiplied; row by row from the top.
    rgba: Vec<u8>,
}

impl Art {
    /// Pixels across, at least 1.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Pixels down, at least 1.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Red, green, blue and opacity of all pixels, sRGB, 0 to 255, not premultiplied; row by row from the top.
    #[must_use]
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// Whether it lets anything shine through.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        self.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255)
    }
}

/// Reads a picture file: PNG, JPEG, WebP, GIF (its first frame) or BMP, whatever its name says.
///
/// # Errors
/// [`Error::Input`] when it is missing, unreadable or not a regular file, [`Error::Asset`] when it is no such picture,
/// damaged, cut short or too large.
pub fn load(path: &Path) -> Result<Art> {
    match files::read_at_most(path, LARGEST_FILE)? {
        Some(bytes) => from_bytes(&bytes, path),
        None => Err(refusal(path, format!("it weighs more than {} MiB", LARGEST_FILE >> 20))),
    }
}

/// A picture from its stored bytes; `name` is where they come from, for messages.
///
/// # Errors
/// [`Error::Asset`], as [`load`].
pub fn from_bytes(bytes: &[u8], name: &Path) -> Result<Art> {
    decode::decode(bytes).map_err(|reason| refusal(name, reason))
}

fn refusal(path: &Path, reason: String) -> Error {
    Error::Asset { path: path.to_owned(), reason, hint: HINT }
}

//! Picture sizes: their limits, their names, and what 4:2:0 chroma asks of them.

use crate::error::{Error, Result};
use std::{fmt, str::FromStr};

/// Picture size in pixels: 1 to 16,384 each way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    width: u32,
    height: u32,
}

/// Names for common sizes.
pub const SIZES: &[(&str, u32, u32)] = &[
    ("480p", 854, 480),
    ("720p", 1280, 720),
    ("1080p", 1920, 1080),
    ("1440p", 2560, 1440),
    ("4k", 3840, 2160),
    ("vertical", 1080, 1920),
    ("square", 1080, 1080),
];

impl Size {
    /// The largest width and height, pixels.
    pub const MAX: u32 = 16_384;

    /// # Errors
    /// A usage error that names the limit.
    pub fn new(width: u32, height: u32) -> Result<Self> {
        if !(1..=Self::MAX).contains(&width) || !(1..=Self::MAX).contains(&height) {
            return Err(Error::usage_hint(
                format!("size {width}x{height} is outside 1x1 to {0}x{0}", Self::MAX),
                "try --size 1080p, 4k, vertical or square",
            ));
        }
        Ok(Self { width, height })
    }

    /// Width, pixels.
    #[must_use]
    pub fn width(self) -> u32 {
        self.width
    }

    /// Height, pixels.
    #[must_use]
    pub fn height(self) -> u32 {
        self.height
    }

    /// For outputs with 4:2:0 chroma, which need even sizes.
    ///
    /// # Errors
    /// A usage error that names the next even size.
    pub fn require_even(self) -> Result<()> {
        if self.width.is_multiple_of(2) && self.height.is_multiple_of(2) {
            return Ok(());
        }
        let (w, h) = (self.width.next_multiple_of(2), self.height.next_multiple_of(2));
        Err(Error::usage_hint(
            format!("size {self} is odd, and video with 4:2:0 chroma needs even sizes"),
            format!("try --size {w}x{h}, or write a PNG"),
        ))
    }
}

impl FromStr for Size {
    type Err = Error;

    /// Reads `1920x1080` or a name from [`SIZES`].
    fn from_str(text: &str) -> Result<Self> {
        let lower = text.to_ascii_lowercase();
        if let Some(&(_, w, h)) = SIZES.iter().find(|s| s.0 == lower) {
            return Self::new(w, h);
        }
        let parsed = lower.split_once('x').and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
        match parsed {
            Some((w, h)) => Self::new(w, h),
            None => {
                let names: Vec<&str> = SIZES.iter().map(|s| s.0).collect();
                Err(Error::usage_hint(
                    format!("'{text}' is no size"),
                    format!("write WIDTHxHEIGHT or one of {}", names.join(", ")),
                ))
            }
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_write_them() {
        let s = |t: &str| t.parse::<Size>().map(|s| (s.width, s.height)).ok();
        assert_eq!(s("1920x1080"), Some((1920, 1080)));
        assert_eq!(s("4K"), Some((3840, 2160)));
        assert_eq!(s("vertical"), Some((1080, 1920)));
        for bad in ["0x10", "10", "x", "-1x5", "16385x2", "1920*1080", "NaNxNaN"] {
            assert_eq!(s(bad), None, "{bad}");
        }
    }

    #[test]
    fn odd_sizes_name_the_next_even_one() {
        let error = Size::new(641, 361).unwrap().require_even().unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.hint().unwrap().contains("642x362"));
    }
}

//! Where videos go: the size that a platform shows best, and how long it lets them be.

use cymatic::{Result, scene::Size, time::Time, visual::params};

/// A platform.
#[derive(Debug)]
pub(super) struct Platform {
    /// Name for `--for`.
    pub(super) name: &'static str,
    /// Width and height, pixels.
    size: [u32; 2],
    /// The longest video that it takes as one of its kind, seconds.
    longest_s: Option<u32>,
}

/// All of them. The limits are those of 2026.
pub(super) static PLATFORMS: &[Platform] = &[
    Platform { name: "youtube", size: [1920, 1080], longest_s: None },
    Platform { name: "youtube-4k", size: [3840, 2160], longest_s: None },
    Platform { name: "shorts", size: [1080, 1920], longest_s: Some(180) },
    Platform { name: "reels", size: [1080, 1920], longest_s: Some(180) },
    Platform { name: "tiktok", size: [1080, 1920], longest_s: Some(600) },
    Platform { name: "square", size: [1080, 1080], longest_s: None },
];

/// Finds a platform.
///
/// # Errors
/// A usage error with the nearest name.
pub(super) fn find(name: &str) -> Result<&'static Platform> {
    let found = PLATFORMS.iter().find(|platform| platform.name == name);
    found.ok_or_else(|| params::unknown("platform", name, PLATFORMS.iter().map(|platform| platform.name)))
}

impl Platform {
    /// Its picture size.
    ///
    /// # Errors
    /// None for the sizes here.
    pub(super) fn size(&self) -> Result<Size> {
        Size::new(self.size[0], self.size[1])
    }

    /// What to say about a video that is too long for it.
    pub(super) fn warning(&self, duration_s: f64) -> Option<String> {
        let longest_s = self.longest_s.filter(|longest_s| duration_s > f64::from(*longest_s))?;
        let time = |seconds: f64| Time::from_micros((seconds * 1e6) as u64);
        let (longest, duration) = (time(longest_s.into()), time(duration_s));
        Some(format!(
            "{} takes videos of up to {longest}, this one lasts {duration}: cut it with --start and --duration {longest_s}",
            self.name
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_video_that_is_too_long_is_told() {
        let shorts = find("shorts").unwrap();
        assert_eq!(shorts.warning(180.0), None);
        assert!(shorts.warning(181.0).unwrap().contains("--duration 180"));
        assert_eq!(find("youtube").unwrap().warning(1e6), None);
        assert_eq!(find("short").unwrap_err().hint(), Some("did you mean 'shorts'?"));
    }
}

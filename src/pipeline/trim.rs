//! From a trim to the frames and samples that it means.

use super::Trim;
use crate::{
    error::{Error, Result},
    time::{Fps, Time},
};
use std::ops::Range;

/// The part of a song that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Frame numbers of the whole video.
    pub(super) frames: Range<u64>,
    /// Frames of the whole video.
    pub(super) of: u64,
    /// Samples of the whole song that sound meanwhile.
    pub(super) samples: Range<u64>,
}

impl Trim {
    /// The part that this trim means for a song of `samples`: it begins with the frame shown at its start and ends
    /// before the first frame that begins at its end or later. Times after the song's end mean its end.
    ///
    /// # Errors
    /// A usage error that names the song's length when the part is empty or not inside the song.
    pub(super) fn part(&self, fps: Fps, samples: u64, rate_hz: u32) -> Result<Part> {
        let of = fps.frames_of(samples, rate_hz);
        let frames = match self {
            Self::Whole => 0..of,
            Self::Frames(frames) => frames.clone(),
            Self::Times { start, end } => {
                let end = end.map_or(of, |t| fps.frames_of(t.micros(), 1_000_000));
                // "The first minute" of a shorter song is all of it.
                fps.frame_at_time(*start)..end.min(of)
            }
        };
        let refuse = |fault| {
            let length_s = Time::of_samples(samples, rate_hz).seconds();
            Error::usage_hint(
                format!("the part {} {fault}", self.describe()),
                format!("the song lasts {length_s:.2} s: {of} frames at {fps} frames/s"),
            )
        };
        if frames.start >= of || frames.end > of {
            return Err(refuse("is not inside the song"));
        }
        if frames.is_empty() {
            return Err(refuse("is empty"));
        }
        let end = if frames.end == of { samples } else { fps.sample_of(frames.end, rate_hz) };
        Ok(Part { samples: fps.sample_of(frames.start, rate_hz)..end, frames, of })
    }

    fn describe(&self) -> String {
        match self {
            Self::Whole => "of the whole song".into(),
            Self::Frames(frames) => format!("of frames {}..{}", frames.start, frames.end),
            Self::Times { start, end: Some(end) } => {
                format!("from {} s to {} s", start.seconds(), end.seconds())
            }
            Self::Times { start, end: None } => format!("from {} s", start.seconds()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(trim: &Trim, fps: &str, samples: u64) -> Result<Part> {
        trim.part(fps.parse().unwrap(), samples, 44_100)
    }

    #[test]
    fn times_snap_outward_to_frames_and_frames_to_samples() {
        let times = |start: &str, end: &str| Trim::Times {
            start: start.parse().unwrap(),
            end: Some(end.parse().unwrap()),
        };
        let whole = part(&Trim::Whole, "30", 44_101).unwrap();
        assert_eq!((whole.frames, whole.of, whole.samples), (0..31, 31, 0..44_101));
        // 0.99 s shows frame 29; the first frame that begins at 1.01 s or later is 31.
        let one = part(&times("0.99", "1.01"), "30", 441_000).unwrap();
        assert_eq!((one.frames, one.samples), (29..31, 29 * 1470..31 * 1470));
        // On the grid nothing snaps.
        assert_eq!(part(&times("1", "2"), "30", 441_000).unwrap().frames, 30..60);
        // An end between the last sample and the end of the last frame is inside.
        assert_eq!(part(&times("0", "1.03"), "30", 44_200).unwrap().samples, 0..44_200);
        assert_eq!(part(&times("0", "60"), "30", 44_200).unwrap().samples, 0..44_200);
    }

    #[test]
    fn parts_outside_the_song_name_its_length() {
        let from = |start: &str| Trim::Times { start: start.parse().unwrap(), end: None };
        let outside =
            [from("10"), from("11"), Trim::Frames(0..301), Trim::Frames(7..7), Trim::Frames(300..400)];
        for trim in outside {
            let error = part(&trim, "30", 441_000).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{trim:?}");
            assert!(error.hint().unwrap().contains("300 frames"), "{trim:?}");
        }
        assert!(part(&Trim::Frames(299..300), "30", 441_000).is_ok());
    }
}

//! The one owner of time: which sample a frame depicts, how many frames a song has, how times are written.
//!
//! Frame n is shown over [n/fps, (n+1)/fps) and depicts its start. All conversions are exact: wide integers, no
//! floating point. Decoded sample 0 is time 0 for the analysis, the video and the sound track alike.

use crate::error::{Error, Result};
use std::{fmt, str::FromStr};

/// Largest denominator of a frame rate in lowest terms: six decimals. So a numerator is 240,000,000 at the most, and a
/// muxer's time base has room for both; [`Fps::times`] has it up to [`MOST_ROWS_PER_SECOND`].
const MOST_PARTS: u32 = 1_000_000;

/// Most rows per second of the analysis. The fewest rows a frame that make so many, `k`, make fewer than one a frame more:
/// `k · num` is less than `MOST_ROWS_PER_SECOND · den + num`.
const MOST_ROWS_PER_SECOND: u32 = 4_000;

const _: () =
    assert!(MOST_ROWS_PER_SECOND as u64 * MOST_PARTS as u64 + 240 * MOST_PARTS as u64 <= u32::MAX as u64);

/// Frames per second as a ratio, 1 to 240.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fps {
    num: u32,
    den: u32,
}

impl Fps {
    /// `num / den` frames per second, in lowest terms.
    ///
    /// # Errors
    /// A usage error outside 1 to 240, when either number is zero, or for a ratio of large numbers.
    pub fn new(num: u32, den: u32) -> Result<Self> {
        let g = gcd(num, den).max(1);
        let (num, den) = (num / g, den / g);
        if num == 0 || den == 0 || num < den || u64::from(num) > 240 * u64::from(den) {
            return Err(Error::usage_hint(
                format!("{} frames per second is outside 1 to 240", Self { num, den }),
                "try --fps 24, 30, 60 or 30000/1001",
            ));
        }
        if den > MOST_PARTS {
            return Err(Error::usage_hint(
                format!("{num}/{den} frames per second is no ratio with a denominator up to {MOST_PARTS}"),
                "try a rate with fewer digits",
            ));
        }
        Ok(Self { num, den })
    }

    /// The numerator, frames.
    #[must_use]
    pub fn num(self) -> u32 {
        self.num
    }

    /// The denominator, seconds.
    #[must_use]
    pub fn den(self) -> u32 {
        self.den
    }

    /// Frames per second, rounded to the nearest double: for display and for smoothing constants only.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }

    /// How many rows a frame make so many a second, at least one; no more than [`MOST_ROWS_PER_SECOND`] make.
    #[must_use]
    pub(crate) fn rows_per_frame(self, rows_per_second: f32) -> u32 {
        let wanted = f64::from(rows_per_second).clamp(0.0, f64::from(MOST_ROWS_PER_SECOND));
        (wanted / self.as_f64()).ceil().max(1.0) as u32
    }

    /// `k` times as many frames per second, `k` being a number of rows as above.
    #[must_use]
    pub(crate) fn times(self, k: u32) -> Self {
        let g = gcd(self.den, k.max(1));
        Self { num: self.num * (k.max(1) / g), den: self.den / g }
    }

    /// How many frames show `samples` of audio: ceil(samples · fps / rate).
    #[must_use]
    pub fn frames_of(self, samples: u64, sample_rate_hz: u32) -> u64 {
        let top = u128::from(samples) * u128::from(self.num);
        let per = u128::from(sample_rate_hz) * u128::from(self.den);
        top.div_ceil(per) as u64
    }

    /// The sample at which frame `n` starts: floor(n · rate / fps).
    #[must_use]
    pub fn sample_of(self, n: u64, sample_rate_hz: u32) -> u64 {
        let top = u128::from(n) * u128::from(sample_rate_hz) * u128::from(self.den);
        (top / u128::from(self.num)) as u64
    }

    /// The frame that an event at `sample` belongs to: floor(sample · fps / rate).
    #[must_use]
    pub fn frame_at(self, sample: u64, sample_rate_hz: u32) -> u64 {
        let top = u128::from(sample) * u128::from(self.num);
        (top / (u128::from(sample_rate_hz) * u128::from(self.den))) as u64
    }

    /// The frame that is shown at `time`: floor(time · fps).
    #[must_use]
    pub fn frame_at_time(self, time: Time) -> u64 {
        self.frame_at(time.micros(), 1_000_000)
    }

    /// Seconds at which frame `n` starts, for display.
    #[must_use]
    pub fn seconds_of(self, n: u64) -> f64 {
        n as f64 * f64::from(self.den) / f64::from(self.num)
    }
}

impl FromStr for Fps {
    type Err = Error;

    /// Reads `30`, `30000/1001` or a decimal; 23.976, 29.97 and 59.94 mean their NTSC ratios.
    fn from_str(text: &str) -> Result<Self> {
        let bad =
            || Error::usage_hint(format!("'{text}' is no frame rate"), "try --fps 24, 30, 60 or 30000/1001");
        if let Some((num, den)) = text.split_once('/') {
            return Self::new(num.parse().map_err(|_| bad())?, den.parse().map_err(|_| bad())?);
        }
        match text {
            "23.976" | "23.98" => return Self::new(24_000, 1001),
            "29.97" => return Self::new(30_000, 1001),
            "59.94" => return Self::new(60_000, 1001),
            _ => {}
        }
        let time: Time = text.parse().map_err(|_| bad())?;
        if text.contains(':') || time.micros() > 240_000_000 {
            return Err(bad());
        }
        Self::new(time.micros() as u32, 1_000_000)
    }
}

impl fmt::Display for Fps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// A point in time or a length, in whole microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Time(u64);

impl Time {
    /// From whole microseconds.
    #[must_use]
    pub fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// From a number of samples.
    #[must_use]
    pub fn of_samples(samples: u64, sample_rate_hz: u32) -> Self {
        Self((u128::from(samples) * 1_000_000 / u128::from(sample_rate_hz.max(1))) as u64)
    }

    /// Whole microseconds.
    #[must_use]
    pub fn micros(self) -> u64 {
        self.0
    }

    /// Seconds.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The sum, held at the largest time.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl FromStr for Time {
    type Err = Error;

    /// Reads `83`, `1:23`, `1:23.5` and `1:02:03.25`.
    fn from_str(text: &str) -> Result<Self> {
        let bad = || {
            Error::usage_hint(
                format!("'{text}' is no time"),
                "write seconds or m:ss, such as 83, 1:23 or 1:23.5",
            )
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |s: &str| !s.is_empty() && s.len() <= 9 && s.bytes().all(|b| b.is_ascii_digit());
        let parts: Vec<&str> = whole.split(':').collect();
        if parts.len() > 3 || !parts.iter().all(|p| digits(p)) || (text.contains('.') && !digits(fraction)) {
            return Err(bad());
        }
        let mut seconds = 0u64;
        for (i, part) in parts.iter().enumerate() {
            let value: u64 = part.parse().map_err(|_| bad())?;
            if i > 0 && value >= 60 {
                return Err(bad());
            }
            seconds = seconds * 60 + value;
        }
        let micros: u64 = format!("{fraction:0<6.6}").parse().map_err(|_| bad())?;
        Ok(Self(seconds * 1_000_000 + micros))
    }
}

impl fmt::Display for Time {
    /// Writes `m:ss`, with hours only when there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = self.0 / 1_000_000;
        let (h, m, s) = (s / 3600, s / 60 % 60, s % 60);
        if h > 0 { write!(f, "{h}:{m:02}:{s:02}") } else { write!(f, "{m}:{s:02}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_counts_are_ceilings_in_integers() {
        let fps = Fps::new(30, 1).unwrap();
        assert_eq!(fps.frames_of(44_100, 44_100), 30);
        assert_eq!(fps.frames_of(44_101, 44_100), 31);
        assert_eq!(fps.frames_of(1, 44_100), 1);
        assert_eq!(fps.frames_of(0, 44_100), 0);
    }

    #[test]
    fn rows_between_frames_are_counted_exactly_at_every_rate() {
        for (num, den) in [(239_999_999, 1_000_000), (1_000_001, 1_000_000), (240, 1), (30_000, 1001)] {
            let fps = Fps::new(num, den).unwrap();
            for rows_per_second in [0.0, 48.0, 100.0, 999.5, 4_000.0, 1e9, f32::INFINITY, f32::NAN] {
                let k = fps.rows_per_frame(rows_per_second);
                let rows = fps.times(k);
                let least = f64::from(rows_per_second).min(4_000.0) * (1.0 - 1e-12);
                assert!(rows.as_f64() >= least || rows_per_second.is_nan(), "{fps} {rows_per_second}");
                let whole = u64::from(num) * u64::from(k) * u64::from(rows.den());
                assert_eq!(u64::from(rows.num()) * u64::from(den), whole, "{fps} {k}");
            }
        }
    }

    #[test]
    fn a_frame_owns_the_sample_at_its_start() {
        for fps in ["24", "25", "30000/1001", "30", "60", "24000/1001"] {
            let fps: Fps = fps.parse().unwrap();
            for rate in [8_000, 44_100, 48_000] {
                for n in [0u64, 1, 2, 29, 1_000, 107_892, 10_000_000] {
                    let s = fps.sample_of(n, rate);
                    // The first sample at or after the frame's start belongs to the frame.
                    assert!(fps.frame_at(s + 1, rate) == n || fps.frame_at(s, rate) == n, "{fps} {rate} {n}");
                    assert!(n == 0 || fps.frame_at(s - 1, rate) < n);
                }
            }
        }
    }

    #[test]
    fn times_read_as_people_write_them() {
        let us = |s: &str| s.parse::<Time>().unwrap().micros();
        assert_eq!(us("83"), 83_000_000);
        assert_eq!(us("1:23"), 83_000_000);
        assert_eq!(us("1:23.5"), 83_500_000);
        assert_eq!(us("1:02:03.25"), 3_723_250_000);
        for bad in ["", ":", "1:", "-1", "1:60", "1.", ".5", "1e3", "nan", "1:2:3:4", "12345678901234"] {
            assert!(bad.parse::<Time>().is_err(), "{bad}");
        }
    }

    #[test]
    fn rates_read_as_people_write_them() {
        let f = |s: &str| s.parse::<Fps>().map(|f| (f.num(), f.den())).ok();
        assert_eq!(f("30"), Some((30, 1)));
        assert_eq!(f("29.97"), Some((30_000, 1001)));
        assert_eq!(f("30000/1001"), Some((30_000, 1001)));
        assert_eq!(f("12.5"), Some((25, 2)));
        assert_eq!(f("239.999999"), Some((239_999_999, 1_000_000)));
        for bad in [
            "4000000001/100000000",
            "239999999/239999998",
            "2000003/1000001",
            "0",
            "241",
            "1e9",
            "-1",
            "NaN",
            "1/0",
            "0/1",
            "30:00",
            "",
        ] {
            assert_eq!(f(bad), None, "{bad}");
        }
    }
}

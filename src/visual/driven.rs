//! Numbers that follow the music: a level of the sound with attack and release, closed form in the rows before a frame.
//!
//! The envelope begins so far back that what was before it no longer counts, so a frame is the same in every range.

use super::{FrameInput, unit};
use crate::analysis::Row;
use std::{fmt, str::FromStr};

/// A number that may follow the music: `base + amount · envelope`, with an envelope from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Driven {
    /// Its value in silence.
    pub base: f32,
    /// What moves it.
    pub follow: Option<Follow>,
}

/// How a number follows the music.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Follow {
    /// What is followed.
    pub source: Source,
    /// What full height adds.
    pub amount: f32,
    /// Time in which 63 % of a rise is followed, seconds, 0 to [`SLOWEST_S`].
    pub attack_s: f32,
    /// The same of a fall.
    pub release_s: f32,
}

/// What can be followed; each is 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Source {
    /// Level of 40 to 150 Hz, 0.92 where the song has most of it.
    Bass,
    /// Level of 150 Hz to 2 kHz.
    Mid,
    /// Level of 2 to 16 kHz.
    Treble,
    /// Mean of the three.
    Level,
    /// 1 on a beat or a strong onset, 0 a quarter of a second later.
    Beat,
    /// Mean height of the bands between two frequencies, Hz, as the last of a frame's companions hears it, or without one
    /// the style itself.
    Band(f32, f32),
}

/// The words of the sources without a range.
pub const SOURCES: [(&str, Source); 5] = [
    ("bass", Source::Bass),
    ("mid", Source::Mid),
    ("treble", Source::Treble),
    ("level", Source::Level),
    ("beat", Source::Beat),
];

/// The longest attack and release, seconds.
pub const SLOWEST_S: f32 = 2.0;
/// Attack and release where none are given, seconds.
const USUAL_S: [f32; 2] = [0.01, 0.2];
/// After so many time constants, what was before counts for less than half a percent.
const CONSTANTS: f32 = 5.5;

impl Driven {
    /// A number that stays what it is.
    #[must_use]
    pub const fn fixed(base: f32) -> Self {
        Self { base, follow: None }
    }

    /// How much of the song before a frame it depends on, seconds.
    #[must_use]
    pub fn before_s(&self) -> f32 {
        self.follow.map_or(0.0, |follow| CONSTANTS * follow.attack_s.max(follow.release_s))
    }

    /// Whether bands move it, which a style may have too few of.
    pub(crate) fn follows_bands(&self) -> bool {
        matches!(self.follow, Some(Follow { source: Source::Band(..), .. }))
    }

    /// Its value in a frame whose rows begin [`Driven::before_s`] earlier.
    #[must_use]
    pub fn at(&self, frame: &FrameInput<'_>) -> f32 {
        self.base + self.follow.map_or(0.0, |follow| follow.amount * follow.envelope(frame))
    }

    /// The least and the most that it comes to.
    #[must_use]
    pub fn span(&self) -> [f32; 2] {
        let end = self.base + self.follow.map_or(0.0, |follow| follow.amount);
        [self.base.min(end), self.base.max(end)]
    }
}

impl Follow {
    fn envelope(&self, frame: &FrameInput<'_>) -> f32 {
        let frame = match self.source {
            Source::Band(..) => frame.beside.last().unwrap_or(frame),
            _ => frame,
        };
        let per_second = frame.rows.per_second();
        let of = |row: &Row| self.source.of(row, &frame.track.edges_hz);
        // The share of the way that is left after a row.
        let left = |seconds: f32| match seconds > 0.0 {
            true => libm::exp(-1.0 / (f64::from(seconds) * per_second)) as f32,
            false => 0.0,
        };
        let (rising, falling) = (left(self.attack_s), left(self.release_s));
        let before = (f64::from(CONSTANTS * self.attack_s.max(self.release_s)) * per_second) as i64;
        let now = frame.rows.number_at(frame.time_s);
        let mut level = of(frame.rows.get(now - before));
        for number in now - before + 1..now {
            let heard = of(frame.rows.get(number));
            level = heard + (level - heard) * if heard > level { rising } else { falling };
        }
        let heard = of(frame.row);
        heard + (level - heard) * if heard > level { rising } else { falling }
    }
}

impl Source {
    fn of(self, row: &Row, edges_hz: &[f64]) -> f32 {
        let levels = &row.levels;
        match self {
            Self::Bass => unit(levels.bass),
            Self::Mid => unit(levels.mid),
            Self::Treble => unit(levels.treble),
            Self::Level => (unit(levels.bass) + unit(levels.mid) + unit(levels.treble)) * (1.0 / 3.0),
            Self::Beat => unit(levels.pulse.max(levels.onset)),
            Self::Band(from, to) => {
                let count = edges_hz.len().saturating_sub(1);
                let (from, to) = (f64::from(from), f64::from(to));
                let inside = |band: &usize| edges_hz[band + 1] > from && edges_hz[*band] < to;
                // Channels that are shown apart follow each other.
                let (mut sum, mut heard) = (0.0, 0_u32);
                for channel in row.heights.chunks_exact(count.max(1)) {
                    for band in (0..count).filter(inside) {
                        sum += unit(channel[band]);
                        heard += 1;
                    }
                }
                sum / heard.max(1) as f32
            }
        }
    }
}

/// As it is typed: `1`, `1+0.06*bass`, `1-0.2*band(40..120),10ms,200ms` with attack and release.
impl FromStr for Driven {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number =
            |text: &str| text.trim().parse::<f32>().ok().filter(|number| number.is_finite()).ok_or(());
        let Some((sum, source)) = text.split_once('*') else { return number(text).map(Self::fixed) };
        // The sign between the two numbers, not that of the first one or of an exponent.
        let mut signs = sum.char_indices().filter(|(at, sign)| {
            let before = sum[..*at].trim_end().chars().next_back();
            matches!(sign, '+' | '-') && before.is_some_and(|before| before.is_ascii_digit() || before == '.')
        });
        let (at, sign) = signs.next_back().ok_or(())?;
        let amount = number(&sum[at + 1..])? * if sign == '-' { -1.0 } else { 1.0 };
        let mut parts = source.split(',');
        let source = parts.next().unwrap_or_default().trim().parse()?;
        let mut times = USUAL_S;
        for time in &mut times {
            *time = parts.next().map_or(Ok(*time), seconds)?;
        }
        if parts.next().is_some() {
            return Err(());
        }
        let [attack_s, release_s] = times;
        let follow = Some(Follow { source, amount, attack_s, release_s });
        Ok(Self { base: number(&sum[..at])?, follow })
    }
}

/// `10ms`, `0.2s` or `0.2`, at most [`SLOWEST_S`].
fn seconds(text: &str) -> Result<f32, ()> {
    let text = text.trim();
    let (number, scale) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(number), _) => (number, 1e-3),
        (None, Some(number)) => (number, 1.0),
        (None, None) => (text, 1.0),
    };
    let seconds = (number.trim().parse::<f64>().map_err(|_| ())? * scale) as f32;
    (0.0..=SLOWEST_S).contains(&seconds).then_some(seconds).ok_or(())
}

impl FromStr for Source {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some((_, source)) = SOURCES.iter().find(|(name, _)| *name == text) {
            return Ok(*source);
        }
        let range = text.strip_prefix("band(").and_then(|rest| rest.strip_suffix(')')).ok_or(())?;
        let (from, to) = range.split_once("..").ok_or(())?;
        let hz =
            |text: &str| text.trim().parse::<f32>().ok().filter(|hz| (1.0..=96e3).contains(hz)).ok_or(());
        let (from, to) = (hz(from)?, hz(to)?);
        if from < to { Ok(Self::Band(from, to)) } else { Err(()) }
    }
}

impl fmt::Display for Driven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.base)?;
        let Some(Follow { source, amount, attack_s, release_s }) = self.follow else { return Ok(()) };
        write!(f, "{amount:+}*{source},{attack_s}s,{release_s}s")
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, SOURCES.iter().find(|(_, source)| source == self)) {
            (_, Some((name, _))) => f.write_str(name),
            (Self::Band(from, to), None) => write!(f, "band({from}..{to})"),
            (_, None) => Err(fmt::Error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{Levels, Track},
        size::Size,
        visual::Rows,
    };

    /// What a number comes to in the last of `rows`, 30 a second.
    fn last(driven: &str, rows: &[Row]) -> f32 {
        let driven: Driven = driven.parse().unwrap();
        let n = rows.len() as u64 - 1;
        let track = Track { edges_hz: vec![20.0, 100.0, 1_000.0], ..Track::default() };
        driven.at(&FrameInput {
            size: Size::new(64, 36).unwrap(),
            n,
            time_s: n as f64 / 30.0,
            row: &rows[n as usize],
            rows: Rows::new(0, 30.0, rows),
            samples: &[],
            track: &track,
            beside: &[],
        })
    }

    fn bass(bass: u16) -> Row {
        Row { levels: Levels { bass, ..Levels::default() }, ..Row::default() }
    }

    #[test]
    fn numbers_read_as_typed_and_are_written_so() {
        let of = |text: &str| text.parse::<Driven>();
        assert_eq!(of("1.5"), Ok(Driven::fixed(1.5)));
        let follow =
            |source, amount, attack_s, release_s| Some(Follow { source, amount, attack_s, release_s });
        assert_eq!(
            of("1+0.06*bass"),
            Ok(Driven { base: 1.0, follow: follow(Source::Bass, 0.06, 0.01, 0.2) })
        );
        let whole = of("-1e-1 - 0.2*band(40..120),20ms,0.5s").unwrap();
        assert_eq!(whole, Driven { base: -0.1, follow: follow(Source::Band(40.0, 120.0), -0.2, 0.02, 0.5) });
        assert_eq!(of(&whole.to_string()), Ok(whole));
        for wrong in
            ["", "x", "1+0.1*drums", "0.1*bass", "1+0.1*band(90..40)", "1+1*bass,3s", "1+1*bass,1,1,1"]
        {
            assert_eq!(of(wrong), Err(()), "{wrong}");
        }
    }

    #[test]
    fn a_rise_is_followed_in_the_attack_and_a_fall_in_the_release() {
        let (quiet, loud) = (vec![bass(0); 60], vec![bass(u16::MAX); 60]);
        let after = |before: &[Row], then: u16, rows: usize| {
            let rows: Vec<Row> = before.iter().cloned().chain(vec![bass(then); rows]).collect();
            last("1+2*bass,0.1s,0.2s", &rows)
        };
        assert_eq!(last("1+2*bass", &quiet), 1.0);
        assert!((last("1+2*bass", &loud) - 3.0).abs() < 1e-6);
        // Three rows are one attack, six one release.
        let share = 1.0 - libm::expf(-1.0);
        assert!((after(&quiet, u16::MAX, 3) - (1.0 + 2.0 * share)).abs() < 1e-4);
        assert!((after(&loud, 0, 6) - (3.0 - 2.0 * share)).abs() < 1e-4);
        // At once.
        assert_eq!(last("0+1*bass,0,0", &[bass(0), bass(u16::MAX)]), 1.0);
    }

    #[test]
    fn bands_are_those_between_two_frequencies() {
        // Two bands of two channels.
        let row = Row { heights: vec![u16::MAX, 0, u16::MAX, 0], ..Row::default() };
        let of = |text: &str| last(text, std::slice::from_ref(&row));
        assert_eq!(
            [of("0+1*band(30..90)"), of("0+1*band(200..900)"), of("0+1*band(30..900)")],
            [1.0, 0.0, 0.5]
        );
    }
}

//! How a song is listened to, whatever the style: which frequencies the bands span, and on which scale they lie.

use super::Reference;
use crate::error::{Error, Result};
use std::{fmt, str::FromStr};

/// How bands lie between the lowest and the highest frequency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BandScale {
    /// Equal ratios, as octaves are.
    #[default]
    Log,
    /// Equal steps of perceived pitch: O'Shaughnessy's mel, 2595 log10(1 + f / 700).
    Mel,
    /// Equal steps of the ear's critical bands: Traunmüller's Bark (1990).
    Bark,
    /// Equal steps in Hz.
    Linear,
}

impl BandScale {
    /// All scales, the default first.
    pub const ALL: [Self; 4] = [Self::Log, Self::Mel, Self::Bark, Self::Linear];

    /// "log", "mel", "bark" or "linear".
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Mel => "mel",
            Self::Bark => "bark",
            Self::Linear => "linear",
        }
    }

    /// The frequency at a share of the way from `lo_hz` to `hi_hz` on this scale.
    pub(crate) fn between(self, lo_hz: f64, hi_hz: f64, share: f64) -> f64 {
        let along = |of: fn(f64) -> f64, back: fn(f64) -> f64| {
            let (lo, hi) = (of(lo_hz), of(hi_hz));
            back(lo + (hi - lo) * share)
        };
        match self {
            Self::Log => lo_hz * (hi_hz / lo_hz).powf(share),
            Self::Mel => along(
                |hz| 2_595.0 * (1.0 + hz / 700.0).log10(),
                |mel| 700.0 * (10f64.powf(mel / 2_595.0) - 1.0),
            ),
            Self::Bark => along(
                |hz| 26.81 * hz / (1_960.0 + hz) - 0.53,
                |bark| 1_960.0 * (bark + 0.53) / (26.28 - bark),
            ),
            Self::Linear => lo_hz + (hi_hz - lo_hz) * share,
        }
    }
}

impl fmt::Display for BandScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for BandScale {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|scale| scale.as_str() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            Error::usage_hint(format!("'{text}' is no band scale"), format!("there are {names}"))
        })
    }
}

/// What is asked for besides the song's own range.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Listening {
    /// Lower edge of the first band, Hz; by default where the song begins.
    pub min_hz: Option<f32>,
    /// Upper edge of the last band, Hz; by default where the song ends.
    pub max_hz: Option<f32>,
    /// How the bands lie between them.
    pub scale: BandScale,
}

/// What ears hear, roughly; bands outside would hold nothing but rumble and silence, Hz.
const AUDIBLE_HZ: [f32; 2] = [10.0, 22_000.0];
/// The highest edge as a share of the sample rate: a little under the half.
const HIGHEST: f32 = 0.45;

impl Listening {
    /// Checks what can be checked without a song.
    ///
    /// # Errors
    /// A usage error that names the frequencies.
    pub fn check(&self) -> Result<()> {
        let [lowest, highest] = AUDIBLE_HZ;
        for hz in [self.min_hz, self.max_hz].into_iter().flatten() {
            if !(lowest..=highest).contains(&hz) {
                let hint = format!("name one from {lowest} to {highest} Hz");
                return Err(Error::usage_hint(format!("{hz} Hz can't be an end of the bands"), hint));
            }
        }
        match (self.min_hz, self.max_hz) {
            (Some(min), Some(max)) => in_order(min, max),
            _ => Ok(()),
        }
    }
}

fn in_order(min_hz: f32, max_hz: f32) -> Result<()> {
    if min_hz * 1.5 <= max_hz {
        return Ok(());
    }
    Err(Error::usage_hint(
        format!("there is no room for bands between {min_hz} and {max_hz} Hz"),
        "name a highest frequency that is at least 1.5 times the lowest",
    ))
}

impl Reference {
    /// The same reference with the bands that were asked for. The levels that heights are measured against stay the
    /// song's.
    ///
    /// # Errors
    /// A usage error when nothing is left between the lowest and the highest frequency that the song can hold.
    pub fn heard_as(self, listening: &Listening) -> Result<Self> {
        listening.check()?;
        let highest = HIGHEST * self.sample_rate_hz as f32;
        let lo_hz = listening.min_hz.unwrap_or(self.lo_hz);
        let hi_hz = listening.max_hz.unwrap_or(self.hi_hz).min(highest);
        if (listening.min_hz, listening.max_hz) != (None, None) {
            in_order(lo_hz, hi_hz)?;
        }
        Ok(Self { lo_hz, hi_hz, scale: listening.scale, ..self })
    }
}

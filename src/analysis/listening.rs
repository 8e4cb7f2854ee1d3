//! How a song is listened to, whatever the style: which frequencies the bands span, on which scale they lie, and what
//! levels are shown.

use super::{Fall, Reference, Weighting, Window};
use crate::error::{Error, Result};
use std::{fmt, str::FromStr};

/// How bands lie between the lowest and the highest frequency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BandScale {
    /// Equal ratios, as octaves are.
    #[default]
    Log,
    /// Equal ratios, every band on a note or a whole number of semitones wide: equal temperament, A4 = 440 Hz.
    Notes,
    /// Equal steps of perceived pitch: O'Shaughnessy's mel, 2595 log10(1 + f / 700).
    Mel,
    /// Equal steps of the ear's critical bands: Traunmüller's Bark (1990).
    Bark,
    /// Equal steps in Hz.
    Linear,
}

impl BandScale {
    /// All scales, the default first.
    pub const ALL: [Self; 5] = [Self::Log, Self::Notes, Self::Mel, Self::Bark, Self::Linear];

    /// "log", "notes", "mel", "bark" or "linear".
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Notes => "notes",
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
            Self::Log | Self::Notes => lo_hz * (hi_hz / lo_hz).powf(share),
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Listening {
    /// Lower edge of the first band, Hz; by default where the song begins.
    pub min_hz: Option<f32>,
    /// Upper edge of the last band, Hz; by default where the song ends.
    pub max_hz: Option<f32>,
    /// How the bands lie between them.
    pub scale: BandScale,
    /// Level of height 0, dB re a full-scale sine after slope and weighting; by default by the song.
    pub floor_db: Option<f32>,
    /// Level of height 0.92; by default by the song.
    pub ceiling_db: Option<f32>,
    /// Lift of the treble about 1 kHz, dB per octave.
    pub slope_db: f32,
    /// Weighting of frequencies.
    pub weighting: Weighting,
    /// Window of the transforms.
    pub window: Window,
    /// Length of the windows, as a factor.
    pub window_factor: f32,
    /// What a band shows: 1 its peak, 0 its power.
    pub blend: f32,
    /// Share of the way from where the song's mean lies in a band to its median that weak bands are lifted, 0 to 1; at
    /// 1 by at most 20 dB. Nothing of it in raw heights.
    pub balance: f32,
    /// How much what changes stands out from what was there for a second, 0 to 1; 0 shows levels as they are.
    pub liveliness: f32,
    /// Share of the way to the top that quiet passages are lifted, 0 to 1; at 1 by at most 16 dB. Nothing of it in raw
    /// heights.
    pub follow: f32,
    /// Time constant of a rise, seconds; 0 for at once.
    pub attack_s: f64,
    /// Time constant of a fall at the style's default smoothing, in the middle of the bands, seconds.
    pub release_s: f64,
    /// How bars fall.
    pub fall: Fall,
    /// Acceleration of bars that fall by gravity, heights per second squared.
    pub gravity: f32,
    /// How much tall bars lift their neighbours, as a factor.
    pub spread: f32,
    /// How long a peak cap stays, seconds.
    pub cap_hold_s: f64,
    /// How a peak cap falls, heights per second squared.
    pub cap_gravity: f32,
}

impl Default for Listening {
    fn default() -> Self {
        Self {
            min_hz: None,
            max_hz: None,
            scale: BandScale::default(),
            floor_db: None,
            ceiling_db: None,
            slope_db: 3.0,
            weighting: Weighting::default(),
            window: Window::default(),
            window_factor: 1.0,
            blend: 0.65,
            balance: 0.8,
            liveliness: 0.5,
            follow: 0.4,
            attack_s: 0.010,
            release_s: 0.180,
            fall: Fall::default(),
            gravity: 9.0,
            spread: 1.0,
            cap_hold_s: 0.5,
            cap_gravity: 5.0,
        }
    }
}

/// What ears hear, roughly; bands outside would hold nothing but rumble and silence, Hz.
pub const AUDIBLE_HZ: [f32; 2] = [10.0, 22_000.0];
/// The highest edge as a share of the sample rate: a little under the half.
const HIGHEST: f32 = 0.45;
/// Levels that may be the floor or the ceiling, and the least between them, dB.
pub const LEVELS_DB: [f32; 2] = [-140.0, 40.0];
const LEAST_RANGE_DB: f32 = 6.0;

impl Listening {
    /// Checks what can be checked without a song.
    ///
    /// # Errors
    /// A usage error that names the frequencies or the levels.
    pub fn check(&self) -> Result<()> {
        let [lowest, highest] = AUDIBLE_HZ;
        for hz in [self.min_hz, self.max_hz].into_iter().flatten() {
            if !(lowest..=highest).contains(&hz) {
                let hint = format!("name one from {lowest} to {highest} Hz");
                return Err(Error::usage_hint(format!("{hz} Hz can't be an end of the bands"), hint));
            }
        }
        let [lowest, highest] = LEVELS_DB;
        for db in [self.floor_db, self.ceiling_db].into_iter().flatten() {
            if !(lowest..=highest).contains(&db) {
                let hint = format!("name one from {lowest} to {highest} dB, or auto");
                return Err(Error::usage_hint(format!("{db} dB can't be an end of the heights"), hint));
            }
        }
        if let (Some(floor), Some(ceiling)) = (self.floor_db, self.ceiling_db)
            && floor + LEAST_RANGE_DB > ceiling
        {
            return Err(Error::usage_hint(
                format!("there is no room for heights between {floor} and {ceiling} dB"),
                format!("name a ceiling that is at least {LEAST_RANGE_DB} dB above the floor"),
            ));
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
    /// The same reference with the range of frequencies and levels that was asked for.
    ///
    /// # Errors
    /// A usage error when nothing is left between the lowest and the highest frequency that the song can hold.
    pub(crate) fn heard_as(self, listening: &Listening) -> Result<Self> {
        listening.check()?;
        let highest = HIGHEST * self.sample_rate_hz as f32;
        let lo_hz = listening.min_hz.unwrap_or(self.lo_hz);
        let hi_hz = listening.max_hz.unwrap_or(self.hi_hz).min(highest);
        if (listening.min_hz, listening.max_hz) != (None, None) {
            in_order(lo_hz, hi_hz)?;
        }
        let ceiling_db = listening.ceiling_db.or(self.top_db);
        // Under another ceiling the range stays the song's own.
        let below =
            listening.ceiling_db.map(|ceiling| ceiling - (self.top_db.unwrap_or(0.0) - self.floor_db));
        let floor_db = listening.floor_db.or(below).unwrap_or(self.floor_db);
        let top_db = ceiling_db.map(|ceiling| ceiling.max(floor_db + LEAST_RANGE_DB));
        let shift = top_db.unwrap_or(0.0) - self.top_db.unwrap_or(0.0);
        Ok(Self {
            lo_hz,
            hi_hz,
            top_db,
            floor_db,
            bass_top_db: self.bass_top_db + shift,
            mid_top_db: self.mid_top_db + shift,
            treble_top_db: self.treble_top_db + shift,
            loudness_top_db: self.loudness_top_db + shift,
            listening: *listening,
            ..self
        })
    }
}

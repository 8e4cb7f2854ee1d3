//! The options that say how a song is listened to: shared by videos, stills and tables.

use super::values;
use clap::Args;
use cymatic::{
    analysis::{BandScale, Listening, PARAMS},
    visual::params::Values,
};

/// Which frequencies the bands span, and what levels they show.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Sound")]
pub(in crate::cli) struct SoundArgs {
    /// Lower edge of the lowest band, Hz [default: where the song begins]
    #[arg(long, value_name = "HZ")]
    pub(in crate::cli) min_freq: Option<f32>,
    /// Upper edge of the highest band, Hz [default: where the song ends]
    ///
    /// Where it ends is measured over the whole track: the highest band that carries the song, and not just the noise
    /// under it. A telephone's voice fills all bars, and a part of a song has the bands of the whole.
    #[arg(long, value_name = "HZ")]
    pub(in crate::cli) max_freq: Option<f32>,
    /// How the bands lie between them: log, notes, mel, bark or linear
    ///
    /// log: equal ratios, like octaves; notes: every band on a note of the equal-tempered scale, A4 = 440 Hz; mel and
    /// bark: equal steps for the ear; linear: equal steps in Hz.
    #[arg(long, value_name = "SCALE", default_value_t = BandScale::default(), value_parser = values::band_scale(),
          hide_possible_values = true, hide_short_help = true)]
    pub(in crate::cli) scale: BandScale,
    /// Level at which bars begin, dB re full scale, or auto [default: by the song]
    #[arg(long, value_name = "DB", value_parser = values::level_db, allow_negative_numbers = true,
          hide_short_help = true)]
    pub(in crate::cli) floor: Option<values::Level>,
    /// Level at which bars are nearly full, or auto [default: by the song]
    #[arg(long, value_name = "DB", value_parser = values::level_db, allow_negative_numbers = true,
          hide_short_help = true)]
    pub(in crate::cli) ceiling: Option<values::Level>,
    /// Lift of the treble, dB an octave; 0 to 6 [default: 3]
    #[arg(long, value_name = "DB", hide_short_help = true)]
    pub(in crate::cli) slope: Option<String>,
    /// Weighting of frequencies: none, a, c or 468 [default: none]
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub(in crate::cli) weighting: Option<String>,
    /// How quickly bars rise, ms [default: 10]
    #[arg(long, value_name = "MS", hide_short_help = true)]
    pub(in crate::cli) attack: Option<String>,
    /// How slowly bars fall, ms [default: 180]
    #[arg(long, value_name = "MS", hide_short_help = true)]
    pub(in crate::cli) release: Option<String>,
    /// Any setting of the analysis; `cymatic styles --sound` lists them
    ///
    /// May be repeated; it has the last word.
    #[arg(long, value_name = "KEY=VALUE", value_parser = values::key_value)]
    pub(in crate::cli) sound: Vec<(String, String)>,
}

impl SoundArgs {
    /// # Errors
    /// A usage error that names the option or the setting.
    pub(in crate::cli) fn listening(&self) -> cymatic::Result<Listening> {
        let mut values = Values::defaults(PARAMS);
        let own = [
            ("slope", &self.slope),
            ("weighting", &self.weighting),
            ("attack", &self.attack),
            ("release", &self.release),
        ];
        for (key, value) in own {
            if let Some(value) = value {
                values.set(key, value)?;
            }
        }
        for (key, value) in &self.sound {
            values.set(key, value)?;
        }
        let listening = Listening {
            min_hz: self.min_freq,
            max_hz: self.max_freq,
            scale: self.scale,
            floor_db: self.floor.and_then(|level| level.0),
            ceiling_db: self.ceiling.and_then(|level| level.0),
            ..Listening::default().with(&values)
        };
        listening.check().map(|()| listening)
    }
}

//! The options that say how a song is listened to: shared by videos, stills and tables.

use clap::Args;
use cymatic::analysis::{BandScale, Listening};

/// Which frequencies the bands span.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Sound")]
pub(in crate::cli) struct SoundArgs {
    /// Lower edge of the lowest band, Hz [default: where the song begins]
    #[arg(long, value_name = "HZ")]
    pub(in crate::cli) min_freq: Option<f32>,
    /// Upper edge of the highest band, Hz [default: where the song ends]
    #[arg(long, value_name = "HZ")]
    pub(in crate::cli) max_freq: Option<f32>,
    /// How the bands lie between them: log, mel, bark or linear
    ///
    /// log: equal ratios, like octaves; mel and bark: equal steps for the ear; linear: equal steps in Hz.
    #[arg(long, value_name = "SCALE", default_value_t = BandScale::default())]
    pub(in crate::cli) scale: BandScale,
}

impl SoundArgs {
    pub(in crate::cli) fn listening(&self) -> cymatic::Result<Listening> {
        let listening = Listening { min_hz: self.min_freq, max_hz: self.max_freq, scale: self.scale };
        listening.check().map(|()| listening)
    }
}

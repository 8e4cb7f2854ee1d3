//! What is drawn: size, frame rate, style, and how the song is listened to.

use crate::{
    analysis::{Listening, Settings},
    time::Fps,
    visual::Style,
};
use std::sync::Arc;

pub use crate::size::Size;

/// Everything that frame n depends on besides the tables.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Picture size.
    pub size: Size,
    /// Frame rate.
    pub fps: Fps,
    /// What is drawn.
    pub style: Arc<dyn Style>,
    /// Which frequencies its bands span.
    pub listening: Listening,
}

impl Scene {
    /// How the song is listened to: as was asked for, on the bands that the style must have, lifted as it wants them.
    #[must_use]
    pub fn heard(&self) -> Listening {
        self.heard_by(&self.style.analysis(self.size))
    }

    /// The same for settings of a companion of the style.
    #[must_use]
    pub(crate) fn heard_by(&self, settings: &Settings) -> Listening {
        match settings.listening {
            Some(Listening { min_hz, max_hz, scale, balance, liveliness, follow, .. }) => {
                Listening { min_hz, max_hz, scale, balance, liveliness, follow, ..self.listening }
            }
            None => self.listening,
        }
    }
}

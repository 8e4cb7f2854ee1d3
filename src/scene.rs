//! What is drawn: size, frame rate, style, and how the song is listened to.

use crate::{analysis::Listening, time::Fps, visual::Style};
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
    /// How the song is listened to: as the style must, else as was asked for.
    #[must_use]
    pub fn heard(&self) -> Listening {
        self.style.analysis(self.size).listening.unwrap_or(self.listening)
    }
}

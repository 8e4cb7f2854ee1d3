//! What is drawn: size, frame rate and style.

use crate::{time::Fps, visual::Style};
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
}

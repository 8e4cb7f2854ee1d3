//! The description of one frame that a style gives and a renderer draws.

/// Soft light and crisp shapes of one frame.
#[derive(Debug, Clone, Default)]
pub struct Picture {}

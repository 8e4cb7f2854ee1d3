//! What is drawn: styles, the picture description they give, the registry of the built-in ones.
//!
//! A style turns what is heard in a frame, a [`FrameInput`], into a [`Picture`]: soft light and crisp shapes. It never touches pixels;
//! renderers draw the picture. Adding a style = its file here and one line in [`REGISTRY`]: `./x new-style NAME` writes
//! both, from `new_style.rs`.
//!
#![doc = include_str!("../../docs/styles.md")]

mod aliases;
mod bars;
pub mod bitmap;
mod circular;
pub mod colormap;
mod curve;
mod cymatic;
mod dice;
mod drive;
pub mod driven;
mod flash;
mod frame;
mod lettering;
mod levelling;
mod looks;
#[cfg(test)]
mod new_style;
mod overview;
pub mod palette;
pub mod params;
mod particles;
mod pianoroll;
pub mod picture;
pub mod shader;
mod smooth;
mod spectrogram;
mod spectrum;
pub mod sprite;
mod stroke;
mod trace;
mod transform;
mod trigger;
mod vectorscope;
mod waveform;

use crate::{analysis::Settings, error::Result, size::Size};
pub use bitmap::Bitmap;
pub use frame::{FrameInput, Rows};
use params::{Param, Values};
pub use picture::Picture;
use shader::Shader;
use sprite::Images;
use std::{fmt, sync::Arc};

/// A visualizer. The trait is open: callers of the library bring their own objects.
pub trait Style: fmt::Debug + Send + Sync {
    /// What the analysis should make for a picture of that size.
    fn analysis(&self, size: Size) -> Settings;

    /// What the analysis should make beside that: of styles that hold others, which hear the song in their own way.
    /// [`FrameInput::beside`] has it, in this order.
    fn companions(&self, _size: Size) -> Vec<Settings> {
        Vec::new()
    }

    /// Whether its pictures may have a heatmap: a picture holds one.
    fn heats(&self) -> bool {
        false
    }

    /// Describes a frame; `picture` comes empty. A pure function: the same input gives the same picture, on any
    /// thread.
    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture);

    /// Numbers of a frame that are worked out once, in Rust, for [`Style::picture`] and for the shader: a rotation.
    fn prepare(&self, _time_s: f64) -> [f32; 2] {
        [0.0; 2]
    }

    /// Which layouts suit its figure.
    fn stage(&self) -> Stage {
        Stage::Field
    }

    /// Room for a cover in the middle of its figure, in silence: it may grow with the music, but not shrink.
    fn heart(&self, _size: Size) -> Option<Disc> {
        None
    }

    /// The images that its pictures show.
    fn images(&self) -> &Images {
        const { &Images::NONE }
    }

    /// Adds what lies over the shapes to a picture that [`Style::picture`] described: sprites, and how far it is dimmed.
    /// Also asked for when a shader describes the shapes; anything else that is added then isn't drawn.
    fn overlay(&self, _frame: &FrameInput<'_>, _picture: &mut Picture) {}

    /// The twin of [`Style::picture`] for a graphics adapter. Without one, pictures are described on the CPU and
    /// uploaded: right for a style of few shapes, or of much state.
    fn shader(&self, _size: Size) -> Option<Shader> {
        None
    }
}

/// What kind of figure a style draws, as far as layouts want to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A round one with room for a cover in it: [`Style::heart`] says where.
    Ring,
    /// A compact one, which text can stand beside.
    Figure,
    /// One that fills the picture from side to side.
    Field,
    /// One that fills it from top to bottom as well, and needs the height.
    Wall,
}

/// A disc.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disc {
    /// Middle, pixels.
    pub center: [f32; 2],
    /// Radius, pixels.
    pub radius: f32,
}

/// A built-in style.
#[derive(Debug)]
pub struct StyleInfo {
    /// Name on the command line.
    pub name: &'static str,
    /// One line for people.
    pub summary: &'static str,
    /// Parameters for `--set`; one named `bars`, if any, is what `--bars` sets.
    pub params: &'static [Param],
    /// Not listed: serves tests and tools.
    pub hidden: bool,
    /// Makes the style from validated values.
    pub create: fn(&Values) -> Arc<dyn Style>,
    /// The Rust structs that its shader reads.
    #[cfg(test)]
    pub(crate) mirrors: fn() -> Vec<shader::Mirror>,
}

/// All built-in styles, default first.
pub static REGISTRY: &[&StyleInfo] = &[
    &circular::INFO,
    &bars::INFO,
    &spectrum::INFO,
    &spectrogram::INFO,
    &waveform::INFO,
    &overview::INFO,
    &vectorscope::INFO,
    &particles::INFO,
    &pianoroll::INFO,
    &cymatic::INFO,
    &flash::INFO,
];

/// Finds a built-in style, hidden ones too, also by the name that other tools have for it.
///
/// # Errors
/// A usage error with the nearest name.
pub fn find(name: &str) -> Result<&'static StyleInfo> {
    let found = aliases::resolve(name, aliases::STYLES, |wanted| REGISTRY.iter().find(|s| wanted(s.name)));
    let listed = REGISTRY.iter().filter(|s| !s.hidden).map(|s| s.name);
    found.copied().ok_or_else(|| params::unknown("style", name, listed))
}

/// The shape of a picture, which decides the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aspect {
    Wide,
    Square,
    Tall,
}

impl Aspect {
    pub(crate) fn of(size: Size) -> Self {
        let (w, h) = (size.width(), size.height());
        if w * 5 > h * 6 {
            Self::Wide
        } else if h * 5 > w * 6 {
            Self::Tall
        } else {
            Self::Square
        }
    }
}

/// A unorm16 of a table as a number from 0 to 1.
pub(crate) fn unit(value: u16) -> f32 {
    f32::from(value) * (1.0 / 65_535.0)
}

/// Every Rust struct that shaders of styles read.
#[cfg(test)]
pub(crate) fn mirrors() -> Vec<shader::Mirror> {
    let styles = REGISTRY.iter().flat_map(|style| (style.mirrors)());
    stroke::mirrors().into_iter().chain(styles).collect()
}

/// What a style draws of one moment, 1280x720.
#[cfg(test)]
fn drawn(info: &StyleInfo, set: &[(&str, &str)], height: impl Fn(usize) -> u16) -> Picture {
    use crate::analysis::{Row, Track};
    let mut values = Values::defaults(info.params);
    set.iter().for_each(|(name, value)| values.set(name, value).unwrap());
    let (style, size) = ((info.create)(&values), Size::new(1280, 720).unwrap());
    let heights: Vec<u16> = (0..style.analysis(size).columns()).map(height).collect();
    let row = Row { caps: heights.clone(), heights, ..Row::default() };
    let (rows, track) = (Rows::single(0, 30.0, &row), Track::default());
    let mut picture = Picture::default();
    let frame =
        FrameInput { size, n: 0, time_s: 0.0, row: &row, rows, samples: &[], track: &track, beside: &[] };
    style.picture(&frame, &mut picture);
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_new_styles_begin_with_draws_every_band_twice() {
        let picture = drawn(&new_style::INFO, &[], |_| 40_000);
        let bands = (new_style::INFO.create)(&Values::defaults(new_style::INFO.params))
            .analysis(Size::new(1280, 720).unwrap())
            .bands;
        assert_eq!((picture.bars.len(), picture.glows.len()), (2 * bands, 2 * bands));
        assert!(picture.bars.iter().all(|bar| bar.center[0] > 0.0 && bar.center[0] < 1280.0));
    }
}

//! Styles among layers: each in its place, between an image behind them and what lies over them.

use super::{
    look::Placement,
    pieces::{Fades, Piece},
};
use crate::{
    analysis::Settings,
    size::Size,
    visual::{Disc, FrameInput, Picture, Stage, Style, driven::Driven, shader::Shader, sprite::Images},
};
use std::{iter, sync::Arc};

/// Where a style is drawn in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Its top left corner, pixels.
    pub(super) corner: [u32; 2],
    /// Its size.
    pub(super) size: Size,
}

/// A style in its place.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) style: Arc<dyn Style>,
    pub(super) place: Place,
    pub(super) placement: Placement,
    /// Where the images of the style itself begin among those of the composition.
    pub(super) first_image: u32,
}

/// Styles in their places, with images behind and over them, for one picture size.
#[derive(Debug)]
pub(super) struct Composition {
    /// The style whose background and light the picture has.
    pub(super) main: Part,
    /// Those over it, the lowest first. They are its companions, before [`Composition::listener`].
    pub(super) others: Vec<Part>,
    pub(super) images: Images,
    /// What lies over the styles, the lowest first.
    pub(super) pieces: Vec<Piece>,
    pub(super) fades: Fades,
}

impl Part {
    fn corner(&self) -> [f32; 2] {
        self.place.corner.map(|v| v as f32)
    }

    /// Room for a cover in its figure, in the picture: that which there is at its smallest, where it follows the music.
    pub(super) fn heart(&self) -> Option<Disc> {
        let Disc { center, radius } = self.style.heart(self.place.size)?;
        let (corner, [smallest, _]) = (self.corner(), self.placement.scale.span());
        Some(Disc { center: [center[0] + corner[0], center[1] + corner[1]], radius: radius * smallest })
    }

    /// The point that stays where it is when the figure grows, pixels of its place.
    fn middle(&self) -> [f32; 2] {
        let Place { size, .. } = self.place;
        let middle = [size.width() as f32 * 0.5, size.height() as f32 * 0.5];
        self.style.heart(size).map_or(middle, |heart| heart.center)
    }

    /// Draws what is heard in `heard`; `frame` moves it.
    fn draw(&self, heard: &FrameInput<'_>, frame: &FrameInput<'_>, picture: &mut Picture) {
        self.style.picture(&FrameInput { size: self.place.size, beside: &[], ..*heard }, picture);
        picture.enlarge(self.middle(), self.placement.scale.at(frame));
        picture.fade(self.placement.opacity.at(frame));
        picture.shift(self.corner());
    }

    /// Adds what lies over its shapes, and moves it as those are.
    fn overlay(&self, heard: &FrameInput<'_>, frame: &FrameInput<'_>, picture: &mut Picture) {
        let below = picture.sprites.len();
        self.style.overlay(&FrameInput { size: self.place.size, beside: &[], ..*heard }, picture);
        let (middle, corner) = (self.middle(), self.corner());
        let (scale, opacity) = (self.placement.scale.at(frame), self.placement.opacity.at(frame));
        for sprite in &mut picture.sprites[below..] {
            sprite.image += self.first_image;
            sprite.opacity *= opacity;
            if scale != 1.0 {
                sprite.center = [0, 1].map(|i| middle[i] + (sprite.center[i] - middle[i]) * scale);
                sprite.half_size = sprite.half_size.map(|half| half * scale);
                sprite.corner *= scale;
            }
            sprite.center = [0, 1].map(|i| sprite.center[i] + corner[i]);
        }
    }

    /// Whether it is drawn as the style does, but for its place.
    fn is_plain(&self) -> bool {
        let as_is = Driven::fixed(1.0);
        self.placement.scale == as_is && self.placement.opacity == as_is
    }
}

impl Composition {
    /// The numbers that may follow the music.
    fn driven(&self) -> impl Iterator<Item = Driven> {
        let parts = iter::once(&self.main).chain(&self.others).map(|part| &part.placement);
        let driven = parts.flat_map(|placement| [placement.scale, placement.opacity]);
        driven.chain(self.pieces.iter().flat_map(Piece::driven))
    }

    /// How much of the song before a frame moves something in it, seconds.
    fn before_s(&self) -> f32 {
        self.driven().map(|driven| driven.before_s()).fold(0.0, f32::max)
    }

    /// What hears the bands that something follows: the main style may have one alone.
    fn listener(&self) -> Option<Settings> {
        let listener = Settings { rows_around_s: [self.before_s(), 0.0], ..Settings::default() };
        self.driven().any(|driven| driven.follows_bands()).then_some(listener)
    }
}

impl Style for Composition {
    fn analysis(&self, _: Size) -> Settings {
        let mut settings = self.main.style.analysis(self.main.place.size);
        let before_s = &mut settings.rows_around_s[0];
        *before_s = before_s.max(self.before_s());
        settings
    }

    fn companions(&self, _: Size) -> Vec<Settings> {
        let others = self.others.iter().map(|part| part.style.analysis(part.place.size));
        others.chain(self.listener()).collect()
    }

    fn heats(&self) -> bool {
        iter::once(&self.main).chain(&self.others).any(|part| part.style.heats())
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        self.main.draw(frame, frame, picture);
        for (part, heard) in self.others.iter().zip(frame.beside) {
            let mut over = Picture::default();
            // The heat that a style left in the last picture, for the one style that has a heatmap.
            if picture.heatmap.is_none() {
                std::mem::swap(&mut over.heat, &mut picture.heat);
            }
            part.draw(heard, frame, &mut over);
            picture.lay(&mut over);
        }
    }

    fn prepare(&self, time_s: f64) -> [f32; 2] {
        self.main.style.prepare(time_s)
    }

    fn stage(&self) -> Stage {
        self.main.style.stage()
    }

    fn heart(&self, _: Size) -> Option<Disc> {
        self.main.heart()
    }

    fn images(&self) -> &Images {
        &self.images
    }

    fn overlay(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        self.main.overlay(frame, frame, picture);
        for (part, heard) in self.others.iter().zip(frame.beside) {
            part.overlay(heard, frame, picture);
        }
        self.pieces.iter().for_each(|piece| piece.lay(frame, picture));
        let faded = self.fades.dimmed(frame.time_s, frame.track.duration_s);
        picture.dimmed += (1.0 - picture.dimmed) * faded;
    }

    fn shader(&self, _: Size) -> Option<Shader> {
        // A shader describes one style, as it is.
        if !self.others.is_empty() || !self.main.is_plain() {
            return None;
        }
        let shader = self.main.style.shader(self.main.place.size)?;
        Some(Shader { origin: self.main.corner(), ..shader })
    }
}

//! What lies over a style, and how it moves: everything follows from the frame alone.

use crate::visual::{FrameInput, Picture, driven::Driven, picture::Light, sprite::Sprite};

/// Something that lies over a style.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// An image that stands still.
    Still(Sprite),
    /// An image that follows the music.
    Moving(Moving),
    /// A line that grows as the song goes on.
    Progress(Line),
    /// Minutes and seconds, as digits.
    Clock(Clock),
}

/// An image that follows the music.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moving {
    /// As it is where the two numbers are 1.
    pub(super) sprite: Sprite,
    /// How large it is, about its middle.
    pub(super) scale: Driven,
    /// How much of it shows.
    pub(super) opacity: Driven,
}

/// A line of progress.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// An image of one white texel.
    pub(super) image: u32,
    /// Its left end and its middle, pixels.
    pub(super) start: [f32; 2],
    /// Its whole length, pixels.
    pub(super) length: f32,
    /// Half of its width, pixels.
    pub(super) half_width: f32,
    pub(super) tint: Light,
}

/// Digits that tell the time.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    /// The images of [`SIGNS`], in this order, from here on; all are of one size.
    pub(super) first_image: u32,
    /// Width and height of a digit's image, pixels.
    pub(super) digit: [f32; 2],
    /// From where a sign begins to the left of its image, pixels.
    pub(super) left: f32,
    /// From each of [`SIGNS`] to what follows, pixels.
    pub(super) advances: [f32; SIGNS.len()],
    /// A point of the text, halfway down, pixels, and the share of its width that is left of that.
    pub(super) place: ([f32; 2], f32),
    pub(super) opacity: f32,
}

/// What a clock shows, in the order of its images.
pub(super) const SIGNS: [char; 13] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', '/', ' '];

/// How much of a progress line shows where the song hasn't been.
const TRACK: f32 = 0.16;

impl Piece {
    /// Adds it to a picture.
    pub(super) fn lay(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        match self {
            Self::Still(sprite) => picture.sprites.push(*sprite),
            Self::Moving(moving) => moving.lay(frame, picture),
            Self::Progress(line) => line.lay(frame, picture),
            Self::Clock(clock) => clock.lay(frame, picture),
        }
    }

    /// The numbers that move it.
    pub(super) fn driven(&self) -> impl Iterator<Item = Driven> {
        let moving = if let Self::Moving(moving) = self { Some(moving) } else { None };
        moving.into_iter().flat_map(|moving| [moving.scale, moving.opacity])
    }
}

impl Moving {
    fn lay(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let Self { sprite, scale, opacity } = self;
        let (scale, opacity) = (scale.at(frame), opacity.at(frame));
        let half_size = sprite.half_size.map(|half| half * scale);
        let corner = sprite.corner * scale;
        picture.sprites.push(Sprite { half_size, corner, opacity: sprite.opacity * opacity, ..*sprite });
    }
}

impl Line {
    fn lay(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let share = (frame.time_s / frame.track.duration_s.max(1e-3)).clamp(0.0, 1.0) as f32;
        let stroke = |length: f32, opacity: f32| {
            let half = (length * 0.5).max(self.half_width);
            Sprite {
                center: [self.start[0] + half, self.start[1]],
                half_size: [half, self.half_width],
                corner: self.half_width,
                opacity,
                tint: self.tint,
                image: self.image,
            }
        };
        picture.sprites.push(stroke(self.length, TRACK));
        picture.sprites.push(stroke(self.length * share, 0.9));
    }
}

impl Clock {
    fn lay(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let text = format!("{} / {}", minutes(frame.time_s), minutes(frame.track.duration_s));
        let images = || text.chars().filter_map(|sign| SIGNS.iter().position(|known| *known == sign));
        let ([x, y], before) = self.place;
        let mut start = x - before * images().map(|image| self.advances[image]).sum::<f32>();
        for image in images() {
            // On whole pixels, so that texels are shown as they are.
            let left = start.round();
            start += self.advances[image];
            if SIGNS[image] == ' ' {
                continue;
            }
            let top = (y - self.digit[1] * 0.5).round();
            picture.sprites.push(Sprite {
                center: [left + self.left + self.digit[0] * 0.5, top + self.digit[1] * 0.5],
                half_size: self.digit.map(|v| v * 0.5),
                corner: 0.5,
                opacity: self.opacity,
                tint: [1.0; 3],
                image: self.first_image + image as u32,
            });
        }
    }
}

/// Whole minutes and seconds: 1:05, and 61:01 after an hour.
fn minutes(time_s: f64) -> String {
    let seconds = time_s.max(0.0) as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// How a video begins and ends.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Fades {
    /// When it begins and ends, seconds of the song; without an end, that of the song.
    pub(super) start_s: f64,
    pub(super) end_s: Option<f64>,
    /// How long it takes to light up and to go dark, seconds; 0 for at once.
    pub(super) in_s: f64,
    pub(super) out_s: f64,
}

impl Fades {
    /// Share of the light that is taken away from a frame.
    pub(super) fn dimmed(&self, time_s: f64, song_s: f64) -> f32 {
        let end_s = self.end_s.unwrap_or(song_s).min(song_s);
        // Short videos keep a moment of full light.
        let most_s = (end_s - self.start_s).max(0.0) / 3.0;
        let risen = |since_s: f64, span_s: f64| {
            let share = if span_s > 0.0 { (since_s / span_s).clamp(0.0, 1.0) } else { 1.0 };
            share * share * (3.0 - 2.0 * share)
        };
        let lit = risen(time_s - self.start_s, self.in_s.min(most_s))
            * risen(end_s - time_s, self.out_s.min(most_s));
        (1.0 - lit) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_video_lights_up_and_goes_dark_and_is_whole_in_between() {
        let fades = Fades { in_s: 0.8, out_s: 1.5, ..Fades::default() };
        let at = |time_s| fades.dimmed(time_s, 60.0);
        assert_eq!([at(0.0), at(0.4), at(0.8), at(30.0), at(58.5), at(60.0)], [1.0, 0.5, 0.0, 0.0, 0.0, 1.0]);
        // A part of the song has its own beginning and end.
        let part = Fades { start_s: 20.0, end_s: Some(30.0), ..fades };
        assert_eq!([20.0, 25.0, 30.0].map(|at| part.dimmed(at, 60.0)), [1.0, 0.0, 1.0]);
        // A second shows something too, and without fades everything.
        assert_eq!(fades.dimmed(0.5, 1.0), 0.0);
        assert_eq!(Fades::default().dimmed(0.0, 60.0), 0.0);
    }

    #[test]
    fn times_read_as_on_a_player() {
        assert_eq!([0.0, 5.9, 65.0, 3_661.0].map(minutes), ["0:00", "0:05", "1:05", "61:01"]);
    }
}

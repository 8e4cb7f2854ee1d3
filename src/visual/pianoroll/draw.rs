//! How notes look on their way, and what their sound is when they arrive.

use super::{
    Note,
    board::{Board, is_black},
};
use crate::visual::{
    FrameInput,
    picture::{Bar, Light, Picture},
    stroke::{BandColours, Place, Room, Strokes, mix, scale},
    trace::smoothstep,
};

/// How fast the light of a struck key goes down, seconds.
const STRUCK_S: f64 = 0.16;
/// The same of a key that was let go, and when nothing is left of it.
const RELEASE_S: f64 = 0.09;
const RELEASED_S: f64 = 0.3;

/// What the parts of one picture share.
pub(super) struct Scene<'a> {
    pub(super) board: Board,
    pub(super) range: [u8; 2],
    pub(super) strokes: &'a Strokes,
    pub(super) room: Room,
    pub(super) time_s: f64,
    /// Pixels that notes move in a second.
    speed: f32,
    pub(super) short: f32,
}

/// From this share of the way on notes come out of the dark; those that are so many times as long as wide part by part, each
/// so long, of the shorter side.
const VEIL: f32 = 0.70;
const LONG: f32 = 1.6;
const SLICE: f32 = 0.0017;
/// Bars from which on the rest of a file of too many notes isn't drawn: a picture can't hold many more. From half of it on,
/// notes come out of the dark as a whole.
const MOST_BARS: usize = 60_000;
/// What of a note's end isn't drawn, of the shorter side.
const GAP: f32 = 0.006;
/// How round the ends of notes are, of their width.
const ROUND: f32 = 0.4;

/// How strongly a key sounds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sound {
    /// 0 to 1.
    pub(super) level: f32,
    /// 1 when it was struck right now, soon 0.
    pub(super) struck: f32,
}

impl Sound {
    /// Of a note at a moment: full when it is struck, a little less while it is held, fading when it was let go.
    fn of(note: &Note, time_s: f64) -> Option<Self> {
        let since = time_s - note.start_s;
        let gone = (time_s - note.end_s).max(0.0);
        let left = libm::exp(-gone / RELEASE_S) * (1.0 - gone / RELEASED_S);
        (since >= 0.0 && left > 0.0).then(|| Self {
            level: (0.35 + 0.65 * note.velocity)
                * (0.62 + 0.38 * libm::exp(-(since - gone) / 0.5) as f32)
                * left as f32,
            struck: libm::exp(-since / STRUCK_S) as f32 * note.velocity,
        })
    }
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        board: Board,
        range: [u8; 2],
        frame: &FrameInput<'_>,
        strokes: &'a Strokes,
        ahead_s: f64,
    ) -> Self {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let center = board.at(board.across * 0.5, board.ahead * 0.22);
        Self {
            board,
            range,
            strokes,
            room: strokes.room(frame.size, center),
            time_s: frame.time_s,
            speed: board.ahead / ahead_s as f32,
            short: w.min(h),
        }
    }

    /// The colours of a key: the palette's over the keys that are shown.
    pub(super) fn colours(&self, key: u8) -> &BandColours {
        let [low, high] = self.range.map(usize::from);
        let last = self.strokes.bands().len() - 1;
        self.strokes.band((usize::from(key).saturating_sub(low) * last / (high - low).max(1)).min(last))
    }

    /// Pixels from the line to where a moment is.
    fn ahead(&self, time_s: f64) -> f32 {
        ((time_s - self.time_s) * f64::from(self.speed)) as f32
    }

    /// What sounds, by MIDI number.
    pub(super) fn sounds(&self, notes: &[Note]) -> [Sound; 128] {
        let mut sounds = [Sound::default(); 128];
        for note in notes {
            if let Some(sound) = Sound::of(note, self.time_s) {
                let at = &mut sounds[usize::from(note.key.min(127))];
                *at = Sound { level: at.level.max(sound.level), struck: at.struck.max(sound.struck) };
            }
        }
        sounds
    }

    /// The room, and faint lines between octaves.
    pub(super) fn ground(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        self.room.light(&frame.row.levels, picture);
        let board = &self.board;
        let width = (self.short * 0.0012).max(1.0);
        for key in self.range[0]..=self.range[1] {
            let opacity = match key % 12 {
                0 => 0.20,
                5 => 0.09,
                _ => continue,
            };
            let place = board.key(key);
            let left = place.middle - place.width * 0.5;
            if left < 1.0 {
                continue;
            }
            let colour = self.colours(key).root;
            let [near, far] = [-board.depth, board.ahead].map(|v| board.at(left.round(), v));
            picture.bars.push(Bar {
                opacity,
                // Brighter towards the keyboard.
                ..plain(far, near, width, [self.strokes.edge, colour])
            });
        }
    }

    /// Notes on their way.
    pub(super) fn notes(&self, notes: &[Note], picture: &mut Picture) {
        // White keys' notes first: those of black keys lie over them.
        for black in [false, true] {
            for note in notes.iter().filter(|note| is_black(note.key) == black) {
                if picture.bars.len() > MOST_BARS {
                    return;
                }
                self.note(note, picture);
            }
        }
    }

    fn note(&self, note: &Note, picture: &mut Picture) {
        let board = &self.board;
        let (start, end) = (self.ahead(note.start_s), self.ahead(note.end_s));
        // A little shorter than it sounds: notes that follow each other on a key aren't beads on a string.
        let end = (end - self.short * GAP).max(start + self.width(note.key));
        let (start, end) = (start.max(-board.depth), end.min(board.ahead));
        if end <= start {
            return;
        }
        if start < 0.0 {
            self.gone(note.key, start, end.min(0.0), picture);
        }
        if end > 0.0 {
            self.coming(note, start.max(0.0), end, picture);
        }
    }

    /// How much is seen of what is so far ahead, 0 to 1: notes come out of the dark.
    fn seen(&self, ahead: f32) -> f32 {
        smoothstep((self.board.ahead - ahead) / (self.board.ahead * (1.0 - VEIL)))
    }

    /// Width of a key's notes, pixels.
    fn width(&self, key: u8) -> f32 {
        let key = self.board.key(key);
        key.width * if key.black { 0.92 } else { 0.74 }
    }

    /// What of a note is still to come, from `start` to `end` ahead of the line.
    fn coming(&self, note: &Note, start: f32, end: f32, picture: &mut Picture) {
        let board = &self.board;
        let (key, width) = (board.key(note.key), self.width(note.key));
        let colours = self.colours(note.key);
        let (loud, lit) = (note.velocity, Sound::of(note, self.time_s).unwrap_or_default().level);
        // Where it is long it comes out of the dark part by part, else as a whole.
        let veil = (board.ahead * VEIL).round();
        let long = end > veil && end - start > width * LONG && picture.bars.len() < MOST_BARS / 2;
        let corner = (width * ROUND).min((end - start) * 0.5).max(0.5);
        let opacity = if long { 1.0 } else { self.seen((start + end) * 0.5) };
        // They shine from where all are seen in full: of what is seen in parts nothing does.
        let shines = smoothstep((veil - start) / (board.ahead - veil));
        let whole = Place {
            root: board.at(key.middle, end),
            axis: board.way(),
            length: end - start,
            width,
            rounded: true,
            opacity,
            near_reach: self.short * 0.022,
        };
        let mut bar = self.room.bar(colours, 0.35 * loud + 0.65 * lit, &whole);
        bar.corner = corner;
        // Black keys' notes are darker, and deeper in colour instead of greyer; a dark line sets them off.
        let (dark, tip) = if key.black && !self.strokes.is_light() {
            (0.68, mix(colours.glow, colours.tip, 0.25))
        } else {
            (1.0, colours.tip)
        };
        let bright = 0.74 + 0.4 * loud;
        let light = |share: f32| scale(mix(colours.root, tip, share), bright);
        bar.root = scale(light(0.15 + 0.25 * loud + 0.4 * lit), dark);
        bar.tip = scale(light(0.45 + 0.45 * loud + 0.5 * lit), dark.max(lit));
        (bar.hot, bar.hot_amount) = (width * 2.5, 0.12 * loud + 0.65 * lit);
        bar.glow = scale(colours.glow, shines * self.room.glow * (0.05 + 0.12 * loud * loud + 0.42 * lit));
        let (far_light, near_light) = (bar.root, bar.tip);
        let along = |ahead: f32| mix(near_light, far_light, (ahead - start) / (end - start));
        // What comes out of the dark part by part lies over the round corners of the rest.
        let far = if long { end.min(veil + corner) } else { end };
        if !long || start < veil {
            bar.root = along(far);
            bar.half_length = ((far - start) * 0.5).max(0.5);
            bar.center = board.at(key.middle, (start + far) * 0.5);
            if key.black {
                self.outline(&bar, picture);
            }
            picture.bars.push(bar);
        }
        if long {
            // As the bar goes on: without the light of its tip a note whose tip lies below the veil would show a seam there.
            let tip = |ahead: f32| (1.0 - (ahead - start) / bar.hot).clamp(0.0, 1.0).powi(2) * bar.hot_amount;
            let light_at = |ahead: f32| mix(along(ahead), bar.hot_colour, tip(ahead));
            self.veiled([start.max(veil), end], (start, corner), (key.middle, width), light_at, picture);
        }
    }

    /// A dark line around a note.
    fn outline(&self, bar: &Bar, picture: &mut Picture) {
        let line = (self.short * 0.0016).max(1.0);
        let ground = scale(self.strokes.edge, if self.strokes.is_light() { 1.0 } else { 0.5 });
        picture.bars.push(Bar {
            half_length: bar.half_length + line,
            half_width: bar.half_width + line,
            corner: bar.corner + line,
            root: ground,
            tip: ground,
            hot_amount: 0.0,
            glow: [0.0; 3],
            opacity: 0.5 * bar.opacity,
            ..*bar
        });
    }

    /// The part of a note `from` a place `to` another that comes out of the dark, in slices whose borders lie between pixels:
    /// thin ones where its corners are round, which is at both its ends.
    fn veiled(
        &self,
        [from, to]: [f32; 2],
        (start, corner): (f32, f32),
        (middle, width): (f32, f32),
        light_at: impl Fn(f32) -> Light,
        picture: &mut Picture,
    ) {
        let slice = (self.short * SLICE).ceil();
        let mut near = from;
        while near < to {
            let round = near - start < corner || to - near < corner + slice;
            let step = if round { 1.0 } else { slice };
            let far = (((near / step).floor() + 1.0) * step).min(to);
            let ahead = (near + far) * 0.5;
            let into = corner - (ahead - start).min(to - ahead).min(corner);
            let rounded = corner - (corner * corner - into * into).sqrt();
            let [root, tip] = [far, near].map(|v| self.board.at(middle, v));
            let mut part = plain(root, tip, width - 2.0 * rounded, [light_at(ahead); 2]);
            part.opacity = self.seen(ahead);
            picture.bars.push(part);
            near = far;
        }
    }

    /// What of a note is over: it sinks into the dark behind the line.
    fn gone(&self, key: u8, start: f32, end: f32, picture: &mut Picture) {
        let board = &self.board;
        let middle = board.key(key).middle;
        let colour = self.colours(key).root;
        let width = self.width(key);
        let [root, tip] = [end, start].map(|v| board.at(middle, v));
        let depth = (-start / board.depth).min(1.0);
        let mut bar = plain(root, tip, width, [scale(colour, 0.7), scale(colour, 0.25)]);
        bar.opacity = 0.55 * (1.0 - depth);
        bar.corner = (width * ROUND).min(bar.half_length).max(0.5);
        picture.bars.push(bar);
    }
}

/// A stroke with square ends from `root` to `tip`, of two lights, without glow.
pub(super) fn plain(root: [f32; 2], tip: [f32; 2], width: f32, [from, to]: [Light; 2]) -> Bar {
    let way = [tip[0] - root[0], tip[1] - root[1]];
    let length = (way[0] * way[0] + way[1] * way[1]).sqrt();
    let half_width = (width * 0.5).max(0.5);
    Bar {
        center: [(root[0] + tip[0]) * 0.5, (root[1] + tip[1]) * 0.5],
        // A point has a direction, too: without one it would be everywhere.
        axis: if length > 1e-3 { way.map(|v| v / length) } else { [0.0, 1.0] },
        half_length: (length * 0.5).max(0.5),
        half_width,
        corner: 0.5,
        hot: 1.0,
        hot_amount: 0.0,
        opacity: 1.0,
        root: from,
        tip: to,
        hot_colour: to,
        glow: [0.0; 3],
        glow_reach: half_width,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{INFO, board::Direction},
        *,
    };
    use crate::{
        analysis::{Row, Track},
        size::Size,
        visual::{Rows, params::Values},
    };

    #[test]
    fn a_note_that_comes_out_of_the_dark_has_no_seam() {
        let strokes = Strokes::new(&Values::defaults(INFO.params), 48);
        let size = Size::new(1920, 1080).unwrap();
        let (row, track) = (Row::default(), Track::default());
        let rows = Rows::single(0, 30.0, &row);
        let (row, track) = (&row, &track);
        let frame = FrameInput { size, n: 0, time_s: 0.0, row, rows, samples: &[], track, beside: &[] };
        let board = Board::new(size, Direction::Down, [48, 84]);
        let scene = Scene::new(board, [48, 84], &frame, &strokes, 3.0);
        // Its near end is at 0.69 of the way, where it is seen in full, and its bright tip reaches into what isn't.
        let mut picture = Picture::default();
        scene.note(&Note { key: 60, start_s: 2.06, end_s: 2.9, velocity: 0.9 }, &mut picture);
        let (whole, slices) = picture.bars.split_first().unwrap();
        let far_end = (1.0 - 2.0 * whole.half_length / whole.hot).max(0.0).powi(2) * whole.hot_amount;
        assert!(far_end > 0.05, "the tip ends before: {far_end}");
        let next = slices.iter().find(|slice| slice.center[1] < whole.center[1] - whole.half_length).unwrap();
        for (at_end, next) in mix(whole.root, whole.hot_colour, far_end).into_iter().zip(next.root) {
            assert!((at_end.sqrt() - next.sqrt()).abs() < 4.0 / 255.0, "{at_end} {next}");
        }
    }

    #[test]
    fn a_file_of_too_many_notes_leaves_some_out() {
        let strokes = Strokes::new(&Values::defaults(INFO.params), 48);
        let size = Size::new(1920, 1080).unwrap();
        let (row, track) = (&Row::default(), &Track::default());
        let rows = Rows::single(0, 30.0, row);
        let frame = FrameInput { size, n: 0, time_s: 0.0, row, rows, samples: &[], track, beside: &[] };
        let scene = Scene::new(Board::new(size, Direction::Down, [48, 84]), [48, 84], &frame, &strokes, 3.0);
        let bars = |count: u32| {
            let note = |i: u32| Note { key: 48 + (i % 36) as u8, start_s: 1.0, end_s: 3.0, velocity: 0.5 };
            let mut picture = Picture::default();
            scene.notes(&(0..count).map(note).collect::<Vec<_>>(), &mut picture);
            picture.bars.len()
        };
        let one = bars(1);
        assert!(one > 50, "a long one comes out of the dark in slices: {one}");
        assert!((30_000..40_000).contains(&bars(1_000)), "{}", bars(1_000));
        assert!((60_000..60_100).contains(&bars(100_000)), "{}", bars(100_000));
        // Nor are there more sparks than a picture has room for.
        let beams = |count: usize| {
            let struck = Note { key: 60, start_s: -0.1, end_s: 3.0, velocity: 1.0 };
            let mut picture = Picture::default();
            scene.impacts(&vec![struck; count], &mut picture);
            picture.beams.len()
        };
        assert!((10..20).contains(&beams(1)), "{}", beams(1));
        assert!((4_000..4_020).contains(&beams(10_000)), "{}", beams(10_000));
    }

    #[test]
    fn the_light_of_a_key_goes_when_it_is_let_go_and_not_at_once() {
        let note = Note { key: 60, start_s: 1.0, end_s: 1.5, velocity: 0.8 };
        let level = |time_s: f64| Sound::of(&note, time_s).map_or(0.0, |sound| sound.level);
        assert_eq!(level(0.999), 0.0);
        assert!(level(1.0) > 0.8);
        let levels: Vec<f32> = (0..90).map(|n| level(1.0 + f64::from(n) / 60.0)).collect();
        assert!(levels.windows(2).all(|two| two[1] <= two[0] && two[0] - two[1] < 0.2), "{levels:?}");
        assert!(level(1.6) > 0.1 && level(1.8) == 0.0);
    }
}

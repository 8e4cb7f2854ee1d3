//! How notes, keys and their light look.

use super::{
    Note,
    board::{Board, is_black},
};
use crate::visual::{
    FrameInput,
    picture::{Bar, Beam, Light, Picture},
    stroke::{BandColours, Place, Room, Strokes, mix, scale},
};

/// How fast the light of a struck key goes down, seconds.
const STRUCK_S: f64 = 0.16;

/// What the parts of one picture share.
pub(super) struct Scene<'a> {
    board: Board,
    range: [u8; 2],
    strokes: &'a Strokes,
    room: Room,
    time_s: f64,
    /// Pixels that notes move in a second.
    speed: f32,
    short: f32,
}

/// How strongly a key sounds.
#[derive(Clone, Copy, Default)]
struct Sound {
    /// 0 to 1.
    level: f32,
    /// 1 when it was struck right now, soon 0.
    struck: f32,
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

    fn colours(&self, key: u8) -> &BandColours {
        self.strokes.band(usize::from(key.saturating_sub(21)).min(87))
    }

    /// Pixels from the line to where a moment is.
    fn ahead(&self, time_s: f64) -> f32 {
        ((time_s - self.time_s) * f64::from(self.speed)) as f32
    }

    fn sound(&self, note: &Note) -> Option<Sound> {
        let since = self.time_s - note.start_s;
        (since >= 0.0 && self.time_s < note.end_s).then(|| Sound {
            level: (0.45 + 0.55 * note.velocity) * (0.62 + 0.38 * libm::exp(-since / 0.5) as f32),
            struck: libm::exp(-since / STRUCK_S) as f32 * note.velocity,
        })
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
            let [near, far] = [-board.behind - board.depth, board.ahead].map(|v| board.at(left.round(), v));
            picture.bars.push(Bar {
                opacity,
                // Brighter towards the keyboard.
                ..plain(far, near, width, [scale(colour, 0.35), colour])
            });
        }
    }

    /// Notes on their way.
    pub(super) fn notes(&self, notes: &[Note], picture: &mut Picture) {
        // White keys' notes first: those of black keys lie over them.
        for black in [false, true] {
            for note in notes.iter().filter(|note| is_black(note.key) == black) {
                self.note(note, picture);
            }
        }
    }

    fn note(&self, note: &Note, picture: &mut Picture) {
        let board = &self.board;
        let (start, end) = (self.ahead(note.start_s), self.ahead(note.end_s));
        let last = -board.depth - board.behind;
        if start > board.ahead + self.short * 0.05 || end < last {
            return;
        }
        let gap = (self.short * 0.003).max(1.0);
        let end = end.max(start + gap + self.width(note.key) * 0.55) - gap;
        // Far beyond the picture it is cut, so that its colours are spread over what is seen.
        let (start, end) = (start.max(last - self.short * 0.1), end.min(board.ahead + self.short * 0.3));
        if start < 0.0 {
            self.gone(note.key, start, end.min(0.0), picture);
        }
        if end > 0.0 {
            self.coming(note, start.max(0.0), end, picture);
        }
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
        let (loud, lit) = (note.velocity, self.sound(note).unwrap_or_default().level);
        let place = Place {
            root: board.at(key.middle, end),
            axis: board.way(),
            length: end - start,
            width,
            rounded: true,
            opacity: 1.0,
            near_reach: self.short * 0.022,
        };
        let mut bar = self.room.bar(colours, 0.35 * loud + 0.65 * lit, &place);
        bar.half_length = ((end - start) * 0.5).max(0.5);
        bar.center = board.at(key.middle, (start + end) * 0.5);
        bar.corner = (width * 0.30).min(bar.half_length).max(0.5);
        let dark = if key.black { 0.62 } else { 1.0 };
        let light = |share: f32| mix(colours.root, colours.tip, share);
        bar.root = scale(light(0.10 + 0.25 * loud + 0.4 * lit), dark);
        bar.tip = scale(light(0.40 + 0.45 * loud + 0.5 * lit), dark.max(lit));
        (bar.hot, bar.hot_amount) = (width * 2.5, 0.10 * loud + 0.65 * lit);
        bar.glow = scale(colours.glow, self.room.glow * (0.07 + 0.07 * loud + 0.42 * lit));
        picture.bars.push(bar);
    }

    /// What of a note is over: it sinks into the dark behind the line.
    fn gone(&self, key: u8, start: f32, end: f32, picture: &mut Picture) {
        let board = &self.board;
        let middle = board.key(key).middle;
        let colour = self.colours(key).root;
        let width = self.width(key);
        let [root, tip] = [end, start].map(|v| board.at(middle, v));
        let depth = (-start / (board.depth + board.behind)).min(1.0);
        let mut bar = plain(root, tip, width, [scale(colour, 0.7), scale(colour, 0.25)]);
        bar.opacity = 0.55 * (1.0 - 0.75 * depth);
        bar.corner = (width * 0.30).min(bar.half_length).max(0.5);
        picture.bars.push(bar);
    }

    /// The keys; those that sound are lit.
    pub(super) fn keyboard(&self, notes: &[Note], picture: &mut Picture) {
        let board = &self.board;
        let [low, high] = [self.range[0], self.range[1]];
        let mut sounds = [Sound::default(); 128];
        for note in notes {
            if let Some(sound) = self.sound(note) {
                let at = &mut sounds[usize::from(note.key.min(127))];
                *at = Sound { level: at.level.max(sound.level), struck: at.struck.max(sound.struck) };
            }
        }
        let look = Look::new(self.strokes);
        let ends = [0.0, board.across].map(|x| board.at(x, -board.depth * 0.5));
        picture.bars.push(plain(ends[0], ends[1], board.depth + 2.0, [look.bed; 2]));
        for black in [false, true] {
            for key in (low..=high).filter(|key| is_black(*key) == black) {
                self.key(key, sounds[usize::from(key)], &look, picture);
            }
        }
        self.strip(picture);
    }

    fn key(&self, number: u8, sound: Sound, look: &Look, picture: &mut Picture) {
        let board = &self.board;
        let key = board.key(number);
        let colours = self.colours(number);
        let gap = (board.white * 0.06).clamp(1.0, 3.0);
        let (depth, width) = if key.black { (0.62, key.width) } else { (1.0, key.width - gap) };
        let end = board.depth * depth - if board.behind > 0.0 || key.black { 0.0 } else { gap };
        let [root, tip] = [0.0, -end].map(|v| board.at(key.middle, v));
        let [far, near] = if key.black { look.black } else { look.white };
        let lit = (sound.level + 0.3 * sound.struck).min(1.0);
        let shine = mix(colours.tip, colours.hot, 0.55 * sound.struck);
        let mut bar =
            plain(root, tip, width, [mix(far, shine, lit), mix(near, scale(colours.tip, 0.8), lit * 0.85)]);
        bar.corner = (width * 0.16).clamp(0.5, bar.half_length);
        if lit > 0.0 {
            bar.glow = scale(colours.glow, self.room.glow * 0.22 * lit);
            bar.glow_reach = bar.half_width + self.short * 0.012;
        }
        picture.bars.push(bar);
    }

    /// The line where notes sound.
    fn strip(&self, picture: &mut Picture) {
        let board = &self.board;
        let (low, high) = self.strokes.ends();
        let width = (self.short * 0.0045).max(1.5);
        let [from, to] = [-width, board.across + width].map(|x| board.at(x, 0.0));
        let mut bar = plain(from, to, width, [scale(low, 0.8), scale(high, 0.8)]);
        bar.glow = scale(mix(low, high, 0.5), 0.10 * self.room.glow);
        bar.glow_reach = self.short * 0.02;
        picture.bars.push(bar);
    }

    /// The light of what sounds.
    pub(super) fn sounding(&self, notes: &[Note], picture: &mut Picture) {
        let board = &self.board;
        for note in notes {
            let Some(sound) = self.sound(note) else { continue };
            let key = board.key(note.key);
            let colours = self.colours(note.key);
            let [here, above] = [0.0, self.short * 0.12].map(|v| board.at(key.middle, v));
            let reach = self.short * (0.10 + 0.06 * sound.struck);
            picture.glows.extend(self.room.glow(
                colours,
                0.13 * sound.level + 0.20 * sound.struck,
                here,
                here,
                reach,
            ));
            picture.glows.extend(self.room.glow(colours, 0.04 * sound.level, here, above, self.short * 0.07));
            if self.room.glow > 0.0 {
                let half = key.width * 0.42;
                let [a, b] = [-half, half].map(|x| board.at(key.middle + x, 0.0));
                // The accent is for the stroke.
                let white = mix(colours.hot, self.strokes.accent, 0.7 * sound.struck.min(1.0));
                let colour =
                    scale(white, (0.35 * sound.level + 1.2 * sound.struck) * self.room.glow.min(1.0));
                picture.beams.push(Beam {
                    a,
                    b,
                    radius: self.short * (0.006 + 0.008 * sound.struck),
                    colour,
                });
            }
        }
    }
}

/// Colours of the keyboard: at the line, and at the near end.
struct Look {
    white: [Light; 2],
    black: [Light; 2],
    bed: Light,
}

impl Look {
    fn new(strokes: &Strokes) -> Self {
        let edge = strokes.edge;
        if strokes.is_light() {
            return Self { white: [[0.80; 3], [1.0; 3]], black: [[0.03; 3], [0.10; 3]], bed: [0.35; 3] };
        }
        let tinted = |share: f32| std::array::from_fn(|i| (share + edge[i] * 1.5).min(1.0));
        Self {
            white: [tinted(0.13), tinted(0.58)],
            black: [scale(edge, 0.25), scale(edge, 1.6)],
            bed: scale(edge, 0.3),
        }
    }
}

/// A stroke with square ends from `root` to `tip`, of two lights, without glow.
fn plain(root: [f32; 2], tip: [f32; 2], width: f32, [from, to]: [Light; 2]) -> Bar {
    let way = [tip[0] - root[0], tip[1] - root[1]];
    let length = (way[0] * way[0] + way[1] * way[1]).sqrt().max(1e-3);
    let half_width = (width * 0.5).max(0.5);
    Bar {
        center: [(root[0] + tip[0]) * 0.5, (root[1] + tip[1]) * 0.5],
        axis: way.map(|v| v / length),
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

//! The keys: as of ivory and ebony in the light of the palette, lit by what sounds.

use super::{
    board::is_black,
    draw::{Scene, Sound, plain},
};
use crate::visual::{
    picture::{Bar, Light, Picture},
    stroke::{Strokes, mix, scale},
};

/// Colours of the keyboard.
struct Look {
    /// White keys at the line and at their near end, the edge there, and what falls on them from above the line.
    white: [Light; 2],
    rim: Light,
    shade: Light,
    /// How much of its band's colour is in a white key.
    tint: f32,
    /// The same of black keys, and their front, where light falls on.
    black: [Light; 2],
    front: Light,
    bed: Light,
}

impl Look {
    fn new(strokes: &Strokes) -> Self {
        let edge = strokes.edge;
        if strokes.is_light() {
            return Self {
                white: [[0.86; 3], [1.0; 3]],
                rim: [0.72; 3],
                shade: [0.5; 3],
                tint: 0.10,
                black: [[0.03; 3], [0.07; 3]],
                front: [0.2; 3],
                bed: [0.35; 3],
            };
        }
        let tinted = |share: f32| std::array::from_fn(|i| (share + edge[i] * 1.5).min(1.0));
        Self {
            white: [tinted(0.13), tinted(0.42)],
            rim: tinted(0.62),
            shade: tinted(0.02),
            tint: 0.2,
            black: [scale(edge, 0.25), scale(edge, 1.1)],
            front: tinted(0.07),
            bed: scale(edge, 0.3),
        }
    }
}

impl Scene<'_> {
    /// The keys; those that sound are lit.
    pub(super) fn keyboard(&self, sounds: &[Sound; 128], picture: &mut Picture) {
        let board = &self.board;
        let [low, high] = self.range;
        let look = Look::new(self.strokes);
        let ends = [0.0, board.across].map(|x| board.at(x, -board.depth * 0.5));
        picture.bars.push(plain(ends[0], ends[1], board.depth + 2.0, [look.bed; 2]));
        for black in [false, true] {
            for key in (low..=high).filter(|key| is_black(*key) == black) {
                let sound = sounds[usize::from(key)];
                if black {
                    self.black(key, sound, &look, picture);
                } else {
                    self.white(key, sound, &look, picture);
                }
            }
        }
        self.strip(picture);
    }

    fn white(&self, number: u8, sound: Sound, look: &Look, picture: &mut Picture) {
        let board = &self.board;
        let (key, colours) = (board.key(number), self.colours(number));
        let gap = (board.white * 0.06).clamp(1.0, 3.0);
        let end = board.depth - if board.behind > 0.0 { 0.0 } else { gap };
        let [line, near] = [0.0, -end].map(|v| board.at(key.middle, v));
        let lit = lit(sound);
        let shine = mix(colours.tip, colours.hot, 0.25 + 0.5 * sound.struck);
        let [far_light, near_light] = look.white.map(|light| {
            let luminance = 0.3 * light[0] + 0.6 * light[1] + 0.1 * light[2];
            mix(light, scale(colours.tip, 1.5 * luminance), look.tint)
        });
        // From its near end to the line, where the shadow of what is above falls on it.
        let mut bar = plain(
            near,
            line,
            key.width - gap,
            [
                mix(near_light, mix(colours.tip, colours.hot, 0.35 * sound.struck), lit),
                mix(far_light, shine, lit),
            ],
        );
        bar.corner = (bar.half_width * 0.32).clamp(0.5, bar.half_length);
        (bar.hot, bar.hot_amount) = ((self.short * 0.03).max(1.0), 0.85 * (1.0 - lit));
        bar.hot_colour = look.shade;
        self.glow(&mut bar, colours.glow, lit);
        picture.bars.push(bar);
        // Its front edge catches light.
        let edge = (board.depth * 0.05).max(1.5);
        let [from, to] = [-end, -end + edge].map(|v| board.at(key.middle, v));
        let light = mix(look.rim, mix(colours.tip, colours.hot, 0.6), lit);
        let mut front = plain(from, to, key.width - gap, [light; 2]);
        front.corner = bar.corner.min(front.half_length);
        picture.bars.push(front);
    }

    fn black(&self, number: u8, sound: Sound, look: &Look, picture: &mut Picture) {
        let board = &self.board;
        let (key, colours) = (board.key(number), self.colours(number));
        let lit = lit(sound);
        // Deeper in colour than a lit white key.
        let deep = mix(colours.glow, colours.tip, 0.2);
        let shine = mix(deep, colours.hot, 0.5 * sound.struck);
        let end = board.depth * 0.62;
        let part = |from: f32, to: f32, width: f32, lights: [Light; 2]| {
            let [from, to] = [from, to].map(|v| board.at(key.middle, -v));
            plain(from, to, width, lights)
        };
        // The body, ...
        let [far, near] = look.black;
        let mut body =
            part(0.0, end, key.width, [mix(far, scale(deep, 0.35), lit), mix(near, scale(deep, 0.3), lit)]);
        body.corner = (body.half_width * 0.3).clamp(0.5, body.half_length);
        self.glow(&mut body, colours.glow, lit);
        picture.bars.push(body);
        // ... and its top, whose front catches light.
        let lights = [mix(far, shine, lit), mix(scale(look.front, 0.55), scale(deep, 0.8), lit)];
        let mut top = part(0.0, end * 0.9, key.width * 0.7, lights);
        top.corner = (top.half_width * 0.4).clamp(0.5, top.half_length);
        (top.hot, top.hot_amount) = ((end * 0.16).max(1.0), 0.9);
        top.hot_colour = mix(look.front, mix(deep, colours.hot, 0.35), lit);
        picture.bars.push(top);
    }

    fn glow(&self, bar: &mut Bar, light: Light, lit: f32) {
        if lit > 0.0 {
            bar.glow = scale(light, self.room.glow * 0.5 * lit);
            bar.glow_reach = bar.half_width + self.short * 0.012;
        }
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
}

/// How far a key is lit, 0 to 1.
fn lit(sound: Sound) -> f32 {
    (1.25 * sound.level + 0.3 * sound.struck).min(1.0)
}

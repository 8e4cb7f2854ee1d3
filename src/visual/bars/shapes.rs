//! The shapes of `bars`: where each bar stands, the bar, its image and its cap, the floor.

use super::{
    super::{
        picture::{Bar, Glow},
        stroke::{BandColours, Place, mix, scale},
    },
    figure::Figure,
};

/// Length of an image in the floor, as a share of the bar's, and its reach, as a share of half of the bar's width.
pub(super) const REFLECTED: f32 = 0.44;
const IMAGE_REACH: f32 = 1.55;
/// The bright end of a bar, how bright it is, and the close glow, as shares of those of other styles.
const HOT: f32 = 1.4;
const HOTTER: f32 = 1.15;
const NEARER: f32 = 1.3;
/// How much of a valley is filled, eighths, and how much less from band to band, unorm16.
const FILLED: u32 = 4;
const FALL: u32 = 600;
/// How far a bar rises above a quarter more than its neighbours, unorm16.
const SPIKE: i32 = 3_000;
/// Over how much more space than the least a cap comes to be seen, as a share of that, and how much.
const AFLOAT: f32 = 0.5;
const CAP: f32 = 0.80;
/// One that hangs so far above, as a share of the tallest bar, is gone; up to half of that it shows fully.
const LOST: f32 = 0.11;

impl Figure {
    /// How many bars there are.
    pub(super) fn strokes(&self) -> u32 {
        self.bands * self.sides * self.ways
    }

    /// Band, side and way of bar `i`.
    pub(super) fn stroke(&self, i: u32) -> (usize, u32, u32) {
        ((i / (self.sides * self.ways)) as usize, i / self.ways % self.sides, i % self.ways)
    }

    /// Where a bar's height is in a row of the tables: of two channels the first is above, or on the left.
    pub(super) fn column(&self, band: usize, side: u32, way: u32) -> usize {
        let channel = if self.ways == 2 { way } else { side };
        band + (self.second * channel) as usize
    }

    /// What a band shows of a row of heights or caps: among the lowest ones, which meet in the middle, valleys are filled
    /// up to what is tallest further out, and the whole row is an arch.
    pub(super) fn shown(&self, values: &[u16], band: usize, side: u32, way: u32) -> u16 {
        let own = values[self.column(band, side, way)];
        let fall = |b: usize| FALL * (b - band) as u32;
        let tallest = (band..self.lows as usize)
            .map(|b| u32::from(values[self.column(b, side, way)]).saturating_sub(fall(b)))
            .fold(u32::from(own), u32::max);
        let filled = u32::from(own) + (tallest - u32::from(own)) * FILLED / 8;
        (filled - filled * (self.arch * band as u32 / self.bands.max(2)) / 65_536) as u16
    }

    /// The height of a bar, which stands out from its neighbours more than its band does.
    pub(super) fn height(&self, heights: &[u16], band: usize, side: u32, way: u32) -> u16 {
        let last = self.bands as i32 - 1;
        let at = |step: i32| {
            let near = (band as i32 + step).clamp(0, last) as usize;
            i32::from(self.shown(heights, near, side, way))
        };
        let around = (at(-2) + at(-1) + at(1) + at(2)) / 4;
        let out = at(0) - around;
        // A bar alone would be a spike, or a gap in the row.
        let most = (around + around / 4 + SPIKE).min(65_535);
        (at(0) + out / 3).clamp((around * 5 / 8).min(most), most) as u16
    }

    /// Where a side runs to: of two, the first is on the left.
    fn toward(&self, side: u32) -> f32 {
        if self.sides == 2 && side == 0 { -1.0 } else { 1.0 }
    }

    /// Where a bar stands.
    pub(super) fn place(&self, band: usize, side: u32, way: u32, length: f32) -> Place {
        let axis = [0.0, if way == 0 { self.up } else { -self.up }];
        let x = self.start + self.toward(side) * self.pitch * (band as f32 + 0.5);
        // Those that go both ways hide their roots in each other.
        let inside = if self.ways == 2 { self.width * 0.5 } else { 0.0 };
        Place {
            root: [x, self.base - axis[1] * inside],
            axis,
            length,
            width: self.width,
            rounded: self.rounded == 1,
            opacity: 1.0,
            near_reach: self.near_reach,
        }
    }

    /// A band's bar.
    pub(super) fn bar(&self, colours: &BandColours, height: f32, place: &Place) -> Bar {
        let mut bar = self.room.bar(colours, height, place);
        if self.gradient == 0 {
            bar.root = bar.tip;
        }
        bar.hot *= HOT;
        bar.hot_amount *= HOTTER;
        bar.glow = scale(bar.glow, NEARER);
        bar
    }

    /// The line that bars stand on, from `start` to one side.
    pub(super) fn floor(&self, side: u32) -> Bar {
        let toward = self.toward(side);
        let [half_length, half_width] = self.floor_half;
        Bar {
            center: [self.start + toward * self.floor_middle, self.base],
            axis: [toward, 0.0],
            half_length,
            half_width,
            corner: 0.5,
            hot: 1.0,
            hot_amount: 0.0,
            opacity: 0.55,
            root: self.floor_light[0],
            tip: self.floor_light[1],
            hot_colour: self.floor_light[1],
            glow: [0.0; 3],
            glow_reach: 1.0,
        }
    }

    /// The light around the floor.
    pub(super) fn floor_glow(&self, loudness: f32) -> Option<Glow> {
        let [x, half] = [self.room.center[0], self.floor_lit];
        let light = |i: usize| (self.floor_glow[i] + self.floor_glow_loud[i] * loudness) * self.room.glow;
        (self.room.glow > 0.0).then(|| Glow {
            a: [x - half, self.base],
            b: [x + half, self.base],
            reach: self.floor_reach.max(24.0),
            colour: std::array::from_fn(light),
        })
    }

    /// The image of a bar in the floor: nothing but light, soft at its edges and fading away from the floor.
    pub(super) fn image(&self, bar: &Bar, place: &Place) -> Bar {
        let half_length = (bar.half_length * REFLECTED).max(bar.half_width);
        // It points to the bar: a glow is strongest at the tip. Of a bar with square ends it begins inside, so that nothing
        // parts them.
        let away = if self.rounded == 1 { half_length } else { half_length - self.width * 0.5 };
        let light = mix(bar.root, bar.tip, 0.5);
        Bar {
            center: std::array::from_fn(|i| place.root[i] - bar.axis[i] * away),
            half_length,
            corner: bar.half_width,
            opacity: 0.0,
            glow: std::array::from_fn(|i| (light[i] - self.image_ground[i]) * self.image_opacity),
            glow_reach: bar.half_width * IMAGE_REACH,
            ..*bar
        }
    }

    /// Opacity of a cap so far above its bar, pixels.
    fn seen(&self, above: f32) -> f32 {
        let afloat = ((above - self.cap_free) / (self.cap_free * AFLOAT)).clamp(0.0, 1.0);
        let lost = (above * 8.0 / (self.tallest as f32 * LOST)).min(1.0);
        CAP * afloat * (2.0 * (1.0 - lost)).min(1.0)
    }

    /// A thin cap that floats `rise` above the root of its bar; what rides on the bar isn't seen.
    pub(super) fn cap(&self, colours: &BandColours, place: &Place, rise: f32) -> Bar {
        let place = Place {
            root: [
                place.root[0] - place.width * 0.5,
                place.root[1] + place.axis[1] * (rise + self.cap * 2.0),
            ],
            axis: [1.0, 0.0],
            length: place.width,
            width: self.cap,
            near_reach: 0.0,
            opacity: self.seen(rise - place.length),
            ..*place
        };
        let mut cap = self.room.bar(colours, 1.0, &place);
        (cap.root, cap.glow, cap.hot_amount) = (cap.tip, [0.0; 3], 0.35);
        cap
    }
}

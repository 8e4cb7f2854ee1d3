//! What the bars of all styles share: thickness, colours along a stroke, the light it throws, the room it stands in.

use super::{
    palette::{self, Lch, Palette},
    params::{Kind, Param, Values},
    picture::{Bar, Glow, Lamp, Light, Picture},
    unit,
};
use crate::{analysis::Levels, size::Size};
use bytemuck::{Pod, Zeroable};

/// The palette, with single colours replaced.
pub(super) const PALETTE: Param = Param {
    name: "palette",
    kind: Kind::Choice { options: palette::NAMES, default: palette::NAMES[0] },
    unit: "",
    help: "colours of bars, accent and background",
};
pub(super) const LOW_COLOUR: Param = Param {
    name: "low",
    kind: Kind::Colour,
    unit: "",
    help: "colour of the lowest band, instead of the palette's",
};
pub(super) const HIGH_COLOUR: Param = Param {
    name: "high",
    kind: Kind::Colour,
    unit: "",
    help: "colour of the highest band, instead of the palette's",
};
pub(super) const ACCENT: Param = Param {
    name: "accent",
    kind: Kind::Colour,
    unit: "",
    help: "colour of strong onsets, instead of the palette's",
};
pub(super) const BACKGROUND: Param = Param {
    name: "background",
    kind: Kind::Colour,
    unit: "",
    help: "colour of the background's corners, instead of the palette's",
};
pub(super) const BAR_WIDTH: Param = Param {
    name: "bar_width",
    kind: Kind::Number { min: 0.05, max: 1.0, default: 0.62 },
    unit: "of the pitch",
    help: "thickness of a bar; the rest is the gap",
};
pub(super) const GLOW: Param = Param {
    name: "glow",
    kind: Kind::Number { min: 0.0, max: 2.0, default: 1.0 },
    unit: "",
    help: "strength of the light that bars throw; 0 turns it off",
};
pub(super) const SMOOTHING: Param = Param {
    name: "smoothing",
    kind: Kind::Number { min: 0.0, max: 1.0, default: 0.5 },
    unit: "",
    help: "how slowly bars fall and how much neighbours pull each other",
};

/// Which channels are shown; `--stereo` sets it.
pub(super) const STEREO: Param = Param {
    name: "stereo",
    kind: Kind::Choice { options: &["mix", "left-right", "mid-side"], default: "mix" },
    unit: "",
    help: "both channels as one, or one on each side: above and below in pictures mirrored so; in circular only with \
           mirror, and not of its ribbon",
};

/// How wide a wide picture is, of its height.
const WIDE: f32 = 16.0 / 9.0;

/// Colours and light of one style's strokes, worked out once.
#[derive(Debug)]
pub(super) struct Strokes {
    /// Per band.
    bands: Vec<BandColours>,
    pub(super) accent: Light,
    pub(super) edge: Light,
    lamp: Light,
    /// Strength of glows, 0 for none.
    glow: f32,
    light_ground: bool,
}

/// Colours of one band.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct BandColours {
    pub(super) root: Light,
    pub(super) tip: Light,
    pub(super) hot: Light,
    /// What it throws around itself, deeper in colour than the stroke.
    pub(super) glow: Light,
}

/// The room that a figure stands in and the light in it, for one picture size.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Room {
    /// Light of the corners.
    pub(super) edge: Light,
    /// Where the lamps are, pixels.
    pub(super) center: [f32; 2],
    /// A wide wash that shapes the room.
    pub(super) wash: Light,
    pub(super) wash_radius: [f32; 2],
    /// A light behind the subject that breathes with the song: in silence, and what full loudness adds.
    pub(super) breath: Light,
    pub(super) breath_loud: Light,
    pub(super) breath_radius: f32,
    /// Strength of glows, 0 for none.
    pub(super) glow: f32,
    /// How much darker the inside of a figure is than the room, 0 to 1.
    pub(super) shadow: f32,
}

impl Strokes {
    /// For `bands` bands, from a style's values.
    pub(super) fn new(values: &Values, bands: usize) -> Self {
        let palette = Palette::of(values);
        let last = bands.saturating_sub(1).max(1) as f32;
        let of = |b: usize| band_colours(&palette, palette::mix(palette.low, palette.high, b as f32 / last));
        Self {
            bands: (0..bands).map(of).collect(),
            accent: palette::light(palette.accent),
            edge: palette::light(palette.edge),
            lamp: palette::light(palette.lamp),
            glow: if palette.light_ground { 0.0 } else { values.number("glow") },
            light_ground: palette.light_ground,
        }
    }

    /// Whether light is thrown: not on a light ground.
    pub(super) fn glows(&self) -> bool {
        self.glow > 0.0
    }

    pub(super) fn band(&self, band: usize) -> &BandColours {
        &self.bands[band]
    }

    pub(super) fn bands(&self) -> &[BandColours] {
        &self.bands
    }

    /// The first and the last band's tip.
    pub(super) fn ends(&self) -> (Light, Light) {
        let tip = |b: Option<&BandColours>| b.map_or([0.0; 3], |b| b.tip);
        (tip(self.bands.first()), tip(self.bands.last()))
    }

    /// Strength of glows, 0 for none.
    pub(super) fn glow(&self) -> f32 {
        self.glow
    }

    /// The gradient of a ring from the first band to the last, and what it brightens to with an onset: hardly another hue.
    /// Where the bands have no hue at all, it is the accent, the only colour that there is.
    pub(super) fn ring(&self) -> [[Light; 2]; 2] {
        let of = |pick: &dyn Fn(&BandColours) -> Light| {
            [self.bands.first(), self.bands.last()].map(|b| b.map_or([0.0; 3], pick))
        };
        let hue = |[r, g, b]: Light| r.max(g).max(b) - r.min(g).min(b);
        if of(&|c| c.tip).into_iter().all(|tip| hue(tip) < 0.02) {
            return [[scale(self.accent, 0.85); 2], [mix(self.accent, [1.0; 3], 0.35); 2]];
        }
        [of(&|c| scale(c.tip, 0.85)), of(&|c| mix(mix(c.tip, c.hot, 0.35), self.accent, 0.15))]
    }

    /// Whether shapes are dark on a light ground.
    pub(super) fn is_light(&self) -> bool {
        self.light_ground
    }

    /// What a beam of a colour adds to the room: the colour itself, or on a light ground what ink of it takes away.
    pub(super) fn beam(&self, colour: Light) -> Light {
        if self.light_ground { std::array::from_fn(|i| colour[i] - self.lamp[i]) } else { colour }
    }

    /// The room: a ground that is never flat, brightest behind the subject at `center`, following slow loudness.
    pub(super) fn room(&self, size: Size, center: [f32; 2]) -> Room {
        let (w, h) = (size.width() as f32, size.height() as f32);
        let short = w.min(h);
        // What isn't tall may stand in a part of a wide picture: its light reaches into the rest of that.
        let long = if h > w * 1.1 { h } else { w.max(h * WIDE) };
        let room = Room {
            edge: self.edge,
            center,
            wash: scale(self.lamp, 0.17),
            // In pictures that are about as tall as wide, and in the tall ones they stand in, it reaches down to the foot.
            wash_radius: [long * 0.75, (long * 0.56).max(short * 0.85)],
            breath: scale(self.lamp, 0.22),
            breath_loud: scale(self.lamp, 0.46),
            breath_radius: short * 0.40,
            glow: self.glow,
            shadow: 0.75,
        };
        if !self.light_ground {
            return room;
        }
        Room {
            wash: std::array::from_fn(|i| self.lamp[i] - self.edge[i]),
            wash_radius: [w * 0.62, h * 0.62],
            breath: [0.0; 3],
            breath_loud: [0.0; 3],
            shadow: 0.05,
            ..room
        }
    }
}

/// Length of a lit cell, as a share of its pitch, and the light of a dark one, as a share of a lit one's.
const CELL_SHARE: f32 = 0.64;
const UNLIT: f32 = 0.07;

/// How many of `bands` throw their light far: those of number `every / 2` and every `every` further.
pub(super) fn far_glows(bands: u32, every: u32) -> u32 {
    (bands - every / 2).div_ceil(every)
}

/// The lamps that light a room.
pub(super) const ROOM_LAMPS: u32 = 2;

impl Room {
    /// Lights the picture.
    pub(super) fn light(&self, levels: &Levels, picture: &mut Picture) {
        let loud = unit(levels.loudness);
        let breath = std::array::from_fn(|i| self.breath[i] + self.breath_loud[i] * loud);
        picture.backdrop = self.edge;
        picture.lamps.push(Lamp { center: self.center, radius: self.wash_radius, colour: self.wash });
        picture.lamps.push(Lamp { center: self.center, radius: [self.breath_radius; 2], colour: breath });
    }

    /// A bar of a band's colours from `root` along `axis`. `height` 0 to 1 is how loud it is.
    pub(super) fn bar(&self, colours: &BandColours, height: f32, place: &Place) -> Bar {
        let half_width = (place.width * 0.5).max(0.5);
        let half_length = (place.length * 0.5).max(half_width);
        let near_reach = if self.glow > 0.0 { place.width * 0.3 + place.near_reach } else { 0.0 };
        Bar {
            center: [
                place.root[0] + place.axis[0] * half_length,
                place.root[1] + place.axis[1] * half_length,
            ],
            axis: place.axis,
            half_length,
            half_width,
            corner: if place.rounded { half_width } else { 0.5 },
            hot: (place.width * 3.0).max(1.0),
            hot_amount: (0.25 + 0.75 * height).min(1.0) * 0.72,
            opacity: place.opacity,
            root: colours.root,
            tip: mix(colours.root, colours.tip, (0.62 + 0.6 * height).min(1.0)),
            hot_colour: colours.hot,
            glow: scale(colours.glow, self.glow * (0.05 + 0.36 * height * height)),
            glow_reach: half_width + near_reach,
        }
    }

    /// A bar as a row of `count` cells along `place`, whose length is that of a full one: as many are lit as `height`
    /// says, the last of them in part.
    pub(super) fn cells(
        &self,
        colours: &BandColours,
        height: f32,
        place: &Place,
        count: u32,
        picture: &mut Picture,
    ) {
        let pitch = place.length / count as f32;
        for k in 0..count {
            let lit = (height * count as f32 - k as f32).clamp(if k == 0 { 0.4 } else { 0.0 }, 1.0);
            let up = (k as f32 + 0.5) / count as f32;
            let unlit = UNLIT * (1.0 - up * up);
            let cell = Place {
                root: std::array::from_fn(|i| place.root[i] + place.axis[i] * pitch * k as f32),
                length: pitch * CELL_SHARE,
                ..*place
            };
            let mut bar = self.bar(colours, up, &cell);
            // White is for the top of what is lit.
            let top = (k as f32 + 2.0 - height * count as f32).clamp(0.12, 1.0);
            bar.hot_amount *= lit * top;
            let half_length = (cell.length * 0.5).max(0.5);
            let light = mix(colours.root, colours.tip, 0.35 + 0.65 * up);
            picture.bars.push(Bar {
                center: std::array::from_fn(|i| cell.root[i] + cell.axis[i] * half_length),
                half_length,
                corner: if place.rounded { half_length.min(bar.half_width) } else { 0.5 },
                opacity: place.opacity * (unlit + (1.0 - unlit) * lit),
                root: light,
                tip: light,
                glow: scale(colours.glow, self.glow * 0.16 * lit),
                ..bar
            });
        }
    }

    /// Slots for that many glows, none when they are off.
    pub(super) fn glow_slots(&self, glows: u32) -> u32 {
        if self.glow > 0.0 { glows } else { 0 }
    }

    /// The wide light of a stroke from `a` to `b`.
    pub(super) fn glow(
        &self,
        colours: &BandColours,
        strength: f32,
        a: [f32; 2],
        b: [f32; 2],
        reach: f32,
    ) -> Option<Glow> {
        let colour = scale(colours.glow, strength * self.glow);
        (self.glow > 0.0 && strength > 0.0).then_some(Glow { a, b, reach: reach.max(24.0), colour })
    }
}

/// Where a bar stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Where it starts, pixels.
    pub(super) root: [f32; 2],
    /// Where it points, a unit vector.
    pub(super) axis: [f32; 2],
    /// Length, pixels; at least the width is drawn.
    pub(super) length: f32,
    /// Width, pixels.
    pub(super) width: f32,
    /// Round ends.
    pub(super) rounded: bool,
    /// Opacity, 0 to 1.
    pub(super) opacity: f32,
    /// How far the close glow reaches beyond the edge, pixels.
    pub(super) near_reach: f32,
}

fn band_colours(palette: &Palette, colour: Lch) -> BandColours {
    let tip = palette::light(colour);
    if palette.light_ground {
        return BandColours { root: mix(tip, [1.0; 3], 0.25), tip, hot: tip, glow: [0.0; 3] };
    }
    // The root keeps a little more chroma than plain dimming would: deeper, not greyer.
    let root = palette::dimmed(Lch(colour.0 * 0.93, colour.1 * 1.2, colour.2), 0.56);
    let hot = palette::light(Lch(0.97, colour.1 * 0.30, colour.2));
    let glow = palette::light(Lch(colour.0 * 0.88, colour.1 * 1.3, colour.2));
    BandColours { root, tip, hot, glow }
}

pub(super) fn scale(light: Light, by: f32) -> Light {
    light.map(|v| v * by)
}

pub(super) fn mix(a: Light, b: Light, t: f32) -> Light {
    std::array::from_fn(|i| a[i] + (b[i] - a[i]) * t)
}

#[cfg(test)]
pub(super) fn mirrors() -> Vec<super::shader::Mirror> {
    use super::shader::mirror;
    vec![
        mirror!("stroke.wgsl", BandColours { root, tip, hot, glow }),
        mirror!(
            "stroke.wgsl",
            Room { edge, center, wash, wash_radius, breath, breath_loud, breath_radius, glow, shadow }
        ),
    ]
}

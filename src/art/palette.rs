//! The colours of a video from its cover: two neighbouring hues, an accent, and the room that goes with them.
//!
//! Hues are the cover's; lightness and chroma are put where bars can be read on a dark ground, as in the curated
//! palettes.

use super::{
    Art,
    cluster::{Cluster, clusters},
    hue::{NEIGHBOUR, clear, deep, neighbour, turn, yellower},
};
use crate::visual::palette::{Lch, Palette, from_srgb, named, srgb};

/// Pixels of the sample, along each side.
const SAMPLE: u32 = 72;
/// Chroma below which a colour counts as grey.
const GREY: f32 = 0.035;
/// Share of the picture that a hue needs to be the leading one, and to be the accent.
const LEADS: f32 = 0.012;
const ACCENTS: f32 = 0.002;
/// Clusters whose hues lie that near are one area, degrees.
const ONE_AREA: f32 = 30.0;

impl Art {
    /// A palette of the picture's own hues, for a dark ground: the room has the hue of the largest coloured area, however
    /// dark, shapes that of the strongest one, and the accent is a small vivid one.
    ///
    /// A grey picture gives the curated "noir", with the picture's own accent if it has a speck of colour.
    #[must_use]
    pub fn palette(&self) -> Palette {
        let found = clusters(&self.sample());
        let hues: Vec<&Cluster> = found.iter().filter(|c| c.colour.1 > GREY).collect();
        let leading = strongest(&hues, strength, |c| c.share >= LEADS);
        let speck = || strongest(&hues, strength, |c| c.share >= ACCENTS);
        leading.map_or_else(|| grey(speck()), |leading| coloured(leading, &hues))
    }

    /// A grid of its opaque pixels.
    fn sample(&self) -> Vec<[u8; 3]> {
        let (across, down) = (self.width.min(SAMPLE), self.height.min(SAMPLE));
        let grid = (0..down).flat_map(|y| (0..across).map(move |x| (x, y)));
        let pixel = |(x, y): (u32, u32)| {
            let at = |i: u32, of: u32, side: u32| {
                ((2 * u64::from(i) + 1) * u64::from(side) / (2 * u64::from(of))) as usize
            };
            let first = (at(y, down, self.height) * self.width as usize + at(x, across, self.width)) * 4;
            let rgba = &self.rgba[first..first + 4];
            (rgba[3] >= 128).then(|| [rgba[0], rgba[1], rgba[2]])
        };
        grid.filter_map(pixel).collect()
    }
}

/// The colour of the cluster that has most of something, among those that fit.
fn strongest(hues: &[&Cluster], of: fn(&Cluster) -> f32, fits: impl Fn(&Cluster) -> bool) -> Option<Lch> {
    let fitting = hues.iter().filter(|cluster| fits(cluster));
    fitting.max_by(|a, b| of(a).total_cmp(&of(b))).map(|cluster| cluster.colour)
}

/// How colourful a colour looks among others of its lightness: navy is as blue as the sky.
fn saturation(Lch(lightness, chroma, _): Lch) -> f32 {
    chroma / (lightness + 0.25)
}

/// How much a colour leads: its saturation, and how much of it there is, which counts less.
fn strength(cluster: &Cluster) -> f32 {
    saturation(cluster.colour) * cluster.share.sqrt().sqrt()
}

/// How much a colour strikes the eye, though there is little of it.
fn spark(cluster: &Cluster) -> f32 {
    cluster.colour.1 * cluster.share.sqrt().sqrt()
}

/// The hue of the largest coloured area: that of the leading colour, unless it is quite another.
fn ground(leading: Lch, hues: &[&Cluster]) -> f32 {
    let area = |hue: f32| {
        let near = hues.iter().filter(|c| turn(hue, c.colour.2).abs() <= ONE_AREA);
        near.map(|c| c.share * saturation(c.colour).sqrt()).sum::<f32>()
    };
    let largest = hues.iter().map(|c| c.colour.2).max_by(|a, b| area(*a).total_cmp(&area(*b)));
    largest.filter(|hue| turn(leading.2, *hue).abs() > ONE_AREA).unwrap_or(leading.2)
}

fn coloured(leading: Lch, hues: &[&Cluster]) -> Palette {
    let hue = leading.2;
    let apart = |c: &Cluster| turn(hue, c.colour.2).abs();
    let seen = |c: &Cluster| c.share >= ACCENTS;
    let beside = strongest(hues, strength, |c| seen(c) && (12.0..=NEIGHBOUR).contains(&apart(c)));
    let across = strongest(hues, spark, |c| seen(c) && apart(c) > NEIGHBOUR);
    let second = neighbour(hue, beside.or(across).map(|other| other.2));
    // As in the curated palettes high notes have the hue that is nearer to yellow.
    let [low, high] = if yellower(second, hue) { [hue, second] } else { [second, hue] };
    let chroma = |colour: Lch| 0.135 + 0.055 * ((saturation(colour) - 0.08) / 0.16).clamp(0.0, 1.0);
    let strong = chroma(leading);
    let accent = match across {
        Some(other) => bright(&[0.93, 0.90, 0.87, 0.84, 0.80], 0.11, clear(other.2, 90.0)),
        None => bright(&[0.95, 0.93], 0.05, clear(high, 95.0)),
    };
    let room = deep(ground(leading, hues));
    Palette {
        name: "cover",
        summary: "the hues of the cover",
        low: bright(&[0.76, 0.73, 0.70], strong, clear(low, 64.0)),
        high: bright(&[0.88, 0.85, 0.82, 0.79], strong * 0.85, clear(high, 88.0)),
        accent,
        edge: shown(Lch(0.15, 0.045, room)),
        lamp: shown(Lch(0.34, 0.10, room)),
        light_ground: false,
    }
}

fn grey(accent: Option<Lch>) -> Palette {
    let noir = named("noir");
    let accent = accent.map_or(noir.accent, |Lch(_, chroma, hue)| shown(Lch(0.78, chroma.max(0.13), hue)));
    Palette { name: "cover", summary: "greys, as the cover", accent, ..*noir }
}

/// The first of the lightnesses at which sRGB has room for that chroma, or the last.
fn bright(lightnesses: &[f32], chroma: f32, hue: f32) -> Lch {
    let candidates = lightnesses.iter().map(|lightness| shown(Lch(*lightness, chroma, hue)));
    let last = candidates.clone().next_back().unwrap_or(Lch(0.8, 0.0, hue));
    let mut fitting = candidates.filter(|candidate| candidate.1 > chroma * 0.9);
    fitting.next().unwrap_or(last)
}

/// The colour with as much chroma as sRGB can show at its lightness and hue.
fn shown(colour: Lch) -> Lch {
    let Lch(lightness, chroma, hue) = colour;
    let hue = hue.rem_euclid(360.0);
    let fits = |candidate: &Lch| {
        let back = from_srgb(srgb(*candidate));
        (back.0 - lightness).abs() < 0.012 && (back.1 - candidate.1).abs() < 0.008
    };
    let mut less = (0..=24_u8).map(|step| Lch(lightness, chroma * (1.0 - f32::from(step) / 24.0), hue));
    less.find(fits).unwrap_or(Lch(lightness, 0.0, hue))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        art::contrast,
        visual::palette::{PALETTES, code},
    };

    /// A picture of stripes, each with its share in hundredths.
    fn striped(stripes: &[([u8; 3], u32)]) -> Art {
        let row: Vec<u8> = stripes
            .iter()
            .flat_map(|(rgb, share)| (0..*share).flat_map(move |_| [rgb[0], rgb[1], rgb[2], 255]))
            .collect();
        Art { width: 100, height: 20, rgba: row.repeat(20) }
    }

    fn apart(a: Lch, b: Lch) -> f32 {
        turn(a.2, b.2).abs()
    }

    #[test]
    fn the_hues_of_the_cover_lead() {
        let (orange, red, teal) = ([220, 120, 30], [190, 40, 40], [30, 130, 140]);
        let palette = striped(&[(orange, 50), (red, 30), (teal, 5), ([15, 15, 18], 15)]).palette();
        assert!(apart(palette.low, from_srgb(red)) < 12.0, "{palette:?}");
        assert!(apart(palette.high, from_srgb(orange)) < 12.0, "{palette:?}");
        assert!(apart(palette.accent, from_srgb(teal)) < 20.0, "{palette:?}");
    }

    #[test]
    fn the_room_has_the_hue_of_the_largest_area_and_a_spark_is_the_accent() {
        let (night, planet, orange) = ([3, 2, 26], [215, 200, 90], [232, 116, 42]);
        let space = striped(&[(night, 78), ([75, 73, 85], 20), (planet, 2)]).palette();
        for colour in [space.low, space.high, space.edge, space.lamp] {
            assert!(apart(colour, from_srgb(night)) < 40.0, "{space:?}");
        }
        assert!(apart(space.accent, from_srgb(planet)) < 20.0, "{space:?}");
        let sun = striped(&[([11, 67, 75], 80), (orange, 20)]).palette();
        assert!(apart(sun.low, from_srgb(orange)) < 20.0 && apart(sun.high, from_srgb(orange)) < 40.0);
        assert!(apart(sun.lamp, from_srgb([11, 67, 75])) < 12.0, "{sun:?}");
    }

    #[test]
    fn nothing_is_olive_or_brown_whatever_the_cover() {
        for hue in (40..160_u8).step_by(4) {
            for lightness in [0.3, 0.5, 0.7, 0.9] {
                let rgb = srgb(Lch(lightness, 0.11, f32::from(hue)));
                let palette = striped(&[(rgb, 70), ([240, 240, 240], 30)]).palette();
                for shape in [palette.low, palette.high] {
                    assert!(!(92.0..130.0).contains(&shape.2) && shape.0 > 0.69, "{hue}: {palette:?}");
                }
                let across_olive = (palette.low.2 < 92.0) != (palette.high.2 < 92.0);
                assert!(!across_olive, "the bars between them would be: {hue}: {palette:?}");
                for room in [palette.edge, palette.lamp] {
                    assert!(!(45.0..140.0).contains(&room.2), "{hue}: {palette:?}");
                }
            }
        }
    }

    #[test]
    fn whatever_the_cover_bars_can_be_read_on_the_ground() {
        let mut covers: Vec<Art> = (0..36_u16)
            .flat_map(|turn| [0.2, 0.5, 0.95].map(|l| srgb(Lch(l, 0.12, f32::from(turn) * 10.0))))
            .map(|rgb| striped(&[(rgb, 70), ([240, 240, 240], 30)]))
            .collect();
        covers
            .extend([[0; 3], [255; 3], [120; 3], [255, 0, 0], [0, 0, 255]].map(|rgb| striped(&[(rgb, 100)])));
        for cover in covers {
            let palette = cover.palette();
            for colour in [palette.low, palette.high, palette.accent] {
                let ratio = contrast(code(colour), code(palette.edge));
                assert!(ratio >= 4.5, "{ratio} {palette:?}");
            }
            assert!(palette.low.1 < 0.05 || apart(palette.low, palette.high) <= NEIGHBOUR, "{palette:?}");
            for colour in [palette.low, palette.high, palette.edge, palette.lamp] {
                let shown = from_srgb(srgb(colour));
                assert!(apart(shown, colour) < 12.0 || colour.1 < 0.03, "{colour:?} {shown:?}");
            }
        }
    }

    #[test]
    fn a_grey_cover_gives_greys_and_keeps_its_speck_of_colour() {
        let noir = PALETTES.iter().find(|p| p.name == "noir").unwrap();
        let plain = striped(&[([20; 3], 60), ([200; 3], 40)]).palette();
        assert_eq!((plain.low, plain.accent), (noir.low, noir.accent));
        let (yellow, mut art) = ([250, 210, 20], striped(&[([20; 3], 60), ([200; 3], 40)]));
        // One of two hundred pixels.
        (0..20).step_by(2).for_each(|y| art.rgba[y * 400 + 200..][..3].copy_from_slice(&yellow));
        let speck = art.palette();
        assert!(speck.low == noir.low && apart(speck.accent, from_srgb(yellow)) < 12.0, "{speck:?}");
    }

    #[test]
    fn transparent_pixels_have_no_say() {
        let mut art = striped(&[([220, 30, 30], 50), ([20, 60, 200], 50)]);
        art.rgba.chunks_exact_mut(4).filter(|p| p[0] == 220).for_each(|p| p[3] = 0);
        assert!(apart(art.palette().low, from_srgb([20, 60, 200])) < 40.0, "{:?}", art.palette());
    }
}

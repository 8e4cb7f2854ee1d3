//! The colours of a video from its cover: two neighbouring hues, an accent, and the room that goes with them.
//!
//! Hues are the cover's; lightness and chroma are put where bars can be read on a dark ground, as in the curated
//! palettes.

use super::{
    Art,
    cluster::{Cluster, clusters},
};
use crate::visual::palette::{Lch, Palette, from_srgb, named, srgb};

/// Pixels of the sample, along each side.
const SAMPLE: u32 = 72;
/// Chroma below which a colour counts as grey.
const GREY: f32 = 0.035;
/// Share of the picture that a hue needs to be the leading one, and to be the accent.
const LEADS: f32 = 0.012;
const ACCENTS: f32 = 0.002;
/// Farthest apart that the two hues may lie, degrees, and how far a missing second one is put.
const NEIGHBOUR: f32 = 60.0;
const BESIDE: f32 = 32.0;

impl Art {
    /// A palette of the picture's own hues, for a dark ground.
    ///
    /// A grey picture gives the curated "noir", with the picture's own accent if it has a speck of colour.
    #[must_use]
    pub fn palette(&self) -> Palette {
        let found = clusters(&self.sample());
        let hues: Vec<&Cluster> = found.iter().filter(|c| c.colour.1 > GREY).collect();
        let strongest = |least: f32| {
            hues.iter()
                .filter(|c| c.share >= least)
                .max_by(|a, b| strength(a).total_cmp(&strength(b)))
                .copied()
        };
        match (strongest(LEADS), strongest(ACCENTS)) {
            (Some(first), _) => coloured(first, &hues),
            (None, speck) => grey(speck.map(|cluster| cluster.colour)),
        }
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

/// How much a colour leads: its chroma, and how much of it there is.
fn strength(cluster: &Cluster) -> f32 {
    let Lch(lightness, chroma, _) = cluster.colour;
    // Hardly anyone sees a hue in near black, nor much of it in near white.
    let visible = ((lightness - 0.12) / 0.25).clamp(0.05, 1.0);
    chroma * visible * cluster.share.sqrt()
}

/// Degrees from one hue to another, the shorter way, -180 to 180.
fn turn(from: f32, to: f32) -> f32 {
    (to - from + 540.0).rem_euclid(360.0) - 180.0
}

fn coloured(first: &Cluster, hues: &[&Cluster]) -> Palette {
    let leading = first.colour;
    let strongest = |fits: &dyn Fn(f32) -> bool| {
        let fitting = hues.iter().filter(|c| c.share >= ACCENTS && fits(turn(leading.2, c.colour.2).abs()));
        fitting.max_by(|a, b| strength(a).total_cmp(&strength(b))).map(|c| c.colour)
    };
    let beside = strongest(&|apart| (12.0..=NEIGHBOUR).contains(&apart));
    let across = strongest(&|apart| apart > NEIGHBOUR);
    // Without a neighbour, one on the side of the other hue there is.
    let side = across.map_or(1.0, |other| turn(leading.2, other.2).signum());
    let second = beside.unwrap_or(Lch(leading.0 + 0.1, leading.1 * 0.9, leading.2 + side * BESIDE));
    // The lighter of the two is that of the high notes.
    let (low, high) = if second.0 >= leading.0 { (leading, second) } else { (second, leading) };
    let strong = |chroma: f32, least: f32, most: f32| (chroma * 1.15).clamp(least, most);
    let accent = across.map_or(leading.2 + side * 150.0, |other| other.2);
    let room = leading.1.min(0.16);
    Palette {
        name: "cover",
        summary: "the hues of the cover",
        low: shown(Lch(0.70, strong(low.1, 0.12, 0.19), low.2)),
        high: shown(Lch(0.84, strong(high.1, 0.10, 0.15), high.2)),
        accent: bright(accent),
        edge: shown(Lch(0.17, room * 0.25, leading.2)),
        lamp: shown(Lch(0.34, room * 0.6, leading.2)),
        light_ground: false,
    }
}

fn grey(accent: Option<Lch>) -> Palette {
    let noir = named("noir");
    let accent = accent.map_or(noir.accent, |Lch(_, chroma, hue)| shown(Lch(0.78, chroma.max(0.13), hue)));
    Palette { name: "cover", summary: "greys, as the cover", accent, ..*noir }
}

/// A light colour of that hue: lighter where sRGB has room for its chroma there.
fn bright(hue: f32) -> Lch {
    /// Chroma by which an accent is still a colour.
    const COLOUR: f32 = 0.075;
    let lightness = [0.93, 0.90, 0.87, 0.84];
    let candidates = lightness.map(|lightness| shown(Lch(lightness, COLOUR, hue)));
    let found = candidates.into_iter().find(|candidate| candidate.1 > COLOUR * 0.9);
    found.unwrap_or(candidates[candidates.len() - 1])
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

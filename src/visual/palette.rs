//! Colour: named palettes, mixed in OKLCh (OKLab by hue) on the host, handed out as [`Light`].
//!
//! OKLab by Björn Ottosson, <https://bottosson.github.io/posts/oklab/>. Transcendental functions come from the `libm`
//! crate, whose results don't depend on the machine.

use super::picture::Light;

/// A colour in OKLCh: lightness 0 to 1, chroma, hue in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lch(pub f32, pub f32, pub f32);

/// A curated set of colours.
#[derive(Debug)]
pub struct Palette {
    /// Name for `--set palette=`.
    pub name: &'static str,
    /// The lowest band, at the tip.
    pub low: Lch,
    /// The highest band, at the tip.
    pub high: Lch,
    /// For onsets only.
    pub accent: Lch,
    /// The corner of the backdrop.
    pub edge: Lch,
    /// What the soft light adds around the subject.
    pub lamp: Lch,
    /// Dark shapes on a light ground.
    pub light_ground: bool,
}

/// All palettes, default first. Hues of a palette span 60 degrees at most, the accent apart; `neon` is the loud one.
pub static PALETTES: &[Palette] = &[
    Palette {
        name: "aurora",
        low: Lch(0.72, 0.235, 318.0),
        high: Lch(0.78, 0.145, 258.0),
        accent: Lch(0.92, 0.10, 195.0),
        edge: Lch(0.17, 0.045, 285.0),
        lamp: Lch(0.34, 0.14, 290.0),
        light_ground: false,
    },
    Palette {
        name: "ember",
        low: Lch(0.68, 0.20, 28.0),
        high: Lch(0.88, 0.145, 82.0),
        accent: Lch(0.95, 0.06, 100.0),
        edge: Lch(0.175, 0.024, 25.0),
        lamp: Lch(0.36, 0.085, 35.0),
        light_ground: false,
    },
    Palette {
        name: "lagoon",
        low: Lch(0.70, 0.14, 240.0),
        high: Lch(0.90, 0.13, 180.0),
        accent: Lch(0.94, 0.12, 110.0),
        edge: Lch(0.175, 0.03, 240.0),
        lamp: Lch(0.36, 0.075, 222.0),
        light_ground: false,
    },
    Palette {
        name: "neon",
        low: Lch(0.70, 0.24, 335.0),
        high: Lch(0.86, 0.145, 195.0),
        accent: Lch(0.95, 0.10, 105.0),
        edge: Lch(0.135, 0.035, 283.0),
        lamp: Lch(0.30, 0.12, 285.0),
        light_ground: false,
    },
    Palette {
        name: "bone",
        low: Lch(0.80, 0.022, 70.0),
        high: Lch(0.95, 0.016, 90.0),
        accent: Lch(0.74, 0.17, 42.0),
        edge: Lch(0.18, 0.008, 60.0),
        lamp: Lch(0.36, 0.018, 60.0),
        light_ground: false,
    },
    Palette {
        name: "noir",
        low: Lch(0.78, 0.0, 0.0),
        high: Lch(0.97, 0.0, 0.0),
        accent: Lch(0.64, 0.22, 25.0),
        edge: Lch(0.165, 0.0, 0.0),
        lamp: Lch(0.31, 0.0, 0.0),
        light_ground: false,
    },
    Palette {
        name: "paper",
        low: Lch(0.46, 0.17, 22.0),
        high: Lch(0.58, 0.15, 55.0),
        accent: Lch(0.40, 0.14, 262.0),
        edge: Lch(0.90, 0.018, 80.0),
        lamp: Lch(0.975, 0.010, 90.0),
        light_ground: true,
    },
];

/// The names, for a parameter's choices; in the order of [`PALETTES`].
pub const NAMES: &[&str] = &["aurora", "ember", "lagoon", "neon", "bone", "noir", "paper"];

/// The palette of that name; the default one if there is none.
#[must_use]
pub fn named(name: &str) -> &'static Palette {
    PALETTES.iter().find(|p| p.name == name).unwrap_or(&PALETTES[0])
}

/// Mixes two colours in OKLCh, around the shorter way: the straight way through OKLab is greyer in the middle. A colour
/// without chroma takes the other's hue.
#[must_use]
pub fn mix(from: Lch, to: Lch, t: f32) -> Lch {
    let turn = (to.2 - from.2 + 540.0).rem_euclid(360.0) - 180.0;
    let hue = match (from.1 > 0.0, to.1 > 0.0) {
        (true, true) => from.2 + turn * t,
        (false, true) => to.2,
        _ => from.2,
    };
    Lch(from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t, hue)
}

/// The colour as [`Light`], clipped into sRGB.
#[must_use]
pub fn light(colour: Lch) -> Light {
    code(colour).map(|c| c * c)
}

/// The colour as [`Light`] at a share of its light, hue kept.
#[must_use]
pub fn dimmed(colour: Lch, share: f32) -> Light {
    light(colour).map(|c| c * share)
}

/// The colour as sRGB code values, 0 to 1.
#[must_use]
pub fn code(colour: Lch) -> [f32; 3] {
    let [l, a, b] = lab(colour);
    let cube = |v: f64| v * v * v;
    let l_ = cube(l + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m_ = cube(l - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s_ = cube(l - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    let linear = [
        4.076_741_662_1 * l_ - 3.307_711_591_3 * m_ + 0.230_969_929_2 * s_,
        -1.268_438_004_6 * l_ + 2.609_757_401_1 * m_ - 0.341_319_396_5 * s_,
        -0.004_196_086_3 * l_ - 0.703_418_614_7 * m_ + 1.707_614_701_0 * s_,
    ];
    linear.map(|v| encode(v.clamp(0.0, 1.0)) as f32)
}

/// An sRGB colour, 0 to 255 each, in OKLCh.
#[must_use]
pub fn from_srgb(rgb: [u8; 3]) -> Lch {
    let [r, g, b] = rgb.map(|v| decode(f64::from(v) / 255.0));
    let l = libm::cbrt(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
    let m = libm::cbrt(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
    let s = libm::cbrt(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
    let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
    let x = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
    let y = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
    Lch(lightness as f32, libm::sqrt(x * x + y * y) as f32, libm::atan2(y, x).to_degrees() as f32)
}

fn lab(colour: Lch) -> [f64; 3] {
    let (l, c, h) = (f64::from(colour.0), f64::from(colour.1), f64::from(colour.2).to_radians());
    [l, c * libm::cos(h), c * libm::sin(h)]
}

/// IEC 61966-2-1, linear to code value.
fn encode(v: f64) -> f64 {
    if v <= 0.003_130_8 { 12.92 * v } else { 1.055 * libm::pow(v, 1.0 / 2.4) - 0.055 }
}

/// IEC 61966-2-1, code value to linear.
fn decode(v: f64) -> f64 {
    if v <= 0.040_45 { v / 12.92 } else { libm::pow((v + 0.055) / 1.055, 2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn srgb_goes_through_oklch_and_back() {
        for rgb in [[0, 0, 0], [255, 255, 255], [100, 150, 255], [255, 100, 100], [12, 200, 7]] {
            let back = code(from_srgb(rgb)).map(|v| (v * 255.0).round() as u8);
            assert_eq!(back, rgb);
        }
    }

    #[test]
    fn mixing_keeps_chroma_and_takes_the_shorter_way() {
        let (a, b) = (Lch(0.7, 0.2, 350.0), Lch(0.8, 0.2, 20.0));
        let half = mix(a, b, 0.5);
        assert!((half.2.rem_euclid(360.0) - 5.0).abs() < 1e-3 && (half.1 - 0.2).abs() < 1e-6, "{half:?}");
        assert_eq!((mix(a, b, 0.0), mix(a, b, 1.0).2.rem_euclid(360.0)), (a, 20.0));
        assert_eq!(mix(Lch(0.5, 0.0, 0.0), b, 0.3).2, 20.0, "grey has no hue of its own");
    }

    #[test]
    fn palettes_are_named_and_span_few_hues() {
        assert_eq!(PALETTES.iter().map(|p| p.name).collect::<Vec<_>>(), NAMES);
        for p in PALETTES.iter().filter(|p| p.low.1 > 0.05 && p.name != "neon") {
            let span = (p.low.2 - p.high.2).abs();
            assert!(span.min(360.0 - span) <= 60.0, "{}", p.name);
        }
    }
}

//! Colours in OKLCh, mixed by hue, handed out as [`Light`].
//!
//! OKLab by Björn Ottosson, <https://bottosson.github.io/posts/oklab/>. Transcendental functions come from the `libm`
//! crate, whose results don't depend on the machine.

use crate::visual::picture::Light;

/// A colour in OKLCh: lightness 0 to 1, chroma, hue in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lch(pub f32, pub f32, pub f32);

impl Lch {
    /// Mixes two colours on the straight line through OKLab, which never leaves the hues between them for others: for
    /// ways between hues that lie far apart, or to a grey.
    #[must_use]
    pub fn through_lab(self, to: Self, t: f32) -> Self {
        let (a, b) = (lab(self), lab(to));
        let [l, x, y] = std::array::from_fn(|i| a[i] + (b[i] - a[i]) * f64::from(t));
        polar(l, x, y)
    }
}

/// Chroma below which a colour has no hue to speak of.
const GREY: f32 = 0.004;

/// Mixes two colours in OKLCh, around the shorter way: the straight way through OKLab is greyer in the middle. A colour
/// without chroma takes the other's hue.
#[must_use]
pub fn mix(from: Lch, to: Lch, t: f32) -> Lch {
    let turn = (to.2 - from.2 + 540.0).rem_euclid(360.0) - 180.0;
    let hue = match (from.1 > GREY, to.1 > GREY) {
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

/// The colour as sRGB, 0 to 255 each.
#[must_use]
pub fn srgb(colour: Lch) -> [u8; 3] {
    code(colour).map(|c| libm::roundf(c * 255.0) as u8)
}

/// An sRGB colour, 0 to 255 each, as it is written: `#1f0a52`.
#[must_use]
pub fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
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
    polar(lightness, x, y)
}

/// From OKLab to OKLCh.
fn polar(lightness: f64, a: f64, b: f64) -> Lch {
    Lch(lightness as f32, libm::sqrt(a * a + b * b) as f32, libm::atan2(b, a).to_degrees() as f32)
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
            assert_eq!(srgb(from_srgb(rgb)), rgb);
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
}

//! Whether one colour can be read on another: relative luminance and contrast of WCAG 2.
//!
//! <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>

use crate::visual::palette::{Lch, code};

/// Relative luminance, 0 to 1, of sRGB code values from 0 to 1.
#[must_use]
pub fn luminance(code: [f32; 3]) -> f32 {
    let [r, g, b] = code.map(|c| {
        let c = f64::from(c.clamp(0.0, 1.0));
        if c <= 0.040_45 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
    });
    (0.2126 * r + 0.7152 * g + 0.0722 * b) as f32
}

/// Contrast of two colours in sRGB code values from 0 to 1: 1 when they are alike, 21 for black on white. Text needs 4.5,
/// large text and shapes 3.
#[must_use]
pub fn contrast(a: [f32; 3], b: [f32; 3]) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// A colour that has at least that contrast on a ground (code values): itself if it can, else the nearest of its hue,
/// lighter or darker; white or black if nothing else will do.
#[must_use]
pub fn readable(colour: Lch, ground: [f32; 3], least: f32) -> Lch {
    /// Steps of lightness.
    const STEPS: u8 = 50;
    let Lch(lightness, chroma, hue) = colour;
    let stands_out = |candidate: Lch| contrast(code(candidate), ground) >= least;
    // Near white and black, chroma has no room.
    let at = |l: f32| Lch(l, chroma.min(0.45 * l.min(1.0 - l)), hue);
    let near = (0..=STEPS).map(|step| f32::from(step) / f32::from(STEPS));
    let towards = |end: f32| near.clone().map(move |t| lightness + (end - lightness) * t);
    if stands_out(colour) {
        return colour;
    }
    let found = |end: f32| towards(end).map(at).find(|candidate| stands_out(*candidate));
    let nearer = |a: &Lch, b: &Lch| (a.0 - lightness).abs().total_cmp(&(b.0 - lightness).abs());
    let [white, black] = [Lch(1.0, 0.0, hue), Lch(0.0, 0.0, hue)];
    let last = if contrast(code(white), ground) >= contrast(code(black), ground) { white } else { black };
    [found(1.0), found(0.0)].into_iter().flatten().min_by(nearer).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-3);
        assert!((contrast([0.5; 3], [0.5; 3]) - 1.0).abs() < 1e-6);
        // #767676 is the lightest grey that may carry text on white.
        let grey = [f32::from(0x76_u8) / 255.0; 3];
        assert!((contrast(grey, [1.0; 3]) - 4.54).abs() < 0.01, "{}", contrast(grey, [1.0; 3]));
    }

    #[test]
    fn text_becomes_readable_on_any_ground_and_keeps_its_hue() {
        for step in 0..=10_u8 {
            let ground = [f32::from(step) / 10.0, 0.4, 0.3];
            for colour in [Lch(0.5, 0.12, 30.0), Lch(0.2, 0.05, 250.0), Lch(0.9, 0.05, 100.0)] {
                let text = readable(colour, ground, 4.5);
                assert!(contrast(code(text), ground) >= 4.5, "{ground:?} {text:?}");
                assert_eq!(text.2, colour.2);
            }
        }
        let fine = Lch(0.9, 0.05, 100.0);
        assert_eq!(readable(fine, [0.1; 3], 4.5), fine, "what can be read is left alone");
    }
}

//! From levels to heights: the slope across frequencies, and the curve from dB to 0…1.

/// Where the slope is 0 dB.
const PIVOT_HZ: f64 = 1_000.0;
/// From here on the slope bends down, so that treble isn't as tall as bass.
const TAPER_HZ: f64 = 8_000.0;
/// Bend, dB per octave squared.
const TAPER_DB: f64 = 4.0;
/// Height of the reference level.
const TOP: f32 = 0.92;
/// Contrast: exponent of the curve.
const GAMMA: f32 = 1.4;

/// A slope at a frequency as a factor of power; 0 at 0 Hz. Music falls by about 3 dB per octave, so that slope makes
/// the picture level.
pub(crate) fn slope_power(hz: f64, slope_db: f64) -> f64 {
    if hz <= 0.0 {
        return 0.0;
    }
    let taper = (hz / TAPER_HZ).log2().max(0.0);
    10f64.powf((slope_db * (hz / PIVOT_HZ).log2() - TAPER_DB * taper * taper) / 10.0)
}

/// A line from a floor to a top in dB, bent into a height.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    floor_db: f32,
    /// 0 draws silence.
    per_db: f32,
}

impl Scale {
    /// `top_db` reads 0.92, `floor_db` 0; nothing is ever above 0 without a top.
    pub(crate) fn new(floor_db: f32, top_db: Option<f32>) -> Self {
        Self { floor_db, per_db: top_db.map_or(0.0, |top| 1.0 / (top - floor_db).max(1.0)) }
    }

    /// 0 at the floor, 0.92 at the top; what is louder approaches 1 without a kink.
    pub(crate) fn height(self, level_db: f32) -> f32 {
        let t = (level_db - self.floor_db) * self.per_db;
        if t <= 0.0 {
            return 0.0;
        }
        let h = TOP * t.powf(GAMMA);
        let over = h - TOP;
        if over <= 0.0 { h } else { TOP + over / (1.0 + over / (1.0 - TOP)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_rise_smoothly_from_the_floor_to_one() {
        let scale = Scale::new(-60.0, Some(-10.0));
        assert_eq!(scale.height(-60.0), 0.0);
        assert!((scale.height(-10.0) - 0.92).abs() < 1e-6);
        let mut last = (0.0, 0.0);
        for i in -600..400 {
            let h = scale.height(i as f32 / 10.0);
            assert!(h >= last.0 && h < 1.0 && (i == -600 || h - last.0 < last.1 + 0.001));
            last = (h, h - last.0);
        }
        assert_eq!(Scale::new(-60.0, None).height(0.0), 0.0);
    }
}

//! A cover of our own for the gallery: a low sun over standing waves.

use image::{Rgb, RgbImage};

/// Pixels of each side.
const SIDE: u32 = 640;
/// Samples along each side of a pixel.
const SAMPLES: u32 = 3;
/// The sky from above to the horizon, and the sun, sRGB.
const SKY: [[f32; 3]; 3] = [[46.0, 26.0, 71.0], [214.0, 76.0, 96.0], [255.0, 176.0, 112.0]];
const SUN: [f32; 3] = [255.0, 236.0, 196.0];
/// Of each wave from the horizon to the front: where it rests, its height, half waves across, its phase as a part of a
/// turn, and its colour.
const WAVES: [(f32, f32, f32, f32, [f32; 3]); 5] = [
    (0.56, 0.018, 5.0, 0.10, [90.0, 196.0, 190.0]),
    (0.62, 0.030, 4.0, 0.60, [42.0, 150.0, 163.0]),
    (0.70, 0.045, 3.0, 0.25, [22.0, 104.0, 131.0]),
    (0.80, 0.060, 3.0, 0.85, [14.0, 62.0, 94.0]),
    (0.92, 0.070, 2.0, 0.40, [10.0, 30.0, 56.0]),
];

/// The picture.
pub(super) fn draw() -> RgbImage {
    RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let mut sum = [0.0; 3];
        for (dx, dy) in (0..SAMPLES).flat_map(|dy| (0..SAMPLES).map(move |dx| (dx, dy))) {
            let at =
                |pixel: u32, part: u32| (pixel as f32 + (part as f32 + 0.5) / SAMPLES as f32) / SIDE as f32;
            let colour = colour_at(at(x, dx), at(y, dy));
            (0..3).for_each(|channel| sum[channel] += colour[channel]);
        }
        Rgb(sum.map(|value| (value / (SAMPLES * SAMPLES) as f32).round() as u8))
    })
}

/// The colour at a place, 0 to 1 from the left and from above.
fn colour_at(x: f32, y: f32) -> [f32; 3] {
    // The foremost wave that reaches up to here, lit along its crest.
    for (rest, height, halves, phase, colour) in WAVES.iter().rev() {
        let crest = rest + height * wave(x * halves / 2.0 + phase) * (0.4 + 0.6 * wave(x / 2.0));
        if y >= crest {
            let lit = (1.0 - (y - crest) / 0.05).clamp(0.0, 1.0);
            return mixed(*colour, SKY[2], 0.35 * lit * lit);
        }
    }
    let from_sun = libm::hypotf(x - 0.5, y - 0.43);
    if from_sun < 0.19 {
        return mixed(SUN, SKY[2], ((y - 0.24) / 0.38).clamp(0.0, 1.0));
    }
    let (upper, lower) = ((y / 0.34).min(1.0), ((y - 0.34) / 0.24).clamp(0.0, 1.0));
    let sky = mixed(mixed(SKY[0], SKY[1], upper), SKY[2], lower);
    mixed(sky, SUN, 0.5 * libm::expf(-(from_sun - 0.19) / 0.09))
}

/// A sine of turns; by `libm`, so that it is the same on every machine.
fn wave(turns: f32) -> f32 {
    libm::sinf(turns * std::f32::consts::TAU)
}

fn mixed(a: [f32; 3], b: [f32; 3], share: f32) -> [f32; 3] {
    std::array::from_fn(|channel| a[channel] + (b[channel] - a[channel]) * share)
}

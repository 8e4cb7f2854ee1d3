//! What a steady sound reads.

use super::*;
use crate::analysis::{
    BandScale,
    bands::{bands, log_bands},
    scale::slope_power,
};

fn slope_db(hz: f64) -> f64 {
    10.0 * slope_power(hz, 3.0).log10()
}

fn loudest(levels: &[f32]) -> f64 {
    f64::from(levels.iter().copied().fold(f32::MIN, f32::max))
}

#[test]
fn a_tone_reads_its_level_wherever_it_is() {
    let mut least_cases = 0;
    for (rate, bands) in [(44_100, 64), (44_100, 128), (48_000, 28), (22_050, 64), (96_000, 512)] {
        let hi = (0.45 * f64::from(rate)).min(16_000.0);
        let list = log_bands(40.0, hi, bands);
        let (mut low, mut high) = ((0.0f64, 0.0), (0.0f64, 0.0));
        let mut hz = 41.0;
        while hz < 0.98 * hi {
            let sound = Sound::mono(rate, 0.4, |t| tone(hz, t + 0.123));
            let off = loudest(&sound.levels(&list, GRID)[48]) - slope_db(hz);
            low = if off < low.0 { (off, hz) } else { low };
            high = if off > high.0 { (off, hz) } else { high };
            least_cases += 1;
            hz *= if bands == 64 { 1.027 } else { 1.09 };
        }
        println!(
            "{rate} Hz, {bands} bands: {:.2} dB at {:.0} Hz to {:+.2} dB at {:.0} Hz",
            low.0, low.1, high.0, high.1
        );
        assert!(low.0 > -0.5 && high.0 < 0.5);
    }
    assert!(least_cases > 500);
}

#[test]
fn a_wide_band_hears_all_that_lies_in_it() {
    use BandScale::{Linear, Log};
    for (scale, count) in [(Log, 1), (Log, 2), (Log, 4), (Linear, 4), (Linear, 40)] {
        let list = bands(scale, 40.0, 16_000.0, count);
        for hz in [300.0, 420.0, 600.0, 1_000.0, 3_500.0, 6_000.0, 15_000.0] {
            let sound = Sound::mono(44_100, 0.4, |t| tone(hz, t + 0.123));
            let off = loudest(&sound.levels(&list, GRID)[48]) - slope_db(hz);
            assert!(off.abs() < 0.5, "{hz} Hz in {count} bands, {scale}: {off:.2} dB");
        }
    }
}

#[test]
fn a_sweep_at_constant_level_keeps_its_height() {
    let list = log_bands(40.0, 16_000.0, 64);
    // 40 Hz to 16 kHz in 40 s.
    let octaves = 400f64.log2() / 40.0;
    let phase = |t: f64| 40.0 / (octaves * 2f64.ln()) * ((octaves * t).exp2() - 1.0);
    let sound = Sound::mono(44_100, 40.0, |t| (TAU * phase(t)).sin());
    let levels = sound.levels(&list, GRID);
    let (mut low, mut high) = (0.0f64, 0.0f64);
    for (g, levels) in levels.iter().enumerate().skip(72).take(levels.len() - 144) {
        let off = loudest(levels) - slope_db(40.0 * (octaves * g as f64 / 240.0).exp2());
        (low, high) = (low.min(off), high.max(off));
    }
    println!("sweep: {low:.2} to {high:+.2} dB");
    assert!(low > -0.5 && high < 0.5);
    // Across the fades from window to window the level moves no faster than elsewhere.
    let at = |hz: f64| ((hz / 40.0).log2() / octaves * 240.0) as usize;
    for (lo, hi) in [(120.0, 280.0), (1_300.0, 3_000.0)] {
        let read = |g: usize| loudest(&levels[g]) - slope_db(40.0 * (octaves * g as f64 / 240.0).exp2());
        let step = (at(lo)..at(hi)).map(|g| (read(g + 1) - read(g)).abs()).fold(0.0, f64::max);
        println!("  largest step from {lo} to {hi} Hz: {step:.3} dB");
        assert!(step < 0.1);
    }
}

#[test]
fn a_tone_lights_its_own_bar_and_only_what_its_window_must() {
    for hz in [55.0, 440.0, 3_000.0] {
        let sound = Sound::mono(44_100, 3.0, |t| 0.5 * tone(hz, t));
        let reference = sound.reference();
        let list = log_bands(f64::from(reference.lo_hz), f64::from(reference.hi_hz), 64);
        let row = &sound.rows(&reference, 64, 30, 60..61)[0];
        let own = list.iter().position(|b| b.lo_hz <= hz && hz < b.hi_hz).unwrap();
        let tallest = (0..64).max_by_key(|b| row.heights[*b]).unwrap();
        let lit: Vec<usize> = (0..64).filter(|b| row.heights[*b] > 65_535 / 20).collect();
        println!("{hz} Hz: bar {own} at {:.3}, lit {lit:?}", height(row.heights[own]));
        assert_eq!(tallest, own);
        assert!(height(row.heights[own]) > 0.9);
        // Half the main lobe is three cells of the window; the spread lifts two bars more.
        let lobe = 4.0
            / if hz < 130.0 {
                0.290
            } else if hz < 1_400.0 {
                0.105
            } else {
                0.026
            };
        for b in lit {
            let near = &list[b.saturating_sub(2)..(b + 3).min(64)];
            assert!(near.iter().any(|b| b.lo_hz - lobe < hz && hz < b.hi_hz + lobe), "bar {b}");
        }
    }
}

#[test]
fn forty_and_fifty_five_hertz_are_two_peaks() {
    let list = log_bands(40.0 / 1.03, 16_000.0, 96);
    let mut least = f32::INFINITY;
    for phase in 0..8 {
        let sound = Sound::mono(44_100, 1.5, |t| {
            0.4 * tone(40.0, t) + 0.4 * tone(55.0 * 1.0, t + f64::from(phase) / 8.0 / 55.0)
        });
        for levels in &sound.levels(&list, GRID)[120..240] {
            let at = |hz: f64| list.iter().position(|b| b.lo_hz <= hz && hz < b.hi_hz).unwrap();
            let between = levels[at(40.0)..=at(55.0)].iter().copied().fold(f32::INFINITY, f32::min);
            least = least.min(levels[at(40.0)].min(levels[at(55.0)]) - between);
        }
    }
    println!("least dip between 40 and 55 Hz: {least:.1} dB");
    assert!(least > 6.0);
}

/// The level of a band of `samples` around `centre`, straight from the definition: a fine direct Fourier transform in
/// doubles of the song itself, without halving, padding or bins.
fn naive_level(samples: &[f32], rate: f64, centre: usize, window_s: f64, band: Band) -> f64 {
    let half = (rate * window_s / 2.0).round() as usize;
    let cell = rate / (2 * half + 1) as f64;
    let (mut sum_w, mut sum_w2) = (0.0, 0.0);
    let windowed: Vec<f64> = (0..=2 * half)
        .map(|i| {
            let x = TAU * (i as f64 - half as f64) / (2 * half + 1) as f64;
            let w = 0.424_380_1 + 0.497_340_6 * x.cos() + 0.078_279_3 * (2.0 * x).cos();
            sum_w += w;
            sum_w2 += w * w;
            w * f64::from(samples[centre + i - half])
        })
        .collect();
    let power = |hz: f64| {
        let (sin, cos) = (TAU * hz / rate).sin_cos();
        let (mut re, mut im, mut c, mut s) = (0.0, 0.0, 1.0, 0.0);
        for x in &windowed {
            (re, im) = (re + x * c, im + x * s);
            (c, s) = (c * cos - s * sin, c * sin + s * cos);
        }
        4.0 * (re * re + im * im) / (sum_w * sum_w) * slope_power(hz, 3.0)
    };
    let bandwidth_hz = rate * sum_w2 / (sum_w * sum_w);
    let step = cell / 8.0;
    let (mut peak, mut area) = (0.0f64, 0.0);
    let mut hz = band.lo_hz - cell;
    while hz <= band.hi_hz + cell {
        let p = power(hz);
        area += p * step;
        peak = if (band.lo_hz..=band.hi_hz).contains(&hz) { peak.max(p) } else { peak };
        hz += step;
    }
    peak = peak.max(power(band.lo_hz)).max(power(band.hi_hz));
    10.0 * (0.65 * peak.log10() + 0.35 * (area / bandwidth_hz).log10())
}

/// The largest error of a band's level against the definition, over a sound that begins at 0 and lasts 2 s.
fn worst_against_definition(name: &str, sound: &Sound) -> f64 {
    let list = log_bands(40.0, 16_000.0, 64);
    let levels = sound.levels(&list, Grid { gated: false, ..GRID });
    let (mut worst, mut cases) = (0.0f64, 0);
    for (b, band) in list.iter().enumerate() {
        // Where one window alone is read.
        let hz = band.centre_hz();
        let window_s = match hz {
            hz if hz < 130.0 => 0.290,
            hz if (260.0..1_400.0).contains(&hz) => 0.105,
            hz if hz > 2_800.0 => 0.026,
            _ => continue,
        };
        let g = 100 + 4 * (b * 7 % 60);
        let expected = naive_level(&sound.samples, 44_100.0, g * 44_100 / 240, window_s, *band);
        worst = worst.max((f64::from(levels[g][b]) - expected).abs());
        cases += 1;
    }
    println!("{name}: at most {worst:.2} dB from the definition in {cases} bands");
    assert!(cases > 45);
    worst
}

#[test]
fn white_noise_reads_what_window_blend_and_slope_predict_in_every_band() {
    let mut random = noise(3);
    assert!(worst_against_definition("white noise", &Sound::mono(44_100, 2.0, |_| 0.5 * random())) < 1.0);
}

#[test]
fn pink_noise_reads_what_window_blend_and_slope_predict_in_every_band() {
    // Kellet's filter: white noise through poles an octave or two apart, within 0.05 dB of −3 dB per octave.
    let (mut random, mut poles) = (noise(4), [0.0f64; 6]);
    let sound = Sound::mono(44_100, 2.0, |_| {
        let white = random();
        let bank = [
            (0.998_86, 0.055_517_9),
            (0.993_32, 0.075_075_9),
            (0.969, 0.153_852),
            (0.866_5, 0.310_485_6),
            (0.55, 0.532_952_2),
            (-0.761_6, -0.016_898),
        ];
        for (pole, (keep, add)) in poles.iter_mut().zip(bank) {
            *pole = keep * *pole + add * white;
        }
        0.1 * (poles.iter().sum::<f64>() + 0.536_2 * white)
    });
    assert!(worst_against_definition("pink noise", &sound) < 1.0);
}

#[test]
fn opposite_channels_do_not_cancel_and_mono_equals_stereo() {
    let mono = music(44_100, 1.5);
    let list = log_bands(40.0, 16_000.0, 64);
    let levels = mono.levels(&list, GRID);
    assert_eq!(mono.stereo(1.0, 1.0).levels(&list, GRID), levels);
    let opposite = mono.stereo(1.0, -1.0).levels(&list, GRID);
    let one_side = mono.stereo(1.0, 0.0).levels(&list, GRID);
    for ((a, b), c) in levels.iter().flatten().zip(opposite.iter().flatten()).zip(one_side.iter().flatten()) {
        assert!(*a < -100.0 || ((a - b).abs() < 0.1 && (a - c - 3.01).abs() < 0.1), "{a} {b} {c}");
    }
}

#[test]
fn a_tone_reads_alike_at_every_rate() {
    for rate in
        [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000, 176_400, 192_000]
    {
        let hi = (0.45 * f64::from(rate)).min(16_000.0);
        let list = log_bands(40.0, hi, 64);
        for hz in [60.0, 200.0, 1_000.0, 2_000.0, 3_400.0, 0.95 * hi] {
            let sound = Sound::mono(rate, 0.4, |t| tone(hz, t));
            let level = loudest(&sound.levels(&list, GRID)[48]) - slope_db(hz);
            assert!(level.abs() < 0.5, "{hz} Hz at {rate} Hz reads {level:.2} dB");
        }
    }
}

#[test]
fn neighbouring_bass_bars_differ() {
    // A bass that walks over every note from 41 to 110 Hz, four to the second.
    let sound = Sound::mono(44_100, 24.0, |t| {
        let n = (4.0 * t) as u32;
        let hz = 41.2 * (f64::from(n * 7 % 18) / 12.0).exp2();
        (-(4.0 * t).fract()).exp() * (0.4 * tone(hz, t) + 0.2 * tone(2.0 * hz, t) + 0.1 * tone(3.0 * hz, t))
    });
    let reference = sound.reference();
    let rows = sound.rows(&reference, 64, 30, 0..720);
    let column = |b: usize| rows.iter().skip(15).map(|r| f64::from(r.heights[b])).collect::<Vec<_>>();
    let mut most = 0.0f64;
    for b in 0..16 {
        let (x, y) = (column(b), column(b + 1));
        let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
        let (mx, my) = (mean(&x), mean(&y));
        let cov = |x: &[f64], mx: f64, y: &[f64], my: f64| {
            x.iter().zip(y).map(|(a, b)| (a - mx) * (b - my)).sum::<f64>()
        };
        most = most.max(cov(&x, mx, &y, my) / (cov(&x, mx, &x, mx) * cov(&y, my, &y, my)).sqrt());
    }
    println!("neighbours correlate by at most {most:.3}");
    assert!(most < 0.99);
}

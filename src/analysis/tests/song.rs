//! Whole songs: masters, fades, silence, strange lengths and rates.

use super::*;

#[test]
fn loud_and_quiet_masters_of_a_song_look_alike() {
    let sound = music(44_100, 8.0);
    let (loud, quiet) = (sound.gain(-3.0).own_rows(64, 30), sound.gain(-27.0).own_rows(64, 30));
    let pairs = loud.iter().zip(&quiet).flat_map(|(a, b)| a.heights.iter().zip(&b.heights));
    let worst = pairs.map(|(a, b)| a.abs_diff(*b)).max().unwrap();
    println!("24 dB quieter: heights differ by at most {:.4}", height(worst));
    assert!(worst < 655);
}

#[test]
fn fades_look_quiet() {
    let mut sound = music(44_100, 12.0);
    for (i, x) in sound.samples.iter_mut().enumerate() {
        // From second 6 on 10 dB less each second.
        *x *= 10f32.powf(-0.5 * (i as f32 / 44_100.0 - 6.0).clamp(0.0, 6.0));
    }
    let rows = sound.own_rows(64, 30);
    let tallest = |from: usize| {
        rows[from..from + 15].iter().flat_map(|r| &r.heights).max().copied().map(height).unwrap()
    };
    let seconds: Vec<f32> = (0..12).map(|s| tallest(s * 30 + 15)).collect();
    println!("tallest bar per second: {seconds:.2?}");
    assert!(seconds[..6].iter().all(|h| *h > 0.8));
    assert!(seconds[6..].is_sorted_by(|a, b| a >= b));
    assert!(seconds[8] < 0.55 && seconds[11] < 0.05);
}

#[test]
fn a_loud_passage_uses_the_height_and_does_not_stick_to_the_top() {
    let rows = music(44_100, 12.0).own_rows(64, 30);
    let mut all: Vec<f32> = rows[30..].iter().flat_map(|r| &r.heights).copied().map(height).collect();
    let mut tallest: Vec<f32> = rows[30..].iter().map(|r| height(*r.heights.iter().max().unwrap())).collect();
    all.sort_by(f32::total_cmp);
    tallest.sort_by(f32::total_cmp);
    let median = |x: &[f32]| x[x.len() / 2];
    println!("median of the tallest bars {:.2}, of all {:.2}", median(&tallest), median(&all));
    assert!((0.7..0.97).contains(&median(&tallest)) && (0.15..0.7).contains(&median(&all)));
    let stuck = all.iter().filter(|h| **h > 0.97).count() as f64 / all.len() as f64;
    assert!(stuck < 0.01, "{stuck}");
}

#[test]
fn silence_and_faint_noise_give_zeros() {
    let mut random = noise(5);
    let hiss = Sound::mono(44_100, 2.0, |_| 1e-5 * random());
    let offset = Sound::mono(44_100, 4.0, |_| 0.3);
    for (name, sound) in [("silence", hiss.gain(-400.0)), ("noise at -100 dB", hiss), ("offset", offset)] {
        let rows = sound.own_rows(64, 30);
        assert!(rows.len() >= 60);
        // A constant offset begins and ends with a jump, and is measured against it.
        let (calm, limit) = if name == "offset" { (60..110, 2_500) } else { (0..60, 0) };
        for row in &rows[calm] {
            assert!(name == "offset" || row.levels.onset == 0);
            assert!(row.heights.iter().all(|h| *h <= limit), "{name} {:?}", row.heights);
        }
    }
}

#[test]
fn a_faint_song_floor_stays_dark_in_a_loud_song() {
    let mut random = noise(5);
    let sound = Sound::mono(44_100, 4.0, |t| if t < 2.0 { 0.5 * tone(220.0, t) } else { 1e-5 * random() });
    let rows = sound.own_rows(64, 30);
    assert!(rows[110].heights.iter().all(|h| *h < 655));
}

#[test]
fn a_mostly_silent_song_shows_its_sound() {
    // One click in 20 s, and one second of music in 20 s.
    let click = Sound::mono(44_100, 20.0, |t| f64::from((t * 44_100.0).round() as u64 == 441_000));
    let rows = click.own_rows(64, 30);
    let tallest = |n: usize| rows[n].heights.iter().max().copied().map(height).unwrap();
    println!("a click: {:.2} at its frame, {:.2} at the next", tallest(300), tallest(301));
    assert!(tallest(301) > 0.5 && tallest(290) == 0.0 && tallest(350) < 0.05);

    let mut short = music(44_100, 20.0);
    short.samples[44_100..].fill(0.0);
    let rows = short.own_rows(64, 30);
    let best = rows[..30].iter().flat_map(|r| &r.heights).max().copied().map(height).unwrap();
    assert!(best > 0.85 && rows[100].heights.iter().all(|h| *h < 655));
}

#[test]
fn songs_of_any_length_and_rate_have_sane_rows() {
    let mut cases = 0;
    for rate in [1_000u32, 4_000, 8_000, 44_100, 192_000, 768_000] {
        for samples in [0usize, 1, 2, 100, 5_000] {
            for bands in [1, 64, 512] {
                let sound = Sound { rate, channels: 2, samples: vec![0.9; 2 * samples], block: 512 };
                let reference = sound.reference();
                assert_eq!(reference.samples, samples as u64);
                assert!(reference.lo_hz > 0.0 && reference.hi_hz > reference.lo_hz);
                assert!(f64::from(reference.hi_hz) <= 0.451 * f64::from(rate));
                assert!(reference.top_db.is_none_or(|top| top > reference.floor_db));
                assert_eq!(sound.rows(&reference, bands, 30, 0..3).len(), 3);
                cases += 1;
            }
        }
    }
    assert_eq!(cases, 90);
}

#[test]
fn bands_begin_and_end_where_the_song_does() {
    let flute = Sound::mono(44_100, 4.0, |t| 0.5 * tone(600.0, t) + 0.1 * tone(1_200.0, t));
    let reference = flute.reference();
    assert_eq!((reference.lo_hz, reference.hi_hz), (320.0, 2_560.0));
    let mut random = noise(5);
    let hiss = Sound::mono(44_100, 4.0, |_| 0.5 * random()).reference();
    assert!(hiss.hi_hz > 15_900.0);
    let telephone = music(8_000, 4.0).reference();
    println!("{} {}", telephone.lo_hz, telephone.hi_hz);
    assert_eq!(telephone.hi_hz, 3_600.0);
    assert!(telephone.lo_hz < 60.0);
}

#[test]
fn every_bar_of_a_narrow_song_over_noise_moves() {
    // Syllables of 30 tones from 300 Hz to 3150 Hz, over the hiss of a tape.
    let mut random = noise(5);
    let voice =
        |t: f64| (0..30).map(|k| tone(300.0 * 10.5f64.powf(f64::from(k) / 29.0), t)).sum::<f64>() / 60.0;
    let syllables = |t: f64| (std::f64::consts::PI * 3.0 * t).sin().max(0.0);
    let sound = Sound::mono(44_100, 8.0, |t| syllables(t) * voice(t) + 2e-4 * random());
    let reference = sound.reference();
    println!("{} to {} Hz", reference.lo_hz, reference.hi_hz);
    assert!((230.0..320.0).contains(&reference.lo_hz) && (3_000.0..3_600.0).contains(&reference.hi_hz));
    let rows = sound.rows(&reference, 60, 30, 30..210);
    // Its ends are known to a sixth of an octave.
    for bar in 2..58 {
        let heights = rows.iter().map(|row| height(row.heights[bar]));
        let (least, most) = heights.fold((1.0f32, 0.0f32), |(a, b), h| (a.min(h), b.max(h)));
        assert!(most > 0.5 && most - least > 0.25, "{bar}: {least} to {most}");
    }
}

//! The levels of the whole signal, each against a sound made for it.

use super::*;
use crate::analysis::Levels;

/// A level's mean over the frames of a part of the sound, seconds.
fn mean(rows: &[Row], fps: f64, part: Range<f64>, level: fn(&Levels) -> u16) -> f32 {
    let part = &rows[(part.start * fps) as usize..(part.end * fps) as usize];
    part.iter().map(|row| height(level(&row.levels))).sum::<f32>() / part.len() as f32
}

#[test]
fn bass_mid_and_treble_follow_their_own_frequencies() {
    // A second each of 80 Hz, 600 Hz and 6 kHz.
    let hz = [80.0, 600.0, 6_000.0];
    let sound = Sound::mono(44_100, 6.0, |t| 0.5 * tone(hz[t as usize % 3], t));
    let rows = sound.own_rows(64, 30);
    for (second, hz) in hz.iter().enumerate() {
        let part = second as f64 + 3.6..second as f64 + 3.9;
        let levels: [fn(&Levels) -> u16; 3] = [|l| l.bass, |l| l.mid, |l| l.treble];
        let read = levels.map(|level| mean(&rows, 30.0, part.clone(), level));
        println!("{hz} Hz: bass, mid, treble {read:.2?}");
        for (b, level) in read.iter().enumerate() {
            assert!(if b == second { *level > 0.85 } else { *level < 0.1 }, "{hz} Hz: {read:?}");
        }
    }
}

#[test]
fn drums_are_percussive_chords_are_not_and_noise_lies_between() {
    let mut hiss = noise(3);
    let sound = Sound::mono(44_100, 9.0, |t| match t as usize / 3 {
        0 => 0.5 * (-(t % 0.25) / 0.02).exp() * hiss(),
        1 => [220.0, 277.2, 329.6, 440.0, 880.0, 1_320.0].iter().map(|hz| 0.08 * tone(*hz, t)).sum(),
        _ => 0.3 * hiss(),
    });
    let rows = sound.own_rows(64, 30);
    let share = |part: Range<f64>| mean(&rows, 30.0, part, |l| l.percussive);
    let (stroke, gap) = (share(1.25..1.32), share(1.42..1.48));
    let (chord, hiss) = (share(3.5..5.5), share(6.5..8.5));
    println!("percussive: stroke {stroke:.2}, after it {gap:.2}, chord {chord:.2}, noise {hiss:.2}");
    assert!(stroke > 0.8 && gap < 0.2 && chord < 0.12 && (0.35..0.65).contains(&hiss));
    // A stroke between two chords is where it is.
    let mut hiss = noise(3);
    let sound = Sound::mono(44_100, 4.0, |t| {
        let chord: f64 = [220.0, 277.2, 329.6, 440.0].iter().map(|hz| 0.05 * tone(*hz, t)).sum();
        chord + if (2.0..2.05).contains(&t) { 0.5 * hiss() } else { 0.0 }
    });
    let rows = sound.own_rows(64, 60);
    let most = (60..200).max_by_key(|n| rows[*n].levels.percussive).unwrap();
    println!("a stroke at frame 120 is most percussive at {most}");
    assert!((119..=124).contains(&most));
}

#[test]
fn a_band_is_percussive_where_it_is_struck() {
    // Strokes in the treble over a chord in the middle.
    let mut hiss = noise(3);
    let mut last = 0.0;
    let sound = Sound::mono(44_100, 4.0, |t| {
        let chord: f64 = [220.0, 277.2, 329.6, 440.0].iter().map(|hz| 0.08 * tone(*hz, t)).sum();
        // The difference of noise has little below 2 kHz.
        let now = hiss();
        let stroke = 0.4 * (now - last) * (-(t % 0.25) / 0.02).exp();
        last = now;
        chord + stroke
    });
    let settings = Settings { bands: 48, percussive: true, ..Settings::default() };
    let (reference, mut rows) = (sound.reference(), Vec::new());
    let edges = reference.edges_hz(48);
    let fps = Fps::new(60, 1).unwrap();
    listening::rows_of(&sound, &settings, &reference, (fps, 60..180), &mut |row| {
        rows.push(row.clone());
        Ok(())
    });
    let most = |hz: f64| {
        let band = edges.windows(2).position(|band| (band[0]..band[1]).contains(&hz)).unwrap();
        rows.iter().map(|row| f32::from(row.percussive[band]) / 65_535.0).fold(0.0, f32::max)
    };
    let [chord, stroke] = [most(330.0), most(9_000.0)];
    println!("percussive: 330 Hz at most {chord:.2}, 9 kHz {stroke:.2}");
    assert!(chord < 0.3 && stroke > 0.75);
    assert_eq!(rows[0].percussive.len(), 48);
}

#[test]
fn what_a_song_has_little_of_is_lifted_and_nothing_else() {
    // Noise through a pole, so that it falls by 6 dB per octave above some 350 Hz.
    let mut hiss = noise(7);
    let mut low = 0.0;
    let sound = Sound::mono(44_100, 4.0, |_| {
        low += 0.05 * (hiss() - low);
        2.0 * low
    });
    let reference = sound.reference();
    let read = |balance: f32| {
        let listening = Listening { balance, ..reference.listening };
        let heard = Reference { listening, ..reference.clone() };
        let settings = Settings { bands: 40, ..Settings::default() };
        let mut sums = vec![0.0; 40];
        let fps = Fps::new(30, 1).unwrap();
        listening::rows_of(&sound, &settings, &heard, (fps, 30..110), &mut |row| {
            sums.iter_mut().zip(&row.heights).for_each(|(sum, h)| *sum += height(*h) / 80.0);
            Ok(())
        });
        sums
    };
    let (plain, lifted) = (read(0.0), read(1.0));
    let loudest = (0..40).max_by(|a, b| plain[*a].total_cmp(&plain[*b])).unwrap();
    let lift = |b: usize| lifted[b] - plain[b];
    println!(
        "the first band {:.2} is lifted by {:.2}, the loudest by {:.2}",
        plain[1],
        lift(1),
        lift(loudest)
    );
    assert!(lift(1) > 0.08 && lift(loudest).abs() < 0.02);
    assert!(lifted[1] < lifted[loudest]);
}

#[test]
fn quiet_passages_are_lifted_within_seconds_and_silence_is_not() {
    // Three seconds of a loud chord, eight of a quiet one, one of nothing.
    let sound = Sound::mono(44_100, 12.0, |t| {
        let chord: f64 = [220.0, 440.0, 880.0, 1_760.0].iter().map(|hz| 0.2 * tone(*hz, t)).sum();
        chord
            * if t < 3.0 {
                1.0
            } else if t < 11.0 {
                0.1
            } else {
                0.0
            }
    });
    let reference = sound.reference();
    let tallest = |follow: f32| {
        let listening = Listening { follow, liveliness: 0.0, ..reference.listening };
        let heard = Reference { listening, ..reference.clone() };
        let mut tallest = Vec::new();
        let fps = Fps::new(10, 1).unwrap();
        let settings = Settings { bands: 40, ..Settings::default() };
        listening::rows_of(&sound, &settings, &heard, (fps, 0..120), &mut |row| {
            tallest.push(height(*row.heights.iter().max().unwrap()));
            Ok(())
        });
        tallest
    };
    let (plain, lifted) = (tallest(0.0), tallest(1.0));
    println!("20 dB down: {:.2} lifted to {:.2}; after it {:.2}", plain[100], lifted[100], lifted[119]);
    assert!((lifted[20] - plain[20]).abs() < 0.01, "what is loud stays");
    assert!((lifted[36] - plain[36]).abs() < 0.12 && lifted[100] > plain[100] + 0.2, "what is quiet rises");
    assert!(lifted[119] < 0.05, "silence stays");
}

#[test]
fn width_and_correlation_tell_mono_from_stereo() {
    let read = |left: fn(f64, f64) -> f64, right: fn(f64, f64) -> f64| {
        let (mut a, mut b) = (noise(1), noise(2));
        let samples = (0..88_200).flat_map(|_| {
            let (x, y) = (0.4 * a(), 0.4 * b());
            [left(x, y) as f32, right(x, y) as f32]
        });
        let sound = Sound { rate: 44_100, channels: 2, samples: samples.collect(), block: 4_096 };
        let rows = sound.own_rows(16, 30);
        [mean(&rows, 30.0, 1.0..1.9, |l| l.width), mean(&rows, 30.0, 1.0..1.9, |l| l.correlation)]
    };
    let near = |read: [f32; 2], width: f32, correlation: f32| {
        println!("width {:.3}, correlation {:.3}", read[0], read[1]);
        assert!((read[0] - width).abs() < 0.03 && (read[1] - correlation).abs() < 0.03, "{read:?}");
    };
    near(read(|x, _| x, |x, _| x), 0.0, 1.0);
    near(read(|x, _| x, |x, _| -x), 1.0, 0.0);
    near(read(|x, _| x, |_, y| y), 0.5, 0.5);
    near(read(|x, _| x, |_, _| 0.0), 0.5, 0.5);
    let mono = Sound::mono(44_100, 1.0, |t| tone(440.0, t)).own_rows(16, 30);
    assert!(mono[15].levels.width == 0 && mono[15].levels.correlation == 65_535);
}

#[test]
fn momentary_loudness_reads_what_a_meter_reads() {
    // 997 Hz at −20 dBFS in both channels: −20 LUFS; from second 2 on 30 dB less.
    let sound =
        Sound::mono(48_000, 4.0, |t| 0.1 * tone(997.0, t) * if t < 2.0 { 1.0 } else { 10f64.powf(-1.5) });
    let rows = sound.stereo(1.0, 1.0).own_rows(16, 60);
    let lufs = |n: usize| 60.0 * height(rows[n].levels.momentary) - 60.0;
    println!("{:.2} LUFS, then {:.2}; halfway {:.2}", lufs(90), lufs(200), lufs(132));
    assert!((lufs(90) + 20.0).abs() < 0.1 && (lufs(200) + 50.0).abs() < 0.1);
    // 200 ms later half of the 400 ms still sound: −3 dB.
    assert!((lufs(132) + 23.0).abs() < 0.1);
}

#[test]
fn onset_strength_peaks_with_the_attack() {
    let sound = Sound::mono(44_100, 3.0, |t| 0.5 * (-(t % 1.0) / 0.2).exp() * tone(300.0, t % 1.0));
    let rows = sound.own_rows(64, 60);
    let most = (30..90).max_by_key(|n| rows[*n].levels.flux).unwrap();
    println!("strength {:.2} at frame {most}", height(rows[most].levels.flux));
    assert!((59..=61).contains(&most) && rows[100].levels.flux < rows[most].levels.flux / 20);
}

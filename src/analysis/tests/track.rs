//! Facts of the whole track: loudness, tempo, beats, sections.

use super::*;
use crate::analysis::{beats::Beats, envelope::Strength};

/// Kicks on the beats, hats between them, a bass that changes every other beat.
fn groove(bpm: f64, first_s: f64, seconds: f64) -> Sound {
    let mut hiss = noise(9);
    Sound::mono(44_100, seconds, |t| {
        let beat = (t - first_s) * bpm / 60.0;
        if beat < 0.0 {
            return 1e-5 * hiss();
        }
        let (n, since) = (beat as usize, beat.fract() * 60.0 / bpm);
        let half = (beat + 0.5).fract() * 60.0 / bpm;
        let kick = 0.6 * (-since / 0.1).exp() * tone(55.0 + 90.0 * (-since / 0.02).exp(), since);
        let hat = if half < 0.2 { 0.1 * (-half / 0.02).exp() * hiss() } else { 0.0 };
        kick + hat + 0.15 * tone([98.0, 110.0, 87.3, 130.8][n / 2 % 4], t)
    })
}

#[test]
fn beats_of_a_120_bpm_track_are_within_a_frame_at_60_fps() {
    let sound = groove(120.0, 0.31, 40.0);
    let reference = sound.reference();
    let fps = Fps::new(60, 1).unwrap();
    let expected: Vec<u64> = (0..80).map(|n| ((0.31 + 0.5 * f64::from(n)) * 60.0).floor() as u64).collect();
    let found: Vec<u64> = reference.beats.iter().map(|beat| fps.frame_at(*beat, 44_100)).collect();
    let errors_ms = reference.beats.iter().map(|beat| {
        let at = (*beat as f64 / 44_100.0 - 0.31) * 2.0;
        500.0 * (at - at.round())
    });
    let (least, most) = errors_ms.fold((f64::MAX, f64::MIN), |(a, b), e| (a.min(e), b.max(e)));
    println!(
        "{} beats of {}, off by {least:+.1} to {most:+.1} ms, {:?}",
        found.len(),
        expected.len(),
        reference.tempo
    );
    for beat in &expected[..expected.len() - 1] {
        assert!(found.iter().any(|f| f.abs_diff(*beat) <= 1), "no beat at frame {beat}");
    }
    assert!(found.iter().all(|f| expected.iter().any(|e| f.abs_diff(*e) <= 1)), "{found:?}");
    assert!((reference.tempo.unwrap().bpm - 120.0).abs() < 0.2);
    // And so do frames see them.
    let rows = sound.rows(&reference, 16, 60, 0..2_400);
    let full: Vec<u64> = (0..2_400).filter(|n| rows[*n as usize].levels.pulse == 65_535).collect();
    assert_eq!(full, found);
    for pair in full.windows(2) {
        let places: Vec<u16> = (pair[0]..pair[1]).map(|n| rows[n as usize].levels.beat).collect();
        assert!(
            places.is_sorted() && height(places[0]) < 0.04 && height(places[places.len() - 1]) > 0.92,
            "{places:?}"
        );
        assert_eq!(rows[pair[0] as usize + 20].levels.pulse, 0);
    }
}

#[test]
fn tempi_are_found_at_any_gain() {
    for bpm in [80.0, 85.0, 92.5, 100.0, 128.0, 140.0, 174.0] {
        let sound = groove(bpm, 0.2, 30.0);
        let tempo = sound.reference().tempo.unwrap();
        println!("{bpm} beats a minute read {:.2}, confidence {:.2}", tempo.bpm, tempo.confidence);
        assert!((f64::from(tempo.bpm) / bpm - 1.0).abs() < 0.01);
        if bpm == 100.0 {
            let quiet = sound.gain(-30.0).reference();
            assert!((quiet.tempo.unwrap().bpm - tempo.bpm).abs() < 0.05);
        }
    }
}

#[test]
fn what_has_no_beat_gets_none() {
    let mut hiss = noise(5);
    let drone = Sound::mono(44_100, 20.0, |t| 0.3 * tone(110.0, t) + 0.2 * tone(165.0, t));
    let sea = Sound::mono(44_100, 20.0, |_| 0.3 * hiss());
    let silence = Sound::mono(44_100, 20.0, |_| 0.0);
    for (name, sound) in [("drone", drone), ("noise", sea), ("silence", silence)] {
        let reference = sound.reference();
        println!("{name}: {} beats, {:?}", reference.beats.len(), reference.tempo);
        assert!(reference.tempo.is_none() && reference.beats.is_empty(), "{name}");
    }
}

#[test]
fn beats_go_on_from_chapter_to_chapter_and_memory_does_not_grow() {
    // 25 minutes of onsets at 100 a minute, which are 110 from minute 12 on.
    let mut beats = Beats::default();
    let rate = 120.0;
    let onset = |at: f64, step: u32| (-0.5 * ((f64::from(step) - at * rate) / 1.5).powi(2)).exp();
    let times: Vec<f64> = (0..)
        .scan(0.5, |t, _| {
            let now = *t;
            *t += if now < 720.0 { 0.6 } else { 60.0 / 110.0 };
            (now < 1_500.0).then_some(now)
        })
        .collect();
    let mut next = 0;
    for step in 0..(1_500.0 * rate) as u32 {
        while next + 1 < times.len() && times[next + 1] < f64::from(step) / rate {
            next += 1;
        }
        let near = &times[next..times.len().min(next + 2)];
        let growth = near.iter().map(|at| onset(*at, step)).sum::<f64>() as f32;
        beats.push(Strength { growth, level: 3.0 });
    }
    assert!(size_of_val(&beats) < 1_000);
    let (found, confidence) = beats.finish();
    // Seconds are those of the envelope, a step before.
    let missed = times.iter().filter(|t| !found.iter().any(|f| (f + 1.0 / rate - **t).abs() < 0.02)).count();
    println!("{} beats of {}, {missed} missed, confidence {confidence:.2}", found.len(), times.len());
    assert!(found.is_sorted() && found.len().abs_diff(times.len()) < 12 && missed < 12);
    let doubled = found.windows(2).filter(|pair| pair[1] - pair[0] < 0.4).count();
    assert_eq!(doubled, 0);
}

#[test]
fn sections_begin_where_the_sound_changes_and_carry_its_energy() {
    // Soft chords, a loud full part, soft chords, a fade.
    let loud = groove(120.0, 0.0, 100.0);
    let samples = loud.samples.iter().enumerate().map(|(i, x)| {
        let t = i as f64 / 44_100.0;
        let chord: f64 = [220.0, 277.2, 329.6].iter().map(|hz| 0.05 * tone(*hz, t)).sum();
        match t {
            t if (30.0..60.0).contains(&t) => *x + chord as f32,
            _ => chord as f32,
        }
    });
    let sound = Sound { samples: samples.collect(), ..loud };
    let reference = sound.reference();
    let read: Vec<(f64, f32, f32)> =
        reference.sections.iter().map(|s| (s.start as f64 / 44_100.0, s.energy, s.loudness_lufs)).collect();
    println!("{read:.2?}");
    assert_eq!(read.len(), 3);
    assert!(read[0].0 == 0.0 && (read[1].0 - 30.0).abs() < 0.6 && (read[2].0 - 60.0).abs() < 0.6);
    assert!(read[1].1 == 1.0 && read[0].1 < 0.2 && read[2].1 < 0.2);
    let rows = sound.rows(&reference, 8, 30, 0..2_000);
    let section = |s: f64| height(rows[(s * 30.0) as usize].levels.section);
    assert!(section(15.0) < 0.2 && section(45.0) == 1.0 && section(61.5) < 0.2);
    assert!((1..2_000).all(|n| rows[n].levels.section.abs_diff(rows[n - 1].levels.section) < 4_000));
}

#[test]
fn integrated_loudness_and_true_peak_read_what_the_standard_says() {
    // EBU Tech 3341, case 1: 1 kHz at −23 dBFS in both channels reads −23 LUFS.
    let sound = Sound::mono(48_000, 20.0, |t| 10f64.powf(-23.0 / 20.0) * tone(1_000.0, t)).stereo(1.0, 1.0);
    let reference = sound.reference();
    let (lufs, peak) = (reference.loudness_lufs.unwrap(), reference.true_peak_db.unwrap());
    println!("{lufs:.2} LUFS, true peak {peak:.2} dB");
    assert!((lufs + 23.0).abs() < 0.1 && (peak + 23.0).abs() < 0.1);
    let silent = Sound::mono(48_000, 2.0, |_| 0.0).reference();
    assert!(silent.loudness_lufs.is_none() && silent.true_peak_db.is_none() && silent.sections.is_empty());
}

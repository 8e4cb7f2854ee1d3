//! When things are seen.

use super::*;
use crate::{
    analysis::{self, Extent, bands::log_bands},
    audio::Song,
};
use std::sync::Arc;

/// A song of quiet hiss in which `event` happens.
fn hiss_with(rate: u32, seconds: f64, event: impl Fn(f64) -> f64) -> Sound {
    let mut random = noise(11);
    Sound::mono(rate, seconds, |t| event(t) + 1e-5 * random())
}

#[test]
fn nothing_rises_before_its_sound() {
    for hz in [60.0, 1_000.0, 8_000.0] {
        for start in [1.0, 1.0037] {
            let sound = hiss_with(44_100, 2.5, |t| if t >= start { 0.5 * tone(hz, t - start) } else { 0.0 });
            let rows = sound.own_rows(64, 240);
            let tallest = rows.iter().flat_map(|r| &r.heights).copied().max().unwrap();
            let first = rows.iter().position(|r| r.heights.iter().any(|h| *h > tallest / 10)).unwrap();
            let half = rows.iter().position(|r| r.heights.iter().any(|h| *h > tallest / 2)).unwrap();
            let ms = |n: usize| 1_000.0 * (n as f64 / 240.0 - start);
            println!("{hz} Hz burst: 10 % at {:+.0} ms, half at {:+.0} ms", ms(first), ms(half));
            assert!(ms(first) > -50.0);
            assert!(ms(half) < 50.0);
        }
    }
}

#[test]
fn without_its_gate_the_bass_would_rise_early() {
    let list = log_bands(40.0, 16_000.0, 64);
    let sound = hiss_with(44_100, 2.0, |t| if t >= 1.0 { 0.5 * tone(60.0, t - 1.0) } else { 0.0 });
    let at = |gated: bool| {
        let levels = sound.levels(&list, Grid { gated, ..GRID });
        levels[222].iter().copied().fold(f32::MIN, f32::max)
    };
    println!("75 ms early: {:.0} dB gated, {:.0} dB not", at(true), at(false));
    assert!(at(true) < at(false) - 20.0);
}

#[test]
fn a_click_is_seen_on_its_frame_or_the_next() {
    let mut cases = 0;
    for i in 0..8 {
        let at = ((1.0 + f64::from(i) * 0.0219) * 44_100.0) as u64;
        let sound = hiss_with(44_100, 1.6, |t| f64::from((t * 44_100.0).round() as u64 == at));
        let levels = sound.levels(&log_bands(40.0, 16_000.0, 64), GRID);
        let reference = sound.reference();
        for fps in [24u32, 30, 60] {
            let own = Fps::new(fps, 1).unwrap().frame_at(at, 44_100);
            // Unsmoothed, a frame shows the steps since the frame before.
            let sum = |g: usize| levels[g].iter().map(|l| f64::from(l.max(-90.0))).sum::<f64>();
            let loudest = (0..levels.len()).max_by(|a, b| sum(*a).total_cmp(&sum(*b))).unwrap();
            let seen = (loudest as u64 * u64::from(fps)).div_ceil(240);
            assert!((own..=own + 1).contains(&seen), "{fps} fps: {own} {seen}");
            // Drawn.
            let rows = sound.rows(&reference, 64, fps, 0..u64::from(fps) * 8 / 5);
            let sum = |r: &Row| r.heights.iter().map(|h| u64::from(*h)).sum::<u64>();
            let drawn = (0..rows.len()).max_by_key(|n| sum(&rows[*n])).unwrap() as u64;
            assert!((own..=own + 2).contains(&drawn), "{fps} fps: {own} {drawn}");
            assert!(rows[own as usize].levels.peak > 65_000);
            cases += 1;
        }
    }
    assert_eq!(cases, 24);
}

#[test]
fn the_same_second_looks_the_same_at_every_frame_rate() {
    let sound = music(44_100, 6.0);
    let reference = sound.reference();
    let rows = |fps: u32| sound.rows(&reference, 64, fps, 0..u64::from(fps) * 6);
    let finest = rows(120);
    let mut worst = 0;
    for fps in [24u32, 30, 60] {
        for (n, row) in rows(fps).iter().enumerate().filter(|(n, _)| n * 120 % fps as usize == 0) {
            let same = &finest[n * 120 / fps as usize];
            let pairs = row.heights.iter().zip(&same.heights).chain(row.caps.iter().zip(&same.caps));
            worst = pairs.map(|(a, b)| a.abs_diff(*b)).fold(worst, u16::max);
            worst = worst.max(row.levels.bass.abs_diff(same.levels.bass));
            worst = worst.max(row.levels.loudness.abs_diff(same.levels.loudness));
        }
    }
    println!("largest difference {:.4} % of the height", f64::from(worst) / 655.35);
    assert!(worst < 655);
}

#[test]
fn frame_rates_off_the_grid_lie_on_the_same_curve() {
    let sound = music(44_100, 4.0);
    let reference = sound.reference();
    let mut odd = Vec::new();
    let emit: &mut Emit<'_> = &mut |row| {
        odd.push(row.clone());
        Ok(())
    };
    let fps = Fps::new(30_000, 1001).unwrap();
    let settings = Settings { bands: 64, ..Settings::default() };
    rows(&mut sound.reader(), 1, &settings, &reference, (fps, 0..119), &Cancel::default(), emit).unwrap();
    let grid = sound.rows(&reference, 64, 240, 0..960);
    for (n, row) in odd.iter().enumerate() {
        let at = n as f64 * 1001.0 / 30_000.0 * 240.0;
        let (g, share) = (at.floor() as usize, at.fract() as f32);
        for (b, h) in row.heights.iter().enumerate() {
            let (x, y) = (height(grid[g].heights[b]), height(grid[g + 1].heights[b]));
            assert!((x + (y - x) * share - height(*h)).abs() < 1e-4);
        }
    }
}

#[test]
fn ranges_and_block_sizes_do_not_change_a_byte() {
    let sound = music(44_100, 3.0).stereo(1.0, 0.7);
    let reference = sound.reference();
    let whole = sound.rows(&reference, 48, 30, 0..95);
    assert_eq!(whole.len(), 95);
    for range in [0..1u64, 17..18, 40..95, 94..95, 60..70] {
        let part = sound.rows(&reference, 48, 30, range.clone());
        assert_eq!(part, whole[range.start as usize..range.end as usize]);
    }
    for block in [1, 777, 65_536] {
        let other = Sound { block, ..sound.clone() };
        assert_eq!(other.rows(&reference, 48, 30, 0..95), whole);
        assert_eq!(other.reference().top_db, reference.top_db);
    }
}

#[test]
fn a_range_reads_no_further_than_it_needs() {
    let sound = music(44_100, 10.0);
    let reference = sound.reference();
    let (mut read, mut inner) = (0usize, sound.reader());
    let blocks: &mut Blocks<'_> = &mut |block| {
        let more = inner(block);
        read += block.len();
        more
    };
    let span = (Fps::new(30, 1).unwrap(), 0..30);
    let settings = Settings { bands: 16, ..Settings::default() };
    rows(blocks, 1, &settings, &reference, span, &Cancel::default(), &mut |_| Ok(())).unwrap();
    // The longest window and the medians over time see 0.36 s ahead, and the reader is some blocks ahead of them.
    assert!(read < 80_000, "{read}");
}

#[test]
fn a_clip_holds_the_samples_that_are_seen_after_its_end() {
    let (rate, fps) = (48_000, Fps::new(30, 1).unwrap());
    let song = Song::from_samples(music(rate, 12.0).samples.into(), 1, rate).unwrap();
    let reference = analysis::scan(&song, &Cancel::default()).unwrap();
    // Further than the reader is ahead of the rows.
    let settings = Settings { bands: 8, samples_around_s: [0.0, 10.0], ..Settings::default() };
    let seen = |frames: Range<u64>| {
        let extent = Extent::of(&settings, frames, fps, &reference);
        let (writer, tables) = analysis::tables_of(extent, Arc::default()).unwrap();
        analysis::analyze(&song, &settings, &reference, fps, writer, &Cancel::default()).unwrap();
        let mut samples = vec![[0; 2]; 10 * rate as usize];
        tables.samples(fps.sample_of(29, rate) as i64, &mut samples).unwrap();
        samples
    };
    let (clip, whole) = (seen(0..30), seen(0..360));
    let silent = clip.iter().rev().take_while(|sample| **sample == [0; 2]).count();
    assert!(clip == whole, "{silent} samples of silence");
}

#[test]
fn a_cancelled_job_ends() {
    let sound = music(8_000, 1.0);
    let cancel = Cancel::default();
    cancel.cancel();
    let span = (Fps::new(30, 1).unwrap(), 0..30);
    let settings = Settings { bands: 16, ..Settings::default() };
    let failed = rows(&mut sound.reader(), 1, &settings, &sound.reference(), span, &cancel, &mut |_| Ok(()));
    assert!(matches!(failed, Err(crate::Error::Interrupted)));
    assert!(scan(&mut sound.reader(), 1, 8_000, &Listening::default(), &cancel).is_err());
}

#[test]
fn strong_onsets_pulse_on_their_frame() {
    // Kicks at 120 beats a minute, each third one strong.
    let starts: Vec<f64> = (0..36).map(|i| 0.51 + 0.5 * f64::from(i)).collect();
    let sound = hiss_with(44_100, 19.0, |t| {
        starts
            .iter()
            .enumerate()
            .filter(|(_, s)| (**s..*s + 0.4).contains(&t))
            .map(|(i, s)| if i % 3 == 2 { 0.8 } else { 0.2 } * (-(t - s) / 0.05).exp() * tone(120.0, t - s))
            .sum()
    });
    for fps in [24u32, 30, 60] {
        let rows = sound.own_rows(64, fps);
        let pulses: Vec<u64> =
            (0..rows.len() as u64).filter(|n| rows[*n as usize].levels.onset == 65_535).collect();
        let strong: Vec<u64> =
            starts.iter().skip(2).step_by(3).map(|s| (s * f64::from(fps)).floor() as u64).collect();
        // The first ones are strong for want of others to compare.
        let late: Vec<u64> = pulses.iter().copied().filter(|n| *n > 3 * u64::from(fps)).collect();
        println!("{fps} fps: {late:?} of {strong:?}");
        for s in strong.iter().filter(|s| **s > 3 * u64::from(fps)) {
            assert!(late.iter().any(|n| (*s..=s + 1).contains(n)), "{s}");
        }
        assert!(late.len() <= strong.len());
        let after = late[1] as usize + fps as usize * 3 / 10;
        assert_eq!(rows[after].levels.onset, 0);
    }
}

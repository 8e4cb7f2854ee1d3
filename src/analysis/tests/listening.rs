//! Bands where they were asked for.

use super::*;
use crate::analysis::{BandScale, Fall, Stereo, Weighting, Window};

fn heard(
    reference: &Reference,
    min_hz: Option<f32>,
    max_hz: Option<f32>,
    scale: BandScale,
) -> Result<Reference> {
    reference.clone().heard_as(&Listening { min_hz, max_hz, scale, ..Listening::default() })
}

#[test]
fn edges_rise_from_the_lowest_to_the_highest_frequency_on_every_scale() {
    let reference = Sound::mono(48_000, 2.0, |t| (t * 440.0 * TAU).sin() * 0.5).reference();
    for scale in BandScale::ALL.into_iter().filter(|scale| *scale != BandScale::Notes) {
        for bands in [1, 3, 64, 512] {
            let edges = heard(&reference, Some(50.0), Some(12_000.0), scale).unwrap().edges_hz(bands);
            assert_eq!(edges.len(), bands + 1, "{scale}");
            assert!(
                (edges[0] - 50.0).abs() < 1e-3 && (edges[bands] - 12_000.0).abs() < 1e-2,
                "{scale} {edges:?}"
            );
            assert!(edges.windows(2).all(|e| e[0] < e[1]), "{scale}");
        }
    }
    let middle = |scale: BandScale, lo: f64, hi: f64| scale.between(lo, hi, 0.5);
    assert!((middle(BandScale::Linear, 100.0, 300.0) - 200.0).abs() < 1e-9);
    assert!((middle(BandScale::Log, 100.0, 400.0) - 200.0).abs() < 1e-9);
    // 500 mel is 391 Hz: halfway between 0 and 1,000 mel.
    assert!((middle(BandScale::Mel, 0.0, 1_000.0) - 391.0).abs() < 3.0);
    // 200 Hz is 1.95 Bark, 800 Hz 7.24; 4.60 Bark, between them, is 463 Hz.
    assert!((middle(BandScale::Bark, 200.0, 800.0) - 463.4).abs() < 0.5);
}

#[test]
fn a_tone_lights_the_band_that_holds_it_on_every_scale() {
    for hz in [120.0, 440.0, 3_000.0] {
        let sound = Sound::mono(48_000, 2.0, |t| (t * hz * TAU).sin() * 0.5);
        let reference = sound.reference();
        for scale in BandScale::ALL {
            let heard = heard(&reference, Some(60.0), Some(10_000.0), scale).unwrap();
            let edges = heard.edges_hz(40);
            let span = (Fps::new(30, 1).unwrap(), 30..31);
            let mut rows = Vec::new();
            let emit: &mut Emit<'_> = &mut |row| {
                rows.push(row.clone());
                Ok(())
            };
            let settings = Settings { bands: 40, ..Settings::default() };
            rows_of(&sound, &settings, &heard, span, emit);
            let tallest = (0..40).max_by_key(|b| rows[0].heights[*b]).unwrap();
            assert!(edges[tallest] <= hz && hz <= edges[tallest + 1], "{scale}: {hz} Hz in {tallest}");
        }
    }
}

pub(super) fn rows_of(
    sound: &Sound,
    settings: &Settings,
    reference: &Reference,
    span: (Fps, Range<u64>),
    emit: &mut Emit<'_>,
) {
    rows(&mut sound.reader(), sound.channels, settings, reference, span, &Cancel::default(), emit).unwrap();
}

#[test]
fn the_range_stays_inside_the_song_and_mistakes_are_named() {
    let reference = Sound::mono(8_000, 2.0, |t| (t * 440.0 * TAU).sin() * 0.5).reference();
    assert_eq!(heard(&reference, None, None, BandScale::Log).unwrap().lo_hz, reference.lo_hz);
    let wide = heard(&reference, Some(20.0), Some(20_000.0), BandScale::Mel).unwrap();
    assert_eq!((wide.lo_hz, wide.hi_hz), (20.0, 3_600.0));
    for (min, max) in
        [(Some(5.0), None), (None, Some(30_000.0)), (Some(500.0), Some(400.0)), (Some(3_500.0), None)]
    {
        let error = heard(&reference, min, max, BandScale::Log).unwrap_err();
        assert!(error.exit_code() == 2 && error.hint().is_some(), "{error}");
    }
    assert!("mle".parse::<BandScale>().unwrap_err().hint().unwrap().contains("mel"));
}

/// Rows of a sound that is listened to in some way.
fn listened(sound: &Sound, settings: &Settings, listening: &Listening, fps: u32) -> (Reference, Vec<Row>) {
    let blocks: &mut Blocks<'_> = &mut sound.reader();
    let reference = scan(blocks, sound.channels, sound.rate, listening, &Cancel::default()).unwrap();
    let mut all = Vec::new();
    let emit: &mut Emit<'_> = &mut |row| {
        all.push(row.clone());
        Ok(())
    };
    let span = (Fps::new(fps, 1).unwrap(), 0..(sound.seconds() * f64::from(fps)) as u64);
    rows_of(sound, settings, &reference, span, emit);
    (reference, all)
}

#[test]
fn loudness_is_the_songs_whatever_bands_are_shown() {
    // Three seconds of noise, then three that are 20 dB quieter.
    let mut hiss = noise(7);
    let sound = Sound::mono(44_100, 6.0, |t| hiss() * if t < 3.0 { 0.5 } else { 0.05 });
    let loudness = |bands: usize, min_hz: Option<f32>, scale: BandScale| {
        let listening = Listening { min_hz, scale, ..Listening::default() };
        let (_, rows) = listened(&sound, &Settings { bands, ..Settings::default() }, &listening, 30);
        let read = [89, 179].map(|n| height(rows[n].levels.loudness));
        println!("{bands} bands, {scale}, from {min_hz:?}: {read:.3?}");
        read
    };
    let usual = loudness(64, None, BandScale::Log);
    assert!((0.85..0.97).contains(&usual[0]) && (0.3..0.5).contains(&usual[1]));
    for (bands, min_hz, scale) in [
        (1, None, BandScale::Log),
        (12, None, BandScale::Log),
        (256, None, BandScale::Log),
        (64, Some(5_000.0), BandScale::Log),
        (64, None, BandScale::Linear),
    ] {
        let read = loudness(bands, min_hz, scale);
        assert!(read.iter().zip(usual).all(|(a, b)| (a - b).abs() < 0.05), "{bands} {min_hz:?} {scale}");
    }
}

#[test]
fn bands_of_the_notes_scale_sit_on_notes() {
    let sound = Sound::mono(48_000, 1.0, |t| 0.5 * tone(440.0, t));
    for (count, lo, hi, semitones) in
        [(88, 27.5, 5_000.0, 1.0), (64, 40.0, 16_000.0, 1.0), (40, 40.0, 16_000.0, 2.0)]
    {
        let reference = heard(&sound.reference(), Some(lo), Some(hi), BandScale::Notes).unwrap();
        let edges = reference.edges_hz(count);
        assert!(edges[0] >= 0.999 * f64::from(lo) && edges[count] <= 1.001 * f64::from(hi), "{edges:?}");
        for pair in edges.windows(2) {
            let note = 12.0 * ((pair[0] * pair[1]).sqrt() / 440.0).log2();
            assert!((note - note.round()).abs() < 1e-6, "{note}");
            assert!((12.0 * (pair[1] / pair[0]).log2() - semitones).abs() < 1e-6);
        }
        assert!(edges.windows(2).any(|pair| ((pair[0] * pair[1]).sqrt() - 440.0).abs() < 1e-6));
    }
}

#[test]
fn a_fixed_floor_and_ceiling_show_levels_as_they_are() {
    let at = |db: f64| Sound::mono(44_100, 2.0, move |t| 10f64.powf(db / 20.0) * tone(1_000.0, t));
    let listening = Listening {
        floor_db: Some(-60.0),
        ceiling_db: Some(0.0),
        follow: 0.0,
        balance: 0.0,
        liveliness: 0.0,
        ..Listening::default()
    };
    let settings = Settings { bands: 32, ..Settings::default() };
    let tallest = |db: f64| {
        let (_, rows) = listened(&at(db), &settings, &listening, 30);
        height(*rows[45].heights.iter().max().unwrap())
    };
    let read = [0.0, -20.0, -40.0, -60.0].map(tallest);
    println!("0, -20, -40, -60 dB read {read:.3?}");
    for (read, share) in read.iter().zip([1.0f32, 2.0 / 3.0, 1.0 / 3.0, 0.0]) {
        assert!((read - 0.92 * share.powf(1.4)).abs() < 0.01);
    }
    let auto = listened(&at(-40.0), &settings, &Listening::default(), 30).1;
    assert!(height(*auto[45].heights.iter().max().unwrap()) > 0.9);
}

#[test]
fn slope_and_weighting_move_what_tones_read_by_as_much_as_they_say() {
    let hz = [125.0, 1_000.0, 4_000.0];
    let level = |listening: &Listening, hz: f64| {
        let sound = Sound::mono(44_100, 0.5, |t| tone(hz, t));
        let list = crate::analysis::bands::log_bands(40.0, 16_000.0, 64);
        let mut spectrogram = Spectrogram::new(44_100, GRID, &list, listening);
        let mut read = f32::MIN;
        let each = |step: crate::analysis::spectrogram::Step<'_>| {
            if step.g == 60 {
                read = step.levels_db.iter().copied().fold(f32::MIN, f32::max);
            }
            Ok::<_, ()>(())
        };
        spectrogram.push(&sound.samples, 1, each).unwrap();
        f64::from(read)
    };
    for slope in [0.0, 3.0, 4.5] {
        let listening = Listening { slope_db: slope, ..Listening::default() };
        let read = hz.map(|hz| level(&listening, hz));
        println!("slope {slope}: {read:.2?}");
        let expected = hz.map(|hz: f64| f64::from(slope) * (hz / 1_000.0).log2());
        assert!(read.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.5));
    }
    for weighting in [Weighting::A, Weighting::C, Weighting::Itu468] {
        let listening = Listening { slope_db: 0.0, weighting, ..Listening::default() };
        for hz in hz {
            let expected = 10.0 * weighting.power(hz).log10();
            assert!((level(&listening, hz) - expected).abs() < 0.5, "{weighting:?} {hz}");
        }
    }
    // Every window and length reads a tone alike.
    for window in [Window::Hann, Window::Hamming, Window::Blackman, Window::BlackmanHarris] {
        for window_factor in [0.6, 1.0, 1.5] {
            let listening = Listening { slope_db: 0.0, window, window_factor, ..Listening::default() };
            let read = hz.map(|hz| level(&listening, hz));
            assert!(read.iter().all(|read| read.abs() < 0.75), "{window:?} {window_factor}: {read:?}");
        }
    }
}

#[test]
fn channels_are_shown_apart_and_the_mix_does_not_change() {
    // 220 Hz left, 2 kHz right.
    let samples = (0..88_200).flat_map(|i| {
        let t = f64::from(i) / 44_100.0;
        [0.5 * tone(220.0, t) as f32, 0.5 * tone(2_000.0, t) as f32]
    });
    let sound = Sound { rate: 44_100, channels: 2, samples: samples.collect(), block: 777 };
    let of = |stereo: Stereo| {
        let settings = Settings { bands: 24, stereo, ..Settings::default() };
        listened(&sound, &settings, &Listening::default(), 30).1.swap_remove(30)
    };
    let (mix, apart, shared) = (of(Stereo::Mix), of(Stereo::LeftRight), of(Stereo::MidSide));
    assert_eq!((mix.heights.len(), apart.heights.len(), apart.caps.len()), (24, 48, 48));
    assert_eq!((mix.levels, mix.levels), (apart.levels, shared.levels));
    let tallest = |part: &[u16]| (0..24).max_by_key(|b| part[*b]).unwrap();
    let (left, right) = apart.heights.split_at(24);
    // The song begins with the lower tone.
    let at = |b: usize| mix.heights.get(b).copied().unwrap_or(0);
    let peaks: Vec<usize> = (0..24)
        .filter(|b| at(*b) > 40_000 && at(*b) > at(b.wrapping_sub(1)) && at(*b) >= at(b + 1))
        .collect();
    println!("mix {peaks:?}, left {}, right {}", tallest(left), tallest(right));
    assert_eq!(peaks, [tallest(left), tallest(right)]);
    assert!(left[tallest(right)] < 5_000 && right[tallest(left)] < 5_000);
    // The middle and the sides of unrelated channels are alike.
    let (middle, side) = shared.heights.split_at(24);
    assert!(middle.iter().zip(side).all(|(a, b)| a.abs_diff(*b) < 1_500));
}

#[test]
fn attack_release_and_gravity_take_the_stated_times() {
    // A second of a tone, a second of nothing.
    let mut hiss = noise(2);
    let sound =
        Sound::mono(44_100, 4.0, |t| 1e-5 * hiss() + if t % 2.0 < 1.0 { 0.5 * tone(440.0, t) } else { 0.0 });
    let settings = Settings { bands: 9, ..Settings::default() };
    let course = |listening: Listening| {
        let listening = Listening { min_hz: Some(110.0), max_hz: Some(1_760.0), ..listening };
        let rows = listened(&sound, &settings, &listening, 240).1;
        let tallest = (0..9).max_by_key(|b| rows[200].heights[*b]).unwrap();
        rows.iter().map(|row| height(row.heights[tallest])).collect::<Vec<f32>>()
    };
    // From the end of the tone on: steps until half is left.
    let half = |course: &[f32]| (240..480).position(|n| course[n] < course[230] / 2.0).unwrap();
    let slow = course(Listening { release_s: 0.4, ..Listening::default() });
    let quick = course(Listening { release_s: 0.1, ..Listening::default() });
    println!("half is left after {} and {} steps", half(&slow), half(&quick));
    // The release of the middle band is 1.1 times the constant; half of it is ln 2 times that.
    assert!(half(&slow).abs_diff((0.4f64 * 1.1 * 2f64.ln() * 240.0) as usize) < 12);
    assert!(half(&quick).abs_diff((0.1f64 * 1.1 * 2f64.ln() * 240.0) as usize) < 12);
    let fall = course(Listening { fall: Fall::Gravity, gravity: 8.0, ..Listening::default() });
    let gone = (240..480).position(|n| fall[n] == 0.0).unwrap();
    println!("by gravity nothing is left after {gone} steps");
    // 0.92 heights at 8 a second squared: 0.48 s, from when the window begins to see the end.
    assert!(gone.abs_diff(((2.0f64 * 0.92 / 8.0).sqrt() * 240.0) as usize) < 16);
}

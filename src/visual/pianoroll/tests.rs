//! What is heard, on notes that are known.

use super::*;
use crate::{
    analysis::{self, Extent, Row},
    audio::Song,
    cancel::Cancel,
    time::Fps,
    visual::Rows,
};

const RATE_HZ: u32 = 44_100;

/// Struck strings: eight overtones that fade, each note given as (MIDI number, start, end).
fn played(notes: &[(u8, f64, f64)], length_s: f64) -> Song {
    let mut samples = vec![0.0f32; (length_s * f64::from(RATE_HZ)) as usize];
    for (key, start_s, end_s) in notes {
        let hz = key_hz(f64::from(*key));
        let first = (start_s * f64::from(RATE_HZ)) as usize;
        let last = ((end_s * f64::from(RATE_HZ)) as usize).min(samples.len());
        for (i, sample) in samples[first..last].iter_mut().enumerate() {
            let t = i as f64 / f64::from(RATE_HZ);
            let left = end_s - start_s - t;
            let envelope = (t / 0.004).min(1.0) * (left / 0.02).min(1.0) * (-0.9 * t).exp();
            let tone = |k: i32| (std::f64::consts::TAU * hz * f64::from(k) * t).sin() * 0.55f64.powi(k);
            *sample += (0.25 * envelope * (1..9).map(tone).sum::<f64>()) as f32;
        }
    }
    Song::from_samples(samples.into(), 1, RATE_HZ).unwrap()
}

/// All rows that the style asks for, and what is known of the song.
fn heard(song: &Song) -> (Vec<Row>, Track, f64) {
    let (cancel, fps) = (Cancel::default(), Fps::new(30, 1).unwrap());
    let style = PianoRoll::new(&Values::defaults(INFO.params));
    let settings = style.analysis(Size::new(1920, 1080).unwrap());
    let reference = analysis::scan(song, &cancel).unwrap();
    let reference = reference.heard_as(&settings.listening.unwrap()).unwrap();
    let frames = 0..fps.frames_of(reference.samples, reference.sample_rate_hz);
    let extent = Extent::of(&settings, frames, fps, &reference);
    let track = analysis::track(song, &settings, &reference, &cancel).unwrap();
    let (writer, tables) = analysis::tables_of(extent.clone(), track.clone().into()).unwrap();
    analysis::analyze(song, &settings, &reference, fps, writer, &cancel).unwrap();
    let row = |n| {
        let mut row = Row::default();
        tables.numbered(n, &mut row).unwrap();
        row
    };
    let per_second = 30.0 * f64::from(extent.rows_per_frame);
    (extent.rows.clone().map(row).collect(), track, per_second)
}

fn transcribed(song: &Song, shown: std::ops::Range<f64>) -> Vec<Note> {
    let (rows, track, per_second) = heard(song);
    let rows = Rows::new(0, per_second, &rows);
    Ear::new(1.0).notes(&rows, &bands_of_keys(&track), shown, track.duration_s)
}

/// Asserts that just these notes were heard, at their times.
fn assert_notes(expected: &[(u8, f64, f64)], actual: &[Note]) {
    for (key, start_s, end_s) in expected {
        let near = |n: &&Note| n.key == *key && (n.start_s - start_s).abs() < 0.05;
        let note =
            actual.iter().find(near).unwrap_or_else(|| panic!("{key} at {start_s} s isn't in {actual:?}"));
        assert!((note.end_s - end_s).abs() < 0.2, "{key} ends at {} s, not {end_s}", note.end_s);
    }
    assert_eq!(actual.len(), expected.len(), "{actual:?}");
}

#[test]
fn a_scale_comes_back_note_for_note_over_the_whole_piano() {
    let notes: Vec<(u8, f64, f64)> =
        (0..22).map(|i| (33 + i * 3, 0.3 + f64::from(i) * 0.4, 0.62 + f64::from(i) * 0.4)).collect();
    assert_notes(&notes, &transcribed(&played(&notes, 9.5), 0.0..9.5));
}

#[test]
fn chords_and_repeated_notes_are_told_apart() {
    let chord = |keys: [u8; 3], at: f64| keys.map(|key| (key, at, at + 0.5));
    let mut notes = vec![];
    for (keys, at) in [([60, 64, 67], 0.3), ([60, 64, 67], 0.85), ([57, 60, 65], 1.4), ([59, 62, 67], 2.0)] {
        notes.extend(chord(keys, at));
    }
    assert_notes(&notes, &transcribed(&played(&notes, 3.0), 0.0..3.0));
}

#[test]
fn notes_stay_the_same_as_time_goes_by() {
    let notes: Vec<(u8, f64, f64)> =
        (0..30).map(|i| (45 + i * 7 % 36, f64::from(i) * 0.25, f64::from(i) * 0.25 + 0.6)).collect();
    let (rows, track, per_second) = heard(&played(&notes, 8.0));
    let (rows, bands) = (Rows::new(0, per_second, &rows), bands_of_keys(&track));
    let seen = |from: f64| Ear::new(1.0).notes(&rows, &bands, from..from + 4.0, 8.0);
    let whole = seen(0.0);
    let mut compared = 0;
    for n in 0..60 {
        let from = f64::from(n) / 30.0;
        for note in whole.iter().filter(|note| note.start_s > from && note.end_s < 3.9) {
            assert!(seen(from).contains(note), "{note:?} is gone at {from} s");
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn a_song_of_few_samples_has_fewer_keys_and_no_others() {
    let song = Song::from_samples(vec![0.1; 8_000].into(), 1, 8_000).unwrap();
    let (_, track, _) = heard(&song);
    let bands = bands_of_keys(&track);
    assert!(bands[80].is_some() && bands[87].is_none());
    let whole = Song::from_samples(vec![0.1; 44_100].into(), 1, 44_100).unwrap();
    let (_, track, _) = heard(&whole);
    assert!(bands_of_keys(&track).iter().enumerate().all(|(key, band)| *band == Some(key)));
}

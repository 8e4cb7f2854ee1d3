//! Bands where they were asked for.

use super::*;
use crate::analysis::{BandScale, Listening};

fn heard(
    reference: &Reference,
    min_hz: Option<f32>,
    max_hz: Option<f32>,
    scale: BandScale,
) -> Result<Reference> {
    reference.clone().heard_as(&Listening { min_hz, max_hz, scale })
}

#[test]
fn edges_rise_from_the_lowest_to_the_highest_frequency_on_every_scale() {
    let reference = Sound::mono(48_000, 2.0, |t| (t * 440.0 * TAU).sin() * 0.5).reference();
    for scale in BandScale::ALL {
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
            let emit: &mut dyn FnMut(&Row) -> Result<()> = &mut |row| {
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

fn rows_of(
    sound: &Sound,
    settings: &Settings,
    reference: &Reference,
    span: (Fps, Range<u64>),
    emit: &mut dyn FnMut(&Row) -> Result<()>,
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

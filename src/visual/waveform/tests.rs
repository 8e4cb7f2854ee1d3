//! What the waveform promises: it stands still, and no sound is silence.

use super::*;
use crate::analysis::{Row, Track};
use crate::{time::Fps, visual::Rows};

fn style(set: &[(&str, &str)]) -> Waveform {
    let mut values = Values::defaults(INFO.params);
    set.iter().for_each(|(name, value)| values.set(name, value).unwrap());
    Waveform::new(&values)
}

/// The picture of frame `n` of a wave, 1280x720.
fn picture(style: &Waveform, fps: u32, n: u64, wave: impl Fn(f64) -> [f64; 2]) -> Picture {
    let rate = 44_100;
    let around = style.around_s().map(|s| (f64::from(s) * f64::from(rate)) as i64);
    let start = Fps::new(fps, 1).unwrap().sample_of(n, rate) as i64;
    let sample = |i: i64| wave((start + i) as f64 / f64::from(rate)).map(|v| (v * 32_767.0) as i16);
    let samples: Vec<_> = (-around[0]..around[1]).map(sample).collect();
    let row = Row { heights: vec![0], caps: vec![0], ..Row::default() };
    let track = Track { sample_rate_hz: rate, ..Track::default() };
    let mut picture = Picture::default();
    style.picture(
        &FrameInput {
            size: Size::new(1280, 720).unwrap(),
            n,
            time_s: n as f64 / f64::from(fps),
            row: &row,
            rows: Rows::single(n, f64::from(fps), &row),
            samples: &samples,
            track: &track,
            beside: &[],
        },
        &mut picture,
    );
    picture
}

/// Ends of the trace's parts.
fn trace(picture: &Picture) -> Vec<[f32; 2]> {
    picture.beams.iter().map(|b| b.b).collect()
}

const BARE: &[(&str, &str)] = &[("ribbons", "0"), ("center_line", "off"), ("glow", "0")];

#[test]
fn a_steady_tone_stands_still_to_within_a_pixel() {
    use std::f64::consts::TAU;
    let style = style(BARE);
    for hz in [55.0, 220.0, 523.25] {
        let tone = |t: f64| {
            let s = (TAU * hz * t).sin() + 0.4 * (TAU * 2.0 * hz * t + 1.0).sin();
            [0.4 * s, 0.3 * s]
        };
        for fps in [24, 30] {
            let first = trace(&picture(&style, fps, 10, tone));
            for n in 11..20 {
                let now = trace(&picture(&style, fps, n, tone));
                let moved = first.iter().zip(&now).map(|(a, b)| (a[1] - b[1]).abs()).fold(0.0, f32::max);
                // Where the trace is steep, a shift along it by a pixel moves it by its slope.
                let steep = first.windows(2).map(|p| (p[1][1] - p[0][1]).abs() / (p[1][0] - p[0][0]));
                let allowed = steep.fold(1.0, f32::max);
                assert!(moved < allowed, "{hz} Hz at {fps}: {moved} px in frame {n}");
            }
        }
    }
}

#[test]
fn opposite_channels_are_no_silence() {
    let style = style(BARE);
    let tall = |wave: &dyn Fn(f64) -> [f64; 2]| {
        let points = trace(&picture(&style, 30, 10, wave));
        points.iter().map(|p| (p[1] - 360.0).abs()).fold(0.0, f32::max)
    };
    let tone = |t: f64| 0.5 * (std::f64::consts::TAU * 100.0 * t).sin();
    let (alike, opposite) = (tall(&|t| [tone(t), tone(t)]), tall(&|t| [tone(t), -tone(t)]));
    assert!(alike > 80.0 && (alike - opposite).abs() < 1.0, "{alike} {opposite}");
}

#[test]
fn stereo_shows_left_above_right() {
    let style = style(&[("channels", "stereo"), ("ribbons", "0"), ("center_line", "off"), ("glow", "0")]);
    let tone = |t: f64| 0.5 * (std::f64::consts::TAU * 100.0 * t).sin();
    let points = trace(&picture(&style, 30, 10, |t| [tone(t), 0.0]));
    let (left, right) = points.split_at(points.len() / 2);
    let height = |points: &[[f32; 2]]| {
        let (low, high) = points.iter().fold((f32::MAX, 0.0f32), |(l, h), p| (l.min(p[1]), h.max(p[1])));
        high - low
    };
    assert!(height(left) > 50.0 && height(right) < 0.01);
    assert!(left[0][1] < right[0][1]);
}

#[test]
fn traces_of_dense_sound_follow_each_other() {
    use std::f64::consts::TAU;
    let dense = |t: f64| {
        let tone = |k: f64| (TAU * 90.0 * 1.223f64.powf(k) * t + k * k).sin();
        [(0..14).map(f64::from).map(tone).sum::<f64>() * 0.07; 2]
    };
    let alike = |style: &Waveform| {
        let frames: Vec<Vec<f32>> = (10..40)
            .map(|n| trace(&picture(style, 30, n, dense)).iter().map(|p| p[1] - 360.0).collect())
            .collect();
        let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let pairs = frames.windows(2).map(|pair| {
            let (a, b) = (&pair[0], &pair[1]);
            product(a, b) / (product(a, a) * product(b, b)).sqrt()
        });
        pairs.sum::<f32>() / 29.0
    };
    let (held, free) = (alike(&style(BARE)), alike(&style(&[BARE, &[("trigger", "off")]].concat())));
    assert!(held > 0.75 && free < 0.4, "{held} {free}");
}

#[test]
fn ribbons_live_in_silence_and_the_trace_rests() {
    let style = style(&[("center_line", "off"), ("glow", "0"), ("fill", "0")]);
    let silence = |_| [0.0; 2];
    let (first, later) = (trace(&picture(&style, 30, 10, silence)), trace(&picture(&style, 30, 40, silence)));
    // Ribbons of half of the trace's points lie below it.
    let (ribbons, leading) = first.split_at(first.len() * 3 / 4);
    assert_eq!(ribbons.len() / 6 * 2, leading.len());
    assert!(leading.iter().all(|p| p[1] == 360.0));
    let away = |points: &[[f32; 2]]| points.iter().map(|p| (p[1] - 360.0).abs()).fold(0.0, f32::max);
    assert!((20.0..120.0).contains(&away(ribbons)), "{}", away(ribbons));
    let moved = ribbons.iter().zip(&later).map(|(a, b)| (a[1] - b[1]).abs()).fold(0.0, f32::max);
    assert!((5.0..60.0).contains(&moved), "{moved} px in a second");
}

#[test]
fn silk_lies_between_its_ribbons_and_rests_at_the_edges() {
    let tone = |t: f64| [0.5 * (std::f64::consts::TAU * 130.0 * t).sin(); 2];
    let picture = picture(&style(&[]), 30, 10, tone);
    assert_eq!(picture.ribbons.len(), 6);
    for silk in &picture.ribbons {
        let edges = &picture.edges[silk.first as usize..][..silk.count as usize];
        assert!(
            edges.iter().all(|e| e.lower <= e.upper && e.lower >= silk.span[0] && e.upper <= silk.span[1])
        );
        assert!(edges.iter().any(|e| e.upper - e.lower > 20.0));
        let ends = [edges[0], edges[edges.len() - 1]];
        assert!(ends.iter().all(|e| e.lower == 0.0 && e.upper == 0.0));
        assert!((edges.len() as f32 - 1.0) / silk.per > 1_279.0, "from edge to edge");
    }
}

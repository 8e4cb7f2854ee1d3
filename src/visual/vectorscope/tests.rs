//! What the vectorscope promises: directions, and a figure for mono songs.

use super::*;

fn style(set: &[(&str, &str)]) -> Vectorscope {
    let mut values = Values::defaults(INFO.params);
    set.iter().for_each(|(name, value)| values.set(name, value).unwrap());
    Vectorscope::new(&values)
}

/// Where the beam is along the figure of a sound.
fn aims(mode: Mode, wave: impl Fn(f64) -> [f64; 2]) -> Vec<[f32; 2]> {
    let style = style(&[("spread", "1"), ("smoothing", "0"), ("levelling", "0")]);
    let (rate, around) = (48_000, style.around_s());
    let [before, after] = around.map(|s| (f64::from(s) * f64::from(rate)).floor());
    let sample = |i: usize| wave((i as f64 - before) / f64::from(rate)).map(|v| (v * 32_767.0) as i16);
    let samples: Vec<_> = (0..(before + after) as usize).map(sample).collect();
    let sound = Sound::of(&samples, rate, around[0]);
    style.figure(&Looks::one(0.0), (&sound, mode), 0.0)
}

fn tone(t: f64) -> f64 {
    0.6 * (std::f64::consts::TAU * 200.0 * t).sin()
}

#[test]
fn channels_that_are_alike_stand_upright_and_opposite_ones_lie() {
    assert!(aims(Mode::Goniometer, |t| [tone(t); 2]).iter().all(|p| p[0].abs() < 1e-3));
    assert!(aims(Mode::Goniometer, |t| [tone(t), -tone(t)]).iter().all(|p| p[1].abs() < 1e-3));
    let left = aims(Mode::Goniometer, |t| [tone(t), 0.0]);
    assert!(left.iter().all(|p| (p[0] + p[1]).abs() < 1e-3), "left leans to the left");
}

#[test]
fn lissajous_draws_left_across_and_right_up() {
    assert!(aims(Mode::Lissajous, |t| [tone(t), 0.0]).iter().all(|p| p[1] == 0.0));
    assert!(aims(Mode::Lissajous, |t| [0.0, tone(t)]).iter().all(|p| p[0] == 0.0));
}

#[test]
fn mono_songs_are_no_stick() {
    use crate::analysis::{Column, Overview};
    let circle = aims(Mode::Phase, |t| [tone(t); 2]);
    assert!(circle.iter().all(|p| (p[0].hypot(p[1]) - 0.6).abs() < 0.02), "200 Hz is a circle");
    let song = |side| {
        let columns = vec![Column { rms: 0.2, side, ..Column::default() }; 4];
        Track { overview: Some(Overview { columns, heights: vec![] }), ..Track::default() }
    };
    let auto = style(&[]);
    assert_eq!([auto.mode(&song(0.0)), auto.mode(&song(0.05))], [Mode::Phase, Mode::Goniometer]);
    assert_eq!(style(&[("mode", "goniometer")]).mode(&song(0.0)), Mode::Goniometer);
}

#[test]
fn figures_have_no_ends() {
    let figure = aims(Mode::Goniometer, |t| [tone(t * 0.731), tone(t * 1.37)]);
    let (first, last) = (figure[0], figure[figure.len() - 1]);
    assert!((first[0] - last[0]).hypot(first[1] - last[1]) < 1e-3);
    let steps: Vec<f32> = figure.array_windows().map(|[a, b]| (b[0] - a[0]).hypot(b[1] - a[1])).collect();
    let mean = steps.iter().sum::<f32>() / steps.len() as f32;
    assert!(steps.iter().all(|step| *step < 4.0 * mean));
}

//! What traces of the sound share: reading it between samples, the song's own gain, the light along a trace.

use super::{
    FrameInput,
    picture::Light,
    stroke::{Strokes, mix, scale},
};
use crate::analysis::{Column, Track};

/// Columns of the overview that the gain is taken from.
pub(super) const GAIN_COLUMNS: usize = 256;
/// The share of the columns that are not louder than what fills the picture.
const LOUD: f32 = 0.9;
/// Level of a song that is not amplified further, full scale: −46 dB.
const FAINT: f32 = 0.005;

/// The samples around a frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sound<'a> {
    samples: &'a [[i16; 2]],
    /// Index of the frame's first one.
    start: f64,
    rate_hz: f64,
    /// What the samples lie around, full scale 32,767: scopes leave it out.
    offset: [f32; 2],
}

impl<'a> Sound<'a> {
    /// Of a frame of a style whose [`crate::analysis::Settings::samples_around_s`] begin with `before_s`.
    pub(super) fn new(frame: &FrameInput<'a>, before_s: f32) -> Self {
        Self::of(frame.samples, frame.track.sample_rate_hz, before_s)
    }

    /// Samples that begin `before_s` before a frame.
    pub(super) fn of(samples: &'a [[i16; 2]], rate_hz: u32, before_s: f32) -> Self {
        let rate_hz = f64::from(rate_hz.max(1));
        Self { samples, start: (f64::from(before_s) * rate_hz).floor(), rate_hz, offset: offset(samples) }
    }

    /// Samples per second, Hz.
    pub(super) fn rate_hz(&self) -> f64 {
        self.rate_hz
    }

    /// Adds the samples around a moment to `to`, mixed and `share` of them, full scale 1; the moment is in its middle.
    pub(super) fn add(&self, at_s: f64, mix: [f32; 2], share: f32, to: &mut [f32]) {
        let from = self.start + at_s * self.rate_hz - (to.len() / 2) as f64;
        let (first, between) = (from.floor() as i64, (from - from.floor()) as f32);
        let mix = mix.map(|m| m * share * (1.0 / 32_767.0));
        let offset = self.offset[0] * mix[0] + self.offset[1] * mix[1];
        let value = |[l, r]: [i16; 2]| f32::from(l) * mix[0] + f32::from(r) * mix[1] - offset;
        let whole = usize::try_from(first).ok().and_then(|first| self.samples.get(first..=first + to.len()));
        if let Some(samples) = whole {
            for (sum, [before, after]) in to.iter_mut().zip(samples.array_windows()) {
                let [before, after] = [before, after].map(|sample| value(*sample));
                *sum += before + (after - before) * between;
            }
            return;
        }
        let at =
            |i: i64| usize::try_from(i).ok().and_then(|i| self.samples.get(i)).map_or(0.0, |s| value(*s));
        let mut before = at(first);
        for (i, sum) in to.iter_mut().enumerate() {
            let after = at(first + i as i64 + 1);
            *sum += before + (after - before) * between;
            before = after;
        }
    }

    /// Root mean square around a moment, over `reach_s` to either side, of the channels that are mixed; full scale 1. What
    /// channels cancel in the mix counts.
    pub(super) fn level(&self, at_s: f64, reach_s: f64, mix: [f32; 2]) -> f32 {
        let center = self.start + at_s * self.rate_hz;
        let (mut squares, mut total) = ([0.0f32; 2], 1e-9f32);
        for (i, weight) in weights(center, reach_s * self.rate_hz, self.samples.len()) {
            let [left, right] = self.samples[i].map(f32::from);
            let (l, r) = (left - self.offset[0], right - self.offset[1]);
            squares = [squares[0] + weight * l * l, squares[1] + weight * r * r];
            total += weight;
        }
        let shares = mix.map(|m| m * m);
        let square = (squares[0] * shares[0] + squares[1] * shares[1]) / (shares[0] + shares[1]).max(1e-9);
        (square / total).sqrt() * (mix[0].abs() + mix[1].abs()) * (1.0 / 32_767.0)
    }

    /// Samples per second of [`Sound::every`], at most about 50,000, Hz.
    pub(super) fn coarse_hz(&self) -> f64 {
        self.rate_hz / (self.rate_hz / 50_000.0).ceil()
    }

    /// The samples from a moment on, `count` of them at [`Sound::coarse_hz`], mixed; full scale 1.
    pub(super) fn every(&self, from_s: f64, count: usize, mix: [f32; 2]) -> impl Iterator<Item = f32> {
        let (first, step) = ((self.start + from_s * self.rate_hz).round(), self.rate_hz / self.coarse_hz());
        (0..count).map(move |i| {
            let at = first + i as f64 * step;
            let sample = if at < 0.0 { None } else { self.samples.get(at as usize) };
            let [left, right] = sample.map_or(self.offset, |s| s.map(f32::from));
            let [left, right] = [left - self.offset[0], right - self.offset[1]];
            (left * mix[0] + right * mix[1]) * (1.0 / 32_767.0)
        })
    }

    /// How alike left and right are over the last `span_s` before the frame's start: 1 alike, 0 unrelated or silent, −1
    /// opposite.
    pub(super) fn correlation(&self, span_s: f64) -> f32 {
        let count = (span_s * self.coarse_hz()) as usize;
        let [left, right] = [[1.0, 0.0], [0.0, 1.0]].map(|mix| self.every(-span_s, count, mix));
        let (mut both, mut l2, mut r2) = (0.0, 0.0, 0.0);
        for (l, r) in left.zip(right) {
            (both, l2, r2) = (both + l * r, l2 + l * l, r2 + r * r);
        }
        let size = (l2 * r2).sqrt();
        if size > 1e-6 { (both / size).clamp(-1.0, 1.0) } else { 0.0 }
    }
}

/// The samples of `count` within `reach` to either side of a place, and their weights: (1 − u²)²; at least those on either
/// side of it.
#[inline(always)]
pub(super) fn weights(center: f64, reach: f64, count: usize) -> impl Iterator<Item = (usize, f32)> {
    let reach = reach.max(1.0);
    let first = (center - reach).ceil().max(0.0) as usize;
    let end = ((center + reach).floor() + 1.0).clamp(0.0, count as f64) as usize;
    (first..end).map(move |i| {
        let u = ((i as f64 - center) / reach) as f32;
        let c = 1.0 - u * u;
        (i, c * c)
    })
}

/// What samples lie around: their mean with the weights (1 − u²)², u from −1 at the first to 1 at the last, to which a tone
/// of some periods adds next to nothing.
fn offset(samples: &[[i16; 2]]) -> [f32; 2] {
    let half = samples.len() as f32 * 0.5;
    let (mut sum, mut total) = ([0.0f32; 2], 1e-9f32);
    for (i, [left, right]) in samples.iter().enumerate() {
        let u = (i as f32 + 0.5 - half) / half;
        let c = 1.0 - u * u;
        let weight = c * c;
        sum = [sum[0] + weight * f32::from(*left), sum[1] + weight * f32::from(*right)];
        total += weight;
    }
    sum.map(|v| v / total)
}

/// What brings a song's loud passages to 1: most of their samples, with peaks above.
pub(super) fn gain(track: &Track) -> f32 {
    let Some(overview) = &track.overview else { return 1.0 };
    // A tone has little above its root mean square, music has much; a constant offset doesn't count.
    let level = |c: &Column| {
        let peak = (c.max - c.min) * 0.5;
        (peak * 0.55).max(c.rms.min(peak * std::f32::consts::FRAC_1_SQRT_2) * 1.6)
    };
    let mut levels: Vec<f32> = overview.columns.iter().map(level).collect();
    if levels.is_empty() {
        return 1.0;
    }
    let loud = ((levels.len() - 1) as f32 * LOUD) as usize;
    let (_, level, _) = levels.select_nth_unstable_by(loud, f32::total_cmp);
    1.0 / level.max(FAINT)
}

/// Whether the channels of a song are alike to −40 dB.
pub(super) fn is_mono(track: &Track) -> bool {
    let columns = track.overview.iter().flat_map(|overview| &overview.columns);
    let (side, all) =
        columns.fold((0.0, 0.0), |(side, all), c| (side + c.side * c.side, all + c.rms * c.rms));
    all > 0.0 && side <= all * 1e-4
}

/// Holds what is louder than the song's loud passages within −1 and 1, softly: 1 becomes 0.84.
pub(super) fn held(v: f32) -> f32 {
    let v2 = v * v;
    v / (1.0 + v2 * v2).sqrt().sqrt()
}

/// 0 below 0, 1 above 1, smooth between.
pub(super) fn smoothstep(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Places with colours of their own along a trace.
pub(super) const PLACES: usize = 64;

/// The light of a trace along its way.
#[derive(Debug)]
pub(super) struct Trace {
    /// Its core, a fainter trace of its own colour, and the halo around it.
    places: Vec<[Light; 3]>,
}

impl Trace {
    /// In the colours of strokes for [`PLACES`] bands. How white the core is, 0 to 1.
    pub(super) fn new(strokes: &Strokes, white: f32) -> Self {
        let of = |i: usize| {
            let colours = strokes.band(i);
            let core = strokes.beam(mix(colours.tip, colours.hot, white));
            if strokes.is_light() {
                return [core, strokes.beam(colours.tip), colours.glow];
            }
            // More than the colour in the middle makes an edge of the beam's soft rim; ink would only turn black.
            [scale(core, 1.5), scale(colours.glow, 1.25), colours.glow]
        };
        Self { places: (0..PLACES).map(of).collect() }
    }

    /// Light of the core at a place from 0 to 1, at a share of its strength.
    pub(super) fn core(&self, along: f32, share: f32) -> Light {
        scale(self.places[place(along)][0], share)
    }

    /// Light on the way from the fainter trace to the core.
    pub(super) fn between(&self, along: f32, t: f32, share: f32) -> Light {
        let [core, tint, _] = self.places[place(along)];
        scale(mix(tint, core, t), share)
    }

    /// Light of a fainter trace, likewise.
    pub(super) fn tint(&self, along: f32, share: f32) -> Light {
        scale(self.places[place(along)][1], share)
    }

    /// Light of the halo, likewise; none on a light ground.
    pub(super) fn halo(&self, along: f32, share: f32) -> Light {
        scale(self.places[place(along)][2], share)
    }
}

/// The place that is nearest to a share of the way.
pub(super) fn place(along: f32) -> usize {
    ((along * (PLACES - 1) as f32 + 0.5).max(0.0) as usize).min(PLACES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Overview;

    #[test]
    fn samples_are_met_exactly_and_joined_between() {
        let samples = [[0, 0], [16_384, -8_192], [-16_384, 8_192], [0, 0]];
        let sound = Sound::of(&samples, 1_000, 0.001);
        let at = |at_s: f64, mix: [f32; 2]| {
            let mut one = [0.0];
            sound.add(at_s, mix, 1.0, &mut one);
            one[0]
        };
        assert!((at(0.0, [1.0, 0.0]) - 0.5).abs() < 1e-3 && (at(0.0, [0.0, 1.0]) + 0.25).abs() < 1e-3);
        assert!(at(0.000_5, [1.0, 0.0]).abs() < 1e-3, "half way from 0.5 to -0.5");
        assert_eq!(at(1.0, [1.0; 2]), 0.0, "nothing is there");
    }

    #[test]
    fn a_constant_offset_is_left_out() {
        let samples = vec![[3_000, -9_000]; 800];
        let sound = Sound::of(&samples, 8_000, 0.05);
        assert!(sound.every(0.0, 10, [1.0, 1.0]).all(|v| v.abs() < 1e-6));
    }

    #[test]
    fn loud_passages_fill_the_picture_whatever_the_song() {
        for level in [1.0, 0.1, 0.02] {
            let peak = |i: u16| level * f32::from(i) / 100.0;
            let column = |i| Column { max: peak(i), min: -peak(i), ..Column::default() };
            let track = track_of((0..=100).map(column).collect());
            assert!((gain(&track) * level - 1.0 / (0.9 * 0.55)).abs() < 1e-3);
        }
        assert_eq!(gain(&Track::default()), 1.0);
        assert!(held(1.0) > 0.8 && held(100.0) <= 1.0 && held(-0.1) > -0.1001);
    }

    fn track_of(columns: Vec<Column>) -> Track {
        Track { overview: Some(Overview { columns, heights: vec![] }), ..Track::default() }
    }

    #[test]
    fn a_song_is_mono_when_its_channels_are_alike() {
        let of = |side| track_of(vec![Column { rms: 0.2, side, ..Column::default() }; 3]);
        assert!(is_mono(&of(0.0)) && is_mono(&of(0.001)) && !is_mono(&of(0.01)));
        assert!(!is_mono(&track_of(vec![])), "nothing is known of silence");
    }

    #[test]
    fn correlation_tells_alike_from_opposite() {
        let tone = |i: usize| ((i * i) % 1_009) as i16 * 20 - 10_000;
        let of = |k: i16| (0..2_000).map(|i| [tone(i), tone(i) / k]).collect::<Vec<_>>();
        for (k, expected) in [(1, 1.0), (2, 1.0), (-1, -1.0)] {
            let samples = of(k);
            let sound = Sound::of(&samples, 10_000, 0.1);
            assert!((sound.correlation(0.09) - expected).abs() < 1e-3);
        }
        assert_eq!(Sound::of(&[], 10_000, 0.1).correlation(0.09), 0.0);
    }
}

//! The trigger of a trace: the moment near a frame that a periodic sound is shown from, so that it stands still.
//!
//! Around every moment the sound after it is weighed against the sound before it, near more than far: a correlation with
//! an edge. The weights fall in a straight line, so their sine transform, (1 − sinc)/ω, is positive at every frequency:
//! all partials agree that a rising zero crossing is best, and low ones weigh more. The highest edge wins, and of
//! equal ones, which a periodic sound has once a period, the one nearest to the frame. So a tone is shown at the same
//! phase in every frame, without a memory of the frame before. The edge is looked for in a coarse sound first, then near
//! there in the fine one: a tenth of the work.

use super::trace::Sound;

/// How far from the frame it is looked for, seconds: half a period of 33 Hz.
pub(super) const SEARCH_S: f64 = 0.015;
/// How much of the sound around a moment counts, seconds.
pub(super) const REACH_S: f64 = 0.010;
/// By how much an edge at the end of the search must be higher than one in its middle.
const FAR: f32 = 0.1;
/// Samples per second of the coarse sound, about, Hz.
const COARSE_HZ: f64 = 12_000.0;
/// The mean step that an edge needs to count, full scale: −80 dB.
const FAINT: f32 = 1e-4;

/// Finds triggers, in lists that it keeps.
#[derive(Debug, Default)]
pub(super) struct Trigger {
    fine: Vec<f32>,
    coarse: Vec<f32>,
    edges: Vec<f32>,
}

impl Trigger {
    /// The moment to show instead of `around_s` (seconds from the frame's start), seconds from there; 0 in silence.
    pub(super) fn find(&mut self, sound: &Sound<'_>, mix: [f32; 2], around_s: f64) -> f64 {
        let Self { fine, coarse, edges } = self;
        let hz = sound.coarse_hz();
        let per = (hz / COARSE_HZ).round().max(1.0) as usize;
        let (search, reach) = ((SEARCH_S * hz) as usize / per, (REACH_S * hz) as usize / per);
        // Coarse samples are means of `per` fine ones, of which there are `around` more at either end; the moment is in the middle.
        let (count, around) = (2 * (search + reach) + 1, per + 2);
        let middle = (around + count * per / 2) as f64;
        fine.clear();
        fine.extend(sound.every(around_s - middle / hz, count * per + 2 * around, mix));
        let parts = fine[around..].chunks_exact(per).take(count);
        coarse.clear();
        coarse.extend(parts.map(|part| part.iter().sum::<f32>() / per as f32));
        set_edges(coarse, reach, 2 * search + 1, edges);
        let mut best = (FAINT * reach as f32 * 0.5, None);
        for (i, near) in edges.windows(3).enumerate() {
            let [left, top, right] = [near[0], near[1], near[2]];
            if top <= left || top < right {
                continue;
            }
            let away = (i + 1) as f32 / search as f32 - 1.0;
            let score = top * (1.0 - FAR * away * away);
            if score > best.0 {
                best = (score, Some(i + 1));
            }
        }
        let Some(found) = best.1 else { return 0.0 };
        // Fine edges to both sides of its middle, and the top of the parabola through the three that are highest.
        let first = found * per + per / 2;
        set_edges(&fine[first..], reach * per, 2 * around + 1, edges);
        let top = (1..edges.len() - 1).max_by(|a, b| edges[*a].total_cmp(&edges[*b])).unwrap_or(around);
        let (left, right) = (edges[top - 1], edges[top + 1]);
        let bend = left - 2.0 * edges[top] + right;
        let shift = if bend < 0.0 { (0.5 * (left - right) / bend).clamp(-1.0, 1.0) } else { 0.0 };
        ((first + reach * per + top) as f64 + f64::from(shift) - middle) / hz
    }
}

/// The edges at `count` samples from number `reach` on: what follows against what came before, near more than far.
fn set_edges(samples: &[f32], reach: usize, count: usize, edges: &mut Vec<f32>) {
    edges.clear();
    edges.resize(count, 0.0);
    for k in 1..=reach {
        let weight = 1.0 - k as f32 / (reach + 1) as f32;
        let (before, after) = (&samples[reach - k..], &samples[reach + k..]);
        for ((edge, b), a) in edges.iter_mut().zip(before).zip(after) {
            *edge += weight * (a - b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Samples of a wave around a moment, and its trigger from there.
    fn triggered(wave: &dyn Fn(f64) -> f64, start: u64) -> f64 {
        let (rate, before) = (44_100, 2_205);
        let at = |i: i64| (start as i64 + i - before) as f64 / f64::from(rate);
        let samples: Vec<[i16; 2]> = (0..2 * before).map(|i| [(wave(at(i)) * 20_000.0) as i16; 2]).collect();
        Trigger::default().find(&Sound::of(&samples, rate, 0.05), [0.5; 2], 0.0)
    }

    #[test]
    fn every_frame_shows_a_tone_at_the_same_phase() {
        use std::f64::consts::TAU;
        let saw = |t: f64| (1..9).map(f64::from).map(|k| (TAU * k * t).sin() / k).sum::<f64>() * 0.5;
        let vowel =
            |t: f64| 0.5 * (TAU * t).sin() + 0.4 * (TAU * 2.0 * t + 1.0).sin() + 0.3 * (TAU * 5.0 * t).cos();
        let sine = |t: f64| (TAU * t).sin();
        for hz in [41.2, 110.0, 196.0, 440.0, 1_318.5, 3_000.0] {
            for shape in [&sine as &dyn Fn(f64) -> f64, &saw, &vowel] {
                for fps in [24.0, 30_000.0 / 1_001.0, 30.0, 60.0] {
                    let mut first = None;
                    for n in 10..40u64 {
                        let start = (n as f64 / fps * 44_100.0).ceil() as u64;
                        let shown = start as f64 / 44_100.0 + triggered(&|t| shape(t * hz), start);
                        let phase = (shown * hz).rem_euclid(1.0);
                        let first = *first.get_or_insert(phase);
                        let off = (phase - first + 0.5).rem_euclid(1.0) - 0.5;
                        // A pixel of a trace of 30 ms over 1920 is 16 us.
                        assert!((off / hz).abs() < 8e-6, "{hz} Hz at {fps}, frame {n}: {off} periods");
                    }
                }
            }
        }
    }

    #[test]
    fn silence_is_shown_where_it_is() {
        assert_eq!(triggered(&|_| 0.0, 44_100), 0.0);
        assert_eq!(triggered(&|_| 0.7, 44_100), 0.0);
    }
}

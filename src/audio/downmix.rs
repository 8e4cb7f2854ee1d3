//! Any channel layout to mono or stereo.
//!
//! Mono and stereo stay as they are. More channels become stereo by Rec. ITU-R BS.775-3, annex 4: the own side at 1,
//! centre and surround at 1/√2, a rear or top centre at 1/2 to both sides, LFE left out. Both rows are then divided by
//! the larger sum of gains, so that a full-scale file can't clip (5.1: −7.7 dB). FFmpeg's resampler uses the same
//! gains without the division for floats. Channels without a stated place take the usual layout of their number, up
//! to eight; beyond that even ones go left and odd ones right.

use super::decode::Speaker;
use std::f32::consts::FRAC_1_SQRT_2;

/// Gains from source channels to one or two output channels.
#[derive(Debug, Clone)]
pub(super) struct Downmix {
    /// One `[left, right]` per source channel; empty when samples pass unchanged.
    gains: Vec<[f32; 2]>,
    outputs: usize,
}

impl Downmix {
    /// From a source layout to `outputs` (1 or 2) channels.
    pub(super) fn new(speakers: &[Speaker], outputs: usize) -> Self {
        let gains = match (speakers.len(), outputs) {
            (n, m) if n == m => Vec::new(),
            (1, _) => vec![[1.0, 1.0]],
            (2, _) => vec![[0.5, 0.5]; 2],
            _ => {
                let stereo = stereo_gains(speakers);
                match outputs {
                    1 => stereo.iter().map(|[l, r]| [0.5 * (l + r); 2]).collect(),
                    _ => stereo,
                }
            }
        };
        Self { gains, outputs }
    }

    /// Appends the mix of interleaved `source` to `mixed`.
    pub(super) fn apply(&self, source: &[f32], mixed: &mut Vec<f32>) {
        if self.gains.is_empty() {
            mixed.extend_from_slice(source);
            return;
        }
        let frames = source.chunks_exact(self.gains.len());
        mixed.reserve(frames.len() * self.outputs);
        for frame in frames {
            let mut out = [0.0f32; 2];
            for (x, gain) in frame.iter().zip(&self.gains) {
                out[0] += x * gain[0];
                out[1] += x * gain[1];
            }
            mixed.extend_from_slice(&out[..self.outputs]);
        }
    }
}

/// Normalised `[left, right]` gains of a layout of three or more channels.
fn stereo_gains(speakers: &[Speaker]) -> Vec<[f32; 2]> {
    let usual = usual_layout(speakers.len());
    let named = speakers.iter().any(Option::is_some);
    let mut gains: Vec<[f32; 2]> = (0..speakers.len())
        .map(|i| match (named, usual) {
            (true, _) => speakers[i].map_or([0.0; 2], gain),
            (false, Some(layout)) => gain(layout[i]),
            (false, None) => [[1.0, 0.0], [0.0, 1.0]][i % 2],
        })
        .collect();
    let sums = gains.iter().fold([0.0f32; 2], |s, g| [s[0] + g[0], s[1] + g[1]]);
    let largest = sums[0].max(sums[1]).max(1.0);
    for pair in &mut gains {
        *pair = pair.map(|g| g / largest);
    }
    gains
}

/// `[left, right]` gain of a speaker of the WAVE channel mask.
fn gain(bit: u8) -> [f32; 2] {
    match bit {
        0 => [1.0, 0.0],
        1 => [0.0, 1.0],
        2 => [FRAC_1_SQRT_2; 2],
        3 => [0.0; 2],
        4 | 6 | 9 | 12 | 15 => [FRAC_1_SQRT_2, 0.0],
        5 | 7 | 10 | 14 | 17 => [0.0, FRAC_1_SQRT_2],
        8 | 11 | 13 | 16 => [0.5; 2],
        _ => [0.0; 2],
    }
}

/// The usual order of three to eight channels (WAVE, FLAC, Vorbis after reordering).
fn usual_layout(channels: usize) -> Option<&'static [u8]> {
    Some(match channels {
        3 => &[0, 1, 2],
        4 => &[0, 1, 4, 5],
        5 => &[0, 1, 2, 4, 5],
        6 => &[0, 1, 2, 3, 4, 5],
        7 => &[0, 1, 2, 3, 8, 9, 10],
        8 => &[0, 1, 2, 3, 4, 5, 9, 10],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mix(speakers: &[Speaker], outputs: usize, frame: &[f32]) -> Vec<f32> {
        let mut out = Vec::new();
        Downmix::new(speakers, outputs).apply(frame, &mut out);
        out
    }

    #[test]
    fn mono_and_stereo_pass_unchanged() {
        assert_eq!(mix(&[None], 1, &[0.3]), [0.3]);
        assert_eq!(mix(&[Some(0), Some(1)], 2, &[0.3, -0.4]), [0.3, -0.4]);
    }

    #[test]
    fn five_one_follows_bs775_and_cannot_clip() {
        let layout: Vec<Speaker> = (0..6).map(Some).collect();
        let full = mix(&layout, 2, &[1.0; 6]);
        assert!((full[0] - 1.0).abs() < 1e-6 && (full[1] - 1.0).abs() < 1e-6);
        let left = mix(&layout, 2, &[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        let centre = mix(&layout, 2, &[0.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
        let lfe = mix(&layout, 2, &[0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        assert!(left[1] == 0.0 && centre[0] == centre[1]);
        assert!((centre[0] / left[0] - FRAC_1_SQRT_2).abs() < 1e-6);
        assert_eq!(lfe, [0.0, 0.0]);
    }

    #[test]
    fn channels_without_a_place_are_all_heard() {
        for n in 3..=64 {
            let speakers = vec![None; n];
            let silent = (0..n).filter(|&i| {
                let mut frame = vec![0.0; n];
                frame[i] = 1.0;
                mix(&speakers, 2, &frame).iter().all(|&x| x == 0.0)
            });
            // Only the LFE of 5.1 and wider is left out.
            assert_eq!(silent.count(), usize::from((6..=8).contains(&n)), "{n}");
        }
    }
}

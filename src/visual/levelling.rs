//! How large the figures of scopes are drawn from moment to moment: quiet passages fill the picture, loud ones stay within.

use super::{FrameInput, Rows, trace, unit};

/// How long before and after a moment its level is measured, seconds: as in a limiter, what follows counts before it is
/// heard, so that nothing bursts out of the picture.
const BEFORE_S: f32 = 0.3;
const AFTER_S: f32 = 0.17;
/// How far the gain is smoothed to both sides, seconds.
const SMOOTH_S: f32 = 0.12;
/// The most that quiet sound is enlarged: 32 dB.
const MOST: f32 = 40.0;
/// Largest samples of a frame, as a share of what fills the picture, in a passage that fills it.
const PEAK: f32 = 1.6;
/// How much of it such a passage takes.
const FILL: f32 = 0.7;

/// The gain over the time of a trace, at rows.
#[derive(Debug)]
pub(super) struct Gain {
    /// From the row of `first` on.
    gains: Vec<f32>,
    first: i64,
    per_second: f64,
    time_s: f64,
}

/// Rows before and after a frame that the gain over the last `span_s` seconds depends on, seconds.
pub(super) fn around_s(span_s: f32) -> [f32; 2] {
    [span_s + BEFORE_S + SMOOTH_S + 0.1, AFTER_S + SMOOTH_S + 0.1]
}

impl Gain {
    /// For the last `span_s` seconds before a frame. `levelling` 0 is true to scale, 1 makes all alike.
    pub(super) fn new(frame: &FrameInput<'_>, span_s: f32, levelling: f32, gain: f32) -> Self {
        let rows = &frame.rows;
        let song = trace::gain(frame.track);
        let first = rows.number_at(frame.time_s - f64::from(span_s));
        let last = rows.number_at(frame.time_s) + 1;
        let raised = |number: i64| {
            let share = level(rows, number) * song / PEAK;
            (-levelling * libm::logf(share.max(1e-5))).min(libm::logf(MOST))
        };
        let reach = (f64::from(SMOOTH_S) * rows.per_second()) as i64;
        let raised: Vec<f32> = (first - reach..=last + reach).map(raised).collect();
        let full = song * gain * FILL;
        let smooth = |around: &[f32]| full * libm::expf(weighted(around, reach));
        Self {
            gains: raised.windows(2 * reach as usize + 1).map(smooth).collect(),
            first,
            per_second: rows.per_second(),
            time_s: frame.time_s,
        }
    }

    /// The gain at a moment, seconds from the frame's start on.
    pub(super) fn at(&self, since_s: f64) -> f32 {
        let place = ((self.time_s + since_s) * self.per_second - self.first as f64).max(0.0);
        let i = (place as usize).min(self.gains.len() - 1);
        let next = self.gains[(i + 1).min(self.gains.len() - 1)];
        self.gains[i] + (next - self.gains[i]) * (place - i as f64).min(1.0) as f32
    }
}

/// The level at a row, full scale 1: the root of the mean square of the rows' peaks around it, the near ones most.
fn level(rows: &Rows<'_>, number: i64) -> f32 {
    let [before, after] = [BEFORE_S, AFTER_S].map(|s| (f64::from(s) * rows.per_second()).max(1.0));
    let (mut sum, mut total) = (0.0f32, 1e-9f32);
    for k in -(before as i64)..=after as i64 {
        let weight = weight(k as f64 / if k < 0 { before } else { after });
        let peak = unit(rows.get(number + k).levels.peak);
        sum += weight * peak * peak;
        total += weight;
    }
    (sum / total).sqrt()
}

/// The mean of 2 · `reach` + 1 values, the middle ones most.
fn weighted(values: &[f32], reach: i64) -> f32 {
    let (mut sum, mut total) = (0.0f32, 0.0f32);
    for (k, value) in (-reach..).zip(values) {
        let weight = weight(k as f64 / (reach + 1) as f64);
        sum += weight * value;
        total += weight;
    }
    sum / total
}

/// 1 at 0, 0 at −1 and 1.
fn weight(u: f64) -> f32 {
    let rest = (1.0 - u * u).max(0.0) as f32;
    rest * rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{Levels, Row, Track},
        size::Size,
    };

    /// Gains at every frame of a song that is loud for two seconds, then quiet.
    fn gains(quiet: u16, levelling: f32) -> Vec<f32> {
        let peak = |n: usize| if n < 60 { 60_000 } else { quiet };
        let row = |n| Row { levels: Levels { peak: peak(n), ..Levels::default() }, ..Row::default() };
        let ring: Vec<Row> = (0..120).map(row).collect();
        let (rows, track) = (Rows::new(0, 30.0, &ring), Track::default());
        let size = Size::new(320, 180).unwrap();
        let at = |n: usize| {
            let time_s = n as f64 / 30.0;
            let frame = FrameInput {
                size,
                n: n as u64,
                time_s,
                row: &ring[n],
                rows,
                samples: &[],
                track: &track,
                beside: &[],
            };
            Gain::new(&frame, 0.1, levelling, 1.0).at(0.0)
        };
        (25..110).map(at).collect()
    }

    #[test]
    fn quiet_passages_are_enlarged_without_a_jump() {
        let gains = gains(2_000, 0.75);
        assert!(gains[84] > 8.0 * gains[0], "{gains:?}");
        assert!(gains.windows(2).all(|two| two[1] < 1.5 * two[0] && two[1] > two[0] / 1.5), "{gains:?}");
        assert!(gains[36] < 2.5 * gains[0], "it is enlarged slowly");
    }

    #[test]
    fn without_levelling_everything_is_true_to_scale() {
        assert!(gains(2_000, 0.0).iter().all(|gain| (gain - FILL).abs() < 1e-6));
        assert!(gains(0, 1.0).iter().all(|gain| *gain <= FILL * MOST));
    }
}

//! The period of the beat: where the envelope of onsets resembles itself.
//!
//! A tempogram of autocorrelations in windows of ten seconds, averaged, so that a tempo that drifts stays sharp;
//! weighted by the tempi that people tap, a log-Gaussian about 120 beats a minute (Ellis 2007). A period also counts what
//! twice of it shows: a beat is what has beats beside it.

use super::envelope::RATE_HZ;

/// Length of a window and distance of two, seconds.
const WINDOW_S: [usize; 2] = [10, 5];
/// Slowest and fastest beat that is looked for, per minute.
const RANGE_BPM: [f64; 2] = [40.0, 240.0];
/// The tempo that people tap, and the width of the preference, octaves.
const PRIOR_BPM: f64 = 120.0;
const PRIOR_OCTAVES: f64 = 0.9;
/// What twice the period adds.
const DOUBLE: f64 = 0.5;

/// A beat's length and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Period {
    /// Steps of the envelope.
    pub(crate) steps: f64,
    /// How much the envelope resembles itself a beat later, 0 to 1.
    pub(crate) confidence: f64,
}

/// The period of an envelope's beat; none without at least two windows' worth of growth to compare.
pub(crate) fn period(envelope: &[f32]) -> Option<Period> {
    let correlation = tempogram(envelope)?;
    let steps = |bpm: f64| 60.0 * f64::from(RATE_HZ) / bpm;
    let (shortest, longest) = (steps(RANGE_BPM[1]) as usize, steps(RANGE_BPM[0]) as usize);
    let value = |lag: usize| correlation.get(lag).copied().unwrap_or(0.0);
    let salience = |lag: usize| {
        let octaves = (steps(PRIOR_BPM) / lag as f64).log2() / PRIOR_OCTAVES;
        // The double of a period between two steps lies on any of three.
        let double = [2 * lag - 1, 2 * lag, 2 * lag + 1].map(value).into_iter().fold(f64::MIN, f64::max);
        (value(lag) + DOUBLE * double) * (-0.5 * octaves * octaves).exp()
    };
    let is_peak = |lag: &usize| value(*lag) >= value(lag - 1) && value(*lag) >= value(lag + 1);
    let best = (shortest..=longest).filter(is_peak).max_by(|a, b| salience(*a).total_cmp(&salience(*b)))?;
    // One and a half beats meet every other off-beat. Two thirds of them are a beat, and resemble more.
    let thirds = (best * 2 / 3 - 1..=best * 2 / 3 + 2).filter(|lag| *lag >= shortest).filter(is_peak);
    let beat = thirds.max_by(|a, b| value(*a).total_cmp(&value(*b))).filter(|lag| value(*lag) > value(best));
    let best = beat.unwrap_or(best);
    let (offset, height) = vertex([value(best - 1), value(best), value(best + 1)]);
    (height > 0.0).then_some(Period { steps: best as f64 + offset, confidence: height.min(1.0) })
}

/// The mean normalised autocorrelation by lag, up to twice the longest period.
fn tempogram(envelope: &[f32]) -> Option<Vec<f64>> {
    let lags = (2.0 * 60.0 * f64::from(RATE_HZ) / RANGE_BPM[0]) as usize + 2;
    let [window, hop] = WINDOW_S.map(|s| s * RATE_HZ as usize);
    let mut sums = vec![0.0; lags];
    let mut total = 0.0;
    let mut centred = Vec::with_capacity(window);
    for from in (0..envelope.len()).step_by(hop) {
        let part = &envelope[from..envelope.len().min(from + window)];
        if part.len() < window / 2 && from > 0 || part.len() < window / 4 {
            break;
        }
        let mean = part.iter().sum::<f32>() / part.len() as f32;
        centred.clear();
        centred.extend(part.iter().map(|x| x - mean));
        let power = dot(&centred, &centred);
        if power <= 0.0 {
            continue;
        }
        // A window counts by its size, not its power: a quiet verse has a beat too.
        for (lag, sum) in sums.iter_mut().enumerate().take(centred.len() / 2) {
            let pairs = centred.len() - lag;
            *sum += dot(&centred[lag..], &centred[..pairs]) / power * centred.len() as f64 / pairs as f64;
        }
        total += 1.0;
    }
    (total > 0.0).then(|| sums.into_iter().map(|sum| sum / total).collect())
}

/// A sum of products; eight running values let the compiler use vectors, in a fixed order.
fn dot(a: &[f32], b: &[f32]) -> f64 {
    let mut lanes = [0.0f32; 8];
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a.remainder().iter().zip(b.remainder()).map(|(x, y)| x * y).sum();
    for (a, b) in a.zip(b) {
        for (lane, (x, y)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += x * y;
        }
    }
    lanes.iter().map(|lane| f64::from(*lane)).sum::<f64>() + f64::from(rest)
}

/// Where the parabola through three values, the middle one the largest, has its top: offset from the middle, height.
pub(crate) fn vertex([a, b, c]: [f64; 3]) -> (f64, f64) {
    let bend = a - 2.0 * b + c;
    if bend >= 0.0 {
        return (0.0, b);
    }
    let offset = (0.5 * (a - c) / bend).clamp(-0.5, 0.5);
    (offset, b - 0.25 * (a - c) * offset)
}

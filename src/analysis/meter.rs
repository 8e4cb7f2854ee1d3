//! Powers of short cells of time, straight from the samples: K-weighted for loudness, and per channel for the stereo
//! image.
//!
//! Loudness after ITU-R BS.1770-4: two biquads per channel (a shelf for the head, a high-pass), mean square, channels
//! added up, −0.691 dB. The standard lists coefficients for 48 kHz only; here they are derived from the analogue
//! prototypes by the bilinear transform, so that every rate weighs alike. A mono song is one channel, as in the standard.

use std::{collections::VecDeque, f64::consts::PI};

/// What a 0 dBFS sine of 1 kHz gains by the weighting, dB.
const OFFSET_DB: f64 = -0.691;
/// Filter states below this are silence: the processor is slow at numbers that are nearly nothing.
const NOTHING: f64 = 1e-25;

/// Mean powers of one cell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Cell {
    /// K-weighted, the channels added up.
    pub(crate) weighted: f64,
    /// Of the left and the right channel; alike for mono.
    pub(crate) sides: [f64; 2],
    /// Mean product of left and right.
    pub(crate) cross: f64,
    /// Of the differences between samples that follow each other, both channels together: what is highest in it.
    pub(crate) air: f64,
}

/// Measures cells of 1 / `cells_hz` seconds, from sample 0 on.
#[derive(Debug)]
pub(crate) struct Meter {
    sample_rate_hz: u32,
    cells_hz: u32,
    filters: [Biquad; 2],
    last: [f64; 2],
    /// Sums of the cell that is being filled, and its number.
    sums: Cell,
    cell: u64,
    /// Samples per channel that were taken in, and at which the cell began.
    taken: u64,
    begun: u64,
    done: VecDeque<Cell>,
}

impl Meter {
    pub(crate) fn new(sample_rate_hz: u32, cells_hz: u32) -> Self {
        Self {
            sample_rate_hz,
            cells_hz,
            filters: k_weighting(f64::from(sample_rate_hz)),
            last: [0.0; 2],
            sums: Cell::default(),
            cell: 0,
            taken: 0,
            begun: 0,
            done: VecDeque::new(),
        }
    }

    /// Takes in interleaved samples of one or more channels (the first two count).
    pub(crate) fn push(&mut self, mut block: &[f32], channels: usize) {
        let channels = channels.max(1);
        while block.len() >= channels {
            let end = (u128::from(self.cell + 1) * u128::from(self.sample_rate_hz)
                / u128::from(self.cells_hz)) as u64;
            let count = ((end - self.taken) as usize).min(block.len() / channels);
            let (mine, rest) = block.split_at(count * channels);
            self.add(mine, channels);
            self.taken += count as u64;
            block = rest;
            if self.taken == end {
                self.close((end - self.begun).max(1) as f64);
                (self.cell, self.begun) = (self.cell + 1, end);
            }
        }
    }

    /// The next cell that is complete.
    pub(crate) fn pop(&mut self) -> Option<Cell> {
        self.done.pop_front()
    }

    fn add(&mut self, block: &[f32], channels: usize) {
        let right = usize::from(channels > 1);
        let (mut sums, mut last, [mut shelf, mut pass]) = (self.sums, self.last, self.filters.clone());
        for frame in block.chunks_exact(channels) {
            let x = [f64::from(frame[0]), f64::from(frame[right])];
            let y = pass.step(shelf.step(x));
            sums.weighted += y[0] * y[0] + if right > 0 { y[1] * y[1] } else { 0.0 };
            sums.sides[0] += x[0] * x[0];
            sums.sides[1] += x[1] * x[1];
            sums.cross += x[0] * x[1];
            sums.air += (x[0] - last[0]).powi(2) + (x[1] - last[1]).powi(2);
            last = x;
        }
        (self.sums, self.last, self.filters) = (sums, last, [shelf, pass]);
    }

    fn close(&mut self, samples: f64) {
        let Cell { weighted, sides, cross, air } = std::mem::take(&mut self.sums);
        self.done.push_back(Cell {
            weighted: weighted / samples,
            sides: sides.map(|sum| sum / samples),
            cross: cross / samples,
            air: air / samples,
        });
        self.filters.iter_mut().for_each(Biquad::rest);
    }
}

/// Loudness of a mean K-weighted power, LUFS; −∞ for silence.
pub(crate) fn lufs(weighted: f64) -> f64 {
    OFFSET_DB + 10.0 * weighted.log10()
}

/// Two filters in one, one per channel; transposed direct form II.
#[derive(Debug, Clone)]
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    state: [[f64; 2]; 2],
}

impl Biquad {
    fn step(&mut self, x: [f64; 2]) -> [f64; 2] {
        let ([b0, b1, b2], [a1, a2], [s1, s2]) = (self.b, self.a, self.state);
        let y = [b0 * x[0] + s1[0], b0 * x[1] + s1[1]];
        self.state = [
            [b1 * x[0] - a1 * y[0] + s2[0], b1 * x[1] - a1 * y[1] + s2[1]],
            [b2 * x[0] - a2 * y[0], b2 * x[1] - a2 * y[1]],
        ];
        y
    }

    fn rest(&mut self) {
        for state in self.state.as_flattened_mut() {
            if state.abs() < NOTHING {
                *state = 0.0;
            }
        }
    }
}

/// Shelf and high-pass of BS.1770-4; frequencies, gain and quality of the prototypes after De Man (2018).
fn k_weighting(rate_hz: f64) -> [Biquad; 2] {
    // A song of few samples a second has no room for the shelf: it begins where its sound ends.
    let warped = |hz: f64| (PI * hz.min(0.45 * rate_hz) / rate_hz).tan();
    let filter = |k: f64, q: f64, b: [f64; 3]| {
        let a0 = 1.0 + k / q + k * k;
        Biquad {
            b: b.map(|b| b / a0),
            a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
            state: [[0.0; 2]; 2],
        }
    };
    let (k, q) = (warped(1_681.974_450_955_533), 0.707_175_236_955_419_6);
    let high = 10f64.powf(3.999_843_853_973_347 / 20.0);
    let middle = high.powf(0.499_666_774_154_541_6);
    let shelf =
        filter(k, q, [high + middle * k / q + k * k, 2.0 * (k * k - high), high - middle * k / q + k * k]);
    let (k, q) = (warped(38.135_470_876_024_44), 0.500_327_037_323_877_3);
    let mut pass = filter(k, q, [0.0; 3]);
    pass.b = [1.0, -2.0, 1.0];
    [shelf, pass]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(rate: u32, channels: usize, block: usize, f: impl Fn(usize, usize) -> f64) -> Vec<Cell> {
        let x: Vec<f32> =
            (0..2 * rate as usize * channels).map(|i| f(i / channels, i % channels) as f32).collect();
        let mut meter = Meter::new(rate, 10);
        x.chunks(block * channels).for_each(|b| meter.push(b, channels));
        std::iter::from_fn(|| meter.pop()).collect()
    }

    #[test]
    fn the_standard_s_coefficients_come_out_at_48_khz() {
        let [shelf, pass] = k_weighting(48_000.0);
        let expected = [1.535_124_859_586_97, -2.691_696_189_406_38, 1.198_392_810_852_85];
        assert!(shelf.b.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-10), "{shelf:?}");
        assert!(
            (shelf.a[0] + 1.690_659_293_182_41).abs() < 1e-10
                && (shelf.a[1] - 0.732_480_774_215_85).abs() < 1e-10
        );
        assert!(
            (pass.a[0] + 1.990_047_454_833_98).abs() < 1e-10
                && (pass.a[1] - 0.990_072_250_366_21).abs() < 1e-10
        );
    }

    #[test]
    fn a_sine_of_997_hz_on_one_channel_reads_minus_3_01_lufs_at_every_rate() {
        for rate in [8_000u32, 22_050, 44_100, 48_000, 96_000, 192_000] {
            let sine = |i: usize| (2.0 * PI * 997.0 * i as f64 / f64::from(rate)).sin();
            let left = cells(rate, 2, 4_096, |i, c| if c == 0 { sine(i) } else { 0.0 });
            let mono = cells(rate, 1, 4_096, |i, _| sine(i));
            let mean = |cells: &[Cell]| {
                cells[5..].iter().map(|c| c.weighted).sum::<f64>() / (cells.len() - 5) as f64
            };
            let (left, mono) = (lufs(mean(&left)), lufs(mean(&mono)));
            // At 8 kHz the bilinear transform bends the shelf by 0.2 dB.
            let limit = if rate < 16_000 { 0.25 } else { 0.03 };
            assert!((left + 3.01).abs() < limit && (mono + 3.01).abs() < limit, "{rate}: {left} {mono}");
        }
    }

    #[test]
    fn block_sizes_do_not_matter_and_tiny_rates_stay_finite() {
        let f = |i: usize, c: usize| ((i * i + c * 37) % 1_009) as f64 / 1_009.0 - 0.5;
        assert_eq!(cells(11_025, 2, 1, f), cells(11_025, 2, 5_000, f));
        assert_eq!(cells(11_025, 2, 777, f).len(), 20);
        let slow = cells(1_000, 2, 64, |i, _| if i % 2 == 0 { 1.0 } else { -1.0 });
        assert!(slow.iter().all(|cell| cell.weighted.is_finite() && cell.weighted < 10.0), "{slow:?}");
    }
}

//! What was measured, as types: the object of `--json` is made of them.

use super::verdict::Verdict;
use crate::cli::machine::Machine;
use cymatic::render::gpu::adapter::Adapter;
use serde::Serialize;

/// Everything that a run says.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    pub(super) schema: u32,
    pub(super) version: &'static str,
    /// Whether this is an unoptimised build, whose figures say little.
    pub(super) debug_build: bool,
    pub(super) quick: bool,
    pub(super) machine: Machine,
    pub(super) gpu: Option<AdapterFacts>,
    /// Why no adapter was measured.
    pub(super) no_gpu: Option<String>,
    /// With settings; none when this build or machine can't encode.
    pub(super) encoder: Option<String>,
    pub(super) fps: f64,
    pub(super) rounds: usize,
    pub(super) round_s: f64,
    pub(super) results: Vec<Row>,
    pub(super) gpu_steps: Vec<Profile>,
    pub(super) verdict: Verdict,
}

/// The graphics adapter.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AdapterFacts {
    pub(super) name: String,
    pub(super) driver: String,
    pub(super) kind: &'static str,
    pub(super) api: String,
    pub(super) pci: String,
}

impl AdapterFacts {
    pub(super) fn of(adapter: &Adapter) -> Self {
        Self {
            name: adapter.name.clone(),
            driver: adapter.driver.clone(),
            kind: adapter.kind.as_str(),
            api: adapter.api.clone(),
            pci: adapter.pci.clone(),
        }
    }
}

/// One style at one size on one backend.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    pub(super) style: &'static str,
    pub(super) size: String,
    pub(super) width: u32,
    pub(super) height: u32,
    /// "cpu" or "gpu".
    pub(super) backend: &'static str,
    /// Bytes of a finished frame, padding included.
    pub(super) frame_bytes: usize,
    pub(super) draw: Cell,
    pub(super) read: Cell,
    pub(super) encode: Cell,
}

/// A figure, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Cell {
    Measured(Rate),
    Failed { error: String },
    Skipped { skipped: &'static str },
}

/// How many times as fast as the slowest round the fastest one may be.
const UNSTEADY: f64 = 1.25;

/// A speed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Rate {
    /// The median of the rounds.
    pub(super) frames_per_s: f64,
    pub(super) times_real_time: f64,
    /// What came back from the renderer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bytes_per_s: Option<f64>,
    /// Frames per second of each round.
    pub(super) rounds: Vec<f64>,
}

impl Rate {
    /// From the rounds' frames per second; `frame_bytes` when frames come back.
    pub(super) fn new(rounds: Vec<f64>, fps: f64, frame_bytes: Option<usize>) -> Self {
        let frames_per_s = median(rounds.clone());
        let bytes_per_s = frame_bytes.map(|bytes| frames_per_s * bytes as f64);
        Self { frames_per_s, times_real_time: frames_per_s / fps, bytes_per_s, rounds }
    }

    /// Whether its rounds differ so much that something else must have been running.
    pub(super) fn is_unsteady(&self) -> bool {
        let most = self.rounds.iter().copied().fold(f64::MIN, f64::max);
        let least = self.rounds.iter().copied().fold(f64::MAX, f64::min);
        most > least * UNSTEADY
    }
}

impl Cell {
    /// The speed, if there is one.
    pub(super) fn rate(&self) -> Option<&Rate> {
        match self {
            Self::Measured(rate) => Some(rate),
            Self::Failed { .. } | Self::Skipped { .. } => None,
        }
    }
}

/// Where the time of a frame goes on the adapter.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Profile {
    pub(super) style: &'static str,
    pub(super) size: String,
    /// Frames that are drawn at once.
    pub(super) batch: u64,
    pub(super) steps: Vec<Step>,
}

/// A step of drawing, alone and waited for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Step {
    pub(super) step: &'static str,
    pub(super) ms_per_frame: f64,
}

/// The middle one; of an even number, the mean of the two in the middle.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values[..] {
        [] => f64::NAN,
        _ if values.len() % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_not_moved_by_one_round_that_was_disturbed() {
        assert_eq!(median(vec![9.0, 10.0, 1.0]), 9.0);
        assert_eq!(median(vec![1.0, 3.0]), 2.0);
        assert!(median(Vec::new()).is_nan());
    }
}

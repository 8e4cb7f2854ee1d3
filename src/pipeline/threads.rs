//! How many threads draw and how many encode, on the cores that the process may use.

use std::{num::NonZero, thread};

/// x264's frame threads stop paying at about this many, and each costs memory.
const MOST_ENCODERS: usize = 16;

/// The split of a job's threads. Explicit, because x264's bytes depend on its thread count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threads {
    /// Threads that draw.
    pub draw: usize,
    /// Threads of the video encoder.
    pub encode: usize,
}

impl Threads {
    /// For `asked` cores, or 0 for all: as many as the scheduler and the cgroup quota grant this process.
    #[must_use]
    pub fn of(asked: usize) -> Self {
        match asked {
            0 => Self::on(thread::available_parallelism().map_or(1, NonZero::get)),
            asked => Self::on(asked),
        }
    }

    /// For a number of cores, at least one.
    ///
    /// Both kinds get one per core, and the encoder half as many again, as x264 itself would take: a frame thread often
    /// waits for the frame it predicts from. The system shares the cores among them; the frame pool holds the drawing
    /// back when it is ahead.
    #[must_use]
    pub fn on(cores: usize) -> Self {
        Self { draw: cores.max(1), encode: (cores * 3 / 2).clamp(1, MOST_ENCODERS) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_is_used() {
        assert_eq!(Threads::of(1), Threads { draw: 1, encode: 1 });
        assert_eq!(Threads::of(8), Threads::on(8), "as on a machine of so many cores");
        assert_eq!(Threads::of(64), Threads { draw: 64, encode: 16 });
        assert!(Threads::of(0).draw >= 1 && Threads::of(0).encode >= 1);
    }

    #[test]
    fn cores_are_shared_by_as_many_drawers_and_half_as_many_more_encoders() {
        let on = [0, 1, 4, 64].map(Threads::on).map(|threads| (threads.draw, threads.encode));
        assert_eq!(on, [(1, 1), (1, 1), (4, 6), (64, 16)]);
    }
}

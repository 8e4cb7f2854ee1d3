//! Promises of the analysis, on generated sound.

mod dump;

//! The GPU renderer against the CPU renderer, and against faults.

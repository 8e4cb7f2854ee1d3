//! SIGINT, SIGTERM and SIGHUP: the first asks the job to end, the second ends the process.
//!
//! A job that was asked removes its temporary file and returns within moments. Should something hold it up, the process
//! ends all the same after [`PATIENCE`], as it does at the second signal; nothing is ever left under the final name,
//! because that is given by a rename at the very end. SIGHUP counts as SIGTERM, unless it was ignored when the process
//! began, as `nohup` has it. SIGPIPE is ignored by Rust's runtime: a closed pipe is an error of the write.

use cymatic::Cancel;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

/// How long a job may take to end after it was asked to.
const PATIENCE: Duration = Duration::from_millis(1800);

/// What the signals asked for so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Signals {
    /// Cancelled at the first signal.
    pub(super) cancel: Cancel,
    exit_code: Arc<AtomicU8>,
}

impl Signals {
    /// The exit code that belongs to the first signal: 130 for SIGINT, 143 for the others.
    pub(super) fn exit_code(&self) -> Option<u8> {
        Some(self.exit_code.load(Ordering::Relaxed)).filter(|&code| code != 0)
    }
}

#[cfg(unix)]
impl Signals {
    /// Starts to listen. Without that ability (it needs a pipe and a thread), signals end the process as by default.
    pub(super) fn listen() -> Self {
        use signal_hook::{
            consts::{SIGHUP, SIGINT, SIGTERM},
            iterator::Signals as Incoming,
        };
        let this = Self::default();
        let mut wanted = vec![SIGINT, SIGTERM];
        if !was_ignored(SIGHUP) {
            wanted.push(SIGHUP);
        }
        let Ok(mut incoming) = Incoming::new(wanted) else { return this };
        let shared = this.clone();
        let listener = move || {
            for signal in incoming.forever() {
                let code = if signal == SIGINT { 130 } else { 143 };
                match shared.exit_code() {
                    None => shared.first(code),
                    Some(code) => end(code),
                }
            }
        };
        let _ = std::thread::Builder::new().name("signals".into()).spawn(listener);
        this
    }

    fn first(&self, code: u8) {
        self.exit_code.store(code, Ordering::Relaxed);
        self.cancel.cancel();
        let deadline = move || {
            std::thread::sleep(PATIENCE);
            end(code);
        };
        let _ = std::thread::Builder::new().name("patience".into()).spawn(deadline);
    }
}

#[cfg(not(unix))]
impl Signals {
    /// Nothing to listen to here: Ctrl-C ends the process, and the final name is given only at the very end.
    pub(super) fn listen() -> Self {
        Self::default()
    }
}

/// Ends the process at once.
#[cfg(unix)]
fn end(code: u8) -> ! {
    signal_hook::low_level::exit(code.into())
}

/// Whether a signal was ignored when the process began; known on Linux only.
#[cfg(unix)]
fn was_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok()).unwrap_or(0);
    mask >> (signal - 1) & 1 == 1
}

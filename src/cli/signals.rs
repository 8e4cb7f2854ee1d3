//! SIGINT, SIGTERM and SIGHUP: the first asks the job to end, the second ends the process.
//!
//! A job that was asked removes its temporary file and returns within moments. Should something hold it up, the process
//! ends all the same after [`PATIENCE`], as it does at the second signal; nothing is ever left under the final name,
//! because that is given by a rename at the very end. SIGHUP counts as SIGTERM, unless it was ignored when the process
//! began, as `nohup` has it. SIGPIPE is ignored by Rust's runtime: a closed pipe is an error of the write. SIGXFSZ is
//! made the same: a file over the limit of `ulimit -f` is an error of the write, not the end of the process.

use cymatic::Cancel;
#[cfg(unix)]
use cymatic::encode::output;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

/// How long a job may take to end after it was asked to.
const PATIENCE: Duration = Duration::from_millis(1800);

/// The exit code that belongs to the first signal; 0 before it. Of the process, as signals are.
static EXIT_CODE: AtomicU8 = AtomicU8::new(0);

/// What the signals ask for.
#[derive(Debug, Clone, Default)]
pub(super) struct Signals {
    /// Cancelled at the first signal.
    pub(super) cancel: Cancel,
}

/// The exit code of an interrupted run: 143 after SIGTERM or SIGHUP, else 130.
pub(super) fn exit_code() -> u8 {
    match EXIT_CODE.load(Ordering::Relaxed) {
        0 => 130,
        code => code,
    }
}

#[cfg(unix)]
impl Signals {
    /// Starts to listen. Without that ability (it needs a pipe and a thread), signals end the process as by default.
    pub(super) fn listen() -> Self {
        use signal_hook::{
            consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ},
            flag,
            iterator::Signals as Incoming,
        };
        let this = Self::default();
        // Nobody reads the flag: that the signal has a handler is what makes the write fail.
        let _ = flag::register(SIGXFSZ, Arc::default());
        let mut wanted = vec![SIGINT, SIGTERM];
        if !was_ignored(SIGHUP) {
            wanted.push(SIGHUP);
        }
        let Ok(mut incoming) = Incoming::new(wanted) else { return this };
        let shared = this.clone();
        let listener = move || {
            for signal in incoming.forever() {
                let code = if signal == SIGINT { 130 } else { 143 };
                match EXIT_CODE.compare_exchange(0, code, Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_) => shared.first(code),
                    Err(first) => end(first),
                }
            }
        };
        let _ = std::thread::Builder::new().name("signals".into()).spawn(listener);
        this
    }

    fn first(&self, code: u8) {
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

/// Ends the process at once, without its temporary files.
#[cfg(unix)]
fn end(code: u8) -> ! {
    output::abandon_all();
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

//! Panics become one line of text: a bug is reported as such, and never as a backtrace that nobody asked for.

use cymatic::Error;
use std::{
    any::Any,
    panic::{self, AssertUnwindSafe},
    sync::{Mutex, PoisonError},
};

/// What the latest panic of any thread said, and where.
static LATEST: Mutex<Option<String>> = Mutex::new(None);

/// Keeps panics silent and remembers what they said. With `RUST_BACKTRACE` set, they are also printed as usual.
pub(super) fn install() {
    let usual = panic::take_hook();
    let loud = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        let what = format!("{}{place}", message(info.payload()));
        *LATEST.lock().unwrap_or_else(PoisonError::into_inner) = Some(what);
        if loud {
            usual(info);
        }
    }));
}

/// Runs `work`; a panic in it is an internal error.
///
/// # Errors
/// Those of `work`, and [`Error::Internal`] for a panic.
pub(super) fn caught<T>(work: impl FnOnce() -> cymatic::Result<T>) -> cymatic::Result<T> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let latest = LATEST.lock().unwrap_or_else(PoisonError::into_inner).take();
        Err(Error::Internal(latest.unwrap_or_else(|| message(payload.as_ref()))))
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_internal_error_with_its_message() {
        let error = caught::<()>(|| panic!("boom {}", 1)).unwrap_err();
        assert_eq!(error.exit_code(), 1);
        assert!(error.to_string().contains("boom 1"), "{error}");
    }
}

//! Turns a panic inside a library into a value, without its text on standard error.
//!
//! symphonia promises "some streams may panic", and wgpu does when a device is lost while it is waited for. Unwinding is caught at each call; a panic hook installed once asks a
//! thread-local flag whether to stay silent and otherwise passes on to the hook that was there before.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// The call panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Panicked;

/// Runs `call`; what it touched must be thrown away after [`Panicked`].
pub(crate) fn catch<T>(call: impl FnOnce() -> T) -> Result<T, Panicked> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    let outer = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(call)).map_err(|_| Panicked);
    QUIET.set(outer);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_value_and_the_flag_is_restored() {
        assert_eq!(catch(|| 1), Ok(1));
        assert_eq!(catch(|| panic!("never seen")), Err::<(), _>(Panicked));
        assert!(!QUIET.get());
        assert_eq!(catch(|| catch(|| panic!("inner")).is_err() && QUIET.get()), Ok(true));
    }
}

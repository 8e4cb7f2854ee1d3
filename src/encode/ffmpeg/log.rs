//! libav's log lines, caught before they reach standard error: the last ones explain errors.
//!
//! The lines are kept per thread. An error is told on the thread on which it happened and finds its own there, not those of
//! other jobs.

use ffmpeg_next::ffi;
use std::{
    cell::RefCell,
    collections::VecDeque,
    ffi::{CStr, c_char, c_int, c_void},
    sync::Once,
};

/// How many lines are kept.
const LINES: usize = 4;

thread_local! {
    static LAST: RefCell<VecDeque<String>> = const { RefCell::new(VecDeque::new()) };
}

/// Starts libav and routes its log here. Cheap when called again.
pub(crate) fn capture() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Fills the table of error texts; the result is always Ok.
        let _ = ffmpeg_next::init();
        #[expect(unsafe_code, reason = "libav has no safe way to set the log callback")]
        // SAFETY: the callback may be called from any thread at any time and is written for that.
        unsafe {
            ffi::av_log_set_callback(Some(keep));
        }
    });
}

/// Takes the lines of this thread, oldest first, as one line.
pub(crate) fn take() -> Option<String> {
    let lines = LAST.with_borrow_mut(std::mem::take);
    (!lines.is_empty()).then(|| Vec::from(lines).join("; "))
}

/// The callback. `Args` is C's `va_list`, whose type differs between platforms and is only passed on.
#[expect(unsafe_code, reason = "called by C, calls C")]
unsafe extern "C" fn keep<Args>(source: *mut c_void, level: c_int, format: *const c_char, args: Args) {
    type FormatLine<Args> = unsafe extern "C" fn(
        *mut c_void,
        c_int,
        *const c_char,
        Args,
        *mut c_char,
        c_int,
        *mut c_int,
    ) -> c_int;
    if level > ffi::AV_LOG_ERROR {
        return;
    }
    let mut line: [c_char; 512] = [0; 512];
    let mut with_prefix: c_int = 0;
    // SAFETY: `Args` is inferred from the callback's own type, so it is the `va_list` that this function takes. The
    // line is terminated within its length.
    let line = unsafe {
        let format_line =
            std::mem::transmute::<*const (), FormatLine<Args>>(ffi::av_log_format_line2 as *const ());
        let size = line.len() as c_int;
        format_line(source, level, format, args, line.as_mut_ptr(), size, &mut with_prefix);
        CStr::from_ptr(line.as_ptr()).to_string_lossy().trim().to_owned()
    };
    if line.is_empty() {
        return;
    }
    // Fails only while the thread ends, when nobody will ask for the line.
    let _ = LAST.try_with(|last| {
        if let Ok(mut last) = last.try_borrow_mut() {
            if last.len() == LINES {
                last.pop_front();
            }
            last.push_back(line);
        }
    });
}

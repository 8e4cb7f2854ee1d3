//! What is being measured, in one line of standard error that is written over: on a terminal only.

use crate::cli::console;
use std::io::{self, IsTerminal};

/// The line.
#[derive(Debug)]
pub(super) struct Progress {
    shown: bool,
    done: usize,
    of: usize,
    /// Columns that were written.
    columns: usize,
}

impl Progress {
    /// For that many measurements.
    pub(super) fn new(wanted: bool, of: usize) -> Self {
        Self { shown: wanted && io::stderr().is_terminal(), done: 0, of, columns: 0 }
    }

    /// Begins the next measurement.
    pub(super) fn next(&mut self, what: &str) {
        self.done += 1;
        self.write(&format!("[{}/{}] {what}", self.done, self.of));
    }

    fn write(&mut self, text: &str) {
        if self.shown {
            let columns = text.chars().count();
            // Blanks over what is left of the line before: no escape codes are needed.
            console::err(&format!("\r{text}{:1$}", "", self.columns.saturating_sub(columns)));
            self.columns = columns;
        }
    }
}

impl Drop for Progress {
    /// Leaves an empty line, also when something goes wrong.
    fn drop(&mut self) {
        if self.columns > 0 {
            self.write("");
            console::err("\r");
        }
    }
}

//! The `cymatic` command from the outside: what it writes, says and returns.

mod architecture;
mod arguments;
mod batch;
mod harness;
mod names;
mod output;
mod reports;
mod script;
mod signals;
mod still_and_info;
mod video;

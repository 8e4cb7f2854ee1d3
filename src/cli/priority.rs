//! A render that somebody waits for at the machine steps back behind what they do meanwhile; one in a batch, a script or
//! a container is why the machine is there.

use super::machine::is_container;
use std::io::{self, IsTerminal};

/// How far it steps back, of 19.
const STEP: i32 = 5;

/// Whether somebody waits for a render of so many songs, with other things to do: one video, from a terminal.
pub(super) fn somebody_waits(songs: usize) -> bool {
    let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    steps_back(songs, terminal, is_container(|name| std::env::var_os(name).is_some()))
}

/// Lowers the priority of this process; says so.
pub(super) fn lower() -> Option<String> {
    nice().then(|| format!("priority: lowered by {STEP}, as it runs from a terminal"))
}

fn steps_back(songs: usize, terminal: bool, contained: bool) -> bool {
    songs == 1 && terminal && !contained
}

/// Whether the system did it.
fn nice() -> bool {
    #[cfg(unix)]
    return rustix::process::nice(STEP).is_ok();
    #[cfg(not(unix))]
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_video_that_somebody_waits_for_steps_back() {
        assert!(steps_back(1, true, false));
        assert!(!steps_back(2, true, false) && !steps_back(1, false, false) && !steps_back(1, true, true));
    }
}

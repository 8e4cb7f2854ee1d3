//! Questions that could crash or hang whoever asks them, answered by a child process.
//!
//! The child is this program again, with `doctor --probe QUESTION`; its answer is one line of JSON. What drivers write
//! to the streams stays in the pipes.

use super::{adapters, encoders};
use cymatic::{Error, Result};
use serde::de::DeserializeOwned;
use std::{
    fmt,
    io::Read,
    process::{Child, Command, ExitStatus, Stdio},
    str::FromStr,
    sync::mpsc::{Receiver, sync_channel},
    time::Duration,
};

/// How long an answer may take. The renderer gives up on a stuck adapter earlier, and says more.
const PATIENCE: Duration = Duration::from_secs(45);

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Probe {
    /// Which adapters are there, and which one would be taken?
    Adapters,
    /// Does the adapter of that number draw?
    Adapter(usize),
    /// Can that library be loaded?
    Library(String),
    /// Does that encoder work?
    Encoder(String),
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Adapters => write!(f, "adapters"),
            Self::Adapter(number) => write!(f, "adapter={number}"),
            Self::Library(name) => write!(f, "library={name}"),
            Self::Encoder(name) => write!(f, "encoder={name}"),
        }
    }
}

impl FromStr for Probe {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let unknown = || Error::usage(format!("'{text}' is no question of the doctor"));
        Ok(match text.split_once('=') {
            None if text == "adapters" => Self::Adapters,
            Some(("adapter", number)) => Self::Adapter(number.parse().map_err(|_| unknown())?),
            Some(("library", name)) => Self::Library(name.into()),
            Some(("encoder", name)) => Self::Encoder(name.into()),
            _ => return Err(unknown()),
        })
    }
}

impl Probe {
    /// The answer, in this process.
    ///
    /// # Errors
    /// None but bugs: an adapter or encoder that fails is an answer.
    pub(super) fn answer(&self) -> Result<String> {
        let json = match self {
            Self::Adapters => serde_json::to_string(&adapters::list()),
            Self::Adapter(number) => serde_json::to_string(&adapters::draw(*number)),
            Self::Library(name) => serde_json::to_string(&load(name)),
            Self::Encoder(name) => serde_json::to_string(&encoders::try_one(name)),
        };
        json.map_err(|e| Error::Internal(e.to_string()))
    }

    /// The answer of a child process, or in words what became of it.
    pub(super) fn ask<T: DeserializeOwned>(&self) -> Result<T, String> {
        let program = std::env::current_exe().map_err(|e| format!("this program can't be found: {e}"))?;
        let mut command = Command::new(program);
        command.args(["doctor", "--probe", &self.to_string()]);
        ask(command, PATIENCE)
    }
}

/// Runs a command that prints one line of JSON.
fn ask<T: DeserializeOwned>(mut command: Command, patience: Duration) -> Result<T, String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| format!("no process can be started: {e}"))?;
    let (told, complained) = (read_all(child.stdout.take()), read_all(child.stderr.take()));
    let Ok(told) = told.recv_timeout(patience) else {
        return Err(give_up(&mut child, patience));
    };
    let status = child.wait().map_err(|e| e.to_string())?;
    // A driver may have said something before.
    let answer = told.lines().next_back().and_then(|line| serde_json::from_str(line).ok());
    answer.filter(|_| status.success()).ok_or_else(|| {
        let complaint = complained.recv_timeout(patience).unwrap_or_default();
        let last = complaint.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
        let last = last.trim_start_matches("cymatic: error: ");
        format!("{}{}{last}", ending(status), if last.is_empty() { "" } else { ": " })
    })
}

/// Ends a child that doesn't answer. One that hangs in the kernel survives that, so nobody waits for it.
fn give_up(child: &mut Child, patience: Duration) -> String {
    let _ = child.kill();
    format!("no answer within {} s", patience.as_secs())
}

/// Reads a pipe to its end on a thread of its own: a full pipe would stop the child.
fn read_all(pipe: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = sync_channel(1);
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

/// How a child ended that gave no answer.
fn ending(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("crashed with signal {signal}");
    }
    match status.code() {
        Some(code) => format!("ended with code {code}"),
        None => "ended without an answer".into(),
    }
}

/// Loads a library, and in words why it can't be.
#[cfg(unix)]
fn load(name: &str) -> Result<(), String> {
    #[expect(unsafe_code, reason = "loading a library runs its code, which is what is to be tried")]
    // SAFETY: this process does nothing else, and nobody relies on it.
    let loaded = unsafe { libloading::Library::new(name) };
    loaded.map(std::mem::forget).map_err(|e| match std::error::Error::source(&e) {
        Some(cause) => cause.to_string(),
        None => e.to_string(),
    })
}

#[cfg(not(unix))]
fn load(_: &str) -> Result<(), String> {
    Err("libraries aren't asked for on this system".into())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, patience: Duration) -> Result<u32, String> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        ask(command, patience)
    }

    #[test]
    fn an_answer_is_told_apart_from_a_crash_a_failure_and_silence() {
        let long = Duration::from_secs(60);
        assert_eq!(shell("echo noise >&2; echo noise; echo 7", long), Ok(7));
        assert_eq!(shell("kill -11 $$", long), Err("crashed with signal 11".into()));
        assert_eq!(shell("echo 7; kill -6 $$", long), Err("crashed with signal 6".into()));
        assert_eq!(
            shell("echo cymatic: error: boom >&2; exit 3", long),
            Err("ended with code 3: boom".into())
        );
        assert_eq!(shell("exec sleep 60", Duration::from_millis(1)), Err("no answer within 0 s".into()));
        assert_eq!(shell("head -c 300000 /dev/zero >&2; echo 7", long), Ok(7));
    }

    #[test]
    fn questions_read_as_they_are_written() {
        for probe in [
            Probe::Adapters,
            Probe::Adapter(3),
            Probe::Library("/a=b/lib.so".into()),
            Probe::Encoder("libx264".into()),
        ] {
            assert_eq!(probe.to_string().parse::<Probe>().ok(), Some(probe));
        }
        assert!("adapter=x".parse::<Probe>().is_err() && "".parse::<Probe>().is_err());
    }

    #[test]
    fn a_library_that_is_not_there_is_named() {
        assert!(load("libnothing-of-the-kind.so.9").unwrap_err().contains("libnothing-of-the-kind.so.9"));
    }
}

//! The closed set of ways a job can fail, each with the exit code that scripts rely on.

use std::{any::Any, path::PathBuf};

/// A result of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a job failed. Messages name the file and the cause; [`Error::hint`] names the next step.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An argument or setting can't be used.
    #[error("{message}")]
    Usage {
        /// What is wrong, in one line.
        message: String,
        /// What to do instead.
        hint: Option<String>,
    },
    /// The input was read, but holds no audio that can be decoded.
    #[error("{}: {reason}", path.display())]
    NotDecodable {
        /// The input.
        path: PathBuf,
        /// Why, in one line.
        reason: String,
    },
    /// A picture or a font was read, but can't be used.
    #[error("{}: {reason}", path.display())]
    Asset {
        /// The file.
        path: PathBuf,
        /// Why, in one line.
        reason: String,
        /// What to do instead.
        hint: &'static str,
    },
    /// The input is missing, unreadable or not a regular file.
    #[error("{}: {reason}", path.display())]
    Input {
        /// The input.
        path: PathBuf,
        /// Why, in one line.
        reason: String,
    },
    /// The output can't be written.
    #[error("{}: {reason}", path.display())]
    Output {
        /// The output.
        path: PathBuf,
        /// Why, in one line.
        reason: String,
    },
    /// No usable graphics adapter, or it failed.
    #[error("{0}")]
    Gpu(String),
    /// The encoder can't be opened, or failed.
    #[error("encoder {encoder}: {reason}")]
    Encoder {
        /// The encoder's FFmpeg name.
        encoder: String,
        /// Why, in one line.
        reason: String,
    },
    /// A signal or a [`crate::Cancel`] asked for the end.
    #[error("interrupted")]
    Interrupted,
    /// A bug of this program.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Error {
    /// A panic that was caught, by its payload.
    pub(crate) fn panicked(stage: &str, panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Self::Internal(format!("the {stage} panicked: {text}"))
    }

    /// A usage error without a hint.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: None }
    }

    /// A usage error with the next step.
    #[must_use]
    pub fn usage_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: Some(hint.into()) }
    }

    /// An error of the file system on the output's side.
    #[must_use]
    pub fn output(path: impl Into<PathBuf>, cause: impl std::fmt::Display) -> Self {
        Self::Output { path: path.into(), reason: cause.to_string() }
    }

    /// The process exit code: 2 to 4 never succeed when tried again, 5 to 7 may elsewhere.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Internal(_) => 1,
            Self::Usage { .. } => 2,
            Self::NotDecodable { .. } | Self::Asset { .. } => 3,
            Self::Input { .. } => 4,
            Self::Output { .. } => 5,
            Self::Gpu(_) => 6,
            Self::Encoder { .. } => 7,
            Self::Interrupted => 130,
        }
    }

    /// The next step for the person, if there is one to name.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Usage { hint, .. } => hint.as_deref(),
            Self::Asset { hint, .. } => Some(hint),
            Self::NotDecodable { .. } => Some("`cymatic formats` lists what can be read"),
            _ => None,
        }
    }
}

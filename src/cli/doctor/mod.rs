//! `cymatic doctor`: what draws and encodes on this machine, and what to do about what is missing.
//!
//! ```text
//! doctor ─▶ probe: a child process per adapter, library and encoder ─┐
//!        ─▶ linux: driver files, device nodes, cards, variables ─────┼─▶ findings ─▶ text | JSON
//!        ─▶ system: processor, memory, temporary folder ─────────────┘
//! ```
//!
//! Drivers are asked in child processes: one that crashes, hangs or writes to the terminal spoils its own answer only.

mod adapters;
mod encoders;
mod graphics;
mod linux;
mod probe;
mod system;
mod text;

use super::{args::DoctorArgs, console};
use cymatic::{Error, Result};
pub(super) use probe::Probe;

/// All that was seen, and what follows from it.
#[derive(Debug, serde::Serialize)]
struct Report {
    schema: u32,
    verdict: Verdict,
    findings: Vec<Finding>,
    graphics: graphics::Graphics,
    encoders: encoders::Encoders,
    system: system::System,
}

/// Something that is missing or broken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
struct Finding {
    /// Its name for programs.
    id: &'static str,
    /// What is wrong, in one line.
    problem: String,
    /// What to do, in one line.
    remedy: String,
}

impl Finding {
    fn new(id: &'static str, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { id, problem: problem.into(), remedy: remedy.into() }
    }
}

/// What a render without options would use.
#[derive(Debug, serde::Serialize)]
struct Verdict {
    draws_on: String,
    encodes_with: String,
}

/// Looks around and tells what there is. What is missing is told, too, and is no error.
///
/// # Errors
/// None but bugs.
pub(super) fn run(args: &DoctorArgs) -> Result<u8> {
    if let Some(probe) = &args.probe {
        console::out(&(probe.answer()? + "\n"));
        return Ok(0);
    }
    let (graphics, encoders) = (graphics::Graphics::look(), encoders::Encoders::look());
    let system = system::System::look()?;
    let mut findings = graphics.findings();
    findings.extend(encoders.findings(graphics.linux.as_ref()));
    let verdict = Verdict { draws_on: graphics.draws_on(), encodes_with: encoders.encodes_with() };
    let report = Report { schema: 1, verdict, findings, graphics, encoders, system };
    if args.json {
        let json = serde_json::to_string_pretty(&report).map_err(|e| Error::Internal(e.to_string()))?;
        console::out(&(json + "\n"));
    } else {
        console::out(&text::in_full(&report));
    }
    Ok(0)
}

//! The sound track, made on a thread of its own: the song is decoded and encoded while the picture is.
//!
//! The thread runs ahead by a second at most. Each step of it says how far the track has come, so what is in the file,
//! and where, depends on the times of the picture alone, whatever the threads do.

use super::aac::Aac;
use crate::error::{Error, Result};
use ffmpeg_next::Packet;
use std::{
    sync::mpsc::{Receiver, sync_channel},
    thread::{self, JoinHandle},
};

/// Steps that may wait: two for each block of 1,024 samples.
const DEPTH: usize = 64;

/// What the thread tells, in order.
pub(super) enum Step {
    /// The next packet.
    Packet(Packet),
    /// So many samples per channel were encoded.
    Sent(u64),
}

/// The track as it is handed to the muxer.
pub(super) struct Sound {
    /// None only while this is dropped.
    steps: Option<Receiver<Step>>,
    /// None once it was joined.
    thread: Option<JoinHandle<Result<()>>>,
    rate_hz: u32,
    /// Samples per channel of the whole track, and how many of them were encoded.
    total: u64,
    sent: u64,
}

impl Sound {
    /// Starts the thread.
    pub(super) fn start(aac: Aac) -> Result<Self> {
        let (rate_hz, total) = (aac.rate_hz(), aac.total());
        let (sender, steps) = sync_channel(DEPTH);
        let thread = thread::Builder::new()
            .name("sound".into())
            .spawn(move || aac.run(|step| sender.send(step).is_ok()))
            .map_err(|e| Error::Internal(format!("can't start a thread: {e}")))?;
        Ok(Self { steps: Some(steps), thread: Some(thread), rate_hz, total, sent: 0 })
    }

    /// Samples per second of the track.
    pub(super) fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// Samples per channel of the whole track.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Waits until `target` samples of the track were encoded, or all; packets go to `write`.
    pub(super) fn advance(&mut self, target: u64, mut write: impl FnMut(Packet) -> Result<()>) -> Result<()> {
        while self.sent < target.min(self.total) {
            match self.next() {
                Some(Step::Packet(packet)) => write(packet)?,
                Some(Step::Sent(samples)) => self.sent = samples,
                None => {
                    self.join()?;
                    return Err(Error::Internal(format!("the sound ended after {} samples", self.sent)));
                }
            }
        }
        Ok(())
    }

    /// Takes all that is left, and what the encoder held.
    pub(super) fn finish(&mut self, mut write: impl FnMut(Packet) -> Result<()>) -> Result<()> {
        while let Some(step) = self.next() {
            if let Step::Packet(packet) = step {
                write(packet)?;
            }
        }
        self.join()
    }

    /// The next step; none when the thread has ended, for better or worse.
    fn next(&self) -> Option<Step> {
        self.steps.as_ref()?.recv().ok()
    }

    /// How the thread ended.
    fn join(&mut self) -> Result<()> {
        let Some(thread) = self.thread.take() else { return Ok(()) };
        thread.join().unwrap_or_else(|panic| Err(Error::panicked("sound", &*panic)))
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        // A thread whose steps nobody takes ends; what it says then is of no use to a job that failed.
        self.steps = None;
        let _ = self.join();
    }
}

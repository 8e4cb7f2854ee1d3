//! The sound track, made on a thread of its own: the song is decoded and encoded while the picture is.
//!
//! The thread runs ahead by some blocks and tells after each of them how far the track has come, so what is in the file, and
//! where, depends on the times of the picture alone, whatever the threads do.

use super::aac::{Aac, Step};
use crate::{
    cancel::Cancel,
    error::{Error, Result},
};
use ffmpeg_next::Packet;
use std::{
    sync::mpsc::{Receiver, sync_channel},
    thread::{self, JoinHandle},
};

/// Steps that may wait: two for each block of 1,024 samples.
const DEPTH: usize = 64;

/// The track as it is handed to the muxer.
pub(super) struct Sound {
    /// None only while this is dropped.
    steps: Option<Receiver<Step>>,
    /// None once it was joined.
    thread: Option<JoinHandle<Result<()>>>,
    /// Ends the thread, and nothing else.
    cancel: Cancel,
    rate_hz: u32,
    /// Samples per channel of the whole track, and how many of them were taken, as packets.
    total: u64,
    sent: u64,
}

impl Sound {
    /// Starts the thread.
    pub(super) fn start(aac: Aac) -> Result<Self> {
        Self::start_as(aac, DEPTH)
    }

    fn start_as(aac: Aac, depth: usize) -> Result<Self> {
        let cancel = aac.cancel().clone();
        let (rate_hz, total) = (aac.rate_hz(), aac.total());
        let (sender, steps) = sync_channel(depth);
        let thread = thread::Builder::new()
            .name("sound".into())
            .spawn(move || aac.run(|step| sender.send(step).is_ok()))
            .map_err(|e| Error::Internal(format!("can't start a thread: {e}")))?;
        Ok(Self { steps: Some(steps), thread: Some(thread), cancel, rate_hz, total, sent: 0 })
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
        // The thread may be on its way to where the track begins, or wait for room. What it says of its end is of no use to a
        // job that failed.
        self.cancel.cancel();
        self.steps = None;
        let _ = self.join();
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Encoding, Spec},
        *,
    };
    use crate::{audio::Song, cancel::Cancel, size::Size, time::Fps};

    /// The track of so many samples of the demo song, which has 24 s; so many steps may wait.
    fn of(samples: u64, depth: usize) -> Sound {
        crate::ffmpeg::ready().unwrap();
        let song = Song::demo();
        let spec = Spec {
            song: &song,
            size: Size::new(32, 18).unwrap(),
            fps: Fps::new(30, 1).unwrap(),
            frames: 0..1,
            samples: 0..samples,
            encoding: &Encoding::default(),
            threads: 1,
            lookahead: None,
            cancel: &Cancel::default(),
        };
        Sound::start_as(Aac::open(&spec).unwrap(), depth).unwrap()
    }

    #[test]
    fn packets_come_as_far_as_they_are_asked_for_and_then_all() {
        let mut sound = of(48_000, DEPTH);
        let mut packets = Vec::new();
        let mut write = |packet: Packet| {
            packets.push(packet.pts().unwrap());
            Ok(())
        };
        sound.advance(24_000, &mut write).unwrap();
        assert!((24_000..24_000 + 1_024).contains(&sound.sent), "{}", sound.sent);
        sound.finish(&mut write).unwrap();
        // Whole blocks from one before the start, which nobody hears, to the end.
        assert!(packets.windows(2).all(|two| two[1] - two[0] == 1_024), "{packets:?}");
        assert!(packets[0] == -1_024 && packets.last().unwrap() + 1_024 >= 48_000, "{packets:?}");
    }

    #[test]
    fn what_ended_the_thread_is_told() {
        let mut longer = of(25 * 48_000, DEPTH);
        let error = longer.advance(u64::MAX, |_| Ok(())).unwrap_err().to_string();
        assert!(error.contains("became shorter"), "{error}");
    }

    #[test]
    fn a_thread_whose_steps_nobody_takes_ends() {
        // Without room to wait in, it stands at its first step.
        let sound = of(24 * 48_000, 0);
        let cancel = sound.cancel.clone();
        drop(sound);
        assert!(cancel.is_cancelled());
    }
}

//! From a decoder's steps to clean blocks of one or two channels: the gate in action.

use super::{
    Report,
    decode::{Decode, Ending, Facts, Pcm, Speaker, Step},
    downmix::Downmix,
    gate::{self, Timeline},
};
use crate::{
    error::{Error, Result},
    ffmpeg,
};
use std::{
    fmt,
    path::{Path, PathBuf},
};

#[cfg(feature = "ffmpeg")]
use super::resample::{self, Resampler};

/// Most samples per channel that one block holds.
const BLOCK: usize = 64 << 10;
/// A block this full is handed out.
const ENOUGH: usize = 16 << 10;
/// Sample rates in one file may differ by no more than this factor.
const WIDEST_RATIO: u32 = 16;

/// Reads a song from its start: one or two channels, interleaved, finite, within ±8.
pub struct Reader {
    decoder: Box<dyn Decode>,
    facts: Facts,
    path: PathBuf,
    rate_hz: u32,
    channels: usize,
    pcm: Pcm,
    /// Format of the last sound, and how it is mixed.
    source: (u32, Vec<Speaker>),
    downmix: Downmix,
    #[cfg(feature = "ffmpeg")]
    resampler: Option<Resampler>,
    timeline: Timeline,
    /// Finished samples that did not fit into a block.
    rest: Vec<f32>,
    /// Samples of silence due before anything else.
    silence: u64,
    /// Lost samples that become silence if more sound follows.
    owed: u64,
    /// Silence in place of lost sound so far, samples.
    lost: u64,
    changes: u32,
    ended: bool,
    cut: bool,
    report: Report,
}

impl Reader {
    pub(super) fn new(
        decoder: Box<dyn Decode>,
        facts: Facts,
        path: &Path,
        (rate_hz, channels): (u32, usize),
        warnings: Vec<String>,
    ) -> Self {
        Self {
            decoder,
            facts,
            path: path.to_owned(),
            rate_hz,
            channels,
            pcm: Pcm { rate_hz, ..Pcm::default() },
            source: (0, Vec::new()),
            downmix: Downmix::new(&[], 0),
            #[cfg(feature = "ffmpeg")]
            resampler: None,
            timeline: Timeline::default(),
            rest: Vec::new(),
            silence: 0,
            owed: 0,
            lost: 0,
            changes: 0,
            ended: false,
            cut: false,
            report: Report { warnings, ..Report::default() },
        }
    }

    /// Replaces `block` by the next interleaved samples (never more than 64 Ki frames); false at the end.
    ///
    /// # Errors
    /// [`Error::NotDecodable`] when the gate closes: nothing decoded, or more than half of the packets bad;
    /// [`Error::Input`] when the file can't be read on.
    pub fn read(&mut self, block: &mut Vec<f32>) -> Result<bool> {
        block.clear();
        loop {
            let room = BLOCK - block.len() / self.channels;
            if self.silence > 0 {
                let n = self.silence.min(room as u64);
                block.resize(block.len() + n as usize * self.channels, 0.0);
                self.silence -= n;
            } else if !self.rest.is_empty() {
                let n = self.rest.len().min(room * self.channels);
                block.extend(self.rest.drain(..n));
            }
            let due = self.silence > 0 || !self.rest.is_empty();
            if block.len() >= ENOUGH * self.channels || (self.ended && !due) {
                break;
            }
            if !due {
                self.advance(block)?;
            }
        }
        self.report.samples += (block.len() / self.channels) as u64;
        if block.is_empty() {
            return self.finish().map(|()| false);
        }
        Ok(true)
    }

    /// What was met so far.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// One step of the decoder; its sound goes into `block` if it fits, else waits.
    fn advance(&mut self, block: &mut Vec<f32>) -> Result<()> {
        match self.decoder.step(&mut self.pcm) {
            Step::Sound { at } => {
                self.report.packets += 1;
                self.report.repaired_samples += gate::repair(&mut self.pcm.samples);
                self.follow_format()?;
                let frames = self.pcm.frames() as u64;
                let gap = self.timeline.gap_before(at, self.pcm.rate_hz);
                self.timeline.advance(gap + frames);
                self.owe(gap);
                self.lost += self.owed;
                self.silence += std::mem::take(&mut self.owed);
                let direct = self.silence == 0 && self.rest.is_empty() && self.pcm.rate_hz == self.rate_hz;
                if direct && block.len() / self.channels + self.pcm.frames() <= BLOCK {
                    self.downmix.apply(&self.pcm.samples, block);
                } else {
                    self.deliver_later();
                }
            }
            Step::Lost { frames } => {
                self.report.packets += 1;
                self.report.bad_packets += 1;
                self.timeline.advance(frames);
                self.owe(frames);
            }
            Step::Chained { declared } => {
                self.timeline.restart();
                self.facts.declared = self.facts.declared.zip(declared).map(|(a, b)| a.saturating_add(b));
            }
            Step::End(ending) => {
                self.ended = true;
                #[cfg(feature = "ffmpeg")]
                self.end_resampling();
                match ending {
                    Ending::Complete => {}
                    Ending::Cut => self.cut = true,
                    Ending::Unreadable(error) => {
                        return Err(Error::Input { path: self.path.clone(), reason: error.to_string() });
                    }
                }
            }
        }
        Ok(())
    }

    /// Notes lost sound, given at the source's rate.
    fn owe(&mut self, frames: u64) {
        let due = u128::from(frames) * u128::from(self.rate_hz) / u128::from(self.pcm.rate_hz.max(1));
        self.owed += due as u64;
    }

    /// Mixes the current sound, brings it to the song's rate and keeps it for the next block.
    fn deliver_later(&mut self) {
        #[cfg(feature = "ffmpeg")]
        if let Some(resampler) = &mut self.resampler {
            let mut mixed = Vec::with_capacity(self.pcm.frames() * self.channels);
            self.downmix.apply(&self.pcm.samples, &mut mixed);
            if !mixed.is_empty() && resampler.run(&mixed, &mut self.rest).is_err() {
                self.report.bad_packets += 1;
            }
            return;
        }
        self.downmix.apply(&self.pcm.samples, &mut self.rest);
    }

    /// Adapts to the format of the current sound.
    fn follow_format(&mut self) -> Result<()> {
        if (self.pcm.rate_hz, &self.pcm.speakers) == (self.source.0, &self.source.1) {
            return Ok(());
        }
        let (rate_hz, channels) = (self.pcm.rate_hz, self.pcm.speakers.len());
        if let Some(reason) = gate::refusal(rate_hz, channels) {
            return Err(self.refuse(reason));
        }
        let at = gate::seconds(self.report.samples, self.rate_hz);
        let (old_rate, old_channels) = (self.source.0, self.source.1.len());
        let first = old_channels == 0;
        if first && channels > 8 && self.pcm.speakers.iter().all(Option::is_none) {
            self.report.warnings.push(format!(
                "{channels} channels without a layout: 1, 3, 5, … go left, 2, 4, 6, … go right"
            ));
        }
        let mut changes = Vec::new();
        if !first && old_rate != rate_hz {
            changes.push(format!("sample rate changes from {old_rate} to {rate_hz} Hz"));
        }
        if !first && old_channels != channels {
            changes.push(format!("channels change from {old_channels} to {channels}"));
        }
        if old_rate != rate_hz {
            self.resample_from(rate_hz, &at)?;
            self.timeline.restart();
        }
        if !changes.is_empty() {
            self.changes += 1;
            if self.changes <= 3 {
                self.report
                    .warnings
                    .push(format!("{} about {at}: brought to the first format", changes.join(", ")));
            }
        }
        if !first && old_rate != rate_hz {
            self.facts.declared = None;
        }
        self.downmix = Downmix::new(&self.pcm.speakers, self.channels);
        self.source = (rate_hz, self.pcm.speakers.clone());
        Ok(())
    }

    /// Prepares the way from a sample rate to the song's.
    #[cfg_attr(
        not(feature = "ffmpeg"),
        expect(clippy::needless_pass_by_ref_mut, reason = "it resamples with FFmpeg")
    )]
    fn resample_from(&mut self, rate_hz: u32, at: &str) -> Result<()> {
        let (low, high) = (rate_hz.min(self.rate_hz), rate_hz.max(self.rate_hz));
        if high / low > WIDEST_RATIO {
            return Err(self.refuse(format!("sample rate jumps to {rate_hz} Hz about {at}")));
        }
        if rate_hz != self.rate_hz
            && let Err(lack) = ffmpeg::ready()
        {
            let reason =
                format!("sample rate changes to {rate_hz} Hz about {at}: that needs FFmpeg, which {lack}");
            return Err(self.refuse(reason));
        }
        #[cfg(feature = "ffmpeg")]
        {
            self.end_resampling();
            if rate_hz != self.rate_hz {
                let resampler = Resampler::new(resample::layout(self.channels), rate_hz, self.rate_hz);
                let failed = |_| self.refuse(format!("no way from {rate_hz} Hz to {} Hz", self.rate_hz));
                self.resampler = Some(resampler.map_err(failed)?);
            }
        }
        Ok(())
    }

    /// Keeps what the resampler still holds, and drops it.
    #[cfg(feature = "ffmpeg")]
    fn end_resampling(&mut self) {
        if let Some(mut resampler) = self.resampler.take()
            && resampler.run(&[], &mut self.rest).is_err()
        {
            self.report.bad_packets += 1;
        }
    }

    /// The verdict, once all was read.
    fn finish(&mut self) -> Result<()> {
        let report = &self.report;
        if report.samples == 0 || report.samples == self.lost {
            return Err(self.refuse("no sound could be decoded".into()));
        }
        if gate::hopeless(report.bad_packets, report.packets) {
            let reason = format!("{} of {} packets are damaged", report.bad_packets, report.packets);
            return Err(self.refuse(reason));
        }
        let mut warnings = Vec::new();
        if report.bad_packets > 0 {
            warnings.push(format!("{} of {} packets are damaged", report.bad_packets, report.packets));
        }
        if self.lost > u64::from(self.rate_hz) / 100 {
            warnings.push(format!("{} of lost sound became silence", gate::seconds(self.lost, self.rate_hz)));
        }
        if report.repaired_samples > 0 {
            warnings.push(format!(
                "{} samples were not finite or far beyond full scale",
                report.repaired_samples
            ));
        }
        let told = report.warnings.iter().any(|w| w.starts_with("file ends early"));
        let missing = self.facts.declared.filter(|&all| report.samples + self.facts.tolerance < all);
        if (self.cut || missing.is_some()) && !told {
            let of =
                missing.map(|all| format!(" of {}", gate::seconds(all, self.rate_hz))).unwrap_or_default();
            warnings.push(format!("file ends early at {}{of}", gate::seconds(report.samples, self.rate_hz)));
        }
        // Reading on after the end tells nothing twice.
        warnings.retain(|warning| !self.report.warnings.contains(warning));
        self.report.warnings.append(&mut warnings);
        Ok(())
    }

    fn refuse(&self, reason: String) -> Error {
        Error::NotDecodable { path: self.path.clone(), reason }
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("path", &self.path)
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}

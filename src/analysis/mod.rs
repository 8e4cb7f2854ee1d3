//! From samples to what a style sees: band heights and levels per frame, for the whole song.
//!
//! ```text
//! samples ─ pyramid ─▶ 3 sample rates ─ transform ─▶ 3 spectra ─ bands ─▶ levels ─ gate, fade ─▶ Spectrogram
//! scan:     Spectrogram at 30 Hz  ─ histograms ─▶ what heights are measured against ─┐
//!           onset strength at 120 Hz ─ beats; K-weighting ─ loudness; novelty ─ sections ─┴▶ Reference
//! analyze:  Spectrogram at 240 Hz ─ scale ─▶ heights ─ motion ─▶ sampled by frames ─▶ Row ─▶ Tables
//! ```
//!
//! Two passes. [`scan`] reads the song cheaply and fixes the reference that all heights are measured against;
//! [`analyze`] reads it again and writes one [`Row`] per frame. Both are pure functions of the samples and settings:
//! in order, from sample 0, so a range of frames holds the same bytes as the whole. A second thread decodes ahead.
//!
//! - **Time.** Everything moves on a fixed grid of 240 Hz, in seconds; frames sample it at their exact start, linearly
//!   between steps. Windows are centred on the step, so bars don't lag; long windows are gated by shorter ones, so
//!   bars don't lead either (a burst passes 10 % of its height at most 8 ms before it starts).
//! - **Frequency.** Bands are logarithmic with fractional edges, read from the window that suits them. A full-scale
//!   sine reads 0 dB, then a slope of 3 dB per octave about 1 kHz; measured over 40 Hz to 16 kHz and 28 to 512 bands
//!   a tone stays within −0.31 and +0.00 dB of that.
//! - **Height.** dB over a range of 45 to 50 under the song's own top. The constants were set by eye and by figures on
//!   orchestral, electronic, jazz and chiptune music and on speech: in loud passages the tallest bar's median is 0.75
//!   to 0.86, the median bar's 0.3 to 0.6, and less than 0.5 % of the bars are above 0.95. Bands that a song has little
//!   of are lifted (by 80 % of what they lack to the song's median, 16 dB at most), quiet passages, too (by 40 % of what
//!   they lack to the loud ones, 6 dB at most), and what changes stands out from what is held: on six songs bars move
//!   30 to 60 % more from frame to frame than levels do.
//!
//! Cost per minute of stereo at 44.1 kHz with 64 bands, one core: 0.05 s for the scan, 0.22 s for the rows. Rejected:
//! transforms of the song's own rate (the bass window's 32,768 points alone take 63 us, 60 times a second: 0.23 s per
//! minute), Hann windows (their side lobes show as bars), a third pass for the strength of onsets (the second ranks
//! them as it goes).

mod ahead;
mod bands;
mod beats;
mod envelope;
mod follower;
mod gate;
mod glance;
mod hearing;
mod histogram;
mod kept;
mod lanes;
mod levels;
mod listening;
mod loudness;
mod meter;
mod motion;
mod onset;
mod peaks;
mod percussive;
mod pyramid;
mod reference;
mod rhythm;
mod rows;
mod scale;
mod scan;
mod sections;
mod spectrogram;
mod spill;
mod stereo;
mod tables;
mod tempo;
#[cfg(test)]
mod tests;
mod track;
mod transform;

use crate::{
    audio::{Report, Song},
    cancel::Cancel,
    error::{Error, Result},
    time::Fps,
};
pub use hearing::{Fall, PARAMS, Weighting, Window};
use kept::Kept;
pub use listening::{AUDIBLE_HZ, BandScale, LEVELS_DB, Listening};
use std::sync::{Mutex, PoisonError};
pub use stereo::Stereo;
pub(crate) use tables::most_memory_bytes;
pub use tables::{Extent, TableWriter, Tables, tables, tables_of};
pub use track::{Column, Overview, Track, track};

/// What a style asks of the analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Number of bands, 1 to 512.
    pub bands: usize,
    /// How slowly bars fall and how much neighbours pull each other, 0 to 1; 0.5 is the default look.
    pub smoothing: f32,
    /// Whether the channels are shown together or apart.
    pub stereo: Stereo,
    /// Heights as they are, without attack, release and spread: for pictures that show time themselves.
    pub raw: bool,
    /// Whether rows hold the percussive share of every band.
    pub percussive: bool,
    /// The bands that the style must have, whatever is asked for: notes, say. Otherwise those that the scene asks for.
    pub listening: Option<Listening>,
    /// Rows per second at the least, up to 4,000: more than frames where a picture shows time finer than they do. Every
    /// frame has a row of its own.
    pub rows_per_second: f32,
    /// How much of the rows before and after a frame it shows, seconds.
    pub rows_around_s: [f32; 2],
    /// How many samples before and after a frame's start it shows, seconds.
    pub samples_around_s: [f32; 2],
    /// Columns of [`Track::overview`]; 0 for none.
    pub overview_columns: usize,
    /// Whether it has heights, besides the wave.
    pub overview_heights: bool,
}

impl Default for Settings {
    /// 64 bands with the default motion, nothing around a frame.
    fn default() -> Self {
        Self {
            bands: 64,
            smoothing: 0.5,
            stereo: Stereo::Mix,
            raw: false,
            percussive: false,
            listening: None,
            rows_per_second: 0.0,
            rows_around_s: [0.0; 2],
            samples_around_s: [0.0; 2],
            overview_columns: 0,
            overview_heights: false,
        }
    }
}

impl Settings {
    /// Heights in a row: the bands of all channels that are shown, 1 to 512.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.bands * self.stereo.channels()
    }
}

/// All that is known of a song as a whole, identical for stills, ranges and full renders: what heights are measured
/// against, and the facts of the track.
#[derive(Debug, Clone)]
pub struct Reference {
    /// Samples per channel in the song.
    pub samples: u64,
    /// Samples per second, Hz.
    pub sample_rate_hz: u32,
    /// Level that maps to 0.92 of the height, dB re a full-scale sine, after the slope; `None` when all is silent.
    pub top_db: Option<f32>,
    /// Level that maps to height 0, dB.
    pub floor_db: f32,
    /// The same for the bass level, dB.
    pub bass_top_db: f32,
    /// The same for the mid level, dB.
    pub mid_top_db: f32,
    /// The same for the treble level, dB.
    pub treble_top_db: f32,
    /// The same for the loudness level, dB.
    pub loudness_top_db: f32,
    /// Lower edge of the first band, Hz.
    pub lo_hz: f32,
    /// Upper edge of the last band, Hz.
    pub hi_hz: f32,
    /// Frequencies, rising, Hz, and how weak the song is there, 0 to 20 dB: how far its mean lies under its median, or
    /// what it reaches under 15 dB below its top, whichever is more.
    pub weakness_db: Vec<[f32; 2]>,
    /// How the song is listened to.
    pub listening: Listening,
    /// Integrated loudness after ITU-R BS.1770-4, LUFS; `None` below −70 or under 0.4 s.
    pub loudness_lufs: Option<f32>,
    /// True peak, four times oversampled, dB re full scale; `None` when all is silent.
    pub true_peak_db: Option<f32>,
    /// The tempo; `None` without a clear one.
    pub tempo: Option<Tempo>,
    /// Samples at which beats fall, rising; none where there is no clear tempo. About two a second.
    pub beats: Vec<u64>,
    /// The sections, in order, the first at sample 0; none when all is silent.
    pub sections: Vec<Section>,
    /// What the decoder met.
    pub report: Report,
}

/// How fast a song is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tempo {
    /// Beats per minute: the median over eight beats.
    pub bpm: f32,
    /// How much the onsets resemble themselves a beat later: 0.15, where beats begin to be given, to 1.
    pub confidence: f32,
}

/// A part of a song that sounds alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Section {
    /// First sample.
    pub start: u64,
    /// 1 in the loudest section, 0 in those that are 9 to 18 LU quieter (as far as the song's quietest).
    pub energy: f32,
    /// Mean loudness, LUFS, −70 at the least.
    pub loudness_lufs: f32,
}

/// What a style sees of one frame. Heights and caps are unorm16: 65,535 is full height.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Smoothed height per band, lowest band first; of channels that are shown apart, all bands of the first, then all
    /// of the second.
    pub heights: Vec<u16>,
    /// Falling peak cap per band, never below the height.
    pub caps: Vec<u16>,
    /// How much of each band is struck rather than held, 0 to 65,535; of both channels together. Empty unless the settings
    /// ask for it.
    pub percussive: Vec<u16>,
    /// Whole-signal levels.
    pub levels: Levels,
}

/// Whole-signal levels of one frame, unorm16; an even number of them, so that they fill whole 32-bit words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct Levels {
    /// Largest sample magnitude inside the frame's own time [n/fps, (n+1)/fps), unsmoothed; 65,535 is full scale.
    pub peak: u16,
    /// Bass (40 to 150 Hz) height, 0.92 in the song's strongest bass, with a critically damped motion: 90 ms up, 260 ms down.
    pub bass: u16,
    /// Slow loudness: settled after about 1.5 s; 0.92 in the song's loudest passages, whatever bands are shown.
    pub loudness: u16,
    /// Onset pulse: 65,535 on the frame of a strong onset, falling to 0 in about 0.25 s.
    pub onset: u16,
    /// Mid (150 Hz to 2 kHz) height, as the bass, a little quicker.
    pub mid: u16,
    /// Treble (2 to 16 kHz) height, quicker still.
    pub treble: u16,
    /// Place between two beats: 0 on the frame of a beat, rising to 1 just before the next; 0 without a clear tempo.
    pub beat: u16,
    /// Beat pulse: 65,535 on the frame of a beat, falling to 0 in about 0.25 s; 0 without a clear tempo.
    pub pulse: u16,
    /// Onset strength: how much all bands grow around this moment, unsmoothed; full scale is from nothing to the
    /// song's reference in all bands at once.
    pub flux: u16,
    /// Share of what is struck rather than held (Fitzgerald's median filters): about 0 for a held chord, 0.5 for
    /// noise, near 1 on a drum.
    pub percussive: u16,
    /// Stereo width: side / (mid + side) in power over about 0.15 s; 0 for mono, 0.5 for unrelated channels, 1 for
    /// opposite ones.
    pub width: u16,
    /// Correlation of the channels: 1 alike, 0.5 unrelated or silent, 0 opposite.
    pub correlation: u16,
    /// Energy of the section of the song that this moment belongs to: 1 in the loudest; fades within half a second
    /// about its bounds.
    pub section: u16,
    /// Momentary loudness after ITU-R BS.1770 (the 400 ms that end here): 0 is −60 LUFS, 1 is 0 LUFS.
    pub momentary: u16,
}

impl Levels {
    /// Names of all levels, in their order in memory.
    pub const NAMES: [&str; size_of::<Self>() / 2] = [
        "peak",
        "bass",
        "loudness",
        "onset",
        "mid",
        "treble",
        "beat",
        "pulse",
        "flux",
        "percussive",
        "width",
        "correlation",
        "section",
        "momentary",
    ];

    /// All levels, in the order of [`Levels::NAMES`].
    #[must_use]
    pub fn values(self) -> [u16; Self::NAMES.len()] {
        bytemuck::cast(self)
    }
}

impl Reference {
    /// Of a song of silence.
    #[cfg(test)]
    pub(crate) fn silent(sample_rate_hz: u32) -> Self {
        scan::scan(&mut |_| Ok(false), 1, sample_rate_hz, &Listening::default(), &Cancel::default()).unwrap()
    }

    /// Edges of `bands` bands, Hz: one more than bands, lowest first.
    #[must_use]
    pub fn edges_hz(&self, bands: usize) -> Vec<f64> {
        let bands = self.bands(bands);
        let first = bands.first().map(|band| band.lo_hz);
        first.into_iter().chain(bands.iter().map(|band| band.hi_hz)).collect()
    }

    /// How far the song's mean lies under its median at a frequency, dB.
    fn weakness_at(&self, hz: f64) -> f32 {
        let after = self.weakness_db.iter().position(|[at, _]| f64::from(*at) >= hz);
        match (after, self.weakness_db.last()) {
            (None, last) => last.map_or(0.0, |[_, db]| *db),
            (Some(0), _) => self.weakness_db[0][1],
            (Some(i), _) => {
                let ([from, a], [to, b]) = (self.weakness_db[i - 1], self.weakness_db[i]);
                let share = (hz / f64::from(from)).ln() / f64::from(to / from).ln();
                a + (b - a) * share as f32
            }
        }
    }

    pub(crate) fn bands(&self, count: usize) -> Vec<bands::Band> {
        bands::bands(self.listening.scale, f64::from(self.lo_hz), f64::from(self.hi_hz), count)
    }
}

/// Reads the whole song cheaply and fixes the reference, for the default way of listening.
///
/// # Errors
/// Those of the reader, and cancellation.
pub fn scan(song: &Song, cancel: &Cancel) -> Result<Reference> {
    scan_as(song, &Listening::default(), cancel)
}

/// The same for any way of listening.
///
/// # Errors
/// Those of the reader, cancellation, and a usage error when nothing is left between the lowest and the highest
/// frequency that the song can hold.
pub fn scan_as(song: &Song, listening: &Listening, cancel: &Cancel) -> Result<Reference> {
    listening.check()?;
    let mut reader = song.reader()?;
    let rate = song.info().sample_rate_hz;
    let mut read = |block: &mut Vec<f32>| reader.read(block);
    let reference = scan::scan(&mut read, song.channels(), rate, listening, cancel)?;
    Ok(Reference { report: reader.report().clone(), ..reference })
}

/// Analyses the song from its start and writes the rows of the writer's frames.
///
/// # Errors
/// Those of the reader and of the table, and cancellation.
pub fn analyze(
    song: &Song,
    settings: &Settings,
    reference: &Reference,
    fps: Fps,
    mut writer: TableWriter,
    cancel: &Cancel,
) -> Result<()> {
    let extent = writer.extent().clone();
    if settings.columns() != extent.bands {
        return Err(Error::Internal(format!("{} bands for a table of {}", settings.columns(), extent.bands)));
    }
    let mut reader = song.reader()?;
    let span = (fps.times(extent.rows_per_frame), extent.rows);
    let mut kept = Kept::new(extent.samples, song.channels());
    // Samples and rows go to the same writer, from two threads.
    let shared = Mutex::new(&mut writer);
    let lock = || shared.lock().unwrap_or_else(PoisonError::into_inner);
    let mut read = |block: &mut Vec<f32>| {
        let more = reader.read(block)?;
        let samples = if more { kept.take(block) } else { &[] };
        if !samples.is_empty() {
            lock().push_samples(samples)?;
        }
        Ok(more)
    };
    let mut push = |row: &Row| lock().push(row);
    rows::rows(&mut read, song.channels(), settings, reference, span, cancel, &mut push)?;
    // The last rows may be known before all samples are there that are seen after them.
    let mut block = Vec::new();
    let mut more = true;
    while more {
        cancel.check()?;
        let lacks = lock().lacks_samples();
        more = lacks && read(&mut block)?;
    }
    writer.finish()
}

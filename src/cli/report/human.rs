//! A run as told to a person, on standard error.

use super::{Report, RunRecord, SongRecord, Start, record::TargetSpeed};
use crate::cli::{
    console::{clean, write},
    failure::Failure,
};
use cymatic::{progress::Event, time::Time};
use std::io::Write;

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loudness {
    /// Errors only.
    Quiet,
    /// Warnings, progress and a closing line too.
    Normal,
    /// Decisions and timings too.
    Verbose,
}

/// Shows progress within one song.
pub(super) trait Meter {
    /// A song begins.
    fn start(&mut self, start: &Start);

    /// It got further.
    fn event(&mut self, event: Event);

    /// It ended: what was drawn only for the moment goes away.
    fn end(&mut self);
}

/// Shows none.
pub(super) struct NoMeter;

impl Meter for NoMeter {
    fn start(&mut self, _: &Start) {}
    fn event(&mut self, _: Event) {}
    fn end(&mut self) {}
}

/// Writes lines for a person, and drives a meter.
pub(super) struct Human {
    target: Box<dyn Write>,
    meter: Box<dyn Meter>,
    loudness: Loudness,
}

impl Human {
    /// Lines for `target`.
    pub(super) fn new(target: Box<dyn Write>, meter: Box<dyn Meter>, loudness: Loudness) -> Self {
        Self { target, meter, loudness }
    }

    fn line(&mut self, at_least: Loudness, text: &str) {
        if self.loudness as u8 >= at_least as u8 {
            write(&mut self.target, &format!("{}\n", clean(text)));
        }
    }

    fn timings(&mut self, record: &SongRecord) {
        let stages = &record.stages;
        self.line(
            Loudness::Verbose,
            &format!(
                "time: {:.2} s in all; scan {:.2}, analyze {:.2}, draw {:.2} (all threads), encode {:.2}, finish {:.2}; \
                 the encoder took the first frame after {:.2}",
                record.wall_s,
                stages.scan_s,
                stages.analyze_s,
                stages.draw_s,
                stages.encode_s,
                stages.finish_s,
                stages.first_frame_s
            ),
        );
    }
}

impl Report for Human {
    fn start(&mut self, start: &Start) {
        if start.of > 1 {
            self.line(Loudness::Verbose, &format!("song {} of {}: {}", start.index, start.of, start.song));
        }
        self.meter.start(start);
    }

    fn explain(&mut self, decision: &str) {
        self.line(Loudness::Verbose, decision);
    }

    fn event(&mut self, event: Event) {
        self.meter.event(event);
    }

    fn tell(&mut self, what: &str) {
        self.line(Loudness::Normal, what);
    }

    fn end(&mut self, record: &SongRecord) {
        self.meter.end();
        for warning in &record.warnings {
            self.line(Loudness::Normal, &format!("cymatic: warning: {}: {warning}", record.song));
        }
        if let Some(failure) = &record.failure {
            self.failed(failure);
            return;
        }
        if record.status == "skipped" {
            self.line(Loudness::Normal, &format!("{}: exists, skipped", record.output));
            return;
        }
        self.line(Loudness::Verbose, &format!("frames: {}, drawn by {}", record.frames, record.renderer));
        self.line(Loudness::Verbose, &format!("encoder: {}", record.encoder));
        self.timings(record);
        self.line(Loudness::Normal, &closing(record));
    }

    fn failed(&mut self, failure: &Failure) {
        self.meter.end();
        for line in failure.lines() {
            self.line(Loudness::Quiet, &line);
        }
    }

    fn done(&mut self, run: &RunRecord) {
        if run.songs.len() + run.left > 1 {
            let failed: Vec<&SongRecord> = run.songs.iter().filter(|song| song.failure.is_some()).collect();
            let skipped = run.songs.iter().filter(|song| song.status == "skipped").count();
            let written = run.songs.len() - failed.len() - skipped;
            let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
            let left = if run.left > 0 { format!(", {} not begun", run.left) } else { String::new() };
            let of = run.songs.len() + run.left;
            self.line(Loudness::Normal, &format!("{written} of {of} songs done{skipped}{left}"));
            for song in failed {
                if let Some(failure) = &song.failure {
                    self.line(Loudness::Normal, &format!("failed: {}", failure.message));
                }
            }
        }
        if let Some(bytes) = run.peak_memory_bytes {
            self.line(Loudness::Verbose, &format!("peak memory: {}", size(bytes)));
        }
    }
}

/// The closing line of a song: path, size, length, × real time.
fn closing(record: &SongRecord) -> String {
    let length = Time::from_micros((record.duration_s * 1e6) as u64);
    let mut speed = format!("{length}, {:.1}× real time", record.times_real_time);
    if let Some(TargetSpeed(kept)) = &record.target_speed {
        speed += &format!(", {kept}");
    }
    match record.output.as_str() {
        "-" => format!("standard output: {}, {speed}", size(record.bytes)),
        "null" => format!("{}: {} frames drawn, {speed}", record.song, record.frames),
        _ => format!("{}: {}, {speed}", record.output, size(record.bytes)),
    }
}

/// A number of bytes in decimal units.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{json::tests::Shared, record::tests::song},
        *,
    };
    use cymatic::encode::Kept;

    fn told(loudness: Loudness, records: &[SongRecord]) -> String {
        let shared = Shared::default();
        let mut human = Human::new(Box::new(shared.clone()), Box::new(NoMeter), loudness);
        for record in records {
            human.explain("a decision");
            human.end(record);
        }
        human.done(&RunRecord { songs: records.to_vec(), ..RunRecord::default() });
        shared.text()
    }

    #[test]
    fn the_closing_line_has_path_size_length_and_speed() {
        assert_eq!(told(Loudness::Normal, &[song(None)]), "a.mp4: 1.2 MB, 0:10, 5.0× real time\n");
    }

    #[test]
    fn a_speed_that_was_to_be_kept_is_told_in_the_closing_line() {
        let kept = Kept { target: 4.0, frames: [250, 50, 0] };
        let record = SongRecord { target_speed: Some(TargetSpeed(kept)), ..song(None) };
        let text = told(Loudness::Normal, &[record]);
        assert!(text.ends_with("5.0× real time, aimed at 4×: 50 of 300 frames with less effort\n"), "{text}");
    }

    #[test]
    fn quiet_says_nothing_but_errors() {
        assert_eq!(told(Loudness::Quiet, &[song(None)]), "");
        assert_eq!(
            told(Loudness::Quiet, &[song(Some("a.mp3: empty file"))]),
            "cymatic: error: a.mp3: empty file\n"
        );
    }

    #[test]
    fn verbose_explains_decisions_and_timings() {
        let text = told(Loudness::Verbose, &[song(None)]);
        assert!(text.contains("a decision\n") && text.contains("time: 2.00 s in all; scan 0.00"), "{text}");
    }

    #[test]
    fn what_was_skipped_is_told_and_counted_apart() {
        let there = SongRecord { status: "skipped", ..song(None) };
        let text = told(Loudness::Normal, &[there.clone(), song(None), there]);
        assert!(text.starts_with("a.mp4: exists, skipped\n"), "{text}");
        assert!(text.ends_with("1 of 3 songs done, 2 skipped\n"), "{text}");
    }

    #[test]
    fn several_songs_end_in_a_summary_with_reasons() {
        let text = told(Loudness::Normal, &[song(None), song(Some("b.mp3: empty\nfile"))]);
        assert!(text.ends_with("1 of 2 songs done\nfailed: b.mp3: empty\\nfile\n"), "{text}");
    }

    #[test]
    fn songs_that_were_never_begun_are_counted() {
        let shared = Shared::default();
        let mut human = Human::new(Box::new(shared.clone()), Box::new(NoMeter), Loudness::Normal);
        human.done(&RunRecord { songs: vec![song(None)], left: 2, ..RunRecord::default() });
        assert_eq!(shared.text(), "1 of 3 songs done, 2 not begun\n");
    }
}

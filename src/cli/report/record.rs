//! What a run did, as data: the last line of `--progress json` and the contents of `--stats`, in one versioned schema.

use crate::cli::{failure::Failure, recipe::Recipe};
use cymatic::{
    Error,
    encode::Kept,
    pipeline::{Outcome, peak_memory_bytes},
    progress::Timings,
};
use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::{path::Path, time::Duration};

/// Version of every JSON that a run writes. Fields may be added; a change of meaning or a removal raises it.
pub(super) const SCHEMA: u32 = 1;

/// What became of one song.
#[derive(Debug, Clone, Serialize)]
pub(in crate::cli) struct SongRecord {
    /// The song's name.
    pub(in crate::cli) song: String,
    /// Where the video is, or was to go: a path, "-" for standard output, "null".
    pub(in crate::cli) output: String,
    /// "ok", "skipped", "failed" or "interrupted".
    pub(in crate::cli) status: &'static str,
    /// 0, or the exit code of its failure.
    pub(in crate::cli) exit_code: u8,
    /// Why it failed.
    #[serde(serialize_with = "message_of")]
    #[serde(rename = "error")]
    pub(in crate::cli) failure: Option<Failure>,
    /// Frames in the video.
    pub(in crate::cli) frames: u64,
    /// Length of the video, seconds.
    pub(in crate::cli) duration_s: f64,
    /// Size of the output, bytes.
    pub(in crate::cli) bytes: u64,
    /// XXH3-64 of the Y4M bytes, hexadecimal, for `--encoder null`.
    pub(in crate::cli) checksum: Option<String>,
    /// Who drew: "cpu".
    pub(in crate::cli) backend: String,
    /// The same with details.
    pub(in crate::cli) renderer: String,
    /// The graphics adapter, if one drew.
    pub(in crate::cli) adapter: Option<String>,
    /// Who encoded, with settings.
    pub(in crate::cli) encoder: String,
    /// What became of `--target-speed`: times real time, and frames with all, less and the least effort.
    pub(in crate::cli) target_speed: Option<TargetSpeed>,
    /// Memory that was planned with, bytes; beside the peak of the run it says how good the plan was.
    pub(in crate::cli) planned_memory_bytes: Option<u64>,
    /// Seconds per stage.
    pub(in crate::cli) stages: Timings,
    /// Wall seconds, from opening the song to publishing the video.
    pub(in crate::cli) wall_s: f64,
    /// Seconds of video per second of wall time.
    pub(in crate::cli) times_real_time: f64,
    /// One line per thing that a person should know.
    pub(in crate::cli) warnings: Vec<String>,
}

/// What became of a speed that was to be kept.
#[derive(Debug, Clone)]
pub(in crate::cli) struct TargetSpeed(pub(in crate::cli) Kept);

impl Serialize for TargetSpeed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("TargetSpeed", 2)?;
        fields.serialize_field("target", &self.0.target)?;
        fields.serialize_field("frames_by_effort", &self.0.frames)?;
        fields.end()
    }
}

/// What a whole run did.
#[derive(Debug, Clone, Serialize, Default)]
pub(in crate::cli) struct RunRecord {
    /// The program and its version.
    pub(in crate::cli) program: &'static str,
    /// "ok", "warnings" (with `--strict`), "failed" or "interrupted".
    pub(in crate::cli) status: &'static str,
    /// The process's exit code.
    pub(in crate::cli) exit_code: u8,
    /// Frames in all videos.
    pub(in crate::cli) frames: u64,
    /// Length of all videos, seconds.
    pub(in crate::cli) duration_s: f64,
    /// Wall seconds of the run.
    pub(in crate::cli) wall_s: f64,
    /// Who drew.
    pub(in crate::cli) backend: String,
    /// Largest resident memory of the process so far, bytes, where the system tells.
    pub(in crate::cli) peak_memory_bytes: Option<u64>,
    /// All warnings.
    pub(in crate::cli) warnings: Vec<String>,
    /// What was asked for; absent when the arguments were refused.
    pub(in crate::cli) settings: Option<Settings>,
    /// What became of each song that was begun.
    pub(in crate::cli) songs: Vec<SongRecord>,
    /// Songs that were to be made but never begun.
    #[serde(skip)]
    pub(in crate::cli) left: usize,
}

/// What was asked for, the same for all songs.
#[derive(Debug, Clone, Serialize)]
pub(in crate::cli) struct Settings {
    style: &'static str,
    width: u32,
    height: u32,
    fps: String,
    encoder: String,
    quality: &'static str,
    preset: Option<String>,
    crf: Option<f32>,
    target_speed: Option<f64>,
    audio_bit_rate: u32,
    threads: usize,
    max_memory_bytes: Option<u64>,
}

impl Settings {
    /// The settings of a recipe; `threads` 0 means one per core.
    pub(in crate::cli) fn of(recipe: &Recipe) -> Self {
        Self {
            style: recipe.style,
            width: recipe.scene.size.width(),
            height: recipe.scene.size.height(),
            fps: recipe.scene.fps.to_string(),
            encoder: recipe.encoding.encoder.clone(),
            quality: recipe.encoding.quality.name(),
            preset: recipe.encoding.preset.clone(),
            crf: recipe.encoding.crf,
            target_speed: recipe.encoding.target_speed,
            audio_bit_rate: recipe.encoding.audio_bit_rate,
            threads: recipe.threads,
            max_memory_bytes: recipe.max_memory,
        }
    }
}

impl SongRecord {
    /// Records how a song ended after `wall`.
    pub(in crate::cli) fn new(
        song: &Path,
        output: String,
        result: Result<Outcome, Error>,
        wall: Duration,
    ) -> Self {
        let failure = result.as_ref().err().map(|error| Failure::new(error, Some(song)));
        let interrupted = matches!(result, Err(Error::Interrupted));
        let outcome = result.unwrap_or_default();
        let mut warnings = outcome.warnings;
        for warning in outcome.written.warnings {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        Self {
            song: song.display().to_string(),
            output,
            status: match (&failure, interrupted) {
                (None, _) => "ok",
                (Some(_), true) => "interrupted",
                (Some(_), false) => "failed",
            },
            exit_code: failure.as_ref().map_or(0, |failure| failure.exit_code),
            failure,
            frames: outcome.frames,
            duration_s: outcome.duration_s,
            bytes: outcome.written.bytes,
            checksum: outcome.written.checksum.map(|sum| format!("{sum:016x}")),
            backend: outcome.backend.split(',').next().unwrap_or_default().into(),
            renderer: outcome.backend,
            adapter: outcome.adapter,
            encoder: outcome.encoder,
            target_speed: outcome.written.kept.map(TargetSpeed),
            planned_memory_bytes: outcome.provision.map(|provision| provision.bytes),
            stages: outcome.timings,
            wall_s: wall.as_secs_f64(),
            times_real_time: outcome.duration_s / wall.as_secs_f64().max(1e-9),
            warnings,
        }
    }
}

impl RunRecord {
    /// Sums up a run that took `wall` and ends with `exit_code`.
    pub(in crate::cli) fn new(
        songs: Vec<SongRecord>,
        settings: Option<Settings>,
        exit_code: u8,
        wall: Duration,
    ) -> Self {
        Self {
            program: concat!("cymatic ", env!("CARGO_PKG_VERSION")),
            status: status(exit_code),
            exit_code,
            frames: songs.iter().map(|song| song.frames).sum(),
            // Not `sum`: that of nothing is -0.
            duration_s: songs.iter().fold(0.0, |all, song| all + song.duration_s),
            wall_s: wall.as_secs_f64(),
            backend: songs
                .iter()
                .map(|song| song.backend.as_str())
                .find(|name| !name.is_empty())
                .unwrap_or("")
                .into(),
            peak_memory_bytes: peak_memory_bytes(),
            warnings: songs.iter().flat_map(|song| song.warnings.iter().cloned()).collect(),
            settings,
            songs,
            left: 0,
        }
    }

    /// Something failed at the very end; what failed before counts more, a warning less.
    pub(in crate::cli) fn fail(&mut self, exit_code: u8) {
        if matches!(self.exit_code, 0 | 8) {
            (self.exit_code, self.status) = (exit_code, status(exit_code));
        }
    }

    /// The record as JSON over several lines, for a file.
    ///
    /// # Errors
    /// Never in practice: the types hold nothing that JSON can't.
    pub(in crate::cli) fn to_json(&self) -> serde_json::Result<String> {
        #[derive(Serialize)]
        struct Versioned<'a> {
            schema: u32,
            #[serde(flatten)]
            run: &'a RunRecord,
        }
        Ok(serde_json::to_string_pretty(&Versioned { schema: SCHEMA, run: self })? + "\n")
    }
}

fn status(exit_code: u8) -> &'static str {
    match exit_code {
        0 => "ok",
        8 => "warnings",
        130 | 143 => "interrupted",
        _ => "failed",
    }
}

fn message_of<S: Serializer>(failure: &Option<Failure>, serializer: S) -> Result<S::Ok, S::Error> {
    failure.as_ref().map(|failure| &failure.message).serialize(serializer)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A ten second video made in two, or its failure.
    pub(in crate::cli::report) fn song(failure: Option<&str>) -> SongRecord {
        let outcome = Outcome { frames: 300, duration_s: 10.0, backend: "cpu".into(), ..Outcome::default() };
        let mut record =
            SongRecord::new(Path::new("a.mp3"), "a.mp4".into(), Ok(outcome), Duration::from_secs(2));
        record.bytes = 1_234_567;
        record.failure = failure.map(|message| Failure { message: message.into(), hint: None, exit_code: 3 });
        record
    }

    #[test]
    fn the_record_of_a_run_is_versioned_and_complete() {
        let run = RunRecord::new(vec![song(None), song(Some("no"))], None, 9, Duration::from_secs(4));
        let json: serde_json::Value = serde_json::from_str(&run.to_json().unwrap()).unwrap();
        assert_eq!(json["schema"], 1);
        assert_eq!(json["status"], "failed");
        assert_eq!(json["frames"], 600);
        assert_eq!(json["songs"][1]["error"], "no");
        for key in
            ["frames", "duration_s", "backend", "adapter", "encoder", "stages", "warnings", "exit_code"]
        {
            assert!(json["songs"][0].get(key).is_some(), "{key}");
        }
        assert!(json["songs"][0]["stages"]["draw_s"].is_number());
    }

    #[test]
    fn what_fails_at_the_end_counts_more_than_warnings_and_less_than_failures() {
        let ended = |exit_code: u8| {
            let mut run = RunRecord::new(Vec::new(), None, exit_code, Duration::ZERO);
            run.fail(5);
            (run.exit_code, run.status)
        };
        assert_eq!([0, 8, 9].map(ended), [(5, "failed"), (5, "failed"), (9, "failed")]);
    }

    #[test]
    fn a_warning_is_told_once() {
        let mut outcome = Outcome { warnings: vec!["short".into()], ..Outcome::default() };
        outcome.written.warnings = vec!["short".into(), "long".into()];
        let record = SongRecord::new(Path::new("a"), String::new(), Ok(outcome), Duration::ZERO);
        assert_eq!(record.warnings, ["short", "long"]);
    }
}

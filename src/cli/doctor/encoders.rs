//! The video encoders: which of them really work.

use super::{Finding, linux::Linux, probe::Probe};
use cymatic::encode::{
    DEFAULT_ENCODER,
    encoders::{ENCODERS, Tried, ffmpeg_versions, try_encoder},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The encoders of the FFmpeg that is loaded.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Encoders {
    /// What `--encoder auto` means.
    pub(super) auto: &'static str,
    /// The release under "FFmpeg", and the versions of the libraries; empty where there are none.
    pub(super) versions: BTreeMap<String, String>,
    /// Why this build's FFmpeg can't be loaded.
    #[serde(skip)]
    pub(super) unloaded: Option<String>,
    pub(super) list: Vec<Encoder>,
}

/// An encoder that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Encoder {
    pub(super) name: String,
    pub(super) state: State,
    /// Why it doesn't work, or what else there is to know.
    pub(super) remark: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// It encoded a frame.
    Works,
    Fails,
    /// It takes no frames that cymatic draws.
    Unfed,
    /// Not in this FFmpeg.
    Absent,
}

/// The versions of the FFmpeg that this process loads; empty in a build without.
pub(super) fn versions() -> BTreeMap<String, String> {
    ffmpeg_versions().into_iter().map(|(name, version)| (name.into(), version)).collect()
}

/// Tries an encoder in this process.
pub(super) fn try_one(name: &str) -> Encoder {
    let (state, remark) = match try_encoder(name) {
        Tried::Works(remark) => (State::Works, remark),
        Tried::Fails(reason) => (State::Fails, Some(reason)),
        Tried::Unfed(reason) => (State::Unfed, Some(reason)),
        Tried::Absent => (State::Absent, None),
    };
    Encoder { name: name.into(), state, remark }
}

/// Tries an encoder in a process of its own.
fn ask(name: &str) -> Encoder {
    let failed = |reason| Encoder { name: name.into(), state: State::Fails, remark: Some(reason) };
    Probe::Encoder(name.into()).ask().unwrap_or_else(failed)
}

/// Encoders that are tried at the same time; each may take a few hundred MiB.
const MOST_THREADS: usize = 4;

impl Encoders {
    /// Tries all of them.
    pub(super) fn look() -> Self {
        // In a process of its own: where FFmpeg is missing, that is the end of it.
        let (versions, unloaded) = match Probe::Ffmpeg.ask() {
            Ok(versions) => (versions, None),
            Err(reason) => (BTreeMap::new(), Some(reason)),
        };
        let names = if versions.is_empty() { &[][..] } else { &ENCODERS[..] };
        // Neighbours are of one kind, and graphics cards open few of theirs at once: each thread takes a stretch.
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
        let list = std::thread::scope(|scope| {
            let stretches = names.chunks(names.len().div_ceil(threads).max(1));
            let started: Vec<_> = stretches
                .map(|names| scope.spawn(|| names.iter().map(|name| ask(name)).collect::<Vec<_>>()))
                .collect();
            started.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
        });
        Self { auto: DEFAULT_ENCODER, versions, unloaded, list }
    }

    fn find(&self, name: &str) -> Option<&Encoder> {
        self.list.iter().find(|encoder| encoder.name == name)
    }

    /// The encoder of a render without options, for people.
    pub(super) fn encodes_with(&self) -> String {
        match self.find(self.auto).map(|encoder| encoder.state) {
            Some(State::Works) => self.auto.into(),
            _ => "nothing (.y4m only)".into(),
        }
    }

    /// What is missing, and what to do.
    pub(super) fn findings(&self, linux: Option<&Linux>) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some(reason) = &self.unloaded {
            findings.push(Finding::new(
                "ffmpeg_not_loaded",
                format!("FFmpeg is not to be had here, so no .mp4: {reason}"),
                "install the FFmpeg that this program was built with (Debian: apt install ffmpeg), or build it anew",
            ));
            return findings;
        }
        if self.versions.is_empty() {
            findings.push(Finding::new(
                "no_ffmpeg",
                "this build has no FFmpeg: it writes .y4m and .png, no .mp4",
                "build with the default features: cargo install --path . --locked",
            ));
            return findings;
        }
        let auto = self.find(self.auto);
        if auto.is_none_or(|encoder| encoder.state != State::Works) {
            let why = auto.and_then(|encoder| encoder.remark.clone());
            findings.push(Finding::new(
                "no_default_encoder",
                format!(
                    "{}, the default encoder, {}",
                    self.auto,
                    why.as_deref().unwrap_or("is not in this FFmpeg")
                ),
                "install an FFmpeg with it (Debian: apt install libavcodec-extra; Fedora: RPM Fusion's ffmpeg), \
                 or write .y4m",
            ));
        }
        let refused = |encoder: &&Encoder| encoder.name.ends_with("_nvenc") && encoder.state == State::Fails;
        if let (Some(encoder), Some(linux)) = (self.list.iter().find(refused), linux)
            && linux.has_nvidia_node()
            && linux.nvidia_lacks("video")
        {
            findings.push(Finding::new(
                "nvidia_without_video",
                format!("{} fails: the container was given no video encoder of the card", encoder.name),
                "start it with --env NVIDIA_DRIVER_CAPABILITIES=graphics,video,compute,utility",
            ));
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoders(list: &[(&str, State)]) -> Encoders {
        let list = list.iter().map(|(name, state)| Encoder {
            name: (*name).into(),
            state: *state,
            remark: (*state == State::Fails).then(|| "can't be opened".into()),
        });
        let versions = [("FFmpeg".into(), "5.1".into())].into();
        Encoders { auto: "libx264", versions, unloaded: None, list: list.collect() }
    }

    fn ids(findings: &[Finding]) -> Vec<&'static str> {
        findings.iter().map(|finding| finding.id).collect()
    }

    #[test]
    fn a_missing_default_encoder_is_found() {
        assert_eq!(ids(&encoders(&[("libx264", State::Works)]).findings(None)), [""; 0]);
        for state in [State::Fails, State::Absent] {
            let without = encoders(&[("libx264", state)]);
            assert_eq!(ids(&without.findings(None)), ["no_default_encoder"]);
            assert!(without.encodes_with().contains("y4m"));
        }
        let build = Encoders { versions: BTreeMap::new(), ..encoders(&[]) };
        assert_eq!(ids(&build.findings(None)), ["no_ffmpeg"]);
        let lost = Encoders { unloaded: Some("no libavcodec".into()), ..build };
        assert_eq!(ids(&lost.findings(None)), ["ffmpeg_not_loaded"]);
    }

    #[test]
    fn a_container_without_the_cards_encoder_is_found() {
        let refused = encoders(&[("libx264", State::Works), ("h264_nvenc", State::Fails)]);
        let mut linux = Linux::with_nvidia_container("compute,utility");
        assert_eq!(ids(&refused.findings(Some(&linux))), ["nvidia_without_video"]);
        linux = Linux::with_nvidia_container("all");
        assert_eq!(ids(&refused.findings(Some(&linux))), [""; 0]);
    }
}

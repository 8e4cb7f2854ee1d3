//! The video encoders: which of them really open.

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
    /// The release under "FFmpeg", and the versions of the libraries; empty in a build without.
    pub(super) versions: BTreeMap<&'static str, String>,
    pub(super) list: Vec<Encoder>,
}

/// An encoder that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Encoder {
    pub(super) name: String,
    pub(super) state: State,
    /// Why it doesn't open, or what else there is to know.
    pub(super) remark: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Opens,
    Refuses,
    /// It takes no frames that cymatic draws.
    Unfed,
    /// Not in this FFmpeg.
    Absent,
}

/// Opens an encoder in this process.
pub(super) fn open(name: &str) -> Encoder {
    let (state, remark) = match try_encoder(name) {
        Tried::Opens(remark) => (State::Opens, remark),
        Tried::Refuses(reason) => (State::Refuses, Some(reason)),
        Tried::Unfed(reason) => (State::Unfed, Some(reason)),
        Tried::Absent => (State::Absent, None),
    };
    Encoder { name: name.into(), state, remark }
}

impl Encoders {
    /// Opens each encoder in a process of its own.
    pub(super) fn look() -> Self {
        let versions: BTreeMap<_, _> = ffmpeg_versions().into_iter().collect();
        let tried = |name: &&str| {
            Probe::Encoder((*name).into()).ask().unwrap_or_else(|reason| Encoder {
                name: (*name).into(),
                state: State::Refuses,
                remark: Some(reason),
            })
        };
        let list = if versions.is_empty() { Vec::new() } else { ENCODERS.iter().map(tried).collect() };
        Self { auto: DEFAULT_ENCODER, versions, list }
    }

    fn find(&self, name: &str) -> Option<&Encoder> {
        self.list.iter().find(|encoder| encoder.name == name)
    }

    /// The encoder of a render without options, for people.
    pub(super) fn encodes_with(&self) -> String {
        match self.find(self.auto).map(|encoder| encoder.state) {
            Some(State::Opens) => self.auto.into(),
            _ => "nothing (.y4m only)".into(),
        }
    }

    /// What is missing, and what to do.
    pub(super) fn findings(&self, linux: Option<&Linux>) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.versions.is_empty() {
            findings.push(Finding::new(
                "no_ffmpeg",
                "this build has no FFmpeg: it writes .y4m and .png, no .mp4",
                "build with the default features: cargo install --path . --locked",
            ));
            return findings;
        }
        let auto = self.find(self.auto);
        if auto.is_none_or(|encoder| encoder.state != State::Opens) {
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
        let refused =
            |encoder: &&Encoder| encoder.name.ends_with("_nvenc") && encoder.state == State::Refuses;
        if let (Some(encoder), Some(linux)) = (self.list.iter().find(refused), linux)
            && linux.has_nvidia_node()
            && linux.nvidia_lacks("video")
        {
            findings.push(Finding::new(
                "nvidia_without_video",
                format!(
                    "{} does not open: the container was given no video encoder of the card",
                    encoder.name
                ),
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
            remark: (*state == State::Refuses).then(|| "can't be opened".into()),
        });
        let versions = [("FFmpeg", "5.1".into())].into();
        Encoders { auto: "libx264", versions, list: list.collect() }
    }

    fn ids(findings: &[Finding]) -> Vec<&'static str> {
        findings.iter().map(|finding| finding.id).collect()
    }

    #[test]
    fn a_missing_default_encoder_is_found() {
        assert_eq!(ids(&encoders(&[("libx264", State::Opens)]).findings(None)), [""; 0]);
        for state in [State::Refuses, State::Absent] {
            let without = encoders(&[("libx264", state)]);
            assert_eq!(ids(&without.findings(None)), ["no_default_encoder"]);
            assert!(without.encodes_with().contains("y4m"));
        }
        let build = Encoders { versions: BTreeMap::new(), ..encoders(&[]) };
        assert_eq!(ids(&build.findings(None)), ["no_ffmpeg"]);
    }

    #[test]
    fn a_container_without_the_cards_encoder_is_found() {
        let refused = encoders(&[("libx264", State::Opens), ("h264_nvenc", State::Refuses)]);
        let mut linux = Linux::with_nvidia_container("compute,utility");
        assert_eq!(ids(&refused.findings(Some(&linux))), ["nvidia_without_video"]);
        linux = Linux::with_nvidia_container("all");
        assert_eq!(ids(&refused.findings(Some(&linux))), [""; 0]);
    }
}

//! What the figures mean for somebody who makes videos, in plain words: who should draw, what to expect, and what holds a
//! video up.

use super::words::{duration, times};
use serde::Serialize;

/// What was measured of one style at one size.
#[derive(Debug, Clone)]
pub(super) struct Case<'a> {
    /// "1080p, 30 frames/s, circular".
    pub(super) what: String,
    /// With settings; none when nothing was encoded.
    pub(super) encoder: Option<&'a str>,
    pub(super) cpu: Speeds,
    pub(super) gpu: Option<Gpu>,
}

/// Times real time; none where it was not measured or failed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Speeds {
    pub(super) draw: Option<f64>,
    pub(super) read: Option<f64>,
    pub(super) encode: Option<f64>,
}

/// A graphics adapter.
#[derive(Debug, Clone)]
pub(super) struct Gpu {
    /// Whether it is a program on the CPU.
    pub(super) software: bool,
    /// What takes it on the command line.
    pub(super) option: String,
    pub(super) speeds: Speeds,
}

/// Who should draw, and what to expect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Verdict {
    /// "cpu" or "gpu"; none when nothing could be measured.
    pub(super) backend: Option<&'static str>,
    /// What holds a video up: "encoding" or "drawing"; none when nothing was encoded.
    pub(super) limit: Option<&'static str>,
    /// A sentence each.
    pub(super) text: Vec<String>,
}

/// Speeds that differ by less than this factor are alike.
const ALIKE: f64 = 1.05;
/// Seconds of a song as people think of one.
const SONG_S: f64 = 240.0;
/// On cores of its own, drawing that is not so much faster than the video is what holds it up.
const HEADROOM: f64 = 1.2;
/// On the encoder's cores, drawing that is not so much faster than the video takes most of their time.
const HEADROOM_SHARED: f64 = 2.0;

/// The verdict on a case.
pub(super) fn verdict(case: &Case<'_>) -> Verdict {
    let (cpu, gpu) = (case.cpu, case.gpu.as_ref().map(|gpu| gpu.speeds).unwrap_or_default());
    let software = case.gpu.as_ref().is_some_and(|gpu| gpu.software);
    // What counts is a video; where none was encoded, frames that somebody has.
    let encoded = cpu.encode.or(gpu.encode).is_some();
    let goal = |speeds: Speeds| if encoded { speeds.encode } else { speeds.read };
    let (winner, speed, on_gpu) = match (goal(cpu), goal(gpu)) {
        (None, None) => {
            return Verdict { text: vec!["Nothing could be measured.".into()], ..Verdict::default() };
        }
        (Some(cpu_speed), Some(gpu_speed)) => {
            let alike = factor(cpu_speed, gpu_speed) < ALIKE;
            match if alike { !software } else { gpu_speed > cpu_speed } {
                true => (gpu, gpu_speed, true),
                false => (cpu, cpu_speed, false),
            }
        }
        (None, Some(gpu_speed)) => (gpu, gpu_speed, true),
        (Some(cpu_speed), None) => (cpu, cpu_speed, false),
    };
    let mut text: Vec<String> = case.gpu.iter().map(|g| advice(g, goal(cpu), goal(gpu), on_gpu)).collect();
    text.push(expectation(case, speed, encoded));
    let limit = encoded.then(|| limit(winner, speed, !on_gpu || software)).flatten();
    text.extend(limit.as_ref().map(|(_, words)| words.clone()));
    Verdict { backend: Some(if on_gpu { "gpu" } else { "cpu" }), limit: limit.map(|(limit, _)| limit), text }
}

/// How many times as fast the faster one is.
fn factor(a: f64, b: f64) -> f64 {
    a.max(b) / a.min(b).max(f64::MIN_POSITIVE)
}

/// Who should draw, and why. Software is taken only when it is named, so nothing need be said to avoid it.
fn advice(gpu: &Gpu, cpu_speed: Option<f64>, gpu_speed: Option<f64>, on_gpu: bool) -> String {
    let (name, note, cpu) = match gpu.software {
        true => ("the adapter", ", which is software on the same cores", "the CPU"),
        false => ("the GPU", "", "the CPU (--backend cpu)"),
    };
    let use_cpu = format!("Make videos on {cpu}");
    let use_gpu = format!("Make videos on {name} ({}){note}", gpu.option);
    let (Some(cpu_speed), Some(gpu_speed)) = (cpu_speed, gpu_speed) else {
        let (advice, failed) = if on_gpu { (use_gpu, "the CPU") } else { (use_cpu, name) };
        return format!("{advice}: {failed} gave no figure.");
    };
    let by = factor(cpu_speed, gpu_speed);
    match (by < ALIKE, on_gpu) {
        (true, true) => format!("{use_gpu}: as fast as the CPU, whose cores are left to others."),
        (true, false) => format!("{use_cpu}: as fast as {name}{note}."),
        (false, true) => format!("{use_gpu}: {} as fast as the CPU.", times(by)),
        (false, false) => format!("{use_cpu}: {} as fast as {name}{note}.", times(by)),
    }
}

/// What to expect of it.
fn expectation(case: &Case<'_>, speed: f64, encoded: bool) -> String {
    let how = match case.encoder.filter(|_| encoded) {
        Some(encoder) => format!("with {encoder}"),
        None => "without encoding".into(),
    };
    let (what, speed, song) = (&case.what, times(speed), duration(SONG_S / speed));
    format!("{what}, {how}: {speed} real time; four minutes of music take {song}.")
}

/// What holds a video up, and in words.
fn limit(winner: Speeds, speed: f64, shared: bool) -> Option<(&'static str, String)> {
    let headroom = if shared { HEADROOM_SHARED } else { HEADROOM };
    let (draw, read) = (winner.draw?, winner.read?);
    let alone = times(draw);
    Some(if read >= speed * headroom {
        ("encoding", format!("The encoder is the limit: drawing alone would do {alone}."))
    } else {
        ("drawing", format!("Drawing is the limit: alone it does {alone}."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speeds(draw: f64, read: f64, encode: f64) -> Speeds {
        Speeds { draw: Some(draw), read: Some(read), encode: Some(encode) }
    }

    fn case(cpu: Speeds, gpu: Option<(bool, Speeds)>) -> Case<'static> {
        let gpu = gpu.map(|(software, speeds)| Gpu {
            software,
            option: if software { "--adapter llvmpipe" } else { "--backend auto" }.into(),
            speeds,
        });
        let what = "1080p, 30 frames/s, circular".into();
        Case { what, encoder: Some("libx264 faster crf 23"), cpu, gpu }
    }

    fn told(case: &Case<'_>) -> (Option<&'static str>, Option<&'static str>, String) {
        let Verdict { backend, limit, text } = verdict(case);
        (backend, limit, text.join("\n"))
    }

    #[test]
    fn a_gpu_that_makes_videos_faster_is_to_be_used() {
        let case = case(speeds(6.0, 6.0, 3.0), Some((false, speeds(400.0, 300.0, 6.0))));
        let (backend, limit, text) = told(&case);
        assert_eq!((backend, limit), (Some("gpu"), Some("encoding")));
        assert_eq!(
            text,
            "Make videos on the GPU (--backend auto): 2.0× as fast as the CPU.\n\
             1080p, 30 frames/s, circular, with libx264 faster crf 23: 6.0× real time; four minutes of music take \
             40 s.\n\
             The encoder is the limit: drawing alone would do 400×."
        );
    }

    #[test]
    fn a_slow_gpu_is_left_alone_and_the_option_for_that_is_named() {
        let case = case(speeds(60.0, 50.0, 9.0), Some((false, speeds(4.0, 3.0, 3.0))));
        let (backend, limit, text) = told(&case);
        assert_eq!((backend, limit), (Some("cpu"), Some("encoding")));
        assert!(
            text.starts_with("Make videos on the CPU (--backend cpu): 3.0× as fast as the GPU.\n"),
            "{text}"
        );
    }

    #[test]
    fn cores_that_mostly_draw_are_not_held_up_by_the_encoder() {
        let drawing = told(&case(speeds(1.9, 1.8, 1.2), None));
        assert_eq!((drawing.0, drawing.1), (Some("cpu"), Some("drawing")));
        assert!(drawing.2.ends_with("Drawing is the limit: alone it does 1.9×."), "{}", drawing.2);
        // The same figures on an adapter, which doesn't take the encoder's cores.
        let beside = told(&case(Speeds::default(), Some((false, speeds(1.9, 1.8, 1.2)))));
        assert_eq!((beside.0, beside.1), (Some("gpu"), Some("encoding")));
        // Drawing is quick, but bringing frames back is not.
        let reading = told(&case(Speeds::default(), Some((false, speeds(90.0, 1.3, 1.2)))));
        assert_eq!(reading.1, Some("drawing"));
    }

    #[test]
    fn a_software_adapter_is_called_that_and_wins_no_tie() {
        let slow = told(&case(speeds(18.0, 17.0, 5.0), Some((true, speeds(0.6, 0.6, 0.5)))));
        assert_eq!(slow.0, Some("cpu"));
        assert!(slow.2.starts_with("Make videos on the CPU: 10× as fast as the adapter, which is software"));
        let fast = told(&case(speeds(1.0, 1.0, 1.0), Some((true, speeds(4.0, 4.0, 3.0)))));
        assert_eq!(
            fast.2.lines().next(),
            Some(
                "Make videos on the adapter (--adapter llvmpipe), which is software on the same cores: 3.0× as fast \
                 as the CPU."
            )
        );
        let alike = (speeds(18.0, 17.0, 5.0), speeds(18.0, 17.0, 5.1));
        assert_eq!(told(&case(alike.0, Some((true, alike.1)))).0, Some("cpu"));
        assert_eq!(told(&case(alike.0, Some((false, alike.1)))).0, Some("gpu"));
    }

    #[test]
    fn without_an_encoder_frames_that_came_back_count() {
        let drawn = |read| Speeds { draw: Some(99.0), read: Some(read), encode: None };
        let case = Case { encoder: None, ..case(drawn(17.0), Some((false, drawn(8.0)))) };
        let (backend, limit, text) = told(&case);
        assert_eq!((backend, limit), (Some("cpu"), None));
        assert!(text.contains("without encoding: 17× real time"), "{text}");
    }

    #[test]
    fn what_failed_is_not_recommended() {
        let failed = told(&case(speeds(18.0, 17.0, 5.0), Some((false, Speeds::default()))));
        assert_eq!(failed.0, Some("cpu"));
        assert!(failed.2.contains("the GPU gave no figure"), "{}", failed.2);
        let nothing = told(&case(Speeds::default(), None));
        assert_eq!(nothing, (None, None, "Nothing could be measured.".into()));
    }
}

//! MP4 files, as an independent reader sees them.

use super::*;
use crate::encode::encoders::{self, Tried};
use serde_json::Value;

fn probe(path: &Path) -> Option<Value> {
    let args = ["-of", "json", "-show_streams", "-show_format", "-show_packets", "FILE"];
    Some(serde_json::from_slice(&tool("ffprobe", &args, path)?).unwrap())
}

fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap_or(f64::NAN)
}

#[test]
fn files_have_the_right_tracks_lengths_times_and_colours() {
    let dir = tempfile::tempdir().unwrap();
    let cases = [
        (44_100, 2, "24", 57_331),
        (48_000, 2, "30", 62_400),
        (48_000, 1, "30000/1001", 62_401),
        (96_000, 2, "60", 125_000),
        (22_050, 1, "30", 735),
        (192_000, 2, "30", 1),
        (11_025, 2, "12.5", 30_000),
        (1_000, 1, "1", 45_500),
    ];
    for (i, (rate_hz, channels, fps, samples)) in cases.into_iter().enumerate() {
        let path = dir.path().join(format!("{i}.mp4"));
        let job = job(song(samples, channels, rate_hz, &[]), fps, "66x50", to_file(&path));
        let outcome = render(&job).unwrap();
        let fps = job.scene.fps;
        let frames = fps.frames_of(samples, rate_hz);
        assert_eq!((outcome.frames, outcome.written.frames), (frames, frames));
        assert_eq!(outcome.written.bytes, std::fs::metadata(&path).unwrap().len());

        // Closed groups of pictures: every key frame can be sought to.
        assert!(std::fs::read(&path).unwrap().windows(10).any(|w| w == b"open_gop=0"));

        if tool("ffmpeg", &["-xerror", "-i", "FILE", "-f", "null", "-"], &path).is_none() {
            return;
        }
        let Some(probe) = probe(&path) else { return };
        let (video, audio) = (&probe["streams"][0], &probe["streams"][1]);
        let tags = [
            ("codec_name", "h264"),
            ("pix_fmt", "yuv420p"),
            ("color_range", "tv"),
            ("color_space", "bt709"),
            ("color_transfer", "bt709"),
            ("color_primaries", "bt709"),
            ("chroma_location", "center"),
            ("start_pts", "0"),
        ];
        for (key, value) in tags {
            assert_eq!(video[key].to_string().trim_matches('"'), value, "{key}");
        }
        assert_eq!(number(&video["width"]), 66.0);
        assert_eq!(number(&video["nb_frames"]), frames as f64);
        assert_eq!(video["avg_frame_rate"], format!("{}/{}", fps.num(), fps.den()));
        assert_eq!((&audio["codec_name"], &audio["profile"]), (&"aac".into(), &"LC".into()));
        assert_eq!(number(&audio["channels"]), f64::from(channels));
        assert_eq!(number(&audio["start_pts"]), 0.0);

        let song_s = samples as f64 / f64::from(rate_hz);
        let out_rate = number(&audio["sample_rate"]);
        assert!((number(&audio["duration"]) - song_s).abs() <= 1.5 / out_rate, "{audio}");
        assert!((number(&video["duration"]) - fps.seconds_of(frames)).abs() < 1e-4, "{video}");

        let mut pts: Vec<f64> = Vec::new();
        for packet in probe["packets"].as_array().unwrap() {
            if packet["stream_index"] == 0 {
                pts.push(number(&packet["pts"]));
                assert!(number(&packet["duration"]) > 0.0, "{packet}");
            }
        }
        pts.sort_by(f64::total_cmp);
        assert_eq!(pts.len() as u64, frames);
        let mut steps: Vec<f64> = pts.windows(2).map(|w| w[1] - w[0]).collect();
        steps.dedup();
        assert!(steps.len() <= 1, "more than one step between frames: {steps:?}");
        assert_eq!(pts[0], 0.0);
    }
}

#[test]
fn the_index_is_in_front_of_the_data() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.mp4");
    render(&job(song(48_000, 2, 48_000, &[]), "30", "64x36", to_file(&path))).unwrap();
    let bytes = std::fs::read(path).unwrap();
    let (mut at, mut atoms) = (0, Vec::new());
    while at < bytes.len() {
        let size = match u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) {
            1 => u64::from_be_bytes(bytes[at + 8..at + 16].try_into().unwrap()) as usize,
            size => size as usize,
        };
        atoms.push(String::from_utf8_lossy(&bytes[at + 4..at + 8]).into_owned());
        at += size;
    }
    // The first free space was the head of the fragmented file.
    assert_eq!(atoms, ["ftyp", "free", "moov", "free", "mdat"]);
}

/// Where the loudest sample is.
fn click_in(path: &Path) -> Option<usize> {
    let decoded = tool("ffmpeg", &["-i", "FILE", "-f", "f32le", "-ac", "1", "-"], path)?;
    let samples = decoded.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap()).abs());
    Some(samples.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0)
}

#[test]
fn a_click_sounds_at_its_sample_also_in_a_part_of_the_song() {
    let dir = tempfile::tempdir().unwrap();
    let cases = [
        (44_100, "30", None, 30_000, 30_000),
        (48_000, "24", None, 1_000, 1_000),
        (48_000, "30000/1001", Some(10..25), 20_000, 20_000 - 16_016),
        // Resampled by half.
        (96_000, "60", None, 50_000, 25_000),
        (96_000, "30", Some(6..20), 50_000, 25_000 - 9_600),
    ];
    for (i, (rate_hz, fps, frames, click, expected)) in cases.into_iter().enumerate() {
        let path = dir.path().join(format!("{i}.mp4"));
        let mut job = job(song(96_000, 2, rate_hz, &[click]), fps, "64x36", to_file(&path));
        job.trim = frames.map_or(Trim::Whole, Trim::Frames);
        render(&job).unwrap();
        let Some(found) = click_in(&path) else { return };
        assert!(found.abs_diff(expected) <= 1, "case {i}: at {found} instead of {expected}");
    }
}

#[test]
fn a_checkerboard_survives_at_every_width() {
    fn checkerboard(frame: &mut FrameMut) {
        let layout = *frame.layout();
        let bytes = frame.parts().0;
        for plane in layout.planes {
            for y in 0..plane.rows {
                for x in 0..plane.row_bytes {
                    bytes[plane.offset + y * plane.stride + x] =
                        if (x / 2 + y / 2) % 2 == 0 { 235 } else { 16 };
                }
            }
        }
    }
    let dir = tempfile::tempdir().unwrap();
    for width in (320..=400).step_by(2) {
        let path = dir.path().join(format!("{width}.mp4"));
        let mut job = job(song(2_000, 1, 48_000, &[]), "30", &format!("{width}x34"), to_file(&path));
        // Lossless.
        job.encoding.crf = Some(0.0);
        run_with(&job, &|drawing| Painter::make(drawing, checkerboard), &mut |_| {}).unwrap();
        let args = ["-i", "FILE", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"];
        let Some(decoded) = tool("ffmpeg", &args, &path) else { return };
        let board = |w: usize, h: usize| {
            (0..w * h).map(move |i| if (i % w / 2 + i / w / 2).is_multiple_of(2) { 235 } else { 16 })
        };
        let frame: Vec<u8> =
            board(width, 34).chain(board(width / 2, 17)).chain(board(width / 2, 17)).collect();
        assert_eq!(decoded.len(), 2 * frame.len());
        assert!(decoded.chunks_exact(frame.len()).all(|f| f == frame), "width {width}");
    }
}

#[test]
fn the_same_job_gives_the_same_bytes() {
    // 16 macroblocks wide: at widths that are no multiple of 8 of them, x264 (r3095, AVX2) reads memory that it never
    // wrote in its macroblock tree, and its bytes depend on what was there.
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = ["a.mp4", "b.mp4"].map(|name| {
        let path = dir.path().join(name);
        render(&job(song(48_000, 2, 48_000, &[]), "30", "256x144", to_file(&path))).unwrap();
        std::fs::read(path).unwrap()
    });
    assert!(a == b);
}

#[test]
#[cfg(unix)]
fn names_that_mean_something_to_libav_or_are_no_utf8_are_just_names() {
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().unwrap();
    for name in
        [&b"concat:a|b.mp4"[..], b"%d.mp4", b"-i.mp4", b"line\nbreak.mp4", b"\xff\xfe.mp4", b"a b'\".MP4"]
    {
        let path = dir.path().join(std::ffi::OsStr::from_bytes(name));
        let written =
            render(&job(song(4_800, 2, 48_000, &[]), "30", "64x36", to_file(&path))).unwrap().written;
        assert_eq!(written.path.as_deref(), Some(&*path));
        assert!(path.is_file());
    }
    assert_eq!(names(dir.path()).len(), 6);
}

#[test]
fn encoders_that_keep_frames_or_lack_settings_work_too() {
    let dir = tempfile::tempdir().unwrap();
    // Frame threads hold on to more frames than the pool has; neither has presets.
    for name in ["jpeg2000", "mpeg4"] {
        let path = dir.path().join(format!("{name}.mp4"));
        let mut job = job(song(96_000, 1, 48_000, &[]), "30", "64x36", to_file(&path));
        job.encoding = Encoding { encoder: name.into(), preset: Some("fast".into()), ..Encoding::default() };
        job.threads = 8;
        let outcome = render(&job).unwrap();
        assert_eq!(outcome.frames, 60);
        assert!(outcome.warnings.iter().any(|w| w.contains("no setting 'preset'")), "{:?}", outcome.warnings);
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn the_settings_of_a_quality_fit_the_encoders_that_have_one() {
    let mut tried = 0;
    for name in ["libx264", "libx265", "libsvtav1", "libaom-av1", "libvpx-vp9"] {
        match encoders::try_encoder(name) {
            Tried::Absent => eprintln!("SKIPPED: {name} is not in this FFmpeg"),
            found => {
                assert_eq!(found, Tried::Works(None), "{name}");
                tried += 1;
            }
        }
    }
    assert!(tried > 0);
}

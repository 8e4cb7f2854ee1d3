//! Encoders that follow one another in one file, by a clock that the test sets.

use super::{
    super::{
        Encoding, Kept, PRESETS, Quality,
        output::PartFile,
        pace::{self, GROUP, Pace},
    },
    *,
};
use crate::{
    audio::Song,
    cancel::Cancel,
    render::{FramePool, Layout, PixelFormat},
    size::Size,
};
use ffmpeg_next::{
    codec::Context,
    format::{self, Pixel},
    frame::Video,
    media,
};
use std::{path::Path, time::Duration};

/// Frames of the demo song at 30 frames/s.
const FRAMES: u64 = 720;

/// As [`made_of`], of the whole song.
fn made(path: &Path, encoding: &Encoding, groups_s: &'static [u64]) -> Written {
    made_of(FRAMES, path, encoding, groups_s)
}

/// Makes a video of the demo song's first frames with a clock that goes on by so many seconds at the end of each group.
fn made_of(frames: u64, path: &Path, encoding: &Encoding, groups_s: &'static [u64]) -> Written {
    let (song, cancel) = (Song::demo(), Cancel::default());
    let (size, fps) = (Size::new(128, 64).unwrap(), Fps::new(30, 1).unwrap());
    let spec = Spec {
        song: &song,
        size,
        fps,
        frames: 0..frames,
        samples: 0..fps.sample_of(frames, 48_000),
        encoding,
        threads: 2,
        lookahead: None,
        cancel: &cancel,
    };
    let mut sink = Mp4Sink::open(PartFile::create(path, true).unwrap(), &spec).unwrap();
    let mut steps = groups_s.iter();
    let mut now = Duration::ZERO;
    let clock = move || {
        let told = now;
        now += Duration::from_secs(steps.next().copied().unwrap_or(0));
        told
    };
    let steps = pace::steps(encoding);
    sink.tracks.picture.set_pace(Pace::with_clock(4.0, steps, (30.0, frames), Box::new(clock)));
    let pool = FramePool::new(Layout::new(size, PixelFormat::Yuv420).unwrap(), 2);
    for n in 0..frames {
        let mut frame = pool.acquire(n, &cancel).unwrap();
        // Something that moves, and looks different in every frame.
        frame.parts().0.iter_mut().enumerate().for_each(|(i, byte)| {
            *byte = (16 + (i as u64 % 128 * 3 + i as u64 / 128 + n * 5) % 200) as u8;
        });
        sink.frame(frame.finish()).unwrap();
    }
    Box::new(sink).finish().unwrap()
}

/// When the frames of a file are decoded, and when those that decode are shown, in frames.
fn decoded(path: &Path) -> (Vec<i64>, Vec<i64>) {
    let mut input = format::input(path).unwrap();
    let stream = input.streams().best(media::Type::Video).unwrap();
    let (index, tick) = (stream.index(), i64::from(stream.time_base().denominator()) / 30);
    let mut decoder = Context::from_parameters(stream.parameters()).unwrap().decoder().video().unwrap();
    let (mut decoded_at, mut shown_at, mut picture) = (Vec::new(), Vec::new(), Video::empty());
    let mut packet = Packet::empty();
    while packet.read(&mut input).is_ok() {
        if packet.stream() == index {
            decoded_at.push(packet.dts().unwrap() / tick);
            decoder.send_packet(&packet).unwrap();
            while decoder.receive_frame(&mut picture).is_ok() {
                shown_at.push(picture.timestamp().unwrap() / tick);
            }
        }
        packet = Packet::empty();
    }
    decoder.send_eof().unwrap();
    while decoder.receive_frame(&mut picture).is_ok() {
        shown_at.push(picture.timestamp().unwrap() / tick);
    }
    (decoded_at, shown_at)
}

#[test]
fn a_file_by_several_encoders_has_every_frame_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    for (quality, least_effort) in [(Quality::Standard, "subme=0"), (Quality::Master, "mbtree=0")] {
        let encoding = Encoding { quality, target_speed: Some(4.0), ..Encoding::default() };
        // 250 frames last 8.3 s: at 4 times that is 2.1 s.
        let written = made(&path, &encoding, &[3, 3]);
        let kept = written.kept.unwrap();
        assert_eq!(kept, Kept { target: 4.0, frames: [GROUP, GROUP, FRAMES - 2 * GROUP] });
        assert_eq!(kept.to_string(), "aimed at 4×: 470 of 720 frames with less effort");
        let (decoded_at, shown_at) = decoded(&path);
        assert_eq!(shown_at, (0..FRAMES as i64).collect::<Vec<_>>());
        assert_eq!(decoded_at.len(), shown_at.len());
        assert!(decoded_at.is_sorted_by(|a, b| a < b), "{decoded_at:?}");
        let bytes = std::fs::read(&path).unwrap();
        let settings = |name: &str| bytes.windows(name.len()).filter(|text| *text == name.as_bytes()).count();
        assert_eq!(settings("x264 - core"), 3, "three encoders named themselves");
        assert_eq!(settings(least_effort), 1, "the last one with the least effort");
    }
}

#[test]
fn where_the_speed_is_kept_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.mp4"), folder.path().join("b.mp4"));
    let written = made(&a, &Encoding { target_speed: Some(4.0), ..Encoding::default() }, &[1, 1]);
    assert_eq!(written.kept.unwrap().frames, [FRAMES, 0, 0]);
    let written = made(&b, &Encoding::default(), &[3, 3]);
    assert_eq!(written.kept, None);
    assert!(std::fs::read(a).unwrap() == std::fs::read(b).unwrap());
}

#[test]
fn a_last_group_too_short_for_an_encoder_of_its_own_gets_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    let encoding = Encoding { target_speed: Some(4.0), ..Encoding::default() };
    for (frames, less) in [(1, 0), (2, 0), (3, 3), (4, 4)] {
        let written = made_of(GROUP + frames, &path, &encoding, &[3]);
        assert_eq!(written.kept.unwrap().frames, [GROUP + frames - less, less, 0]);
        assert_eq!(decoded(&path).1, (0..(GROUP + frames) as i64).collect::<Vec<_>>());
    }
}

/// What libx264 says about its settings in the stream.
fn told(encoding: &Encoding, effort: &str) -> String {
    let (codec, size) = (video::find(encoding).unwrap(), Size::new(128, 64).unwrap());
    let picture = (size, Fps::new(30, 1).unwrap());
    let (mut encoder, _) =
        video::open(codec, picture, (2, None), Some((encoding, effort)), &mut Vec::new()).unwrap();
    let mut frame = Video::new(Pixel::YUV420P, size.width(), size.height());
    frame.set_pts(Some(0));
    encoder.send_frame(&frame).unwrap();
    encoder.send_eof().unwrap();
    let mut packet = Packet::empty();
    encoder.receive_packet(&mut packet).unwrap();
    String::from_utf8_lossy(packet.data().unwrap()).into_owned()
}

#[test]
fn each_step_takes_less_effort() {
    let every = qualities().into_iter().chain(presets());
    for encoding in every {
        let steps = pace::steps(&encoding);
        let told: Vec<String> = steps.iter().map(|effort| told(&encoding, effort)).collect();
        let number = |told: &str, name: &str| -> i32 {
            let (_, rest) = told.split_once(&format!(" {name}=")).unwrap();
            rest.split([' ', ':']).next().unwrap().parse().unwrap()
        };
        for pair in told.windows(2) {
            assert_ne!(pair[0], pair[1], "{encoding:?}");
            for name in ["subme", "trellis", "mbtree"] {
                assert!(number(&pair[1], name) <= number(&pair[0], name), "{encoding:?}: {name}: {pair:?}");
            }
        }
    }
}

#[test]
fn where_there_is_no_less_effort_the_encoder_stays() {
    let folder = tempfile::tempdir().unwrap();
    let encoding = Encoding { quality: Quality::Draft, target_speed: Some(4.0), ..Encoding::default() };
    let written = made(&folder.path().join("a.mp4"), &encoding, &[3, 3]);
    assert_eq!(written.kept.unwrap().frames, [FRAMES, 0, 0]);
    assert!(written.warnings[0].contains("least effort"), "{:?}", written.warnings);
}

fn qualities() -> [Encoding; 4] {
    Quality::ALL.map(|quality| Encoding { quality, ..Encoding::default() })
}

fn presets() -> [Encoding; PRESETS.len()] {
    PRESETS.map(|preset| Encoding { preset: Some(preset.into()), ..Encoding::default() })
}

#[test]
fn no_step_changes_the_headers() {
    let picture = (Size::new(320, 180).unwrap(), Fps::new(30, 1).unwrap());
    for encoding in qualities().iter().chain(&presets()) {
        let codec = video::find(encoding).unwrap();
        let headers = pace::steps(encoding).iter().map(|effort| {
            let opened = video::open(codec, picture, (2, None), Some((encoding, effort)), &mut Vec::new());
            video::headers(&opened.unwrap().0).to_vec()
        });
        let headers: Vec<_> = headers.collect();
        assert!(headers[0].len() > 20 && headers.iter().all(|h| *h == headers[0]), "{encoding:?}");
    }
}

//! The examples do what they say.

#![expect(dead_code, reason = "the examples' own `main`s")]

use std::path::Path;

#[path = "../examples/frames.rs"]
mod frames;
#[path = "../examples/gallery.rs"]
mod gallery;
#[path = "../examples/own_style.rs"]
mod own_style;
#[path = "../examples/stills.rs"]
mod stills;

#[cfg(feature = "ffmpeg")]
#[path = "../examples/builder.rs"]
mod builder;
#[cfg(feature = "ffmpeg")]
#[path = "../examples/one_call.rs"]
mod one_call;

#[test]
fn frames_shows_every_frame_and_the_tone_swells() {
    let means = frames::make().unwrap();
    assert_eq!(means.len(), 30);
    assert!(means[29] > means[0], "{means:?}");
}

#[test]
fn stills_draw_every_shape() {
    let dir = tempfile::tempdir().unwrap();
    stills::make(dir.path()).unwrap();
    assert_eq!(dir.path().read_dir().unwrap().count(), stills::SHAPES.len());
}

#[test]
fn own_style_draws_a_ring_where_it_says() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ring.png");
    own_style::make(&path).unwrap();
    let mut reader =
        png::Decoder::new(std::io::BufReader::new(std::fs::File::open(path).unwrap())).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgb).unwrap();
    assert_eq!((info.width, info.height), (1080, 1080));
    // Along the middle row: dark, the ring, dark, the ring, dark.
    let green = |x: usize| rgb[(540 * 1080 + x) * 3 + 1];
    assert!(green(540) < 40 && green(5) < 40, "{} {}", green(540), green(5));
    let bright = (0..540).rposition(|x| green(x) > 100).unwrap();
    let radius = 540.0 - bright as f64;
    assert!((0.2 * 1080.0 - 12.0..0.4 * 1080.0 + 12.0).contains(&radius), "{radius}");
}

#[cfg(feature = "ffmpeg")]
#[test]
fn builder_and_one_call_write_whole_files() {
    let dir = tempfile::tempdir().unwrap();
    let wave = dir.path().join("tone.wav");
    std::fs::write(&wave, tone_wav()).unwrap();

    let built = dir.path().join("built.mp4");
    let song = cymatic::audio::Song::open(&wave).unwrap();
    builder::make(song.into(), &built).unwrap();
    assert_is_mp4(&built);

    let called = dir.path().join("called.mp4");
    one_call::make(&wave, &called).unwrap();
    assert_is_mp4(&called);
    // Not overwritten without being asked to.
    assert_eq!(one_call::make(&wave, &called).unwrap_err().exit_code(), 2);
}

fn assert_is_mp4(path: &Path) {
    let bytes = std::fs::read(path).unwrap_or_default();
    assert!(bytes.len() > 5_000 && &bytes[4..8] == b"ftyp");
}

/// 1.1 seconds of a 16-bit mono tone.
fn tone_wav() -> Vec<u8> {
    let samples: Vec<u8> = (0..26_400)
        .flat_map(|i| {
            let value = (f64::from(i) * 440.0 * std::f64::consts::TAU / 24_000.0).sin();
            ((value * 9_000.0) as i16).to_le_bytes()
        })
        .collect();
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + samples.len() as u32).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(24_000u32.to_le_bytes());
    wav.extend(48_000u32.to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend((samples.len() as u32).to_le_bytes());
    wav.extend(samples);
    wav
}

#[test]
fn gallery_picks_the_loudest_second_and_names_what_is_on_its_sheet() {
    // Two seconds of hush, one of noise, one of hush.
    let rate_hz = 24_000_u32;
    let noise = (0..4 * rate_hz).scan(1_u32, |state, i| {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let loud = (2 * rate_hz..3 * rate_hz).contains(&i);
        Some(
            (*state >> 8) as f32 / 8_388_608.0 * if loud { 0.5 } else { 0.01 }
                - if loud { 0.5 } else { 0.01 },
        )
    });
    let song = cymatic::audio::Song::from_samples(noise.collect::<Vec<_>>().into(), 1, rate_hz).unwrap();
    let at = gallery::loudest_moment(&song).unwrap().seconds();
    assert!((2.0..3.2).contains(&at), "{at}");

    let picture =
        |code: u8| cymatic::render::Still { width: 400, height: 225, rgba: vec![code; 400 * 225 * 4] };
    let pictures = [("a", picture(50)), ("b", picture(100)), ("c", picture(150)), ("d", picture(200))];
    let sheet = gallery::sheet(&pictures, 5, 3);
    let pixel = |x: u32, y: u32| sheet.rgba[4 * (y * sheet.width + x) as usize];
    assert_eq!((sheet.width, sheet.height), (4 * 24 + 3 * 80, 3 * 24 + 2 * (45 + 36)));
    assert_eq!(
        [pixel(24, 24), pixel(24 + 104, 24), pixel(24 + 208, 68), pixel(24, 24 + 105)],
        [50, 100, 150, 200]
    );
    // Ink below each picture, and nowhere else between them.
    for (x, y) in [(24, 69), (128, 69), (232, 69), (24, 174)] {
        let ink =
            (y..y + 36).flat_map(|y| (x..x + 80).map(move |x| (x, y))).filter(|(x, y)| pixel(*x, *y) > 60);
        assert!(ink.count() > 10, "no name at {x}, {y}");
    }
}

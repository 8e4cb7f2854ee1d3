//! Frame n is a function of (song, scene, n): whatever is drawn with it, on however many threads, into whatever buffer.
#![expect(clippy::unwrap_used, reason = "a test or bench that can't go on should say where")]

use cymatic::{
    Cancel, Error,
    analysis::{self, Listening, Tables},
    audio::{Song, Tags},
    layers::{Layers, Look},
    pipeline,
    render::{Frame, FramePool, Layout, PixelFormat, Renderer, cpu::CpuRenderer},
    scene::{Scene, Size},
    time::Fps,
    visual::{
        self,
        params::{Kind, Values},
    },
};
use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    ops::Range,
    path::Path,
};

const RATE_HZ: u32 = 22_050;

/// Three seconds: a sweep, bursts of bass and noise that are onsets; from 2 s on notes that fade; silence at the end.
fn song() -> Song {
    let mut samples = Vec::new();
    for i in 0..RATE_HZ * 3 {
        let t = i as f32 / RATE_HZ as f32;
        let sweep = 0.4 * (t * t * 900.0 * std::f32::consts::TAU).sin();
        let noise = (i.wrapping_mul(2_654_435_761) >> 8) as f32 / 8_388_608.0 - 1.0;
        let bass = 0.4 * (t * 60.0 * std::f32::consts::TAU).sin();
        let burst = if i % 11_025 < 2_000 { bass + 0.2 * noise } else { 0.0 };
        let struck = (-(t % 0.25) * 14.0).exp() * 0.3;
        let note = struck * (t * 523.25 * std::f32::consts::TAU).sin();
        samples.extend(match t {
            ..2.0 => [sweep + burst, burst - sweep],
            2.0..2.5 => [note; 2],
            _ => [0.0; 2],
        });
    }
    Song::from_samples(samples.into(), 2, RATE_HZ).unwrap()
}

fn scene(style: &str) -> Scene {
    let info = visual::find(style).unwrap();
    let style = (info.create)(&Values::defaults(info.params));
    Scene {
        size: Size::new(320, 180).unwrap(),
        fps: Fps::new(30, 1).unwrap(),
        style,
        listening: Listening::default(),
    }
}

fn hash(frame: &Frame) -> u64 {
    let mut hasher = DefaultHasher::new();
    (0..3).for_each(|p| frame.rows(p).for_each(|row| row.hash(&mut hasher)));
    hasher.finish()
}

/// Tables of a range of frames, analysed from nothing.
fn analysed(song: &Song, scene: &Scene, frames: Range<u64>) -> Tables {
    let cancel = Cancel::default();
    let reference = analysis::scan(song, &cancel).unwrap();
    pipeline::tables(song, scene, &reference, frames, &cancel).unwrap()
}

/// Two further visualizers over a style, all of them moved by the music.
fn composed() -> Scene {
    let scene = scene("circular");
    let mut look = Look::new(visual::find("circular").unwrap());
    look.set("scale", "0.8+0.3*bass,20ms,0.3s").unwrap();
    let also =
        ["bars bars=20 place=0.5,0.5,1,1 opacity=0.2+0.8*level,0,0.5s", "spectrum scale=1-0.5*band(50..500)"];
    let visualizers = also.iter().map(|text| Look::parse(text).unwrap()).collect();
    let layers = Layers { visualizers, ..Layers::nothing().unwrap() };
    let song = (&Tags::default(), Path::new("song"));
    layers.dress(&scene, Some(&look), song, (0.0, None)).unwrap().scene
}

/// Hashes of a range of frames, analysed and drawn from nothing.
fn draw(song: &Song, scene: &Scene, frames: Range<u64>, threads: usize, poison: bool) -> BTreeMap<u64, u64> {
    let layout = Layout::new(scene.size, PixelFormat::Yuv420).unwrap();
    let pool =
        if poison { FramePool::poisoned(layout, threads + 1) } else { FramePool::new(layout, threads + 1) };
    let tables = analysed(song, scene, frames.clone());
    let mut renderer = CpuRenderer::with_pool(scene.clone(), tables, pool, threads);
    let mut hashes = BTreeMap::new();
    let mut sink = |frame: Frame| {
        hashes.insert(frame.index(), hash(&frame));
        Ok(())
    };
    renderer.render(frames, &Cancel::default(), &mut sink).unwrap();
    hashes
}

#[test]
fn any_range_on_any_threads_gives_the_same_frames() {
    let song = song();
    let mut compared = 0;
    for style in ["circular", "bars", "particles", "waveform", "vectorscope", "overview", "composed"] {
        let scene = if style == "composed" { composed() } else { scene(style) };
        let whole = draw(&song, &scene, 0..90, 2, false);
        assert_eq!(whole.len(), 90);
        assert!(
            whole.values().collect::<std::collections::BTreeSet<_>>().len() > 60,
            "the frames hardly differ"
        );
        for (frames, threads, poison) in [
            (0..90, 1, false),
            (0..90, 4, true),
            (37..53, 2, false),
            (89..90, 1, true),
            (5..6, 3, false),
            (0..1, 1, false),
        ] {
            for (n, hash) in draw(&song, &scene, frames, threads, poison) {
                assert_eq!(hash, whole[&n], "{style}: frame {n} on {threads} threads");
                compared += 1;
            }
        }
    }
    assert!(compared >= 300);
}

/// Values that are allowed and aren't the default.
fn others(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::Number { min, max, default } => {
            let end = if default - min > max - default { min } else { max };
            vec![((end + default) / 2.0).to_string()]
        }
        Kind::Count { max, default, .. } => {
            vec![(if *default >= max.div_ceil(2) { max / 4 } else { max.div_ceil(2) }).to_string()]
        }
        Kind::Switch { default } => vec![(if *default { "off" } else { "on" }).into()],
        Kind::Choice { options, default } => {
            options.iter().filter(|o| *o != default).map(|o| (*o).to_owned()).collect()
        }
        Kind::Colour => vec!["#12c4a6".into()],
        Kind::File { .. } => vec![midi_file()],
        Kind::Driven { .. } => vec!["0.5+0.3*level".into()],
        Kind::Area => vec!["0.1,0.1,0.9,0.8".into()],
    }
}

/// The path of a MIDI file: one long note.
fn midi_file() -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("one-note.mid");
    let track = [0, 0x90, 60, 100, 0x8F, 0x00, 60, 0, 0, 0xFF, 0x2F, 0];
    let mut bytes = b"MThd\0\0\0\x06\0\0\0\x01\0\x60MTrk\0\0\0\x0C".to_vec();
    bytes.extend(track);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn every_parameter_of_every_style_changes_the_picture() {
    let song = song();
    let (mut tried, mut idle) = (0, Vec::new());
    for info in visual::REGISTRY {
        let drawn = |set: &[(&str, &str)]| {
            let mut values = Values::defaults(info.params);
            set.iter().for_each(|(name, value)| values.set(name, value).unwrap());
            let scene = Scene { style: (info.create)(&values), ..scene(info.name) };
            [35..37, 60..70].map(|frames| draw(&song, &scene, frames, 1, false))
        };
        let plain = drawn(&[]);
        for param in info.params {
            tried += 1;
            if others(&param.kind).iter().all(|value| drawn(&[(param.name, value)]) == plain) {
                idle.push(format!("{} {}", info.name, param.name));
            }
        }
    }
    assert!(tried > 20, "only {tried} parameters");
    assert!(idle.is_empty(), "without effect: {}", idle.join(", "));
}

#[test]
fn frames_come_in_any_order_asked_for() {
    let (song, scene) = (song(), scene("circular"));
    let whole = draw(&song, &scene, 0..90, 2, false);
    let (cancel, tables) = (Cancel::default(), analysed(&song, &scene, 0..90));
    let mut renderer = CpuRenderer::new(scene, tables, PixelFormat::Yuv420, 2).unwrap();
    // 37 and 90 have no common divisor: every frame once, far from its neighbours.
    for n in (0..90).map(|i| i * 37 % 90) {
        let mut sink = |frame: Frame| {
            assert_eq!(hash(&frame), whole[&n], "frame {n}");
            Ok(())
        };
        renderer.render(n..n + 1, &cancel, &mut sink).unwrap();
    }
}

#[test]
fn an_error_of_the_sink_ends_the_render() {
    let (song, scene) = (song(), scene("bars"));
    let (cancel, tables) = (Cancel::default(), analysed(&song, &scene, 0..90));
    let mut renderer = CpuRenderer::new(scene, tables, PixelFormat::Yuv420, 2).unwrap();
    let mut delivered = 0;
    let mut sink = |_| {
        delivered += 1;
        if delivered == 5 { Err(Error::usage("enough")) } else { Ok(()) }
    };
    let ended = renderer.render(0..90, &cancel, &mut sink);
    assert!(matches!(ended, Err(Error::Usage { .. })), "{ended:?}");
    assert_eq!(delivered, 5);
}

#[test]
fn the_reference_scene_is_no_easy_picture() {
    // All speed figures use the default style on the demo song: the median frame changes at least 40 % of its tiles.
    let scene = Scene { size: Size::new(1920, 1080).unwrap(), ..scene("circular") };
    let frames = 300..340;
    let tables = analysed(&Song::demo(), &scene, frames.clone());
    let mut renderer = CpuRenderer::new(scene, tables, PixelFormat::Yuv420, 2).unwrap();
    let (mut before, mut changed) = (Vec::new(), Vec::new());
    let mut sink = |frame: Frame| {
        let luma: Vec<&[u8]> = frame.rows(0).collect();
        let tiles: Vec<u64> = (0..1080 / 16 * (1920 / 16))
            .map(|tile| {
                let (x, y) = (tile % 120 * 16, tile / 120 * 16);
                let mut hasher = DefaultHasher::new();
                luma[y..y + 16].iter().for_each(|row| row[x..x + 16].hash(&mut hasher));
                hasher.finish()
            })
            .collect();
        let differ = tiles.iter().zip(&before).filter(|(a, b)| a != b).count();
        changed.push(100 * differ / tiles.len());
        before = tiles;
        Ok(())
    };
    renderer.render(frames, &Cancel::default(), &mut sink).unwrap();
    changed.sort_unstable();
    let median = changed[changed.len() / 2];
    assert!(median >= 40, "the median frame changes {median} % of its tiles");
}

//! The GPU renderer from the outside: a whole song against the CPU, the same again, and hundreds of renders in one
//! process. On whatever adapter there is; without any they say SKIPPED, and fail if `REQUIRE_GPU` is set.
#![expect(clippy::unwrap_used, reason = "a test or bench that can't go on should say where")]

use cymatic::{
    Visualizer,
    audio::Song,
    pipeline::Trim,
    render::{Backend, PixelFormat, Wish},
    scene::Size,
};
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// One at a time: the count of what a process holds is disturbed by others.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A line on standard error, also from a test that passes.
fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// A hardware adapter, or the first of any kind.
fn gpu() -> Option<Backend> {
    let chosen = Backend::choose(Wish::Gpu, None).or_else(|_| Backend::choose(Wish::Gpu, Some("0")));
    match chosen {
        Ok((backend, _)) => Some(backend),
        Err(error) => {
            say(&format!("SKIPPED: {error}"));
            assert!(std::env::var_os("REQUIRE_GPU").is_none(), "REQUIRE_GPU is set");
            None
        }
    }
}

/// A song in a picture that tiles and strides don't divide.
fn film(song: &Arc<Song>, style: &str, backend: &Backend) -> Visualizer<'static> {
    let visualizer = Visualizer::new(Arc::clone(song)).unwrap().style(style).unwrap();
    visualizer.size(Size::new(426, 242).unwrap()).backend(backend.clone())
}

/// A third of a second that moves.
fn short_song() -> Arc<Song> {
    let sweep = |i: u16| f32::sin(f32::from(i) * f32::from(i) * 2e-5) * 0.5;
    let samples: Vec<f32> = (0..16_000).map(sweep).collect();
    Arc::new(Song::from_samples(samples.into(), 1, 48_000).unwrap())
}

/// All planes of all frames, one after the other.
fn frames(visualizer: Visualizer<'_>) -> Vec<[Vec<u8>; 3]> {
    let mut all = Vec::new();
    let planes =
        |frame: &cymatic::render::Frame| std::array::from_fn(|p| frame.rows(p).flatten().copied().collect());
    let mut keep = |frame: &cymatic::render::Frame| {
        all.push(planes(frame));
        Ok(())
    };
    visualizer.frames(PixelFormat::Yuv420, &mut keep).unwrap();
    all
}

#[test]
fn ten_seconds_of_a_song_agree_on_every_frame() {
    let _turn = turn();
    let Some(gpu) = gpu() else { return };
    let song = Arc::new(Song::demo());
    let part = Trim::Times { start: "10".parse().unwrap(), end: Some("20".parse().unwrap()) };
    for style in ["circular", "bars"] {
        let expected = frames(film(&song, style, &Backend::Cpu).trim(part.clone()));
        let actual = frames(film(&song, style, &gpu).trim(part.clone()));
        assert_eq!((expected.len(), actual.len()), (300, 300));
        for (p, plane) in ["Y", "Cb", "Cr"].iter().enumerate() {
            let (mut worst, mut most, mut mean) = (0.0f64, 0, 0.0f64);
            for (n, (e, a)) in expected.iter().zip(&actual).enumerate() {
                let pairs = || e[p].iter().zip(&a[p]);
                let samples = e[p].len() as f64;
                let share = pairs().filter(|(e, a)| e != a).count() as f64 / samples;
                let signed =
                    pairs().map(|(e, a)| i64::from(*a) - i64::from(*e)).sum::<i64>() as f64 / samples;
                let largest = pairs().map(|(e, a)| e.abs_diff(*a)).max().unwrap();
                assert!(
                    largest <= 1 && share <= 0.001 && signed.abs() <= 0.01,
                    "{style} frame {n} {plane}: max {largest}, share {share}, mean {signed}"
                );
                (worst, most, mean) = (worst.max(share), most.max(largest), mean.max(signed.abs()));
            }
            say(&format!(
                "{style}, 300 frames, {plane}: max {most}, share at most {:.4} %, mean at most {mean:.5}",
                worst * 100.0
            ));
        }
    }
}

fn hash(visualizer: Visualizer<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    frames(visualizer).hash(&mut hasher);
    hasher.finish()
}

/// Open file descriptors, and resident memory in MiB.
#[cfg(target_os = "linux")]
fn held() -> (usize, f64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap();
    let kib: f64 = line.trim().strip_suffix("kB").unwrap().trim().parse().unwrap();
    (std::fs::read_dir("/proc/self/fd").unwrap().count(), kib / 1024.0)
}

#[test]
#[cfg(target_os = "linux")]
fn two_hundred_renders_leave_nothing_behind_and_are_alike() {
    let _turn = turn();
    let Some(gpu) = gpu() else { return };
    let song = short_song();
    let render = |backend: &Backend| hash(film(&song, "circular", backend));
    let first = render(&gpu);
    for _ in 0..19 {
        assert_eq!(render(&gpu), first);
    }
    let (handles, before_mib) = held();
    for _ in 20..200 {
        assert_eq!(render(&gpu), first, "frames differ from render to render");
    }
    let (handles_after, after_mib) = held();
    say(&format!(
        "200 renders: {handles} → {handles_after} file descriptors, {before_mib:.1} → {after_mib:.1} MiB"
    ));
    assert!(handles_after <= handles, "{handles} → {handles_after} file descriptors");
    assert!(after_mib - before_mib < 8.0, "{before_mib} → {after_mib} MiB");
}

#[test]
#[cfg(target_os = "linux")]
fn opening_an_adapter_again_and_again_leaves_nothing_behind() {
    let _turn = turn();
    let song = short_song();
    let mut held_then = (0, 0.0);
    let mut first = None;
    for round in 0..16 {
        let Some(gpu) = gpu() else { return };
        let hash = hash(film(&song, "bars", &gpu));
        assert_eq!(*first.get_or_insert(hash), hash, "frames differ from device to device");
        drop(gpu);
        if round == 5 {
            held_then = held();
        }
    }
    let held_now = held();
    say(&format!("10 more devices: {held_then:?} → {held_now:?} file descriptors, MiB"));
    assert!(held_now.0 <= held_then.0, "{held_then:?} → {held_now:?} file descriptors");
    assert!(held_now.1 - held_then.1 < 24.0, "{held_then:?} → {held_now:?} MiB");
}

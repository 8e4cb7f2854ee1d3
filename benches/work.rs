//! Work counted, not timed: the instructions that a drawn frame and a second of listening take, beside `work.toml`.
//!
//! `./x work` builds this with optimisation and lets it run itself under callgrind: once with a little of everything, and
//! once each with more of one thing. The differences are what that takes, without start-up and without the first frames,
//! which are drawn in full. More than the table has, and some tolerance, is a failure.
#![expect(clippy::unwrap_used, reason = "a test or bench that can't go on should say where")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench that talks")]

use cymatic::{
    Cancel,
    analysis::{self, Listening},
    audio::{Song, Tags},
    layers::Layers,
    pipeline,
    render::{PixelFormat, Renderer, cpu::CpuRenderer},
    scene::{Scene, Size},
    time::Fps,
    visual::{self, params::Values},
};
use std::{
    env,
    hint::black_box,
    path::Path,
    process::{Command, ExitCode, Stdio},
    thread,
};
use toml::de::DeTable;

/// What each thing may take.
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/work.toml");
/// Frames a second, the default.
const FPS: u32 = 30;
/// Length of the song. Valgrind takes a minute for what takes a second, so it is short, and drawn from its middle on.
const SECONDS: u64 = 6;
const FIRST: u64 = 3 * FPS as u64;

/// What is counted: its key in the table, how much of it the run has that the others are compared with, how much more of it
/// its own run has, and how many of the table's units that is.
const COUNTED: [(&str, u64, u64, f64); 5] = [
    ("circular_frame", 20, 40, 40.0),
    ("bars_frame", 20, 40, 40.0),
    ("marked_frame", 20, 40, 40.0),
    ("analysis_second", FPS as u64, 2 * FPS as u64, 2.0),
    ("scan_second", 1, 1, SECONDS as f64),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["check", ..] => check(&std::fs::read_to_string(TABLE).unwrap()),
        ["do", circular, bars, marked, rows, scans] => {
            println!("{}", work([circular, bars, marked, rows, scans].map(|n| n.parse().unwrap())));
            ExitCode::SUCCESS
        }
        _ => {
            println!("SKIPPED: `./x work` counts instructions; the table is of its build");
            ExitCode::SUCCESS
        }
    }
}

/// Counts, prints and compares.
fn check(table: &str) -> ExitCode {
    let table = DeTable::parse(table).unwrap().into_inner();
    let value = |key: &str| table.get(key).unwrap().get_ref();
    let number = |key| value(key).as_integer().unwrap().as_str().parse::<f64>().unwrap();
    let runs = count(&runs());
    let lanes = value("lanes").as_str().unwrap();
    if runs.iter().any(|(told, _)| !told.ends_with(lanes)) {
        // Other lanes take other instructions: no fault, unless something was to be counted at any rate.
        eprintln!("work: the table is for {lanes}, and this machine says: {}", runs[0].0);
        return if env::var_os("REQUIRE_VALGRIND").is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    }
    let tolerance = number("tolerance_percent");
    let mut more = false;
    println!("# {}; instructions, and beside the table", runs[0].0);
    for ((key, .., units), (_, counted)) in COUNTED.iter().zip(&runs[1..]) {
        let counted = (counted - runs[0].1) as f64 / units;
        let percent = (counted / number(key) - 1.0) * 100.0;
        let verdict = match percent {
            _ if percent > tolerance => "MORE WORK than the table allows",
            _ if percent < -tolerance => "less work: lower the table to it",
            _ => "",
        };
        more |= percent > tolerance;
        println!("{key} = {counted:.0}  # {percent:+.1} % {verdict}");
    }
    if more { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// How much of each thing each run has: first a little of all, then one with more of one thing each.
fn runs() -> Vec<[u64; COUNTED.len()]> {
    let base = COUNTED.map(|(_, base, ..)| base);
    let more = COUNTED.iter().enumerate().map(|(i, (_, _, more, _))| {
        let mut run = base;
        run[i] += more;
        run
    });
    std::iter::once(base).chain(more).collect()
}

/// What each run says of itself, and its instructions; as many at a time as there are cores.
fn count(runs: &[[u64; COUNTED.len()]]) -> Vec<(String, i64)> {
    let at_once = thread::available_parallelism().map_or(1, usize::from);
    let mut counted = Vec::new();
    for some in runs.chunks(at_once) {
        let begun = some.iter().map(|run| {
            let mut command = Command::new("valgrind");
            command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
            command.arg(env::current_exe().unwrap()).arg("do").args(run.map(|n| n.to_string()));
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("valgrind can be started")
        });
        let begun: Vec<_> = begun.collect();
        counted.extend(begun.into_iter().map(|run| {
            let output = run.wait_with_output().unwrap();
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{told}");
            let collected = told.lines().find_map(|line| line.split_once("Collected :"));
            let instructions =
                collected.unwrap_or_else(|| panic!("no count in {told}")).1.trim().parse().unwrap();
            (String::from_utf8(output.stdout).unwrap().trim().to_owned(), instructions)
        }));
    }
    counted
}

/// Draws frames of circular, of bars and of circular with its mark, analyses rows, scans the song; says who drew.
fn work([circular, bars, marked, rows, scans]: [u64; COUNTED.len()]) -> String {
    let (song, cancel) = (song(), Cancel::default());
    let scan = || analysis::scan(black_box(&song), &cancel).unwrap();
    (1..scans).for_each(|_| drop(black_box(scan())));
    let reference = scan();
    let tables = |scene: &Scene, frames| pipeline::tables(&song, scene, &reference, frames, &cancel).unwrap();
    black_box(tables(&scene("circular"), FIRST..FIRST + rows));
    let scenes = [(scene("circular"), circular), (scene("bars"), bars), (marked_scene(), marked)];
    let drawn = scenes.map(|(scene, frames)| {
        // As many rows whatever is drawn of them.
        let tables = tables(&scene, FIRST..FIRST + 2 * u64::from(FPS));
        let mut renderer = CpuRenderer::new(scene, tables, PixelFormat::Yuv420, 1).unwrap();
        let frames = FIRST..FIRST + frames;
        renderer
            .render(frames, &cancel, &mut |frame| {
                black_box(frame);
                Ok(())
            })
            .unwrap();
        renderer.describe()
    });
    drawn[0].clone()
}

/// A chord of saws, struck twice a second and panned, with noise at each stroke; plain arithmetic, and quick to make.
fn song() -> Song {
    let (rate_hz, mut noise) = (48_000, 1u32);
    let samples = (0..SECONDS * rate_hz).flat_map(|i| {
        let since = (i % (rate_hz / 2)) as f32 / (rate_hz / 2) as f32;
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let hiss = (noise >> 8) as f32 / (1 << 24) as f32 * (0.5 - since).max(0.0);
        let saw = |hz: u64| ((i * hz % rate_hz) as f32 / rate_hz as f32 - 0.5) * (1.0 - since);
        let (low, high) = (saw(55) + saw(110) + saw(220), saw(330) + saw(554) + saw(1_760));
        [0.2 * low + 0.1 * high + 0.2 * hiss, 0.2 * low + 0.2 * high + 0.1 * hiss]
    });
    Song::from_samples(samples.collect(), 2, rate_hz as u32).unwrap()
}

fn scene(style: &str) -> Scene {
    let info = visual::find(style).unwrap();
    Scene {
        size: Size::new(640, 360).unwrap(),
        fps: Fps::new(FPS, 1).unwrap(),
        style: (info.create)(&Values::defaults(info.params)),
        listening: Listening::default(),
    }
}

/// A sprite that moves over what else is drawn.
fn marked_scene() -> Scene {
    let mut layers = Layers::nothing().unwrap();
    layers.values.set("mark", "on").unwrap();
    layers.dress(&scene("circular"), None, (&Tags::default(), Path::new("song")), (0.0, None)).unwrap().scene
}

//! Whole jobs with a stand-in for the renderer, read back by the FFmpeg programs.

mod faults;
#[cfg(feature = "ffmpeg")]
mod mp4;
mod raw;

use super::{
    renderer::{Drawing, MakeRenderer},
    *,
};
use crate::{
    Error, Result,
    analysis::{self, Listening, Row, Settings, Tables},
    encode::tests::ran,
    progress::Event,
    render::{Frame, FramePool, Layout, PixelFormat, Renderer, pool::FrameMut},
    size::Size,
    visual::{self, FrameInput, Picture, Style, params::Values},
};
use std::{path::Path, process::Command};

/// Paints a frame.
type Paint = fn(&mut FrameMut);

/// Frames of plain code, from a pool that poisons what comes back.
struct Painter {
    pool: FramePool,
    tables: Tables,
    paint: Paint,
}

impl Painter {
    const BUFFERS: usize = 3;

    fn make(drawing: Drawing<'_>, paint: Paint) -> Result<Box<dyn Renderer>> {
        let layout = Layout::new(drawing.scene.size, drawing.format)?;
        assert!(drawing.threads.draw > 0);
        Ok(Box::new(Self { pool: FramePool::poisoned(layout, Self::BUFFERS), tables: drawing.tables, paint }))
    }
}

impl Renderer for Painter {
    fn render(
        &mut self,
        frames: Range<u64>,
        cancel: &Cancel,
        sink: &mut dyn FnMut(Frame) -> Result<()>,
    ) -> Result<()> {
        let mut row = Row::default();
        for n in frames {
            self.tables.row(n, &mut row)?;
            let mut frame = self.pool.acquire(n, cancel)?;
            (self.paint)(&mut frame);
            sink(frame.finish())?;
        }
        // Nobody kept a frame: all buffers are free again.
        let all: Result<Vec<_>> = (0..Self::BUFFERS as u64).map(|n| self.pool.acquire(n, cancel)).collect();
        assert_eq!(all?.len(), Self::BUFFERS);
        Ok(())
    }

    fn describe(&self) -> String {
        "painter".into()
    }

    fn draw_seconds(&self) -> f64 {
        0.0
    }
}

/// Something that moves and fills all planes.
fn gradient(frame: &mut FrameMut) {
    let n = frame.index() as usize;
    let layout = *frame.layout();
    let bytes = frame.parts().0;
    for plane in layout.planes {
        for y in 0..plane.rows {
            let row = &mut bytes[plane.offset + y * plane.stride..][..plane.row_bytes];
            row.iter_mut().enumerate().for_each(|(x, b)| *b = (16 + (x + 2 * y + 3 * n) % 220) as u8);
        }
    }
}

#[derive(Debug)]
struct Plain;

impl Style for Plain {
    fn analysis(&self, _: Size) -> Settings {
        Settings { bands: 8, ..Settings::default() }
    }

    fn picture(&self, _: &FrameInput<'_>, _: &mut Picture) {}
}

/// A quiet tone with one loud sample at each of `clicks`, the same in all channels.
fn song(samples: u64, channels: u16, rate_hz: u32, clicks: &[u64]) -> Arc<Song> {
    let mut wave = Vec::new();
    for i in 0..samples {
        let tone = 0.02 * (i as f32 * 440.0 * std::f32::consts::TAU / rate_hz as f32).sin();
        let value = if clicks.contains(&i) { 0.9 } else { tone };
        wave.extend((0..channels).map(|_| value));
    }
    Arc::new(Song::from_samples(wave.into(), channels, rate_hz).unwrap())
}

fn job(song: Arc<Song>, fps: &str, size: &str, output: Output) -> Job {
    let (size, fps) = (size.parse::<Size>().unwrap(), fps.parse().unwrap());
    let scene = Scene { size, fps, style: Arc::new(Plain), listening: Listening::default() };
    let (trim, encoding, cancel) = (Trim::Whole, Encoding::default(), Cancel::default());
    Job {
        song,
        scene,
        trim,
        output,
        encoding,
        backend: Backend::Cpu,
        threads: 2,
        cores: 0,
        max_memory: None,
        cancel,
    }
}

fn to_file(path: &Path) -> Output {
    Output::File { path: path.to_owned(), overwrite: false }
}

fn run_with(job: &Job, make: MakeRenderer<'_>, on_event: &mut dyn FnMut(Event)) -> Result<Outcome> {
    run::run_with(job, Provision::of(job)?, make, on_event)
}

fn render(job: &Job) -> Result<Outcome> {
    run_with(job, &|drawing| Painter::make(drawing, gradient), &mut |_| {})
}

/// What a program of FFmpeg prints; it must succeed without a word on standard error. None when it isn't installed.
fn tool(program: &str, args: &[&str], file: &Path) -> Option<Vec<u8>> {
    let mut command = Command::new(program);
    command.args(["-v", "warning"]);
    args.iter().for_each(|a| {
        if *a == "FILE" {
            command.arg(file)
        } else {
            command.arg(a)
        };
    });
    let output = ran(&mut command)?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{program} {args:?}: {said}");
    Some(output.stdout)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_plan_says_what_a_run_does_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut job = job(song(44_101, 2, 44_100, &[]), "30", "64x36", to_file(&dir.path().join("x.y4m")));
    job.trim = Trim::Frames(10..25);
    let plan = plan(&job).unwrap();
    assert!(names(dir.path()).is_empty());
    assert_eq!((plan.frames.clone(), plan.of_frames, plan.samples), (10..25, 31, 14_700..36_750));
    let outcome = render(&job).unwrap();
    assert_eq!((outcome.frames, outcome.duration_s), (15, plan.duration_s));
    assert_eq!(outcome.encoder, plan.encoder);
}

#[test]
fn a_still_is_the_frame_shown_at_its_time_and_the_last_one_past_the_end() {
    fn number(frame: &mut FrameMut) {
        let n = frame.index() as u8;
        frame.parts().0.fill(n);
    }
    let song = song(44_100, 1, 44_100, &[]);
    let scene = job(Arc::clone(&song), "30", "33x17", Output::Null).scene;
    let at = |time: &str| {
        let make = |drawing: Drawing<'_>| Painter::make(drawing, number);
        still::still_with(&song, &scene, &Backend::Cpu, time.parse().unwrap(), &Cancel::default(), &make)
            .unwrap()
            .0
    };
    let shown = at("0.5");
    assert_eq!((shown.width, shown.height, shown.rgba.len()), (33, 17, 33 * 17 * 4));
    assert!(shown.rgba.iter().all(|b| *b == 15));
    assert!(at("0.499").rgba.iter().all(|b| *b == 14));
    assert!(at("99").rgba.iter().all(|b| *b == 29));
}

#[test]
fn tables_have_the_bands_that_the_style_must_have() {
    let info = visual::find("pianoroll").unwrap();
    let song = song(44_100, 1, 44_100, &[]);
    let mut scene = job(Arc::clone(&song), "30", "64x36", Output::Null).scene;
    scene.style = (info.create)(&Values::defaults(info.params));
    let (bands, cancel) = (scene.style.analysis(scene.size).bands, Cancel::default());
    let reference = analysis::scan(&song, &cancel).unwrap();
    let heard = analysis::scan_as(&song, &scene.heard(), &cancel).unwrap();
    let tables = tables(&song, &scene, &reference, 0..2, &cancel).unwrap();
    assert_eq!(tables.track().edges_hz, heard.edges_hz(bands));
    assert_ne!(tables.track().edges_hz, reference.edges_hz(bands));
}

#[test]
fn frames_are_shown_in_order_without_a_file() {
    let mut job = job(song(44_100, 1, 44_100, &[]), "30", "32x18", Output::Null);
    job.trim = Trim::Frames(5..9);
    let mut seen = Vec::new();
    let make = |drawing: Drawing<'_>| Painter::make(drawing, gradient);
    let outcome = run::frames_with(&job, PixelFormat::Rgba, &make, &mut |_| {}, &mut |frame| {
        assert_eq!(frame.rows(0).map(<[u8]>::len).collect::<Vec<_>>(), vec![32 * 4; 18]);
        seen.push(frame.index());
        Ok(())
    });
    assert_eq!(outcome.unwrap().frames, 4);
    assert_eq!(seen, [5, 6, 7, 8]);
}

#[test]
fn frames_are_planned_without_an_encoder_and_before_the_song_is_read() {
    let output = to_file(Path::new("nowhere.mp4"));
    let mut job = job(song(44_100, 1, 44_100, &[]), "30", "1920x1080", output);
    job.trim = Trim::Frames(0..1);
    let shown = |job: &Job| {
        let make = |drawing: Drawing<'_>| Painter::make(drawing, gradient);
        let mut events = 0;
        let shown = run::frames_with(job, PixelFormat::Yuv420, &make, &mut |_| events += 1, &mut |_| Ok(()));
        shown.map(|outcome| outcome.warnings).map_err(|error| (events, error.to_string()))
    };
    // Less than any encoder of such frames takes.
    job.max_memory = Some(100 << 20);
    assert_eq!(shown(&job).unwrap(), [""; 0]);
    job.max_memory = Some(1 << 20);
    let (events, error) = shown(&job).unwrap_err();
    assert!(events == 0 && error.contains("memory"), "{events}: {error}");
}

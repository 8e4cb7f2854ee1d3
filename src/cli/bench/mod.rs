//! `cymatic bench`: how fast this machine draws and encodes, on its cores and on a graphics adapter, and who should.
//!
//! ```text
//! args ─ plan ─▶ take (song, tables) ─ measure, encode ─▶ figures ─ verdict ─▶ table | JSON
//! ```

mod encode;
mod figures;
mod measure;
mod plan;
mod progress;
mod table;
mod take;
mod verdict;
mod words;

use super::{
    args::{self, BenchArgs},
    console,
    machine::Machine,
    recipe,
    signals::Signals,
};
use cymatic::{
    Cancel, Error, Result,
    pipeline::Backend,
    render::{Layout, PixelFormat},
    scene::Size,
    visual::StyleInfo,
};
use figures::{AdapterFacts, Cell, Figures, Profile, Rate, Row};
use measure::Drawer;
use plan::{FPS, Plan, label};
use progress::Progress;
use std::ops::Range;
use take::Take;
use verdict::{Case, Gpu, Speeds, Verdict};

/// Measures, and tells.
///
/// # Errors
/// Those of the arguments, [`Error::Gpu`] when the adapter that was asked for isn't there, and cancellation. What fails
/// later is a cell of the table.
pub(super) fn run(args: &BenchArgs) -> Result<u8> {
    let plan = Plan::new(args)?;
    let (backend, why) = recipe::choose(&args.drawer)?;
    let signals = Signals::listen();
    let mut bench = Bench::new(plan, backend, !args.json, &signals.cancel)?;
    bench.measure()?;
    let figures = bench.figures(args, why);
    let text = match args.json {
        true => serde_json::to_string_pretty(&figures).map_err(|e| Error::Internal(e.to_string()))? + "\n",
        false => table::text(&figures),
    };
    console::out(&text);
    Ok(0)
}

/// A run: what is measured, with what, and the figures so far.
#[derive(Debug)]
struct Bench<'a> {
    plan: Plan,
    backends: Vec<Backend>,
    encoder: Option<Result<String>>,
    take: Take,
    cancel: &'a Cancel,
    progress: Progress,
    results: Vec<Row>,
    profiles: Vec<Profile>,
}

impl<'a> Bench<'a> {
    fn new(plan: Plan, backend: Backend, told: bool, cancel: &'a Cancel) -> Result<Self> {
        let mut backends = vec![Backend::Cpu];
        backends.extend(backend.gpu().map(|gpu| Backend::Gpu(gpu.clone())));
        let profiles = if backend.gpu().is_some() { plan.profiled.len() } else { 0 };
        let progress =
            Progress::new(told, plan.sizes.len() * plan.styles.len() * backends.len() * 3 + profiles);
        let take = Take::new(plan.plays, plan.fps, cancel)?;
        let encoder = encode::encoder();
        let (results, profiles) = (Vec::new(), Vec::new());
        Ok(Self { plan, backends, encoder, take, cancel, progress, results, profiles })
    }

    /// Fills the table.
    fn measure(&mut self) -> Result<()> {
        for size in self.plan.sizes.clone() {
            for (i, style) in self.plan.styles.clone().into_iter().enumerate() {
                for backend in self.backends.clone() {
                    let profiled = i == 0 && self.plan.profiled.contains(&size);
                    self.row(style, size, &backend, profiled)?;
                }
            }
        }
        Ok(())
    }

    /// One line of the table, and the steps behind it if they are wanted.
    fn row(
        &mut self,
        style: &'static StyleInfo,
        size: Size,
        backend: &Backend,
        profiled: bool,
    ) -> Result<()> {
        let (scene, cancel) = (self.plan.scene(style, size), self.cancel);
        let (rounds, fps) = (self.plan.rounds, self.plan.fps.as_f64());
        let (label, frame_bytes) = (label(size), Layout::new(size, PixelFormat::Yuv420)?.bytes);
        let who = if backend.gpu().is_some() { "gpu" } else { "cpu" };
        let progress = &mut self.progress;
        let mut say = |what: &str| progress.next(&format!("{label}, {}, {who}: {what}", style.name));

        let tables = self.take.tables(&scene, cancel)?;
        let frames = &self.take.frames;
        let mut drawer = Drawer::new(backend, &scene, tables);
        say("draw");
        let draw = measure::rates(rounds, frames, &mut |range| drawer.draw(range, cancel));
        let draw = cell(draw, fps, None)?;
        say("draw + read");
        let read = measure::rates(rounds, frames, &mut |range| drawer.read(range, cancel));
        let read = cell(read, fps, Some(frame_bytes))?;
        if profiled && backend.gpu().is_some() {
            say("steps");
            self.profiles.extend(profile(&mut drawer, style.name, &label, frames.clone(), cancel)?);
        }
        // Its memory goes before the encoder comes.
        drop(drawer);
        say("draw + encode");
        let encode = match &self.encoder {
            None => Cell::Skipped { skipped: "no FFmpeg" },
            Some(Err(error)) => Cell::Failed { error: error.to_string() },
            Some(Ok(_)) => {
                let rates = encode::rates(&self.plan, &self.take, &scene, backend, cancel);
                cell(rates, fps, Some(frame_bytes))?
            }
        };
        let (width, height) = (size.width(), size.height());
        let style = style.name;
        self.results.push(Row {
            style,
            size: label,
            width,
            height,
            backend: who,
            frame_bytes,
            draw,
            read,
            encode,
        });
        Ok(())
    }

    /// All that is to be told.
    fn figures(self, args: &BenchArgs, why: String) -> Figures {
        let gpu = self.backends.iter().find_map(Backend::gpu).map(|gpu| AdapterFacts::of(gpu.adapter()));
        let why = if args.drawer.backend == args::Backend::Cpu { "--backend cpu".into() } else { why };
        let encoder = self.encoder.and_then(Result::ok);
        let verdict = judge(&self.results, gpu.as_ref(), args.drawer.adapter.as_deref(), encoder.as_deref());
        Figures {
            schema: 1,
            version: env!("CARGO_PKG_VERSION"),
            debug_build: cfg!(debug_assertions),
            quick: self.plan.quick,
            machine: Machine::read(),
            no_gpu: gpu.is_none().then_some(why),
            gpu,
            encoder,
            fps: self.plan.fps.as_f64(),
            rounds: self.plan.rounds.count,
            round_s: self.plan.rounds.length.as_secs_f64(),
            results: self.results,
            gpu_steps: self.profiles,
            verdict,
        }
    }
}

/// A cell of the table. Only an interrupt ends the run.
fn cell(rounds: Result<Vec<f64>>, fps: f64, frame_bytes: Option<usize>) -> Result<Cell> {
    match rounds {
        Ok(rounds) => Ok(Cell::Measured(Rate::new(rounds, fps, frame_bytes))),
        Err(Error::Interrupted) => Err(Error::Interrupted),
        Err(error) => Ok(Cell::Failed { error: error.to_string() }),
    }
}

/// The steps of a frame; none where drawing fails, which a cell tells already.
fn profile(
    drawer: &mut Drawer,
    style: &'static str,
    size: &str,
    frames: Range<u64>,
    cancel: &Cancel,
) -> Result<Option<Profile>> {
    match drawer.steps(frames, cancel) {
        Ok(steps) => Ok(steps.map(|(batch, steps)| Profile { style, size: size.into(), batch, steps })),
        Err(Error::Interrupted) => Err(Error::Interrupted),
        Err(_) => Ok(None),
    }
}

/// The verdict on what most people make: the default style at 1080p, or else what was measured first.
fn judge(results: &[Row], gpu: Option<&AdapterFacts>, named: Option<&str>, encoder: Option<&str>) -> Verdict {
    let Some(first) = results.first() else { return Verdict::default() };
    let usual = results.iter().find(|row| row.style == first.style && row.size == "1080p").unwrap_or(first);
    let speeds = |backend: &str| {
        let same = |row: &&Row| (row.style, &row.size) == (usual.style, &usual.size);
        let row = results.iter().filter(same).find(|row| row.backend == backend);
        let speed = |cell: &Cell| cell.rate().map(|rate| rate.times_real_time);
        row.map_or_else(Speeds::default, |row| Speeds {
            draw: speed(&row.draw),
            read: speed(&row.read),
            encode: speed(&row.encode),
        })
    };
    let option = match named {
        None => "--backend auto".into(),
        Some(name) if name.contains(char::is_whitespace) => format!("--adapter '{name}'"),
        Some(name) => format!("--adapter {name}"),
    };
    let gpu = gpu.map(|gpu| Gpu { software: gpu.kind == "software", option, speeds: speeds("gpu") });
    let what = format!("{}, {} frames/s, {}", usual.size, FPS, usual.style);
    verdict::verdict(&Case { what, encoder, cpu: speeds("cpu"), gpu })
}

//! The CPU renderer: whole frames side by side on all cores, each frame redrawing only the tiles that changed since
//! its buffer was last used.
//!
//! A frame is drawn by one thread from start to end: tables, picture, light field, bins, tiles. Threads share nothing
//! but the frame counter, so there is no barrier to wait at. Rejected: sharing the rows of one frame among threads; it
//! halves the buffers but made every frame wait for the slowest thread, and the encoder takes the cores in between.
//!
//! `pulp` picks the instruction set at run time; the loops are plain Rust, so lanes and scalar code agree bit for bit.

use super::{
    Renderer,
    light::LightField,
    pool::{Frame, FrameMut, FramePool, Layout, PixelFormat},
    shade::TilePixels,
    tiles::{Bins, MAX_SHAPES},
    yuv,
};
use crate::{
    analysis::{Row, Tables},
    cancel::Cancel,
    error::{Error, Result},
    scene::Scene,
    visual::{FrameInput, Picture},
};
use std::{
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::Instant,
};

/// Draws on the CPU.
#[derive(Debug)]
pub struct CpuRenderer {
    scene: Scene,
    tables: Tables,
    pool: FramePool,
    threads: usize,
    draw_nanos: AtomicU64,
}

/// Buffers beyond one per thread: one with the encoder, one finished and waiting.
const SPARE_BUFFERS: usize = 2;

impl CpuRenderer {
    /// A renderer of `scene` on `threads` threads (0: one per core).
    ///
    /// # Errors
    /// A usage error for an odd size with 4:2:0 chroma.
    pub fn new(scene: Scene, tables: Tables, format: PixelFormat, threads: usize) -> Result<Self> {
        let threads = match threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        };
        let pool = FramePool::new(Layout::new(scene.size, format)?, threads + SPARE_BUFFERS);
        Ok(Self::with_pool(scene, tables, pool, threads))
    }

    /// A renderer that draws into the buffers of `pool`.
    #[must_use]
    pub fn with_pool(scene: Scene, tables: Tables, pool: FramePool, threads: usize) -> Self {
        Self { scene, tables, pool, threads: threads.max(1), draw_nanos: AtomicU64::new(0) }
    }

    /// One draw thread: takes the next frame number and a buffer together, so that the earliest undelivered frame
    /// always has one.
    fn work(
        &self,
        next: &Mutex<u64>,
        end: u64,
        cancel: &Cancel,
        finished: &SyncSender<Result<Frame>>,
    ) -> Result<()> {
        let mut canvas = Canvas::new(self.pool.layout());
        loop {
            let mut frame = {
                let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
                if *next == end {
                    return Ok(());
                }
                let frame = self.pool.acquire(*next, cancel)?;
                *next += 1;
                frame
            };
            self.tables.row(frame.index(), &mut canvas.row)?;
            let start = Instant::now();
            canvas.draw(&self.scene, &mut frame)?;
            self.draw_nanos.fetch_add(start.elapsed().as_nanos() as u64, Ordering::Relaxed);
            if finished.send(Ok(frame.finish())).is_err() {
                return Ok(()); // Nobody wants more.
            }
        }
    }
}

impl Renderer for CpuRenderer {
    fn render(
        &mut self,
        frames: Range<u64>,
        cancel: &Cancel,
        sink: &mut dyn FnMut(Frame) -> Result<()>,
    ) -> Result<()> {
        let this = &*self;
        let next = Mutex::new(frames.start);
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(this.threads + SPARE_BUFFERS);
            for i in 0..this.threads {
                let (next, sender) = (&next, sender.clone());
                let work = move || {
                    if let Err(error) = this.work(next, frames.end, cancel, &sender) {
                        // A closed channel means that an earlier error is being reported.
                        let _ = sender.send(Err(error));
                    }
                };
                let spawned = std::thread::Builder::new().name(format!("draw-{i}")).spawn_scoped(scope, work);
                spawned.map_err(|e| Error::Internal(format!("can't start a draw thread: {e}")))?;
            }
            drop(sender);
            deliver(frames, &receiver, cancel, sink)
        })
    }

    fn describe(&self) -> String {
        let threads = self.threads;
        format!("cpu, {threads} thread{}, {}", if threads == 1 { "" } else { "s" }, instruction_set())
    }

    fn draw_seconds(&self) -> f64 {
        self.draw_nanos.load(Ordering::Relaxed) as f64 / 1e9
    }
}

/// Hands finished frames on in order, on the calling thread.
fn deliver(
    frames: Range<u64>,
    finished: &Receiver<Result<Frame>>,
    cancel: &Cancel,
    sink: &mut dyn FnMut(Frame) -> Result<()>,
) -> Result<()> {
    let mut early: Vec<Frame> = Vec::new();
    for n in frames {
        let frame = loop {
            if let Some(i) = early.iter().position(|f| f.index() == n) {
                break early.swap_remove(i);
            }
            match finished.recv() {
                Ok(frame) => early.push(frame?),
                // All senders are gone without this frame: a thread died.
                Err(_) => return Err(Error::Internal(format!("frame {n} was never drawn"))),
            }
        };
        cancel.check()?;
        sink(frame)?;
    }
    Ok(())
}

/// What one thread needs to draw frames: made once, reused for every frame.
#[derive(Debug)]
struct Canvas {
    row: Row,
    picture: Picture,
    field: LightField,
    bins: Bins,
    pixels: Box<TilePixels>,
    arch: pulp::Arch,
}

impl Canvas {
    fn new(layout: &Layout) -> Self {
        Self {
            row: Row::default(),
            picture: Picture::default(),
            field: LightField::new(layout.tiles()),
            bins: Bins::new(layout.tiles()),
            pixels: Box::default(),
            arch: pulp::Arch::new(),
        }
    }

    fn draw(&mut self, scene: &Scene, frame: &mut FrameMut) -> Result<()> {
        let n = frame.index();
        let input = FrameInput { size: scene.size, n, time_s: scene.fps.seconds_of(n), row: &self.row };
        self.picture.clear();
        scene.style.picture(&input, &mut self.picture);
        if self.picture.bars.len() + self.picture.rings.len() > MAX_SHAPES {
            return Err(Error::Internal(format!("a picture holds more than {MAX_SHAPES} shapes")));
        }
        let arch = self.arch;
        arch.dispatch(DrawTiles { canvas: self, frame });
        Ok(())
    }
}

/// The part of drawing that is compiled once per instruction set; everything in it is inlined.
struct DrawTiles<'a> {
    canvas: &'a mut Canvas,
    frame: &'a mut FrameMut,
}

impl pulp::NullaryFnOnce for DrawTiles<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { canvas: Canvas { picture, field, bins, pixels, .. }, frame } = self;
        field.compute(picture);
        bins.sort(picture);
        let layout = *frame.layout();
        let (across, down) = layout.tiles();
        let (bytes, keys) = frame.parts();
        for ty in 0..down {
            for tx in 0..across {
                let (tile, index) = ((tx, ty), ty * across + tx);
                let key = bins.key(tile, field);
                if keys[index] == key {
                    continue;
                }
                keys[index] = key;
                let shapes = bins.shapes(index);
                if shapes.is_empty() {
                    yuv::write_field(bytes, &layout, tile, field);
                    continue;
                }
                let bars = picture.bars.len();
                let rings =
                    shapes.iter().filter_map(|s| picture.rings.get(usize::from(*s).wrapping_sub(bars)));
                let strokes = shapes.iter().filter_map(|s| picture.bars.get(usize::from(*s)));
                pixels.draw(field, tile, rings, strokes);
                yuv::write_pixels(bytes, &layout, tile, pixels);
            }
        }
    }
}

/// The instruction set that `pulp` picks on this machine.
fn instruction_set() -> String {
    format!("{:?}", pulp::Arch::new()).split('(').next().unwrap_or("scalar").to_lowercase()
}

#[cfg(test)]
mod study {
    use super::*;
    use crate::{scene::Size, visual};

    #[test]
    fn study() {
        let file = std::env::var("ROWS").unwrap();
        let style = std::env::var("STYLE").unwrap();
        let (w, h) = std::env::var("SIZE").unwrap().split_once('x').map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap())).unwrap();
        let rgba = std::env::var("OUT").ok();
        let info = visual::find(&style).unwrap();
        let mut values = visual::params::Values::defaults(info.params);
        for kv in std::env::var("SET").unwrap_or_default().split_whitespace() {
            let (k, v) = kv.split_once('=').unwrap();
            values.set(k, v).unwrap();
        }
        let style = (info.create)(&values);
        let size = Size::new(w, h).unwrap();
        let bands = style.analysis(size).bands;
        let bytes = std::fs::read(file).unwrap();
        let all: Vec<u16> = bytes.chunks(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
        let rows: Vec<Row> = all.chunks(68).map(|c| Row {
            heights: (0..bands).map(|b| c[b * 64 / bands]).collect(), caps: (0..bands).map(|b| c[b * 64 / bands]).collect(),
            levels: crate::analysis::Levels { peak: c[64], bass: c[65], loudness: c[66], onset: c[67] },
        }).collect();
        let scene = Scene { size, fps: crate::time::Fps::new(30, 1).unwrap(), style };
        let format = if rgba.is_some() { PixelFormat::Rgba } else { PixelFormat::Yuv420 };
        let pool = FramePool::new(Layout::new(size, format).unwrap(), 1);
        let mut canvas = Canvas::new(pool.layout());
        let cancel = Cancel::default();
        let at: Option<u64> = std::env::var("AT").ok().map(|a| a.parse().unwrap());
        let start = Instant::now();
        let mut changed = vec![];
        let mut old = vec![0u64; 0];
        for n in 0..rows.len() as u64 {
            if at.is_some_and(|a| a != n) { continue; }
            let mut frame = pool.acquire(n, &cancel).unwrap();
            canvas.row = rows[n as usize].clone();
            canvas.draw(&scene, &mut frame).unwrap();
            let keys = frame.parts().1.to_vec();
            changed.push(keys.iter().zip(&old).filter(|(a, b)| a != b).count() * 100 / keys.len());
            old = keys;
            let frame = frame.finish();
            if let Some(out) = &rgba {
                let mut ppm = format!("P6 {w} {h} 255\n").into_bytes();
                for row in frame.rows(0) { for p in row.chunks(4) { ppm.extend(&p[..3]); } }
                std::fs::write(out, ppm).unwrap();
            }
            if let Ok(raw) = std::env::var("RAW") {
                use std::io::Write;
                let mut f = std::fs::OpenOptions::new().append(true).create(true).open(raw).unwrap();
                for p in 0..3 { for r in frame.rows(p) { f.write_all(r).unwrap(); } }
            }
        }
        changed.sort();
        let t = start.elapsed().as_secs_f64();
        eprintln!("{} frames {:.2} s: {:.2} ms/frame; median changed {} %", changed.len(), t, t * 1e3 / changed.len() as f64, changed[changed.len() / 2]);
    }
}

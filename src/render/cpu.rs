//! The CPU renderer: whole frames side by side on all cores, each frame redrawing only the tiles that changed since
//! its buffer was last used.
//!
//! A frame is drawn by one thread from start to end: tables, picture, light field, bins, tiles. Threads share nothing
//! but the frame counter, so there is no barrier to wait at. Not tried: sharing the rows of one frame among threads; it
//! would save buffers, but every frame would wait for the slowest thread while the encoder takes the cores in between.
//!
//! `pulp` picks the instruction set at run time; the loops are plain Rust, so lanes and scalar code agree bit for bit.

use super::{
    Renderer,
    describe::Describer,
    light::LightField,
    pool::{Frame, FrameMut, FramePool, Layout, PixelFormat},
    shade::TilePixels,
    tiles::Bins,
    yuv,
};
use crate::{
    analysis::Tables,
    cancel::Cancel,
    error::{Error, Result},
    scene::Scene,
    visual::{Picture, sprite::Images},
};
use std::{
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
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
    tiles: AtomicU64,
}

/// Buffers beyond one per thread: one with the encoder, one finished and waiting.
pub(crate) const SPARE_BUFFERS: usize = 2;

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

    /// A renderer that draws into the buffers of `pool`, which are as large as the scene and hold nothing of another one: what
    /// a tile holds is known by its shapes and light, not by its images.
    #[doc(hidden)]
    #[must_use]
    pub fn with_pool(scene: Scene, tables: Tables, pool: FramePool, threads: usize) -> Self {
        Self {
            scene,
            tables,
            pool,
            threads: threads.max(1),
            draw_nanos: AtomicU64::new(0),
            tiles: AtomicU64::new(0),
        }
    }

    /// Tiles of 16 by 16 pixels that were drawn so far: the others held already what they should.
    #[must_use]
    pub fn tiles_drawn(&self) -> u64 {
        self.tiles.load(Ordering::Relaxed)
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
        let images = self.scene.style.images();
        let (mut describer, mut canvas) = (Describer::default(), Canvas::new(self.pool.layout(), images));
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
            describer.read(&self.scene, &self.tables, frame.index())?;
            let start = Instant::now();
            let tiles = canvas.draw(describer.describe(&self.scene)?, images, &mut frame);
            self.tiles.fetch_add(tiles, Ordering::Relaxed);
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
                    // The others would wait for a dead thread's frame, with all buffers in their hands.
                    let done =
                        catch_unwind(AssertUnwindSafe(|| this.work(next, frames.end, cancel, &sender)));
                    if let Err(error) = done.unwrap_or_else(|panic| Err(Error::panicked("drawing", &*panic)))
                    {
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
pub(super) struct Canvas {
    field: LightField,
    bins: Bins,
    pixels: Box<TilePixels>,
    arch: pulp::Arch,
}

impl Canvas {
    /// For pictures that show these images.
    pub(super) fn new(layout: &Layout, images: &Images) -> Self {
        Self {
            field: LightField::new(layout.tiles()),
            bins: Bins::new(layout.tiles(), images),
            pixels: Box::default(),
            arch: pulp::Arch::new(),
        }
    }

    /// Draws a picture and tells how many tiles that took.
    pub(super) fn draw(&mut self, picture: &Picture, images: &Images, frame: &mut FrameMut) -> u64 {
        let arch = self.arch;
        arch.dispatch(DrawTiles { canvas: self, picture, images, frame })
    }

    /// As [`Canvas::draw`], in the instructions that every machine has.
    #[cfg(test)]
    pub(super) fn draw_baseline(&mut self, picture: &Picture, images: &Images, frame: &mut FrameMut) {
        pulp::NullaryFnOnce::call(DrawTiles { canvas: self, picture, images, frame });
    }
}

/// The part of drawing that is compiled once per instruction set; everything in it is inlined.
struct DrawTiles<'a> {
    canvas: &'a mut Canvas,
    picture: &'a Picture,
    images: &'a Images,
    frame: &'a mut FrameMut,
}

impl pulp::NullaryFnOnce for DrawTiles<'_> {
    type Output = u64;

    #[inline(always)]
    fn call(self) -> u64 {
        let Self { canvas: Canvas { field, bins, pixels, .. }, picture, images, frame } = self;
        field.compute(picture, images.background.is_some());
        bins.sort(picture, frame.index());
        let layout = *frame.layout();
        let plain =
            images.background.is_none() && picture.dimmed == 0.0 && layout.format == PixelFormat::Yuv420;
        let (across, down) = layout.tiles();
        let (bytes, keys) = frame.parts();
        let mut drawn = 0;
        for ty in 0..down {
            for tx in 0..across {
                let (tile, index) = ((tx, ty), ty * across + tx);
                let seen = bins.seen(tile, picture);
                let key = bins.key(tile, seen, field, picture);
                if keys[index] == key {
                    continue;
                }
                // Should drawing panic, nothing is known of the tile.
                keys[index] = 0;
                if plain && seen.shapes.is_empty() {
                    yuv::write_field(bytes, &layout, tile, field);
                } else {
                    pixels.draw(field, tile, (picture, images), bins.order(), seen);
                    yuv::write_pixels(bytes, &layout, tile, pixels);
                }
                keys[index] = key;
                drawn += 1;
            }
        }
        drawn
    }
}

/// The instruction set that `pulp` picks on this machine.
fn instruction_set() -> String {
    format!("{:?}", pulp::Arch::new()).split('(').next().unwrap_or("scalar").to_lowercase()
}

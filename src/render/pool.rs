//! One owner for the CPU renderer's frame buffers: layout, state, and what each buffer still holds.
//!
//! A buffer is free, being drawn ([`FrameMut`]) or finished ([`Frame`]: queued or lent). Dropping either returns it to
//! the pool, on whichever thread that happens, so a buffer is never rewritten while anyone reads it. The tile keys
//! stay with the buffer: the CPU renderer compares them to redraw only what changed since *this* buffer was last used.
//! A [`Frame`] may also be memory that a graphics adapter wrote; its owner then takes it back the
//! same way.

use crate::{cancel::Cancel, error::Result, size::Size};
use std::{
    fmt,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Layout of the pixels of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PixelFormat {
    /// Planar Y'CbCr 4:2:0, 8 bits, BT.709 limited range, chroma sited at the centre of each 2x2 box.
    Yuv420,
    /// R, G, B, A, 8 bits each, sRGB code values, opaque.
    Rgba,
}

/// One plane inside a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Plane {
    /// First byte.
    pub offset: usize,
    /// Bytes from one row to the next, a multiple of 64.
    pub stride: usize,
    /// Bytes of picture in a row.
    pub row_bytes: usize,
    /// Rows.
    pub rows: usize,
}

/// Where everything is in a frame buffer. Strides and rows are padded to whole 16x16 tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Picture size, pixels.
    pub size: Size,
    /// Pixel format.
    pub format: PixelFormat,
    /// Y, U, V; or RGBA and two empty planes.
    pub planes: [Plane; 3],
    /// Bytes of the buffer.
    pub bytes: usize,
}

/// Width and height of a tile, pixels: a macroblock.
pub const TILE: usize = 16;

impl Layout {
    /// The layout of a picture.
    ///
    /// # Errors
    /// A usage error for an odd size with 4:2:0 chroma.
    pub fn new(size: Size, format: PixelFormat) -> Result<Self> {
        let (w, h) = (size.width() as usize, size.height() as usize);
        let (tiled_w, tiled_h) = (w.next_multiple_of(TILE), h.next_multiple_of(TILE));
        let mut planes = [Plane::default(); 3];
        match format {
            PixelFormat::Yuv420 => {
                size.require_even()?;
                let luma = tiled_w.next_multiple_of(64);
                let chroma = (tiled_w / 2).next_multiple_of(64);
                planes[0] = Plane { offset: 0, stride: luma, row_bytes: w, rows: h };
                planes[1] = Plane { offset: luma * tiled_h, stride: chroma, row_bytes: w / 2, rows: h / 2 };
                planes[2] = Plane { offset: luma * tiled_h + chroma * tiled_h / 2, ..planes[1] };
                Ok(Self { size, format, planes, bytes: luma * tiled_h + chroma * tiled_h })
            }
            PixelFormat::Rgba => {
                let stride = (tiled_w * 4).next_multiple_of(64);
                planes[0] = Plane { offset: 0, stride, row_bytes: w * 4, rows: h };
                Ok(Self { size, format, planes, bytes: stride * tiled_h })
            }
        }
    }

    /// Tiles across and down.
    #[must_use]
    pub fn tiles(&self) -> (usize, usize) {
        ((self.size.width() as usize).div_ceil(TILE), (self.size.height() as usize).div_ceil(TILE))
    }
}

/// Cache-line aligned storage.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
struct Line([u8; 64]);

/// A buffer with the keys of what it holds.
struct Buffer {
    lines: Vec<Line>,
    keys: Vec<u64>,
}

struct State {
    free: Vec<Buffer>,
}

struct Shared {
    layout: Layout,
    state: Mutex<State>,
    returned: Condvar,
    poison: bool,
}

/// A fixed set of frame buffers; clones share it.
#[derive(Clone)]
pub struct FramePool(Arc<Shared>);

impl FramePool {
    /// `count` buffers.
    #[must_use]
    pub fn new(layout: Layout, count: usize) -> Self {
        Self::with_poison(layout, count, false)
    }

    /// For tests: every returned buffer is overwritten and its keys forgotten, so that a use after return shows.
    #[must_use]
    pub fn poisoned(layout: Layout, count: usize) -> Self {
        Self::with_poison(layout, count, true)
    }

    fn with_poison(layout: Layout, count: usize, poison: bool) -> Self {
        let (across, down) = layout.tiles();
        let buffer =
            || Buffer { lines: vec![Line([0; 64]); layout.bytes.div_ceil(64)], keys: vec![0; across * down] };
        let free = (0..count.max(1)).map(|_| buffer()).collect();
        Self(Arc::new(Shared { layout, state: Mutex::new(State { free }), returned: Condvar::new(), poison }))
    }

    /// The layout of every buffer.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.0.layout
    }

    /// Waits for a free buffer to draw frame `index` into.
    ///
    /// # Errors
    /// Cancellation.
    pub fn acquire(&self, index: u64, cancel: &Cancel) -> Result<FrameMut> {
        let mut state = self.0.lock();
        loop {
            cancel.check()?;
            if let Some(buffer) = state.free.pop() {
                let memory = Pooled { buffer: Some(buffer), home: Arc::clone(&self.0) };
                return Ok(FrameMut { index, memory });
            }
            // The timeout only bounds how late a cancellation is seen.
            let wait = self.0.returned.wait_timeout(state, Duration::from_millis(50));
            state = wait.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is a list of buffers and valid at every point, also after a panic elsewhere.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for FramePool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FramePool").field("layout", &self.0.layout).finish_non_exhaustive()
    }
}

/// A buffer of the pool that somebody holds.
struct Pooled {
    /// `None` only while dropping.
    buffer: Option<Buffer>,
    home: Arc<Shared>,
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let Some(mut buffer) = self.buffer.take() else { return };
        if self.home.poison {
            buffer.lines.fill(Line([0xA5; 64]));
            buffer.keys.fill(0);
        }
        self.home.lock().free.push(buffer);
        self.home.returned.notify_one();
    }
}

/// A buffer being drawn. Dropping it gives it back undelivered.
pub struct FrameMut {
    index: u64,
    memory: Pooled,
}

impl FrameMut {
    /// The frame number.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The layout.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.memory.home.layout
    }

    /// All bytes, and the key of what each tile holds (0: nothing known), tiles row by row.
    pub fn parts(&mut self) -> (&mut [u8], &mut [u64]) {
        match &mut self.memory.buffer {
            Some(buffer) => (bytemuck::cast_slice_mut(&mut buffer.lines), &mut buffer.keys),
            None => (&mut [], &mut []),
        }
    }

    /// No more drawing.
    #[must_use]
    pub fn finish(self) -> Frame {
        let layout = self.memory.home.layout;
        Frame { index: self.index, layout, memory: Box::new(self.memory) }
    }
}

impl fmt::Debug for FrameMut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameMut").field("index", &self.index).finish_non_exhaustive()
    }
}

/// The bytes of a finished frame, wherever they are. Dropping it gives them back to their owner.
pub(super) trait FrameMemory: Send + Sync {
    /// All bytes, in the frame's layout.
    fn bytes(&self) -> &[u8];
}

impl FrameMemory for Pooled {
    fn bytes(&self) -> &[u8] {
        self.buffer.as_ref().map_or(&[], |b| bytemuck::cast_slice(&b.lines))
    }
}

/// A finished frame. Dropping it returns its buffer to the pool.
pub struct Frame {
    index: u64,
    layout: Layout,
    memory: Box<dyn FrameMemory>,
}

impl Frame {
    /// A frame in the memory of another owner.
    pub(super) fn lent(index: u64, layout: Layout, memory: impl FrameMemory + 'static) -> Self {
        Self { index, layout, memory: Box::new(memory) }
    }

    /// The frame number in the whole video.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The layout.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// All bytes, padding included.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.memory.bytes()
    }

    /// The picture rows of plane `p` (0 to 2), without padding.
    pub fn rows(&self, p: usize) -> impl Iterator<Item = &[u8]> {
        let plane = self.layout.planes[p];
        let bytes = self.bytes();
        (0..plane.rows).map(move |r| {
            let start = plane.offset + r * plane.stride;
            &bytes[start..start + plane.row_bytes]
        })
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame").field("index", &self.index).finish_non_exhaustive()
    }
}

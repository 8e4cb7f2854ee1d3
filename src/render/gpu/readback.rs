//! Finished frames on their way back: a ring of buffers that are copied to, mapped, lent out and used again.
//!
//! Three steps, each without waiting for the next: a copy is recorded with the drawing; the buffer is mapped after the submission;
//! its frames are lent to whoever consumes them, and the last one that is dropped, on whichever thread, unmaps the
//! buffer and puts it back.

use super::device::Gpu;
use crate::{
    cancel::Cancel,
    error::Result,
    render::{Frame, Layout, pool::FrameMemory},
};
use std::{
    fmt,
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::{Duration, Instant},
};

/// Buffers that nobody uses.
#[derive(Debug, Clone, Default)]
pub(super) struct Ring(Arc<Mutex<Vec<wgpu::Buffer>>>);

impl Ring {
    /// A buffer of that many bytes, a used one if there is one. How many there are is bounded by who asks: those in flight and
    /// those that a consumer keeps.
    pub(super) fn take(&self, gpu: &Gpu, bytes: u64) -> Result<wgpu::Buffer> {
        if let Some(buffer) = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok(buffer);
        }
        gpu.make(|device| {
            Ok(device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("readback"),
                size: bytes,
                usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
                mapped_at_creation: false,
            }))
        })
    }

    fn give_back(&self, buffer: wgpu::Buffer) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }
}

/// How long one wait lasts: it bounds how late a cancellation or a fault is seen.
const STEP: Duration = Duration::from_millis(100);

const PENDING: u8 = 0;
const MAPPED: u8 = 1;
const REFUSED: u8 = 2;

/// Frames that are being drawn and copied.
#[derive(Debug)]
pub(super) struct Flight {
    frames: Range<u64>,
    buffer: wgpu::Buffer,
    submission: wgpu::SubmissionIndex,
    state: Arc<AtomicU8>,
    home: Ring,
}

impl Flight {
    /// Asks for the mapping of what a submission copies into `buffer`.
    pub(super) fn new(
        frames: Range<u64>,
        buffer: wgpu::Buffer,
        submission: wgpu::SubmissionIndex,
        home: Ring,
    ) -> Self {
        let state = Arc::new(AtomicU8::new(PENDING));
        let done = Arc::clone(&state);
        buffer.slice(..).map_async(wgpu::MapMode::Read, move |result| {
            done.store(if result.is_ok() { MAPPED } else { REFUSED }, Ordering::Release);
        });
        Self { frames, buffer, submission, state, home }
    }

    /// As [`Flight::new`], but nobody will ever map it.
    #[cfg(test)]
    pub(super) fn stuck(
        frames: Range<u64>,
        buffer: wgpu::Buffer,
        submission: wgpu::SubmissionIndex,
        home: Ring,
    ) -> Self {
        Self { frames, buffer, submission, state: Arc::new(AtomicU8::new(PENDING)), home }
    }

    /// Waits, no longer than `patience`, and gives the frames in order.
    ///
    /// # Errors
    /// [`crate::Error::Gpu`] when the device failed or the time is over; cancellation.
    pub(super) fn land(
        self,
        gpu: &Gpu,
        layout: Layout,
        patience: Duration,
        cancel: &Cancel,
    ) -> Result<impl Iterator<Item = Frame> + use<>> {
        let deadline = Instant::now() + patience;
        while self.state.load(Ordering::Acquire) == PENDING {
            cancel.check()?;
            if Instant::now() > deadline {
                let waited = patience.as_secs_f32();
                return Err(gpu.fail(&format!("frame {} did not come back in {waited} s", self.frames.start)));
            }
            let done = gpu.wait(Some(self.submission.clone()), STEP.min(patience))?;
            if done && self.state.load(Ordering::Acquire) == PENDING {
                // All work is done and yet nothing is mapped: don't spin.
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        gpu.check()?;
        if self.state.load(Ordering::Acquire) == REFUSED {
            return Err(gpu.fail("the device was lost, or a finished frame can't be mapped"));
        }
        let view = self.buffer.slice(..).get_mapped_range().map_err(|e| gpu.fail(&e.to_string()))?;
        let batch = Arc::new(Batch { view: Some(view), buffer: Some(self.buffer), home: self.home });
        let first = self.frames.start;
        Ok(self.frames.map(move |n| {
            let start = (n - first) as usize * layout.bytes;
            Frame::lent(n, layout, Lent { batch: Arc::clone(&batch), bytes: start..start + layout.bytes })
        }))
    }
}

/// A mapped buffer, until the last of its frames is dropped.
struct Batch {
    view: Option<wgpu::BufferView>,
    buffer: Option<wgpu::Buffer>,
    home: Ring,
}

impl Drop for Batch {
    fn drop(&mut self) {
        // A buffer can't be unmapped under a view.
        drop(self.view.take());
        if let Some(buffer) = self.buffer.take() {
            buffer.unmap();
            self.home.give_back(buffer);
        }
    }
}

/// One frame of a mapped buffer.
struct Lent {
    batch: Arc<Batch>,
    bytes: Range<usize>,
}

impl FrameMemory for Lent {
    fn bytes(&self) -> &[u8] {
        self.batch.view.as_ref().map_or(&[], |view| &view[self.bytes.clone()])
    }
}

impl fmt::Debug for Lent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lent").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

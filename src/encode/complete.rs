//! What every sink may count on: frames in order, none too many, none too few.

use super::{Sink, Written};
use crate::{
    error::{Error, Result},
    render::{Frame, PixelFormat},
};
use std::ops::Range;

/// Takes the frames that are due and nothing else: a renderer that leaves one out is a bug, never a silent gap.
pub(super) struct Complete {
    sink: Box<dyn Sink>,
    due: Range<u64>,
}

impl Complete {
    /// Lets a sink have these frames and no others.
    pub(super) fn new(sink: Box<dyn Sink>, due: Range<u64>) -> Self {
        Self { sink, due }
    }
}

impl Sink for Complete {
    fn frame(&mut self, frame: Frame) -> Result<()> {
        let (got, due) = (frame.index(), &self.due);
        if got != due.start || due.is_empty() || frame.layout().format != PixelFormat::Yuv420 {
            return Err(Error::Internal(format!(
                "the sink got frame {got}; {} to {} are due",
                due.start, due.end
            )));
        }
        self.due.start += 1;
        self.sink.frame(frame)
    }

    fn finish(self: Box<Self>) -> Result<Written> {
        let Range { start, end } = self.due;
        if start < end {
            return Err(Error::Internal(format!("frames {start} to {end} never came to the sink")));
        }
        self.sink.finish()
    }

    fn describe(&self) -> String {
        self.sink.describe()
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::render::FramePool;

    /// Opens a sink for some frames, gives it others, and finishes it.
    fn given(due: Range<u64>, frames: Range<u64>) -> Result<Written> {
        let (song, cancel) = (Song::demo(), Cancel::default());
        let size = Size::new(32, 18).unwrap();
        let spec = Spec {
            song: &song,
            size,
            fps: Fps::new(30, 1).unwrap(),
            frames: due,
            samples: 0..1_600,
            encoding: &Encoding::default(),
            threads: 1,
            lookahead: None,
            cancel: &cancel,
        };
        let mut sink = open(&Output::Null, &spec)?;
        let pool = FramePool::new(Layout::new(size, PixelFormat::Yuv420).unwrap(), 1);
        for n in frames {
            sink.frame(pool.acquire(n, &cancel).unwrap().finish())?;
        }
        sink.finish()
    }

    #[test]
    fn a_sink_takes_all_frames_in_order_or_fails() {
        assert_eq!(given(5..8, 5..8).unwrap().frames, 3);
        let refused = |due, frames| given(due, frames).unwrap_err().to_string();
        assert!(refused(5..8, 5..7).contains("frames 7 to 8 never came"));
        assert!(refused(5..8, 5..5).contains("frames 5 to 8 never came"));
        assert!(refused(5..8, 5..9).contains("frame 8; 8 to 8 are due"));
        assert!(refused(5..8, 6..8).contains("frame 6; 5 to 8 are due"));
        assert!(refused(5..5, 5..5).contains("no frames"));
    }
}

//! The sink that keeps nothing: it reads every finished frame and sums it, for tests and benchmarks.

use super::{Sink, Written, checksum::Summed, y4m::Header};
use crate::{
    error::{Error, Result},
    render::Frame,
};
use std::io;

/// Sums the bytes that [`super::y4m::Y4mSink`] would write.
#[derive(Debug)]
pub(super) struct NullSink {
    summed: Summed<io::Sink>,
    frames: u64,
}

impl NullSink {
    pub(super) fn new(header: Header) -> Result<Self> {
        let mut summed = Summed::new(io::sink());
        header.write(&mut summed).map_err(impossible)?;
        Ok(Self { summed, frames: 0 })
    }
}

fn impossible(cause: io::Error) -> Error {
    Error::Internal(format!("writing to nowhere: {cause}"))
}

impl Sink for NullSink {
    fn frame(&mut self, frame: Frame) -> Result<()> {
        Header::write_frame(&frame, &mut self.summed).map_err(impossible)?;
        self.frames += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Written> {
        let checksum = Some(self.summed.sum());
        Ok(Written { frames: self.frames, checksum, ..Written::default() })
    }

    fn describe(&self) -> String {
        "null".into()
    }
}

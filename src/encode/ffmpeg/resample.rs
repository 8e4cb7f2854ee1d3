//! Brings samples to a rate that AAC has; sample 0 stays at time 0.

use super::encoder_error;
use crate::error::Result;
use ffmpeg_next::{
    ChannelLayout,
    format::{Sample, sample::Type},
    frame::Audio,
    software::resampling::Context,
};

const PACKED: Sample = Sample::F32(Type::Packed);

/// A resampler of interleaved samples.
pub(super) struct Resampler {
    context: Context,
    layout: ChannelLayout,
    from_hz: u32,
    to_hz: u32,
}

impl Resampler {
    pub(super) fn new(layout: ChannelLayout, from_hz: u32, to_hz: u32) -> Result<Self> {
        let context = Context::get(PACKED, layout, from_hz, PACKED, layout, to_hz)
            .map_err(|e| encoder_error("swresample", "can't be opened", e))?;
        Ok(Self { context, layout, from_hz, to_hz })
    }

    /// The rate of the input, Hz.
    pub(super) fn input_hz(&self) -> u32 {
        self.from_hz
    }

    /// How many samples per channel a whole range becomes: the nearest number, at least one.
    pub(super) fn len_of(&self, samples: u64) -> u64 {
        let (from, to) = (u128::from(self.from_hz), u128::from(self.to_hz));
        ((u128::from(samples) * to + from / 2) / from).max(1) as u64
    }

    /// Appends the resampled `input` to `out`; an empty input asks for what the filter still holds.
    pub(super) fn run(&mut self, input: &[f32], out: &mut Vec<f32>) -> Result<()> {
        let fail = |e| encoder_error("swresample", "failed", e);
        let channels = self.layout.channels() as usize;
        let frames = input.len() / channels;
        // Room for all of it, and at the end for what the filter holds: its length is far below this.
        let room = self.len_of(frames as u64) as usize + 4096;
        let mut output = new_frame(PACKED, room, self.layout, self.to_hz)?;
        if frames > 0 {
            let mut frame = new_frame(PACKED, frames, self.layout, self.from_hz)?;
            frame.plane_mut::<f32>(0).copy_from_slice(input);
            self.context.run(&frame, &mut output).map_err(fail)?;
        } else {
            self.context.flush(&mut output).map_err(fail)?;
        }
        out.extend_from_slice(output.plane::<f32>(0));
        Ok(())
    }
}

/// An allocated frame of `samples` per channel.
pub(super) fn new_frame(
    format: Sample,
    samples: usize,
    layout: ChannelLayout,
    rate_hz: u32,
) -> Result<Audio> {
    let mut frame = Audio::new(format, samples, layout);
    frame.set_rate(rate_hz);
    // ffmpeg-next drops the result of the allocation, but a frame without memory has no planes.
    match frame.planes() {
        0 => Err(crate::Error::Internal("out of memory".into())),
        _ => Ok(frame),
    }
}

//! Brings interleaved samples to another rate, by FFmpeg's resampler; sample 0 stays at time 0.

use ffmpeg_next::{
    ChannelLayout, Error,
    format::{Sample, sample::Type},
    frame::Audio,
    software::resampling::Context,
};

const PACKED: Sample = Sample::F32(Type::Packed);

/// A running conversion of one or two channels.
pub(crate) struct Resampler {
    context: Context,
    layout: ChannelLayout,
    from_hz: u32,
    to_hz: u32,
}

impl Resampler {
    /// Between two rates.
    ///
    /// # Errors
    /// When FFmpeg refuses.
    pub(crate) fn new(layout: ChannelLayout, from_hz: u32, to_hz: u32) -> Result<Self, Error> {
        let context = Context::get(PACKED, layout, from_hz, PACKED, layout, to_hz)?;
        Ok(Self { context, layout, from_hz, to_hz })
    }

    /// The rate of the input, Hz.
    pub(crate) fn input_hz(&self) -> u32 {
        self.from_hz
    }

    /// How many samples per channel a whole range becomes: the nearest number, at least one.
    pub(crate) fn len_of(&self, samples: u64) -> u64 {
        let (from, to) = (u128::from(self.from_hz), u128::from(self.to_hz));
        ((u128::from(samples) * to + from / 2) / from).max(1) as u64
    }

    /// Appends the resampled `input` to `out`; an empty input asks for what the filter still holds.
    ///
    /// # Errors
    /// Those of FFmpeg, and a lack of memory.
    pub(crate) fn run(&mut self, input: &[f32], out: &mut Vec<f32>) -> Result<(), Error> {
        let channels = self.layout.channels() as usize;
        let frames = input.len() / channels;
        // Room for all of it, and at the end for what the filter holds: its length is far below this.
        let room = self.len_of(frames as u64) as usize + 4096;
        let mut output = new_frame(PACKED, room, self.layout, self.to_hz)?;
        if frames > 0 {
            let mut frame = new_frame(PACKED, frames, self.layout, self.from_hz)?;
            frame.plane_mut::<f32>(0).copy_from_slice(input);
            self.context.run(&frame, &mut output)?;
        } else {
            self.context.flush(&mut output)?;
        }
        out.extend_from_slice(output.plane::<f32>(0));
        Ok(())
    }
}

/// The layout of one or two channels.
pub(crate) fn layout(channels: usize) -> ChannelLayout {
    if channels == 1 { ChannelLayout::MONO } else { ChannelLayout::STEREO }
}

/// An allocated frame of `samples` per channel.
///
/// # Errors
/// A lack of memory.
pub(crate) fn new_frame(
    format: Sample,
    samples: usize,
    layout: ChannelLayout,
    rate_hz: u32,
) -> Result<Audio, Error> {
    let mut frame = Audio::new(format, samples, layout);
    frame.set_rate(rate_hz);
    // ffmpeg-next drops the result of the allocation, but a frame without memory has no planes.
    match frame.planes() {
        0 => Err(Error::Other { errno: ffmpeg_next::error::ENOMEM }),
        _ => Ok(frame),
    }
}

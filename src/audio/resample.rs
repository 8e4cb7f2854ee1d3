//! Brings sound whose sample rate changes in mid-file back to the song's rate, by FFmpeg's resampler.

use ffmpeg_next::{
    ChannelLayout,
    format::sample::{Sample, Type},
    frame,
    software::resampling,
};

/// A running conversion of one or two interleaved channels.
pub(super) struct Resampler {
    context: resampling::Context,
    from_hz: u32,
    channels: usize,
    to_hz: u32,
}

impl Resampler {
    /// Between two rates; `None` when FFmpeg refuses.
    pub(super) fn new(from_hz: u32, to_hz: u32, channels: usize) -> Option<Self> {
        let layout = layout(channels);
        let sample = Sample::F32(Type::Packed);
        let context = resampling::Context::get(sample, layout, from_hz, sample, layout, to_hz).ok()?;
        Some(Self { context, from_hz, channels, to_hz })
    }

    /// Appends what `samples` become. False on failure.
    pub(super) fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) -> bool {
        let frames = samples.len() / self.channels;
        if frames == 0 {
            return true;
        }
        let mut input = frame::Audio::new(Sample::F32(Type::Packed), frames, layout(self.channels));
        input.set_rate(self.from_hz);
        let bytes: &[u8] = bytemuck::cast_slice(&samples[..frames * self.channels]);
        input.data_mut(0)[..bytes.len()].copy_from_slice(bytes);
        let mut output = self.output(frames);
        let done = self.context.run(&input, &mut output).is_ok();
        self.take(&output, out);
        done
    }

    /// Appends what is still inside.
    pub(super) fn finish(&mut self, out: &mut Vec<f32>) {
        let mut output = self.output(1024);
        if self.context.flush(&mut output).is_ok() {
            self.take(&output, out);
        }
    }

    /// An empty frame with room for what `frames` of input can become.
    fn output(&self, frames: usize) -> frame::Audio {
        let room = (frames as u64 + 1024) * u64::from(self.to_hz) / u64::from(self.from_hz) + 1024;
        let mut output = frame::Audio::new(Sample::F32(Type::Packed), room as usize, layout(self.channels));
        output.set_rate(self.to_hz);
        output
    }

    fn take(&self, output: &frame::Audio, out: &mut Vec<f32>) {
        let n = output.samples() * self.channels * size_of::<f32>();
        if n > 0 {
            out.extend(
                output.data(0)[..n].chunks_exact(4).map(|b| f32::from_ne_bytes([b[0], b[1], b[2], b[3]])),
            );
        }
    }
}

fn layout(channels: usize) -> ChannelLayout {
    if channels == 1 { ChannelLayout::MONO } else { ChannelLayout::STEREO }
}

//! Samples of the song as AAC-LC.

use super::{drain, encoder_error, samples::Samples};
use crate::{
    audio::resample::{self, Resampler, new_frame},
    cancel::Cancel,
    encode::Spec,
    error::{Error, Result},
};
use ffmpeg_next::{
    ChannelLayout, Packet, Rational,
    codec::{Context, Flags},
    encoder::{self, Audio as Encoder},
    format::{Sample, sample::Type},
};

const NAME: &str = "aac";
const RESAMPLER: &str = "swresample";
const PLANAR: Sample = Sample::F32(Type::Planar);

/// The sampling rates of AAC up to 48 kHz, where more is inaudible.
const RATES_HZ: [u32; 9] = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

/// The rate that a song's sound gets: its own, or the next that AAC has, or 48 kHz.
fn rate_for(sample_rate_hz: u32) -> u32 {
    RATES_HZ.into_iter().find(|r| *r >= sample_rate_hz).unwrap_or(48_000)
}

/// Bits per second from those wanted for stereo at 44.1 kHz and above: in proportion for less, and never more than AAC
/// allows (6,144 bits per channel and block of 1,024 samples).
fn bit_rate_for(stereo: u32, channels: usize, rate_hz: u32) -> u32 {
    let wanted = u64::from(stereo) * channels as u64 / 2 * u64::from(rate_hz.min(44_100)) / 44_100;
    wanted.clamp(8_000, 6 * u64::from(rate_hz) * channels as u64) as u32
}

/// What is told of the work, in order.
pub(super) enum Step {
    /// The next packet.
    Packet(Packet),
    /// So many samples per channel of the track were encoded.
    Sent(u64),
}

/// Pulls, resamples where needed, and encodes.
pub(super) struct Aac {
    samples: Samples,
    cancel: Cancel,
    resampler: Option<Resampler>,
    encoder: Encoder,
    layout: ChannelLayout,
    rate_hz: u32,
    bit_rate: u32,
    /// Interleaved samples at the output's rate that were not encoded yet, from `pending_from` on.
    pending: Vec<f32>,
    pending_from: usize,
    /// Samples per channel of the whole track, and how many of them were encoded.
    total: u64,
    sent: u64,
}

impl Aac {
    pub(super) fn open(spec: &Spec<'_>) -> Result<Self> {
        let (channels, from_hz) = (spec.song.channels(), spec.song.info().sample_rate_hz);
        let rate_hz = rate_for(from_hz);
        let bit_rate = bit_rate_for(spec.encoding.audio_bit_rate, channels, rate_hz);
        let layout = resample::layout(channels);
        let cancel = spec.cancel.child();
        let samples = Samples::of(spec.song, &spec.samples, &cancel)?;
        let wanted = spec.samples.end - spec.samples.start;
        let resampler = (from_hz != rate_hz).then(|| Resampler::new(layout, from_hz, rate_hz)).transpose();
        let resampler = resampler.map_err(|e| encoder_error(RESAMPLER, "can't be opened", e))?;
        let total = resampler.as_ref().map_or(wanted, |r| r.len_of(wanted));

        let codec = encoder::find_by_name(NAME)
            .ok_or_else(|| Error::Encoder { encoder: NAME.into(), reason: "is not in this FFmpeg".into() })?;
        let fail = |e| encoder_error(NAME, "can't be opened", e);
        let mut context = Context::new_with_codec(codec).encoder().audio().map_err(fail)?;
        context.set_rate(rate_hz as i32);
        context.set_format(PLANAR);
        context.set_channel_layout(layout);
        context.set_bit_rate(bit_rate as usize);
        context.set_time_base(Rational(1, rate_hz as i32));
        context.set_flags(Flags::GLOBAL_HEADER);
        let encoder = context.open().map_err(fail)?;
        let pending = Vec::new();
        Ok(Self {
            samples,
            cancel,
            resampler,
            encoder,
            layout,
            rate_hz,
            bit_rate,
            pending,
            pending_from: 0,
            total,
            sent: 0,
        })
    }

    /// Ends the work, and nothing else of the job.
    pub(super) fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    pub(super) fn context(&self) -> &Context {
        self.encoder.as_ref()
    }

    pub(super) fn time_base(&self) -> Rational {
        Rational(1, self.rate_hz as i32)
    }

    /// For people: "aac 256 kb/s 48000 Hz", and what it was resampled from. That is no warning: AAC has few rates, and
    /// all that can be heard is kept.
    pub(super) fn describe(&self) -> String {
        let resampled =
            self.resampler.as_ref().map(|r| format!(" (from {} Hz)", r.input_hz())).unwrap_or_default();
        format!("{NAME} {} kb/s {} Hz{resampled}", self.bit_rate / 1000, self.rate_hz)
    }

    /// Samples per second of the track.
    pub(super) fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// Samples per channel of the whole track.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Packets of the whole track, at most: the encoder begins with one or two that nobody hears.
    pub(super) fn packets(&self) -> u64 {
        self.total.div_ceil(u64::from(self.encoder.frame_size()).max(1)) + 4
    }

    /// Encodes all of the track and tells every step to `tell`, until that says that nobody listens.
    pub(super) fn run(mut self, mut tell: impl FnMut(Step) -> bool) -> Result<()> {
        let mut heard = true;
        while heard && self.sent < self.total {
            self.encode_block()?;
            self.tell_packets(&mut tell, &mut heard)?;
            heard = heard && tell(Step::Sent(self.sent));
        }
        if heard {
            self.encoder.send_eof().map_err(|e| encoder_error(NAME, "failed", e))?;
            self.tell_packets(&mut tell, &mut heard)?;
        }
        Ok(())
    }

    /// Tells all packets that are ready.
    fn tell_packets(&mut self, mut tell: impl FnMut(Step) -> bool, heard: &mut bool) -> Result<()> {
        drain(&mut self.encoder, NAME, |packet| {
            *heard = *heard && tell(Step::Packet(packet));
            Ok(())
        })
    }

    /// Sends one block: as long as the encoder demands, only the last may be shorter.
    fn encode_block(&mut self) -> Result<()> {
        let channels = self.layout.channels() as usize;
        let len = u64::from(self.encoder.frame_size()).min(self.total - self.sent) as usize;
        self.fill(len * channels)?;
        let fail = |e| encoder_error(NAME, "failed", e);
        let mut frame = new_frame(PLANAR, len, self.layout, self.rate_hz).map_err(fail)?;
        frame.set_pts(Some(self.sent as i64));
        let block = &self.pending[self.pending_from..self.pending_from + len * channels];
        for channel in 0..channels {
            let of_channel = block.iter().skip(channel).step_by(channels);
            frame.plane_mut::<f32>(channel).iter_mut().zip(of_channel).for_each(|(to, from)| *to = *from);
        }
        self.pending_from += len * channels;
        self.sent += len as u64;
        self.encoder.send_frame(&frame).map_err(fail)
    }

    /// Pulls until `values` are pending. What a resampler rounded away at the end is silence.
    fn fill(&mut self, values: usize) -> Result<()> {
        if self.pending.len() - self.pending_from >= values {
            return Ok(());
        }
        self.pending.drain(..self.pending_from);
        self.pending_from = 0;
        while self.pending.len() < values {
            let is_last = self.samples.is_done();
            let input = self.samples.next()?;
            match &mut self.resampler {
                Some(resampler) => resampler
                    .run(input, &mut self.pending)
                    .map_err(|e| encoder_error(RESAMPLER, "failed", e))?,
                None => self.pending.extend_from_slice(input),
            }
            if is_last && self.pending.len() < values {
                self.pending.resize(values, 0.0);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_and_bit_rates_are_those_that_aac_has() {
        let rates = [1_000, 8_000, 22_050, 37_800, 44_100, 48_000, 88_200, 96_000, 192_000];
        let becomes = [8_000, 8_000, 22_050, 44_100, 44_100, 48_000, 48_000, 48_000, 48_000];
        assert_eq!(rates.map(rate_for), becomes);
        assert_eq!(bit_rate_for(256_000, 2, 48_000), 256_000);
        assert_eq!(bit_rate_for(256_000, 2, 44_100), 256_000);
        assert_eq!(bit_rate_for(256_000, 1, 44_100), 128_000);
        assert_eq!(bit_rate_for(256_000, 2, 22_050), 128_000);
        assert_eq!(bit_rate_for(600_000, 2, 8_000), 96_000);
    }
}

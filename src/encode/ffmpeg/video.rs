//! The picture track: the encoder's settings, checked and set one by one, and the colour it is tagged with.

use super::{drain, encoder_error, lend::lend, log};
use crate::{
    encode::{
        Encoding, Kept, PRESETS, Spec,
        pace::{self, Pace},
        profile::{self, Setting},
        resolve,
    },
    error::{Error, Result},
    render::Frame,
    size::Size,
    time::Fps,
};
use ffmpeg_next::{
    Codec, Packet, Rational, chroma,
    codec::{Context, Flags, threading},
    color,
    encoder::{self, Video as Encoder},
    ffi,
    format::Pixel,
    frame::Video,
};
use std::{
    ffi::{CString, c_int},
    slice,
};

/// Encoders that have let go of a frame when the call that sends it returns. Others may keep as many as they like, and
/// the pool would run dry: they get copies.
const PROMPT: [&str; 2] = ["libx264", "libx265"];

/// Waits for ever when it is closed before it was given a frame.
const WAITING: &str = "libsvtav1";

/// Checks what can be checked without opening the encoder, and finds it.
pub(super) fn find(encoding: &Encoding) -> Result<Codec> {
    let name = resolve(&encoding.encoder);
    if let Some(crf) = encoding.crf.filter(|crf| !(0.0..=51.0).contains(crf)) {
        return Err(Error::usage_hint(format!("crf {crf} is outside 0 to 51"), "try --crf 22"));
    }
    if let Some(preset) = &encoding.preset
        && name == "libx264"
        && !PRESETS.contains(&preset.as_str())
    {
        return Err(Error::usage_hint(
            format!("'{preset}' is no preset of libx264"),
            format!("there are {}", PRESETS.join(", ")),
        ));
    }
    if encoding.target_speed.is_some() && name != "libx264" {
        return Err(Error::usage_hint(
            format!("the speed of {name} can't be kept: only libx264 takes more or less effort on the way"),
            "leave out --target-speed, or --encoder",
        ));
    }
    let refuse = |reason: &str| Error::Encoder { encoder: name.into(), reason: reason.into() };
    let known = CString::new(name).ok().and_then(|_| encoder::find_by_name(name));
    let codec = known.ok_or_else(|| refuse("is not in this FFmpeg"))?;
    let video = codec.video().map_err(|_| refuse("is no video encoder"))?;
    if video.formats().is_some_and(|mut formats| !formats.any(|f| f == Pixel::YUV420P)) {
        return Err(refuse("does not take 8-bit 4:2:0 frames"));
    }
    Ok(codec)
}

/// Encodes frames in order; one tick of its time base is one frame.
pub(super) struct Picture {
    /// None while one encoder follows another: each is gone before the next one is opened, so that their memory doesn't
    /// add up.
    encoder: Option<Encoder>,
    name: String,
    settings: String,
    time_base: Rational,
    sent: i64,
    pace: Option<Paced>,
}

/// A speed that is to be kept, and what it takes to open the encoder anew.
struct Paced {
    pace: Pace,
    codec: Codec,
    picture: (Size, Fps),
    limits: (usize, Option<u32>),
    encoding: Encoding,
    /// What is in the file's index, and has to hold for all packets.
    headers: Vec<u8>,
}

impl Paced {
    /// For a speed that `spec` asks for. Every effort is opened once: better to know now than in the middle of a video.
    fn new(target: f64, codec: Codec, spec: &Spec<'_>) -> Result<Self> {
        let (picture, limits) = ((spec.size, spec.fps), (spec.threads, spec.lookahead));
        let steps = pace::steps(spec.encoding);
        let all = Some((spec.encoding, ""));
        let headers = headers(&open(codec, picture, limits, all, &mut Vec::new())?.0).to_vec();
        let pace = Pace::new(target, steps, spec.fps.as_f64(), spec.frames.end - spec.frames.start);
        let paced = Self { pace, codec, picture, limits, encoding: spec.encoding.clone(), headers };
        steps.iter().try_for_each(|effort| paced.open(effort).map(drop))?;
        Ok(paced)
    }

    /// The encoder with another effort.
    fn open(&self, effort: &str) -> Result<Encoder> {
        let encoding = Some((&self.encoding, effort));
        let (encoder, _) = open(self.codec, self.picture, self.limits, encoding, &mut Vec::new())?;
        if headers(&encoder) != self.headers {
            let (encoder, reason) = (self.codec.name().into(), format!("'{effort}' changes its headers"));
            return Err(Error::Encoder { encoder, reason });
        }
        Ok(encoder)
    }
}

impl Picture {
    /// Opens the encoder; settings that it lacks are named in `warnings`.
    pub(super) fn open(spec: &Spec<'_>, warnings: &mut Vec<String>) -> Result<Self> {
        let codec = find(spec.encoding)?;
        let name = codec.name().to_owned();
        let pace = spec.encoding.target_speed.map(|target| Paced::new(target, codec, spec)).transpose()?;
        if pace.is_some() && pace::steps(spec.encoding).len() == 1 {
            let described = profile::describe(&name, spec.encoding);
            warnings
                .push(format!("{described} takes the least effort as it is: --target-speed changes nothing"));
        }
        let (picture, limits) = ((spec.size, spec.fps), (spec.threads, spec.lookahead));
        let (encoder, settings) = open(codec, picture, limits, Some((spec.encoding, "")), warnings)?;
        let (encoder, time_base) = (Some(encoder), time_base(spec.fps));
        Ok(Self { encoder, name, settings, time_base, sent: 0, pace })
    }

    /// Watches the speed by another clock.
    #[cfg(test)]
    pub(super) fn set_pace(&mut self, pace: Pace) {
        if let Some(paced) = &mut self.pace {
            paced.pace = pace;
        }
    }

    /// What became of the speed that was asked for.
    pub(super) fn kept(&self) -> Option<Kept> {
        self.pace.as_ref().map(|paced| paced.pace.kept().clone())
    }

    pub(super) fn context(&self) -> Result<&Context> {
        self.encoder.as_ref().map(|encoder| encoder.as_ref()).ok_or_else(gone)
    }

    pub(super) fn time_base(&self) -> Rational {
        self.time_base
    }

    /// For people: "libx264 standard".
    pub(super) fn describe(&self) -> &str {
        &self.settings
    }

    /// Encodes the next frame; packets go to `write`.
    pub(super) fn frame(&mut self, frame: Frame, write: &mut impl FnMut(Packet) -> Result<()>) -> Result<()> {
        if let Some(effort) = self.pace.as_mut().and_then(|paced| paced.pace.before_frame()) {
            self.go_on_with(effort, write)?;
        }
        let mut lent = lend(frame, self.sent)?;
        if !PROMPT.contains(&self.name.as_str()) {
            lent = lent.clone();
        }
        present(&mut self.encoder)?.send_frame(&lent).map_err(|e| encoder_error(&self.name, "failed", e))?;
        self.sent += 1;
        self.drain(write)
    }

    /// Goes on with another encoder, from a key frame on. Its times continue those of the one before: x264 decodes as
    /// many frames ahead of showing as its B-frames ask for, and those are the same.
    fn go_on_with(&mut self, effort: &str, write: &mut impl FnMut(Packet) -> Result<()>) -> Result<()> {
        self.finish(write)?;
        let Some(paced) = &self.pace else { return Ok(()) };
        self.encoder = None;
        self.encoder = Some(paced.open(effort)?);
        Ok(())
    }

    /// Encodes what the encoder holds.
    pub(super) fn finish(&mut self, write: &mut impl FnMut(Packet) -> Result<()>) -> Result<()> {
        present(&mut self.encoder)?.send_eof().map_err(|e| encoder_error(&self.name, "failed", e))?;
        self.drain(write)
    }

    /// Every packet lasts one frame: without that the last one would last no time.
    fn drain(&mut self, write: &mut impl FnMut(Packet) -> Result<()>) -> Result<()> {
        drain(present(&mut self.encoder)?, &self.name, |mut packet| {
            packet.set_duration(1);
            write(packet)
        })
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        if let Some(encoder) = self.encoder.as_mut().filter(|_| self.sent == 0 && self.name == WAITING) {
            // Best effort: there is an error already, or nobody wants the file any more.
            let _ = encode_grey(encoder, &self.name);
        }
    }
}

/// Encodes a grey frame, and ends.
pub(super) fn encode_grey(encoder: &mut Encoder, name: &str) -> Result<()> {
    let mut frame = Video::new(Pixel::YUV420P, encoder.width(), encoder.height());
    (0..frame.planes()).for_each(|plane| frame.data_mut(plane).fill(128));
    frame.set_pts(Some(0));
    let fail = |e| encoder_error(name, "fails", e);
    encoder.send_frame(&frame).map_err(fail)?;
    encoder.send_eof().map_err(fail)?;
    drain(encoder, name, |_| Ok(()))
}

/// The encoder, unless opening it failed.
fn present(encoder: &mut Option<Encoder>) -> Result<&mut Encoder> {
    encoder.as_mut().ok_or_else(gone)
}

fn gone() -> Error {
    Error::Internal("an encoder that couldn't be opened is to go on".into())
}

fn time_base(fps: Fps) -> Rational {
    Rational(fps.den() as i32, fps.num() as i32)
}

/// The stream's headers as an open encoder gives them for the index: of H.264, the parameter sets.
pub(super) fn headers(encoder: &Encoder) -> &[u8] {
    #[expect(unsafe_code, reason = "ffmpeg-next doesn't show the headers")]
    // SAFETY: the encoder is open, its headers don't change any more, and they live as long as it does.
    unsafe {
        let context = encoder.as_ptr();
        match (*context).extradata.is_null() {
            true => &[],
            false => slice::from_raw_parts((*context).extradata, (*context).extradata_size.max(0) as usize),
        }
    }
}

/// Opens an encoder, and says how it is set. Settings that it lacks are named in `warnings`; without an encoding, all
/// of its own are left as they are. With it come further settings of libx264 as `key=value:...`, or "".
pub(super) fn open(
    codec: Codec,
    (size, fps): (Size, Fps),
    (threads, lookahead): (usize, Option<u32>),
    encoding: Option<(&Encoding, &str)>,
    warnings: &mut Vec<String>,
) -> Result<(Encoder, String)> {
    let name = codec.name();
    let fail = |e| encoder_error(name, "can't be opened", e);
    let mut context = Context::new_with_codec(codec).encoder().video().map_err(fail)?;
    context.set_width(size.width());
    context.set_height(size.height());
    context.set_format(Pixel::YUV420P);
    context.set_time_base(time_base(fps));
    context.set_frame_rate(Some(time_base(fps).invert()));
    context.set_aspect_ratio(Rational(1, 1));
    tag_context(&mut context);
    let mut threads = threading::Config::count(threads);
    threads.kind = threading::Type::Frame;
    context.set_threading(threads);

    let settings = encoding.map(|(encoding, effort)| {
        let mut settings = profile::settings(name, encoding, (size, fps));
        if !effort.is_empty() {
            profile::add_x264(&mut settings, effort);
        }
        settings
    });
    for Setting { name: option, value, asked } in settings.into_iter().flatten() {
        if !set_option(&mut context, option, &value).map_err(fail)? && asked {
            warnings.push(format!("{name} has no setting '{option}': left out"));
        }
    }
    if let Some(frames) = lookahead {
        set_option(&mut context, "rc-lookahead", &frames.to_string()).map_err(fail)?;
    }
    if name == "libx265" {
        // It would write to standard error itself.
        set_option(&mut context, "x265-params", "log-level=none").map_err(fail)?;
    }
    log::take();
    let described =
        encoding.map_or_else(|| name.to_owned(), |(encoding, _)| profile::describe(name, encoding));
    Ok((context.open().map_err(fail)?, described))
}

/// BT.709, limited range, chroma at the centre of its 2x2 box: what [`crate::render::PixelFormat::Yuv420`] holds. And
/// the encoder's headers belong into the file's index, as MP4 wants it.
fn tag_context(context: &mut encoder::video::Video) {
    context.set_colorspace(color::Space::BT709);
    context.set_color_primaries(color::Primaries::BT709);
    context.set_color_transfer_characteristic(color::TransferCharacteristic::BT709);
    context.set_color_range(color::Range::MPEG);
    #[expect(
        unsafe_code,
        reason = "ffmpeg-next can't set the chroma location, nor add to an encoder's default flags"
    )]
    // SAFETY: the context is ours and not yet open.
    unsafe {
        let context = context.as_mut_ptr();
        (*context).chroma_sample_location = chroma::Location::Center.into();
        // Added: x264's own default is closed groups of pictures, and seeking needs them.
        (*context).flags |= Flags::GLOBAL_HEADER.bits() as c_int;
    }
}

/// Sets a private option of the encoder; false if it has none of that name.
fn set_option(
    context: &mut encoder::video::Video,
    option: &str,
    value: &str,
) -> Result<bool, ffmpeg_next::Error> {
    let c_string = |s| CString::new(s).map_err(|_| ffmpeg_next::Error::InvalidData);
    let (option, value) = (c_string(option)?, c_string(value)?);
    #[expect(unsafe_code, reason = "ffmpeg-next ignores options that an encoder doesn't have")]
    // SAFETY: the context is valid, it begins with its class as all objects with options do, the strings are terminated.
    let set = unsafe {
        ffi::av_opt_set(
            context.as_mut_ptr().cast(),
            option.as_ptr(),
            value.as_ptr(),
            ffi::AV_OPT_SEARCH_CHILDREN,
        )
    };
    match ffmpeg_next::Error::from(set) {
        _ if set >= 0 => Ok(true),
        ffmpeg_next::Error::OptionNotFound => Ok(false),
        e => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{sync::mpsc, thread, time::Duration};

    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
    fn closing_before_the_first_frame_does_not_wait_for_ever() {
        let Some(codec) = encoder::find_by_name(WAITING) else {
            return eprintln!("SKIPPED: this FFmpeg has no {WAITING}");
        };
        let (closed, is_closed) = mpsc::sync_channel(1);
        thread::spawn(move || {
            let fps = Fps::new(30, 1).unwrap();
            let picture = (Size::new(128, 64).unwrap(), fps);
            let (encoder, settings) = open(codec, picture, (1, None), None, &mut Vec::new()).unwrap();
            let (encoder, time_base) = (Some(encoder), time_base(fps));
            drop(Picture { encoder, name: WAITING.into(), settings, time_base, sent: 0, pace: None });
            closed.send(()).unwrap();
        });
        is_closed.recv_timeout(Duration::from_secs(30)).unwrap();
    }
}

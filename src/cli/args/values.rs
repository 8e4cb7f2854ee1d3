//! Readers of single option values that the library doesn't bring itself.

use super::colours::Rgb;
use crate::cli::{
    looks,
    platforms::{self, Platform},
};
use clap::{
    Arg, Command,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use cymatic::{
    Error, Result,
    analysis::BandScale,
    encode::{PRESETS, Quality},
    visual::{self, palette},
};
use std::{
    ffi::OsStr,
    ops::{Range, RangeInclusive},
};

/// `A..B`, half open and not empty.
pub(super) fn frame_range(text: &str) -> Result<Range<u64>> {
    let parsed = text.split_once("..").and_then(|(a, b)| Some(a.parse().ok()?..b.parse().ok()?));
    parsed.filter(|r: &Range<u64>| r.start < r.end).ok_or_else(|| {
        Error::usage_hint(
            format!("'{text}' is no range of frames"),
            "write A..B with A below B, such as 0..300 for the first 300 frames",
        )
    })
}

/// What a constant rate factor may be.
pub(in crate::cli) const CRF: RangeInclusive<f32> = 0.0..=51.0;

/// A constant rate factor.
pub(super) fn crf(text: &str) -> Result<f32> {
    let value = text.parse().ok().filter(|v| CRF.contains(v));
    value.ok_or_else(|| Error::usage_hint(format!("'{text}' is no quality"), "write a number from 0 to 51"))
}

/// What a bit rate of the sound may be, kb/s for stereo.
pub(in crate::cli) const AUDIO_KBPS: RangeInclusive<u32> = 32..=512;

/// A bit rate of the sound, kb/s.
pub(super) fn audio_kbps(text: &str) -> Result<u32> {
    let value = text.parse().ok().filter(|v| AUDIO_KBPS.contains(v));
    value.ok_or_else(|| {
        Error::usage_hint(
            format!("'{text}' is no bit rate"),
            "write kilobits a second, 32 to 512, such as 192",
        )
    })
}

/// How many threads there may be.
pub(in crate::cli) const THREADS: RangeInclusive<usize> = 1..=256;

/// A number of threads.
pub(super) fn threads(text: &str) -> Result<usize> {
    let value = text.parse().ok().filter(|v| THREADS.contains(v));
    value.ok_or_else(|| {
        Error::usage_hint(
            format!("'{text}' is no number of threads"),
            "write a number from 1 to 256, or leave it out for one per core",
        )
    })
}

/// What a speed may be, times real time.
pub(in crate::cli) const SPEED: RangeInclusive<f64> = 0.01..=1_000.0;

/// A speed: `4` or `4x`.
pub(super) fn speed(text: &str) -> Result<f64> {
    let value = text.strip_suffix(['x', '×']).unwrap_or(text).parse().ok().filter(|v| SPEED.contains(v));
    value.ok_or_else(|| {
        Error::usage_hint(
            format!("'{text}' is no speed"),
            "write seconds of video per second, 0.01 to 1000, such as 4x",
        )
    })
}

/// An amount of memory, bytes.
pub(super) fn memory(text: &str) -> Result<u64> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[number.len()..].to_ascii_lowercase().trim_end_matches("b").trim_end_matches('i') {
        "k" => Some(10),
        "m" => Some(20),
        "g" => Some(30),
        "t" => Some(40),
        _ => None,
    };
    let number = number.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0);
    number.zip(unit).map(|(number, unit)| (number * f64::from(unit).exp2()) as u64).ok_or_else(|| {
        Error::usage_hint(format!("'{text}' is no amount of memory"), "write it as 400M or 1.5G")
    })
}

/// Seconds of a round of measuring.
pub(super) fn round_s(text: &str) -> Result<f64> {
    let value = text.parse().ok().filter(|v| (0.001..=60.0).contains(v));
    value.ok_or_else(|| {
        Error::usage_hint(format!("'{text}' is no length of a round"), "write seconds from 0.001 to 60")
    })
}

/// `key=value`; the value may hold further equals signs.
pub(super) fn key_value(text: &str) -> Result<(String, String)> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.into(), value.into())),
        _ => Err(Error::usage_hint(
            format!("'{text}' sets nothing"),
            "write KEY=VALUE; `cymatic styles NAME`, or styles --layers or --sound, list the keys",
        )),
    }
}

/// The first style of the registry.
pub(in crate::cli) fn default_style() -> String {
    visual::REGISTRY.first().map(|style| style.name).unwrap_or_default().into()
}

/// The name of a built-in style. The hidden ones are understood, but neither listed nor completed.
#[derive(Debug, Clone)]
pub(super) struct StyleName;

impl TypedValueParser for StyleName {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        let find = |name: &str| visual::find(name).map(|style| style.name.to_owned());
        TypedValueParser::parse_ref(&find, command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let listed = visual::REGISTRY.iter().filter(|style| !style.hidden);
        Some(Box::new(listed.map(|style| PossibleValue::new(style.name).help(style.summary))))
    }
}

/// The name of a look.
#[derive(Debug, Clone)]
pub(super) struct LookName;

impl TypedValueParser for LookName {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        let find = |name: &str| looks::find(name).map(|look| look.name.to_owned());
        TypedValueParser::parse_ref(&find, command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(looks::LOOKS.iter().map(|look| PossibleValue::new(look.name).help(look.summary()))))
    }
}

/// The name of a platform.
#[derive(Debug, Clone)]
pub(super) struct PlatformName;

impl TypedValueParser for PlatformName {
    type Value = &'static Platform;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<&'static Platform, clap::Error> {
        TypedValueParser::parse_ref(&platforms::find, command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(platforms::PLATFORMS.iter().map(|platform| PossibleValue::new(platform.name))))
    }
}

/// The name of a palette.
#[derive(Debug, Clone)]
pub(super) struct PaletteName;

impl TypedValueParser for PaletteName {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        let find = |name: &str| palette::find(name).map(|palette| palette.name.to_owned());
        TypedValueParser::parse_ref(&find, command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(palette::PALETTES.iter().map(|p| PossibleValue::new(p.name).help(p.summary))))
    }
}

/// The name of a scale of the bands.
pub(super) fn band_scale() -> impl TypedValueParser<Value = BandScale> {
    PossibleValuesParser::new(BandScale::ALL.map(BandScale::as_str)).try_map(|name| name.parse::<BandScale>())
}

/// How good the picture is to be.
pub(super) fn quality() -> impl TypedValueParser<Value = Quality> {
    PossibleValuesParser::new(Quality::ALL.map(Quality::name)).try_map(|name| name.parse::<Quality>())
}

/// A preset of x264, or that of the quality.
pub(super) fn preset() -> impl TypedValueParser<Value = String> {
    PossibleValuesParser::new(std::iter::once("auto").chain(PRESETS))
}

/// One colour, sRGB.
pub(super) fn colour(text: &str) -> Result<Rgb> {
    palette::colour(text)
}

/// Two or three colours.
pub(super) fn colours(text: &str) -> Result<(Rgb, Rgb, Option<Rgb>)> {
    match text.split(',').map(str::trim).collect::<Vec<_>>()[..] {
        [low, high] => Ok((colour(low)?, colour(high)?, None)),
        [low, high, accent] => Ok((colour(low)?, colour(high)?, Some(colour(accent)?))),
        _ => Err(Error::usage_hint(
            format!("'{text}' is not two or three colours"),
            "write LOW,HIGH or LOW,HIGH,ACCENT; for one colour there is --foreground",
        )),
    }
}

/// A level in dB; none for auto.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Level(pub(in crate::cli) Option<f32>);

/// `auto` or dB.
pub(super) fn level_db(text: &str) -> Result<Level> {
    if text == "auto" {
        return Ok(Level(None));
    }
    let db = text.strip_suffix("dB").unwrap_or(text).trim().parse().ok().filter(|db: &f32| db.is_finite());
    db.map(|db| Level(Some(db))).ok_or_else(|| {
        Error::usage_hint(format!("'{text}' is no level"), "write dB re full scale, such as -60, or auto")
    })
}

/// A number of bars.
pub(super) fn bars(text: &str) -> Result<usize, String> {
    let bars = text.parse().map_err(|_| "not a whole number".to_owned())?;
    if (1..=512).contains(&bars) { Ok(bars) } else { Err("outside 1 to 512".into()) }
}

/// A number from 0 to 1.
pub(super) fn share(text: &str) -> Result<f32, String> {
    let share: f32 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("outside 0 to 1".into()) }
}

//! What a quality means in each encoder: the settings for this kind of picture, which stands still in large parts, moves
//! crisp edges, and has dark gradients that must not band.
//!
//! Those of libx264 were found by search, see `benches/README.md`; those of the others are their own usual ones.

use super::Encoding;
use crate::{size::Size, time::Fps};

/// The settings of some encoders, one value per [`Quality`](super::Quality).
struct Profile {
    /// Their FFmpeg names.
    encoders: &'static [&'static str],
    /// The options that `--preset` and `--crf` replace, by what the encoders call them; "" for none.
    preset: &'static str,
    crf: &'static str,
    /// Names and values; "" where the encoder decides.
    options: &'static [(&'static str, [&'static str; 4])],
}

/// The option of libx264 that takes its further settings, `key=value:...`.
const X264_PARAMS: &str = "x264-params";

const PROFILES: [Profile; 7] = [
    Profile {
        encoders: &["libx264"],
        preset: "preset",
        crf: "crf",
        options: &[
            ("preset", ["superfast", "veryfast", "veryfast", "medium"]),
            ("crf", ["27", "24.8", "21", "12"]),
            (X264_PARAMS, [SWIFT, SWIFT, SWIFT, "aq-mode=3"]),
            ("subq", ["0", "1", "1", ""]),
            ("partitions", ["none", "i8x8", "", ""]),
        ],
    },
    Profile {
        encoders: &["libx265"],
        preset: "preset",
        crf: "crf",
        options: &[
            ("preset", ["ultrafast", "superfast", "fast", "medium"]),
            ("crf", ["31", "26", "21", "15"]),
        ],
    },
    Profile {
        encoders: &["libsvtav1"],
        preset: "preset",
        crf: "crf",
        options: &[("preset", ["12", "10", "8", "6"]), ("crf", ["45", "35", "27", "18"])],
    },
    Profile {
        encoders: &["libaom-av1"],
        preset: "cpu-used",
        crf: "crf",
        options: &[
            ("cpu-used", ["8", "8", "6", "4"]),
            ("crf", ["42", "32", "24", "15"]),
            ("row-mt", ["1"; 4]),
        ],
    },
    Profile {
        encoders: &["libvpx-vp9"],
        preset: "cpu-used",
        crf: "crf",
        options: &[
            ("deadline", ["realtime", "realtime", "good", "good"]),
            ("cpu-used", ["8", "7", "4", "2"]),
            ("crf", ["42", "32", "24", "15"]),
            // Otherwise crf is but the best that a low bit rate may reach.
            ("b", ["0"; 4]),
            ("row-mt", ["1"; 4]),
        ],
    },
    Profile {
        encoders: &["h264_nvenc", "hevc_nvenc", "av1_nvenc"],
        preset: "preset",
        crf: "cq",
        options: &[
            ("preset", ["p2", "p4", "p5", "p7"]),
            ("rc", ["vbr"; 4]),
            ("cq", ["29", "24", "19", "14"]),
            ("b", ["0"; 4]),
            ("spatial-aq", ["1"; 4]),
        ],
    },
    Profile {
        encoders: &["h264_qsv", "hevc_qsv", "av1_qsv"],
        preset: "preset",
        crf: "global_quality",
        options: &[
            ("preset", ["veryfast", "faster", "medium", "slow"]),
            ("global_quality", ["29", "24", "19", "14"]),
        ],
    },
];

/// Adaptive quantisation that favours dark places, and the cheapest search, as little moves but what is redrawn. That isn't
/// found by searching in smaller blocks either: below the high quality they are left out. B-frames are cheapest, so there are
/// always five in a row, one in their middle that the others refer to, without a search for how many are best. What stands still
/// is as good as its key frame, which is therefore made so much better than the rest; nothing has to look ahead to find it out,
/// nor for scenes, of which there is one. Where everything changes x264 saves bits, as film hides it;
/// drawn pictures don't, so it saves less (`qcomp`, 0.6 by default).
const SWIFT: &str = "aq-mode=3:aq-strength=0.6:ipratio=2.5:mbtree=0:rc-lookahead=0:scenecut=0:b-adapt=0:bframes=5:\
    me=dia:qcomp=0.75";

/// Bits per pixel for encoders that know nothing but a bit rate.
const BITS_PER_PIXEL: [f64; 4] = [0.05, 0.12, 0.25, 0.5];

/// What x264's presets are used with where no crf is given: its own default.
const PRESET_CRF: f32 = 23.0;

/// One option of an encoder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) value: String,
    /// Whether a person asked for it: if the encoder has no such option, that is told.
    pub(super) asked: bool,
}

/// The options of an encoder for what is asked of it.
pub(super) fn settings(name: &str, encoding: &Encoding, (size, fps): (Size, Fps)) -> Vec<Setting> {
    let i = encoding.quality as usize;
    let profile = PROFILES.iter().find(|profile| profile.encoders.contains(&name));
    let own = |name, value: &str| Setting { name, value: value.to_owned(), asked: false };
    let mut settings: Vec<Setting> = match profile {
        // A preset of x264 is that, and nothing besides.
        Some(_) if name == "libx264" && encoding.preset.is_some() => {
            vec![own("crf", &PRESET_CRF.to_string())]
        }
        Some(profile) => {
            let values = profile.options.iter().map(|(name, values)| (name, values[i]));
            values.filter(|(_, value)| !value.is_empty()).map(|(name, value)| own(name, value)).collect()
        }
        None => {
            let pixels_per_s = f64::from(size.width()) * f64::from(size.height()) * fps.as_f64();
            vec![own("b", &((pixels_per_s * BITS_PER_PIXEL[i]) as u64).to_string())]
        }
    };
    let names = profile.map_or(["preset", "crf"], |profile| [profile.preset, profile.crf]);
    let crf = encoding.crf.map(|crf| crf.to_string());
    for (name, value) in names.into_iter().zip([encoding.preset.clone(), crf]) {
        if let Some(value) = value {
            settings.retain(|setting| setting.name != name);
            settings.push(Setting { name, value, asked: true });
        }
    }
    settings
}

/// The preset that libx264 is opened with.
pub(super) fn x264_preset(encoding: &Encoding) -> &str {
    encoding.preset.as_deref().unwrap_or(own_of_x264(PROFILES[0].preset, encoding))
}

/// The number that libx264 is opened with for a further setting, where it isn't that of its preset.
pub(super) fn x264_number(setting: &str, encoding: &Encoding) -> Option<u32> {
    if encoding.preset.is_some() {
        return None;
    }
    let mut settings = own_of_x264(X264_PARAMS, encoding).split(':').filter_map(|pair| pair.split_once('='));
    settings.find(|(name, _)| *name == setting)?.1.parse().ok()
}

/// The value that an option of libx264 has by a quality; "" if it has none.
fn own_of_x264(option: &str, encoding: &Encoding) -> &'static str {
    let own = PROFILES[0].options.iter().find(|(name, _)| *name == option);
    own.map_or("", |(_, values)| values[encoding.quality as usize])
}

/// Adds `key=value:...` to libx264's further settings; what is named again counts.
pub(super) fn add_x264(settings: &mut Vec<Setting>, further: &str) {
    match settings.iter_mut().find(|setting| setting.name == X264_PARAMS) {
        Some(Setting { value, .. }) => *value = format!("{value}:{further}"),
        None => settings.push(Setting { name: X264_PARAMS, value: further.into(), asked: false }),
    }
}

/// For people: "libx264 standard", "libx264 faster crf 23".
pub(super) fn describe(name: &str, encoding: &Encoding) -> String {
    let crf = encoding.crf.or((name == "libx264" && encoding.preset.is_some()).then_some(PRESET_CRF));
    let mut text = match &encoding.preset {
        Some(preset) => format!("{name} {preset}"),
        None => format!("{name} {}", encoding.quality.name()),
    };
    if let Some(crf) = crf {
        text += &format!(" crf {crf}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{super::Quality, *};

    fn set(name: &str, encoding: &Encoding) -> Vec<String> {
        let picture = (Size::new(1920, 1080).unwrap(), Fps::new(30, 1).unwrap());
        let settings = settings(name, encoding, picture);
        settings.iter().map(|setting| format!("{}={}", setting.name, setting.value)).collect()
    }

    #[test]
    fn what_is_asked_for_replaces_the_profile() {
        let usual = Encoding::default();
        assert_eq!(set("libx264", &usual)[..2], ["preset=veryfast", "crf=24.8"]);
        let finer = Encoding { crf: Some(18.5), ..usual.clone() };
        assert!(set("libx264", &finer).contains(&"crf=18.5".to_owned()));
        assert_eq!(set("libx264", &finer).len(), set("libx264", &usual).len());
        // A preset is x264's own, with its usual crf.
        let preset = Encoding { preset: Some("faster".into()), ..usual.clone() };
        assert_eq!(set("libx264", &preset), ["crf=23", "preset=faster"]);
        assert_eq!(describe("libx264", &preset), "libx264 faster crf 23");
        assert_eq!(
            (describe("libx264", &usual), describe("libx264", &finer)),
            ("libx264 standard".into(), "libx264 standard crf 18.5".into())
        );
        // Others call it by other names.
        assert!(set("h264_nvenc", &finer).contains(&"cq=18.5".to_owned()));
        assert_eq!(set("mpeg4", &usual), ["b=7464960"]);
    }

    #[test]
    fn numbers_are_those_that_the_settings_name() {
        let of = |setting, quality, preset: Option<&str>| {
            let encoding = Encoding { quality, preset: preset.map(Into::into), ..Encoding::default() };
            x264_number(setting, &encoding)
        };
        for quality in [Quality::Draft, Quality::Standard, Quality::High] {
            assert_eq!(
                [of("bframes", quality, None), of("bframes", quality, Some("faster"))],
                [Some(5), None]
            );
            assert_eq!(of("rc-lookahead", quality, None), Some(0));
        }
        assert_eq!(
            [of("bframes", Quality::Master, None), of("rc-lookahead", Quality::Master, None)],
            [None; 2]
        );
    }

    #[test]
    fn a_better_quality_asks_for_more_in_every_encoder() {
        for profile in &PROFILES {
            let crf = profile.options.iter().find(|(name, _)| *name == profile.crf).unwrap().1;
            let crf = crf.map(|value| value.parse::<f32>().unwrap());
            assert!(crf.is_sorted_by(|a, b| a > b), "{:?}: {crf:?}", profile.encoders);
            assert!(profile.options.iter().any(|(name, _)| *name == profile.preset));
        }
        let of = |quality| set("libx264", &Encoding { quality, ..Encoding::default() });
        assert!(Quality::ALL.windows(2).all(|pair| of(pair[0]) != of(pair[1])));
    }
}

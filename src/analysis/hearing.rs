//! The settings of listening besides the bands' range: declared once, as the parameters of styles are.

use super::Listening;
use crate::visual::params::{Kind, Param, Values};

/// What `--sound key=value` sets; the defaults are those of [`Listening`].
pub const PARAMS: &[Param] = &[
    number(
        "slope",
        (0.0, 6.0, 3.0),
        "dB an octave",
        "lift of the treble about 1 kHz; 0, 3 and 4.5 are usual",
    ),
    choice("weighting", &["none", "a", "c", "468"], "weighting of frequencies: IEC 61672 A or C, ITU-R 468"),
    choice("window", Window::NAMES, "window of the transforms"),
    choice("resolution", &["normal", "fast", "fine"], "length of the windows: fast is 0.6, fine 1.5 of it"),
    number("blend", (0.0, 1.0, 0.65), "", "what a band shows: 1 its peak (melody), 0 its power (rhythm)"),
    number("balance", (0.0, 1.0, 0.8), "", "how far frequencies that a song has little of are lifted"),
    number("liveliness", (0.0, 1.0, 0.5), "", "how much what changes stands out from what is held"),
    number(
        "follow",
        (0.0, 1.0, 0.4),
        "",
        "how far quiet passages are lifted towards loud ones, within seconds",
    ),
    number("attack", (0.0, 1_000.0, 10.0), "ms", "time constant of a rise"),
    number("release", (1.0, 5_000.0, 180.0), "ms", "time constant of a fall in the middle of the bands"),
    choice("fall", &["release", "gravity"], "how bars fall: ever slower, or ever faster"),
    number("gravity", (0.5, 50.0, 9.0), "heights a second squared", "how bars fall with fall=gravity"),
    number("spread", (0.0, 2.0, 1.0), "", "how much tall bars lift their neighbours"),
    number("cap_hold", (0.0, 5_000.0, 500.0), "ms", "how long a peak cap stays"),
    number("cap_gravity", (0.5, 50.0, 5.0), "heights a second squared", "how a peak cap falls"),
];

const fn number(
    name: &'static str,
    (min, max, default): (f32, f32, f32),
    unit: &'static str,
    help: &'static str,
) -> Param {
    Param { name, kind: Kind::Number { min, max, default }, unit, help }
}

/// The first option is the default.
const fn choice(name: &'static str, options: &'static [&'static str], help: &'static str) -> Param {
    Param { name, kind: Kind::Choice { options, default: options[0] }, unit: "", help }
}

/// Weighting of frequencies, 0 dB at 1 kHz.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weighting {
    /// None.
    #[default]
    None,
    /// IEC 61672 A: quiet sounds.
    A,
    /// IEC 61672 C: loud sounds.
    C,
    /// ITU-R 468: noise.
    Itu468,
}

impl Weighting {
    fn of(name: &str) -> Self {
        match name {
            "a" => Self::A,
            "c" => Self::C,
            "468" => Self::Itu468,
            _ => Self::None,
        }
    }

    /// The gain at a frequency as a factor of power.
    pub(crate) fn power(self, hz: f64) -> f64 {
        let f = hz * hz;
        let (low, high) = (f + 20.6 * 20.6, f + 12_194.0 * 12_194.0);
        let c = 12_194.0 * 12_194.0 * f / (low * high);
        match self {
            Self::None => 1.0,
            // The constants are the gains at 1 kHz, 2.000, 0.062 and 18.246 dB.
            Self::A => (c * f).powi(2) / ((f + 107.7 * 107.7) * (f + 737.9 * 737.9)) * 10f64.powf(0.2),
            Self::C => c * c * 10f64.powf(0.006_2),
            Self::Itu468 => {
                let even = 1.0 - 1.363_894_795_463_638e-7 * f + 2.043_828_333_606_125e-15 * f * f
                    - 4.737_338_981_378_384e-24 * f * f * f;
                let odd = hz
                    * (5.559_488_023_498_642e-4 - 2.118_150_887_518_656e-11 * f
                        + 1.306_612_257_412_824e-19 * f * f);
                let response = 1.246_332_637_532_143e-4 * hz / even.hypot(odd);
                response * response * 10f64.powf(1.824_6)
            }
        }
    }
}

/// Windows of the transforms: sums of cosines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    /// Nuttall's minimum three-term window (1981): side lobes -71 dB.
    #[default]
    Nuttall,
    /// Side lobes -31 dB, falling fast.
    Hann,
    /// Side lobes -43 dB, all alike.
    Hamming,
    /// Side lobes -58 dB.
    Blackman,
    /// Four terms, side lobes -92 dB, the widest lobe.
    BlackmanHarris,
}

impl Window {
    const NAMES: &'static [&'static str] = &["nuttall", "hann", "hamming", "blackman", "blackman-harris"];

    fn of(name: &str) -> Self {
        match name {
            "hann" => Self::Hann,
            "hamming" => Self::Hamming,
            "blackman" => Self::Blackman,
            "blackman-harris" => Self::BlackmanHarris,
            _ => Self::Nuttall,
        }
    }

    /// Factors of cos 0x, cos x, cos 2x, cos 3x; x is 0 in the middle.
    pub(crate) fn terms(self) -> [f64; 4] {
        match self {
            Self::Nuttall => [0.424_380_1, 0.497_340_6, 0.078_279_3, 0.0],
            Self::Hann => [0.5, 0.5, 0.0, 0.0],
            Self::Hamming => [0.54, 0.46, 0.0, 0.0],
            Self::Blackman => [0.42, 0.5, 0.08, 0.0],
            Self::BlackmanHarris => [0.358_75, 0.488_29, 0.141_28, 0.011_68],
        }
    }
}

/// How bars fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fall {
    /// Exponentially, ever slower.
    #[default]
    Release,
    /// With constant acceleration, ever faster.
    Gravity,
}

impl Listening {
    /// With the settings of [`PARAMS`].
    #[must_use]
    pub fn with(self, values: &Values) -> Self {
        let seconds = |name: &str| f64::from(values.number(name)) / 1_000.0;
        Self {
            slope_db: values.number("slope"),
            weighting: Weighting::of(values.choice("weighting")),
            window: Window::of(values.choice("window")),
            window_factor: match values.choice("resolution") {
                "fast" => 0.6,
                "fine" => 1.5,
                _ => 1.0,
            },
            blend: values.number("blend"),
            balance: values.number("balance"),
            liveliness: values.number("liveliness"),
            follow: values.number("follow"),
            attack_s: seconds("attack"),
            release_s: seconds("release"),
            fall: if values.choice("fall") == "gravity" { Fall::Gravity } else { Fall::Release },
            gravity: values.number("gravity"),
            spread: values.number("spread"),
            cap_hold_s: seconds("cap_hold"),
            cap_gravity: values.number("cap_gravity"),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_defaults_are_those_of_listening() {
        assert_eq!(Listening::default().with(&Values::defaults(PARAMS)), Listening::default());
    }

    #[test]
    fn weightings_read_what_the_standards_list() {
        let db = |weighting: Weighting, hz: f64| 10.0 * weighting.power(hz).log10();
        let listed = [
            (
                Weighting::A,
                [(31.62, -39.4), (100.0, -19.1), (1_000.0, 0.0), (2_000.0, 1.2), (10_000.0, -2.5)],
            ),
            (Weighting::C, [(31.62, -3.0), (100.0, -0.3), (1_000.0, 0.0), (2_000.0, -0.2), (10_000.0, -4.4)]),
            (
                Weighting::Itu468,
                [(31.5, -29.9), (100.0, -19.8), (1_000.0, 0.0), (6_300.0, 12.2), (10_000.0, 8.1)],
            ),
        ];
        for (weighting, points) in listed {
            for (hz, expected) in points {
                assert!(
                    (db(weighting, hz) - expected).abs() < 0.12,
                    "{weighting:?} {hz}: {}",
                    db(weighting, hz)
                );
            }
        }
    }
}

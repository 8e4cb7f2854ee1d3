//! How much memory an encoder holds, by what it keeps of the frames.

use super::{Container, DEFAULT_ENCODER, Encoding, Output, profile, resolve};

/// What an encoder holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Appetite {
    /// Whether the figures below say all; of most encoders nobody knows.
    pub(crate) is_known: bool,
    /// Frames that it looks ahead by its settings; none where that can't be set.
    pub(crate) lookahead: Option<u32>,
    /// Bytes per pixel of the picture: at rest, per frame of lookahead, for having threads at all, and per further one.
    at_rest: f64,
    per_lookahead: f64,
    threaded: f64,
    per_thread: f64,
    /// What those before this one leave unusable of the memory, as a factor of it.
    gaps: f64,
}

impl Appetite {
    /// Of no encoder.
    pub(crate) const NOTHING: Self = Self {
        is_known: true,
        lookahead: None,
        at_rest: 0.0,
        per_lookahead: 0.0,
        threaded: 0.0,
        per_thread: 0.0,
        gaps: 1.0,
    };

    /// What it holds on a number of threads, bytes per pixel of the picture.
    pub(crate) fn bytes_per_pixel(&self, threads: usize, lookahead: Option<u32>) -> f64 {
        let further = threads.saturating_sub(1) as f64;
        let threaded = if threads > 1 { self.threaded } else { 0.0 };
        let ahead = f64::from(lookahead.unwrap_or(0));
        self.gaps * (self.at_rest + self.per_lookahead * ahead + threaded + self.per_thread * further)
    }
}

/// What x264's presets keep: their names, reference frames, B-frames, lookahead. (`x264 --fullhelp`)
const KEPT: [(&str, u32, u32, u32); 10] = [
    ("ultrafast", 1, 0, 0),
    ("superfast", 1, 3, 0),
    ("veryfast", 1, 3, 10),
    ("faster", 2, 3, 20),
    ("fast", 2, 3, 30),
    ("medium", 3, 3, 40),
    ("slow", 5, 3, 50),
    ("slower", 8, 3, 60),
    ("veryslow", 16, 8, 60),
    ("placebo", 16, 16, 60),
];

/// A frame that x264 predicts from: with its planes at half-pixel offsets, motion and padding, bytes per pixel.
const REFERENCE: f64 = 11.0;

/// A frame that waits: its planes, and half its size for the lookahead.
const WAITING: f64 = 2.6;

/// How much more it takes where one encoder follows another, as to keep a speed: up to a sixth was measured.
const SEVERAL: f64 = 1.0 + 1.0 / 6.0;

/// What encodes into this output, and how much it holds.
pub(crate) fn appetite(output: &Output, encoding: &Encoding) -> Appetite {
    match output.container() {
        Ok(Container::Mp4) => {}
        Ok(Container::Y4m) | Err(_) => return Appetite::NOTHING,
    }
    let preset = profile::x264_preset(encoding);
    let kept = KEPT.iter().find(|kept| kept.0 == preset && resolve(&encoding.encoder) == DEFAULT_ENCODER);
    let gaps = if encoding.target_speed.is_some() { SEVERAL } else { 1.0 };
    match kept {
        None => Appetite { is_known: false, ..Appetite::NOTHING },
        // Whole pixels only, and no B-frames.
        Some((_, _, 0, _)) => Appetite {
            is_known: true,
            lookahead: Some(0),
            at_rest: 24.0,
            per_thread: 7.0,
            gaps,
            ..Appetite::NOTHING
        },
        Some(&(_, references, b_frames, lookahead)) => {
            let own = |setting, of_preset| profile::x264_number(setting, encoding).unwrap_or(of_preset);
            let (b_frames, lookahead) = (own("bframes", b_frames), own("rc-lookahead", lookahead));
            Appetite {
                is_known: true,
                lookahead: Some(lookahead),
                // Fitted to peaks of whole runs, see `benches/README.md`.
                at_rest: 40.0 + REFERENCE * f64::from(references) + WAITING * f64::from(b_frames),
                per_lookahead: WAITING,
                // With threads, one of them takes the frames ahead, as many as belong together.
                threaded: WAITING * f64::from(b_frames + 1),
                per_thread: REFERENCE,
                gaps,
            }
        }
    }
}

//! The axes of `spectrogram`: frequencies on the left, times at the foot, with lines, ticks and words.

use super::{
    super::{
        FrameInput, Picture,
        lettering::{Face, Lettering},
        picture::{Bar, Light},
    },
    Spectrogram,
};
use crate::time::Time;

/// What may be written on the frequency axis; where there is room for few, the first ones. Those with a unit have a line.
const MARKS: [(f64, &str); 9] = [
    (1_000.0, "1 kHz"),
    (100.0, "100 Hz"),
    (10_000.0, "10 kHz"),
    (50.0, "50"),
    (200.0, "200"),
    (500.0, "500"),
    (2_000.0, "2k"),
    (5_000.0, "5k"),
    (20_000.0, "20k"),
];
/// Signs of all words.
const SIGNS: &str = "0123456789:kHz ";
/// Times that may lie between two ticks, seconds.
const TICKS_S: [f64; 11] = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0];
/// Size of words, of the shorter side.
const SIZE: f32 = 0.020;
/// Room for a word, ems: at the side its ink stands from the edge, above each other, beside each other.
const MARGIN_EM: f32 = 0.55;
const ABOVE_EM: f32 = 1.5;
const BESIDE_EM: f32 = 6.0;
/// The ends of a line and of a tick, ems.
const COLUMN_EM: f32 = 4.9;
const TICK_EM: f32 = 0.4;
/// Light of words in general, and of those with a unit.
const PLAIN: f32 = 0.72;
const STRONG: f32 = 0.95;
/// Ink on a dark ground and on a light one.
const INKS: [Light; 2] = [[0.88, 0.87, 0.85], [0.012, 0.012, 0.018]];

/// What axes are drawn with.
#[derive(Debug)]
pub(super) struct Axes {
    pub(super) letters: Lettering,
    /// The map's light where nothing sounds.
    ground: Light,
}

impl Axes {
    /// On a map that is `ground` where nothing sounds.
    pub(super) fn new(ground: Light) -> Self {
        let [r, g, b] = ground;
        let ink = INKS[usize::from(0.3 * r + 0.6 * g + 0.1 * b > 0.25)];
        Self { letters: Lettering::new(SIGNS, ink, ground), ground }
    }
}

/// A frequency on its axis.
struct Mark {
    word: &'static str,
    y: f32,
    lined: bool,
}

/// A time on its axis.
struct Tick {
    time_s: f64,
    x: f32,
}

impl Spectrogram {
    /// Frequencies that there is room for.
    fn marks(&self, frame: &FrameInput<'_>, em: f32) -> Vec<Mark> {
        let (h, edges) = (frame.size.height() as f32, &frame.track.edges_hz);
        let mut marks: Vec<Mark> = Vec::new();
        for (hz, word) in MARKS {
            let Some(i) = edges.iter().position(|edge| *edge > hz).filter(|i| *i > 0) else { continue };
            let share = (hz - edges[i - 1]) / (edges[i] - edges[i - 1]);
            let y = h * (1.0 - (i as f32 - 1.0 + share as f32) / self.bands as f32);
            let free = (em..h - 2.2 * em).contains(&y)
                && marks.iter().all(|mark| (mark.y - y).abs() > ABOVE_EM * em);
            if free {
                marks.push(Mark { word, y, lined: word.ends_with("Hz") });
            }
        }
        marks
    }

    /// Times that there is room for.
    fn ticks(&self, frame: &FrameInput<'_>, em: f32) -> Vec<Tick> {
        let (w, song_s) = (frame.size.width() as f32, frame.track.duration_s);
        let (span_s, from_s) = match self.whole {
            true => (song_s, 0.0),
            false => (f64::from(self.seconds), frame.time_s - f64::from(self.seconds * self.now)),
        };
        let room_s = f64::from(BESIDE_EM * em / w) * span_s;
        let every_s = TICKS_S.into_iter().find(|s| *s >= room_s).unwrap_or(3_600.0);
        let first = (from_s / every_s).ceil().max(0.0) as u32;
        (first..)
            .map(|tick| f64::from(tick) * every_s)
            .take_while(|time_s| *time_s < (from_s + span_s).min(song_s))
            .map(|time_s| Tick { time_s, x: ((time_s - from_s) / span_s) as f32 * w })
            .collect()
    }

    fn face<'a>(&self, axes: &'a Axes, frame: &FrameInput<'_>) -> Option<&'a Face> {
        axes.letters.face(frame.size.width().min(frame.size.height()) as f32 * SIZE)
    }

    /// Lines and ticks.
    pub(super) fn lines(&self, axes: &Axes, frame: &FrameInput<'_>, picture: &mut Picture) {
        let Some(em) = self.face(axes, frame).map(|face| face.size_px) else { return };
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let width = (w.min(h) * 0.0012).max(1.0);
        let mut line = |a: [f32; 2], axis: [f32; 2], length: f32, opacity: f32| {
            let line = self.line(a, axis, length, width, opacity);
            // On a rim, so that it is seen on what is loud too.
            let (half_width, light) = (line.half_width * 3.0, axes.ground);
            picture.bars.extend([Bar { half_width, root: light, tip: light, ..line }, line]);
        };
        for mark in self.marks(frame, em) {
            let y = mark.y.round() + 0.5;
            line([0.0, y], [1.0, 0.0], TICK_EM * em, 0.5);
            if mark.lined {
                line([COLUMN_EM * em, y], [1.0, 0.0], w - COLUMN_EM * em, 0.40);
            }
        }
        for tick in self.ticks(frame, em) {
            line([tick.x, h], [0.0, -1.0], TICK_EM * em, 0.5);
        }
    }

    /// Words.
    pub(super) fn words(&self, axes: &Axes, frame: &FrameInput<'_>, picture: &mut Picture) {
        let Some(face) = self.face(axes, frame) else { return };
        let (em, letters) = (face.size_px, &axes.letters);
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        for mark in self.marks(frame, em) {
            let (at, opacity) = ([MARGIN_EM * em, mark.y], if mark.lined { STRONG } else { PLAIN });
            letters.lay(face, mark.word, at, opacity, &mut picture.sprites);
        }
        for tick in self.ticks(frame, em) {
            let word = Time::from_micros((tick.time_s * 1e6) as u64).to_string();
            let half = letters.width(face, &word) * 0.5;
            // It comes and goes at the borders, and nothing is half.
            let free = (tick.x - half).min(w - tick.x - half) / em - MARGIN_EM;
            let opacity = PLAIN * free.clamp(0.0, 1.0);
            if opacity > 0.0 {
                let at = [tick.x - half, h - (TICK_EM + 0.8) * em];
                letters.lay(face, &word, at, opacity, &mut picture.sprites);
            }
        }
    }
}

//! `pianoroll`: notes that run towards a keyboard, heard in the song or read from a MIDI file; played keys are lit.

mod board;
mod draw;
mod impact;
mod keyboard;
mod midi;
mod range;
mod tidy;
mod transcribe;

use super::{
    FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::Picture,
    stroke::{self, Strokes},
};
use crate::{
    analysis::{BandScale, Listening, Settings, Track},
    size::Size,
};
use board::{Board, Direction, PIANO};
use draw::Scene;
use std::sync::Arc;
use transcribe::{Ear, KEYS, MEMORY_S};

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "pianoroll",
    summary: "notes that run towards a keyboard, heard in the song or read from a MIDI file",
    params: &[
        Param {
            name: "direction",
            kind: Kind::Choice { options: &["down", "left"], default: "down" },
            unit: "",
            help: "notes fall on a keyboard below, or come from the right to one at the left",
        },
        Param {
            name: "seconds",
            kind: Kind::Number { min: 0.5, max: 10.0, default: 3.0 },
            unit: "s",
            help: "how long before they sound notes come into the picture",
        },
        Param {
            name: "lowest",
            kind: Kind::Count { min: 0, max: 96, default: 0 },
            unit: "",
            help: "MIDI number of the lowest key, at least 21; 0 chooses by the song; with `midi` 21, or 36 where the picture is tall",
        },
        Param {
            name: "highest",
            kind: Kind::Count { min: 0, max: 108, default: 0 },
            unit: "",
            help: "MIDI number of the highest key, at least an octave above; 0 chooses by the song; with `midi` 108, or 96",
        },
        Param {
            name: "keyboard",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "draws the keyboard",
        },
        Param {
            name: "sensitivity",
            kind: Kind::Number { min: 0.0, max: 2.0, default: 1.0 },
            unit: "",
            help: "how quiet a note may be to be heard; without `midi`",
        },
        Param {
            name: "midi",
            kind: Kind::File { what: "a Standard MIDI File", check: midi::check },
            unit: "",
            help: "where the notes are, instead of being heard; its start is the song's",
        },
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::ACCENT,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(PianoRoll::new(values)),
    #[cfg(test)]
    mirrors: Vec::new,
};

/// The frequency of A4, MIDI number 69, Hz.
const A4_HZ: f64 = 440.0;
/// Notes begin and end on rows: so many a second, at least.
const ROWS_PER_SECOND: f32 = 60.0;
/// How much longer than it is shown the song is listened to, so that notes come in whole, seconds.
const COMING_S: f64 = 0.5;
/// How long notes are seen after they ended where there is room behind the keyboard, seconds.
const GOING_S: f64 = 1.0;

/// A note.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Note {
    /// MIDI number.
    key: u8,
    /// When it begins, seconds of the song.
    start_s: f64,
    /// When it ends.
    end_s: f64,
    /// How loud it is struck, 0 to 1.
    velocity: f32,
}

#[derive(Debug)]
struct PianoRoll {
    direction: Direction,
    ahead_s: f64,
    /// 0 for a key that is chosen.
    range: [u8; 2],
    keyboard: bool,
    ear: Ear,
    /// Notes of a file, by their starts.
    midi: Option<Vec<Note>>,
    strokes: Strokes,
}

impl PianoRoll {
    fn new(values: &Values) -> Self {
        Self {
            direction: if values.choice("direction") == "left" { Direction::Left } else { Direction::Down },
            ahead_s: f64::from(values.number("seconds")),
            range: ["lowest", "highest"].map(|name| values.count(name) as u8),
            keyboard: values.switch("keyboard"),
            ear: Ear::new(values.number("sensitivity")),
            // The bytes were checked when the parameter was set.
            midi: values.file("midi").map(|bytes| midi::notes(bytes).unwrap_or_default()),
            strokes: Strokes::new(values, KEYS),
        }
    }

    /// The keys that are shown.
    fn keys(&self, frame: &FrameInput<'_>) -> [u8; 2] {
        let wanted = self.midi.is_none() && self.range.contains(&0);
        let heard = || range::heard(&self.ear, frame.track, &bands_of_keys(frame.track));
        range::keys(self.range, (frame.size, self.direction), wanted.then(heard).flatten())
    }

    /// The notes that are seen, by key, or by start.
    fn notes(&self, frame: &FrameInput<'_>) -> Vec<Note> {
        let shown = frame.time_s - GOING_S..frame.time_s + self.ahead_s;
        match &self.midi {
            Some(notes) => {
                let seen = |note: &&Note| note.end_s > shown.start && note.start_s < shown.end;
                notes.iter().filter(seen).copied().collect()
            }
            None => {
                let end_s = if frame.track.duration_s > 0.0 { frame.track.duration_s } else { f64::MAX };
                let listened = shown.start..shown.end + COMING_S;
                self.ear.notes(&frame.rows, &bands_of_keys(frame.track), listened, end_s)
            }
        }
    }
}

/// The band in which each key's frequency lies. As many bands as keys are asked for, so that they are the same; but a song of
/// few samples a second ends before the piano does.
fn bands_of_keys(track: &Track) -> [Option<usize>; KEYS] {
    std::array::from_fn(|key| {
        let hz = key_hz(f64::from(PIANO[0]) + key as f64);
        match track.edges_hz.partition_point(|edge| *edge <= hz) {
            // Nothing is known of the bands.
            0 if track.edges_hz.is_empty() => Some(key),
            above => above.checked_sub(1).filter(|band| band + 1 < track.edges_hz.len()),
        }
    })
}

/// Frequency of a MIDI number in equal temperament, Hz.
fn key_hz(key: f64) -> f64 {
    A4_HZ * libm::exp2((key - 69.0) / 12.0)
}

impl Style for PianoRoll {
    fn analysis(&self, _size: Size) -> Settings {
        let [lowest, highest] = [f64::from(PIANO[0]) - 0.5, f64::from(PIANO[1]) + 0.5];
        let before_s = GOING_S as f32 + MEMORY_S;
        Settings {
            bands: KEYS,
            raw: true,
            rows_per_second: ROWS_PER_SECOND,
            overview_heights: true,
            overview_columns: if self.midi.is_none() { range::COLUMNS } else { 0 },
            rows_around_s: [before_s, (self.ahead_s + COMING_S) as f32 + 0.1],
            listening: Some(Listening {
                min_hz: Some(key_hz(lowest) as f32),
                max_hz: Some(key_hz(highest) as f32),
                scale: BandScale::Log,
                balance: 0.0,
                liveliness: 0.0,
                follow: 0.0,
                ..Listening::default()
            }),
            ..Settings::default()
        }
    }

    fn stage(&self) -> super::Stage {
        super::Stage::Wall
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let range = self.keys(frame);
        let board = Board::new(frame.size, self.direction, range);
        let notes: Vec<Note> =
            self.notes(frame).into_iter().filter(|n| (range[0]..=range[1]).contains(&n.key)).collect();
        let scene = Scene::new(board, range, frame, &self.strokes, self.ahead_s);
        scene.ground(frame, picture);
        scene.notes(&notes, picture);
        let sounds = scene.sounds(&notes);
        if self.keyboard {
            scene.keyboard(&sounds, picture);
        }
        scene.lights(&sounds, picture);
        scene.impacts(&notes, picture);
    }
}

#[cfg(test)]
mod tests;

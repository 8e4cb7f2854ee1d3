//! The notes of a Standard MIDI File, in seconds.
//!
//! `midly` reads the chunks, variable lengths and running status; here the tracks are merged, tempo changes turn ticks into
//! seconds, and what goes on and off becomes notes. The drums' channel is left out: its keys aren't pitches.

use super::Note;
use midly::{Format, MetaMessage, MidiMessage, Smf, Timing, TrackEventKind};

/// Channel 10, counted from 0.
const DRUMS: u8 = 9;
/// Microseconds of a quarter note until a tempo is set: 120 a minute.
const TEMPO_US: u32 = 500_000;

/// What happens at a tick. Ordered so that at the same tick tempo comes first, and a key goes off before it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Tempo(u32),
    Off { channel: u8, key: u8 },
    On { channel: u8, key: u8, velocity: u8 },
}

/// Whether the bytes are a Standard MIDI File with notes.
///
/// # Errors
/// Why not, in a few words.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    notes(bytes).map(|_| ())
}

/// The notes by their starts.
///
/// # Errors
/// Why there are none, in a few words.
pub(super) fn notes(bytes: &[u8]) -> Result<Vec<Note>, String> {
    // `midly` negates the frame rate of a time code, and this one has no negative.
    let header = bytes.windows(4).position(|name| name == b"MThd").unwrap_or(0);
    if bytes.get(header + 12) == Some(&0x80) {
        return Err("a MIDI file without a unit of time".into());
    }
    let file = Smf::parse(bytes).map_err(|e| format!("not a Standard MIDI File: {e}"))?;
    if file.header.format == Format::Sequential {
        return Err("a MIDI file of format 2, whose tracks are separate songs".into());
    }
    let mut events = Vec::new();
    for track in &file.tracks {
        let mut tick = 0u64;
        for event in track {
            tick += u64::from(event.delta.as_int());
            events.extend(event_of(&event.kind).map(|event| (tick, event)));
        }
    }
    events.sort_unstable();
    let mut clock = Clock::new(file.header.timing)?;
    let mut held = Held::default();
    for (tick, event) in events {
        let time_s = clock.at(tick);
        match event {
            Event::Tempo(us) => clock.tempo_us = us,
            Event::Off { channel, key } => held.end(channel, key, time_s),
            Event::On { channel, key, velocity } => held.begin(channel, key, velocity, time_s),
        }
    }
    held.finish(clock.seconds)
}

fn event_of(kind: &TrackEventKind<'_>) -> Option<Event> {
    match kind {
        TrackEventKind::Meta(MetaMessage::Tempo(us)) => Some(Event::Tempo(us.as_int())),
        TrackEventKind::Midi { channel, message } if channel.as_int() != DRUMS => {
            let channel = channel.as_int();
            match message {
                MidiMessage::NoteOn { key, vel } if vel.as_int() > 0 => {
                    Some(Event::On { channel, key: key.as_int(), velocity: vel.as_int() })
                }
                MidiMessage::NoteOn { key, .. } | MidiMessage::NoteOff { key, .. } => {
                    Some(Event::Off { channel, key: key.as_int() })
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Ticks to seconds, as they come.
struct Clock {
    /// Ticks of a quarter note; none when ticks are fractions of a second.
    per_beat: Option<f64>,
    per_second: f64,
    tempo_us: u32,
    tick: u64,
    seconds: f64,
}

impl Clock {
    fn new(timing: Timing) -> Result<Self, String> {
        let (per_beat, per_second) = match timing {
            Timing::Metrical(ticks) => (Some(f64::from(ticks.as_int())), 1.0),
            Timing::Timecode(fps, parts) => {
                let frames = if fps.as_int() == 29 { 30_000.0 / 1_001.0 } else { f64::from(fps.as_int()) };
                (None, frames * f64::from(parts))
            }
        };
        if per_beat.unwrap_or(per_second) <= 0.0 {
            return Err("a MIDI file without a unit of time".into());
        }
        Ok(Self { per_beat, per_second, tempo_us: TEMPO_US, tick: 0, seconds: 0.0 })
    }

    /// Seconds of a tick that is not before the last one asked for.
    fn at(&mut self, tick: u64) -> f64 {
        let ticks = (tick - self.tick) as f64;
        self.tick = tick;
        self.seconds += match self.per_beat {
            Some(per_beat) => ticks * f64::from(self.tempo_us) / (per_beat * 1e6),
            None => ticks / self.per_second,
        };
        self.seconds
    }
}

/// Keys that are down, and the notes so far.
#[derive(Default)]
struct Held {
    notes: Vec<Note>,
    /// Channel, key, and the number of the note.
    open: Vec<(u8, u8, usize)>,
}

impl Held {
    /// A key that is down already begins anew.
    fn begin(&mut self, channel: u8, key: u8, velocity: u8, time_s: f64) {
        self.end(channel, key, time_s);
        self.open.push((channel, key, self.notes.len()));
        let velocity = f32::from(velocity) / 127.0;
        self.notes.push(Note { key, start_s: time_s, end_s: time_s, velocity });
    }

    fn end(&mut self, channel: u8, key: u8, time_s: f64) {
        if let Some(i) = self.open.iter().position(|o| (o.0, o.1) == (channel, key)) {
            let (_, _, note) = self.open.swap_remove(i);
            self.notes[note].end_s = time_s;
        }
    }

    /// What is still down ends with the file.
    fn finish(mut self, time_s: f64) -> Result<Vec<Note>, String> {
        self.open.iter().for_each(|(_, _, note)| self.notes[*note].end_s = time_s);
        self.notes.retain(|note| note.end_s > note.start_s);
        if self.notes.is_empty() { Err("a MIDI file without notes".into()) } else { Ok(self.notes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of format 1 with 96 ticks a quarter note.
    fn file(tracks: &[&[u8]]) -> Vec<u8> {
        let mut bytes = b"MThd\0\0\0\x06\0\x01\0".to_vec();
        bytes.extend([tracks.len() as u8, 0, 96]);
        for track in tracks {
            bytes.extend(b"MTrk");
            bytes.extend((track.len() as u32 + 4).to_be_bytes());
            bytes.extend_from_slice(track);
            bytes.extend([0, 0xFF, 0x2F, 0]);
        }
        bytes
    }

    /// Key, start and end in milliseconds.
    fn read(bytes: &[u8]) -> Vec<(u8, i64, i64)> {
        let ms = |s: f64| (s * 1_000.0).round() as i64;
        notes(bytes).unwrap().iter().map(|n| (n.key, ms(n.start_s), ms(n.end_s))).collect()
    }

    #[test]
    fn tempo_changes_in_one_track_move_the_notes_of_another() {
        // 120 a minute for a beat, then 60 a minute.
        let tempo = [0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20, 96, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40];
        let song = [48, 0x90, 60, 100, 96, 0x80, 60, 0, 0, 0x90, 64, 1, 48, 0x80, 64, 0];
        assert_eq!(read(&file(&[&tempo, &song])), [(60, 250, 1_000), (64, 1_000, 1_500)]);
    }

    #[test]
    fn running_status_and_silent_ons_end_notes_and_drums_are_left_out() {
        let song = [0, 0x90, 60, 100, 48, 60, 0, 0, 62, 90, 48, 62, 80, 48, 62, 0, 0, 0x99, 36, 99, 9, 36, 0];
        assert_eq!(read(&file(&[&song])), [(60, 0, 250), (62, 250, 500), (62, 500, 750)]);
    }

    #[test]
    fn what_is_no_midi_is_told_and_nothing_panics() {
        assert!(notes(b"RIFF and so on").is_err_and(|e| e.contains("not a Standard MIDI File")));
        assert!(notes(&file(&[&[]])).is_err_and(|e| e.contains("without notes")));
        let whole = file(&[&[0, 0x90, 60, 100, 0x83, 0x60, 60, 0]]);
        assert_eq!(read(&whole), [(60, 0, 2_500)]);
        for end in 0..whole.len() {
            let _ = notes(&whole[..end]);
        }
        for i in 0..whole.len() * 8 {
            let mut bent = whole.clone();
            bent[i / 8] ^= 1 << (i % 8);
            let _ = notes(&bent);
        }
    }
}

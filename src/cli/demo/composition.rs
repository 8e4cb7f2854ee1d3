//! The demo song: twelve bars in A minor that grow from a pad to a full band, and a last chord.

use super::synth::{self, Mix, envelope, pitch_hz};

const BEATS_PER_MINUTE: f32 = 112.0;
const BEAT_S: f32 = 60.0 / BEATS_PER_MINUTE;
const BAR_S: f32 = 4.0 * BEAT_S;
const BARS: usize = 12;
/// Room for the last chord and its echoes.
const TAIL_S: f32 = 3.0;

/// A chord of one bar.
struct Chord {
    bass: u8,
    notes: [u8; 4],
}

/// A minor, F major 7, C major, G with a ninth: MIDI notes.
const CHORDS: [Chord; 4] = [
    Chord { bass: 33, notes: [57, 60, 64, 71] },
    Chord { bass: 41, notes: [53, 57, 60, 64] },
    Chord { bass: 36, notes: [55, 60, 64, 67] },
    Chord { bass: 43, notes: [55, 59, 62, 69] },
];

/// The melody of the last four bars: beat, length in beats, MIDI note.
const MELODY: [(f32, f32, u8); 16] = [
    (0.0, 1.5, 76),
    (1.5, 0.5, 74),
    (2.0, 1.0, 72),
    (3.0, 1.0, 69),
    (4.0, 1.5, 72),
    (5.5, 0.5, 74),
    (6.0, 1.0, 76),
    (7.0, 1.0, 81),
    (8.0, 1.5, 79),
    (9.5, 0.5, 76),
    (10.0, 1.0, 74),
    (11.0, 1.0, 72),
    (12.0, 2.0, 74),
    (14.0, 1.0, 71),
    (15.0, 1.0, 74),
    (16.0, 3.0, 76),
];

/// Bars in which each voice begins.
const BASS_FROM: usize = 2;
const HATS_FROM: usize = 2;
const DRUMS_FROM: usize = 4;
const MELODY_FROM: usize = 8;

/// The whole song, interleaved stereo at [`synth::SAMPLE_RATE_HZ`].
pub(super) fn render() -> Vec<f32> {
    let length = BARS as f32 * BAR_S + TAIL_S;
    let mut sustained = Mix::silent(length);
    let mut echoed = Mix::silent(length);
    let mut drums = Mix::silent(length);
    for bar in 0..BARS {
        let start = bar as f32 * BAR_S;
        let chord = &CHORDS[bar % CHORDS.len()];
        chords(&mut sustained, start, BAR_S, chord, bar as f32 / BARS as f32);
        arpeggio(&mut echoed, start, chord, bar);
        if bar >= BASS_FROM {
            bass_line(&mut sustained, start, chord);
        }
        beat(&mut drums, start, bar);
    }
    let end = BARS as f32 * BAR_S;
    chords(&mut sustained, end, TAIL_S, &CHORDS[0], 1.0);
    sustained.add(end, TAIL_S, 0.0, |t| synth::bass(t, pitch_hz(CHORDS[0].bass)) * (-1.2 * t).exp());
    drums.add(end, 1.0, 0.0, synth::kick);
    for (beat, beats, note) in MELODY {
        let (at, length) = (MELODY_FROM as f32 * BAR_S + beat * BEAT_S, beats * BEAT_S);
        let hz = pitch_hz(note);
        echoed.add(at, length, 0.1, |t| synth::lead(t, hz) * envelope(t, length, 0.03, 0.12));
    }
    echoed.ping_pong(0.75 * BEAT_S, 0.4);

    let mut song = drums;
    song.add_mix(&sustained, ducking);
    song.add_mix(&echoed, |_| 0.8);
    song.master(0.89);
    song.samples
}

/// The sustained voices give way to the kick on each beat, once there is one.
fn ducking(t: f32) -> f32 {
    let drums = DRUMS_FROM as f32 * BAR_S..BARS as f32 * BAR_S;
    if drums.contains(&t) { 0.35 + 0.65 * ((t % BEAT_S) / (0.6 * BEAT_S)).min(1.0) } else { 1.0 }
}

fn chords(mix: &mut Mix, start: f32, length: f32, chord: &Chord, brightness: f32) {
    for note in chord.notes {
        for (detune, pan) in [(0.997, -0.8), (1.003, 0.8)] {
            let hz = pitch_hz(note) * detune;
            let fade = if length > BAR_S { length } else { 0.25 };
            mix.add(start, length, pan, |t| synth::pad(t, hz, brightness) * envelope(t, length, 0.12, fade));
        }
    }
}

/// Sixteenths up and down the chord; quarters in the first two bars.
fn arpeggio(mix: &mut Mix, start: f32, chord: &Chord, bar: usize) {
    const STEPS: [usize; 8] = [0, 1, 2, 3, 2, 3, 1, 2];
    let every = if bar < BASS_FROM { 4 } else { 1 };
    for step in (0..16).step_by(every) {
        let octave = if step % 8 >= 4 { 24 } else { 12 };
        let hz = pitch_hz(chord.notes[STEPS[step % STEPS.len()]] + octave);
        let pan = if step % 2 == 0 { -0.5 } else { 0.5 };
        let level = if step % 4 == 0 { 1.0 } else { 0.7 };
        mix.add(start + step as f32 * BEAT_S / 4.0, 1.0, pan, |t| level * synth::pluck(t, hz));
    }
}

/// Eighths, the last one an octave up.
fn bass_line(mix: &mut Mix, start: f32, chord: &Chord) {
    for eighth in 0..8 {
        let hz = pitch_hz(chord.bass + if eighth == 7 { 12 } else { 0 });
        let length = BEAT_S / 2.0;
        mix.add(start + eighth as f32 * length, length, 0.0, |t| {
            synth::bass(t, hz) * envelope(t, length, 0.004, 0.05)
        });
    }
}

fn beat(mix: &mut Mix, start: f32, bar: usize) {
    for sixteenth in 0..16 {
        let at = start + sixteenth as f32 * BEAT_S / 4.0;
        if bar >= DRUMS_FROM && sixteenth % 4 == 0 {
            mix.add(at, 0.6, 0.0, synth::kick);
        }
        if bar >= DRUMS_FROM && sixteenth % 8 == 4 {
            mix.add(at, 0.4, 0.15, synth::clap);
        }
        if bar >= HATS_FROM && sixteenth % 2 == 0 {
            let open = sixteenth % 4 == 2 && bar >= DRUMS_FROM;
            mix.add(at, 0.3, -0.3, |t| synth::hat(t, open));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_song_is_stereo_loud_and_whole() {
        let song = render();
        let seconds = song.len() as f32 / 2.0 / synth::SAMPLE_RATE_HZ as f32;
        assert!((20.0..40.0).contains(&seconds), "{seconds}");
        let peak = song.iter().fold(0f32, |max, s| max.max(s.abs()));
        assert!((0.88..0.9).contains(&peak), "{peak}");
        let side: f32 = song.chunks_exact(2).map(|f| (f[0] - f[1]).powi(2)).sum();
        let mid: f32 = song.chunks_exact(2).map(|f| (f[0] + f[1]).powi(2)).sum();
        assert!((0.005..0.5).contains(&(side / mid)), "{}", side / mid);
        // It grows, and it ends in silence.
        let power = |range: std::ops::Range<f32>| -> f32 {
            let at = |s: f32| (s * synth::SAMPLE_RATE_HZ as f32) as usize * 2;
            song[at(range.start)..at(range.end)].iter().map(|s| s * s).sum()
        };
        assert!(power(0.0..4.0) * 2.0 < power(18.0..22.0));
        assert!(song[song.len() - 200..].iter().all(|s| s.abs() < 0.02));
    }
}

//! "Standing Waves": a small composition of our own, so that there is always something to show.
//!
//! Twelve bars of 120 beats a minute over vi–IV–I–V in C: a calm intro, a build with riser and snare roll, a drop with
//! everything, an end that rings out. Kick, bass, chords, lead, hats and snare each live in their own bands and places
//! of the stereo field, so that a visualizer has a beat, a floor, a middle and a top to show.

mod synth;

use super::{Song, SongInfo, Source, Tags, decode::Facts};
use synth::{Filter, Mix, Noise, Osc, RATE_HZ, envelope, hz};

/// Seconds of a beat and of a bar.
const BEAT: f32 = 0.5;
const BAR: f32 = 4.0 * BEAT;
/// First bars of the build, the drop and the end; number of bars.
const BUILD: usize = 2;
const DROP: usize = 4;
const END: usize = 10;
const BARS: usize = 12;
/// −1 dBFS.
const PEAK: f32 = 0.891;

/// Bass note and chord of each bar, MIDI.
const CHORDS: [(f32, [f32; 4]); 4] = [
    (33.0, [57.0, 60.0, 64.0, 71.0]),
    (29.0, [53.0, 57.0, 60.0, 64.0]),
    (36.0, [55.0, 60.0, 64.0, 67.0]),
    (31.0, [55.0, 59.0, 62.0, 69.0]),
];
/// The lead: (beat within four bars, length in beats, MIDI note).
const LEAD: &[(f32, f32, f32)] = &[
    (0.0, 1.5, 76.0),
    (1.5, 0.5, 74.0),
    (2.0, 1.0, 72.0),
    (3.0, 1.0, 71.0),
    (4.0, 1.5, 72.0),
    (5.5, 1.5, 69.0),
    (7.0, 1.0, 72.0),
    (8.0, 1.5, 79.0),
    (9.5, 0.5, 76.0),
    (10.0, 1.0, 74.0),
    (11.0, 1.0, 72.0),
    (12.0, 2.0, 74.0),
    (14.0, 0.5, 71.0),
    (14.5, 0.5, 74.0),
    (15.0, 1.0, 79.0),
];

/// The demo song.
pub(super) fn song() -> Song {
    let samples = compose();
    let frames = (samples.len() / 2) as u64;
    let text = |s: &str| Some(s.to_owned());
    Song {
        info: SongInfo {
            sample_rate_hz: RATE_HZ,
            source_channels: 2,
            declared_samples: Some(frames),
            codec: "synthesized".into(),
            decoder: "memory",
            tags: Tags { title: text("Standing Waves"), artist: text("Cymatic"), ..Tags::default() },
        },
        source: Source::Memory(samples.into()),
        facts: Facts { declared: Some(frames), ..Facts::default() },
        warnings: Vec::new(),
    }
}

/// All of it, interleaved stereo.
fn compose() -> Vec<f32> {
    let seconds = BARS as f32 * BAR;
    let mut mix = Mix::new(seconds);
    let mut lead = Mix::new(seconds);
    for bar in 0..BARS {
        chords(&mut mix, bar);
    }
    // What rings is ducked by the kick, as a compressor would.
    mix.shape(|t| {
        let bar = (t / BAR) as usize;
        let depth = if (DROP..END).contains(&bar) { 0.65 } else { 0.0 };
        1.0 - depth * (-(t % BEAT) / 0.14).exp()
    });
    for bar in DROP..END {
        bass(&mut mix, bar);
    }
    for bar in 0..END {
        drums(&mut mix, bar);
    }
    riser(&mut mix);
    for first in [0, 4, 8] {
        melody(&mut lead, first);
    }
    lead.echo(0.75 * BEAT, 0.42);
    mix.join(&lead);
    let fade = BAR * 1.5;
    mix.shape(|t| {
        ((seconds - t) / fade).clamp(0.0, 1.0).powi(2).max(if t < seconds - fade { 1.0 } else { 0.0 })
    });
    mix.master(1.15, PEAK)
}

fn start_of(bar: usize) -> f32 {
    bar as f32 * BAR
}

/// Detuned saws, spread over the stereo field, behind a filter that opens through the build.
fn chords(mix: &mut Mix, bar: usize) {
    let (_, notes) = CHORDS[bar % 4];
    let start = start_of(bar);
    let level = if bar >= END { 0.075 } else { 0.06 };
    let mut voices: Vec<(Osc, Osc, f32)> = notes
        .iter()
        .enumerate()
        .map(|(i, &n)| (Osc(0.13 * i as f32), Osc(0.41 + 0.17 * i as f32), hz(n)))
        .collect();
    let mut filters = [Filter::default(); 2];
    let tail = if bar == BARS - 1 { 0.0 } else { 0.6 };
    mix.add(start, BAR + tail, |t| {
        let song_time = start + t;
        let open = ((song_time - start_of(BUILD)) / (start_of(DROP) - start_of(BUILD))).clamp(0.0, 1.0);
        let close = ((song_time - start_of(END)) / BAR).clamp(0.0, 1.0);
        let cutoff = 500.0 + 6_500.0 * open * open * (1.0 - 0.85 * close);
        let wobble = 1.0 + 0.0015 * (4.3 * song_time).sin();
        let mut sides = [0.0f32; 2];
        for (left, right, f) in &mut voices {
            sides[0] += left.saw(*f * 0.9965 * wobble);
            sides[1] += right.saw(*f * 1.0035 / wobble);
        }
        let gain = level * envelope(t, 0.12, BAR, 0.15);
        let mut out = [0.0; 2];
        for (i, filter) in filters.iter_mut().enumerate() {
            out[i] = gain * filter.run(0.8 * sides[i] + 0.2 * sides[1 - i], cutoff, 0.9)[0];
        }
        out
    });
}

/// A saw and its sub-octave on the off-beats.
fn bass(mix: &mut Mix, bar: usize) {
    let (root, _) = CHORDS[bar % 4];
    for step in 0..8 {
        let note = if step == 7 { root + 12.0 } else { root };
        let accent = if step % 2 == 1 { 1.0 } else { 0.55 };
        let (mut saw, mut sub, mut filter) = (Osc(0.0), Osc(0.0), Filter::default());
        mix.add(start_of(bar) + step as f32 * BEAT / 2.0, 0.24, |t| {
            let tone = 0.5 * saw.saw(hz(note + 12.0)) + 0.9 * sub.sine(hz(note));
            let x = filter.run(tone, 140.0 + 1_400.0 * (-t / 0.07).exp(), 1.4)[0];
            [0.34 * accent * envelope(t, 0.004, 0.17, 0.02) * x; 2]
        });
    }
}

/// A pulse with a little vibrato; quieter and sparser outside the drop.
fn melody(mix: &mut Mix, first: usize) {
    for (i, &(beat, beats, note)) in LEAD.iter().enumerate() {
        let bar = first + (beat / 4.0) as usize;
        let drop = (DROP..END).contains(&bar);
        if bar > END || (!drop && i % 3 != 0) {
            continue;
        }
        let (mut osc, mut over, mut filter) = (Osc(0.0), Osc(0.0), Filter::default());
        let level = if drop { 0.15 } else { 0.1 };
        let pan = 0.35 * if i % 2 == 0 { -1.0 } else { 1.0 };
        mix.add(start_of(first) + beat * BEAT, beats * BEAT + 0.4, |t| {
            let f = hz(note + 0.12 * (t / 0.3).min(1.0) * (33.0 * t).sin());
            let tone = osc.pulse(f, 0.32) + 0.4 * over.sine(2.0 * f);
            let x = filter.run(tone, f * (2.5 + 7.0 * (-t / 0.18).exp()), 1.1)[0];
            let x = level * envelope(t, 0.006, beats * BEAT * 0.85, 0.07) * x;
            [x * (1.0 - pan), x * (1.0 + pan)]
        });
    }
}

/// Kick, snare and hats of one bar.
fn drums(mix: &mut Mix, bar: usize) {
    let start = start_of(bar);
    let drop = bar >= DROP;
    let last_of_build = bar == DROP - 1;
    for beat in 0..4 {
        let at = start + beat as f32 * BEAT;
        if drop || (bar >= BUILD && !(last_of_build && beat >= 2)) {
            kick(mix, at, if drop { 1.0 } else { 0.6 });
        }
        if drop && beat % 2 == 1 {
            snare(mix, at, 1.0);
        }
        if bar >= 1 {
            let level = if drop { 1.0 } else { 0.3 + 0.12 * bar as f32 };
            hat(mix, at + BEAT / 2.0, level, if drop { 0.09 } else { 0.035 }, beat);
            if drop {
                hat(mix, at + BEAT / 4.0, 0.4, 0.02, beat + 1);
                hat(mix, at + 0.75 * BEAT, 0.5, 0.02, beat + 2);
            }
        }
    }
    if last_of_build {
        for hit in 0..12 {
            let (at, level) =
                if hit < 4 { (hit as f32 * 0.25, 0.25) } else { (1.0 + (hit - 4) as f32 * 0.125, 0.4) };
            snare(mix, start + at, level + 0.04 * hit as f32);
        }
    }
}

fn kick(mix: &mut Mix, at: f32, level: f32) {
    let mut osc = Osc(0.0);
    mix.add(at, 0.45, |t| {
        let f = 47.0 + 90.0 * (-t / 0.045).exp() + 500.0 * (-t / 0.006).exp();
        [0.85 * level * envelope(t, 0.001, 0.05, 0.11) * osc.sine(f); 2]
    });
}

fn snare(mix: &mut Mix, at: f32, level: f32) {
    let (mut body, mut filter) = (Osc(0.0), Filter::default());
    let mut noise = [Noise(0x9e37_79b9), Noise(0x85eb_ca6b)];
    mix.add(at, 0.35, |t| {
        let tone = 0.35 * (-t / 0.05).exp() * body.sine(185.0 + 60.0 * (-t / 0.02).exp());
        let hiss = |n: f32| 0.3 * (-t / 0.085).exp() * n;
        let middle = filter.run(noise[0].next(), 1_900.0, 0.8)[1];
        let side = 0.12 * hiss(noise[1].next());
        let x = tone + hiss(1.6 * middle);
        [level * (x + side), level * (x - side)]
    });
}

fn hat(mix: &mut Mix, at: f32, level: f32, ring: f32, seed: usize) {
    let (mut noise, mut filter) = (Noise(0xc2b2_ae35 ^ (seed as u32) << 7), Filter::default());
    let pan = [-0.3, 0.3, 0.15][seed % 3];
    mix.add(at, 6.0 * ring, |t| {
        let x = filter.run(noise.next(), 7_500.0, 0.9)[2];
        let x = 0.3 * level * envelope(t, 0.0008, 0.003, ring) * x;
        [x * (1.0 - pan), x * (1.0 + pan)]
    });
}

/// Noise that climbs through the second half of the build, from the sides inwards.
fn riser(mix: &mut Mix) {
    let length = start_of(DROP) - start_of(BUILD);
    let mut noise = [Noise(0x27d4_eb2f), Noise(0x1656_67b1)];
    let mut filters = [Filter::default(); 2];
    mix.add(start_of(BUILD), length, |t| {
        let up = t / length;
        let cutoff = 300.0 * (4.8 * up).exp2();
        let mut out = [0.0; 2];
        for i in 0..2 {
            out[i] = 0.3 * up * up * filters[i].run(noise[i].next(), cutoff, 2.5)[1];
        }
        out
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_has_a_shape_and_stays_below_full_scale() {
        let samples = compose();
        assert_eq!(samples.len(), 24 * 48_000 * 2);
        let peak = samples.iter().fold(0.0f32, |p, x| p.max(x.abs()));
        assert!((peak - PEAK).abs() < 1e-3, "{peak}");
        let rms = |bars: std::ops::Range<usize>| {
            let part = &samples[bars.start * 192_000..bars.end * 192_000];
            (part.iter().map(|x| f64::from(x * x)).sum::<f64>() / part.len() as f64).sqrt()
        };
        assert!(rms(0..BUILD) > 0.01 && rms(0..BUILD) < 0.6 * rms(DROP..END), "the intro is calm");
        assert!(rms(BUILD..DROP) < rms(DROP..END), "the drop is the loudest");
        assert!(rms(END..BARS) < 0.7 * rms(DROP..END), "the end rings out");
        assert!(samples[samples.len() - 200..].iter().all(|x| x.abs() < 1e-3), "and ends in silence");
        let differ = samples.chunks_exact(2).filter(|f| (f[0] - f[1]).abs() > 0.01).count();
        assert!(differ > samples.len() / 8, "it is stereo");
    }

    #[test]
    fn the_demo_is_the_same_every_time() {
        assert_eq!(compose(), compose());
    }
}

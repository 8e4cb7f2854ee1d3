//! What `overview` hears at the moment that is played: bands that the bars around it follow, and what runs out from there.

use super::between_neighbours;
use crate::{
    analysis::Row,
    visual::{
        FrameInput,
        drive::{self, Strike},
        trace::smoothstep,
        unit,
    },
};

/// Bands of what sounds, which the bars around the playhead follow: the lowest at the playhead.
pub(super) const BANDS: usize = 12;
/// What sounded for so long is what changes are measured against, seconds; and how much what stays and what changes counts:
/// what is dense stays below the top, so that there is room to move.
const MEAN_S: f32 = 1.0;
const STAYS: f32 = 0.7;
const CHANGE: f32 = 2.8;
/// How long a band takes to rise, seconds, and how often neighbours are mixed: bars beside each other don't tear apart.
const RISE_S: f32 = 0.07;
const MIXED: usize = 2;
/// What sounded runs out through what was played, less and less, and so long through a whole song, seconds; and how fast it
/// goes down.
const ECHO_S: f32 = 1.2;
const ECHO_FADES: f32 = 1.2;
/// For how long what strikes runs to both sides as a wave, seconds, how fast, and how long it is, shares of the song's width;
/// and how steep its front, shares of its length.
const WAVE_S: f32 = 1.2;
const WAVE_SPEED: f32 = 0.75;
const WAVE_LENGTH: f32 = 0.10;
const WAVE_FRONT: f32 = 0.35;
/// Of what sounded for so long the picture is made, seconds.
pub(super) const HEARD_S: f32 = MEAN_S.max(ECHO_S).max(WAVE_S) + 0.1;
/// How far from the playhead bars follow what sounds, as a share of the song's width.
const MOVED: f32 = 0.17;

/// How far the song was played, and how it sounds there.
#[derive(Debug)]
pub(super) struct Played {
    /// Pixels from the left edge of the song.
    pub(super) at: f32,
    /// Heights of the bands, where what changes counts for more than what stays; about 0 to 1.
    bands: [f32; BANDS],
    /// The bass likewise, and the pulse of onsets, 0 to 1; both in steps, so that what is far from the playhead isn't drawn
    /// anew for every breath.
    pub(super) bass: f32,
    pub(super) onset: f32,
    /// How much more is going on than in the mean, and what strikes, about -1 to 1: now, and so many rows ago.
    echo: Vec<f32>,
    rows_per_s: f32,
    /// What struck, each a wave that runs to both sides.
    waves: Vec<Strike>,
}

impl Played {
    pub(super) fn new(frame: &FrameInput<'_>, at: f32) -> Self {
        let now = frame.rows.number_at(frame.time_s);
        let count = ((f64::from(MEAN_S) * frame.rows.per_second()) as i64).clamp(1, now.max(0) + 1);
        let mean = |of: &dyn Fn(&Row) -> u16| {
            (0..count).map(|ago| unit(of(frame.rows.get(now - ago)))).sum::<f32>() / count as f32
        };
        let lively = |of: &dyn Fn(&Row) -> u16, at: &Row| {
            let now = unit(of(at));
            (STAYS * now + CHANGE * (now - mean(of))).clamp(0.0, 1.25)
        };
        let rising = ((RISE_S * frame.rows.per_second() as f32).round() as i64 + 1).min(now.max(0) + 1);
        let risen = |of: &dyn Fn(&Row) -> u16| {
            (0..rising).map(|ago| lively(of, frame.rows.get(now - ago))).sum::<f32>() / rising as f32
        };
        let band = |b: usize| risen(&move |row| row.heights.get(b).copied().unwrap_or_default());
        let bands = (0..MIXED).fold(std::array::from_fn(band), |bands, _| mixed(&bands));
        let [bass, onset] = [lively(&|row| row.levels.bass, frame.row), unit(frame.row.levels.onset)]
            .map(|level| (level.min(1.0) * 16.0).floor() / 16.0);
        let heard = ((ECHO_S * frame.rows.per_second() as f32) as i64 + 2).min(now.max(0) + 1);
        let energy = |ago: i64| drive::energy(&frame.rows.get(now - ago).levels);
        let usual = (0..heard).map(energy).sum::<f32>() / heard as f32;
        let struck = |ago: i64| unit(frame.rows.get(now - ago).levels.onset);
        let more = |ago: i64| (energy(ago) - usual) * 3.0 + 0.8 * struck(ago);
        let echo = (0..heard).map(|ago| more(ago).clamp(-1.0, 1.0)).collect();
        let waves = drive::strikes(frame, WAVE_S).collect();
        Self { at, bands, bass, onset, echo, rows_per_s: frame.rows.per_second() as f32, waves }
    }

    /// How much more than in the mean sounded when what runs out was at a place, a share of the song's width before the
    /// playhead, about -1 to 1 and less further away; in steps, so that what is far from the playhead isn't drawn anew for
    /// every breath.
    pub(super) fn echo(&self, away: f32) -> f32 {
        let ago = away * ECHO_S * self.rows_per_s;
        let last = self.echo.len() - 1;
        let at = |i: usize| self.echo[i.min(last)];
        let (first, share) = (ago as usize, ago.fract());
        let echo = (at(first) + (at(first + 1) - at(first)) * share) / (1.0 + ECHO_FADES * away);
        (echo * 32.0).round() / 32.0
    }

    /// How high the waves of what struck are at a place, a share of the song's width before the playhead or, below 0, after
    /// it: 0 to about 1, in steps.
    pub(super) fn wave(&self, away: f32) -> f32 {
        let wave = |strike: &Strike| {
            let behind = (strike.age_s * WAVE_SPEED - away.abs()) / WAVE_LENGTH;
            let crest = if behind < 0.0 { (1.0 + behind / WAVE_FRONT).max(0.0) } else { libm::expf(-behind) };
            let left = 1.0 - strike.age_s / WAVE_S;
            strike.strength.sqrt() * crest * crest * left
        };
        let sum = self.waves.iter().map(wave).sum::<f32>().min(1.0);
        (sum * 32.0).round() / 32.0
    }

    /// How much a place, a share of the song's `width` in pixels, is moved, 0 to 1, and how loud the band is that it follows.
    pub(super) fn near(&self, along: f32, width: f32) -> (f32, f32) {
        let away = (along - self.at / width).abs() / MOVED;
        if away >= 1.0 {
            return (0.0, 0.0);
        }
        let last = self.bands.len() - 1;
        let band = away * last as f32;
        let at = |i: usize| self.bands[i.min(last)];
        let (first, share) = (band as usize, smoothstep(band - band.floor()));
        (smoothstep(1.0 - away), at(first) + (at(first + 1) - at(first)) * share)
    }
}

/// Every value and its neighbours, a quarter of each beside half of its own.
fn mixed<const N: usize>(values: &[f32; N]) -> [f32; N] {
    std::array::from_fn(|i| between_neighbours(values, i))
}

//! How the heights of a song become places on the ramp of colours: so that half of what sounds stays dark.

use crate::analysis::Track;

/// Where the median of what sounds lies on the ramp.
const MEDIAN_AT: f64 = 0.2;
/// The share of what sounds that stays below the end of the ramp.
const BELOW_TOP: f64 = 0.997;
/// From this place on what is louder comes nearer to the end of the ramp less and less, so that no area is all of one colour.
const SHOULDER: f64 = 0.78;
/// What is lower is silence, full height 1.
const SILENCE: f32 = 0.02;
/// Bounds of the power that bends heights, and the least height at which the ramp may end.
const POWERS: [f64; 2] = [0.9, 3.5];
const LEAST_TOP: f64 = 0.6;
/// How many heights are looked at: enough for percentiles, few enough for every frame.
const LOOKED_AT: usize = 8_191;
/// Steps of a height in which they are counted.
const STEPS: usize = 1_024;

/// A power law with a shoulder, which the song's top lies on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tone {
    top: f64,
    power: f64,
}

impl Tone {
    /// Of a song, by its overview; `contrast` bends further.
    pub(super) fn of(track: &Track, contrast: f32) -> Self {
        let known = track.overview.as_ref().map_or(&[][..], |overview| &overview.heights);
        let (top, median) = percentiles(known).unwrap_or((1.0, 0.0));
        let top = top.max(LEAST_TOP);
        let wanted = match median > 0.0 && median < top {
            true => libm::log(MEDIAN_AT) / libm::log(median / top),
            false => 1.0,
        };
        Self { top, power: wanted.clamp(POWERS[0], POWERS[1]) * f64::from(contrast) }
    }

    /// The place of a height on the ramp, both 0 to 1.
    pub(super) fn of_height(&self, height: f32) -> f32 {
        let place = libm::pow(f64::from(height) / self.top, self.power);
        let (over, room) = (place - SHOULDER, 1.0 - SHOULDER);
        let place = if over > 0.0 { 1.0 - room * libm::exp(-over / room) } else { place };
        place as f32
    }

    /// The share of a height that lies at a share of its place.
    pub(super) fn share(&self, of_place: f32) -> f32 {
        libm::pow(f64::from(of_place), 1.0 / self.power) as f32
    }
}

/// The height that few of what sounds exceed, and the median; nothing when all is silent.
fn percentiles(heights: &[u16]) -> Option<(f64, f64)> {
    let looked_at = heights.len().min(LOOKED_AT);
    let mut counts = vec![0u32; STEPS];
    for i in 0..looked_at {
        let height = usize::from(heights[i * heights.len() / looked_at]);
        counts[height * STEPS / 65_536] += 1;
    }
    counts[..(SILENCE * STEPS as f32) as usize].fill(0);
    let all: u32 = counts.iter().sum();
    let below = |share: f64| {
        let mut left = (f64::from(all) * share) as u32;
        let at = counts.iter().position(|count| {
            let found = left < *count;
            left = left.saturating_sub(*count);
            found
        });
        at.map(|step| (step as f64 + 0.5) / STEPS as f64)
    };
    Some((below(BELOW_TOP)?, below(0.5)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Overview;

    fn tone(heights: Vec<u16>) -> Tone {
        let overview = Some(Overview { columns: vec![], heights });
        Tone::of(&Track { overview, ..Track::default() }, 1.0)
    }

    #[test]
    fn the_median_of_what_sounds_lies_low_whatever_the_song() {
        for (least, most) in [(10_000, 60_000), (10_000, 50_000), (5_000, 55_000)] {
            let sounds = (0..20_000u32).map(|i| (least + i * (most - least) / 20_000) as u16);
            let silence = std::iter::repeat_n(0, 30_000);
            let tone = tone(sounds.chain(silence).collect());
            let median = tone.of_height((least + most) as f32 / 131_070.0);
            assert!((median - 0.2).abs() < 0.02, "{median}");
            assert!((0.88..0.96).contains(&tone.of_height(most as f32 / 65_535.0)));
            assert_eq!(tone.of_height(0.0), 0.0);
        }
    }

    #[test]
    fn silence_and_quiet_songs_are_not_blown_up() {
        let silent = tone(vec![0; 1_000]);
        assert_eq!(silent.of_height(0.5), 0.5);
        assert!(tone(vec![3_000; 1_000]).of_height(0.05) < 0.15);
    }
}

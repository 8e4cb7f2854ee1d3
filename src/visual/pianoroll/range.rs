//! Which keys of the piano are shown: those that are asked for, or those that the song plays on.

use super::{
    KEYS,
    board::{Direction, PIANO},
    transcribe::Ear,
};
use crate::{analysis::Track, size::Size, visual::Aspect};

/// Columns of the overview that are listened to.
pub(super) const COLUMNS: usize = 128;
/// Shares of all that is heard that may lie below and above the keys, one stray note or another.
const BELOW: f32 = 0.02;
const ABOVE: f32 = 0.03;
/// Keys that are left free beside what is heard.
const MARGIN: u8 = 2;
/// The fewest octaves, and the most where the picture is tall.
const FEWEST: u8 = 4;
const MOST_TALL: u8 = 5;

/// The keys from the lowest to the highest, MIDI numbers. `asked` are those that were asked for, 0 for none; `heard` tells
/// the keys that a song plays on, if it is listened to.
pub(super) fn keys(asked: [u8; 2], (size, direction): (Size, Direction), heard: Option<[u8; 2]>) -> [u8; 2] {
    let tall = direction == Direction::Down && Aspect::of(size) == Aspect::Tall;
    let shape = match heard {
        Some(heard) => octaves(heard, if tall { MOST_TALL } else { u8::MAX }),
        None if tall => [36, 96],
        None => PIANO,
    };
    let [lowest, highest] = [0, 1].map(|i| if asked[i] == 0 { shape[i] } else { asked[i] });
    let lowest = lowest.clamp(PIANO[0], PIANO[1] - 12);
    [lowest, highest.clamp(lowest + 12, PIANO[1])]
}

/// Whole octaves from C to C around some keys; the whole piano where that is hardly more.
fn octaves([lowest, highest]: [u8; 2], most: u8) -> [u8; 2] {
    let mut low = lowest.saturating_sub(MARGIN) / 12;
    let mut high = (highest + MARGIN).div_ceil(12);
    while high < low + FEWEST {
        // From the middle of the piano outwards, the side first that is nearer to it.
        if low + high > 10 { low -= 1 } else { high += 1 }
    }
    while high - low > most {
        if low + high > 10 { high -= 1 } else { low += 1 }
    }
    if high - low >= 7 {
        return PIANO;
    }
    [(low * 12).max(PIANO[0]), (high * 12).min(PIANO[1])]
}

/// The keys between which nearly all of a song is heard; none when nothing is known of it, or nothing heard.
pub(super) fn heard(ear: &Ear, track: &Track, bands: &[Option<usize>; KEYS]) -> Option<[u8; 2]> {
    let overview = track.overview.as_ref()?;
    let per_column = overview.heights.len() / overview.columns.len().max(1);
    let mut counts = [0u32; KEYS];
    for heights in overview.heights.chunks_exact(per_column.max(1)) {
        let keys = ear.keys_of(heights, bands);
        counts.iter_mut().enumerate().for_each(|(key, count)| *count += (keys >> key & 1) as u32);
    }
    let lowest = beyond(BELOW, counts.iter().enumerate())?;
    Some([lowest, beyond(ABOVE, counts.iter().enumerate().rev())?].map(|key| PIANO[0] + key as u8))
}

/// The first key at which more than a share of all was counted.
fn beyond<'a>(share: f32, keys: impl Iterator<Item = (usize, &'a u32)> + Clone) -> Option<usize> {
    let all: u32 = keys.clone().map(|(_, count)| count).sum();
    let mut sum = 0;
    let mut reached = |count: u32| {
        sum += count;
        sum as f32 > share * all as f32
    };
    keys.into_iter().find(|(_, count)| reached(**count)).map(|(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide() -> (Size, Direction) {
        (Size::new(1920, 1080).unwrap(), Direction::Down)
    }

    #[test]
    fn whole_octaves_and_at_least_four_are_shown() {
        for (heard, expected) in
            [([40, 70], [36, 84]), ([60, 62], [36, 84]), ([30, 90], [24, 96]), ([21, 108], PIANO)]
        {
            assert_eq!(keys([0, 0], wide(), Some(heard)), expected, "{heard:?}");
        }
        let tall = (Size::new(1080, 1920).unwrap(), Direction::Down);
        assert_eq!(keys([0, 0], tall, Some([21, 108])), [36, 96]);
    }

    #[test]
    fn what_is_asked_for_comes_first() {
        assert_eq!(keys([30, 0], wide(), Some([50, 70])), [30, 84]);
        assert_eq!(keys([0, 0], wide(), None), PIANO);
        assert_eq!(keys([50, 51], wide(), None), [50, 62]);
    }
}

//! Where keys and moments lie in the picture: the keyboard at one side, time running away from it.

use crate::{size::Size, visual::Aspect};

/// The lowest and the highest key of a piano, MIDI numbers: A0 and C8.
pub(super) const PIANO: [u8; 2] = [21, 108];

/// Where time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Notes fall on a keyboard below.
    Down,
    /// Notes come from the right to a keyboard at the left.
    Left,
}

/// The keyboard and the field of notes in a picture of one size.
///
/// Places are (across, ahead): pixels along the keyboard from its low end, and pixels from the line where notes sound,
/// what is to come positive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Board {
    direction: Direction,
    size: [f32; 2],
    /// The line where notes sound, pixels from the edge that is opposite to where notes come from.
    line: f32,
    /// Depth of the keys, pixels; they begin at the line and run against the notes.
    pub(super) depth: f32,
    /// Length of the keyboard, pixels.
    pub(super) across: f32,
    /// Distance of the line from where notes come into the picture, pixels.
    pub(super) ahead: f32,
    /// Distance of the keys' near ends from the edge behind, pixels; 0 where they reach it.
    pub(super) behind: f32,
    /// Width of a white key, pixels.
    pub(super) white: f32,
    lowest: u8,
}

/// A key on the board.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// Its middle, pixels along the keyboard.
    pub(super) middle: f32,
    /// Its width, pixels.
    pub(super) width: f32,
    pub(super) black: bool,
}

impl Board {
    /// For keys `lowest` to `highest`, MIDI numbers.
    pub(super) fn new(size: Size, direction: Direction, [lowest, highest]: [u8; 2]) -> Self {
        let (w, h) = (size.width() as f32, size.height() as f32);
        // Phones cover the bottom of tall pictures.
        let (line, depth) = match (direction, Aspect::of(size)) {
            (Direction::Down, Aspect::Wide) => (h * 0.172, h * 0.172),
            (Direction::Down, Aspect::Square) => (h * 0.15, h * 0.15),
            (Direction::Down, Aspect::Tall) => (h * 0.31, h * 0.088),
            (Direction::Left, Aspect::Wide) => (w * 0.085, w * 0.085),
            (Direction::Left, _) => (w * 0.14, w * 0.14),
        };
        let (across, whole) = match direction {
            Direction::Down => (w, h),
            Direction::Left => (h, w),
        };
        let whites = whites_below(highest + 1) - whites_below(lowest);
        let (line, depth) = (line.round(), depth.round());
        Self {
            direction,
            size: [w, h],
            line,
            depth,
            across,
            ahead: whole - line,
            behind: line - depth,
            white: across / f32::from(whites.max(1)),
            lowest,
        }
    }

    /// A place in the picture, pixels.
    pub(super) fn at(&self, across: f32, ahead: f32) -> [f32; 2] {
        let [_, h] = self.size;
        match self.direction {
            Direction::Down => [across, h - self.line - ahead],
            Direction::Left => [self.line + ahead, h - across],
        }
    }

    /// The direction in which notes move, a unit vector.
    pub(super) fn way(&self) -> [f32; 2] {
        match self.direction {
            Direction::Down => [0.0, 1.0],
            Direction::Left => [-1.0, 0.0],
        }
    }

    /// Where a key lies.
    pub(super) fn key(&self, key: u8) -> Key {
        let whites = f32::from(whites_below(key)) - f32::from(whites_below(self.lowest));
        let black = is_black(key);
        // Black keys don't sit in the middle between white ones: of two and of three, the outer ones move apart.
        let aside = match key % 12 {
            1 => -0.08,
            3 => 0.08,
            6 => -0.11,
            10 => 0.11,
            _ => 0.0,
        };
        let (middle, width) = if black { (whites + aside, 0.58) } else { (whites + 0.5, 1.0) };
        Key { middle: middle * self.white, width: width * self.white, black }
    }
}

/// Whether a key is a black one.
pub(super) fn is_black(key: u8) -> bool {
    matches!(key % 12, 1 | 3 | 6 | 8 | 10)
}

/// White keys below a key, from MIDI note 0 on.
fn whites_below(key: u8) -> u8 {
    (0..key).filter(|k| !is_black(*k)).count() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piano_has_52_white_keys_from_edge_to_edge_with_black_ones_between() {
        let size = Size::new(1920, 1080).unwrap();
        let board = Board::new(size, Direction::Down, PIANO);
        let keys: Vec<Key> = (PIANO[0]..=PIANO[1]).map(|k| board.key(k)).collect();
        assert_eq!(keys.iter().filter(|k| !k.black).count(), 52);
        assert!((keys[0].middle - keys[0].width * 0.5).abs() < 0.01);
        assert!((keys[87].middle + keys[87].width * 0.5 - 1920.0).abs() < 0.01);
        assert!(keys.windows(2).all(|two| two[0].middle < two[1].middle));
        // A4 is the 49th key.
        assert!(!keys[48].black && keys[49].black);
    }
}

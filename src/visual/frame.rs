//! What a style sees of a frame.

use crate::{
    analysis::{Row, Track},
    size::Size,
};

/// What a style sees of a frame.
#[derive(Debug, Clone, Copy)]
pub struct FrameInput<'a> {
    /// Picture size, pixels.
    pub size: Size,
    /// Frame number in the whole video.
    pub n: u64,
    /// Seconds at which the frame starts.
    pub time_s: f64,
    /// Heights, caps and levels.
    pub row: &'a Row,
    /// The rows around it that [`crate::analysis::Settings::rows_around_s`] asks for.
    pub rows: Rows<'a>,
    /// Samples around the frame's start, left and right, full scale at 32,767: as many before as
    /// [`crate::analysis::Settings::samples_around_s`] says, then the first one of the frame, and so on. Silence where
    /// there is no song.
    pub samples: &'a [[i16; 2]],
    /// What is known of the whole song.
    pub track: &'a Track,
    /// The frame as the style's companions hear it, see [`super::Style::companions`].
    pub beside: &'a [Self],
}

/// Rows that follow each other in time.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// Number of the first row.
    first: u64,
    /// Rows per second.
    per_second: f64,
    /// A ring: row number i is at index i modulo its length.
    ring: &'a [Row],
}

impl<'a> Rows<'a> {
    /// Rows from number `first` on, row i at index i modulo the length.
    pub(crate) fn new(first: u64, per_second: f64, ring: &'a [Row]) -> Self {
        Self { first, per_second, ring }
    }

    /// A single row.
    pub(crate) fn single(n: u64, per_second: f64, row: &'a Row) -> Self {
        Self { first: n, per_second, ring: std::slice::from_ref(row) }
    }

    /// Rows per second.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        self.per_second
    }

    /// A row by its number, within what the style asked for; where the song ends, its first or last one.
    #[must_use]
    pub fn get(&self, number: i64) -> &'a Row {
        let last = self.first + self.ring.len() as u64 - 1;
        let number = number.clamp(self.first as i64, last as i64) as u64;
        &self.ring[(number % self.ring.len() as u64) as usize]
    }

    /// As [`Rows::get`], the row that shows a moment, seconds of the song.
    #[must_use]
    pub fn at(&self, time_s: f64) -> &'a Row {
        self.get(self.number_at(time_s))
    }

    /// Number of the row that shows a moment; negative before the song.
    #[must_use]
    pub fn number_at(&self, time_s: f64) -> i64 {
        // A hair, so that a row's own start belongs to it.
        (time_s * self.per_second + 1e-6).floor() as i64
    }
}

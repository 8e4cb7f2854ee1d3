//! From the tables to the picture of a frame: what both renderers do first.

use super::check;
use crate::{
    analysis::{Row, Settings, Tables, Track},
    error::{Error, Result},
    scene::Scene,
    time::Fps,
    visual::{FrameInput, Picture, Rows},
};
use std::{ops::Range, sync::Arc};

/// What of a frame is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Everything,
    /// What lies over the shapes, which a shader describes.
    Overlay,
}

/// Reads what a style sees, and keeps it for the next frame.
#[derive(Debug, Default)]
pub(super) struct Describer {
    n: u64,
    own: Heard,
    /// What the style's companions hear.
    beside: Vec<Heard>,
    picture: Picture,
}

/// What is heard around a frame, from one of the tables.
#[derive(Debug, Default)]
struct Heard {
    row: Row,
    /// Rows around the frame: row i is at index i modulo the length; those of `held` are there.
    ring: Vec<Row>,
    held: Range<u64>,
    per_frame: u64,
    samples: Vec<[i16; 2]>,
    track: Arc<Track>,
}

impl Describer {
    /// Reads what the style sees of frame `n`; waits until it was analysed.
    ///
    /// # Errors
    /// Those of [`Tables::row`]; [`Error::Internal`] for tables of another style.
    pub(super) fn read(&mut self, scene: &Scene, tables: &Tables, n: u64) -> Result<()> {
        self.n = n;
        self.own.read(&scene.style.analysis(scene.size), scene.fps, tables, n)?;
        let companions = scene.style.companions(scene.size);
        if companions.len() != tables.beside().len() {
            return Err(Error::Internal("the tables aren't those of the style's companions".into()));
        }
        self.beside.resize_with(companions.len(), Heard::default);
        for ((heard, settings), tables) in self.beside.iter_mut().zip(&companions).zip(tables.beside()) {
            heard.read(settings, scene.fps, tables, n)?;
        }
        Ok(())
    }

    /// Asks the style for the picture of the frame that was read.
    ///
    /// # Errors
    /// As [`Describer::describe_into`].
    pub(super) fn describe(&mut self, scene: &Scene) -> Result<&Picture> {
        let mut picture = std::mem::take(&mut self.picture);
        let described = self.describe_into(scene, What::Everything, &mut picture);
        self.picture = picture;
        described.map(|()| &self.picture)
    }

    /// As [`Describer::describe`], into a picture that held another frame before.
    ///
    /// # Errors
    /// [`Error::Internal`] for a picture that can't be drawn, see [`check`].
    pub(super) fn describe_into(&self, scene: &Scene, what: What, picture: &mut Picture) -> Result<()> {
        let beside: Vec<FrameInput<'_>> =
            self.beside.iter().map(|heard| heard.frame(scene, self.n, &[])).collect();
        let frame = self.own.frame(scene, self.n, &beside);
        picture.clear();
        if what == What::Everything {
            scene.style.picture(&frame, picture);
        }
        scene.style.overlay(&frame, picture);
        check::soften(picture);
        check::check(picture, scene.style.images()).map_err(Error::Internal)
    }
}

impl Heard {
    fn read(&mut self, settings: &Settings, fps: Fps, tables: &Tables, n: u64) -> Result<()> {
        self.track = Arc::clone(tables.track());
        self.per_frame = u64::from(tables.extent().rows_per_frame);
        tables.row(n, &mut self.row)?;
        let per_second = fps.as_f64() * self.per_frame as f64;
        let [before, after] = settings.rows_around_s.map(|s| (f64::from(s) * per_second).ceil() as u64);
        self.hold(tables, (n * self.per_frame).saturating_sub(before), before + after + 1)?;

        let rate_hz = self.track.sample_rate_hz.max(1);
        let [earlier, later] =
            settings.samples_around_s.map(|s| (f64::from(s) * f64::from(rate_hz)) as usize);
        self.samples.resize(earlier + later, [0; 2]);
        let start = fps.sample_of(n, rate_hz) as i64;
        tables.samples(start - earlier as i64, &mut self.samples)
    }

    fn frame<'a>(&'a self, scene: &Scene, n: u64, beside: &'a [FrameInput<'a>]) -> FrameInput<'a> {
        let per_second = scene.fps.as_f64() * self.per_frame as f64;
        let rows = match self.ring.is_empty() {
            true => Rows::single(n * self.per_frame, per_second, &self.row),
            false => Rows::new(self.held.start, per_second, &self.ring),
        };
        FrameInput {
            size: scene.size,
            n,
            time_s: scene.fps.seconds_of(n),
            row: &self.row,
            rows,
            samples: &self.samples,
            track: &self.track,
            beside,
        }
    }

    /// Brings `length` rows from `start` on into the ring, those that aren't there yet.
    fn hold(&mut self, tables: &Tables, start: u64, length: u64) -> Result<()> {
        if length == 1 {
            return Ok(());
        }
        let there = &tables.extent().rows;
        // The ring is always full, so that its length says where a row is: at the ends of the song it holds more of the
        // other side.
        let length = length.min(there.end - there.start);
        let start = start.clamp(there.start, there.end - length);
        self.ring.resize(length as usize, Row::default());
        // If this fails on the way, nothing is known to be there.
        let held = std::mem::replace(&mut self.held, 0..0);
        let wanted = start..start + length;
        for number in wanted.clone().filter(|number| !held.contains(number)) {
            tables.numbered(number, &mut self.ring[(number % length) as usize])?;
        }
        self.held = wanted;
        Ok(())
    }
}

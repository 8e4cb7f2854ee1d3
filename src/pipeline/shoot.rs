//! Analysis and drawing of a range of frames, side by side: what every kind of job has in common.

use super::{
    Threads,
    renderer::{Drawing, MakeRenderer},
};
use crate::{
    analysis::{self, Extent, Reference, Settings, TableWriter, Tables},
    audio::Song,
    cancel::Cancel,
    error::{Error, Result},
    render::{Backend, Frame, PixelFormat},
    scene::Scene,
    time::Fps,
};
use std::{
    borrow::Cow,
    iter,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::Instant,
};

/// What is drawn, and how.
pub(super) struct Shoot<'a> {
    pub(super) song: &'a Song,
    pub(super) scene: &'a Scene,
    pub(super) reference: &'a Reference,
    pub(super) frames: Range<u64>,
    pub(super) format: PixelFormat,
    pub(super) threads: Threads,
    pub(super) backend: &'a Backend,
    pub(super) cancel: &'a Cancel,
    pub(super) make: MakeRenderer<'a>,
}

/// One way of hearing the song: that of the style, or of a companion.
struct Hearing<'a> {
    settings: Settings,
    reference: Cow<'a, Reference>,
    writer: TableWriter,
}

impl Hearing<'_> {
    /// Fills the tables; how long that took, seconds.
    fn listen(self, song: &Song, fps: Fps, cancel: &Cancel) -> Result<f64> {
        let begun = Instant::now();
        analysis::analyze(song, &self.settings, &self.reference, fps, self.writer, cancel)?;
        Ok(begun.elapsed().as_secs_f64())
    }
}

/// What was drawn.
pub(super) struct Shot {
    pub(super) backend: String,
    pub(super) adapter: Option<String>,
    pub(super) analyze_s: f64,
    pub(super) draw_s: f64,
    pub(super) warnings: Vec<String>,
}

impl Shoot<'_> {
    /// Analyses in a thread of its own, draws, and hands the frames in order to `deliver` on this thread.
    ///
    /// A panic of either side, `deliver` included, becomes [`Error::Internal`]. When one side fails the other is ended;
    /// what is reported is the cause, not that the other side is gone.
    pub(super) fn run(&self, deliver: &mut dyn FnMut(Frame) -> Result<()>) -> Result<Shot> {
        // The job's own flag: a failure of this job must not end the caller's others.
        let cancel = self.cancel.child();
        let Scene { style, size, fps, .. } = self.scene;
        let (song, cancel) = (self.song, &cancel);
        let (own, tables) = self.hearing(style.analysis(*size), cancel)?;
        let companions = style.companions(*size).into_iter().map(|settings| self.hearing(settings, cancel));
        let (others, beside): (Vec<_>, Vec<_>) = companions.collect::<Result<Vec<_>>>()?.into_iter().unzip();
        let tables = tables.with(beside);
        thread::scope(|scope| {
            let analyses = iter::once(own).chain(others).map(|hearing| {
                let thread = thread::Builder::new().name("analysis".into());
                thread
                    .spawn_scoped(scope, move || hearing.listen(song, *fps, cancel))
                    .map_err(|e| Error::Internal(format!("can't start a thread: {e}")))
            });
            // The tables of those that never began fail: so does drawing.
            let analyses: Vec<_> = analyses.collect();
            let drawn = catch_unwind(AssertUnwindSafe(|| self.draw(tables, cancel, deliver)));
            let drawn = drawn.unwrap_or_else(|panic| Err(Error::panicked("drawing", &*panic)));
            if drawn.is_err() {
                cancel.cancel();
            }
            let join = |thread: Result<thread::ScopedJoinHandle<'_, Result<f64>>>| {
                thread?.join().unwrap_or_else(|panic| Err(Error::panicked("analysis", &*panic)))
            };
            let analyzed = analyses.into_iter().map(join).reduce(|all, one| match (all, one) {
                (Ok(all), Ok(one)) => Ok(all + one),
                // Those that were only told to end are not the cause.
                (Err(Error::Interrupted) | Ok(_), Err(error)) | (Err(error), _) => Err(error),
            });
            match (analyzed.unwrap_or(Ok(0.0)), drawn) {
                (Ok(analyze_s), Ok(shot)) => Ok(Shot { analyze_s, ..shot }),
                (Err(Error::Interrupted) | Ok(_), Err(error)) | (Err(error), _) => Err(error),
            }
        })
    }

    /// Empty tables for the frames, and what fills them.
    fn hearing(&self, settings: Settings, cancel: &Cancel) -> Result<(Hearing<'_>, Tables)> {
        let heard = self.scene.heard_by(&settings);
        let reference = match heard == self.reference.listening {
            true => Cow::Borrowed(self.reference),
            false => Cow::Owned(analysis::scan_as(self.song, &heard, cancel)?),
        };
        let track = analysis::track(self.song, &settings, &reference, cancel)?;
        let extent = Extent::of(&settings, self.frames.clone(), self.scene.fps, &reference);
        let (writer, tables) = analysis::tables_of(extent, track.into())?;
        Ok((Hearing { settings, reference, writer }, tables))
    }

    /// Gives all of a [`Shot`] but the analysis.
    fn draw(
        &self,
        tables: Tables,
        cancel: &Cancel,
        deliver: &mut dyn FnMut(Frame) -> Result<()>,
    ) -> Result<Shot> {
        let &Self { scene, format, threads, backend, .. } = self;
        let drawing = Drawing { scene, tables, format, threads, backend };
        let mut renderer = (self.make)(drawing)?;
        let mut next = self.frames.start;
        renderer.render(self.frames.clone(), cancel, &mut |frame| {
            next += 1;
            deliver(frame)
        })?;
        match next == self.frames.end {
            true => Ok(Shot {
                backend: renderer.describe(),
                adapter: renderer.adapter(),
                analyze_s: 0.0,
                draw_s: renderer.draw_seconds(),
                warnings: renderer.warnings().to_vec(),
            }),
            false => Err(Error::Internal(format!("the renderer ended before frame {next}"))),
        }
    }
}

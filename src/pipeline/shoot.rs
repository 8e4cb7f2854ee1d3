//! Analysis and drawing of a range of frames, side by side: what every kind of job has in common.

use super::{
    Threads,
    hearing::Hearing,
    renderer::{Drawing, MakeRenderer},
};
use crate::{
    analysis::{Reference, Tables},
    audio::Song,
    cancel::Cancel,
    error::{Error, Result},
    render::{Backend, Frame, PixelFormat},
    scene::Scene,
};
use std::{
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
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
        let cancel = &cancel;
        let (hearings, tables) = Hearing::all(self.song, self.scene, self.reference, &self.frames, cancel)?;
        thread::scope(|scope| {
            let analyses = hearings.into_iter().map(|hearing| {
                let thread = thread::Builder::new().name("analysis".into());
                thread
                    .spawn_scoped(scope, move || hearing.listen(cancel))
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

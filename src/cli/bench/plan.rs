//! What is measured, for how long: from the arguments, before anything is done.

use crate::cli::args::BenchArgs;
use cymatic::{
    Error, Result,
    scene::{Scene, Size},
    size::SIZES,
    time::Fps,
    visual::{self, StyleInfo, params::Values},
};
use std::time::Duration;

/// Frames per second of everything that is measured.
pub(super) const FPS: u32 = 30;

/// How often something is measured, and how long each time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rounds {
    /// The median of so many counts.
    pub(super) count: usize,
    /// Each takes about as long.
    pub(super) length: Duration,
}

/// What is measured, and how.
#[derive(Debug)]
pub(super) struct Plan {
    /// The first one's drawing is also taken apart into steps.
    pub(super) styles: Vec<&'static StyleInfo>,
    pub(super) sizes: Vec<Size>,
    /// The sizes at which drawing is taken apart.
    pub(super) profiled: Vec<Size>,
    pub(super) rounds: Rounds,
    /// How long an encoder may take to get going before it is measured all the same.
    pub(super) settle: Duration,
    /// How often the loud part of the song is played in a row.
    pub(super) plays: usize,
    pub(super) quick: bool,
    pub(super) fps: Fps,
}

impl Plan {
    /// # Errors
    /// A usage error for a size that no video has.
    pub(super) fn new(args: &BenchArgs) -> Result<Self> {
        let named = |name: &&str| name.parse::<Size>();
        let all: &[&str] = if args.quick { &["1080p"] } else { &["720p", "1080p", "4k"] };
        let (sizes, profiled) = match &args.sizes[..] {
            // What a small picture costs is mostly the asking.
            [] => {
                let large = all.iter().filter(|name| **name != "720p");
                (all.iter().map(named).collect::<Result<_>>()?, large.map(named).collect::<Result<_>>()?)
            }
            given => (given.to_vec(), given.to_vec()),
        };
        sizes.iter().try_for_each(|size: &Size| size.require_even())?;
        let listed = visual::REGISTRY.iter().copied().filter(|style| !style.hidden);
        let styles = match &args.styles[..] {
            [] if args.quick => listed.take(1).collect(),
            [] => listed.collect(),
            names => names.iter().map(|name| visual::find(name)).collect::<Result<Vec<_>>>()?,
        };
        if styles.is_empty() {
            return Err(Error::Internal("there is no style".into()));
        }
        let (round_s, settle_s, plays) = if args.quick { (0.3, 3.0, 2) } else { (1.0, 10.0, 6) };
        let round_s = args.round.unwrap_or(round_s);
        Ok(Self {
            styles,
            sizes,
            profiled,
            rounds: Rounds { count: 3, length: Duration::from_secs_f64(round_s) },
            settle: Duration::from_secs_f64(settle_s),
            plays,
            quick: args.quick,
            fps: Fps::new(FPS, 1)?,
        })
    }

    /// A style with its default parameters.
    pub(super) fn scene(&self, style: &StyleInfo, size: Size) -> Scene {
        Scene {
            size,
            fps: self.fps,
            style: (style.create)(&Values::defaults(style.params)),
            listening: cymatic::analysis::Listening::default(),
        }
    }
}

/// A size by its name, if it has one.
pub(super) fn label(size: Size) -> String {
    let named = SIZES.iter().find(|(_, width, height)| (*width, *height) == (size.width(), size.height()));
    named.map_or_else(|| size.to_string(), |(name, ..)| (*name).into())
}

//! What a job takes of the machine: threads and lookahead, by cores and by memory.
//!
//! The estimate of the memory was fitted to peaks of whole runs, drafts to masters, on one to four threads; it lies a few
//! percent to a sixth above them, of drafts up to two fifths, see `benches/README.md`. Threads go first where memory is short, as that costs time but
//! no quality; then the lookahead.

use super::{Job, Threads, free_memory_bytes};
use crate::{
    analysis,
    encode::{self, Appetite},
    error::{Error, Result},
    render::{Layout, PixelFormat, SPARE_BUFFERS},
    scene::Scene,
};
use std::fmt;

/// The program, its libraries, the tables of a song and the decoder's state, bytes.
const BASE: u64 = 72 << 20;

/// What hears the song once more, beside its tables: a decoder and transforms, bytes.
const LISTENER: u64 = 4 << 20;

/// A graphics driver with its compiled shaders; only software adapters were measured so far.
const DRIVER: u64 = 256 << 20;

/// What a draw thread has besides its frame: light and bins, bytes per pixel.
const CANVAS: f64 = 0.5;

/// The least lookahead that the encoder is brought to: with none at all it would take other decisions altogether.
const LEAST_LOOKAHEAD: u32 = 4;

/// The share of the free memory that is planned with.
const SHARE: (u64, u64) = (9, 10);

/// What a job takes of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// Threads that draw and encode.
    pub threads: Threads,
    /// Frames that the encoder looks ahead; none where that is its own affair.
    pub lookahead: Option<u32>,
    /// Memory that this takes about, bytes.
    pub bytes: u64,
    /// What a person should know about it.
    pub warning: Option<String>,
}

impl Provision {
    /// For a job that draws and encodes.
    ///
    /// # Errors
    /// A usage error that names the smallest memory that would do, for a limit that can't be kept.
    pub fn of(job: &Job) -> Result<Self> {
        Self::for_frames(job, PixelFormat::Yuv420, encode::appetite(&job.output, &job.encoding))
    }

    /// For a job whose frames of a format go where so much is held.
    ///
    /// # Errors
    /// As [`Provision::of`].
    pub(super) fn for_frames(job: &Job, format: PixelFormat, appetite: Appetite) -> Result<Self> {
        let needs = Needs {
            frame: Layout::new(job.scene.size, format)?.bytes as u64,
            pixels: f64::from(job.scene.size.width()) * f64::from(job.scene.size.height()),
            fixed: BASE
                + images(job)
                + companions(&job.scene)
                + if job.backend.gpu().is_some() { DRIVER } else { 0 },
            appetite,
        };
        let exactly = job.threads > 0;
        let most = match job.cores {
            1.. if !exactly => Threads::on(job.cores),
            _ => Threads::of(job.threads),
        };
        let Some(limit) = job.max_memory else {
            let free = free_memory_bytes().map_or(u64::MAX, |free| free / SHARE.1 * SHARE.0);
            return Ok(needs.within(most, exactly, free).unwrap_or_else(|least| Self {
                warning: Some(format!(
                    "this takes about {} of memory, and {} is free",
                    mebibytes(least.bytes),
                    mebibytes(free)
                )),
                ..least
            }));
        };
        let planned = needs.within(most, exactly, limit).map_err(|least| {
            Error::usage_hint(
                format!("this takes at least {} of memory", mebibytes(least.bytes)),
                format!("allow --max-memory {}, or make a smaller picture", mebibytes(least.bytes)),
            )
        })?;
        let uncounted = (!needs.appetite.is_known).then(|| {
            format!(
                "what the encoder {} holds isn't known: --max-memory counts the rest",
                job.encoding.encoder
            )
        });
        Ok(Self { warning: uncounted, ..planned })
    }
}

/// What decides about the memory of a job.
struct Needs {
    /// Bytes of a frame.
    frame: u64,
    pixels: f64,
    /// What is there with any number of threads, bytes.
    fixed: u64,
    appetite: Appetite,
}

impl Needs {
    /// The most threads and lookahead that fit, or the least that there are. `exactly`: the threads were asked for.
    fn within(&self, most: Threads, exactly: bool, limit: u64) -> Result<Provision, Provision> {
        // Of each kind as many as there are, up to a number that falls.
        let highest = most.draw.max(most.encode);
        let lowest = if exactly { highest } else { 1 };
        let threads = (lowest..=highest)
            .rev()
            .map(|number| Threads { draw: most.draw.min(number), encode: most.encode.min(number) });
        let full = self.appetite.lookahead;
        let shorter = (LEAST_LOOKAHEAD..full.unwrap_or(0)).rev();
        let fewest = threads.clone().next_back().unwrap_or(most);
        let all = threads.map(|threads| (threads, full)).chain(shorter.map(|frames| (fewest, Some(frames))));
        let mut least = None;
        for (threads, lookahead) in all {
            let planned =
                Provision { threads, lookahead, bytes: self.bytes(threads, lookahead), warning: None };
            if planned.bytes <= limit {
                return Ok(planned);
            }
            least = Some(planned);
        }
        Err(least.unwrap_or(Provision { threads: most, lookahead: full, bytes: self.fixed, warning: None }))
    }

    fn bytes(&self, threads: Threads, lookahead: Option<u32>) -> u64 {
        let draw = threads.draw as u64;
        let canvases = (self.pixels * CANVAS) as u64 * draw;
        let encoder = self.pixels * self.appetite.bytes_per_pixel(threads.encode, lookahead);
        self.fixed + (draw + SPARE_BUFFERS as u64) * self.frame + canvases + encoder as u64
    }
}

/// The images that a scene shows, bytes.
fn images(job: &Job) -> u64 {
    let images = job.scene.style.images();
    let ground = images.background.as_ref().map_or(0, |ground| ground.words().len() as u64 * 4);
    ground + images.bitmaps.iter().map(|bitmap| size_of_val(&bitmap.texels[..]) as u64).sum::<u64>()
}

/// What hears the song for the companions of a scene's style, bytes; the style's own is part of [`BASE`].
fn companions(scene: &Scene) -> u64 {
    let companions = scene.style.companions(scene.size);
    companions.iter().map(|settings| LISTENER + analysis::most_memory_bytes(settings)).sum()
}

/// For people: "2 draw, 3 encode, and about 270M of memory".
impl fmt::Display for Provision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { threads: Threads { draw, encode }, lookahead, bytes, .. } = self;
        write!(f, "{draw} draw, {encode} encode")?;
        if let Some(frames) = lookahead.filter(|frames| *frames > 0) {
            write!(f, ", {frames} frames of lookahead")?;
        }
        write!(f, ", about {} of memory", mebibytes(*bytes))
    }
}

/// As `--max-memory` is written, rounded up.
fn mebibytes(bytes: u64) -> String {
    format!("{}M", bytes.div_ceil(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{Listening, Settings},
        encode::{Encoding, Quality},
        size::Size,
        time::Fps,
        visual::{FrameInput, Picture, Style},
    };
    use std::sync::Arc;

    const MIB: u64 = 1 << 20;

    /// A video of this size at the quality that looks ahead.
    fn needs(width: u32, height: u32) -> Needs {
        let size = Size::new(width, height).unwrap();
        let output = super::super::Output::File { path: "a.mp4".into(), overwrite: false };
        Needs {
            frame: Layout::new(size, PixelFormat::Yuv420).unwrap().bytes as u64,
            pixels: f64::from(width) * f64::from(height),
            fixed: BASE,
            appetite: encode::appetite(
                &output,
                &Encoding { quality: Quality::Master, ..Encoding::default() },
            ),
        }
    }

    const CORES: Threads = Threads { draw: 8, encode: 12 };

    #[test]
    fn with_room_for_all_every_core_works() {
        let planned = needs(1920, 1080).within(CORES, false, u64::MAX).unwrap();
        assert_eq!((planned.threads, planned.lookahead), (CORES, Some(40)));
        assert!((500 * MIB..800 * MIB).contains(&planned.bytes), "{}", planned.bytes);
    }

    #[test]
    fn more_cores_than_the_encoder_can_use_draw_all_the_same() {
        let most = Threads::on(64);
        let planned = needs(1920, 1080).within(most, false, u64::MAX).unwrap();
        assert_eq!(planned.threads, most);
        let planned = needs(1920, 1080).within(most, false, planned.bytes - 1).unwrap();
        assert_eq!(planned.threads, Threads { draw: 63, ..most });
    }

    #[test]
    fn threads_go_first_then_the_lookahead_and_the_plan_keeps_its_limit() {
        let needs = needs(3840, 2160);
        let mut before = (CORES.encode + 1, Some(40));
        for limit in (700..4_000).rev().step_by(10) {
            let Ok(planned) = needs.within(CORES, false, limit * MIB) else { continue };
            let now = (planned.threads.encode, planned.lookahead);
            assert!(planned.bytes <= limit * MIB && now <= before, "{limit}: {planned}");
            assert!(planned.threads.draw == planned.threads.encode.min(CORES.draw));
            assert!(now.0 == 1 || now.1 == Some(40), "{planned}");
            before = now;
        }
        assert_eq!(before.0, 1, "the smallest was reached");
        assert!(before.1 < Some(40));
    }

    #[test]
    fn what_cannot_be_kept_names_the_smallest_that_can() {
        let needs = needs(3840, 2160);
        let least = needs.within(CORES, false, 100 * MIB).unwrap_err();
        assert_eq!((least.threads, least.lookahead), (Threads { draw: 1, encode: 1 }, Some(LEAST_LOOKAHEAD)));
        assert_eq!(needs.within(CORES, false, least.bytes), Ok(least.clone()));
        assert!(needs.within(CORES, false, least.bytes - 1).is_err());
        assert_eq!(mebibytes(least.bytes), format!("{}M", least.bytes / MIB + 1));
    }

    #[test]
    fn threads_that_were_asked_for_stay() {
        let least = needs(1920, 1080).within(CORES, true, 100 * MIB).unwrap_err();
        assert_eq!((least.threads, least.lookahead), (CORES, Some(LEAST_LOOKAHEAD)));
    }

    #[test]
    fn what_hears_the_song_in_another_way_is_counted() {
        #[derive(Debug)]
        struct Beside(Vec<Settings>);
        impl Style for Beside {
            fn analysis(&self, _: Size) -> Settings {
                Settings::default()
            }

            fn companions(&self, _: Size) -> Vec<Settings> {
                self.0.clone()
            }

            fn picture(&self, _: &FrameInput<'_>, _: &mut Picture) {}
        }
        let of = |settings: &[Settings]| {
            let (size, fps) = (Size::new(64, 36).unwrap(), Fps::new(30, 1).unwrap());
            let style = Arc::new(Beside(settings.to_vec()));
            companions(&Scene { size, fps, style, listening: Listening::default() })
        };
        let scope = Settings { samples_around_s: [0.1, 0.1], ..Settings::default() };
        let [bars, scope] = [Settings::default(), scope];
        assert_eq!([of(&[]), of(std::slice::from_ref(&bars))], [0, 8 * MIB]);
        assert_eq!(of(&[bars, scope]), 32 * MIB);
    }

    #[test]
    fn what_keeps_more_frames_needs_more() {
        let output = super::super::Output::File { path: "a.mp4".into(), overwrite: false };
        let of = |preset: &str, encoder: &str| {
            let (preset, encoder) = (Some(preset.to_owned()), encoder.to_owned());
            encode::appetite(&output, &Encoding { preset, encoder, ..Encoding::default() })
        };
        let all = encode::PRESETS.map(|preset| {
            let appetite = of(preset, "auto");
            assert!(appetite.is_known);
            appetite.bytes_per_pixel(4, appetite.lookahead)
        });
        assert!(all.is_sorted(), "{all:?}");
        assert!(!of("5", "libx265").is_known);
        assert_eq!(encode::appetite(&super::super::Output::Null, &Encoding::default()), Appetite::NOTHING);
    }
}

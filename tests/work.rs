//! What a frame costs in work, not in time: how often drawing allocates once a render runs, how many tiles it draws, and how
//! many bytes that moves. `benches/work.rs` counts instructions.
#![expect(clippy::unwrap_used, reason = "a test or bench that can't go on should say where")]

use cymatic::{
    Cancel,
    analysis::{self, Listening},
    audio::Song,
    pipeline,
    render::{Frame, PixelFormat, Renderer, cpu::CpuRenderer},
    scene::{Scene, Size},
    time::Fps,
    visual::{self, params::Values},
};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicU64, Ordering},
};

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// The system's allocator, counted.
struct Counted;

#[expect(unsafe_code, reason = "an allocator is unsafe by its nature")]
// SAFETY: all of it is the system's allocator.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static COUNTED: Counted = Counted;

/// Bytes of a tile of 16 by 16 pixels: luma, and chroma of half its width and height. Frames are lent to the encoder, so these
/// are all that moves.
const TILE_BYTES: f64 = 16.0 * 16.0 * 1.5;

/// What a frame costs.
struct Work {
    /// Allocations, in the second half of 120 frames that are drawn one after the other.
    allocations: f64,
    /// Share of the tiles that were drawn, over all frames.
    tiles: f64,
    /// Bytes of those tiles, of a frame.
    bytes: f64,
}

fn work_of(style: &str) -> Work {
    let info = visual::find(style).unwrap();
    let scene = Scene {
        size: Size::new(640, 360).unwrap(),
        fps: Fps::new(30, 1).unwrap(),
        style: (info.create)(&Values::defaults(info.params)),
        listening: Listening::default(),
    };
    let (song, cancel, frames) = (Song::demo(), Cancel::default(), 200..320);
    let reference = analysis::scan(&song, &cancel).unwrap();
    let tables = pipeline::tables(&song, &scene, &reference, frames.clone(), &cancel).unwrap();
    let mut renderer = CpuRenderer::new(scene, tables, PixelFormat::Yuv420, 1).unwrap();
    let (mut half, mut end) = (0, 0);
    let mut sink = |frame: Frame| {
        let now = ALLOCATIONS.load(Ordering::Relaxed);
        match frame.index() {
            FROM => half = now,
            TO => end = now,
            _ => {}
        }
        Ok(())
    };
    renderer.render(frames, &cancel, &mut sink).unwrap();
    let of_picture = f64::from(640u32.div_ceil(16) * 360u32.div_ceil(16));
    let tiles = renderer.tiles_drawn() as f64 / 120.0;
    Work {
        allocations: (end - half) as f64 / COUNTED_FRAMES,
        tiles: tiles / of_picture,
        bytes: tiles * TILE_BYTES,
    }
}

/// The frames between which allocations are counted.
const FROM: u64 = 260;
const TO: u64 = 318;
const COUNTED_FRAMES: f64 = (TO - FROM) as f64;

/// How many frames the thread that draws may be ahead of the count at its end, and wasn't at its beginning: those of the
/// pool of one thread.
const AHEAD: f64 = 3.0;

/// The most allocations a frame, by style, and the largest share of its tiles that frames draw in the mean, which is the
/// number of bytes that they move; none where everything changes in every frame. What the first ones allocate is a frame's own
/// handle; the others collect shapes in lists of their own. Figures go down, not up.
const MOST: [(&str, f64, Option<f64>); 10] = [
    ("circular", 2.0, Some(0.82)),
    ("bars", 2.0, Some(0.96)),
    ("particles", 2.0, None),
    ("spectrogram", 4.0, None),
    ("cymatic", 8.0, Some(0.97)),
    ("vectorscope", 90.0, Some(0.82)),
    ("overview", 13.0, Some(0.63)),
    ("spectrum", 17.0, Some(0.98)),
    ("waveform", 80.0, Some(0.92)),
    ("pianoroll", 170.0, Some(0.9)),
];

#[test]
fn drawing_takes_no_more_work_than_it_did() {
    // One test, one style after the other: the count is of the whole process.
    let mut more = Vec::new();
    for style in visual::REGISTRY.iter().filter(|style| !style.hidden) {
        let (name, allocations, tiles) =
            *MOST.iter().find(|(name, ..)| *name == style.name).expect("every style has figures");
        let work = work_of(name);
        if work.allocations > allocations * (1.0 + AHEAD / COUNTED_FRAMES) {
            more.push(format!("{name}: {:.2} allocations instead of {allocations}", work.allocations));
        }
        if let Some(tiles) = tiles.filter(|tiles| work.tiles > *tiles) {
            let moved = format!("{:.0} bytes moved", work.bytes);
            more.push(format!("{name}: {:.3} of its tiles instead of {tiles}, {moved}", work.tiles));
        }
    }
    assert!(more.is_empty(), "a frame takes {}", more.join(", "));
}

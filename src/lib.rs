//! Cymatic turns songs into music-visualizer videos.
//!
//! ```text
//! file ─ audio ─▶ samples ─ analysis ─▶ tables ─┐
//!                                   scene ──────┤
//!                                               ▼
//!                   frame n ─▶ renderer ─▶ frame from the pool ─▶ sink (encode, mux) ─▶ song.mp4
//! ```
//!
//! [`visualize_audio_file`] is the whole of it in one call, [`Visualizer`] the same with settings, progress, samples
//! from memory, a style of your own, or frames without a file. The command line is made of [`pipeline`].
//!
//! Frame n is a function of (tables, scene, n): any range can be drawn alone, in any order, on any number of
//! threads, with the same bytes.
//!
//! Two things hold for the whole process, once a song or a picture was read. A panic hook keeps panics of other libraries
//! quiet that are caught here and become errors; all others go on to the hook that was there before. And FFmpeg's log
//! callback is replaced, so that its lines explain errors instead of going to standard error.

pub mod analysis;
pub mod art;
pub mod audio;
pub mod cancel;
pub mod encode;
pub mod error;
pub mod ffmpeg;
pub mod files;
pub mod layers;
pub mod pipeline;
pub mod progress;
mod quiet;
pub mod render;
pub mod scene;
pub mod size;
pub mod text;
pub mod time;
pub mod visual;
mod visualize;

pub use cancel::Cancel;
pub use error::{Error, Result};
pub use visualize::{Visualizer, visualize_audio_file};

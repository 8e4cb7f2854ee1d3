//! `cymatic demo`: a video of a song that the program composes itself, so that the first try needs no file.

use super::{
    args::DemoArgs,
    batch::Task,
    destination::{self, Rules},
    render,
};
use cymatic::audio::Song;
use std::path::{Path, PathBuf};

/// The song's name, which the video is named after.
const NAME: &str = "demo";

/// Makes the video.
pub(super) fn run(args: &DemoArgs) -> u8 {
    let song = PathBuf::from(NAME);
    let tasks = |rules: &mut Rules<'_>| {
        let destination = destination::settle_made_up(&song, rules);
        Ok(vec![Task { song: song.clone(), destination }])
    };
    let open = |_: &Path| Ok(Song::demo());
    render::make(&args.make, 1, tasks, &open)
}

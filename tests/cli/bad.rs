//! Bad songs: each ends in one error line and nothing left, or in a whole video and a word on what was lost.
//!
//! The inputs stand for larger classes of bad files (`docs/bad-input.md`): two of each class, taken by a hash of their
//! names.

mod make;

use crate::harness::{Folder, PCM_16, wav, wav_of};
use std::{fs, ops::RangeInclusive, path::Path};

/// How a render of a bad song may end.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    /// Refused: one line that names the file and the reason, an exit code for it, and no file.
    Error,
    /// A video, and a warning.
    Warning,
    /// A video; a warning is allowed.
    Video,
    /// Either of the first two.
    ErrorOrWarning,
}

const OUT: &str = if cfg!(feature = "ffmpeg") { "out.mp4" } else { "out.y4m" };

/// The exit code of an input that can't be decoded.
const NOT_DECODABLE: i32 = 3;

/// Renders the song and asserts how that ends; `frames` is the length of the video, if there is one.
#[track_caller]
fn ends(name: &str, song: &[u8], end: End, frames: RangeInclusive<u64>) {
    let folder = Folder::new();
    folder.write(name, song);
    let args = ["-o", OUT, "--size", "160x90", "--preset", "ultrafast", "--threads", "2"];
    let render = |more: &[&str]| folder.run(args.iter().chain(more).chain(&["--", name]));
    let ended = render(&[]);
    let told = |kind: &str| ended.stderr.contains(&format!("cymatic: {kind}: {name}: "));
    if end == End::Error || end == End::ErrorOrWarning && ended.code != Some(0) {
        assert!(told("error"), "{}", ended.stderr);
        ended.fails(NOT_DECODABLE, "");
        assert_eq!(folder.names(), [name], "left over");
        folder.write(OUT, b"an older video");
        render(&["-f"]).fails(NOT_DECODABLE, "");
        assert_eq!(fs::read(folder.path(OUT)).unwrap(), b"an older video", "only a success replaces it");
        return;
    }
    assert!(end == End::Video || told("warning"), "no warning: {}", ended.stderr);
    ended.ok();
    let mut names = [name, OUT];
    names.sort_unstable();
    assert_eq!(folder.names(), names);
    let made = frames_in(&folder.path(OUT));
    assert!(frames.contains(&made), "{made} frames, not {frames:?}");
}

/// The number of frames in a video of 160 × 90.
fn frames_in(path: &Path) -> u64 {
    let file = fs::read(path).unwrap();
    if path.extension().is_some_and(|ending| ending == "y4m") {
        return file.len() as u64 / (6 + 160 * 90 * 3 / 2);
    }
    // The index, box after box: what is free before it holds an empty one.
    let mut index = 0;
    while &file[index + 4..index + 8] != b"moov" {
        index += u32::from_be_bytes(file[index..index + 4].try_into().unwrap()) as usize;
    }
    // The first track is the picture; its table of sample sizes holds version, common size, count.
    let table = file[index..].windows(4).position(|name| name == b"stsz").expect("a table of frames");
    let sizes = index + table + 12;
    u32::from_be_bytes(file[sizes..sizes + 4].try_into().unwrap()).into()
}

/// The bytes with some of them replaced.
fn patched(mut bytes: Vec<u8>, patches: &[(usize, &[u8])]) -> Vec<u8> {
    for (at, patch) in patches {
        bytes[*at..*at + patch.len()].copy_from_slice(patch);
    }
    bytes
}

#[test]
fn no_audio_riff_only() {
    ends("riff_only.wav", b"RIFF\x04\0\0\0WAVE", End::Error, 0..=0);
}

#[test]
fn no_audio_random_bytes() {
    ends("random.ogg", &make::noise(1, 256 << 10), End::Error, 0..=0);
}

#[test]
#[cfg(feature = "ffmpeg")]
fn truncated_m4a_with_its_index_in_front() {
    let Some(m4a) = make::encoded("a.m4a", "-c:a aac -b:a 96k -movflags +faststart") else { return };
    ends("half.m4a", &m4a[..m4a.len() / 2], End::Warning, 25..=31);
}

#[test]
#[cfg(feature = "ffmpeg")]
fn truncated_opus() {
    let Some(opus) = make::encoded("a.opus", "-c:a libopus -b:a 64k -page_duration 200000") else { return };
    ends("half.opus", &opus[..opus.len() / 2], End::Warning, 20..=31);
}

#[test]
fn lying_wav_of_endless_length() {
    let streamed = patched(wav(8_000), &[(4, &[0xff; 4]), (40, &[0xff; 4])]);
    ends("data_size_ffffffff.wav", &streamed, End::Warning, 30..=30);
}

#[test]
fn lying_wav_of_0_bits_per_sample() {
    ends("bits_0.wav", &patched(wav(8_000), &[(34, &[0, 0])]), End::Error, 0..=0);
}

#[test]
fn values_at_the_least_integer() {
    ends("min_s16.wav", &wav_of(44_100, PCM_16, &[0, 0x80].repeat(44_100)), End::Video, 30..=30);
}

#[test]
fn values_that_are_no_numbers() {
    let value = |i: u32| if i.is_multiple_of(1_000) { f32::NAN } else { (i as f32 * 0.06).sin() / 2.0 };
    let data: Vec<u8> = (0..44_100).flat_map(|i| value(i).to_le_bytes()).collect();
    ends("nan.wav", &wav_of(44_100, (3, 32), &data), End::Warning, 30..=30);
}

#[test]
fn length_of_a_frame_begun() {
    ends("prime.wav", &wav_of(44_100, PCM_16, &make::noise(2, 2 * 44_101)), End::Video, 31..=31);
}

#[test]
fn length_of_one_sample() {
    ends("samples_1.wav", &wav_of(44_100, PCM_16, &[1, 2]), End::Video, 1..=1);
}

#[test]
fn corrupt_flac_keeps_its_time_line() {
    let flac = make::flac(80);
    let middle = flac.len() * 3 / 10..flac.len() * 7 / 10;
    // 81,920 samples, some of which became silence.
    ends("flip_020.flac", &make::flipped(flac, middle, 20), End::Warning, 56..=56);
}

#[test]
fn corrupt_mp3_with_garbage_at_its_end() {
    let garbage = make::noise(3, 64 << 10);
    // 172,800 samples.
    ends("garbage.mp3", &[make::mp3(2, 150), garbage].concat(), End::Video, 117..=119);
}

#[test]
#[cfg(feature = "ffmpeg")]
fn structure_of_two_ogg_links_at_different_rates() {
    let link = |format: &str| make::encoded("a.ogg", &format!("-c:a libvorbis {format}"));
    let (Some(first), Some(second)) = (link("-ar 44100 -ac 2"), link("-ar 48000 -ac 1")) else { return };
    ends("chained.ogg", &[first, second].concat(), End::ErrorOrWarning, 119..=121);
}

#[test]
fn structure_of_stereo_then_mono_mp3() {
    // 172,800 samples.
    ends("channels.mp3", &[make::mp3(2, 75), make::mp3(1, 75)].concat(), End::ErrorOrWarning, 117..=119);
}

#[test]
fn name_like_a_protocol() {
    ends("http:__x.wav", &wav(8_000), End::Video, 30..=30);
}

#[test]
fn name_like_an_option() {
    ends("--output.wav", &wav(8_000), End::Video, 30..=30);
}

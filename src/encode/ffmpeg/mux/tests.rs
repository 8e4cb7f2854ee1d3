use super::*;
use crate::encode::ffmpeg::{drain, log};
use ffmpeg_next::{codec::Flags, encoder, format::Pixel, frame::Video};
use std::{
    fs::OpenOptions,
    io::{Seek, Write},
};

/// Muxes tiny frames into `path` by way of the same steps as a job, but for the last.
fn mux(path: &Path, frames: i64) -> Result<Muxer> {
    log::capture();
    let codec = encoder::find_by_name("mpeg4").unwrap();
    let mut context = Context::new_with_codec(codec).encoder().video().unwrap();
    context.set_width(16);
    context.set_height(16);
    context.set_format(Pixel::YUV420P);
    context.set_time_base(Rational(1, 30));
    context.set_flags(Flags::GLOBAL_HEADER);
    let mut encoder = context.open().unwrap();
    let file = OpenOptions::new().read(true).write(true).open(path).unwrap();
    let mut muxer = Muxer::to(file, path)?;
    muxer.add(encoder.as_ref(), Rational(1, 30), None)?;
    muxer.begin(&Tags { title: Some("a\0b".into()), ..Tags::default() }, 48_000, 4096)?;
    let mut frame = Video::new(Pixel::YUV420P, 16, 16);
    for n in 0..frames {
        frame.set_pts(Some(n));
        encoder.send_frame(&frame).unwrap();
        drain(&mut encoder, "mpeg4", |packet| muxer.write(0, packet))?;
    }
    encoder.send_eof().unwrap();
    drain(&mut encoder, "mpeg4", |packet| muxer.write(0, packet))?;
    Ok(muxer)
}

fn mux_one_frame(path: &Path) -> Result<()> {
    mux(path, 1)?.finish()
}

/// Pictures that decode.
fn pictures_in(bytes: &[u8]) -> usize {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    let mut input = format::input_from_stream(StreamIo::from_read_seek(file).unwrap(), None, None).unwrap();
    let parameters = input.stream(0).unwrap().parameters();
    let mut decoder = Context::from_parameters(parameters).unwrap().decoder().video().unwrap();
    let (mut decoded, mut packet, mut picture) = (0, Packet::empty(), Video::empty());
    while packet.read(&mut input).is_ok() {
        if decoder.send_packet(&packet).is_ok() {
            while decoder.receive_frame(&mut picture).is_ok() {
                decoded += 1;
            }
        }
    }
    decoder.send_eof().unwrap();
    while decoder.receive_frame(&mut picture).is_ok() {
        decoded += 1;
    }
    decoded
}

#[test]
fn a_file_that_was_never_finished_plays_up_to_its_last_second() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let muxer = mux(file.path(), 150).unwrap();
    // As a killed process leaves it, and then as a full disk cuts it.
    let killed = std::fs::read(file.path()).unwrap();
    assert!((120..=150).contains(&pictures_in(&killed)), "{}", pictures_in(&killed));
    let last = killed.windows(4).rposition(|w| w == b"moof").unwrap();
    let before = pictures_in(&killed[..last]);
    assert!((90..=120).contains(&before), "{before}");
    assert!((before..120).contains(&pictures_in(&killed[..last + 4])));
    muxer.finish().unwrap();
    assert_eq!(pictures_in(&std::fs::read(file.path()).unwrap()), 150);
}

#[test]
fn even_the_smallest_file_shows_that_the_disk_is_full() {
    let whole = tempfile::NamedTempFile::new().unwrap();
    mux_one_frame(whole.path()).unwrap();
    assert!(whole.as_file().metadata().unwrap().len() > 500);
    if cfg!(target_os = "linux") {
        let error = mux_one_frame(Path::new("/dev/full")).unwrap_err();
        assert_eq!(error.exit_code(), 5, "{error}");
        assert!(error.to_string().contains("/dev/full: No space left"), "{error}");
    }
}

#[test]
fn a_file_that_can_not_be_finished_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut muxer = mux(file.path(), 60).unwrap();
    muxer.file.file = File::open(file.path()).unwrap();
    let error = muxer.finish().unwrap_err();
    assert_eq!(error.exit_code(), 5, "{error}");
    assert!(error.to_string().contains(&*file.path().to_string_lossy()), "{error}");
    // It stays a file of fragments.
    assert_eq!(pictures_in(&std::fs::read(file.path()).unwrap()), 60);
}

#[test]
fn an_error_says_what_libav_logged() {
    log::capture();
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut muxer = Muxer::to(file.reopen().unwrap(), file.path()).unwrap();
    let error = muxer.begin(&Tags::default(), 48_000, 0).unwrap_err();
    assert_eq!(error.exit_code(), 7);
    assert!(error.to_string().contains("No streams to mux were specified"), "{error}");
    assert_eq!(log::take(), None, "told once");
}

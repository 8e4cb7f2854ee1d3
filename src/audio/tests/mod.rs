//! Whole files through the front door: what is read, what is told, what is refused.

#[cfg(feature = "ffmpeg")]
mod corpus;
mod files;

use super::*;
use files::*;
use std::fs;

/// What came of a file.
struct Heard {
    song: Song,
    samples: Vec<f32>,
    report: Report,
}

impl Heard {
    fn frames(&self) -> usize {
        self.samples.len() / self.song.channels()
    }

    fn warns(&self, words: &str) -> bool {
        self.report.warnings.iter().any(|w| w.contains(words))
    }
}

/// Reads a path twice, since both must give the same.
fn hear_path(path: &Path) -> Result<Heard> {
    let song = Song::open(path)?;
    let read = || {
        let (mut reader, mut all, mut block) = (song.reader()?, Vec::new(), Vec::new());
        while reader.read(&mut block)? {
            assert!(!block.is_empty() && block.len() <= (64 << 10) * song.channels());
            assert!(block.iter().all(|x| x.is_finite() && x.abs() <= 8.0));
            all.extend_from_slice(&block);
        }
        Ok((all, reader.report().clone()))
    };
    let (samples, report) = read()?;
    assert_eq!(samples, read()?.0, "every reader gives the same samples");
    assert_eq!(report.samples as usize * song.channels(), samples.len());
    Ok(Heard { song, samples, report })
}

/// Reads bytes from a file of the given name.
fn hear_named(name: impl AsRef<Path>, bytes: &[u8]) -> Result<Heard> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    hear_path(&path)
}

fn hear(bytes: &[u8]) -> Heard {
    hear_named("song", bytes).unwrap()
}

/// The reason why bytes are refused, which must be "not decodable".
fn refusal(bytes: &[u8]) -> String {
    match hear_named("song", bytes).map(|heard| heard.report) {
        Err(Error::NotDecodable { reason, .. }) => reason,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn what_is_no_audio_is_named() {
    assert_eq!(refusal(b""), "empty file");
    assert!(refusal(b"<!DOCTYPE html><html><body>404 Not Found</body></html>").contains("a web page"));
    assert!(refusal("this is not audio\n".repeat(4000).as_bytes()).contains("text"));
    assert!(refusal(&vec![0; 1 << 20]).contains("zero bytes"));
    assert_eq!(refusal(b"R"), "no known audio format");
    assert_eq!(refusal(b"RIFF\x04\0\0\0WAVE"), "WAV without a data chunk");
    assert!(refusal(&flac(1)[..FLAC_HEAD_BYTES]).contains("no"));
    let tag = b"ID3\x03\0\0\0\0\0\x1fTIT2\0\0\0\x0b\0\0\0no audio  \0\0\0\0\0\0\0\0\0\0";
    assert_eq!(refusal(tag), "no audio: nothing but tags");
}

#[test]
fn a_name_says_nothing_about_the_content() {
    assert_eq!(hear_named("song.wav", &flac(3)).unwrap().song.info().codec, "flac");
    assert_eq!(hear_named("song.flac", &mp3_44k(9)).unwrap().song.info().codec, "mp3");
    assert_eq!(hear_named("song", &WAV.file(&tone(10))).unwrap().song.info().codec, "wav/pcm_s16le");
}

#[test]
fn odd_names_are_just_names() {
    let wav = WAV.file(&tone(100));
    for name in [
        "with space.wav",
        "-dash",
        "--output.wav",
        "new\nline.wav",
        "%d_%03d.wav",
        "concat:a|b.wav",
        "http:x",
    ] {
        assert_eq!(hear_named(name, &wav).unwrap().frames(), 100, "{name}");
        // The same through the other decoder.
        assert_eq!(
            hear_named(name, &Wav { riff_size: Some(0), ..WAV }.file(&tone(100))).map(|h| h.frames()).ok(),
            lenient(100)
        );
    }
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"bad_utf8_\xff\xfe.wav");
        assert_eq!(hear_named(name, &wav).unwrap().frames(), 100);
        assert_eq!(
            hear_named(name, &Wav { riff_size: Some(0), ..WAV }.file(&tone(100))).map(|h| h.frames()).ok(),
            lenient(100)
        );
    }
}

/// What only FFmpeg reads.
fn lenient<T>(found: T) -> Option<T> {
    cfg!(feature = "ffmpeg").then_some(found)
}

#[test]
fn what_is_no_file_is_an_input_error() {
    let folder = tempfile::tempdir().unwrap();
    let reason = |path: &Path| match Song::open(path) {
        Err(Error::Input { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(folder.path()), "not a regular file but a folder");
    assert_eq!(reason(&folder.path().join("missing.mp3")), "no such file");
    #[cfg(unix)]
    {
        assert_eq!(reason(Path::new("/dev/null")), "not a regular file");
        let link = folder.path().join("loop");
        std::os::unix::fs::symlink(&link, &link).unwrap();
        assert!(!reason(&link).is_empty());
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert_eq!(reason(&socket), "not a regular file");
    }
}

#[test]
fn a_cut_file_is_read_to_its_end_and_told() {
    let wav = WAV.file(&tone(44_100));
    let heard = hear(&wav[..44 + 4 * 22_050]);
    assert_eq!(heard.frames(), 22_050);
    assert!(heard.warns("file ends early at 0.50 s of 1.00 s"), "{:?}", heard.report);
    let file = flac(40);
    let heard = hear(&file[..FLAC_HEAD_BYTES + 20 * FLAC_FRAME_BYTES + 100]);
    assert!((19 * FLAC_FRAME..=21 * FLAC_FRAME).contains(&heard.frames()), "{}", heard.frames());
    assert!(heard.warns("file ends early") && heard.warns(" of 0.93 s"), "{:?}", heard.report);
}

#[test]
fn a_wav_header_that_cannot_be_true_is_refused_by_field() {
    let data = tone(441);
    let file = |wav: Wav| wav.file(&data);
    assert!(refusal(&file(Wav { rate_hz: 0, ..WAV })).contains("sample rate 0 Hz"));
    assert!(refusal(&file(Wav { rate_hz: 1, ..WAV })).contains("sample rate 1 Hz"));
    assert!(refusal(&file(Wav { rate_hz: u32::MAX, ..WAV })).contains("sample rate 4294967295 Hz"));
    assert!(refusal(&file(Wav { channels: 0, block_align: Some(4), ..WAV })).contains("0 channels"));
    assert!(
        refusal(&file(Wav { channels: 65_535, block_align: Some(65_534), ..WAV })).contains("65535 channels")
    );
    assert!(refusal(&file(Wav { bits: 0, block_align: Some(4), ..WAV })).contains("0 bits"));
    assert!(refusal(&file(Wav { format_size: 0xffff_fff0, ..WAV })).contains("format chunk claims"));
    assert!(refusal(&file(Wav { tag: 0x1234, ..WAV })).contains("0x1234"));
}

#[test]
fn a_wav_header_that_lies_about_sizes_is_read_to_the_end_of_the_file() {
    let data = tone(441);
    let told = |wav: Wav| hear_named("song", &wav.file(&data)).map(|h| (h.frames(), h.report.warnings)).ok();
    let streamed = told(Wav { data_size: Some(u32::MAX), riff_size: Some(u32::MAX), ..WAV }).unwrap();
    assert_eq!(streamed.0, 441);
    assert!(streamed.1[0].contains("does not know its length"), "{streamed:?}");
    let huge = told(Wav { data_size: Some(0xffff_fff0), ..WAV });
    assert_eq!(huge.as_ref().map(|h| h.0), lenient(441));
    assert!(huge.is_none_or(|h| h.1[0].contains("file ends early at 0.01 s of 24347.89 s")));
    let none = told(Wav { data_size: Some(0), ..WAV });
    assert_eq!(none.as_ref().map(|h| h.0), lenient(441));
    assert!(none.is_none_or(|h| h.1[0].contains("claims 0 bytes")));
    let aligned = told(Wav { block_align: Some(0), ..WAV }).unwrap();
    assert_eq!(aligned.0, 441);
    assert!(aligned.1[0].contains("block align 0"), "{aligned:?}");
}

#[test]
fn insane_values_are_replaced_and_counted() {
    let mut samples = vec![0.5f32; 44_100];
    for i in (0..44_100).step_by(1000) {
        samples[i] = f32::NAN;
    }
    samples[1] = f32::INFINITY;
    samples[2] = 1e30;
    samples[3] = 1e-40;
    let heard = hear(&float_wav(&samples));
    assert_eq!(heard.report.repaired_samples, 45 + 2);
    assert_eq!(heard.samples[..5], [0.0, 0.0, 8.0, 0.0, 0.5]);
    assert!(heard.warns("47 samples"));
}

#[test]
fn sides_of_opposite_phase_both_arrive() {
    let data: Vec<u8> = [9_000i16, -9_000].repeat(500).into_iter().flat_map(i16::to_le_bytes).collect();
    let heard = hear(&WAV.file(&data));
    assert!(heard.samples.chunks(2).all(|f| f[0] == -f[1] && f[0] > 0.27));
    assert!(heard.report.warnings.is_empty());
}

#[test]
fn every_sample_of_a_sound_file_counts() {
    assert!(refusal(&WAV.file(&[])).contains("0 samples"));
    for frames in [1, 441, 1_500, 44_100, 44_101] {
        let heard = hear(&WAV.file(&tone(frames)));
        assert_eq!(heard.frames(), frames);
        assert_eq!(heard.song.info().declared_samples, Some(frames as u64));
        assert!(heard.report.warnings.is_empty(), "{:?}", heard.report);
    }
}

#[test]
fn a_damaged_flac_frame_becomes_silence_of_its_length() {
    let mut file = flac(40);
    let middle = FLAC_HEAD_BYTES + 20 * FLAC_FRAME_BYTES;
    // Both checksums of two frames are wrong now.
    file[middle + 3] ^= 0x40;
    file[middle + 500] ^= 1;
    file[middle + FLAC_FRAME_BYTES + 3] ^= 0x40;
    file[middle + FLAC_FRAME_BYTES + 500] ^= 1;
    let heard = hear(&file);
    assert_eq!(heard.frames(), 40 * FLAC_FRAME);
    assert!(heard.samples[20 * FLAC_FRAME..22 * FLAC_FRAME].iter().all(|&x| x == 0.0));
    // symphonia may lose the neighbours of a damaged frame too.
    for n in (0..19).chain(23..40) {
        let value = (n + 1) as f32 / 32_768.0;
        assert!(heard.samples[n * FLAC_FRAME..][..FLAC_FRAME].iter().all(|&x| x == value), "frame {n} moved");
    }
    assert!(heard.warns("lost sound became silence"), "{:?}", heard.report);
}

#[test]
fn damage_in_an_mp3_keeps_the_time_line() {
    let mut file = mp3_44k(100);
    file[40 * 417..60 * 417].fill(0);
    let heard = hear(&file);
    assert!(heard.frames().abs_diff(100 * 1152) <= 1152, "{}", heard.frames());
    assert!(heard.warns("packets are damaged") && heard.warns("became silence"), "{:?}", heard.report);
    // Cut out of the middle: what remains is told apart from sound, and no more is lost.
    let mut cut = mp3_44k(100);
    cut.drain(50 * 417 + 100..62 * 417 - 10);
    let heard = hear(&cut);
    assert!(heard.frames().abs_diff(88 * 1152) <= 2 * 1152, "{}", heard.frames());
    assert!(heard.warns("packets are damaged"), "{:?}", heard.report);
}

#[test]
fn more_than_half_damage_is_no_music() {
    let mut file = mp3_44k(100);
    // Impossible sizes in the side information, beyond what a decoder can accept.
    for n in 10..90 {
        file[n * 417 + 4..n * 417 + 36].fill(0xff);
    }
    assert!(refusal(&file).contains("packets are damaged"));
}

#[test]
fn joined_mp3_files_are_read_to_the_end() {
    let mut tagged = b"ID3\x03\0\0\0\0\x08\0".to_vec();
    tagged.extend([0; 1024]);
    // What looks like packets inside a tag is none.
    tagged.extend(mp3_44k(2));
    tagged[8] = ((1024 + 2 * 417) >> 7) as u8;
    tagged[9] = ((1024 + 2 * 417) & 127) as u8;
    let mut info = mp3_44k(1);
    info[36..40].copy_from_slice(b"Info");
    let tag_v1 = [&b"TAG"[..], &[0x20; 125]].concat();
    let joined = [mp3_44k(50), tag_v1, tagged, info, mp3_44k(50)].concat();
    let heard = hear(&joined);
    assert_eq!(heard.frames(), 100 * 1152);
    assert!(heard.report.warnings.is_empty(), "{:?}", heard.report);
}

#[test]
fn a_change_of_rate_or_channels_never_loses_the_rest() {
    let both = [mp3_44k(100), mp3_48k(100)].concat();
    match hear_named("song", &both) {
        Ok(heard) => {
            let expected = 100 * 1152 + 100 * 1152 * 441 / 480;
            assert!(heard.frames().abs_diff(expected) <= 2, "{} {expected}", heard.frames());
            assert!(heard.warns("sample rate changes from 44100 to 48000 Hz"), "{:?}", heard.report);
            assert_eq!(heard.report.bad_packets, 0);
        }
        Err(error) => assert!(!cfg!(feature = "ffmpeg") && error.to_string().contains("sample rate changes")),
    }
    let heard = hear(&[mp3_44k(20), mp3_mono(20)].concat());
    assert_eq!((heard.frames(), heard.song.channels()), (40 * 1152, 2));
    assert!(heard.warns("channels change from 2 to 1"), "{:?}", heard.report);
    // A single odd header is damage, not a change.
    let heard = hear(&[mp3_44k(20), mp3_mono(1), mp3_44k(20)].concat());
    assert_eq!(heard.frames(), 41 * 1152);
    assert_eq!(heard.report.bad_packets, 1);
}

#[test]
fn sixty_four_channels_become_two() {
    let data: Vec<u8> =
        (0..441).flat_map(|_| (0..64).map(|c| 100 * c as i16)).flat_map(i16::to_le_bytes).collect();
    match hear_named("song", &Wav { channels: 64, ..WAV }.file(&data)) {
        Ok(heard) => {
            assert_eq!(
                (heard.frames(), heard.song.channels(), heard.song.info().source_channels),
                (441, 2, 64)
            );
            assert!(heard.samples[1] > heard.samples[0] && heard.samples[0] > 0.0);
            assert!(heard.warns("64 channels without a layout"), "{:?}", heard.report);
        }
        Err(error) if cfg!(feature = "ffmpeg") => panic!("{error}"),
        Err(_) => {}
    }
}

#[test]
fn a_song_is_shared_and_a_reader_moves_between_threads() {
    fn shared<T: Send + Sync>() {}
    fn moved<T: Send>() {}
    shared::<Song>();
    moved::<Reader>();
}

#[test]
fn samples_in_memory_are_a_song() {
    let samples: Arc<[f32]> = (0..200_000).map(|i| (i as f32 * 0.01).sin()).collect();
    let song = Song::from_samples(samples.clone(), 2, 44_100).unwrap();
    let (mut reader, mut all, mut block) = (song.reader().unwrap(), Vec::new(), Vec::new());
    while reader.read(&mut block).unwrap() {
        all.extend_from_slice(&block);
    }
    assert_eq!(all[..], samples[..]);
    assert!(!reader.read(&mut block).unwrap() && block.is_empty(), "the end stays the end");
    assert!(reader.report().warnings.is_empty());
    let refused = |n: usize, channels, rate| Song::from_samples(vec![0.0; n].into(), channels, rate).is_err();
    assert!(refused(3, 2, 44_100) && refused(0, 1, 44_100) && refused(4, 0, 44_100));
    assert!(refused(4, 2, 999) && refused(130, 65, 44_100) && !refused(6, 6, 8_000));
}

#[test]
fn tags_and_cover_of_an_mp3_are_read() {
    let frame = |id: &[u8; 4], body: &[u8]| {
        let mut frame = id.to_vec();
        frame.extend((body.len() as u32).to_be_bytes());
        frame.extend([0, 0]);
        frame.extend(body);
        frame
    };
    let jpeg = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 100, 0, 200, 1, 1, 0x11, 0, 0xff, 0xd9];
    let apic = [&b"\0image/png\0\x03\0"[..], &jpeg].concat();
    let frames = [
        frame(b"TIT2", b"\0Ti\x1b[31mtle"),
        frame(b"TPE1", b"\0Artist"),
        frame(b"TRCK", b"\x003/12"),
        frame(b"APIC", &apic),
    ]
    .concat();
    let n = frames.len();
    let mut file = b"ID3\x03\0\0".to_vec();
    file.extend([0, 0, (n >> 7) as u8, (n & 127) as u8]);
    let heard = hear(&[file, frames, mp3_44k(20)].concat());
    let tags = &heard.song.info().tags;
    assert_eq!(tags.title.as_deref(), Some("Title"));
    assert_eq!(tags.artist.as_deref(), Some("Artist"));
    assert_eq!(tags.track, Some(3));
    assert_eq!(tags.cover.as_ref().unwrap().mime, "image/jpeg", "by its bytes, not by its word");
    assert!(heard.report.warnings.is_empty(), "{:?}", heard.report);
}

#[cfg(not(feature = "ffmpeg"))]
#[test]
fn without_ffmpeg_the_codec_is_named() {
    let opus =
        [&b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x02"[..], &[0; 64]]
            .concat();
    assert_eq!(refusal(&opus), "Opus needs FFmpeg, which this build does not have");
    assert!(refusal(b"wvpk\0\0\0\0\0\0\0\0\0\0\0\0").contains("WavPack"));
}

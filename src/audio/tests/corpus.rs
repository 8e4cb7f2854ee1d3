//! Real files of every format: their length in samples as FFmpeg 5.1 decodes them, and not one warning.

use super::*;

/// Samples per channel. `ffmpeg -i FILE -map 0:a:0 -ac 1 -f s16le - | wc -c`, halved. Files with edit lists or a
/// codec delay are counted without it; their padding at the end stays, as FFmpeg leaves it.
const LENGTHS: &[(&str, u64)] = &[
    ("formats/vibe.192k24.flac", 192_000),
    ("formats/vibe.192k24.wav", 192_000),
    ("formats/vibe.51.flac", 88_200),
    ("formats/vibe.51.m4a", 221_184),
    ("formats/vibe.51.opus", 240_000),
    ("formats/vibe.51.wav", 44_100),
    ("formats/vibe.71.ogg", 220_500),
    ("formats/vibe.96k24.flac", 288_000),
    ("formats/vibe.aac_cover.m4a", 2_710_528),
    ("formats/vibe.aac_faststart.m4a", 529_408),
    ("formats/vibe.aac_fragmented.m4a", 530_432),
    ("formats/vibe.ac3", 221_184),
    ("formats/vibe.adpcm_ms.wav", 220_616),
    ("formats/vibe.adts.aac", 530_432),
    ("formats/vibe.aiff", 132_300),
    ("formats/vibe.alac.m4a", 176_400),
    ("formats/vibe.av.mp4", 221_184),
    ("formats/vibe.caf", 132_300),
    ("formats/vibe.cbr128_notags.mp3", 1_324_800),
    ("formats/vibe.cover.flac", 220_500),
    ("formats/vibe.f32.wav", 88_200),
    ("formats/vibe.flac.mka", 132_300),
    ("formats/vibe.mp2", 221_184),
    ("formats/vibe.mpeg25_8000_mono.mp3", 96_000),
    ("formats/vibe.mpeg2_22050_mono.mp3", 264_600),
    ("formats/vibe.mulaw.wav", 40_000),
    ("formats/vibe.opus", 960_000),
    ("formats/vibe.opus.webm", 576_000),
    ("formats/vibe.rf64.wav", 88_200),
    ("formats/vibe.s16.wav", 176_400),
    ("formats/vibe.s16_8000_mono.wav", 80_000),
    ("formats/vibe.s24.wav", 88_200),
    ("formats/vibe.spx", 80_000),
    ("formats/vibe.u8_11025_mono.wav", 55_125),
    ("formats/vibe.vbr_id3_cover.mp3", 2_710_336),
    ("formats/vibe.vorbis.ogg", 529_200),
    ("formats/vibe.wma", 219_136),
    ("formats/vibe.wv", 88_200),
    ("odd/hyperrogue_savino_ocean.ogg", 2_667_339),
    ("songs/speech_asterisk_demo_instruct_8k.wav", 586_790),
    ("songs/speech_librispeech_16k.ogg", 222_561),
    ("songs/speech_librivox_es.mp3", 3_097_403),
    ("songs/strings_hungarian_dance_5.ogg", 2_021_760),
];

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn real_files_have_the_length_that_ffmpeg_finds() {
    let root = std::env::var_os("CYMATIC_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"), PathBuf::from)
        .join("real");
    if !root.is_dir() {
        eprintln!("SKIPPED: no corpus; set CYMATIC_CORPUS");
        return;
    }
    let wrong: Vec<String> = LENGTHS
        .iter()
        .filter_map(|&(name, samples)| match hear_path(&root.join(name)) {
            Ok(heard) if heard.report.samples == samples && heard.report.warnings.is_empty() => None,
            Ok(heard) => Some(format!("{name}: {} {:?}", heard.report.samples, heard.report.warnings)),
            Err(error) => Some(error.to_string()),
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

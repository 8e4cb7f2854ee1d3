//! `cymatic formats`: what can be read and written by this build.

use super::console;

const NATIVE: &str = "\
Read by itself:
  MP3 (and MP1, MP2), FLAC, WAV, AIFF, CAF, Ogg Vorbis, M4A/MP4 with AAC-LC or ALAC, Matroska/WebM, ADTS AAC
";

const WITH_FFMPEG: &str = "
Read through the FFmpeg libraries:
  Opus, multichannel AAC, HE-AAC, WavPack, WMA, AC-3, RF64, and whatever else they decode

Written:
  .mp4   H.264 (libx264) and AAC-LC, one pass, faststart
  .y4m   raw frames, without sound; also on standard output with -o -
  .png   stills
";

const WITHOUT_FFMPEG: &str = "
This cymatic was built without FFmpeg: other formats can't be read, and .mp4 can't be written.

Written:
  .y4m   raw frames, without sound; also on standard output with -o -
  .png   stills
";

/// Prints the formats.
pub(super) fn run() -> u8 {
    console::out(NATIVE);
    console::out(if cfg!(feature = "ffmpeg") { WITH_FFMPEG } else { WITHOUT_FFMPEG });
    0
}

//! Songs to be damaged: FLAC and MP3 by hand, what needs a real encoder by the FFmpeg command.

use std::ops::Range;

/// An xorshift generator's numbers from a seed that is not 0.
fn random(mut state: u64) -> impl FnMut() -> u64 {
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

/// Bytes without any order, the same for the same seed.
pub(super) fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut random = random(seed);
    (0..len).map(|_| (random() >> 32) as u8).collect()
}

/// The bytes with some bits of a range flipped.
pub(super) fn flipped(mut bytes: Vec<u8>, range: Range<usize>, flips: usize) -> Vec<u8> {
    let mut random = random(4);
    for _ in 0..flips {
        let at = range.start + random() as usize % range.len();
        bytes[at] ^= 1 << (random() >> 32 & 7);
    }
    bytes
}

/// Silent MPEG-1 layer III at 44.1 kHz and 128 kb/s: blocks of 1,152 samples whose side information is zero.
pub(super) fn mp3(channels: u8, blocks: usize) -> Vec<u8> {
    let mut block = [0; 417];
    block[..4].copy_from_slice(&[0xff, 0xfb, 0x90, if channels == 1 { 0xc0 } else { 0 }]);
    block.repeat(blocks)
}

/// Mono FLAC at 44.1 kHz and 16 bits: up to 128 blocks of 1,024 verbatim samples of noise.
pub(super) fn flac(blocks: u8) -> Vec<u8> {
    const BLOCK: u16 = 1_024;
    let mut file = b"fLaC\x80\0\0\x22".to_vec();
    file.extend([BLOCK.to_be_bytes(), BLOCK.to_be_bytes()].concat());
    file.extend([0; 6]);
    // Rate in 20 bits, channels − 1 in 3, bits − 1 in 5, samples in 36; then no checksum of the sound.
    let samples = u64::from(blocks) * u64::from(BLOCK);
    file.extend((44_100 << 44 | 15 << 36 | samples).to_be_bytes());
    file.extend([0; 16]);
    for number in 0..blocks {
        let mut block = vec![0xff, 0xf8, 0xa9, 0x08, number];
        block.push(crc(&block, 8, 0x07) as u8);
        block.push(0x02);
        block.extend(noise(u64::from(number) + 1, 2 * usize::from(BLOCK)));
        block.extend(crc(&block, 16, 0x8005).to_be_bytes());
        file.extend(block);
    }
    file
}

/// A cyclic redundancy check of up to 16 bits, from 0, most significant bit first.
fn crc(bytes: &[u8], bits: u32, polynomial: u32) -> u16 {
    let (top, mask) = (1 << (bits - 1), (1 << bits) - 1);
    let step = |crc: u32| if crc & top == 0 { crc << 1 } else { crc << 1 ^ polynomial };
    let byte =
        |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte) << (bits - 8), |crc, _| step(crc) & mask);
    bytes.iter().fold(0, byte) as u16
}

/// Two seconds of noise, as the FFmpeg command encodes it; `None` without that command.
#[cfg(feature = "ffmpeg")]
pub(super) fn encoded(name: &str, options: &str) -> Option<Vec<u8>> {
    if !crate::harness::have("ffmpeg") {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let input = "-nostdin -v error -f lavfi -i anoisesrc=seed=1:duration=2:amplitude=0.3";
    let mut command = std::process::Command::new("ffmpeg");
    let status = command.args(input.split(' ')).args(options.split(' ')).arg(&path).status().unwrap();
    assert!(status.success(), "ffmpeg {options}");
    Some(std::fs::read(path).unwrap())
}

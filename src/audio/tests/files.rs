//! Small sound files made byte by byte, whole or damaged.

/// The fields of a WAV header, free to lie.
#[derive(Clone, Copy)]
pub(super) struct Wav {
    pub(super) tag: u16,
    pub(super) channels: u16,
    pub(super) rate_hz: u32,
    pub(super) bits: u16,
    pub(super) block_align: Option<u16>,
    pub(super) format_size: u32,
    pub(super) data_size: Option<u32>,
    pub(super) riff_size: Option<u32>,
}

pub(super) const WAV: Wav = Wav {
    tag: 1,
    channels: 2,
    rate_hz: 44_100,
    bits: 16,
    block_align: None,
    format_size: 16,
    data_size: None,
    riff_size: None,
};

impl Wav {
    /// The file around `data`.
    pub(super) fn file(self, data: &[u8]) -> Vec<u8> {
        let align =
            self.block_align.unwrap_or_else(|| (u32::from(self.channels) * u32::from(self.bits) / 8) as u16);
        let mut body = b"WAVEfmt ".to_vec();
        body.extend(self.format_size.to_le_bytes());
        body.extend(self.tag.to_le_bytes());
        body.extend(self.channels.to_le_bytes());
        body.extend(self.rate_hz.to_le_bytes());
        body.extend(self.rate_hz.wrapping_mul(u32::from(align)).to_le_bytes());
        body.extend(align.to_le_bytes());
        body.extend(self.bits.to_le_bytes());
        body.extend(b"data");
        body.extend(self.data_size.unwrap_or(data.len() as u32).to_le_bytes());
        body.extend(data);
        let mut file = b"RIFF".to_vec();
        file.extend(self.riff_size.unwrap_or(body.len() as u32).to_le_bytes());
        file.extend(body);
        file
    }
}

/// Samples per channel of a 16-bit stereo 440 Hz tone.
pub(super) fn tone(frames: usize) -> Vec<u8> {
    let sample = |i: usize| (8_000.0 * (i as f64 * 440.0 * std::f64::consts::TAU / 44_100.0).sin()) as i16;
    (0..frames).flat_map(|i| [sample(i), sample(i)]).flat_map(i16::to_le_bytes).collect()
}

/// A mono float WAV.
pub(super) fn float_wav(samples: &[f32]) -> Vec<u8> {
    let data: Vec<u8> = samples.iter().flat_map(|x| x.to_le_bytes()).collect();
    Wav { tag: 3, channels: 1, bits: 32, ..WAV }.file(&data)
}

/// Samples per FLAC frame, and bytes of one.
pub(super) const FLAC_FRAME: usize = 1024;
pub(super) const FLAC_FRAME_BYTES: usize = 6 + 1 + 2 * FLAC_FRAME + 2;
/// Bytes before the first FLAC frame.
pub(super) const FLAC_HEAD_BYTES: usize = 4 + 4 + 34;

/// An uncompressed mono FLAC of up to 127 frames at 44.1 kHz; frame n is a constant of n + 1.
pub(super) fn flac(frames: u8) -> Vec<u8> {
    let mut file = b"fLaC\x80\0\0\x22".to_vec();
    file.extend((FLAC_FRAME as u16).to_be_bytes());
    file.extend((FLAC_FRAME as u16).to_be_bytes());
    file.extend([0; 6]);
    let total = u64::from(frames) * FLAC_FRAME as u64;
    file.extend((44_100u64 << 44 | 15 << 36 | total).to_be_bytes());
    file.extend([0; 16]);
    for n in 0..frames {
        let mut frame = vec![0xff, 0xf8, 0xa9, 0x08, n];
        frame.push(crc(&frame, 0x07, 8) as u8);
        frame.push(0x02);
        (0..FLAC_FRAME).for_each(|_| frame.extend((i16::from(n) + 1).to_be_bytes()));
        frame.extend((crc(&frame, 0x8005, 16) as u16).to_be_bytes());
        file.extend(frame);
    }
    file
}

fn crc(bytes: &[u8], polynomial: u32, bits: u32) -> u32 {
    bytes.iter().fold(0, |crc, &b| {
        (0..8).fold(crc ^ u32::from(b) << (bits - 8), |c, _| {
            let next = c << 1;
            (if c >> (bits - 1) & 1 == 1 { next ^ polynomial } else { next }) & ((1 << bits) - 1)
        })
    })
}

/// Frames of a silent 128 kb/s MP3: all-zero side information means no sound.
pub(super) fn mp3(frames: usize, header: [u8; 4], bytes: usize) -> Vec<u8> {
    (0..frames).flat_map(|_| header.into_iter().chain(std::iter::repeat_n(0, bytes - 4))).collect()
}

/// 44.1 kHz stereo, 1,152 samples in 417 bytes.
pub(super) fn mp3_44k(frames: usize) -> Vec<u8> {
    mp3(frames, [0xff, 0xfb, 0x90, 0x00], 417)
}

/// 48 kHz stereo, 1,152 samples in 384 bytes.
pub(super) fn mp3_48k(frames: usize) -> Vec<u8> {
    mp3(frames, [0xff, 0xfb, 0x94, 0x00], 384)
}

/// 44.1 kHz mono, 1,152 samples in 417 bytes.
pub(super) fn mp3_mono(frames: usize) -> Vec<u8> {
    mp3(frames, [0xff, 0xfb, 0x90, 0xc0], 417)
}

//! What a WAV header claims against what the file holds, before any decoder believes it.

use super::gate;
use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
};

/// The facts of a WAV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wav {
    /// Format tag.
    tag: u16,
    channels: u16,
    rate_hz: u32,
    block_align: u16,
    bits: u16,
    /// Bytes of sound that the header claims.
    claimed: u64,
    /// Chunks before the sound.
    chunks: u32,
    /// Bytes from the start of the sound to the end of the file.
    present: u64,
}

/// Reads the facts of a WAV file; `Ok(None)` for other files, `Err` names what makes a WAV file unusable.
pub(super) fn facts(file: &File) -> Result<Option<Wav>, String> {
    let mut reader = BufReader::new(file);
    match walk(&mut reader) {
        Ok(found) => found,
        Err(_) => Err("the WAV header is cut short".into()),
    }
}

fn walk(reader: &mut BufReader<&File>) -> io::Result<Result<Option<Wav>, String>> {
    let end = reader.seek(SeekFrom::End(0))?;
    reader.rewind()?;
    let mut head = [0; 12];
    if end < 12 {
        return Ok(Ok(None));
    }
    reader.read_exact(&mut head)?;
    if &head[..4] != b"RIFF" || &head[8..] != b"WAVE" {
        return Ok(Ok(None));
    }
    let mut format: Option<[u8; 16]> = None;
    let mut at = 12;
    let mut chunks = 0;
    while at + 8 <= end {
        let mut chunk = [0; 8];
        reader.read_exact(&mut chunk)?;
        at += 8;
        chunks += 1;
        let size = u64::from(le32(&chunk, 4));
        match &chunk[..4] {
            b"fmt " if size < 16 || at + size > end => {
                return Ok(Err(format!("the WAV format chunk claims {size} bytes")));
            }
            b"fmt " => {
                let mut fields = [0; 16];
                reader.read_exact(&mut fields)?;
                format = Some(fields);
                reader.seek_relative(size as i64 - 16 + (size & 1) as i64)?;
            }
            b"data" => {
                let Some(f) = format else { return Ok(Err("WAV without a format chunk".into())) };
                let wav = Wav {
                    tag: le16(&f, 0),
                    channels: le16(&f, 2),
                    rate_hz: le32(&f, 4),
                    block_align: le16(&f, 12),
                    bits: le16(&f, 14),
                    chunks,
                    claimed: size,
                    present: end - at,
                };
                return Ok(wav.check().map(|()| Some(wav)));
            }
            _ => reader.seek_relative((size + (size & 1)) as i64)?,
        }
        at += size + (size & 1);
    }
    Ok(Err("WAV without a data chunk".into()))
}

impl Wav {
    fn check(&self) -> Result<(), String> {
        if let Some(reason) = gate::refusal(self.rate_hz, usize::from(self.channels)) {
            return Err(reason);
        }
        if self.is_linear() && self.bits < 8 {
            return Err(format!("{} bits per sample", self.bits));
        }
        if self.present == 0 {
            return Err("no audio: the WAV file holds 0 samples".into());
        }
        Ok(())
    }

    /// Whether samples are plain numbers: PCM or float.
    fn is_linear(&self) -> bool {
        matches!(self.tag, 1 | 3 | 0xfffe)
    }

    /// Bytes of one sample of all channels, for plain samples.
    fn frame_bytes(&self) -> u64 {
        u64::from(self.channels) * u64::from(self.bits.div_ceil(8)).max(1)
    }

    /// The format tag, for the message when no decoder knows it.
    pub(super) fn tag(&self) -> u16 {
        self.tag
    }

    /// What a person should know of the header's lies.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.is_linear() && u64::from(self.block_align) != self.frame_bytes() {
            warnings.push(format!(
                "the WAV header's block align {} does not fit {} channels of {} bits",
                self.block_align, self.channels, self.bits
            ));
        }
        if self.chunks > 1_000 {
            warnings.push(format!("{} chunks before the sound", self.chunks));
        }
        // Linear: exact; packed codecs have blocks, so that seconds by bytes would be a guess.
        let seconds = |bytes: u64| match self.is_linear() {
            true => gate::seconds(bytes / self.frame_bytes(), self.rate_hz),
            false => format!("{bytes} bytes"),
        };
        match self.claimed {
            0 => warnings.push("the WAV header claims 0 bytes of sound: read to the end of the file".into()),
            n if n >= u64::from(u32::MAX) => {
                warnings.push("the WAV header does not know its length: read to the end of the file".into());
            }
            n if n > self.present => {
                warnings.push(format!("file ends early at {} of {}", seconds(self.present), seconds(n)));
            }
            _ => {}
        }
        warnings
    }
}

fn le16(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn le32(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

//! What fragments say of their samples.

use super::{
    boxes::{Fields, child, children, invalid},
    samples::{Chunk, Sample, Track},
};
use std::io;

/// The bit of a sample's flags that says it is no key frame.
const NO_KEY: u32 = 0x1_0000;

/// What holds for the samples of a track's part of a fragment, where they don't say it themselves.
#[derive(Debug)]
struct Defaults {
    track: u32,
    /// Where the fragment's bytes are counted from.
    base: u64,
    duration: Option<u32>,
    bytes: Option<u32>,
    flags: Option<u32>,
}

impl Defaults {
    fn read(tfhd: &[u8], moof_at: u64) -> io::Result<Self> {
        let mut fields = Fields(tfhd);
        let present = fields.u32()?;
        let track = fields.u32()?;
        let base = match (present & 0x1 != 0, present & 0x2_0000 != 0) {
            (true, _) => fields.word(true)?,
            (false, true) => moof_at,
            (false, false) => return Err(invalid("a fragment that says not where its bytes are")),
        };
        // Which description of the samples: there is one.
        fields.word_if(present, 0x2)?;
        Ok(Self {
            track,
            base,
            duration: fields.word_if(present, 0x8)?,
            bytes: fields.word_if(present, 0x10)?,
            flags: fields.word_if(present, 0x20)?,
        })
    }
}

impl Fields<'_> {
    /// A number that is there if one of the bits is.
    fn word_if(&mut self, present: u32, bit: u32) -> io::Result<Option<u32>> {
        (present & bit != 0).then(|| self.u32()).transpose()
    }
}

/// Adds the samples of a fragment, whose `moof` begins at byte `moof_at` of a file of `len` bytes, to their tracks.
pub(super) fn gather(moof: &[u8], moof_at: u64, len: u64, tracks: &mut [Track]) -> io::Result<()> {
    for traf in children(moof) {
        let traf = traf?;
        if traf.kind != *b"traf" {
            continue;
        }
        let defaults = Defaults::read(child(traf.body, *b"tfhd")?.body, moof_at)?;
        let track = tracks.iter_mut().find(|track| track.id == defaults.track);
        let track = track.ok_or_else(|| invalid("a fragment of no track"))?;
        let mut tfdt = Fields(child(traf.body, *b"tfdt")?.body);
        let is_long = tfdt.u32()? >> 24 == 1;
        let mut place = Place { time: tfdt.word(is_long)?, at: defaults.base };
        for run in children(traf.body) {
            let run = run?;
            if run.kind == *b"trun" {
                gather_run(run.body, &defaults, &mut place, track)?;
                if place.at > len {
                    return Err(invalid("a fragment beyond the end"));
                }
            }
        }
    }
    Ok(())
}

/// When the next sample is decoded, and where it lies.
struct Place {
    time: u64,
    at: u64,
}

fn gather_run(trun: &[u8], defaults: &Defaults, place: &mut Place, track: &mut Track) -> io::Result<()> {
    let mut fields = Fields(trun);
    let present = fields.u32()?;
    let samples = fields.u32()?;
    if let Some(offset) = fields.word_if(present, 0x1)? {
        place.at = defaults.base.saturating_add_signed(offset.cast_signed().into());
    }
    let first_flags = fields.word_if(present, 0x4)?;
    if samples > 0 {
        track.chunks.push(Chunk { at: place.at, samples });
    }
    let missing = || invalid("a sample of unknown length");
    for n in 0..samples {
        let duration = fields.word_if(present, 0x100)?.or(defaults.duration).ok_or_else(missing)?;
        let bytes = fields.word_if(present, 0x200)?.or(defaults.bytes).ok_or_else(missing)?;
        if bytes == 0 {
            return Err(invalid("a sample of nothing"));
        }
        let flags = fields.word_if(present, 0x400)?;
        let flags = flags.or(first_flags.filter(|_| n == 0)).or(defaults.flags).unwrap_or(0);
        let offset = fields.word_if(present, 0x800)?.unwrap_or(0).cast_signed();
        track.push(place.time, Sample { bytes, duration, offset, key: flags & NO_KEY == 0 })?;
        place.time = place.time.saturating_add(duration.into());
        place.at = place.at.saturating_add(bytes.into());
    }
    Ok(())
}

//! How loud a song is, for rows whose own bands don't tell.
//!
//! The scan finds the loudest passages by the mean power of its bands. That of one band, or of the treble alone, differs by up
//! to 15 dB, so the scan's bands are read beside them: in the spectra that are there anyway, and no more often than the scan
//! reads them.

use super::{
    BandScale, Listening, Reference,
    bands::{Band, Reading},
    lanes::in_lanes,
    scan,
    spectrogram::{Step, shares},
    transform::Transform,
};

/// Steps from one look to the next, 30 a second. All windows are centred on such a step.
const EVERY: u64 = 8;
/// Bands from here to there, or to the song's own ends, leave out nothing that counts, Hz.
const WHOLE_HZ: [f32; 2] = [40.0, 4_000.0];

/// The scan's bands at the latest look.
#[derive(Debug)]
pub(crate) struct Glance {
    /// By band and window: its share, if there is any, and how it is read.
    bands: Vec<[Option<(f32, Reading)>; 3]>,
    loudness_db: f32,
}

impl Glance {
    /// None where `bands` of the song's own tell it: half as many as the scan's or more, of equal ratio, over all that counts.
    pub(crate) fn new(reference: &Reference, bands: usize, spectra: [&Transform; 3]) -> Option<Self> {
        let Listening { min_hz, max_hz, scale, blend, .. } = reference.listening;
        let (scanned, [lo_hz, hi_hz]) = (scan::bands(reference.sample_rate_hz), WHOLE_HZ);
        let whole = min_hz.is_none_or(|hz| hz <= lo_hz) && max_hz.is_none_or(|hz| hz >= hi_hz);
        if whole && scale == BandScale::Log && 2 * bands >= scanned.len() {
            return None;
        }
        let parts = |band: &Band| {
            // They are too narrow to lie beyond a window's reach.
            let shares = shares(*band, [f64::INFINITY; 3]);
            [0, 1, 2].map(|w| (shares[w] > 0.0).then(|| (shares[w], Reading::new(*band, spectra[w], blend))))
        };
        Some(Self { bands: scanned.iter().map(parts).collect(), loudness_db: 0.0 })
    }

    /// The loudness at the latest look, dB; to be asked at every step.
    pub(crate) fn loudness_db(&mut self, step: &Step<'_>) -> f32 {
        if step.g.is_multiple_of(EVERY) {
            let spectra = step.spectra.map(|spectrum| spectrum.latest());
            let power = in_lanes(|| {
                let powers = self.bands.iter().map(|parts| {
                    let mut level_db = 0.0f32;
                    for (part, power) in parts.iter().zip(spectra) {
                        if let Some((share, reading)) = part {
                            level_db += share * reading.level_db(power);
                        }
                    }
                    // 10^(x / 10) = 2^(0.3322 x).
                    (level_db * 0.332_192_8).exp2()
                });
                powers.sum::<f32>()
            });
            self.loudness_db = 10.0 * (power / self.bands.len() as f32).max(1e-14).log10();
        }
        self.loudness_db
    }
}

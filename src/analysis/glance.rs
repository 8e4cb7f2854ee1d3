//! How loud a song is at a moment, by the measure of the scan, which has found its loudest passages.
//!
//! That is the mean power of the scan's own bands: of others it would differ, of a single one by up to 15 dB. They are read in
//! the spectra that are there anyway, and no more often than the scan reads them.

use super::{
    Reference,
    bands::{Band, Reading},
    lanes::in_lanes,
    scan,
    spectrogram::{Step, shares},
    transform::Transform,
};

/// Steps from one look to the next, 30 a second. All windows are centred on such a step.
const EVERY: u64 = 8;

/// The scan's bands at the latest look.
#[derive(Debug)]
pub(crate) struct Glance {
    /// By band and window: its share, if there is any, and how it is read.
    bands: Vec<[Option<(f32, Reading)>; 3]>,
    loudness_db: f32,
}

impl Glance {
    /// For a song, and for spectra as they come with every [`Step`].
    pub(crate) fn new(reference: &Reference, spectra: [&Transform; 3]) -> Self {
        let blend = reference.listening.blend;
        let parts = |band: &Band| {
            // They are too narrow to lie beyond a window's reach.
            let shares = shares(*band, [f64::INFINITY; 3]);
            [0, 1, 2].map(|w| (shares[w] > 0.0).then(|| (shares[w], Reading::new(*band, spectra[w], blend))))
        };
        Self { bands: scan::bands(reference.sample_rate_hz).iter().map(parts).collect(), loudness_db: 0.0 }
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

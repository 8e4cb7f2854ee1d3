//! What surrounds the bars of `circular`: a fainter bar behind each that falls later, with the peak caps, and how far a bar
//! stands out from those around it.

use super::{
    super::{
        picture::Bar,
        stroke::{BandColours, Place, mix},
    },
    figure::Figure,
};

/// Opacity of a bar's echo, and how far beyond the bar it is seen fully, widths of a bar.
const FAINT: f32 = 0.25;
const AFTER: f32 = 1.5;
/// How much of its bar's bright colour is at its end.
const DEEP: f32 = 0.25;
/// One that is so much longer than its bar, as a share of the longest bar, isn't seen any more.
const LOST: f32 = 0.35;
/// How far a bar rises above a quarter more than its neighbours, unorm16.
const SPIKE: i32 = 6_000;
/// Opacity of a bar that is as long as its neighbours, what standing out adds, and the least.
const EVEN: f32 = 0.86;
const OUT: f32 = 1.8;
const FAINTEST: f32 = 0.66;

/// All that runs around the ring: values at the places of bars, counted from the bottom.
pub(super) struct Round<'a> {
    pub(super) figure: &'a Figure,
    /// Where the values of each side are in a row of the tables.
    pub(super) columns: [usize; 2],
}

impl Round<'_> {
    /// The place of a band's bar on a side.
    pub(super) fn place_of(&self, band: usize, side: usize) -> i32 {
        let bands = self.figure.bands as i32;
        if side == 0 { band as i32 } else { 2 * bands - 1 - band as i32 }
    }

    /// Band and side at a place, which may lie a few beyond the last.
    fn at(&self, place: i32) -> (usize, usize) {
        let (bands, count) = (self.figure.bands as i32, (self.figure.bands * self.figure.sides) as i32);
        let place = place.rem_euclid(count);
        if place < bands { (place as usize, 0) } else { ((2 * bands - 1 - place) as usize, 1) }
    }

    fn value(&self, values: &[u16], place: i32) -> i32 {
        let (band, side) = self.at(place);
        self.figure.shown(values, self.columns[side], band).into()
    }

    /// Where the echo of a bar ends: what the bar has reached lately, but no further than one beside it, as alone it would be an
    /// antenna.
    pub(super) fn reached(&self, caps: &[u16], place: i32) -> u16 {
        let [own, before, after] = [0, -1, 1].map(|step| self.value(caps, place + step));
        own.min(before.max(after)) as u16
    }

    /// A height that stands out from its neighbours more than it did, and how far it does, as a share of full height.
    pub(super) fn outstanding(&self, heights: &[u16], place: i32) -> (u16, f32) {
        let [value, a, b, c, d] = [0, -2, -1, 1, 2].map(|step| self.value(heights, place + step));
        let around = (a + b + c + d) / 4;
        let out = value - around;
        // A bar alone would be a spike.
        let most = (around + around / 4 + SPIKE).min(65_535);
        ((value + out / 2).clamp(0, most) as u16, out as f32 * (1.0 / 65_535.0))
    }

    /// The echo of a bar, which stands at `bar` and has reached `rise` lately, pixels.
    pub(super) fn echo(&self, colours: &BandColours, bar: &Place, rise: f32) -> Bar {
        let after = rise - bar.length;
        let lost = (after * 8.0 / (self.figure.longest as f32 * LOST)).min(1.0);
        // Behind a bar that is hardly there, an echo would stand alone.
        let company = (bar.length / after.max(1.0)).min(1.0);
        let seen = (after / (bar.width * AFTER)).clamp(0.0, 1.0) * (1.0 - lost) * company;
        let place = Place { length: rise, opacity: (FAINT * self.figure.echo).min(1.0) * seen, ..*bar };
        let mut echo = self.figure.room.bar(colours, 0.0, &place);
        // In the bar's own colour, and the deeper the later.
        (echo.root, echo.tip, echo.glow) = (colours.tip, mix(colours.glow, colours.tip, DEEP), [0.0; 3]);
        echo.hot_amount = 0.0;
        echo
    }
}

/// Opacity of a bar that stands out so far.
pub(super) fn clear(out: f32) -> f32 {
    (EVEN + OUT * out).clamp(FAINTEST, 1.0)
}

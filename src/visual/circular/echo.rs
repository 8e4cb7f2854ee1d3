//! What surrounds the bars of `circular`: a fainter bar behind each that falls later, a fine line around all of them, and
//! how far a bar stands out from those around it. Both follow the peak caps.

use super::{
    super::{
        picture::Bar,
        shader::steps,
        stroke::{BandColours, Place, mix},
    },
    Spoke,
    figure::Figure,
};

/// Strokes that a bar adds: the fainter bar, and its part of the line.
pub(super) const STROKES: u32 = 2;
/// Opacity of a bar's echo, and how far beyond the bar it is seen fully, widths of a bar.
const FAINT: f32 = 0.34;
const AFTER: f32 = 1.5;
/// Light of the line beside the bars' tips, and what an onset adds.
const LINE: f32 = 0.30;
const STRUCK: f32 = 0.40;
/// The line passes the tallest cap of so many places on either side, softened over as many.
const AROUND: i32 = 3;
/// Opacity of a bar that is as long as its neighbours, what standing out adds, and the least.
const EVEN: f32 = 0.86;
const OUT: f32 = 2.4;
const FAINTEST: f32 = 0.50;

/// All that runs around the ring: values at the places of bars, counted from the bottom.
pub(super) struct Round<'a> {
    pub(super) figure: &'a Figure,
    pub(super) spokes: &'a [Spoke],
    /// Where the values of each side are in a row of the tables.
    pub(super) columns: [usize; 2],
    pub(super) ring: f32,
    /// Cosine and sine of the turn.
    pub(super) turn: [f32; 2],
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
        values[self.columns[side] + band].into()
    }

    fn axis(&self, place: i32) -> [f32; 2] {
        let (band, side) = self.at(place);
        let [x, y] = self.spokes[band].axis;
        let x = if side == 1 { -x } else { x };
        let [cos, sin] = self.turn;
        [x * cos - y * sin, x * sin + y * cos]
    }

    /// A height that stands out from its neighbours more than it did, and how far it does, as a share of full height.
    pub(super) fn outstanding(&self, heights: &[u16], place: i32) -> (u16, f32) {
        let [value, a, b, c, d] = [0, -2, -1, 1, 2].map(|step| self.value(heights, place + step));
        let out = value - (a + b + c + d) / 4;
        ((value + out / 2).clamp(0, 65_535) as u16, out as f32 * (1.0 / 65_535.0))
    }

    /// The echo of a bar, which stands at `bar` and has reached `rise` lately, pixels.
    pub(super) fn echo(&self, colours: &BandColours, bar: &Place, rise: f32) -> Bar {
        let seen = ((rise - bar.length) / (bar.width * AFTER)).clamp(0.0, 1.0);
        let place = Place { length: rise, opacity: (FAINT * self.figure.echo).min(1.0) * seen, ..*bar };
        let mut echo = self.figure.room.bar(colours, 0.0, &place);
        (echo.tip, echo.glow) = (mix(echo.root, echo.tip, 0.8), [0.0; 3]);
        echo
    }

    /// The line's part from a place to the next.
    pub(super) fn line(&self, caps: &[u16], place: i32, onset: f32) -> Bar {
        let figure = self.figure;
        let on = |place: i32| {
            let value = self.envelope(caps, place);
            let length = steps(value, figure.longest).max(figure.stub) as f32 * 0.125 * figure.echo_share;
            let (axis, radius) = (self.axis(place), self.ring + figure.gap + length + figure.echo_away);
            [figure.room.center[0] + axis[0] * radius, figure.room.center[1] + axis[1] * radius]
        };
        let colours = &self.spokes[self.at(place).0].colours;
        self.stroke(on(place), on(place + 1), LINE + STRUCK * onset, colours)
    }

    /// The tallest caps around a place, softened.
    fn envelope(&self, caps: &[u16], place: i32) -> u16 {
        let tallest =
            |place: i32| (-AROUND..=AROUND).map(|step| self.value(caps, place + step)).fold(0, i32::max);
        let sum: i32 = (-AROUND..=AROUND).map(|step| (AROUND + 1 - step.abs()) * tallest(place + step)).sum();
        (sum / ((AROUND + 1) * (AROUND + 1))) as u16
    }

    /// A part of a line. It covers what is below, so that nothing shows where parts overlap.
    fn stroke(&self, from: [f32; 2], to: [f32; 2], light: f32, colours: &BandColours) -> Bar {
        let way = [to[0] - from[0], to[1] - from[1]];
        let length = (way[0] * way[0] + way[1] * way[1]).sqrt().max(1e-3);
        let half_width = self.figure.echo_line;
        let colour = mix(self.figure.echo_ground, colours.tip, (light * self.figure.echo).min(1.0));
        Bar {
            center: [(from[0] + to[0]) * 0.5, (from[1] + to[1]) * 0.5],
            axis: way.map(|v| v * (1.0 / length)),
            half_length: length * 0.5 + half_width,
            half_width,
            corner: half_width,
            hot: 1.0,
            hot_amount: 0.0,
            opacity: 1.0,
            root: colour,
            tip: colour,
            hot_colour: colour,
            glow: [0.0; 3],
            glow_reach: half_width,
        }
    }
}

/// Opacity of a bar that stands out so far.
pub(super) fn clear(out: f32) -> f32 {
    (EVEN + OUT * out).clamp(FAINTEST, 1.0)
}

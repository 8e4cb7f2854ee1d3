//! Hues, degrees of OKLCh: which two go together, and which are clean, light and dark.

/// Farthest apart that the two hues may lie, degrees, and the least: nearer ones look like one.
pub(super) const NEIGHBOUR: f32 = 60.0;
const BESIDE: f32 = 32.0;
/// Where hues turn from olive, the dark yellow, to green, degrees; and where they are yellow in the light.
const OLIVE: f32 = 112.0;
const YELLOW: f32 = 105.0;

/// Degrees from one hue to another, the shorter way, -180 to 180.
pub(super) fn turn(from: f32, to: f32) -> f32 {
    (to - from + 540.0).rem_euclid(360.0) - 180.0
}

/// Whether the first hue is nearer to yellow than the second, and so lighter by nature.
pub(super) fn yellower(hue: f32, other: f32) -> bool {
    turn(YELLOW, hue).abs() <= turn(YELLOW, other).abs()
}

/// The hue of the second colour: on the side of another one if there is any, but never with olive in between.
pub(super) fn neighbour(hue: f32, other: Option<f32>) -> f32 {
    let way = other.map_or(BESIDE, |other| turn(hue, other));
    let way = match way.abs() {
        far if far <= NEIGHBOUR => way.signum() * far.max(BESIDE),
        _ => way.signum() * BESIDE,
    };
    let olive = turn(hue, OLIVE);
    let crosses = way * olive > 0.0 && way.abs() >= olive.abs();
    hue + if crosses { -way.signum() * BESIDE } else { way }
}

/// The hue for shapes, which are darker at one end: yellows become ambers, up to `last`, and lime becomes green.
pub(super) fn clear(hue: f32, last: f32) -> f32 {
    parted(hue, [56.0, last], 140.0)
}

/// The hue for a dark room: there all that isn't near to red or to green is a brown.
pub(super) fn deep(hue: f32) -> f32 {
    parted(hue, [28.0, 38.0], 154.0)
}

/// A hue that keeps out of the olives: those from `warm[0]` to them are pressed together, up to `warm[1]`, and those from
/// there to `green` likewise.
fn parted(hue: f32, warm: [f32; 2], green: f32) -> f32 {
    /// What is left of the greens, degrees.
    const GREENS: f32 = 8.0;
    let hue = hue.rem_euclid(360.0);
    match hue {
        _ if hue <= warm[0] || hue >= green => hue,
        _ if hue <= OLIVE => warm[0] + (hue - warm[0]) / (OLIVE - warm[0]) * (warm[1] - warm[0]),
        _ => green - GREENS * (green - hue) / (green - OLIVE),
    }
}

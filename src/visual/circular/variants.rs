//! What `circular` draws beyond its plain bars, described by the host: rows of segments, a closed ribbon, a filled disc,
//! more rings, caps.

use super::{
    super::{
        FrameInput,
        curve::{Curve, cosine, soften, span},
        picture::{Bar, Edge, Light, Picture, Ribbon, Ring},
        shader::steps,
        stroke::{BandColours, Place, mix, scale},
    },
    Circular,
    figure::Figure,
};
use std::f32::consts::TAU;

/// Copies of the ribbon behind it, and from one to the next, seconds.
const ECHOES: usize = 2;
const DELAY_S: f32 = 0.11;
/// How far the first copy stands above the ribbon at the most, unorm16; those behind it as much further each.
const AHEAD: u16 = 3_500;
/// How far back the ribbon looks, seconds.
pub(super) const RIBBON_LOOKS_BACK_S: f32 = DELAY_S * ECHOES as f32;
/// From ring to ring, as a share of the ring's radius.
const RING_STEP: f32 = 0.075;

impl Circular {
    /// The disc in the ring, and rings inside of the first.
    pub(super) fn inside(&self, figure: &Figure, ring: &Ring, picture: &mut Picture) {
        if let Some(light) = self.center {
            let half = ring.radius * 0.5;
            picture.rings.push(Ring {
                radius: half,
                half_width: half,
                from: light,
                to: light,
                opacity: 1.0,
                ..*ring
            });
        }
        picture.rings.extend((0..self.rings).map(|i| Ring {
            radius: ring.radius * (1.0 - RING_STEP * i as f32),
            half_width: (figure.line * (1.0 - 0.25 * i as f32)).max(0.4),
            opacity: ring.opacity / (1.0 + 1.2 * i as f32),
            ..*ring
        }));
    }

    /// A row of segments instead of a bar; `full` is the place of the longest.
    pub(super) fn cells(
        &self,
        figure: &Figure,
        colours: &BandColours,
        height: f32,
        full: &Place,
        picture: &mut Picture,
    ) {
        let count = (full.length / (full.width * 1.1)).clamp(5.0, 16.0) as u32;
        figure.room.cells(colours, height, full, count, picture);
    }

    /// A short stroke across, beyond the end of a bar, where it was highest of late.
    pub(super) fn cap(&self, figure: &Figure, colours: &BandColours, place: &Place, rise: f32) -> Bar {
        let thickness = (place.width * 0.3).max(1.5);
        let across = [-place.axis[1], place.axis[0]];
        let out = rise.max(figure.stub as f32 * 0.125) + thickness * 2.0;
        let start = |i: usize| place.root[i] + place.axis[i] * out - across[i] * place.width * 0.5;
        let cap = Place {
            root: [start(0), start(1)],
            axis: across,
            length: place.width,
            width: thickness,
            near_reach: 0.0,
            opacity: 0.85,
            ..*place
        };
        let mut bar = figure.room.bar(colours, 1.0, &cap);
        (bar.root, bar.glow, bar.hot_amount) = (bar.tip, [0.0; 3], 0.35);
        bar
    }

    /// One closed ribbon around the ring, and what it was a moment ago behind it.
    pub(super) fn ribbon(
        &self,
        figure: &Figure,
        ring: f32,
        axis: [f32; 2],
        frame: &FrameInput<'_>,
        picture: &mut Picture,
    ) {
        for echo in (1..=ECHOES).rev() {
            let then = frame.time_s - f64::from(DELAY_S) * echo as f64;
            self.layer(figure, ring, axis, (&frame.rows.at(then).heights, frame), echo, picture);
        }
        self.layer(figure, ring, axis, (&frame.row.heights, frame), 0, picture);
    }

    fn layer(
        &self,
        figure: &Figure,
        ring: f32,
        axis: [f32; 2],
        (heights, frame): (&[u16], &FrameInput<'_>),
        echo: usize,
        picture: &mut Picture,
    ) {
        let far = echo as f32;
        let full = figure.longest as f32 * 0.125 * (1.0 + 0.07 * far);
        let [outward, inward] = self.shares.map(|share| share * full);
        let curve = self.curve(figure, (heights, &frame.row.heights), echo);
        let first = picture.edges.len();
        let root = ring + if outward > 0.0 { figure.gap } else { -figure.gap };
        let count = (root * TAU * 0.5).clamp(64.0, 1_600.0).floor();
        let points = curve.points() as f32;
        picture.edges.extend((0..count as usize).map(|i| {
            let turn = i as f32 / count;
            let (v, slope) = curve.at(turn * points - 0.5);
            let (lower, upper) = (root - v * inward, root + v * outward);
            let cos = |full: f32, at: f32| cosine(slope * full * points / (TAU * at.max(1.0)));
            let (lower_cos, upper_cos) = (cos(inward, lower), cos(outward, upper));
            let along = if self.mirror { 1.0 - (2.0 * turn - 1.0).abs() } else { turn };
            Edge { lower, upper, lower_cos, upper_cos, along, glow: (0.2 + 0.8 * v) * upper_cos }
        }));
        let own = &picture.edges[first..];
        let of =
            |pick: &dyn Fn(&BandColours) -> Light| [0, self.bands - 1].map(|b| pick(&self.spokes[b].colours));
        let half_line = figure.line * if echo == 0 { 0.85 } else { 0.5 };
        let glow_reach = figure.near_reach.max(3.0);
        let front = echo == 0;
        picture.ribbons.push(Ribbon {
            origin: figure.room.center,
            axis,
            round: 1,
            first: first as u32,
            count: own.len() as u32,
            per: count,
            span: span(own, glow_reach.max(half_line)),
            opacity: if front { 0.86 } else { 0.4 / far },
            root_opacity: if inward > 0.0 { if front { 0.64 } else { 0.5 } } else { 0.0 },
            rise: if inward > 0.0 { 0.0 } else { outward * 0.7 },
            half_line,
            line_opacity: if front { 1.0 } else { 0.5 / far },
            glow_reach,
            roots: of(&|c| c.root),
            tips: of(&|c| mix(c.tip, c.glow, 0.2)),
            lines: of(&|c| if front { mix(c.tip, c.hot, 0.5) } else { c.tip }),
            glows: of(&|c| scale(c.glow, if front { 0.5 * figure.room.glow } else { 0.0 })),
        });
    }

    /// The curve through the heights, 0 to 1, around the ring from the first band on; no echo stands far above what is
    /// there `now`.
    fn curve(&self, figure: &Figure, (heights, now): (&[u16], &[u16]), echo: usize) -> Curve {
        let value = |b: usize| {
            let [then, now] = [heights, now].map(|row| figure.shown(row, 0, b));
            steps(then.min(now.saturating_add(AHEAD * echo as u16)), 4_096) as f32 * (1.0 / 4_096.0)
        };
        let mut values: Vec<f32> = (0..self.bands).map(value).collect();
        soften(&mut values, 1 + 2 * echo);
        match self.mirror {
            true => Curve::closed(values.iter().chain(values.iter().rev()).copied().collect()),
            false => Curve::closed(values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{super::drawn, INFO};
    use crate::{size::Size, visual::params::Values};

    #[test]
    fn what_the_shader_does_not_describe_the_host_does() {
        let size = Size::new(1280, 720).unwrap();
        let shader = |set: &[(&str, &str)]| {
            let mut values = Values::defaults(INFO.params);
            set.iter().for_each(|(name, value)| values.set(name, value).unwrap());
            (INFO.create)(&values).shader(size).is_some()
        };
        assert!(shader(&[]) && shader(&[("mirror", "off"), ("spin", "20")]));
        for (name, value) in [
            ("shape", "ribbon"),
            ("shape", "segments"),
            ("direction", "both"),
            ("caps", "on"),
            ("rings", "2"),
            ("center", "red"),
        ] {
            assert!(!shader(&[(name, value)]), "{name}");
        }
    }

    #[test]
    fn bars_that_grow_inward_stay_in_the_ring() {
        let away = |at: [f32; 2]| ((at[0] - 640.0).powi(2) + (at[1] - 360.0).powi(2)).sqrt();
        let of = |direction| drawn(&INFO, &[("direction", direction), ("echo", "0")], |_| 65_535);
        let (out, both, inward) = (of("outward"), of("both"), of("inward"));
        assert!(out.bars.iter().all(|bar| away(bar.center) > out.rings[0].radius));
        assert!(inward.bars.iter().all(|bar| away(bar.center) < inward.rings[0].radius));
        assert_eq!(both.bars.len(), 2 * out.bars.len());
        for picture in [&out, &both, &inward] {
            let reach = picture.bars.iter().map(|bar| away(bar.center) + bar.half_length);
            assert!(reach.fold(0.0, f32::max) < 345.0, "within the picture");
        }
    }

    #[test]
    fn the_largest_ring_leaves_room_for_bars_within_the_picture() {
        let away = |at: [f32; 2]| ((at[0] - 640.0).powi(2) + (at[1] - 360.0).powi(2)).sqrt();
        let picture = drawn(&INFO, &[("inner_radius", "0.45"), ("pulse", "0")], |_| 65_535);
        let reach = picture.bars.iter().map(|bar| away(bar.center) + bar.half_length).fold(0.0, f32::max);
        assert!(reach < 345.0 && picture.rings[0].radius < 310.0, "{reach}");
    }

    #[test]
    fn a_row_of_segments_is_lit_up_to_its_height() {
        let lit = |height: u16| {
            let picture = drawn(&INFO, &[("shape", "segments"), ("echo", "0")], |_| height);
            picture.bars.iter().filter(|bar| bar.opacity > 0.5).count() as f32 / picture.bars.len() as f32
        };
        assert!(lit(0) < 0.01 && lit(65_535) > 0.99);
        assert!((lit(32_768) - 0.5).abs() < 0.12, "{}", lit(32_768));
    }

    #[test]
    fn a_disc_and_all_rings_are_drawn() {
        let picture = drawn(&INFO, &[("rings", "3"), ("center", "red")], |_| 9_000);
        assert_eq!(picture.rings.len(), 4);
    }
}

//! A style that shows every kind of shape at once.

use crate::{
    analysis::Settings,
    size::Size,
    visual::{
        FrameInput, Picture, Style,
        picture::{Bar, Beam, Edge, Glow, Heatmap, Lamp, Ribbon, Ring, Shadow, packed},
    },
};

/// Every kind of shape at once, without a shader: the host describes, the adapter draws.
#[derive(Debug)]
pub(in crate::render) struct Everything;

impl Style for Everything {
    fn analysis(&self, _: Size) -> Settings {
        Settings {
            bands: 48,
            rows_around_s: [0.5, 0.2],
            samples_around_s: [0.01, 0.01],
            ..Settings::default()
        }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let tall = |b: usize| f32::from(frame.row.heights[b % 48]) / 65_535.0;
        picture.backdrop = [0.01, 0.012, 0.02];
        picture.lamps.push(Lamp {
            center: [w * 0.4, h * 0.5],
            radius: [w * 0.5, h * 0.5],
            colour: [0.05, 0.02, 0.1],
        });
        picture.shadows.push(Shadow { center: [w * 0.7, h * 0.4], radius: h * 0.1, rim: 12.0, amount: 0.5 });
        picture.glows.push(Glow { a: [0.0, h], b: [w, 0.0], reach: 40.0, colour: [0.02, 0.1, 0.1] });
        picture.rings.extend((0..9).map(|i| Ring {
            center: [w * 0.7, h * 0.4],
            radius: h * (0.1 + 0.1 * tall(3) + 0.03 * i as f32),
            half_width: 1.3,
            axis: [0.6, 0.8],
            from: [0.4, 0.1, 0.0],
            to: [0.0, 0.3, 0.7],
            opacity: 0.9 - 0.07 * i as f32,
        }));
        let (columns, rows) = (16, 12);
        picture.heatmap = Some(Heatmap {
            center: [w * 0.31, h * 0.4],
            half_size: [w * 0.21, h * 0.3],
            corner: h * 0.05 + 0.5,
            fade: h * 0.12,
            soft: 1.0 + h * 0.04,
            opacity: 0.9,
            first: [-0.7 + tall(5), 0.3],
            step: [columns as f32 / (w * 0.42), (rows - 1) as f32 / (h * 0.6)],
            columns,
            rows,
            lit: w * 0.35,
            dim: 0.4,
        });
        picture.heat.values = (0..columns * rows)
            .map(|i| frame.rows.get(frame.n as i64 - i64::from(i / rows)).heights[(i % rows) as usize])
            .collect();
        picture.heat.colours = packed(|t| [t, t * t, 0.1 + 0.5 * t]);
        // Level and slanted ones, and round ones that differ in nothing, in their axis, count and centre alone.
        let (centre, right, up) = ([w * 0.7, h * 0.4], [1.0, 0.0], [0.0, -1.0]);
        for (round, origin, axis, count, low, high) in [
            (0, [w * 0.05, h * 0.95], right, 48, 0.0, h * 0.2),
            (0, [w * 0.1, h * 0.3], [0.8, 0.6], 48, 0.0, h * 0.05),
            (1, centre, right, 48, h * 0.12, h * 0.2),
            (1, centre, right, 48, h * 0.08, h * 0.05),
            (1, centre, up, 48, h * 0.14, h * 0.03),
            (1, centre, up, 33, h * 0.16, h * 0.03),
            (1, [w * 0.7 + 9.0, h * 0.4], up, 33, h * 0.02, h * 0.1),
            (0, [w * 0.1, h * 0.5], [0.8, 0.6], 48, 0.0, h * 0.04),
            (0, [w * 0.1, h * 0.6], [0.8, 0.6], 48, 0.0, h * 0.04),
            (0, [w * 0.1, h * 0.7], [0.8, 0.6], 48, 0.0, h * 0.04),
            (0, [w * 0.1, h * 0.8], [0.8, 0.6], 48, 0.0, h * 0.04),
            (0, [w * 0.5, h * 0.1], right, 48, 0.0, h * 0.04),
            (0, [w * 0.5, h * 0.2], right, 48, 0.0, h * 0.04),
        ] {
            let first = picture.edges.len() as u32;
            picture.edges.extend((0..count as usize).map(|b| Edge {
                lower: low,
                upper: low + high * tall(b),
                lower_cos: 1.0,
                upper_cos: 0.8,
                along: b as f32 / (count - 1) as f32,
                glow: tall(b),
            }));
            picture.ribbons.push(Ribbon {
                origin,
                axis,
                round,
                first,
                count,
                per: if round == 1 { count as f32 } else { (count - 1) as f32 / (w * 0.9) },
                span: [low - 8.0, low + high + 8.0],
                opacity: 0.6,
                root_opacity: 0.2,
                rise: if round == 1 { 0.0 } else { h * 0.1 },
                half_line: 0.9,
                line_opacity: 0.9,
                glow_reach: 7.0,
                roots: [[0.1, 0.0, 0.1], [0.0, 0.1, 0.1]],
                tips: [[0.5, 0.1, 0.3], [0.1, 0.5, 0.3]],
                lines: [[1.0, 0.8, 0.8], [0.8, 1.0, 0.9]],
                glows: [[0.1, 0.05, 0.2], [0.05, 0.2, 0.1]],
            });
        }
        picture.bars.extend((0..20).map(|b| Bar {
            center: [w * (0.1 + 0.04 * b as f32), h * 0.8],
            axis: [0.28, -0.96],
            half_length: h * 0.08 * (0.1 + tall(b)) + 2.0,
            half_width: 2.0,
            corner: 1.5,
            hot: 5.0,
            hot_amount: 0.7,
            opacity: 0.9,
            root: [0.1, 0.0, 0.1],
            tip: [0.6, 0.2, 0.1],
            hot_colour: [1.0; 3],
            glow: [0.1, 0.05, 0.0],
            glow_reach: 8.0,
        }));
        let at = |i: usize| {
            let [l, r] = frame.samples[i].map(|s| f32::from(s) / 32_768.0);
            [w * (0.5 + 0.3 * l), h * (0.5 + 0.3 * r)]
        };
        picture.beams.extend((1..90).map(|i| Beam {
            a: at(i - 1),
            b: at(i),
            radius: 2.2,
            colour: [0.1, 0.3, 0.25],
        }));
    }
}

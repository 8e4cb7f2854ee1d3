//! Crisp shapes, and which tiles they touch.

use super::{super::super::program, Numbers, Twin, compare, direction, gpu, light_of, point};
use crate::{
    render::{
        light::{code, to_ycbcr},
        shade::{
            bar::bar_at,
            beam::{beam_at, beam_touches},
            mix,
            ribbon::turn_of,
            ring_at,
        },
        tiles::{bar_touches, ring_touches},
    },
    visual::picture::{Bar, Beam, Ring},
};

/// Where, and a bar, as 25 numbers.
fn bar_inputs(numbers: &mut Numbers) -> Vec<f32> {
    let half_width = numbers.within(0.5, 8.0);
    let bar = Bar {
        center: point(numbers),
        axis: direction(numbers),
        half_length: half_width + numbers.within(0.0, 60.0),
        half_width,
        corner: numbers.within(0.5, half_width),
        hot: numbers.within(1.0, 30.0),
        hot_amount: numbers.next(),
        opacity: numbers.next(),
        root: light_of(numbers),
        tip: light_of(numbers),
        hot_colour: light_of(numbers),
        glow: light_of(numbers),
        glow_reach: half_width + numbers.within(0.0, 20.0),
    };
    [&point(numbers), bytemuck::cast_slice::<_, f32>(&[bar])].concat()
}

fn ring_inputs(numbers: &mut Numbers) -> Vec<f32> {
    let ring = Ring {
        center: point(numbers),
        radius: numbers.within(5.0, 100.0),
        half_width: numbers.within(0.2, 4.0),
        axis: direction(numbers),
        from: light_of(numbers),
        to: light_of(numbers),
        opacity: numbers.next(),
    };
    [&point(numbers), bytemuck::cast_slice::<_, f32>(&[ring])].concat()
}

/// The rest of the inputs as a shape.
fn shape<T: bytemuck::AnyBitPattern>(inputs: &[f32]) -> T {
    bytemuck::pod_read_unaligned(bytemuck::cast_slice(&inputs[2..]))
}

/// A point, and a beam whose ends are at most so far from it, across and down.
fn beam_inputs(numbers: &mut Numbers, far: f32) -> Vec<f32> {
    let [x, y] = point(numbers);
    let near = |numbers: &mut Numbers| [x + numbers.within(-far, far), y + numbers.within(-far, far)];
    [&[x, y][..], &near(numbers), &near(numbers), &[numbers.within(0.7, 8.0)]].concat()
}

fn beam(v: &[f32]) -> Beam {
    Beam { a: [v[2], v[3]], b: [v[4], v[5]], radius: v[6], colour: [1.0; 3] }
}

const BAR: &str = "
    var bar: Bar;
    bar.center = input2(2u); bar.axis = input2(4u);
    bar.half_length = input(6u); bar.half_width = input(7u); bar.corner = input(8u);
    bar.hot = input(9u); bar.hot_amount = input(10u); bar.opacity = input(11u);
    bar.root = input3(12u); bar.tip = input3(15u); bar.hot_colour = input3(18u); bar.glow = input3(21u);
    bar.glow_reach = input(24u);
    let x = vec4(input(0u)); let y = vec4(input(1u));
";
const RING: &str = "
    var ring: Ring;
    ring.center = input2(2u); ring.radius = input(4u); ring.half_width = input(5u); ring.axis = input2(6u);
    ring.from_light = input3(8u); ring.to_light = input3(11u); ring.opacity = input(14u);
    let x = vec4(input(0u)); let y = vec4(input(1u));
";

#[test]
fn shapes_are_the_same_on_both_sides() {
    if gpu().is_none() {
        return;
    }
    let wgsl =
        |shape: &str, call: &str| -> &'static str { Box::leak(format!("{shape}{call}").into_boxed_str()) };
    let twins = [
        Twin {
            name: "bar_at",
            ins: 25,
            outs: 4,
            wgsl: wgsl(BAR, "let s = bar_at(bar, x, y); output3(0u, vec3(s.glow.x, s.cover.x, s.along.x)); output(3u, s.hot.x);"),
            make: bar_inputs,
            rust: |v| {
                let s = bar_at(&shape::<Bar>(v), v[0], v[1]);
                vec![s.glow, s.cover, s.along, s.hot]
            },
            within: 1e-4,
            share: 0.0,
        },
        Twin {
            name: "bar_touches",
            ins: 25,
            outs: 1,
            wgsl: wgsl(BAR, "output(0u, select(0.0, 1.0, bar_touches(bar, x, y.x).x));"),
            make: bar_inputs,
            rust: |v| vec![f32::from(u8::from(bar_touches(&shape::<Bar>(v), v[0], v[1])))],
            within: 0.0,
            share: 1e-4,
        },
        Twin {
            name: "ring_at",
            ins: 15,
            outs: 2,
            wgsl: wgsl(RING, "let s = ring_at(ring, x, y); output(0u, s.cover.x); output(1u, s.along.x);"),
            make: ring_inputs,
            rust: |v| {
                let (cover, along) = ring_at(&shape::<Ring>(v), v[0], v[1]);
                vec![cover, along]
            },
            within: 1e-4,
            share: 0.0,
        },
        Twin {
            name: "ring_touches",
            ins: 15,
            outs: 1,
            wgsl: wgsl(RING, "output(0u, select(0.0, 1.0, ring_touches(ring, x, y.x).x));"),
            make: ring_inputs,
            rust: |v| vec![f32::from(u8::from(ring_touches(&shape::<Ring>(v), v[0], v[1])))],
            within: 0.0,
            share: 1e-4,
        },
        Twin {
            name: "beam_at",
            ins: 7,
            outs: 1,
            wgsl: "output(0u, beam_at(Beam(vec3(1.0), input(6u), input2(2u), input2(4u)), vec4(input(0u)), vec4(input(1u))).x);",
            make: |n| beam_inputs(n, 9.0),
            rust: |v| vec![beam_at(&beam(v), v[0], v[1])],
            within: 1e-4,
            share: 0.0,
        },
        Twin {
            name: "beam_touches",
            ins: 7,
            outs: 1,
            wgsl: "output(0u, select(0.0, 1.0, beam_touches(Beam(vec3(1.0), input(6u), input2(2u), input2(4u)), vec4(input(0u)), input(1u)).x));",
            make: |n| beam_inputs(n, 40.0),
            rust: |v| vec![f32::from(u8::from(beam_touches(&beam(v), v[0], v[1])))],
            within: 0.0,
            share: 1e-4,
        },
        Twin {
            name: "turn_of",
            ins: 4,
            outs: 1,
            wgsl: "output(0u, turn_of(input2(0u), input(2u), input(3u)));",
            make: |n| [direction(n), [n.within(-300.0, 300.0), n.within(-300.0, 300.0)]].concat(),
            rust: |v| vec![turn_of([v[0], v[1]], v[2], v[3])],
            within: 1e-6,
            share: 0.0,
        },
        Twin {
            name: "blend",
            ins: 3,
            outs: 1,
            wgsl: "output(0u, blend(input(0u), input(1u), vec4(input(2u))).x);",
            make: |n| light_of(n).to_vec(),
            rust: |v| vec![mix(v[0], v[1], v[2])],
            within: 1e-6,
            share: 0.0,
        },
        Twin {
            name: "between, over",
            ins: 10,
            outs: 1,
            wgsl: "
                let backdrop = between(input(0u), input(1u), input(2u), input(3u), vec4(input(4u)), vec4(input(5u)));
                let light = over(backdrop * backdrop, vec4(input(9u)), vec4(input(6u)), vec4(input(7u)), vec4(input(8u)));
                output(0u, codes(Rgb4(light, light, light), 0.0).r.x);",
            make: |n| (0..10).map(|_| n.next()).collect(),
            rust: |v| {
                let backdrop = mix(mix(v[0], v[1], v[4]), mix(v[2], v[3], v[4]), v[5]);
                vec![code((backdrop * backdrop * (1.0 - v[9]) + v[6]) * (1.0 - v[7]) + v[8])]
            },
            within: 1e-6,
            share: 0.0,
        },
        Twin {
            name: "mean4, luma4",
            ins: 4,
            outs: 2,
            wgsl: "
                let v = vec4(input3(0u), input(3u));
                output(0u, mean4(v));
                output(1u, luma4(Rgb4(v, v.yzwx, v.zwxy)).x);",
            make: |n| (0..4).map(|_| n.next()).collect(),
            rust: |v| vec![((v[0] + v[1]) + (v[2] + v[3])) * 0.25, to_ycbcr(v[0], v[1], v[2])[0]],
            within: 1e-6,
            share: 0.0,
        },
        Twin {
            name: "thresholds, round4",
            ins: 2,
            outs: 1,
            wgsl: "output(0u, f32(round4(vec4(input(0u)), thresholds(u32(input(1u)), 256.0)) & 0xffu));",
            make: |n| vec![n.within(0.0, 254.9), (n.next() * 255.0).floor()],
            rust: |v| vec![(v[0] + (v[1] + 0.5) / 256.0 + 1.0 / 4096.0).floor()],
            within: 0.0,
            share: 1e-4,
        },
    ];
    compare(&program::DRAW, &twins);
}

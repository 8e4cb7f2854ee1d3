//! Light, colours and what is soft.

use super::{super::super::program, Twin, compare, gpu, light_of, point};
use crate::{
    render::light::{self, code, lamp_at, quantise, to_rgb, to_ycbcr},
    visual::picture::{Glow, Lamp, Shadow},
};

#[test]
fn light_and_colour_are_the_same_on_both_sides() {
    if gpu().is_none() {
        return;
    }
    let twins = [
        Twin {
            name: "code",
            ins: 1,
            outs: 1,
            wgsl: "output(0u, code(input(0u)));",
            make: |n| vec![n.within(-0.2, 1.4)],
            rust: |v| vec![code(v[0])],
            within: 1e-6,
            share: 0.0,
        },
        Twin {
            name: "to_ycbcr",
            ins: 3,
            outs: 3,
            wgsl: "output3(0u, to_ycbcr(input3(0u)));",
            make: |n| light_of(n).to_vec(),
            rust: |v| to_ycbcr(v[0], v[1], v[2]).to_vec(),
            within: 1e-6,
            share: 0.0,
        },
        Twin {
            name: "to_rgb",
            ins: 3,
            outs: 3,
            wgsl: "output3(0u, to_rgb(input3(0u)));",
            make: |n| (0..3).map(|_| n.within(16.0, 240.0)).collect(),
            rust: |v| to_rgb(v[0], v[1], v[2]).to_vec(),
            within: 1e-6,
            share: 0.0,
        },
        Twin {
            name: "quantise, pack_node, unpack_node",
            ins: 3,
            outs: 3,
            wgsl: "output3(0u, unpack_node(pack_node(quantise(input3(0u)), 0.5)));",
            make: |n| light_of(n).to_vec(),
            rust: |v| quantise([v[0], v[1], v[2]]).map(|q| f32::from(q) / 8.0).to_vec(),
            within: 0.0,
            share: 1e-3,
        },
        Twin {
            name: "lamp_at",
            ins: 6,
            outs: 1,
            wgsl: "output(0u, lamp_at(Lamp(vec3(1.0), input2(2u), input2(4u)), vec4(input(0u)), input(1u)).x);",
            make: |n| [point(n), point(n), [n.within(10.0, 400.0), n.within(10.0, 400.0)]].concat(),
            rust: |v| {
                let lamp = Lamp { center: [v[2], v[3]], radius: [v[4], v[5]], colour: [1.0; 3] };
                vec![lamp_at(&lamp, v[0], v[1])]
            },
            within: 1e-6,
            share: 0.0,
        },
        Twin {
            name: "glow_at",
            ins: 7,
            outs: 1,
            wgsl: "output(0u, glow_at(Glow(vec3(1.0), input(6u), input2(2u), input2(4u)), vec4(input(0u)), input(1u)).x);",
            make: |n| [&point(n)[..], &point(n), &point(n), &[n.within(24.0, 200.0)]].concat(),
            rust: |v| {
                let glow = Glow { a: [v[2], v[3]], b: [v[4], v[5]], reach: v[6], colour: [1.0; 3] };
                vec![light::glow_at(&glow, v[0], v[1])]
            },
            within: 1e-5,
            share: 0.0,
        },
        Twin {
            name: "shadow_at",
            ins: 7,
            outs: 1,
            wgsl: "output(0u, shadow_at(Shadow(input2(2u), input(4u), input(5u), input(6u)), vec4(input(0u)), input(1u)).x);",
            make: |n| {
                [&point(n)[..], &point(n), &[n.within(0.0, 100.0), n.within(12.0, 40.0), n.next()]].concat()
            },
            rust: |v| {
                let shadow = Shadow { center: [v[2], v[3]], radius: v[4], rim: v[5], amount: v[6] };
                vec![light::shadow_at(&shadow, v[0], v[1])]
            },
            within: 1e-5,
            share: 0.0,
        },
    ];
    compare(&program::DRAW, &twins);
}

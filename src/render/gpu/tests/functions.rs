//! Every function that is written twice, in Rust and in WGSL, gives the same on both sides for many inputs.

use super::{
    super::program::{self, Source},
    gpu, say,
};
use crate::{
    render::{
        light::{self, code, lamp_at, quantise, to_rgb, to_ycbcr},
        shade::{
            bar_at,
            beam::{beam_at, beam_touches},
            mix,
            ribbon::turn_of,
            ring_at,
        },
        tiles::{CORNER, bar_touches, ring_touches},
    },
    visual::{
        REGISTRY,
        params::Values,
        picture::{Bar, Beam, Glow, Lamp, Ring, Shadow},
        shader::steps,
        unit,
    },
};

/// Inputs per function.
const INPUTS: usize = 1 << 17;

/// Numbers from 0 to 1, the same in every run, with the ends among them.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        match (self.0 >> 58) as u8 {
            0 => 0.0,
            1 => 1.0,
            _ => ((self.0 >> 33) as f32) / (1u64 << 31) as f32,
        }
    }

    fn within(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * self.next()
    }
}

/// Runs `body` once per input on the adapter: it reads `input(k)` and calls `output(k, value)`.
fn on_adapter(files: &[Source], body: &str, inputs: &[f32], (ins, outs): (usize, usize)) -> Vec<f32> {
    use wgpu::BufferUsages as Usage;
    let gpu = gpu().unwrap();
    let count = inputs.len() / ins;
    let harness = format!(
        "
@group(2) @binding(0) var<storage, read> given: array<f32>;
@group(2) @binding(1) var<storage, read_write> found: array<f32>;
var<private> at: u32;
fn input(k: u32) -> f32 {{ return given[at * {ins}u + k]; }}
fn input2(k: u32) -> vec2<f32> {{ return vec2(input(k), input(k + 1u)); }}
fn input3(k: u32) -> vec3<f32> {{ return vec3(input2(k), input(k + 2u)); }}
fn output(k: u32, value: f32) {{ found[at * {outs}u + k] = value; }}
fn output3(k: u32, value: vec3<f32>) {{ output(k, value.x); output(k + 1u, value.y); output(k + 2u, value.z); }}
@compute @workgroup_size(64)
fn probe(@builtin(global_invocation_id) id: vec3<u32>) {{
    if id.x >= {count}u {{ return; }}
    at = id.x;
    {body}
}}
"
    );
    let mut files = files.to_vec();
    files.push(Source { file: "probe.wgsl", text: Box::leak(harness.into_boxed_str()) });
    let read = gpu.make(|device| {
        let module = program::compile(device, &files)?;
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: None,
            layout: None,
            module: &module,
            entry_point: Some("probe"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        });
        let buffer = |size: usize, usage| {
            let size = size as u64 * 4;
            device.create_buffer(&wgpu::BufferDescriptor {
                label: None,
                size,
                usage,
                mapped_at_creation: false,
            })
        };
        let given = buffer(inputs.len(), Usage::STORAGE | Usage::COPY_DST);
        let found = buffer(count * outs, Usage::STORAGE | Usage::COPY_SRC);
        let read = buffer(count * outs, Usage::MAP_READ | Usage::COPY_DST);
        gpu.queue().write_buffer(&given, 0, bytemuck::cast_slice(inputs));
        let entries = [(0, &given), (1, &found)]
            .map(|(binding, b)| wgpu::BindGroupEntry { binding, resource: b.as_entire_binding() });
        let layout = &pipeline.get_bind_group_layout(2);
        let group =
            device.create_bind_group(&wgpu::BindGroupDescriptor { label: None, layout, entries: &entries });
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(&pipeline);
            pass.set_bind_group(2, &group, &[]);
            pass.dispatch_workgroups((count as u32).div_ceil(64), 1, 1);
        }
        encoder.copy_buffer_to_buffer(&found, 0, &read, 0, None);
        gpu.queue().submit([encoder.finish()]);
        read.slice(..).map_async(wgpu::MapMode::Read, |mapped| mapped.unwrap());
        Ok(read)
    });
    let read = read.unwrap();
    gpu.device().poll(wgpu::PollType::wait_indefinitely()).unwrap();
    let view = read.slice(..).get_mapped_range().unwrap();
    bytemuck::cast_slice(&view).to_vec()
}

/// A function in both languages.
struct Twin {
    name: &'static str,
    /// Numbers that one call takes.
    ins: usize,
    /// WGSL that calls it.
    wgsl: &'static str,
    /// Numbers that one call gives.
    outs: usize,
    make: fn(&mut Numbers) -> Vec<f32>,
    rust: fn(&[f32]) -> Vec<f32>,
    /// Largest difference, relative to 1 + the value's magnitude.
    within: f32,
    /// Share of inputs that may differ by more: 0 but for what is rounded or yes and no.
    share: f64,
}

fn compare(files: &[Source], twins: &[Twin]) {
    let mut wrong = Vec::new();
    for twin in twins {
        let mut numbers = Numbers(twin.name.len() as u64);
        let inputs: Vec<f32> = (0..INPUTS).flat_map(|_| (twin.make)(&mut numbers)).collect();
        let actual = on_adapter(files, twin.wgsl, &inputs, (twin.ins, twin.outs));
        let expected: Vec<f32> = inputs.chunks(twin.ins).flat_map(twin.rust).collect();
        assert_eq!(actual.len(), expected.len(), "{}", twin.name);
        assert_eq!(actual.len(), INPUTS * twin.outs, "{}", twin.name);
        let (low, high) = expected.iter().fold((f32::MAX, f32::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
        assert!(high > low, "{} is constant on these inputs", twin.name);
        let errors = expected.iter().zip(&actual).map(|(e, a)| (e - a).abs() / (1.0 + e.abs()));
        let worst = errors.clone().fold(0.0f32, f32::max);
        let off = errors.filter(|error| error.is_nan() || *error > twin.within).count();
        let share = off as f64 / expected.len() as f64;
        say(&format!(
            "twin {}: {INPUTS} inputs, worst {worst:.1e}, {off} beyond {:.0e}",
            twin.name, twin.within
        ));
        if share > twin.share {
            wrong.push(format!("{}: {off} of {} differ, by up to {worst}", twin.name, expected.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn light_of(numbers: &mut Numbers) -> [f32; 3] {
    std::array::from_fn(|_| numbers.within(-0.1, 1.2))
}

/// A point of a small picture.
fn point(numbers: &mut Numbers) -> [f32; 2] {
    std::array::from_fn(|_| numbers.within(0.0, 256.0))
}

fn direction(numbers: &mut Numbers) -> [f32; 2] {
    let angle = f64::from(numbers.within(0.0, std::f32::consts::TAU));
    [libm::cos(angle) as f32, libm::sin(angle) as f32]
}

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

/// Where, and a beam that is near, as 7 numbers.
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
            wgsl: "output3(0u, unpack_node(pack_node(quantise(input3(0u)))));",
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
            rust: |v| vec![f32::from(u8::from(beam_touches(&beam(v), v[0], v[1], CORNER)))],
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
                output(0u, over(backdrop, vec4(input(9u)), vec4(input(6u)), vec4(input(7u)), vec4(input(8u))).x);",
            make: |n| (0..10).map(|_| n.next()).collect(),
            rust: |v| {
                let backdrop = mix(mix(v[0], v[2], v[5]), mix(v[1], v[3], v[5]), v[4]);
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

#[test]
fn what_tables_mean_is_the_same_on_both_sides() {
    if gpu().is_none() {
        return;
    }
    let info = REGISTRY[0];
    let size = crate::size::Size::new(64, 36).unwrap();
    let shader = (info.create)(&Values::defaults(info.params)).shader(size).unwrap();
    let twins = [
        Twin {
            name: "steps",
            ins: 2,
            outs: 1,
            wgsl: "output(0u, f32(steps(u32(input(0u)), u32(input(1u)))));",
            make: |n| vec![(n.next() * 65_535.0).floor(), (n.next() * 65_535.0).floor()],
            rust: |v| vec![steps(v[0] as u16, v[1] as u32) as f32],
            // Integers: the same everywhere.
            within: 0.0,
            share: 0.0,
        },
        Twin {
            name: "unit",
            ins: 1,
            outs: 1,
            wgsl: "output(0u, unit(u32(input(0u))));",
            make: |n| vec![(n.next() * 65_535.0).floor()],
            rust: |v| vec![unit(v[0] as u16)],
            within: 1e-7,
            share: 0.0,
        },
    ];
    compare(&program::describe(&shader), &twins);
}

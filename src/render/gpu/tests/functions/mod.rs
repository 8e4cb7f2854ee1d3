//! Every function that is written twice, in Rust and in WGSL, gives the same on both sides for many inputs.

mod light;
mod shapes;
mod tables;

use super::{
    super::program::{self, Source},
    gpu, say,
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

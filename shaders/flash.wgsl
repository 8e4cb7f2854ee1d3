// `flash`: white on every frame that holds a loud sample; the twin of src/visual/flash.rs.

struct Threshold {
    loud: u32,
}

@group(0) @binding(6) var<storage, read> style: Threshold;

fn picture(frame: u32, i: u32) {
    grounds[frame].backdrop = select(vec3(0.01), vec3(1.0), levels_of(frame).peak >= style.loud);
}

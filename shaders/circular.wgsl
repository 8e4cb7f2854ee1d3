// `circular`: bands as strokes around a ring; the twin of src/visual/circular/mod.rs.

struct Spoke {
    axis: array<f32, 2>,
    colours: BandColours,
}

struct Figure {
    room: Room,
    ring: u32,
    swell: u32,
    longest: u32,
    stub: u32,
    bands: u32,
    sides: u32,
    far_every: u32,
    line: f32,
    rim: f32,
    gap: f32,
    width: f32,
    near_reach: f32,
    wide: f32,
    wide_reach: f32,
    far: f32,
    far_reach: f32,
    from_light: array<f32, 3>,
    to_light: array<f32, 3>,
    accent: array<f32, 3>,
    spokes: array<Spoke>,
}

@group(0) @binding(6) var<storage, read> style: Figure;

fn rotate(v: vec2<f32>, turn: vec2<f32>) -> vec2<f32> {
    return vec2(v.x * turn.x - v.y * turn.y, v.x * turn.y + v.y * turn.x);
}

/// One call per bar: band by band, right side first.
fn picture(frame: u32, i: u32) {
    let levels = levels_of(frame);
    let center = pair(style.room.center);
    let turn = pair(batch.frames[frame].prepared);
    let ring = f32(style.ring + steps(levels.bass, style.swell)) * 0.25;
    if i == 0u {
        room_light(frame, style.room, levels.loudness);
        grounds[frame].shadows[0] = Shadow(center, ring, style.rim, style.room.shadow);
        let onset = unit(levels.onset) * 0.8;
        var line: Ring;
        line.center = center;
        line.radius = ring;
        line.half_width = style.line;
        line.axis = rotate(vec2(0.0, -1.0), turn);
        line.from_light = mix(light(style.from_light), light(style.accent), onset);
        line.to_light = mix(light(style.to_light), light(style.accent), onset);
        line.opacity = 0.9;
        grounds[frame].rings[0] = line;
    }

    let band = i / style.sides;
    let side = i % style.sides;
    let colours = style.spokes[band].colours;
    let value = height_of(frame, band);
    let height = unit(value);
    let length = f32(max(steps(value, style.longest), style.stub)) * 0.125;
    let spoke = pair(style.spokes[band].axis);
    let axis = rotate(vec2(select(spoke.x, -spoke.x, side == 1u), spoke.y), turn);
    let root = ring + style.gap;
    let foot = center + axis * root;
    let tip = center + axis * (root + length);
    let place = Place(foot, axis, length, style.width * root, true, 1.0, style.near_reach);
    put_bar(frame, i, room_bar(style.room, colours, height, place));

    // A beat lights the room around the bars.
    let kick = 1.0 + 0.6 * unit(levels.onset);
    let near = center + axis * (root + length * 0.35);
    put_glow(frame, i, room_glow(style.room, colours, style.wide * height * height * kick, near, tip, style.wide_reach));
    if band % style.far_every == style.far_every / 2u {
        let slot = style.bands * style.sides + band / style.far_every * style.sides + side;
        let strength = style.far * height * (0.4 + 0.6 * height) * kick;
        put_glow(frame, slot, room_glow(style.room, colours, strength, foot, tip, style.far_reach));
    }
}

// Heatmaps: a grid of numbers as colours; the twin of src/render/shade/heatmap.rs.

/// Per frame: 256 colours of three words, then the numbers, two to a word.
@group(0) @binding(14) var<storage, read> heat: array<u32>;

const RAMP: u32 = 256u;

/// The number at a place of the grid.
fn heat_value(frame: u32, map: Heatmap, column: u32, row: u32) -> f32 {
    let i = column * map.rows + row;
    let word = heat[frame * sizes.heat + RAMP * 3u + i / 2u];
    return f32(word >> ((i & 1u) * 16u) & 0xffffu);
}

fn ramp_colour(frame: u32, i: u32) -> vec3<f32> {
    let at = frame * sizes.heat + i * 3u;
    return vec3(bitcast<f32>(heat[at]), bitcast<f32>(heat[at + 1u]), bitcast<f32>(heat[at + 2u]));
}

/// The light of a heatmap at a pixel.
fn heat_at(frame: u32, map: Heatmap, x: f32, y: f32) -> vec3<f32> {
    let corner = map.center - map.half_size;
    let last = vec2(f32(map.columns - 1u), f32(map.rows - 1u));
    let place = vec2(map.first.x + (x - corner.x) * map.step.x, map.first.y + (y - corner.y) * map.step.y);
    let at = min(max(place, vec2(0.0)), last);
    let i = vec2<u32>(at);
    let j = min(i + 1u, vec2(map.columns - 1u, map.rows - 1u));
    let share = at - vec2<f32>(i);
    let above = vec2(heat_value(frame, map, i.x, i.y), heat_value(frame, map, j.x, i.y));
    let below = vec2(heat_value(frame, map, i.x, j.y), heat_value(frame, map, j.x, j.y));
    let sides = above + (below - above) * share.y;
    let value = (sides.x + (sides.y - sides.x) * share.x) * (255.0 / 65535.0);
    let k = min(u32(value), RAMP - 2u);
    let low = ramp_colour(frame, k);
    return low + (ramp_colour(frame, k + 1u) - low) * (value - f32(k));
}

fn lay_heatmap(ink: ptr<function, Ink>, frame: u32, x: vec4<f32>, y: vec4<f32>) {
    let map = fields[frame].heatmap;
    let qx = max(abs(x - map.center.x) - (map.half_size.x - map.corner), vec4(0.0));
    let qy = max(abs(y - map.center.y) - (map.half_size.y - map.corner), vec4(0.0));
    let cover = saturate(map.corner + 0.5 - sqrt(qx * qx + qy * qy)) * map.opacity;
    let lit = map.dim + (1.0 - map.dim) * saturate(map.lit - x + 0.5);
    for (var i = 0u; i < 4u; i++) {
        let colour = heat_at(frame, map, x[i], y[i]) * lit[i] * cover[i];
        (*ink).r[i] = colour.r;
        (*ink).g[i] = colour.g;
        (*ink).b[i] = colour.b;
    }
    (*ink).heat = cover;
}

/// Whether a heatmap may touch the tiles around four points of a row.
fn heat_touches(map: Heatmap, x: vec4<f32>, y: f32) -> vec4<bool> {
    let near = TILE * 0.5 + 1.0;
    let beside = abs(x - map.center.x) <= vec4(map.half_size.x + near);
    return beside & vec4(abs(y - map.center.y) <= map.half_size.y + near);
}

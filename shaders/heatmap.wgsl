// Heatmaps: a grid of numbers as colours; the twin of src/render/shade/heatmap.rs.

/// Per frame: 4,096 colours, 11, 11 and 10 bits of code value, then the numbers, two to a word.
@group(0) @binding(14) var<storage, read> heat: array<u32>;

const COLOURS: u32 = 4096u;

/// The number at a place of the grid.
fn heat_value(frame: u32, map: Heatmap, column: u32, row: u32) -> f32 {
    let i = column * map.rows + row;
    let word = heat[frame * sizes.heat + COLOURS + i / 2u];
    return f32(word >> ((i & 1u) * 16u) & 0xffffu);
}

/// The light of a heatmap at a pixel, of a share of its number.
fn heat_at(frame: u32, map: Heatmap, x: f32, y: f32, lit: f32) -> vec3<f32> {
    let corner = map.center - map.half_size;
    let last = vec2(f32(map.columns - 1u), f32(map.rows - 1u));
    let place = vec2(map.first.x + (x - corner.x) * map.step.x, map.first.y + (y - corner.y) * map.step.y);
    let at = min(max(place, vec2(0.0)), last);
    let i = vec2<u32>(at);
    let j = min(i + 1u, vec2(map.columns - 1u, map.rows - 1u));
    let share = at - vec2<f32>(i);
    let left = vec2(heat_value(frame, map, i.x, i.y), heat_value(frame, map, i.x, j.y));
    let right = vec2(heat_value(frame, map, j.x, i.y), heat_value(frame, map, j.x, j.y));
    let lines = left + (right - left) * share.x;
    let value = (lines.x + (lines.y - lines.x) * share.y) * lit * (4095.0 / 65535.0);
    let word = heat[frame * sizes.heat + min(u32(value + 0.5), COLOURS - 1u)];
    let bits = vec3(word, word >> 11u, word >> 22u) & vec3(0x7ffu, 0x7ffu, 0x3ffu);
    let code = vec3<f32>(bits) * vec3(1.0 / 2047.0, 1.0 / 2047.0, 1.0 / 1023.0);
    return code * code;
}

fn lay_heatmap(ink: ptr<function, Ink>, frame: u32, x: vec4<f32>, y: vec4<f32>) {
    let map = fields[frame].heatmap;
    let qx = max(abs(x - map.center.x) - (map.half_size.x - map.corner), vec4(0.0));
    let qy = max(abs(y - map.center.y) - (map.half_size.y - map.corner), vec4(0.0));
    let inward = saturate((map.half_size.y - abs(y - map.center.y)) / map.fade);
    let faded = inward * inward * (3.0 - 2.0 * inward);
    let within = saturate((map.corner + 0.5 - sqrt(qx * qx + qy * qy)) / map.soft);
    let outline = within * within * (3.0 - 2.0 * within);
    let cover = outline * faded * map.opacity;
    let lit = map.dim + (1.0 - map.dim) * saturate(map.lit - x + 0.5);
    for (var i = 0u; i < 4u; i++) {
        let colour = heat_at(frame, map, x[i], y[i], lit[i]) * cover[i];
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

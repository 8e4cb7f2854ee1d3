// The light field; the twin of src/render/light.rs. And the colour arithmetic that the last pass shares with it.

/// Pixels from node to node.
const CELL: u32 = 8u;

/// BT.709 luma weights.
const KR: f32 = 0.2126;
const KG: f32 = 0.7152;
const KB: f32 = 0.0722;

/// Light to code value.
fn code(amount: f32) -> f32 {
    return sqrt(saturate(amount));
}

/// Code values 0 to 1 to limited range Y'CbCr, 8-bit scale, BT.709.
fn to_ycbcr(rgb: vec3<f32>) -> vec3<f32> {
    let y = KR * rgb.r + KG * rgb.g + KB * rgb.b;
    return vec3(16.0 + 219.0 * y, 128.0 + 112.0 / (1.0 - KB) * (rgb.b - y), 128.0 + 112.0 / (1.0 - KR) * (rgb.r - y));
}

/// The inverse of to_ycbcr, clipped below.
fn to_rgb(ycbcr: vec3<f32>) -> vec3<f32> {
    let y = (ycbcr.x - 16.0) / 219.0;
    let b = y + (1.0 - KB) / 112.0 * (ycbcr.y - 128.0);
    let r = y + (1.0 - KR) / 112.0 * (ycbcr.z - 128.0);
    let g = (y - KR * r - KB * b) / KG;
    return max(vec3(r, g, b), vec3(0.0));
}

/// Share of a lamp's light at points of a row.
fn lamp_at(lamp: Lamp, x: vec4<f32>, y: f32) -> vec4<f32> {
    let u = (x - lamp.center.x) * (1.0 / lamp.radius.x);
    let v = (y - lamp.center.y) * (1.0 / lamp.radius.y);
    let q = 1.0 + u * u + v * v;
    return 1.0 / (q * q);
}

/// Share of a glow's light at points of a row.
fn glow_at(glow: Glow, x: vec4<f32>, y: f32) -> vec4<f32> {
    let e = glow.b - glow.a;
    let dx = x - glow.a.x;
    let dy = y - glow.a.y;
    let t = saturate((dx * e.x + dy * e.y) * (1.0 / max(e.x * e.x + e.y * e.y, 1e-6)));
    let px = dx - t * e.x;
    let py = dy - t * e.y;
    let k = max(1.0 - (px * px + py * py) * (1.0 / (glow.reach * glow.reach)), vec4(0.0));
    return k * k * k;
}

/// Share of the light that a shadow leaves at points of a row.
fn shadow_at(shadow: Shadow, x: vec4<f32>, y: f32) -> vec4<f32> {
    let dx = x - shadow.center.x;
    let dy = y - shadow.center.y;
    let outside = saturate((sqrt(dx * dx + dy * dy) - shadow.radius) * (1.0 / shadow.rim) + 0.5);
    return 1.0 - shadow.amount * (1.0 - outside * outside * (3.0 - 2.0 * outside));
}

/// Y'CbCr of a node, rounded to eighths of a code value, as integers.
fn quantise(amount: vec3<f32>) -> vec3<u32> {
    return vec3<u32>(to_ycbcr(vec3(code(amount.r), code(amount.g), code(amount.b))) * 8.0 + 0.5);
}

/// Two words hold a node: Y' and Cb; Cr and the share of the background that shadows leave, in 256 steps.
fn pack_node(node: vec3<u32>, keep: f32) -> vec2<u32> {
    return vec2(node.x | node.y << 16u, node.z | u32(keep * 256.0 + 0.5) << 16u);
}

/// Y'CbCr of a packed node in code values.
fn unpack_node(packed: vec2<u32>) -> vec3<f32> {
    return vec3<f32>(vec3(packed.x & 0xffffu, packed.x >> 16u, packed.y & 0xffffu)) * 0.125;
}

/// What a packed node leaves of the background.
fn unpack_keep(packed: vec2<u32>) -> f32 {
    return f32(packed.y >> 16u) * (1.0 / 256.0);
}

fn node_columns() -> u32 {
    return sizes.tiles_across * 2u + 1u;
}

fn node_rows() -> u32 {
    return sizes.tiles_down * 2u + 1u;
}

@group(0) @binding(7) var<storage, read_write> nodes: array<vec2<u32>>;

/// Light at four nodes of a row, and what shadows leave of the background.
struct Light4 {
    r: vec4<f32>,
    g: vec4<f32>,
    b: vec4<f32>,
    keep: vec4<f32>,
}

fn add(sum: ptr<function, Light4>, colour: vec3<f32>, share: vec4<f32>) {
    (*sum).r += colour.r * share;
    (*sum).g += colour.g * share;
    (*sum).b += colour.b * share;
}

fn dim(sum: ptr<function, Light4>, keep: vec4<f32>) {
    (*sum).r *= keep;
    (*sum).g *= keep;
    (*sum).b *= keep;
    (*sum).keep *= keep;
}

fn store4(sum: Light4, first: u32, row_end: u32) {
    for (var i = 0u; i < 4u; i++) {
        if first + i < row_end {
            nodes[first + i] = pack_node(quantise(vec3(sum.r[i], sum.g[i], sum.b[i])), sum.keep[i]);
        }
    }
}

/// One call per eight nodes of a row and frame: every light is read once for all of them.
@compute @workgroup_size(64)
fn light_field(@builtin(global_invocation_id) id: vec3<u32>) {
    let columns = node_columns();
    let per_row = (columns + 7u) / 8u;
    let row = id.x / per_row;
    if row >= node_rows() {
        return;
    }
    let frame = id.y;
    let column = id.x % per_row * 8u;
    let y = f32(row * CELL) - sizes.origin_y;
    let x = (f32(column) + vec4(0.0, 1.0, 2.0, 3.0)) * f32(CELL) - sizes.origin_x;
    let x4 = x + 4.0 * f32(CELL);
    let ground = select(grounds[frame].backdrop, vec3(0.0), sizes.background_width != 0u);
    var left = Light4(vec4(ground.r), vec4(ground.g), vec4(ground.b), vec4(1.0));
    var right = left;
    for (var i = 0u; i < batch.frames[frame].lamps; i++) {
        let lamp = grounds[frame].lamps[i];
        add(&left, lamp.colour, lamp_at(lamp, x, y));
        add(&right, lamp.colour, lamp_at(lamp, x4, y));
    }
    for (var i = 0u; i < batch.frames[frame].glows; i++) {
        let glow = glows[frame * sizes.glows + i];
        add(&left, glow.colour, glow_at(glow, x, y));
        add(&right, glow.colour, glow_at(glow, x4, y));
    }
    for (var i = 0u; i < batch.frames[frame].shadows; i++) {
        let shadow = grounds[frame].shadows[i];
        dim(&left, shadow_at(shadow, x, y));
        dim(&right, shadow_at(shadow, x4, y));
    }
    let row_start = (frame * node_rows() + row) * columns;
    store4(left, row_start + column, row_start + columns);
    store4(right, row_start + column + 4u, row_start + columns);
}

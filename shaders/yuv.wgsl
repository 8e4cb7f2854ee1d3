// From code values to the words of a frame: matrix, dither, packing; the twin of src/render/yuv.rs. And the passes that
// write them.

@group(0) @binding(9) var<storage, read_write> pixels: array<u32>;

/// Four ranks of a word as thresholds, (rank + ½) / of; a hair more keeps sums with the light field off the ties.
fn thresholds(ranks: u32, of_ranks: f32) -> vec4<f32> {
    let rank = vec4<f32>((vec4(ranks) >> vec4(0u, 8u, 16u, 24u)) & vec4(0xffu));
    return (rank + 0.5) * (1.0 / of_ranks) + 1.0 / 4096.0;
}

/// Four values 0 to 255 as bytes of a word: floor(value + threshold).
fn round4(value: vec4<f32>, threshold: vec4<f32>) -> u32 {
    let bytes = vec4<u32>(value + threshold) << vec4(0u, 8u, 16u, 24u);
    return bytes.x | bytes.y | bytes.z | bytes.w;
}

fn luma4(p: Rgb4) -> vec4<f32> {
    return 16.0 + 219.0 * (KR * p.r + KG * p.g + KB * p.b);
}

/// Code values of a mean of 2x2 pixels.
fn mean4(v: vec4<f32>) -> f32 {
    return ((v.x + v.y) + (v.z + v.w)) * 0.25;
}

/// The four words of luma and the two of chroma of a call.
struct Words {
    upper: vec2<u32>,
    lower: vec2<u32>,
    cb: u32,
    cr: u32,
}

/// The ranks of the call's four chroma samples, as a word of each plane's pattern.
fn chroma_word(at: Place8x2) -> u32 {
    return at.pair * 2u + at.half;
}

/// The ranks of the call's eight luma samples in a row.
fn luma_ranks(row: u32, half: u32) -> vec2<u32> {
    let word = row * 4u + half * 2u;
    return vec2(batch.dither.luma[word], batch.dither.luma[word + 1u]);
}

/// Pixels of any kind.
fn pixel_words(at: Place8x2) -> Words {
    let p = pixels_of(at);
    var words: Words;
    let ya = luma4(p.a);
    let yb = luma4(p.b);
    let yc = luma4(p.c);
    let yd = luma4(p.d);
    let upper = luma_ranks(at.pair * 2u, at.half);
    let lower = luma_ranks(at.pair * 2u + 1u, at.half);
    words.upper = vec2(
        round4(vec4(ya.xy, yb.xy), thresholds(upper.x, 256.0)),
        round4(vec4(yc.xy, yd.xy), thresholds(upper.y, 256.0)),
    );
    words.lower = vec2(
        round4(vec4(ya.zw, yb.zw), thresholds(lower.x, 256.0)),
        round4(vec4(yc.zw, yd.zw), thresholds(lower.y, 256.0)),
    );
    let r = vec4(mean4(p.a.r), mean4(p.b.r), mean4(p.c.r), mean4(p.d.r));
    let g = vec4(mean4(p.a.g), mean4(p.b.g), mean4(p.c.g), mean4(p.d.g));
    let blue = vec4(mean4(p.a.b), mean4(p.b.b), mean4(p.c.b), mean4(p.d.b));
    let y = KR * r + KG * g + KB * blue;
    let cb = 128.0 + 112.0 / (1.0 - KB) * (blue - y);
    let cr = 128.0 + 112.0 / (1.0 - KR) * (r - y);
    words.cb = round4(cb, thresholds(batch.dither.cb[chroma_word(at)], 64.0));
    words.cr = round4(cr, thresholds(batch.dither.cr[chroma_word(at)], 64.0));
    return words;
}

const STEPS = vec4(0.5, 1.5, 2.5, 3.5) * 0.125;
const BOXES = vec4(1.0, 3.0, 5.0, 7.0) * 0.125;

/// Pixels of nothing but the light field: it is interpolated in Y'CbCr, exactly.
fn field_words(at: Place8x2) -> Words {
    let c = corners_of(at);
    var words: Words;
    let upper = luma_ranks(at.pair * 2u, at.half);
    let lower = luma_ranks(at.pair * 2u + 1u, at.half);
    let wy = vec4(first_row(at));
    let y0 = between(c.n00.x, c.n10.x, c.n01.x, c.n11.x, STEPS, wy);
    let y1 = between(c.n00.x, c.n10.x, c.n01.x, c.n11.x, STEPS + 0.5, wy);
    let y2 = between(c.n00.x, c.n10.x, c.n01.x, c.n11.x, STEPS, wy + 0.125);
    let y3 = between(c.n00.x, c.n10.x, c.n01.x, c.n11.x, STEPS + 0.5, wy + 0.125);
    words.upper = vec2(round4(y0, thresholds(upper.x, 256.0)), round4(y1, thresholds(upper.y, 256.0)));
    words.lower = vec2(round4(y2, thresholds(lower.x, 256.0)), round4(y3, thresholds(lower.y, 256.0)));
    let middle = wy + 0.0625;
    let cb = between(c.n00.y, c.n10.y, c.n01.y, c.n11.y, BOXES, middle);
    let cr = between(c.n00.z, c.n10.z, c.n01.z, c.n11.z, BOXES, middle);
    words.cb = round4(cb, thresholds(batch.dither.cb[chroma_word(at)], 64.0));
    words.cr = round4(cr, thresholds(batch.dither.cr[chroma_word(at)], 64.0));
    return words;
}

fn write_words(at: Place8x2, words: Words) {
    let start = at.frame * sizes.frame_words;
    let luma = start + (at.tile.y * 16u + at.pair * 2u) * sizes.luma_stride + at.tile.x * 4u + at.half * 2u;
    pixels[luma] = words.upper.x;
    pixels[luma + 1u] = words.upper.y;
    pixels[luma + sizes.luma_stride] = words.lower.x;
    pixels[luma + sizes.luma_stride + 1u] = words.lower.y;
    let chroma = start + (at.tile.y * 8u + at.pair) * sizes.chroma_stride + at.tile.x * 2u + at.half;
    pixels[chroma + sizes.cb_offset] = words.cb;
    pixels[chroma + sizes.cr_offset] = words.cr;
}

/// All tiles, without shapes.
@compute @workgroup_size(64)
fn draw_field(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) i: u32) {
    let at = place_of(group, i);
    if at.tile.x < sizes.tiles_across {
        write_words(at, field_words(at));
    }
}

/// All tiles, over a background image, without shapes.
@compute @workgroup_size(64)
fn draw_ground(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) i: u32) {
    let at = place_of(group, i);
    if at.tile.x < sizes.tiles_across {
        write_words(at, pixel_words(at));
    }
}

/// Once more the tiles of a list.
@compute @workgroup_size(64)
fn draw_touched(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) i: u32) {
    let list = list_of(SHAPES, OVERLAYS);
    let slot = group.x * 4u + i / 16u;
    if slot < atomicLoad(&touched.counts[list]) {
        let at = listed_place(list, slot, i);
        write_words(at, pixel_words(at));
    }
}

/// One pixel of R, G, B and A; each colour meets the same threshold.
fn rgba(p: Rgb4, k: u32, threshold: f32) -> u32 {
    return round4(vec4(p.r[k], p.g[k], p.b[k], 1.0) * 255.0, vec4(vec3(threshold), 0.0));
}

fn write_rgba_box(p: Rgb4, first: u32, upper: vec2<f32>, lower: vec2<f32>) {
    pixels[first] = rgba(p, 0u, upper.x);
    pixels[first + 1u] = rgba(p, 1u, upper.y);
    pixels[first + sizes.luma_stride] = rgba(p, 2u, lower.x);
    pixels[first + sizes.luma_stride + 1u] = rgba(p, 3u, lower.y);
}

@compute @workgroup_size(64)
fn draw_rgba(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) i: u32) {
    let at = place_of(group, i);
    if at.tile.x >= sizes.tiles_across {
        return;
    }
    let p = pixels_of(at);
    let upper = luma_ranks(at.pair * 2u, at.half);
    let lower = luma_ranks(at.pair * 2u + 1u, at.half);
    let u0 = thresholds(upper.x, 256.0);
    let u1 = thresholds(upper.y, 256.0);
    let l0 = thresholds(lower.x, 256.0);
    let l1 = thresholds(lower.y, 256.0);
    let row = at.tile.y * 16u + at.pair * 2u;
    let first = at.frame * sizes.frame_words + row * sizes.luma_stride + at.tile.x * 16u + at.half * 8u;
    write_rgba_box(p.a, first, u0.xy, l0.xy);
    write_rgba_box(p.b, first + 2u, u0.zw, l0.zw);
    write_rgba_box(p.c, first + 4u, u1.xy, l1.xy);
    write_rgba_box(p.d, first + 6u, u1.zw, l1.zw);
}

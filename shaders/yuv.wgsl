// From code values to the words of a frame: matrix, dither, packing; the twin of src/render/yuv.rs.
//
// One call draws 8x2 pixels: one cell wide, so that it needs four nodes and writes whole words of luma and chroma.

@group(0) @binding(9) var<storage, read_write> pixels: array<u32>;

/// Whether there is an image behind the pass's tiles, whether shapes and sprites touch them. The host says so, where a
/// pipeline is made: code that isn't needed costs software adapters as much as code that is.
override BACKGROUND: bool = true;
override SHAPES: bool = true;
override OVERLAYS: bool = true;

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

/// Where a call draws.
struct Place8x2 {
    frame: u32,
    tile: vec2<u32>,
    // In the tile: which half, and which pair of rows.
    half: u32,
    pair: u32,
}

/// A tile is 16 calls, neighbours of each other; a workgroup is four tiles side by side.
fn place_of(group: vec3<u32>, i: u32) -> Place8x2 {
    return Place8x2(group.z, vec2(group.x * 4u + i / 16u, group.y), i & 1u, (i >> 1u) & 7u);
}

/// As place_of, in a tile of a list.
fn listed_place(list: u32, slot: u32, i: u32) -> Place8x2 {
    let tiles = sizes.tiles_across * sizes.tiles_down;
    let id = touched.tiles[slot_of(list, slot)];
    let tile = id % tiles;
    let at = vec2(tile % sizes.tiles_across, tile / sizes.tiles_across);
    return Place8x2(id / tiles, at, i & 1u, (i >> 1u) & 7u);
}

fn corner(at: Place8x2, dx: u32, dy: u32) -> vec3<f32> {
    let column = at.tile.x * 2u + at.half + dx;
    let row = at.tile.y * 2u + at.pair / 4u + dy;
    return unpack_node(nodes[at.frame * node_columns() * node_rows() + row * node_columns() + column]);
}

fn corners_of(at: Place8x2) -> Corners {
    return Corners(corner(at, 0u, 0u), corner(at, 1u, 0u), corner(at, 0u, 1u), corner(at, 1u, 1u));
}

fn mask_of(at: Place8x2) -> u32 {
    return ((at.frame * sizes.tiles_down + at.tile.y) * sizes.tiles_across + at.tile.x) * sizes.mask_words;
}

/// Place of the first pixel centre between the nodes, downwards.
fn first_row(at: Place8x2) -> f32 {
    return (f32((at.pair & 3u) * 2u) + 0.5) * 0.125;
}

const BOX_X = vec4(0.0, 1.0, 0.0, 1.0);
const BOX_Y = vec4(0.0, 0.0, 1.0, 1.0);

/// The four boxes of a call.
struct Boxes {
    a: Ink,
    b: Ink,
    c: Ink,
    d: Ink,
}

/// Lays all shapes of the tile over the 8x2 pixels.
fn lay_shapes(at: Place8x2, summary: u32) -> Boxes {
    // Four variables: a pointer to a member can't be passed in SPIR-V.
    var a: Ink;
    var b: Ink;
    var c: Ink;
    var d: Ink;
    let mask = mask_of(at);
    let x = f32(at.tile.x * 16u + at.half * 8u) + 0.5 + BOX_X - sizes.origin_x;
    let y = f32(at.tile.y * 16u + at.pair * 2u) + 0.5 + BOX_Y - sizes.origin_y;
    let count = batch.frames[at.frame];
    if (summary & HEATMAP) != 0u {
        lay_heatmap(&a, at.frame, x, y);
        lay_heatmap(&b, at.frame, x + 2.0, y);
        lay_heatmap(&c, at.frame, x + 4.0, y);
        lay_heatmap(&d, at.frame, x + 6.0, y);
    }
    if (summary & RINGS) != 0u {
        var word = masks[mask + 1u];
        while word != 0u {
            let ring = grounds[at.frame].rings[firstTrailingBit(word)];
            word &= word - 1u;
            lay_ring(&a, ring, x, y);
            lay_ring(&b, ring, x + 2.0, y);
            lay_ring(&c, ring, x + 4.0, y);
            lay_ring(&d, ring, x + 6.0, y);
        }
    }
    if (summary & RIBBONS) != 0u {
        var word = masks[mask + 2u];
        while word != 0u {
            let i = firstTrailingBit(word);
            word &= word - 1u;
            lay_ribbon(&a, at.frame, i, x, y);
            lay_ribbon(&b, at.frame, i, x + 2.0, y);
            lay_ribbon(&c, at.frame, i, x + 4.0, y);
            lay_ribbon(&d, at.frame, i, x + 6.0, y);
        }
    }
    if (summary & STROKES) == 0u {
        return Boxes(a, b, c, d);
    }
    // One loop over the bits of all words: software adapters run the body of a loop at least once.
    let bar_end = FIRST_BARS + (count.bars + 31u) / 32u;
    var w = FIRST_BARS;
    var word = 0u;
    loop {
        while word == 0u && w < bar_end {
            word = masks[mask + w];
            w += 1u;
        }
        if word == 0u {
            break;
        }
        let bar = bars[at.frame * sizes.bars + (w - 1u - FIRST_BARS) * 32u + firstTrailingBit(word)];
        word &= word - 1u;
        lay_bar(&a, bar, x, y);
        lay_bar(&b, bar, x + 2.0, y);
        lay_bar(&c, bar, x + 4.0, y);
        lay_bar(&d, bar, x + 6.0, y);
    }
    let first_beam = first_beams();
    let beam_end = first_beam + (count.beams + 31u) / 32u;
    w = first_beam;
    loop {
        while word == 0u && w < beam_end {
            word = masks[mask + w];
            w += 1u;
        }
        if word == 0u {
            break;
        }
        let beam = beams[at.frame * sizes.beams + (w - 1u - first_beam) * 32u + firstTrailingBit(word)];
        word &= word - 1u;
        lay_beam(&a, beam, x, y);
        lay_beam(&b, beam, x + 2.0, y);
        lay_beam(&c, beam, x + 4.0, y);
        lay_beam(&d, beam, x + 6.0, y);
    }
    return Boxes(a, b, c, d);
}

fn code_corners(at: Place8x2) -> Corners {
    let c = corners_of(at);
    return Corners(to_rgb(c.n00), to_rgb(c.n10), to_rgb(c.n01), to_rgb(c.n11));
}

fn keep_corner(at: Place8x2, dx: u32, dy: u32) -> f32 {
    let column = at.tile.x * 2u + at.half + dx;
    let row = at.tile.y * 2u + at.pair / 4u + dy;
    return unpack_keep(nodes[at.frame * node_columns() * node_rows() + row * node_columns() + column]);
}

/// What shadows leave of the background in a box.
fn box_background(at: Place8x2, x: vec4<f32>, y: vec4<f32>, wx: vec4<f32>, wy: vec4<f32>) -> Rgb4 {
    let left = vec2(keep_corner(at, 0u, 0u), keep_corner(at, 0u, 1u));
    let right = vec2(keep_corner(at, 1u, 0u), keep_corner(at, 1u, 1u));
    let keep = between(left.x, right.x, left.y, right.y, wx, wy);
    let image = background_at(x, y);
    return Rgb4(image.r * keep, image.g * keep, image.b * keep);
}

/// Light of the `k`th box of a call, without sprites.
fn box_light(ink: Ink, corners: Corners, at: Place8x2, k: f32) -> Rgb4 {
    let wx = (2.0 * k + 0.5 + BOX_X) * 0.125;
    let wy = first_row(at) + BOX_Y * 0.125;
    var image: Rgb4;
    if BACKGROUND && sizes.background_width != 0u {
        let x = f32(at.tile.x * 16u + at.half * 8u) + 2.0 * k + 0.5 + BOX_X;
        let y = f32(at.tile.y * 16u + at.pair * 2u) + 0.5 + BOX_Y;
        image = box_background(at, x, y, wx, wy);
    }
    return composite(ink, corners, image, wx, wy);
}

/// Light or code values of the four boxes of a call.
struct Pixels {
    a: Rgb4,
    b: Rgb4,
    c: Rgb4,
    d: Rgb4,
}

/// Lays all sprites of the tile over the light of a call.
fn lay_sprites(at: Place8x2, light: Pixels) -> Pixels {
    let x = f32(at.tile.x * 16u + at.half * 8u) + 0.5 + BOX_X;
    let y = f32(at.tile.y * 16u + at.pair * 2u) + 0.5 + BOX_Y;
    var out = light;
    let first = mask_of(at) + first_sprites();
    let end = (batch.frames[at.frame].sprites + 31u) / 32u;
    var w = 0u;
    var word = 0u;
    loop {
        while word == 0u && w < end {
            word = masks[first + w];
            w += 1u;
        }
        if word == 0u {
            break;
        }
        let sprite = fields[at.frame].sprites[(w - 1u) * 32u + firstTrailingBit(word)];
        out.a = lay_sprite(out.a, sprite, x, y);
        out.b = lay_sprite(out.b, sprite, x + 2.0, y);
        out.c = lay_sprite(out.c, sprite, x + 4.0, y);
        out.d = lay_sprite(out.d, sprite, x + 6.0, y);
        word &= word - 1u;
    }
    return out;
}

/// Code values of a call, whatever its tile holds.
fn pixels_of(at: Place8x2) -> Pixels {
    var summary = 0u;
    if SHAPES || OVERLAYS {
        summary = masks[mask_of(at)];
    }
    var ink: Boxes;
    if SHAPES {
        ink = lay_shapes(at, summary);
    }
    let corners = code_corners(at);
    var light = Pixels(
        box_light(ink.a, corners, at, 0.0),
        box_light(ink.b, corners, at, 1.0),
        box_light(ink.c, corners, at, 2.0),
        box_light(ink.d, corners, at, 3.0),
    );
    if OVERLAYS && (summary & SPRITES) != 0u {
        light = lay_sprites(at, light);
    }
    let dimmed = batch.frames[at.frame].dimmed;
    return Pixels(codes(light.a, dimmed), codes(light.b, dimmed), codes(light.c, dimmed), codes(light.d, dimmed));
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

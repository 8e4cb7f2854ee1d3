// Everything that a tile shows: shapes over the ground, sprites over both; the twin of `draw` in src/render/shade/mod.rs.
//
// One call draws 8x2 pixels: one cell wide, so that it needs four nodes and yuv.wgsl writes whole words of luma and chroma.

/// Whether there is an image behind the pass's tiles, whether shapes and sprites touch them. The host says so, where a
/// pipeline is made: code that isn't needed costs software adapters as much as code that is.
override BACKGROUND: bool = true;
override SHAPES: bool = true;
override OVERLAYS: bool = true;

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

/// A node of the call's cell: 0 or 1 right and down.
fn node(at: Place8x2, right: u32, down: u32) -> vec2<u32> {
    let column = at.tile.x * 2u + at.half + right;
    let row = at.tile.y * 2u + at.pair / 4u + down;
    return nodes[(at.frame * node_rows() + row) * node_columns() + column];
}

fn corner(at: Place8x2, right: u32, down: u32) -> vec3<f32> {
    return unpack_node(node(at, right, down));
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

fn keep_corner(at: Place8x2, right: u32, down: u32) -> f32 {
    return unpack_keep(node(at, right, down));
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

// Which shapes touch which tile; the twin of src/render/tiles.rs.
//
// A tile's mask, word by word:
//
//     0                     the summary, by the constants below
//     1                     a bit per ring
//     2                     a bit per ribbon
//     FIRST_BARS, ...       a bit per bar
//     first_beams(), ...    a bit per beam
//     first_sprites(), ...  a bit per sprite
//
// A shape that is listed but doesn't touch the tile adds nothing.

const TILE: f32 = 16.0;
/// Half of a tile's diagonal.
const CORNER: f32 = 11.313709;
/// From the middle of a tile to its outermost pixels, straight across.
const OUTERMOST: f32 = 7.5;

/// Bits of a mask's first word, the summary: whether any ring, any ribbon, the heatmap, any sprite, any bar or beam is there,
/// and whether the tile isn't the plain light field for another reason.
const RINGS: u32 = 1u;
const RIBBONS: u32 = 2u;
const HEATMAP: u32 = 4u;
const SPRITES: u32 = 8u;
const STROKES: u32 = 16u;
const NOT_PLAIN: u32 = 32u;

const FIRST_BARS: u32 = 3u;
/// A bit for each sprite that `Fields` has room for.
const SPRITE_WORDS: u32 = 4u;

@group(0) @binding(8) var<storage, read_write> masks: array<u32>;

/// Lists of the tiles that something touches, in any order, as frame * tiles + tile: shapes alone, sprites alone, both.
/// Each has a third of the room.
struct Touched {
    counts: array<atomic<u32>, 3>,
    tiles: array<u32>,
}

/// Workgroups for tiles of a list, four of them each.
struct Work {
    groups: atomic<u32>,
    groups_y: u32,
    groups_z: u32,
}

@group(0) @binding(10) var<storage, read_write> touched: Touched;
@group(1) @binding(0) var<storage, read_write> work: array<Work, 3>;

/// The list of tiles that shapes touch, or sprites, or both.
fn list_of(shapes: bool, sprites: bool) -> u32 {
    return u32(shapes) + 2u * u32(sprites) - 1u;
}

/// Where a list has a slot.
fn slot_of(list: u32, slot: u32) -> u32 {
    return arrayLength(&touched.tiles) / 3u * list + slot;
}

/// Whether a bar or its close glow may touch the tiles around four points of a row: a tile's box, turned as the bar is, isn't
/// too far away.
fn bar_touches(bar: Bar, x: vec4<f32>, y: f32) -> vec4<bool> {
    let near = OUTERMOST * (abs(bar.axis.x) + abs(bar.axis.y));
    let reach = max(bar.glow_reach, bar.corner + 0.5) + 0.01;
    let dx = x - bar.center.x;
    let dy = y - bar.center.y;
    let along = abs(dx * bar.axis.x + dy * bar.axis.y) - (bar.half_length - bar.corner) - near;
    let across = abs(dy * bar.axis.x - dx * bar.axis.y) - (bar.half_width - bar.corner) - near;
    let qx = max(along, vec4(0.0));
    let qy = max(across, vec4(0.0));
    return qx * qx + qy * qy <= vec4(reach * reach);
}

fn ring_touches(ring: Ring, x: vec4<f32>, y: f32) -> vec4<bool> {
    let dx = x - ring.center.x;
    let dy = y - ring.center.y;
    return abs(sqrt(dx * dx + dy * dy) - ring.radius) <= vec4(ring.half_width + 1.5 + CORNER);
}

/// The word of a mask at which the beams begin.
fn first_beams() -> u32 {
    return FIRST_BARS + (sizes.bars + 31u) / 32u;
}

/// The word of a mask at which the sprites begin.
fn first_sprites() -> u32 {
    return sizes.mask_words - SPRITE_WORDS;
}

/// One word of the masks of up to four tiles.
fn store_words(mask: u32, tiles: u32, word: vec4<u32>) {
    for (var i = 0u; i < tiles; i++) {
        masks[mask + i * sizes.mask_words] = word[i];
    }
}

/// One call per four tiles of a row and frame: every shape is read once for all of them.
@compute @workgroup_size(64)
fn bin(@builtin(global_invocation_id) id: vec3<u32>) {
    let per_row = (sizes.tiles_across + 3u) / 4u;
    let row = id.x / per_row;
    if row >= sizes.tiles_down {
        return;
    }
    let frame = id.y;
    let column = id.x % per_row * 4u;
    let tiles = min(4u, sizes.tiles_across - column);
    let frame_y = f32(row) * TILE + TILE * 0.5;
    let frame_x = (f32(column) + vec4(0.0, 1.0, 2.0, 3.0)) * TILE + TILE * 0.5;
    let x = frame_x - sizes.origin_x;
    let y = frame_y - sizes.origin_y;
    let mask = ((frame * sizes.tiles_down + row) * sizes.tiles_across + column) * sizes.mask_words;
    let count = batch.frames[frame];
    var summary = vec4(0u);
    var word = vec4(0u);
    for (var i = 0u; i < count.rings; i++) {
        word |= select(vec4(0u), vec4(1u << i), ring_touches(grounds[frame].rings[i], x, y));
        if i + 1u == count.rings {
            store_words(mask + 1u, tiles, word);
            summary |= select(vec4(0u), vec4(RINGS), word != vec4(0u));
            word = vec4(0u);
        }
    }
    for (var i = 0u; i < count.ribbons; i++) {
        word |= select(vec4(0u), vec4(1u << i), ribbon_touches(fields[frame].ribbons[i], x, y));
        if i + 1u == count.ribbons {
            store_words(mask + 2u, tiles, word);
            summary |= select(vec4(0u), vec4(RIBBONS), word != vec4(0u));
            word = vec4(0u);
        }
    }
    if count.heatmap != 0u {
        summary |= select(vec4(0u), vec4(HEATMAP), heat_touches(fields[frame].heatmap, x, y));
    }
    for (var i = 0u; i < count.bars; i++) {
        word |= select(vec4(0u), vec4(1u << (i & 31u)), bar_touches(bars[frame * sizes.bars + i], x, y));
        if (i & 31u) == 31u || i + 1u == count.bars {
            store_words(mask + FIRST_BARS + i / 32u, tiles, word);
            summary |= select(vec4(0u), vec4(STROKES), word != vec4(0u));
            word = vec4(0u);
        }
    }
    for (var i = 0u; i < count.beams; i++) {
        word |= select(vec4(0u), vec4(1u << (i & 31u)), beam_touches(beams[frame * sizes.beams + i], x, y));
        if (i & 31u) == 31u || i + 1u == count.beams {
            store_words(mask + first_beams() + i / 32u, tiles, word);
            summary |= select(vec4(0u), vec4(STROKES), word != vec4(0u));
            word = vec4(0u);
        }
    }
    for (var i = 0u; i < count.sprites; i++) {
        let touches = sprite_touches(fields[frame].sprites[i], frame_x, frame_y);
        word |= select(vec4(0u), vec4(1u << (i & 31u)), touches);
        if (i & 31u) == 31u || i + 1u == count.sprites {
            store_words(mask + first_sprites() + i / 32u, tiles, word);
            summary |= select(vec4(0u), vec4(SPRITES), word != vec4(0u));
            word = vec4(0u);
        }
    }
    // Over a background image no tile is the plain field, and the pass that draws them all knows it.
    if sizes.background_width == 0u && count.dimmed != 0.0 {
        summary |= vec4(NOT_PLAIN);
    }
    store_words(mask, tiles, summary);
    for (var i = 0u; i < tiles; i++) {
        if summary[i] != 0u {
            let list = list_of((summary[i] & ~SPRITES) != 0u, (summary[i] & SPRITES) != 0u);
            let slot = atomicAdd(&touched.counts[list], 1u);
            atomicMax(&work[list].groups, slot / 4u + 1u);
            touched.tiles[slot_of(list, slot)] = (frame * sizes.tiles_down + row) * sizes.tiles_across + column + i;
        }
    }
}

// What all passes share: the sizes of a picture, the tables, the parameters of frames, and the shapes of each frame.
//
// Structs that Rust writes hold their vectors as arrays: those pack as in Rust. A test compares the layouts.

/// Sizes of everything, the same for all frames. Words are of 32 bits.
struct Sizes {
    // Columns of a table row that hold heights and caps; the levels follow.
    bands: u32,
    // How often `picture` is called per frame.
    invocations: u32,
    // From a frame to the next in the buffers of shapes: glows, bars, beams, edges, words of heat.
    glows: u32,
    bars: u32,
    beams: u32,
    edges: u32,
    heat: u32,
    // Tiles of 16x16 pixels.
    tiles_across: u32,
    tiles_down: u32,
    // Words of a tile's mask, which tiles.wgsl lays out.
    mask_words: u32,
    // Words of a finished frame; from row to row; where Cb and Cr begin.
    frame_words: u32,
    luma_stride: u32,
    chroma_stride: u32,
    cb_offset: u32,
    cr_offset: u32,
    // Pixels of the image behind everything; 0 for none.
    background_width: u32,
    background_height: u32,
    // Where the picture that shapes are described for begins in the frame, pixels.
    origin_x: f32,
    origin_y: f32,
}

/// Dither ranks as bytes, four to a word, row by row: 16x16 for luma and RGB, 8x8 for chroma.
struct Dither {
    luma: array<u32, 64>,
    cb: array<u32, 16>,
    cr: array<u32, 16>,
}

/// What differs from frame to frame besides the tables.
struct FrameParameters {
    // Where the frame's row of the tables is.
    row: u32,
    layer: u32,
    // What the style worked out in Rust.
    prepared: array<f32, 2>,
    // Shapes of each kind; a heatmap or none.
    lamps: u32,
    shadows: u32,
    rings: u32,
    glows: u32,
    bars: u32,
    beams: u32,
    ribbons: u32,
    heatmap: u32,
    sprites: u32,
    // Share of the light that is taken away.
    dimmed: f32,
}

/// What Rust writes: the dither once, the frames for every batch.
struct Batch {
    dither: Dither,
    frames: array<FrameParameters>,
}

struct Lamp {
    colour: vec3<f32>,
    center: vec2<f32>,
    radius: vec2<f32>,
}

struct Shadow {
    center: vec2<f32>,
    radius: f32,
    rim: f32,
    amount: f32,
}

struct Ring {
    from_light: vec3<f32>,
    radius: f32,
    to_light: vec3<f32>,
    half_width: f32,
    center: vec2<f32>,
    axis: vec2<f32>,
    opacity: f32,
}

struct Glow {
    colour: vec3<f32>,
    reach: f32,
    a: vec2<f32>,
    b: vec2<f32>,
}

struct Bar {
    center: vec2<f32>,
    axis: vec2<f32>,
    root: vec3<f32>,
    half_length: f32,
    tip: vec3<f32>,
    half_width: f32,
    hot_colour: vec3<f32>,
    hot: f32,
    glow: vec3<f32>,
    glow_reach: f32,
    corner: f32,
    hot_amount: f32,
    opacity: f32,
}

/// Laid out as a glow.
struct Beam {
    colour: vec3<f32>,
    radius: f32,
    a: vec2<f32>,
    b: vec2<f32>,
}

struct Ribbon {
    roots: array<vec3<f32>, 2>,
    tips: array<vec3<f32>, 2>,
    lines: array<vec3<f32>, 2>,
    glows: array<vec3<f32>, 2>,
    origin: vec2<f32>,
    axis: vec2<f32>,
    span: vec2<f32>,
    round: u32,
    first: u32,
    count: u32,
    per: f32,
    opacity: f32,
    half_line: f32,
    line_opacity: f32,
    glow_reach: f32,
    root_opacity: f32,
    rise: f32,
}

struct Edge {
    lower: f32,
    upper: f32,
    lower_cos: f32,
    upper_cos: f32,
    along: f32,
    glow: f32,
}

struct Heatmap {
    center: vec2<f32>,
    half_size: vec2<f32>,
    first: vec2<f32>,
    step: vec2<f32>,
    corner: f32,
    opacity: f32,
    columns: u32,
    rows: u32,
    lit: f32,
    dim: f32,
    fade: f32,
    soft: f32,
}

struct Sprite {
    tint: vec3<f32>,
    corner: f32,
    center: vec2<f32>,
    half_size: vec2<f32>,
    opacity: f32,
    // Its first texel, and how many there are across and down.
    first: u32,
    columns: u32,
    rows: u32,
}

/// The large shapes of a frame that only the host describes.
struct Fields {
    ribbons: array<Ribbon, 32>,
    heatmap: Heatmap,
    sprites: array<Sprite, 128>,
}

/// The few shapes of a frame; glows and bars have buffers of their own.
struct Ground {
    backdrop: vec3<f32>,
    lamps: array<Lamp, 4>,
    shadows: array<Shadow, 4>,
    rings: array<Ring, 32>,
}

@group(0) @binding(0) var<uniform> sizes: Sizes;
@group(0) @binding(1) var tables: texture_storage_2d_array<r32uint, read>;
@group(0) @binding(2) var<storage, read> batch: Batch;
@group(0) @binding(3) var<storage, read_write> grounds: array<Ground>;
@group(0) @binding(4) var<storage, read_write> glows: array<Glow>;
@group(0) @binding(5) var<storage, read_write> bars: array<Bar>;

/// Light as Rust packs it.
fn light(packed: array<f32, 3>) -> vec3<f32> {
    return vec3(packed[0], packed[1], packed[2]);
}

/// A point or a direction as Rust packs it.
fn pair(packed: array<f32, 2>) -> vec2<f32> {
    return vec2(packed[0], packed[1]);
}

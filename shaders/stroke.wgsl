// What the bars of all styles share; the twin of src/visual/stroke.rs, and the reading of the tables.

/// A row of the tables, one texel a band.
fn texel(frame: u32, column: u32) -> u32 {
    let at = batch.frames[frame];
    return textureLoad(tables, vec2(column, at.row), at.layer).x;
}

/// Height of a band, unorm16.
fn height_of(frame: u32, band: u32) -> u32 {
    return texel(frame, band) & 0xffffu;
}

/// Peak cap of a band, unorm16.
fn cap_of(frame: u32, band: u32) -> u32 {
    return texel(frame, band) >> 16u;
}

/// The levels of a frame, unorm16 each.
struct Levels {
    peak: u32,
    bass: u32,
    loudness: u32,
    onset: u32,
}

fn levels_of(frame: u32) -> Levels {
    let first = texel(frame, sizes.bands);
    let second = texel(frame, sizes.bands + 1u);
    return Levels(first & 0xffffu, first >> 16u, second & 0xffffu, second >> 16u);
}

/// A unorm16 as a number from 0 to 1.
fn unit(value: u32) -> f32 {
    return f32(value) * (1.0 / 65535.0);
}

/// A length in whole steps that grows with a unorm16. In integers: the same on every machine.
fn steps(value: u32, full: u32) -> u32 {
    return (value * full + 32767u) / 65535u;
}

struct BandColours {
    root: array<f32, 3>,
    tip: array<f32, 3>,
    hot: array<f32, 3>,
    glow: array<f32, 3>,
}

struct Room {
    edge: array<f32, 3>,
    center: array<f32, 2>,
    wash: array<f32, 3>,
    wash_radius: array<f32, 2>,
    breath: array<f32, 3>,
    breath_loud: array<f32, 3>,
    breath_radius: f32,
    glow: f32,
    shadow: f32,
}

/// Where a bar stands.
struct Place {
    root: vec2<f32>,
    axis: vec2<f32>,
    length: f32,
    width: f32,
    rounded: bool,
    opacity: f32,
    near_reach: f32,
}

/// Lights the picture with the room's two lamps.
fn room_light(frame: u32, room: Room, loudness: u32) {
    let center = pair(room.center);
    let breath = light(room.breath) + light(room.breath_loud) * unit(loudness);
    grounds[frame].backdrop = light(room.edge);
    grounds[frame].lamps[0] = Lamp(light(room.wash), center, pair(room.wash_radius));
    grounds[frame].lamps[1] = Lamp(breath, center, vec2(room.breath_radius));
}

fn room_bar(room: Room, colours: BandColours, height: f32, place: Place) -> Bar {
    let half_width = max(place.width * 0.5, 0.5);
    let half_length = max(place.length * 0.5, half_width);
    let near_reach = select(0.0, place.width * 0.3 + place.near_reach, room.glow > 0.0);
    var bar: Bar;
    bar.center = place.root + place.axis * half_length;
    bar.axis = place.axis;
    bar.half_length = half_length;
    bar.half_width = half_width;
    bar.corner = select(0.5, half_width, place.rounded);
    bar.hot = max(place.width * 3.0, 1.0);
    bar.hot_amount = min(0.25 + 0.75 * height, 1.0) * 0.72;
    bar.opacity = place.opacity;
    bar.root = light(colours.root);
    bar.tip = mix(light(colours.root), light(colours.tip), min(0.62 + 0.6 * height, 1.0));
    bar.hot_colour = light(colours.hot);
    bar.glow = light(colours.glow) * (room.glow * (0.05 + 0.36 * height * height));
    bar.glow_reach = half_width + near_reach;
    return bar;
}

/// The wide light of a stroke from `a` to `b`.
fn room_glow(room: Room, colours: BandColours, strength: f32, a: vec2<f32>, b: vec2<f32>, reach: f32) -> Glow {
    return Glow(light(colours.glow) * (strength * room.glow), max(reach, 24.0), a, b);
}

fn put_bar(frame: u32, slot: u32, bar: Bar) {
    bars[frame * sizes.bars + slot] = bar;
}

fn put_glow(frame: u32, slot: u32, glow: Glow) {
    // There are no slots when glows are off.
    if slot < sizes.glows {
        glows[frame * sizes.glows + slot] = glow;
    }
}

/// Calls the style's own `picture`, once per invocation and frame.
@compute @workgroup_size(64)
fn describe(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x < sizes.invocations {
        picture(id.y, id.x);
    }
}

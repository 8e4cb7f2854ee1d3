// `bars`: bands as upright bars on a line, or mirrored up and down; the twin of src/visual/bars/.

struct Figure {
    room: Room,
    start: f32,
    pitch: f32,
    base: f32,
    up: f32,
    tallest: u32,
    bands: u32,
    sides: u32,
    ways: u32,
    second: u32,
    lows: u32,
    arch: u32,
    rounded: u32,
    caps: u32,
    gradient: u32,
    floor: u32,
    image: u32,
    image_opacity: f32,
    image_ground: array<f32, 3>,
    far_every: u32,
    width: f32,
    cap: f32,
    cap_free: f32,
    cap_rest: u32,
    near_reach: f32,
    wide: f32,
    wide_reach: f32,
    far: f32,
    far_reach: f32,
    floor_middle: f32,
    floor_half: array<f32, 2>,
    floor_light: array<array<f32, 3>, 2>,
    floor_lit: f32,
    floor_reach: f32,
    floor_glow: array<f32, 3>,
    floor_glow_loud: array<f32, 3>,
    colours: array<BandColours>,
}

/// Length of an image in the floor, as a share of the bar's, and its reach, as a share of half of the bar's width.
const REFLECTED: f32 = 0.44;
const IMAGE_REACH: f32 = 1.55;
/// The bright end of a bar, how bright it is, and the close glow, as shares of those of other styles.
const HOT: f32 = 1.4;
const HOTTER: f32 = 1.15;
const NEARER: f32 = 1.3;
/// How much of a valley is filled, eighths, and how much less from band to band, unorm16.
const FILLED: u32 = 4u;
const FALL: u32 = 600u;
/// How far a bar rises above a quarter more than its neighbours, unorm16.
const SPIKE: i32 = 3000;
/// Over how much more space than the least a cap comes to be seen, as a share of that, and how much.
const AFLOAT: f32 = 0.5;
const CAP: f32 = 0.80;
/// One that hangs so far above, as a share of the tallest bar, is gone; up to half of that it shows fully.
const LOST: f32 = 0.11;

@group(0) @binding(6) var<storage, read> style: Figure;

/// One call per bar. Its slots: the image if there is one, the bar, the cap.
fn picture(frame: u32, i: u32) {
    if i == 0u {
        let loudness = levels_of(frame).loudness;
        room_light(frame, style.room, loudness);
        put_floor(frame, unit(loudness));
    }
    let band = i / (style.sides * style.ways);
    let side = i / style.ways % style.sides;
    let way = i % style.ways;
    let colours = style.colours[band];
    let value = bar_height(frame, band, side, way);
    let height = unit(value);
    let length = f32(steps(value, style.tallest)) * 0.125;
    let place = place_of(band, side, way, length);
    let bar = bar_of(colours, height, place);

    var slot = i * (1u + style.image + style.caps);
    if style.image == 1u {
        put_bar(frame, slot, image_of(bar, place));
        slot += 1u;
    }
    put_bar(frame, slot, bar);
    if style.caps == 1u {
        let peak = max(shown_cap(frame, band, side, way), value);
        let rise = f32(max(steps(peak, style.tallest), style.cap_rest)) * 0.125;
        put_bar(frame, slot + 1u, cap(colours, place, rise));
    }

    let foot = vec2(place.root.x, style.base);
    let near = vec2(place.root.x, style.base + place.axis.y * length * 0.35);
    let tip = vec2(place.root.x, style.base + place.axis.y * length);
    let wide = style.wide * height * height;
    put_glow(frame, i, room_glow(style.room, colours, wide, near, tip, style.wide_reach));
    if band % style.far_every == style.far_every / 2u {
        let count = style.bands * style.sides * style.ways;
        let slot = count + (band / style.far_every * style.sides + side) * style.ways + way;
        let strength = style.far * height * (0.4 + 0.6 * height);
        put_glow(frame, slot, room_glow(style.room, colours, strength, foot, tip, style.far_reach));
    }
}

/// Where a bar's height is in a row of the tables: of two channels the first is above, or on the left.
fn column_of(band: u32, side: u32, way: u32) -> u32 {
    return band + style.second * select(side, way, style.ways == 2u);
}

/// A height of a band in the arch of the whole row.
fn arched(height: u32, band: u32) -> u32 {
    return height - height * (style.arch * band / max(style.bands, 2u)) / 65536u;
}

/// What a band shows of its height: among the lowest bands valleys are filled up to what is tallest further out.
fn shown_height(frame: u32, band: u32, side: u32, way: u32) -> u32 {
    let own = height_of(frame, column_of(band, side, way));
    var tallest = own;
    for (var b = band; b < style.lows; b++) {
        let value = height_of(frame, column_of(b, side, way));
        tallest = max(tallest, value - min(FALL * (b - band), value));
    }
    return arched(own + (tallest - own) * FILLED / 8u, band);
}

/// What is shown a few bands further, or of the last band.
fn near_height(frame: u32, band: u32, step: i32, side: u32, way: u32) -> i32 {
    let near = u32(clamp(i32(band) + step, 0, i32(style.bands) - 1));
    return i32(shown_height(frame, near, side, way));
}

/// The height of a bar, which stands out from its neighbours more than its band does.
fn bar_height(frame: u32, band: u32, side: u32, way: u32) -> u32 {
    let before = near_height(frame, band, -2, side, way) + near_height(frame, band, -1, side, way);
    let after = near_height(frame, band, 1, side, way) + near_height(frame, band, 2, side, way);
    let own = near_height(frame, band, 0, side, way);
    let around = (before + after) / 4;
    // A bar alone would be a spike, or a gap in the row.
    let most = min(around + around / 4 + SPIKE, 65535);
    return u32(clamp(own + (own - around) / 3, min(around * 5 / 8, most), most));
}

/// The same of a peak cap, as shown_height.
fn shown_cap(frame: u32, band: u32, side: u32, way: u32) -> u32 {
    let own = cap_of(frame, column_of(band, side, way));
    var tallest = own;
    for (var b = band; b < style.lows; b++) {
        let value = cap_of(frame, column_of(b, side, way));
        tallest = max(tallest, value - min(FALL * (b - band), value));
    }
    return arched(own + (tallest - own) * FILLED / 8u, band);
}

/// Where a side runs to: of two, the first is on the left.
fn toward(side: u32) -> f32 {
    return select(1.0, -1.0, style.sides == 2u && side == 0u);
}

/// Where a bar stands.
fn place_of(band: u32, side: u32, way: u32, length: f32) -> Place {
    let axis = vec2(0.0, select(-style.up, style.up, way == 0u));
    let x = style.start + toward(side) * style.pitch * (f32(band) + 0.5);
    // Those that go both ways hide their roots in each other.
    let inside = select(0.0, style.width * 0.5, style.ways == 2u);
    let root = vec2(x, style.base - axis.y * inside);
    return Place(root, axis, length, style.width, style.rounded == 1u, 1.0, style.near_reach);
}

/// A band's bar.
fn bar_of(colours: BandColours, height: f32, place: Place) -> Bar {
    var bar = room_bar(style.room, colours, height, place);
    if style.gradient == 0u {
        bar.root = bar.tip;
    }
    bar.hot *= HOT;
    bar.hot_amount *= HOTTER;
    bar.glow *= NEARER;
    return bar;
}

/// The image of a bar in the floor: nothing but light, soft at its edges and fading away from the floor.
fn image_of(bar: Bar, place: Place) -> Bar {
    let half_length = max(bar.half_length * REFLECTED, bar.half_width);
    // It points to the bar: a glow is strongest at the tip. Of a bar with square ends it begins inside, so that nothing
    // parts them.
    let away = select(half_length - style.width * 0.5, half_length, style.rounded == 1u);
    let colour = mix(bar.root, bar.tip, 0.5);
    var image = bar;
    image.center = place.root - bar.axis * away;
    image.half_length = half_length;
    image.corner = bar.half_width;
    image.opacity = 0.0;
    image.glow = (colour - light(style.image_ground)) * style.image_opacity;
    image.glow_reach = bar.half_width * IMAGE_REACH;
    return image;
}

/// The line that bars stand on, one piece a side, and the light around it, in the last slots.
fn put_floor(frame: u32, loudness: f32) {
    if style.floor == 0u {
        return;
    }
    for (var side = 0u; side < style.sides; side++) {
        let axis = vec2(toward(side), 0.0);
        var bar: Bar;
        bar.center = vec2(style.start, style.base) + axis * style.floor_middle;
        bar.axis = axis;
        bar.half_length = style.floor_half[0];
        bar.half_width = style.floor_half[1];
        bar.corner = 0.5;
        bar.hot = 1.0;
        bar.hot_amount = 0.0;
        bar.opacity = 0.55;
        bar.root = light(style.floor_light[0]);
        bar.tip = light(style.floor_light[1]);
        bar.hot_colour = light(style.floor_light[1]);
        bar.glow = vec3(0.0);
        bar.glow_reach = 1.0;
        put_bar(frame, sizes.bars - style.sides + side, bar);
    }
    if sizes.glows > 0u {
        let middle = vec2(style.room.center[0], style.base);
        let half = vec2(style.floor_lit, 0.0);
        let reach = max(style.floor_reach, 24.0);
        let lit = light(style.floor_glow) + light(style.floor_glow_loud) * loudness;
        put_glow(frame, sizes.glows - 1u, Glow(lit * style.room.glow, reach, middle - half, middle + half));
    }
}

/// Opacity of a cap so far above its bar, pixels.
fn seen(above: f32) -> f32 {
    let afloat = saturate((above - style.cap_free) / (style.cap_free * AFLOAT));
    let lost = min(above * 8.0 / (f32(style.tallest) * LOST), 1.0);
    return CAP * afloat * min(2.0 * (1.0 - lost), 1.0);
}

/// A thin cap that floats `rise` above the root of its bar; what rides on the bar isn't seen.
fn cap(colours: BandColours, below: Place, rise: f32) -> Bar {
    var place = below;
    place.root = vec2(below.root.x - below.width * 0.5, below.root.y + below.axis.y * (rise + style.cap * 2.0));
    place.axis = vec2(1.0, 0.0);
    place.length = below.width;
    place.width = style.cap;
    place.near_reach = 0.0;
    place.opacity = seen(rise - below.length);
    var bar = room_bar(style.room, colours, 1.0, place);
    bar.root = bar.tip;
    bar.glow = vec3(0.0);
    bar.hot_amount = 0.35;
    return bar;
}

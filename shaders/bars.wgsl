// `bars`: bands as upright bars on a line, or mirrored up and down; the twin of src/visual/bars/.

struct Figure {
    room: Room,
    left: f32,
    pitch: f32,
    base: f32,
    tallest: u32,
    bands: u32,
    mirror: u32,
    rounded: u32,
    caps: u32,
    gradient: u32,
    floor: u32,
    far_every: u32,
    width: f32,
    cap: f32,
    cap_rest: u32,
    near_reach: f32,
    wide: f32,
    wide_reach: f32,
    far: f32,
    far_reach: f32,
    floor_half: array<f32, 2>,
    floor_light: array<array<f32, 3>, 2>,
    floor_glow: array<f32, 3>,
    colours: array<BandColours>,
}

@group(0) @binding(6) var<storage, read> style: Figure;

/// One call per band. A band's slots: the way down if mirrored, the way up, the cap.
fn picture(frame: u32, band: u32) {
    if band == 0u {
        room_light(frame, style.room, levels_of(frame).loudness);
        if style.floor == 1u {
            put_floor(frame);
        }
    }
    let colours = style.colours[band];
    let value = height_of(frame, band);
    let height = unit(value);
    let length = f32(steps(value, style.tallest)) * 0.125;
    let x = style.left + style.pitch * (f32(band) + 0.5);
    let foot = vec2(x, style.base);
    let rounded = style.rounded == 1u;
    let place = Place(foot, vec2(0.0, -1.0), length, style.width, rounded, 1.0, style.near_reach);
    var bar = room_bar(style.room, colours, height, place);
    if style.gradient == 0u {
        bar.root = bar.tip;
    }

    var slot = band * (1u + style.mirror + style.caps);
    if style.mirror == 1u {
        // One stroke each way, roots hidden in each other.
        var down = bar;
        down.axis = vec2(0.0, 1.0);
        down.center.y = style.base + (style.base - bar.center.y) - style.width * 0.5;
        bar.center.y += style.width * 0.5;
        put_bar(frame, slot, down);
        slot += 1u;
    }
    put_bar(frame, slot, bar);
    if style.caps == 1u {
        let rise = f32(max(steps(cap_of(frame, band), style.tallest), style.cap_rest)) * 0.125;
        put_bar(frame, slot + 1u, cap(colours, place, rise));
    }

    let ways = 1u + style.mirror;
    for (var way = 0u; way < ways; way++) {
        let toward = select(-1.0, 1.0, way == 1u);
        let tip = vec2(x, style.base + toward * length);
        let near = vec2(x, style.base + toward * length * 0.35);
        let wide = style.wide * height * height;
        put_glow(frame, band * ways + way, room_glow(style.room, colours, wide, near, tip, style.wide_reach));
        if band % style.far_every == style.far_every / 2u {
            let far_slot = style.bands * ways + band / style.far_every * ways + way;
            let strength = style.far * height * (0.4 + 0.6 * height);
            put_glow(frame, far_slot, room_glow(style.room, colours, strength, foot, tip, style.far_reach));
        }
    }
}

/// The line that bars stand on and the light around it, in the last slots.
fn put_floor(frame: u32) {
    let middle = vec2(style.left + style.pitch * f32(style.bands) * 0.5, style.base);
    var bar: Bar;
    bar.center = middle;
    bar.axis = vec2(1.0, 0.0);
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
    put_bar(frame, sizes.bars - 1u, bar);
    if sizes.glows > 0u {
        let half = vec2(style.floor_half[0] * 0.9, 0.0);
        let reach = max(style.wide_reach, 24.0);
        put_glow(frame, sizes.glows - 1u, Glow(light(style.floor_glow) * style.room.glow, reach, middle - half, middle + half));
    }
}

/// A thin cap that floats `rise` above the root of its bar.
fn cap(colours: BandColours, below: Place, rise: f32) -> Bar {
    var place = below;
    place.root = vec2(below.root.x - below.width * 0.5, below.root.y - rise - style.cap * 2.0);
    place.axis = vec2(1.0, 0.0);
    place.length = below.width;
    place.width = style.cap;
    place.near_reach = 0.0;
    place.opacity = 0.85;
    var bar = room_bar(style.room, colours, 1.0, place);
    bar.root = bar.tip;
    bar.glow = vec3(0.0);
    bar.hot_amount = 0.35;
    return bar;
}

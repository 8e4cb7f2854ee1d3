// `circular`: bands as strokes around a ring; the twin of src/visual/circular/.

struct Spoke {
    axis: array<f32, 2>,
    colours: BandColours,
}

struct Figure {
    room: Room,
    ring: u32,
    swell: u32,
    longest: u32,
    stub: u32,
    bands: u32,
    sides: u32,
    far_every: u32,
    line: f32,
    rim: f32,
    gap: f32,
    width: f32,
    near_reach: f32,
    wide: f32,
    wide_reach: f32,
    far: f32,
    far_reach: f32,
    from_light: array<f32, 3>,
    to_light: array<f32, 3>,
    accent: array<f32, 3>,
    echoes: u32,
    echo: f32,
    echo_ground: array<f32, 3>,
    echo_line: f32,
    echo_away: f32,
    echo_share: f32,
    spokes: array<Spoke>,
}

/// Strokes that a bar adds: its echo, and its part of the line.
const STROKES: u32 = 2u;
/// Opacity of a bar's echo, and how far beyond the bar it is seen fully, widths of a bar.
const FAINT: f32 = 0.34;
const AFTER: f32 = 1.5;
/// Light of the line beside the bars' tips, and what an onset adds.
const LINE: f32 = 0.30;
const STRUCK: f32 = 0.40;
/// The line passes the tallest cap of so many places on either side, softened over as many.
const AROUND: i32 = 3;
/// Opacity of a bar that is as long as its neighbours, what standing out adds, and the least.
const EVEN: f32 = 0.86;
const OUT: f32 = 2.4;
const FAINTEST: f32 = 0.50;

@group(0) @binding(6) var<storage, read> style: Figure;

fn rotate(v: vec2<f32>, turn: vec2<f32>) -> vec2<f32> {
    return vec2(v.x * turn.x - v.y * turn.y, v.x * turn.y + v.y * turn.x);
}

/// The place of a band's bar on a side, counted around the ring from the bottom.
fn place_of(band: u32, side: u32) -> i32 {
    return select(i32(band), 2 * i32(style.bands) - 1 - i32(band), side == 1u);
}

/// Band and side at a place, which may lie a few beyond the last.
fn band_at(place: i32) -> vec2<u32> {
    let bands = i32(style.bands);
    let count = i32(style.bands * style.sides);
    // A few turns more, so that no place is negative.
    let at = (place + 8 * count) % count;
    return select(vec2(u32(2 * bands - 1 - at), 1u), vec2(u32(at), 0u), at < bands);
}

fn axis_at(place: i32, turn: vec2<f32>) -> vec2<f32> {
    let at = band_at(place);
    let spoke = pair(style.spokes[at.x].axis);
    return rotate(vec2(select(spoke.x, -spoke.x, at.y == 1u), spoke.y), turn);
}

fn height_at(frame: u32, place: i32) -> i32 {
    return i32(height_of(frame, band_at(place).x));
}

fn cap_at(frame: u32, place: i32) -> i32 {
    return i32(cap_of(frame, band_at(place).x));
}

/// The tallest caps around a place, softened.
fn envelope(frame: u32, place: i32) -> u32 {
    var sum = 0;
    for (var near = -AROUND; near <= AROUND; near++) {
        var tallest = 0;
        for (var step = -AROUND; step <= AROUND; step++) {
            tallest = max(tallest, cap_at(frame, place + near + step));
        }
        sum += (AROUND + 1 - abs(near)) * tallest;
    }
    return u32(sum / ((AROUND + 1) * (AROUND + 1)));
}

/// Where the line passes a place.
fn on_line(frame: u32, place: i32, ring: f32, turn: vec2<f32>) -> vec2<f32> {
    let length = f32(max(steps(envelope(frame, place), style.longest), style.stub)) * 0.125 * style.echo_share;
    return pair(style.room.center) + axis_at(place, turn) * (ring + style.gap + length + style.echo_away);
}

/// The echo of a bar, which stands at `below` and has reached `rise` lately.
fn echo_of(colours: BandColours, below: Place, rise: f32) -> Bar {
    let seen = saturate((rise - below.length) / (below.width * AFTER));
    var place = below;
    place.length = rise;
    place.opacity = min(FAINT * style.echo, 1.0) * seen;
    var echo = room_bar(style.room, colours, 0.0, place);
    echo.tip = mix(echo.root, echo.tip, 0.8);
    echo.glow = vec3(0.0);
    return echo;
}

/// A part of a line.
fn stroke(a: vec2<f32>, b: vec2<f32>, amount: f32, colours: BandColours) -> Bar {
    let way = b - a;
    let length = max(sqrt(way.x * way.x + way.y * way.y), 1e-3);
    let half_width = style.echo_line;
    let colour = mix(light(style.echo_ground), light(colours.tip), min(amount * style.echo, 1.0));
    var bar: Bar;
    bar.center = (a + b) * 0.5;
    bar.axis = way * (1.0 / length);
    bar.half_length = length * 0.5 + half_width;
    bar.half_width = half_width;
    bar.corner = half_width;
    bar.hot = 1.0;
    bar.hot_amount = 0.0;
    bar.opacity = 1.0;
    bar.root = colour;
    bar.tip = colour;
    bar.hot_colour = colour;
    bar.glow = vec3(0.0);
    bar.glow_reach = half_width;
    return bar;
}

/// Opacity of a bar that stands out so far from its neighbours.
fn clear(out: i32) -> f32 {
    return clamp(EVEN + OUT * (f32(out) * (1.0 / 65535.0)), FAINTEST, 1.0);
}

/// One call per bar: band by band, right side first.
fn picture(frame: u32, i: u32) {
    let levels = levels_of(frame);
    let center = pair(style.room.center);
    let turn = pair(batch.frames[frame].prepared);
    let ring = f32(style.ring + steps(levels.bass, style.swell)) * 0.25;
    let onset = unit(levels.onset) * 0.8;
    if i == 0u {
        room_light(frame, style.room, levels.loudness);
        grounds[frame].shadows[0] = Shadow(center, ring, style.rim, style.room.shadow);
        var line: Ring;
        line.center = center;
        line.radius = ring;
        line.half_width = style.line;
        line.axis = rotate(vec2(0.0, -1.0), turn);
        line.from_light = mix(light(style.from_light), light(style.accent), onset);
        line.to_light = mix(light(style.to_light), light(style.accent), onset);
        line.opacity = 0.9;
        grounds[frame].rings[0] = line;
    }

    let band = i / style.sides;
    let side = i % style.sides;
    let colours = style.spokes[band].colours;
    let at = place_of(band, side);
    let before = height_at(frame, at - 2) + height_at(frame, at - 1);
    let own = height_at(frame, at);
    let out = own - (before + height_at(frame, at + 1) + height_at(frame, at + 2)) / 4;
    let value = u32(clamp(own + out / 2, 0, 65535));
    let height = unit(value);
    let length = f32(max(steps(value, style.longest), style.stub)) * 0.125;
    let spoke = pair(style.spokes[band].axis);
    let axis = rotate(vec2(select(spoke.x, -spoke.x, side == 1u), spoke.y), turn);
    let root = ring + style.gap;
    let foot = center + axis * root;
    let tip = center + axis * (root + length);
    let place = Place(foot, axis, length, style.width * root, true, clear(out), style.near_reach);
    var slot = i * (1u + style.echoes * STROKES);
    if style.echoes == 1u {
        let rise = f32(max(steps(max(cap_of(frame, band), value), style.longest), style.stub)) * 0.125;
        put_bar(frame, slot, echo_of(colours, place, rise));
        let line = stroke(on_line(frame, at, ring, turn), on_line(frame, at + 1, ring, turn), LINE + STRUCK * onset, colours);
        put_bar(frame, slot + 1u, line);
        slot += STROKES;
    }
    put_bar(frame, slot, room_bar(style.room, colours, height, place));

    // A beat lights the room around the bars.
    let kick = 1.0 + 0.6 * unit(levels.onset);
    let near = center + axis * (root + length * 0.35);
    put_glow(frame, i, room_glow(style.room, colours, style.wide * height * height * kick, near, tip, style.wide_reach));
    if band % style.far_every == style.far_every / 2u {
        let slot = style.bands * style.sides + band / style.far_every * style.sides + side;
        let strength = style.far * height * (0.4 + 0.6 * height) * kick;
        put_glow(frame, slot, room_glow(style.room, colours, strength, foot, tip, style.far_reach));
    }
}

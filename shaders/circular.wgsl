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
    line_light: array<array<f32, 3>, 2>,
    line_lit: array<array<f32, 3>, 2>,
    heart: f32,
    heart_reach: f32,
    heart_light: array<array<f32, 3>, 2>,
    seam: u32,
    echoes: u32,
    echo: f32,
    spokes: array<Spoke>,
}

/// Opacity of a bar's echo, and how far beyond the bar it is seen fully, widths of a bar.
const FAINT: f32 = 0.25;
const AFTER: f32 = 1.5;
/// How much of its bar's bright colour is at its end.
const DEEP: f32 = 0.25;
/// One that is so much longer than its bar, as a share of the longest bar, isn't seen any more.
const LOST: f32 = 0.35;
/// Opacity of a bar that is as long as its neighbours, what standing out adds, and the least.
const EVEN: f32 = 0.86;
const OUT: f32 = 1.8;
const FAINTEST: f32 = 0.66;
/// How far a bar rises above a quarter more than its neighbours, unorm16.
const SPIKE: i32 = 6000;
/// How much of a valley is filled in the middle of where the sides meet, eighths, less and less away from there; and how much
/// higher from band to band, 65,536ths of what it is filled up to.
const FILLED: u32 = 7u;
const DOME: u32 = 600u;
/// How much the highest band is raised at half height, of what it lacks, eighths.
const RAISED: u32 = 5u;

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

/// The height of a band or its cap.
fn value_of(frame: u32, band: u32, caps: bool) -> u32 {
    let both = texel(frame, band);
    return select(both & 0xffffu, both >> 16u, caps);
}

/// `a - b`, at least 0.
fn less(a: u32, b: u32) -> u32 {
    return a - min(a, b);
}

/// What a band shows of its height or cap: where the sides meet, valleys are filled up to what is tallest further away, and
/// treble that is there is raised, the higher the more.
fn shown(frame: u32, band: u32, caps: bool) -> u32 {
    let low = less(style.seam, band);
    let high = less(band + style.seam, style.bands - 1u);
    let own = value_of(frame, band, caps);
    let near = max(low, high);
    var tallest = own;
    for (var k = 1u; k <= near; k++) {
        let further = select(band - k, band + k, low > high);
        let height = value_of(frame, further, caps);
        tallest = max(tallest, height + ((height * DOME * k) >> 16u));
    }
    let value = min(own + (tallest - own) * FILLED * near / (8u * max(style.seam, 1u)), 65535u);
    let treble = less(2u * band, style.bands);
    return value + ((value * (65535u - value)) >> 16u) * treble * RAISED / (8u * style.bands);
}

fn height_at(frame: u32, place: i32) -> i32 {
    return i32(shown(frame, band_at(place).x, false));
}

/// Where the echo of a bar ends: what the bar has reached lately, but no further than one beside it, as alone it would be an
/// antenna.
fn reached(frame: u32, place: i32) -> u32 {
    let beside = max(shown(frame, band_at(place - 1).x, true), shown(frame, band_at(place + 1).x, true));
    return min(shown(frame, band_at(place).x, true), beside);
}

/// The light in the ring, in the last slots.
fn put_heart(frame: u32, center: vec2<f32>, axis: vec2<f32>) {
    for (var i = 0u; i < 2u; i++) {
        let at = center + axis * select(style.heart, 0.0 - style.heart, i == 0u);
        let colour = light(style.heart_light[i]) * style.room.glow;
        put_glow(frame, sizes.glows - 2u + i, Glow(colour, max(style.heart_reach, 24.0), at, at));
    }
}

/// The echo of a bar, which stands at `below` and has reached `rise` lately.
fn echo_of(colours: BandColours, below: Place, rise: f32) -> Bar {
    let after = rise - below.length;
    let lost = min(after * 8.0 / (f32(style.longest) * LOST), 1.0);
    // Behind a bar that is hardly there, an echo would stand alone.
    let company = min(below.length / max(after, 1.0), 1.0);
    let seen = saturate(after / (below.width * AFTER)) * (1.0 - lost) * company;
    var place = below;
    place.length = rise;
    place.opacity = min(FAINT * style.echo, 1.0) * seen;
    var echo = room_bar(style.room, colours, 0.0, place);
    // In the bar's own colour, and the deeper the later.
    echo.root = light(colours.tip);
    echo.tip = mix(light(colours.glow), light(colours.tip), DEEP);
    echo.hot_amount = 0.0;
    echo.glow = vec3(0.0);
    return echo;
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
    let onset = unit(levels.onset);
    if i == 0u {
        room_light(frame, style.room, levels.loudness);
        grounds[frame].shadows[0] = Shadow(center, ring, style.rim, style.room.shadow);
        var line: Ring;
        line.center = center;
        line.radius = ring;
        line.half_width = style.line;
        line.axis = rotate(vec2(0.0, -1.0), turn);
        line.from_light = mix(light(style.line_light[0]), light(style.line_lit[0]), onset);
        line.to_light = mix(light(style.line_light[1]), light(style.line_lit[1]), onset);
        line.opacity = 0.9;
        grounds[frame].rings[0] = line;
        put_heart(frame, center, line.axis);
    }

    let band = i / style.sides;
    let side = i % style.sides;
    let colours = style.spokes[band].colours;
    let at = place_of(band, side);
    let before = height_at(frame, at - 2) + height_at(frame, at - 1);
    let own = height_at(frame, at);
    let around = (before + height_at(frame, at + 1) + height_at(frame, at + 2)) / 4;
    let out = own - around;
    // A bar alone would be a spike.
    let most = min(around + around / 4 + SPIKE, 65535);
    let value = u32(clamp(own + out / 2, 0, most));
    let height = unit(value);
    let length = f32(max(steps(value, style.longest), style.stub)) * 0.125;
    let spoke = pair(style.spokes[band].axis);
    let axis = rotate(vec2(select(spoke.x, -spoke.x, side == 1u), spoke.y), turn);
    let root = ring + style.gap;
    let foot = center + axis * root;
    let tip = center + axis * (root + length);
    let place = Place(foot, axis, length, style.width * root, true, clear(out), style.near_reach);
    var slot = i * (1u + style.echoes);
    if style.echoes == 1u {
        let rise = f32(max(steps(max(reached(frame, at), value), style.longest), style.stub)) * 0.125;
        put_bar(frame, slot, echo_of(colours, place, rise));
        slot += 1u;
    }
    put_bar(frame, slot, room_bar(style.room, colours, height, place));

    // A beat lights the room around the bars.
    let kick = 1.0 + 0.6 * onset;
    let near = center + axis * (root + length * 0.35);
    put_glow(frame, i, room_glow(style.room, colours, style.wide * height * height * kick, near, tip, style.wide_reach));
    if band % style.far_every == style.far_every / 2u {
        let slot = style.bands * style.sides + band / style.far_every * style.sides + side;
        let strength = style.far * height * (0.4 + 0.6 * height) * kick;
        put_glow(frame, slot, room_glow(style.room, colours, strength, foot, tip, style.far_reach));
    }
}

// Pixels of crisp shapes over the light field; the twin of src/render/shade. Four pixels go side by side, a 2x2 box:
// upper left, upper right, lower left, lower right.

/// What shapes do to four pixels: premultiplied light that covers the field, how much it covers, how much a heatmap covers
/// (its light is with the others'), light added to field and heatmap.
struct Ink {
    r: vec4<f32>,
    g: vec4<f32>,
    b: vec4<f32>,
    cover: vec4<f32>,
    heat: vec4<f32>,
    glow_r: vec4<f32>,
    glow_g: vec4<f32>,
    glow_b: vec4<f32>,
}

/// Code values or light of four pixels.
struct Rgb4 {
    r: vec4<f32>,
    g: vec4<f32>,
    b: vec4<f32>,
}

/// What a bar does to a pixel: see the twin.
struct BarSample {
    glow: vec4<f32>,
    cover: vec4<f32>,
    along: vec4<f32>,
    hot: vec4<f32>,
}

fn bar_at(bar: Bar, x: vec4<f32>, y: vec4<f32>) -> BarSample {
    let dx = x - bar.center.x;
    let dy = y - bar.center.y;
    let along = dx * bar.axis.x + dy * bar.axis.y;
    let across = dy * bar.axis.x - dx * bar.axis.y;
    let qx = max(abs(along) - (bar.half_length - bar.corner), vec4(0.0));
    let qy = max(abs(across) - (bar.half_width - bar.corner), vec4(0.0));
    let d2 = qx * qx + qy * qy;
    let cover = saturate(bar.corner + 0.5 - sqrt(d2)) * bar.opacity;
    let k = max(1.0 - d2 * (1.0 / (bar.glow_reach * bar.glow_reach)), vec4(0.0));
    let from_root = max(along + bar.half_length, vec4(0.0));
    let length = 2.0 * bar.half_length;
    let h = saturate(1.0 - (length - from_root) * (1.0 / bar.hot));
    let share = saturate(from_root * (1.0 / length));
    return BarSample(k * k * k * (0.12 + 0.88 * share), cover, share, h * h * bar.hot_amount);
}

struct RingSample {
    cover: vec4<f32>,
    along: vec4<f32>,
}

fn ring_at(ring: Ring, x: vec4<f32>, y: vec4<f32>) -> RingSample {
    let dx = x - ring.center.x;
    let dy = y - ring.center.y;
    let off = abs(sqrt(dx * dx + dy * dy) - ring.radius);
    let cover = saturate(ring.half_width + 0.5 - off) * min(2.0 * ring.half_width, 1.0) * ring.opacity;
    let t = (dx * ring.axis.x + dy * ring.axis.y) * (0.5 / ring.radius) + 0.5;
    return RingSample(cover, saturate(t));
}

fn blend(a: f32, b: f32, t: vec4<f32>) -> vec4<f32> {
    return a + (b - a) * t;
}

fn lay_ring(ink: ptr<function, Ink>, ring: Ring, x: vec4<f32>, y: vec4<f32>) {
    let s = ring_at(ring, x, y);
    let keep = 1.0 - s.cover;
    (*ink).r = (*ink).r * keep + blend(ring.from_light.r, ring.to_light.r, s.along) * s.cover;
    (*ink).g = (*ink).g * keep + blend(ring.from_light.g, ring.to_light.g, s.along) * s.cover;
    (*ink).b = (*ink).b * keep + blend(ring.from_light.b, ring.to_light.b, s.along) * s.cover;
    (*ink).cover = (*ink).cover * keep + s.cover;
}

/// Light of a bar's body: from root to tip with the square of the way, and towards the hot colour at the very tip.
fn body(root: f32, tip: f32, hot_colour: f32, t: vec4<f32>, hot: vec4<f32>) -> vec4<f32> {
    let base = blend(root, tip, t);
    return base + (hot_colour - base) * hot;
}

fn lay_bar(ink: ptr<function, Ink>, bar: Bar, x: vec4<f32>, y: vec4<f32>) {
    let s = bar_at(bar, x, y);
    let keep = 1.0 - s.cover;
    let t = s.along * s.along;
    (*ink).r = (*ink).r * keep + body(bar.root.r, bar.tip.r, bar.hot_colour.r, t, s.hot) * s.cover;
    (*ink).g = (*ink).g * keep + body(bar.root.g, bar.tip.g, bar.hot_colour.g, t, s.hot) * s.cover;
    (*ink).b = (*ink).b * keep + body(bar.root.b, bar.tip.b, bar.hot_colour.b, t, s.hot) * s.cover;
    (*ink).cover = (*ink).cover * keep + s.cover;
    (*ink).glow_r += bar.glow.r * s.glow;
    (*ink).glow_g += bar.glow.g * s.glow;
    (*ink).glow_b += bar.glow.b * s.glow;
}

/// The four nodes around a cell: upper left, upper right, lower left, lower right.
struct Corners {
    n00: vec3<f32>,
    n10: vec3<f32>,
    n01: vec3<f32>,
    n11: vec3<f32>,
}

/// One component between four nodes: `wx` of the way right, then `wy` of the way down.
fn between(c00: f32, c10: f32, c01: f32, c11: f32, wx: vec4<f32>, wy: vec4<f32>) -> vec4<f32> {
    let upper = c00 + (c10 - c00) * wx;
    let lower = c01 + (c11 - c01) * wx;
    return upper + (lower - upper) * wy;
}

fn over(ground: vec4<f32>, heat: vec4<f32>, glow: vec4<f32>, cover: vec4<f32>, ink: vec4<f32>) -> vec4<f32> {
    return (ground * (1.0 - heat) + glow) * (1.0 - cover) + ink;
}

/// Light to code values, dimmed.
fn codes(light: Rgb4, dimmed: f32) -> Rgb4 {
    let bright = 1.0 - dimmed;
    return Rgb4(
        sqrt(saturate(light.r * bright)),
        sqrt(saturate(light.g * bright)),
        sqrt(saturate(light.b * bright)),
    );
}

/// Background, field, glow and cover to light. `corners` are code values, `wx` and `wy` the pixels' places in the cell,
/// `image` what is left of the background.
fn composite(ink: Ink, corners: Corners, image: Rgb4, wx: vec4<f32>, wy: vec4<f32>) -> Rgb4 {
    let r = between(corners.n00.r, corners.n10.r, corners.n01.r, corners.n11.r, wx, wy);
    let g = between(corners.n00.g, corners.n10.g, corners.n01.g, corners.n11.g, wx, wy);
    let b = between(corners.n00.b, corners.n10.b, corners.n01.b, corners.n11.b, wx, wy);
    return Rgb4(
        over(r * r + image.r, ink.heat, ink.glow_r, ink.cover, ink.r),
        over(g * g + image.g, ink.heat, ink.glow_g, ink.cover, ink.g),
        over(b * b + image.b, ink.heat, ink.glow_b, ink.cover, ink.b),
    );
}

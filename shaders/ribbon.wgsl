// Ribbons: areas between two curves; the twin of src/render/shade/ribbon/.

@group(0) @binding(12) var<storage, read> edges: array<Edge>;
@group(0) @binding(13) var<storage, read> fields: array<Fields>;

/// What a ribbon does to a pixel: see the twin.
struct RibbonSample {
    area: f32,
    line: f32,
    glow: f32,
    along: f32,
    up: f32,
}

/// The clockwise angle from `axis` to a point, in turns from 0 to 1.
fn turn_of(axis: vec2<f32>, x: f32, y: f32) -> f32 {
    let c = x * axis.x + y * axis.y;
    let s = y * axis.x - x * axis.y;
    let ac = abs(c);
    let az = abs(s);
    let a = min(ac, az) / (max(ac, az) + 1e-20);
    let q = a * a;
    let series = 0.9999773 + q * (-0.3326235 + q * (0.1935435 + q * (-0.1164329 + q * (0.0526533 - q * 0.0117212))));
    let eighth = a * series * 0.31830987 * 0.5;
    let quarter = select(eighth, 0.25 - eighth, ac < az);
    let half = select(quarter, 0.5 - quarter, c < 0.0);
    return select(half, 1.0 - half, s < 0.0);
}

fn between_edges(a: Edge, b: Edge, t: f32) -> Edge {
    return Edge(
        a.lower + (b.lower - a.lower) * t,
        a.upper + (b.upper - a.upper) * t,
        a.lower_cos + (b.lower_cos - a.lower_cos) * t,
        a.upper_cos + (b.upper_cos - a.upper_cos) * t,
        a.along + (b.along - a.along) * t,
        a.glow + (b.glow - a.glow) * t,
    );
}

fn edge_at(frame: u32, ribbon: Ribbon, at: f32) -> Edge {
    let start = frame * sizes.edges + ribbon.first;
    let last = ribbon.count - 1u;
    if ribbon.round != 0u {
        let i = min(u32(at), last);
        return between_edges(edges[start + i], edges[start + select(i + 1u, 0u, i == last)], at - f32(i));
    }
    let i = min(u32(max(at, 0.0)), last - 1u);
    return between_edges(edges[start + i], edges[start + i + 1u], saturate(at - f32(i)));
}

fn ribbon_at(frame: u32, ribbon: Ribbon, x: f32, y: f32) -> RibbonSample {
    let dx = x - ribbon.origin.x;
    let dy = y - ribbon.origin.y;
    var at: f32;
    var across: f32;
    var between: f32;
    if ribbon.round != 0u {
        at = turn_of(ribbon.axis, dx, dy) * ribbon.per;
        across = sqrt(dx * dx + dy * dy);
        between = 1.0;
    } else {
        let along = dx * ribbon.axis.x + dy * ribbon.axis.y;
        across = dx * ribbon.axis.y - dy * ribbon.axis.x;
        let length = f32(ribbon.count - 1u) / ribbon.per;
        at = along * ribbon.per;
        between = saturate(along + 0.5) * saturate(length - along + 0.5);
    }
    let e = edge_at(frame, ribbon, at);
    let below_upper = (e.upper - across) * e.upper_cos;
    let above_lower = (across - e.lower) * e.lower_cos;
    let off = abs(below_upper);
    let k = max(1.0 - off * off * (1.0 / (ribbon.glow_reach * ribbon.glow_reach)), 0.0);
    let thin = select(1.0, 2.0 * ribbon.half_line, ribbon.half_line < 0.5);
    let rise = select(e.upper - e.lower + 1e-3, ribbon.rise, ribbon.rise > 0.0);
    let way = saturate((across - e.lower) * (1.0 / rise));
    let up = way * way;
    let opacity = ribbon.root_opacity + (ribbon.opacity - ribbon.root_opacity) * up;
    return RibbonSample(
        saturate(below_upper + 0.5) * saturate(above_lower + 0.5) * between * opacity,
        saturate(ribbon.half_line + 0.5 - off) * thin * between * ribbon.line_opacity,
        k * k * k * between * e.glow,
        e.along,
        up,
    );
}

fn tint(ends: array<vec3<f32>, 2>, t: f32) -> vec3<f32> {
    return ends[0] + (ends[1] - ends[0]) * t;
}

fn lay_ribbon(ink: ptr<function, Ink>, frame: u32, which: u32, x: vec4<f32>, y: vec4<f32>) {
    let ribbon = fields[frame].ribbons[which];
    for (var i = 0u; i < 4u; i++) {
        let s = ribbon_at(frame, ribbon, x[i], y[i]);
        let root = tint(ribbon.roots, s.along);
        let area = root + (tint(ribbon.tips, s.along) - root) * s.up;
        let line = tint(ribbon.lines, s.along);
        let glow = tint(ribbon.glows, s.along) * s.glow;
        var under = vec3((*ink).r[i], (*ink).g[i], (*ink).b[i]);
        under = under * (1.0 - s.area) + area * s.area;
        under = under * (1.0 - s.line) + line * s.line;
        (*ink).r[i] = under.r;
        (*ink).g[i] = under.g;
        (*ink).b[i] = under.b;
        (*ink).cover[i] = 1.0 - (1.0 - (*ink).cover[i]) * ((1.0 - s.area) * (1.0 - s.line));
        (*ink).glow_r[i] += glow.r;
        (*ink).glow_g[i] += glow.g;
        (*ink).glow_b[i] += glow.b;
    }
}

/// Whether a ribbon may touch the tiles around four points of a row.
fn ribbon_touches(ribbon: Ribbon, x: vec4<f32>, y: f32) -> vec4<bool> {
    let dx = x - ribbon.origin.x;
    let dy = vec4(y - ribbon.origin.y);
    let reach = CORNER + 1.0;
    let low = vec4(ribbon.span.x - reach);
    let high = vec4(ribbon.span.y + reach);
    if ribbon.round != 0u {
        let r = sqrt(dx * dx + dy * dy);
        return (r >= low) & (r <= high);
    }
    let along = dx * ribbon.axis.x + dy * ribbon.axis.y;
    let across = dx * ribbon.axis.y - dy * ribbon.axis.x;
    let length = f32(ribbon.count - 1u) / ribbon.per;
    return (along >= vec4(-reach)) & (along <= vec4(length + reach)) & (across >= low) & (across <= high);
}

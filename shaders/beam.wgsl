// Beams: light that a disc leaves on its way; the twin of src/render/shade/beam.rs.

@group(0) @binding(11) var<storage, read> beams: array<Beam>;

/// Light left by the disc up to u, in units of its radius.
fn passed(c: vec4<f32>, u: vec4<f32>) -> vec4<f32> {
    let u2 = u * u;
    return u * (c * c - u2 * (c * (2.0 / 3.0) - u2 * 0.2));
}

/// Share of a beam's colour at four pixels.
fn beam_at(beam: Beam, x: vec4<f32>, y: vec4<f32>) -> vec4<f32> {
    let e = beam.b - beam.a;
    let dx = x - beam.a.x;
    let dy = y - beam.a.y;
    let length = sqrt(e.x * e.x + e.y * e.y) + 1e-6;
    let axis = e * (1.0 / length);
    let along = (dx * axis.x + dy * axis.y) * (1.0 / beam.radius);
    let across = (dy * axis.x - dx * axis.y) * (1.0 / beam.radius);
    let c = max(1.0 - across * across, vec4(0.0));
    let half = sqrt(c);
    let low = clamp(0.0 - along, -half, half);
    let high = clamp(length * (1.0 / beam.radius) - along, -half, half);
    return max(passed(c, high) - passed(c, low), vec4(0.0)) * (15.0 / 16.0);
}

fn lay_beam(ink: ptr<function, Ink>, beam: Beam, x: vec4<f32>, y: vec4<f32>) {
    let share = beam_at(beam, x, y);
    (*ink).glow_r += beam.colour.r * share;
    (*ink).glow_g += beam.colour.g * share;
    (*ink).glow_b += beam.colour.b * share;
}

/// Whether a beam may touch the tiles around four points of a row.
fn beam_touches(beam: Beam, x: vec4<f32>, y: f32) -> vec4<bool> {
    let e = beam.b - beam.a;
    let dx = x - beam.a.x;
    let dy = y - beam.a.y;
    let t = saturate((dx * e.x + dy * e.y) / (e.x * e.x + e.y * e.y + 1e-6));
    let px = dx - t * e.x;
    let py = dy - t * e.y;
    let reach = beam.radius + 0.01 + OUTERMOST * sqrt(2.0);
    return px * px + py * py <= vec4(reach * reach);
}

// Images behind and over the shapes; the twin of src/render/shade/background.rs and sprite.rs.

/// The background, 11, 11 and 10 bits of code value, square after square of 16 by 16; then the texels of all bitmaps:
/// code values of premultiplied light and opacity, a byte each.
@group(0) @binding(15) var<storage, read> texels: array<u32>;

/// The texels at four places.
fn texels_at(index: vec4<u32>) -> vec4<u32> {
    return vec4(texels[index.x], texels[index.y], texels[index.z], texels[index.w]);
}

/// The light of the background at four pixels.
fn background_at(x: vec4<f32>, y: vec4<f32>) -> Rgb4 {
    let column = min(vec4<u32>(x), vec4(sizes.background_width - 1u));
    let row = min(vec4<u32>(y), vec4(sizes.background_height - 1u));
    let square = (row / 16u) * ((sizes.background_width + 15u) / 16u) + column / 16u;
    let word = texels_at(square * 256u + (row % 16u) * 16u + column % 16u);
    let r = vec4<f32>(word & vec4(0x7ffu)) * (1.0 / 2047.0);
    let g = vec4<f32>((word >> vec4(11u)) & vec4(0x7ffu)) * (1.0 / 2047.0);
    let b = vec4<f32>((word >> vec4(22u)) & vec4(0x3ffu)) * (1.0 / 1023.0);
    return Rgb4(r * r, g * g, b * b);
}

/// Premultiplied light and opacity of four texels.
struct Texels4 {
    r: vec4<f32>,
    g: vec4<f32>,
    b: vec4<f32>,
    a: vec4<f32>,
}

fn unpack_texels(word: vec4<u32>) -> Texels4 {
    let r = vec4<f32>(word & vec4(0xffu)) * (1.0 / 255.0);
    let g = vec4<f32>((word >> vec4(8u)) & vec4(0xffu)) * (1.0 / 255.0);
    let b = vec4<f32>((word >> vec4(16u)) & vec4(0xffu)) * (1.0 / 255.0);
    return Texels4(r * r, g * g, b * b, vec4<f32>(word >> vec4(24u)) * (1.0 / 255.0));
}

/// One component between four texels: across, then down.
fn bilinear(a: vec4<f32>, b: vec4<f32>, c: vec4<f32>, d: vec4<f32>, u: vec4<f32>, v: vec4<f32>) -> vec4<f32> {
    return mix(mix(a, b, u), mix(c, d, u), v);
}

/// The bitmap of a sprite at four pixels.
fn sprite_at(sprite: Sprite, x: vec4<f32>, y: vec4<f32>) -> Texels4 {
    let size = vec2(f32(sprite.columns), f32(sprite.rows));
    let step = size / (2.0 * sprite.half_size);
    let corner = sprite.center - sprite.half_size;
    let at_x = min(max((x - corner.x) * step.x - 0.5, vec4(0.0)), vec4(size.x - 1.0));
    let at_y = min(max((y - corner.y) * step.y - 0.5, vec4(0.0)), vec4(size.y - 1.0));
    let column = vec4<u32>(at_x);
    let row = vec4<u32>(at_y);
    let right = min(column + 1u, vec4(sprite.columns - 1u));
    let upper = sprite.first + row * sprite.columns;
    let lower = sprite.first + min(row + 1u, vec4(sprite.rows - 1u)) * sprite.columns;
    let a = unpack_texels(texels_at(upper + column));
    let b = unpack_texels(texels_at(upper + right));
    let c = unpack_texels(texels_at(lower + column));
    let d = unpack_texels(texels_at(lower + right));
    let u = at_x - vec4<f32>(column);
    let v = at_y - vec4<f32>(row);
    return Texels4(
        bilinear(a.r, b.r, c.r, d.r, u, v),
        bilinear(a.g, b.g, c.g, d.g, u, v),
        bilinear(a.b, b.b, c.b, d.b, u, v),
        bilinear(a.a, b.a, c.a, d.a, u, v),
    );
}

/// Lays a sprite over the light of four pixels.
fn lay_sprite(light: Rgb4, sprite: Sprite, x: vec4<f32>, y: vec4<f32>) -> Rgb4 {
    let qx = max(abs(x - sprite.center.x) - (sprite.half_size.x - sprite.corner), vec4(0.0));
    let qy = max(abs(y - sprite.center.y) - (sprite.half_size.y - sprite.corner), vec4(0.0));
    let cover = saturate(sprite.corner + 0.5 - sqrt(qx * qx + qy * qy)) * sprite.opacity;
    let over = sprite_at(sprite, x, y);
    let keep = 1.0 - over.a * cover;
    return Rgb4(
        light.r * keep + over.r * sprite.tint.r * cover,
        light.g * keep + over.g * sprite.tint.g * cover,
        light.b * keep + over.b * sprite.tint.b * cover,
    );
}

/// Whether a sprite may touch the tiles around four points of a row.
fn sprite_touches(sprite: Sprite, x: vec4<f32>, y: f32) -> vec4<bool> {
    let reach = sprite.corner + 1.0 + CORNER;
    let qx = max(abs(x - sprite.center.x) - (sprite.half_size.x - sprite.corner), vec4(0.0));
    let qy = max(abs(y - sprite.center.y) - (sprite.half_size.y - sprite.corner), 0.0);
    return qx * qx + qy * qy <= vec4(reach * reach);
}

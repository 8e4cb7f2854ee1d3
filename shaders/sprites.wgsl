// Images behind and over the shapes; the twin of src/render/shade/background.rs and sprite.rs.

/// The background, 11, 11 and 10 bits of code value, square after square of 16 by 16; then the texels of all bitmaps:
/// code values of premultiplied light and opacity, a byte each.
@group(0) @binding(15) var<storage, read> texels: array<u32>;

/// The light of the background at four pixels.
fn background_at(x: vec4<f32>, y: vec4<f32>) -> array<vec3<f32>, 4> {
    var pixels: array<vec3<f32>, 4>;
    for (var i = 0u; i < 4u; i++) {
        let column = min(u32(x[i]), sizes.background_width - 1u);
        let row = min(u32(y[i]), sizes.background_height - 1u);
        let square = row / 16u * ((sizes.background_width + 15u) / 16u) + column / 16u;
        let word = texels[square * 256u + row % 16u * 16u + column % 16u];
        let bits = vec3(word, word >> 11u, word >> 22u) & vec3(0x7ffu, 0x7ffu, 0x3ffu);
        let code = vec3<f32>(bits) * vec3(1.0 / 2047.0, 1.0 / 2047.0, 1.0 / 1023.0);
        pixels[i] = code * code;
    }
    return pixels;
}

/// Premultiplied light and opacity of a texel.
fn texel(sprite: Sprite, column: u32, row: u32) -> vec4<f32> {
    let word = texels[sprite.first + row * sprite.columns + column];
    let share = vec4<f32>((vec4(word) >> vec4(0u, 8u, 16u, 24u)) & vec4(0xffu)) * (1.0 / 255.0);
    return vec4(share.rgb * share.rgb, share.a);
}

/// The bitmap of a sprite at a pixel.
fn sprite_at(sprite: Sprite, x: f32, y: f32) -> vec4<f32> {
    let last = vec2(f32(sprite.columns - 1u), f32(sprite.rows - 1u));
    let step = vec2(f32(sprite.columns), f32(sprite.rows)) / (2.0 * sprite.half_size);
    let at = min(max((vec2(x, y) - (sprite.center - sprite.half_size)) * step - 0.5, vec2(0.0)), last);
    let i = vec2<u32>(at);
    let j = min(i + 1u, vec2(sprite.columns - 1u, sprite.rows - 1u));
    let share = at - vec2<f32>(i);
    let left = mix(texel(sprite, i.x, i.y), texel(sprite, i.x, j.y), share.y);
    let right = mix(texel(sprite, j.x, i.y), texel(sprite, j.x, j.y), share.y);
    return mix(left, right, share.x);
}

/// Lays a sprite over the light of four pixels.
fn lay_sprite(light: Rgb4, sprite: Sprite, x: vec4<f32>, y: vec4<f32>) -> Rgb4 {
    let qx = max(abs(x - sprite.center.x) - (sprite.half_size.x - sprite.corner), vec4(0.0));
    let qy = max(abs(y - sprite.center.y) - (sprite.half_size.y - sprite.corner), vec4(0.0));
    let cover = saturate(sprite.corner + 0.5 - sqrt(qx * qx + qy * qy)) * sprite.opacity;
    var out = light;
    for (var i = 0u; i < 4u; i++) {
        if cover[i] > 0.0 {
            let over = sprite_at(sprite, x[i], y[i]);
            let keep = 1.0 - over.a * cover[i];
            let added = over.rgb * sprite.tint * cover[i];
            out.r[i] = out.r[i] * keep + added.r;
            out.g[i] = out.g[i] * keep + added.g;
            out.b[i] = out.b[i] * keep + added.b;
        }
    }
    return out;
}

/// Whether a sprite may touch the tiles around four points of a row.
fn sprite_touches(sprite: Sprite, x: vec4<f32>, y: f32) -> vec4<bool> {
    let near = TILE * 0.5 + 1.0;
    let beside = abs(x - sprite.center.x) <= vec4(sprite.half_size.x + near);
    return beside & vec4(abs(y - sprite.center.y) <= sprite.half_size.y + near);
}

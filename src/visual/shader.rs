//! The half of a style that runs on a graphics adapter: its WGSL and the constants that both halves read.
//!
//! `shaders/NAME.wgsl` holds the twin of [`super::Style::picture`]: `fn picture(frame: u32, i: u32)`, called once for
//! every `i` below [`Shader::invocations`], writes the shapes of its band into slots. What doesn't change from frame to
//! frame is worked out once, in Rust, as plain structs of the same names in both languages; a test compares their
//! layouts. Coordinates that are rounded to a grid are computed in integers, so that no rounding of a graphics adapter can move
//! a shape by a step.

use bytemuck::Pod;

/// A style's program for a graphics adapter, for one picture size.
#[derive(Debug, Clone)]
pub struct Shader {
    /// The style's file, for error messages.
    pub file: &'static str,
    /// Its WGSL. It may use all that `shaders/shapes.wgsl` and `shaders/stroke.wgsl` declare.
    pub source: &'static str,
    /// What the shader's `style` holds: a multiple of four bytes, not empty.
    pub constants: Vec<u8>,
    /// How often `picture` is called per frame.
    pub invocations: u32,
    /// Where the picture that it describes begins in the frame, pixels.
    pub origin: [f32; 2],
    /// How many shapes of each kind a frame has, drawn or not: slots that `picture` doesn't write are undefined.
    pub slots: Slots,
}

/// Shapes per frame, by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slots {
    /// Large soft lights.
    pub lamps: u32,
    /// Darkened discs.
    pub shadows: u32,
    /// Circles.
    pub rings: u32,
    /// Wide light around strokes.
    pub glows: u32,
    /// Strokes.
    pub bars: u32,
    /// Parts of traces; only pictures that the host describes have them, and what follows.
    pub beams: u32,
    /// Curves of ribbons.
    pub edges: u32,
    /// Words of a heatmap's colours and numbers.
    pub heat: u32,
}

/// A Rust struct that shaders read, for the test that compares it with the WGSL struct of that name.
#[cfg(test)]
#[derive(Debug)]
pub(crate) struct Mirror {
    /// The WGSL file that declares it.
    pub(crate) file: &'static str,
    pub(crate) name: &'static str,
    pub(crate) bytes: usize,
    /// Name, offset and size of every field, bytes.
    pub(crate) fields: Vec<(&'static str, usize, usize)>,
}

/// The [`Mirror`] of a struct; all of its fields must be named.
#[cfg(test)]
macro_rules! mirror {
    ($file:literal, $name:ident { $($field:ident),* $(,)? }) => {{
        fn size<F>(_: fn(&$name) -> &F) -> usize {
            size_of::<F>()
        }
        let _all_fields_are_named = |$name { $($field: _),* }: &$name| ();
        $crate::visual::shader::Mirror {
            file: $file,
            name: stringify!($name),
            bytes: size_of::<$name>(),
            fields: vec![$((stringify!($field), std::mem::offset_of!($name, $field), size(|s| &s.$field))),*],
        }
    }};
}
#[cfg(test)]
pub(crate) use mirror;

/// The bytes of a struct and of the array that follows it.
pub(super) fn constants<Head: Pod, Item: Pod>(head: &Head, items: &[Item]) -> Vec<u8> {
    [bytemuck::bytes_of(head), bytemuck::cast_slice(items)].concat()
}

/// A length in steps of `1 / STEPS` pixel that grows with a table's unorm16: exact in 32 bits up to 65,535 steps.
pub(crate) fn steps(value: u16, full: u32) -> u32 {
    (u32::from(value) * full + 32_767) / 65_535
}

/// A length as whole steps, the nearest.
pub(super) fn in_steps(pixels: f32, per_pixel: f32) -> u32 {
    ((pixels * per_pixel + 0.5).floor().max(0.0) as u32).min(65_535)
}

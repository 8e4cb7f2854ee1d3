//! `flash`: white on every frame that holds a loud sample. For measuring the sync of picture and sound.

use super::{
    FrameInput, Picture, Style, StyleInfo,
    shader::{Shader, Slots},
};
use crate::{analysis::Settings, size::Size};
use bytemuck::{Pod, Zeroable};
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "flash",
    summary: "white on every frame that holds a sample above -12 dBFS, else dark; for sync tests",
    params: &[],
    hidden: true,
    create: |_| Arc::new(Flash),
    #[cfg(test)]
    mirrors,
};

/// A quarter of full scale, a unorm16.
const LOUD: u16 = 16_384;

/// What `shaders/flash.wgsl` reads.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Threshold {
    loud: u32,
}

#[derive(Debug)]
struct Flash;

impl Style for Flash {
    fn analysis(&self, _size: Size) -> Settings {
        Settings { bands: 1, ..Settings::default() }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        picture.backdrop = if frame.row.levels.peak >= LOUD { [1.0; 3] } else { [0.01; 3] };
    }

    fn shader(&self, _size: Size) -> Option<Shader> {
        Some(Shader {
            file: "flash.wgsl",
            source: include_str!("../../shaders/flash.wgsl"),
            constants: bytemuck::bytes_of(&Threshold { loud: LOUD.into() }).to_vec(),
            invocations: 1,
            origin: [0.0; 2],
            slots: Slots::default(),
        })
    }
}

#[cfg(test)]
fn mirrors() -> Vec<super::shader::Mirror> {
    vec![super::shader::mirror!("flash.wgsl", Threshold { loud })]
}

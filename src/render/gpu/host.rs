//! What the host describes and uploads: the pictures of styles that have no shader, and what lies over those of the others.
//!
//! A picture is some ten to a hundred kilobytes, where the frame that comes back has three million at 1080p: it doesn't show.

use super::{
    buffers::Buffers,
    device::Gpu,
    sizes::{FrameParameters, Sizes},
    upload::{self, Bar, Fields, Ground, TexelPlace},
};
use crate::{
    analysis::Tables,
    error::Result,
    render::describe::{Describer, What},
    scene::Scene,
    visual::{
        Picture,
        picture::{Beam, Edge, Glow},
        shader::Slots,
    },
};
use std::ops::Range;

/// Describes batches and uploads them.
#[derive(Debug, Default)]
pub(super) struct Host {
    describer: Describer,
    /// The pictures of a batch.
    pictures: Vec<Picture>,
    /// The version of the heat that each place of a batch holds on the adapter, 0 where that isn't known.
    versions: Vec<u64>,
    words: Vec<u32>,
    /// Where the bitmaps are.
    places: Vec<TexelPlace>,
}

/// Room before the first picture is known.
pub(super) const ROOM: Slots =
    Slots { lamps: 4, shadows: 4, rings: 4, glows: 64, bars: 256, beams: 0, edges: 0, heat: 0 };

impl Host {
    /// For images that lie there.
    pub(super) fn new(places: Vec<TexelPlace>) -> Self {
        Self { places, ..Self::default() }
    }

    /// Describes `frames`, or `what` is asked for of them, waiting until they were analysed; the room that they take.
    ///
    /// # Errors
    /// Those of [`Describer`]; [`crate::Error::Gpu`] for a picture that the shaders can't hold.
    pub(super) fn describe(
        &mut self,
        gpu: &Gpu,
        scene: &Scene,
        tables: &Tables,
        (frames, what): (Range<u64>, What),
        room: &Slots,
    ) -> Result<Slots> {
        let count = (frames.end - frames.start) as usize;
        self.pictures.resize_with(self.pictures.len().max(count), Picture::default);
        let mut wanted = *room;
        for (picture, n) in self.pictures.iter_mut().zip(frames) {
            self.describer.read(scene, tables, n)?;
            // The style finds the picture that this place held before, and in it the heat that it may keep.
            self.describer.describe_into(scene, what, picture)?;
            if !upload::fits(picture) {
                return Err(gpu.error(
                    "a picture has more lamps, shadows, rings, ribbons or sprites than shaders hold",
                ));
            }
            wanted = upload::grown(&wanted, &upload::slots(picture));
        }
        Ok(wanted)
    }

    /// The buffers are new.
    pub(super) fn forget(&mut self) {
        self.versions.clear();
    }

    /// The parameters of the `i`th frame of the batch.
    pub(super) fn parameters(&self, i: usize) -> FrameParameters {
        self.pictures.get(i).map(upload::parameters).unwrap_or_default()
    }

    /// Uploads what lies over the first `count` pictures.
    pub(super) fn upload_overlays(&self, gpu: &Gpu, buffers: &Buffers, count: usize) {
        let fields: Vec<Fields> =
            self.pictures[..count].iter().map(|picture| Fields::of(picture, &self.places)).collect();
        gpu.queue().write_buffer(&buffers.fields, 0, bytemuck::cast_slice(&fields));
    }

    /// Uploads the first `count` pictures.
    pub(super) fn upload(&mut self, gpu: &Gpu, buffers: &Buffers, sizes: &Sizes, count: usize) {
        self.versions.resize(self.versions.len().max(count), 0);
        for (i, picture) in self.pictures[..count].iter().enumerate() {
            let put = |buffer: &wgpu::Buffer, stride: usize, bytes: &[u8]| {
                if !bytes.is_empty() {
                    gpu.queue().write_buffer(buffer, (i * stride) as u64, bytes);
                }
            };
            let bars: Vec<Bar> = picture.bars.iter().map(Bar::from).collect();
            let of = |count: u32, size: usize| count as usize * size;
            put(&buffers.grounds, size_of::<Ground>(), bytemuck::bytes_of(&Ground::from(picture)));
            let fields = Fields::of(picture, &self.places);
            put(&buffers.fields, size_of::<Fields>(), bytemuck::bytes_of(&fields));
            let glow_bytes = of(sizes.glows, size_of::<Glow>());
            put(&buffers.glows, glow_bytes, bytemuck::cast_slice(&picture.glows));
            put(&buffers.bars, of(sizes.bars, size_of::<Bar>()), bytemuck::cast_slice(&bars));
            let beam_bytes = of(sizes.beams, size_of::<Beam>());
            put(&buffers.beams, beam_bytes, bytemuck::cast_slice(&picture.beams));
            let edge_bytes = of(sizes.edges, size_of::<Edge>());
            put(&buffers.edges, edge_bytes, bytemuck::cast_slice(&picture.edges));
            let version = picture.heat.version;
            if picture.heatmap.is_some() && (version == 0 || version != self.versions[i]) {
                upload::heat_words(&picture.heat, &mut self.words);
                put(&buffers.heat, of(sizes.heat, 4), bytemuck::cast_slice(&self.words));
                self.versions[i] = version;
            }
        }
    }
}

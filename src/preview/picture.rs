//! Pictures that have been drawn and can be shown.

use super::present::Meaning;
use crate::frame::Size;
use crate::gpu::Gpu;

/// A texture that holds a finished picture until the next but one is drawn.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    texture: wgpu::Texture,
    pub(super) view: wgpu::TextureView,
    pub(super) size: Size,
    pub(super) meaning: Meaning,
}

impl Picture {
    pub(super) fn new(texture: wgpu::Texture, size: Size, meaning: Meaning) -> Self {
        Self {
            view: texture.create_view(&Default::default()),
            texture,
            size,
            meaning,
        }
    }

    /// One that a texture like this can be copied to.
    pub(super) fn like(gpu: &Gpu, (like, size, meaning): (&wgpu::Texture, Size, Meaning)) -> Self {
        let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
            label: Some("shown"),
            size: like.size(),
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: like.format(),
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        Self::new(texture, size, meaning)
    }

    /// Copies `drawn` to it.
    pub(super) fn fill(&self, encoder: &mut wgpu::CommandEncoder, drawn: &wgpu::Texture) {
        encoder.copy_texture_to_texture(
            drawn.as_image_copy(),
            self.texture.as_image_copy(),
            self.texture.size(),
        );
    }
}

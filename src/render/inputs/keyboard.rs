//! The keys on the device: a texture with a column for each, as Shadertoy has it.

use crate::frame::Keys;
use crate::gpu::Gpu;
use crate::render::RenderError;

/// Codes of keys, by rows: held, pressed in this frame, pressed an odd number of times.
const SIZE: wgpu::Extent3d = wgpu::Extent3d {
    width: 256,
    height: 3,
    depth_or_array_layers: 1,
};

/// The texture, and what it holds.
#[derive(Debug)]
pub(super) struct KeyboardTexture {
    texture: wgpu::Texture,
    view: wgpu::TextureView,
    keys: Keys,
}

impl KeyboardTexture {
    /// With no key down: textures begin at zero.
    pub(super) fn new(gpu: &Gpu) -> Result<Self, RenderError> {
        let texture = gpu.guard(|| {
            gpu.device().create_texture(&wgpu::TextureDescriptor {
                label: Some("keyboard"),
                size: SIZE,
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: wgpu::TextureFormat::R8Unorm,
                usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            })
        })?;
        Ok(Self {
            view: texture.create_view(&Default::default()),
            keys: Keys::default(),
            texture,
        })
    }

    pub(super) fn view(&self) -> &wgpu::TextureView {
        &self.view
    }

    /// Brings it to `keys`, for the commands that are submitted next.
    pub(super) fn show(&mut self, queue: &wgpu::Queue, keys: &Keys) {
        if self.keys != *keys {
            let layout = wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(SIZE.width),
                rows_per_image: None,
            };
            let place = self.texture.as_image_copy();
            queue.write_texture(place, &keys.texels(), layout, SIZE);
            self.keys = *keys;
        }
    }
}

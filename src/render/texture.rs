//! Textures of one level, and how large wgpu is told they are. Knows nothing of what is in them.

use crate::frame::Size;

/// A texture of `layers` pictures of `size`.
pub(super) fn texture(
    device: &wgpu::Device,
    label: &str,
    (size, layers): (Size, u32),
    format: wgpu::TextureFormat,
    usage: wgpu::TextureUsages,
) -> wgpu::Texture {
    device.create_texture(&wgpu::TextureDescriptor {
        label: Some(label),
        size: extent(size, layers),
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage,
        view_formats: &[],
    })
}

pub(super) fn extent(size: Size, layers: u32) -> wgpu::Extent3d {
    wgpu::Extent3d {
        width: size.width,
        height: size.height,
        depth_or_array_layers: layers,
    }
}

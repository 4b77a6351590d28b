//! Pictures on the device, and the frames it makes of them.

use half::f16;
use shaderpipe::convert::{Alpha, ConvertSpec, Converter, Route, Transfer};
use shaderpipe::frame::{PixelFormat, Size};
use shaderpipe::gpu::{AdapterChoice, Gpu};
use shaderpipe::readback::{Mapping, Ring};

use crate::twin::Picture;

pub(crate) fn open() -> Gpu {
    match Gpu::open(&AdapterChoice::Best) {
        Ok(gpu) => gpu,
        Err(error) => panic!("these tests draw: {error}"),
    }
}

/// What tests change one thing of.
pub(crate) const PLAIN: ConvertSpec = ConvertSpec {
    size: Size::new(0, 0),
    format: PixelFormat::Rgba,
    transfer: Transfer::Encoded,
    alpha: Alpha::Opaque,
    dither: false,
};

/// A texture to upload a picture to.
pub(crate) fn texture(gpu: &Gpu, size: Size, format: wgpu::TextureFormat) -> wgpu::Texture {
    gpu.device().create_texture(&wgpu::TextureDescriptor {
        label: None,
        size: wgpu::Extent3d {
            width: size.width,
            height: size.height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    })
}

/// A texture of `picture`, in half-float or in float.
pub(crate) fn upload(
    gpu: &Gpu,
    picture: &Picture,
    format: wgpu::TextureFormat,
) -> wgpu::TextureView {
    let values = picture.texels.iter().flatten();
    let bytes: Vec<u8> = match format {
        wgpu::TextureFormat::Rgba16Float => values
            .flat_map(|value| f16::from_f64(*value).to_le_bytes())
            .collect(),
        _ => values
            .flat_map(|value| (*value as f32).to_le_bytes())
            .collect(),
    };
    let texture = texture(gpu, picture.size, format);
    let layout = wgpu::TexelCopyBufferLayout {
        offset: 0,
        bytes_per_row: Some(bytes.len() as u32 / picture.size.height),
        rows_per_image: None,
    };
    gpu.queue()
        .write_texture(texture.as_image_copy(), &bytes, layout, texture.size());
    texture.create_view(&wgpu::TextureViewDescriptor::default())
}

/// The bytes of a frame as the GPU writes them.
pub(crate) fn convert(
    gpu: &Gpu,
    view: &wgpu::TextureView,
    spec: &ConvertSpec,
    route: Route,
) -> Vec<u8> {
    let converter = Converter::with_route(gpu, spec, view, route).unwrap();
    let mut ring = Ring::new(gpu, converter.frame_bytes(), 1, Mapping::Auto).unwrap();
    let group = converter.bind(gpu, &ring.storage_buffers()[0]).unwrap();
    let slot = ring.acquire(&|| false).unwrap().unwrap();
    let mut encoder = gpu.device().create_command_encoder(&Default::default());
    converter.record(&mut encoder, &group);
    ring.submit(slot, encoder).unwrap();
    ring.next(&|| false).unwrap().as_ref().to_vec()
}

pub(crate) fn convert_half(gpu: &Gpu, picture: &Picture, spec: &ConvertSpec) -> Vec<u8> {
    let view = upload(gpu, picture, wgpu::TextureFormat::Rgba16Float);
    convert(gpu, &view, spec, Route::Auto)
}

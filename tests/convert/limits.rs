//! Frames beyond the adapter's limits, and frames of its largest sizes.

use shaderpipe::convert::{ConvertError, ConvertSpec, Converter, Precision, Route};
use shaderpipe::frame::{PixelFormat, Size};
use shaderpipe::gpu::Gpu;
use shaderpipe::readback::{Mapping, Ring};

use crate::HALF;
use crate::device::{PLAIN, open, texture, upload};
use crate::twin::{self, noise, paint, read};

#[test]
fn what_does_not_fit_is_refused() {
    let gpu = open();
    let view = upload(&gpu, &noise(Size::new(7, 3)), HALF);
    let spec = |width, height| ConvertSpec {
        size: Size::new(width, height),
        format: PixelFormat::Yuv420p,
        ..PLAIN
    };
    let refused = |spec, route| Converter::with_route(&gpu, &spec, &view, route).unwrap_err();
    assert!(matches!(
        refused(spec(8, 3), Route::Auto),
        ConvertError::PictureSize { .. }
    ));
    assert!(matches!(
        refused(spec(0, 3), Route::Auto),
        ConvertError::EmptySize(_)
    ));
    for route in [Route::Direct, Route::Bands(0), Route::Bands(23)] {
        let error = refused(spec(7, 3), route);
        assert!(matches!(error, ConvertError::Route(..)), "{error}");
    }
    assert!(Converter::with_route(&gpu, &spec(7, 3), &view, Route::Bands(24)).is_ok());
    let small = gpu.device().create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: 4,
        usage: wgpu::BufferUsages::STORAGE,
        mapped_at_creation: false,
    });
    let converter = Converter::new(&gpu, &spec(7, 3), &view).unwrap();
    assert!(matches!(
        converter.bind(&gpu, &small),
        Err(ConvertError::Gpu(_))
    ));
    assert!(gpu.check().is_ok(), "a caught error is no fault");
}

/// A picture in which every row, and every column of each 256, has its own colour.
fn gradient(gpu: &Gpu, size: Size) -> wgpu::TextureView {
    let texture = texture(gpu, size, HALF);
    let texel = |column: u32, row: u32| {
        texel(column, row)
            .map(|value| half::f16::from_f64(value).to_bits())
            .map(u16::to_le_bytes)
    };
    // Row by row, as the whole would be a gigabyte of uploads at once.
    for row in 0..size.height {
        let bytes: Vec<u8> = (0..size.width)
            .flat_map(|column| texel(column, row))
            .flatten()
            .collect();
        let target = wgpu::TexelCopyTextureInfo {
            origin: wgpu::Origin3d { x: 0, y: row, z: 0 },
            ..texture.as_image_copy()
        };
        let extent = wgpu::Extent3d {
            width: size.width,
            height: 1,
            depth_or_array_layers: 1,
        };
        gpu.queue()
            .write_texture(target, &bytes, Default::default(), extent);
        if row % 256 == 255 {
            gpu.queue().submit([]);
        }
    }
    texture.create_view(&Default::default())
}

fn texel(column: u32, row: u32) -> [f64; 4] {
    let part = |number: u32| f64::from(number % 256) / 256.0;
    [part(column), part(row), part(row / 256), 1.0]
}

/// Converts a large picture and looks at every row of what comes out.
fn assert_large(gpu: &Gpu, view: &wgpu::TextureView, size: Size, format: PixelFormat) {
    let spec = ConvertSpec {
        size,
        format,
        ..PLAIN
    };
    let converter = Converter::new(gpu, &spec, view).unwrap();
    let mut ring = Ring::new(gpu, converter.frame_bytes(), 1, Mapping::Auto).unwrap();
    let bound = converter.bind(gpu, &ring.storage_buffers()[0]).unwrap();
    let slot = ring.acquire(&|| false).unwrap().unwrap();
    let mut encoder = gpu.device().create_command_encoder(&Default::default());
    converter.record(&mut encoder, &bound);
    ring.submit(slot, encoder).unwrap();
    let frame = ring.next(&|| false).unwrap();
    assert_eq!(frame.as_ref().len() as u64, format.frame_bytes(size));
    // A picture of some columns alone is converted in one go, and is what the rows begin with.
    let strip = Size::new(16, size.height);
    let narrow_spec = ConvertSpec {
        size: strip,
        ..spec
    };
    let narrow = twin::convert(&paint(strip, texel), &narrow_spec, Precision::Half);
    let mut narrow = narrow.into_iter();
    let mut start = 0;
    for (plane, part) in format.planes(size).iter().zip(format.planes(strip)) {
        let row_bytes = plane.width as usize * plane.sample_bytes as usize;
        let part_bytes = part.width as usize * part.sample_bytes as usize;
        for row in 0..plane.height as usize {
            let from = start + row * row_bytes;
            let samples = read(&frame.as_ref()[from..from + part_bytes], format);
            for (column, sample) in samples.iter().enumerate() {
                let expected = narrow.next().unwrap();
                // The strip's right edge is repeated, where the picture goes on.
                let is_edge = column + 2 >= samples.len();
                assert!(
                    is_edge || (sample - expected).abs() <= 1.0,
                    "{format}: row {row}: {sample}, not {expected}"
                );
            }
        }
        start += plane.bytes() as usize;
    }
}

/// 531 MB: four times what a binding of 128 MiB has.
#[test]
fn the_largest_format_is_converted_at_8k() {
    let gpu = open();
    let size = Size::new(7680, 4320);
    let view = gradient(&gpu, size);
    assert_large(&gpu, &view, size, PixelFormat::Gbrapf32le);
}

#[test]
#[ignore = "takes a minute and 2 GB: run it when bands change"]
fn every_format_is_converted_at_8k() {
    let gpu = open();
    for size in [Size::new(7680, 4320), Size::new(8191, 4319)] {
        let view = gradient(&gpu, size);
        for format in PixelFormat::ALL {
            assert_large(&gpu, &view, size, format);
        }
    }
}

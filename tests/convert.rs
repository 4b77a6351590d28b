//! The conversion against its twin on the processor, and against what must hold exactly.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

#[path = "common/twin.rs"]
mod twin;

use half::f16;
use shaderpipe::convert::{Alpha, ConvertError, ConvertSpec, Converter, Route, Transfer};
use shaderpipe::frame::{PixelFormat, Size};
use shaderpipe::gpu::{AdapterChoice, Gpu};
use shaderpipe::readback::{Mapping, Ring};
use twin::{Picture, noise, paint};

fn open() -> Gpu {
    match Gpu::open(&AdapterChoice::Best) {
        Ok(gpu) => gpu,
        Err(error) => panic!("these tests draw: {error}"),
    }
}

const PLAIN: ConvertSpec = ConvertSpec {
    size: Size::new(0, 0),
    format: PixelFormat::Rgba,
    transfer: Transfer::Encoded,
    alpha: Alpha::Opaque,
    dither: false,
};

/// A texture of `picture`, in half-float or in float.
fn upload(gpu: &Gpu, picture: &Picture, format: wgpu::TextureFormat) -> wgpu::TextureView {
    let Size { width, height } = picture.size;
    let values = picture.texels.iter().flatten();
    let bytes: Vec<u8> = match format {
        wgpu::TextureFormat::Rgba16Float => values
            .flat_map(|value| f16::from_f64(*value).to_le_bytes())
            .collect(),
        _ => values
            .flat_map(|value| (*value as f32).to_le_bytes())
            .collect(),
    };
    let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
        label: None,
        size: wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    let layout = wgpu::TexelCopyBufferLayout {
        offset: 0,
        bytes_per_row: Some(bytes.len() as u32 / height),
        rows_per_image: None,
    };
    gpu.queue()
        .write_texture(texture.as_image_copy(), &bytes, layout, texture.size());
    texture.create_view(&wgpu::TextureViewDescriptor::default())
}

/// The bytes of a frame as the GPU writes them.
fn convert(gpu: &Gpu, view: &wgpu::TextureView, spec: &ConvertSpec, route: Route) -> Vec<u8> {
    let converter = Converter::with_route(gpu, spec, view, route).unwrap();
    let mut ring = Ring::new(gpu, converter.frame_bytes(), 1, Mapping::Auto).unwrap();
    let group = converter.bind(gpu, &ring.storage_buffers()[0]).unwrap();
    let slot = ring.acquire(&|| false).unwrap().unwrap();
    let mut encoder = gpu.device().create_command_encoder(&Default::default());
    converter.record(&mut encoder, &group);
    ring.submit(slot, encoder).unwrap();
    ring.next(&|| false).unwrap().as_ref().to_vec()
}

fn convert_half(gpu: &Gpu, picture: &Picture, spec: &ConvertSpec) -> Vec<u8> {
    let view = upload(gpu, picture, wgpu::TextureFormat::Rgba16Float);
    convert(gpu, &view, spec, Route::Auto)
}

fn every_spec(size: Size) -> Vec<ConvertSpec> {
    let mut specs = Vec::new();
    for format in PixelFormat::ALL {
        for transfer in [Transfer::Encoded, Transfer::Linear] {
            for alpha in [Alpha::Opaque, Alpha::Straight, Alpha::Premultiplied] {
                for dither in [false, true] {
                    specs.push(ConvertSpec {
                        size,
                        format,
                        transfer,
                        alpha,
                        dither,
                    });
                }
            }
        }
    }
    specs
}

/// Codes may differ by one where a value is at a threshold, which floats put on either side.
fn assert_agrees(gpu: &[u8], picture: &Picture, spec: &ConvertSpec) {
    let twin = twin::convert(picture, spec);
    assert_eq!(gpu.len(), twin.len(), "{spec:?}");
    let mut different = 0;
    for (index, (a, b)) in gpu.iter().zip(&twin).enumerate() {
        assert!(a.abs_diff(*b) <= 1, "byte {index}: {a}, not {b}: {spec:?}");
        different += usize::from(a != b);
    }
    // One sample in a thousand, and a few in tiny frames.
    let most = 2 + twin.len() / 1000;
    assert!(different <= most, "{different} of {}: {spec:?}", twin.len());
}

#[test]
fn agrees_with_the_twin_in_every_mode() {
    let gpu = open();
    for size in [Size::new(64, 64), Size::new(37, 21)] {
        let picture = noise(size);
        for format in [
            wgpu::TextureFormat::Rgba16Float,
            wgpu::TextureFormat::Rgba32Float,
        ] {
            let view = upload(&gpu, &picture, format);
            for spec in every_spec(size) {
                assert_agrees(&convert(&gpu, &view, &spec, Route::Auto), &picture, &spec);
            }
        }
    }
}

#[test]
fn agrees_with_the_twin_at_every_size() {
    let gpu = open();
    let sizes = [
        (1, 1),
        (2, 2),
        (1, 8),
        (8, 1),
        (3, 5),
        (7, 3),
        (16, 2),
        (322, 242),
        (854, 480),
        (853, 481),
        (1280, 4),
    ];
    for (width, height) in sizes {
        let size = Size::new(width, height);
        let picture = noise(size);
        for format in PixelFormat::ALL {
            let spec = ConvertSpec {
                size,
                format,
                dither: true,
                ..PLAIN
            };
            assert_agrees(&convert_half(&gpu, &picture, &spec), &picture, &spec);
        }
    }
}

#[test]
fn both_routes_write_the_same_bytes() {
    let gpu = open();
    let size = Size::new(136, 34);
    let view = upload(&gpu, &noise(size), wgpu::TextureFormat::Rgba16Float);
    for spec in every_spec(size) {
        let blocks = convert(&gpu, &view, &spec, Route::Blocks);
        let bytes = convert(&gpu, &view, &spec, Route::Bytes);
        assert!(blocks == bytes, "{spec:?}");
    }
}

#[test]
fn codes_in_half_float_stay_themselves_under_dither() {
    let gpu = open();
    let size = Size::new(256, 8);
    let picture = paint(size, |column, _| [f64::from(column) / 255.0; 4]);
    for (format, alpha) in [
        (PixelFormat::Rgba, Alpha::Straight),
        (PixelFormat::Rgb24, Alpha::Opaque),
    ] {
        let spec = ConvertSpec {
            size,
            format,
            alpha,
            dither: true,
            ..PLAIN
        };
        let channels = if format.has_alpha() { 4 } else { 3 };
        for (index, byte) in convert_half(&gpu, &picture, &spec).iter().enumerate() {
            assert_eq!(usize::from(*byte), index / channels % 256, "{format}");
        }
    }
}

#[test]
fn grey_ramps_have_no_colour_and_the_luma_of_the_standard() {
    let gpu = open();
    let size = Size::new(256, 2);
    let picture = paint(size, |column, _| {
        let grey = f64::from(column) / 255.0;
        [grey, grey, grey, 1.0]
    });
    for format in [PixelFormat::Yuv420p, PixelFormat::Yuv444p] {
        for dither in [false, true] {
            let spec = ConvertSpec {
                size,
                format,
                dither,
                ..PLAIN
            };
            let frame = convert_half(&gpu, &picture, &spec);
            let (luma, chroma) = frame.split_at(512);
            for (index, y) in luma.iter().enumerate() {
                let exact = 16.0 + 219.0 * (index % 256) as f64 / 255.0;
                // Half a code of rounding or a whole one of dither, and half-float's error.
                let most = if dither { 1.0 } else { 0.56 };
                assert!((f64::from(*y) - exact).abs() < most, "{index}: {y}");
            }
            assert!(chroma.iter().all(|c| *c == 128), "{format}");
        }
    }
}

#[test]
fn black_and_white_are_exact_and_flat() {
    let gpu = open();
    let size = Size::new(24, 10);
    for (value, luma) in [(0.0, 16), (1.0, 235), (f64::INFINITY, 235), (f64::NAN, 16)] {
        let picture = paint(size, |_, _| [value; 4]);
        let spec = ConvertSpec {
            size,
            format: PixelFormat::Yuv420p,
            dither: true,
            ..PLAIN
        };
        let frame = convert_half(&gpu, &picture, &spec);
        let (y, chroma) = frame.split_at(240);
        assert!(y.iter().all(|code| *code == luma), "{value}");
        assert!(chroma.iter().all(|code| *code == 128), "{value}");
    }
}

#[test]
fn primaries_have_the_codes_of_the_standard() {
    // ITU-R BT.709-6, 8 bits: 100 % colour bars.
    let bars = [
        ([1.0, 0.0, 0.0], [63, 102, 240]),
        ([0.0, 1.0, 0.0], [173, 42, 26]),
        ([0.0, 0.0, 1.0], [32, 240, 118]),
        ([1.0, 1.0, 0.0], [219, 16, 138]),
    ];
    let gpu = open();
    let size = Size::new(8, 2);
    for ([r, g, b], codes) in bars {
        let picture = paint(size, |_, _| [r, g, b, 1.0]);
        let spec = ConvertSpec {
            size,
            format: PixelFormat::Yuv444p,
            ..PLAIN
        };
        let frame = convert_half(&gpu, &picture, &spec);
        for (plane, code) in frame.chunks(16).zip(codes) {
            assert!(
                plane.iter().all(|byte| *byte == code),
                "{r} {g} {b}: {code}"
            );
        }
    }
}

#[test]
fn chroma_is_sited_left() {
    let gpu = open();
    let blue_from = |edge: u32, width: u32| {
        let size = Size::new(width, 4);
        let picture = paint(size, |column, _| {
            [0.0, 0.0, f64::from(u8::from(column >= edge)), 1.0]
        });
        let spec = ConvertSpec {
            size,
            format: PixelFormat::Yuv420p,
            ..PLAIN
        };
        let frame = convert_half(&gpu, &picture, &spec);
        let first_row = (width * 4) as usize;
        frame[first_row..first_row + width as usize / 2].to_vec()
    };
    // Cb of black is 128, of blue 240. Sample i weighs columns 2i−1, 2i, 2i+1 with ¼, ½, ¼.
    for width in [16, 12] {
        let even = blue_from(8, width);
        assert_eq!(even[..6], [128, 128, 128, 128, 212, 240], "width {width}");
        let odd = blue_from(7, width);
        assert_eq!(odd[..6], [128, 128, 128, 156, 240, 240], "width {width}");
    }
}

#[test]
fn dither_keeps_the_mean() {
    let gpu = open();
    let size = Size::new(64, 64);
    // Fractions mirrored around a half: the dead zones at both ends cancel.
    for fraction in [0.1, 0.25, 0.4, 0.5] {
        let mean = |code: f64| {
            let picture = Picture {
                size,
                texels: vec![[code / 255.0; 4]; 64 * 64],
            };
            let view = upload(&gpu, &picture, wgpu::TextureFormat::Rgba32Float);
            let spec = ConvertSpec {
                size,
                format: PixelFormat::Rgb24,
                dither: true,
                ..PLAIN
            };
            let frame = convert(&gpu, &view, &spec, Route::Auto);
            frame.iter().map(|byte| f64::from(*byte)).sum::<f64>() / frame.len() as f64
        };
        let (below, above) = (mean(100.0 + fraction), mean(101.0 - fraction));
        // 64 thresholds resolve a fraction to 1/64.
        assert!(
            (below + above - 201.0).abs() <= 1.0 / 32.0,
            "{below} {above}"
        );
        let stretched = (fraction - 0.07) / 0.86;
        assert!((below - 100.0 - stretched).abs() <= 1.0 / 64.0, "{below}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let gpu = open();
    let view = upload(
        &gpu,
        &noise(Size::new(7, 3)),
        wgpu::TextureFormat::Rgba16Float,
    );
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
    assert!(matches!(
        refused(spec(7, 3), Route::Blocks),
        ConvertError::Route(_)
    ));
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

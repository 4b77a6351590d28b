//! The conversion against its twin on the processor, and against what must hold exactly.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

#[path = "convert/colours.rs"]
mod colours;
#[path = "convert/device.rs"]
mod device;
#[path = "convert/dither.rs"]
mod dither;
#[path = "convert/limits.rs"]
mod limits;
#[path = "convert/routes.rs"]
mod routes;
#[path = "common/twin.rs"]
mod twin;

use shaderpipe::convert::{Alpha, ConvertSpec, Precision, Route, Transfer};
use shaderpipe::frame::{PixelFormat, Size};

use device::{PLAIN, convert, open, upload};
use twin::{Picture, noise};

const HALF: wgpu::TextureFormat = wgpu::TextureFormat::Rgba16Float;
const FLOAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba32Float;

/// Every format with every kind of alpha, transfer and dither; a pipeline each, which is what the
/// tests' time goes to.
fn every_spec(size: Size) -> Vec<ConvertSpec> {
    let modes = [
        (Transfer::Encoded, false),
        (Transfer::Encoded, true),
        (Transfer::Linear, true),
    ];
    let mut specs = Vec::new();
    for format in PixelFormat::ALL {
        for (transfer, dither) in modes {
            for alpha in [Alpha::Opaque, Alpha::Straight, Alpha::Premultiplied] {
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
    specs
}

/// Codes may differ by one where a value is at a threshold, which floats put on either side; floats
/// only by what a division is off by.
fn assert_agrees(gpu: &[u8], picture: &Picture, spec: &ConvertSpec, precision: Precision) {
    let twin = twin::convert(picture, spec, precision);
    let gpu = twin::read(gpu, spec.format);
    assert_eq!(gpu.len(), twin.len(), "{spec:?}");
    let mut different = 0;
    for (index, (a, b)) in gpu.iter().zip(&twin).enumerate() {
        // Infinity less infinity is no number, so those are compared first.
        let most = match (spec.format.is_float(), spec.alpha) {
            (true, Alpha::Premultiplied) => b.abs() * 1e-6,
            (true, _) => 0.0,
            (false, _) => 1.0,
        };
        let agrees = a == b || (a - b).abs() <= most;
        assert!(agrees, "sample {index}: {a}, not {b}: {spec:?}");
        different += usize::from(a != b && !spec.format.is_float());
    }
    // At 16 bits a code is not much more than the last bits of a float's arithmetic; at fewer it
    // is one sample in a thousand, and a few in tiny frames.
    let most = match spec.format.depth() {
        16 => twin.len(),
        _ => 2 + twin.len() / 1000,
    };
    assert!(different <= most, "{different} of {}: {spec:?}", twin.len());
}

#[test]
fn agrees_with_the_twin_in_every_mode() {
    let gpu = open();
    for (size, format, precision) in [
        (Size::new(64, 64), HALF, Precision::Half),
        (Size::new(37, 21), FLOAT, Precision::Float),
    ] {
        let picture = noise(size);
        let view = upload(&gpu, &picture, format);
        for spec in every_spec(size) {
            let frame = convert(&gpu, &view, &spec, Route::Auto);
            assert_agrees(&frame, &picture, &spec, precision);
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
        (1366, 768),
        (1280, 4),
    ];
    for (width, height) in sizes {
        let size = Size::new(width, height);
        let picture = noise(size);
        let view = upload(&gpu, &picture, HALF);
        for format in PixelFormat::ALL {
            let spec = ConvertSpec {
                size,
                format,
                dither: true,
                ..PLAIN
            };
            let frame = convert(&gpu, &view, &spec, Route::Auto);
            assert_agrees(&frame, &picture, &spec, Precision::Half);
        }
    }
}

#[test]
fn floats_come_out_bit_for_bit() {
    let gpu = open();
    let size = Size::new(37, 5);
    let texels: Vec<[f64; 4]> = (0..37 * 5)
        .map(|index| {
            // No half float holds these.
            let value = f64::from(index as f32 * 0.123_456_79 - 7.654_321);
            [value, -value, value * 1024.0, value]
        })
        .collect();
    let picture = Picture { size, texels };
    let view = upload(&gpu, &picture, FLOAT);
    for transfer in [Transfer::Encoded, Transfer::Linear] {
        let spec = ConvertSpec {
            size,
            format: PixelFormat::Gbrapf32le,
            transfer,
            alpha: Alpha::Straight,
            dither: true,
        };
        let frame = twin::read(&convert(&gpu, &view, &spec, Route::Auto), spec.format);
        let channel = |channel: usize| picture.texels.iter().map(move |texel| texel[channel]);
        let alpha = channel(3).map(|alpha| alpha.clamp(0.0, 1.0));
        let expected: Vec<f64> = channel(1)
            .chain(channel(2))
            .chain(channel(0))
            .chain(alpha)
            .collect();
        assert!(frame == expected, "{transfer:?}");
    }
}

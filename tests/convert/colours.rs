//! What must hold exactly: codes, primaries, greys and chroma's siting.

use shaderpipe::convert::ConvertSpec;
use shaderpipe::frame::{PixelFormat, Size};

use crate::device::{PLAIN, convert_half, open};
use crate::twin::paint;

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

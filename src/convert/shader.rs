//! The text of a conversion's shader: pieces of `shaders/convert`, after the constants they use.

use std::fmt::Write;

use super::layout::{SPAN, Written, channels};
use super::{Alpha, ConvertSpec, Precision, Transfer, dead_zone};
use crate::frame::{ColorModel, PixelFormat};

/// One piece of the text.
macro_rules! piece {
    ($name:literal) => {
        include_str!(concat!("../../shaders/convert/", $name, ".wgsl"))
    };
}

/// What the preview window shows goes through this, too.
const SHOWN: &str = include_str!("../../shaders/shown.wgsl");

/// The shader that moves the rows of a band to their place.
pub(super) fn gather() -> String {
    format!("const SPAN = {SPAN}u;\n{}", piece!("gather"))
}

/// WGSL with the entry point `convert`, which writes `written`.
pub(super) fn source(spec: &ConvertSpec, precision: Precision, written: &Written) -> String {
    let format = spec.format;
    let pixel = match (format.is_float(), format.has_alpha()) {
        (true, _) => piece!("pixel_float"),
        (false, true) => piece!("pixel_alpha"),
        (false, false) => piece!("pixel_opaque"),
    };
    let samples = if format.is_float() {
        piece!("floats")
    } else {
        piece!("codes")
    };
    let store = match format.depth() {
        8 => piece!("store_8"),
        32 => piece!("store_32"),
        _ => piece!("store_16"),
    };
    let mut text = constants(spec, precision, written);
    let picture = piece!("picture");
    let pieces = [SHOWN, picture, pixel, piece!("quad"), samples, store];
    for piece in pieces.iter().chain(layout(format)) {
        text.push_str(piece);
    }
    text
}

/// How quads of pixels become the runs of planes.
fn layout(format: PixelFormat) -> &'static [&'static str] {
    match (format.color_model(), format.subsampling()) {
        (ColorModel::Rgb, _) => match channels(format)[..] {
            [3] => &[piece!("packed_3"), piece!("quads")],
            [4] => &[piece!("packed_4"), piece!("quads")],
            _ => &[piece!("planes_rgb"), piece!("planar"), piece!("quads")],
        },
        (ColorModel::Gray, _) => &[
            piece!("luma"),
            piece!("planes_gray"),
            piece!("planar"),
            piece!("quads"),
        ],
        (ColorModel::YCbCr, (1, _)) => &[
            piece!("luma"),
            piece!("ycbcr"),
            piece!("planes_ycbcr"),
            piece!("planar"),
            piece!("quads"),
        ],
        (ColorModel::YCbCr, _) => match channels(format)[..] {
            [1, 2] => &[
                piece!("luma"),
                piece!("ycbcr"),
                piece!("chroma_pairs"),
                piece!("halved"),
            ],
            _ => &[
                piece!("luma"),
                piece!("ycbcr"),
                piece!("chroma_planes"),
                piece!("halved"),
            ],
        },
    }
}

/// What the pieces find declared; none uses all of it.
fn constants(spec: &ConvertSpec, precision: Precision, written: &Written) -> String {
    let depth = spec.format.depth();
    let alpha = match spec.alpha {
        Alpha::Opaque => "OPAQUE",
        Alpha::Straight => "STRAIGHT",
        Alpha::Premultiplied => "PREMULTIPLIED",
    };
    // Rounding, not dither, where a code is finer than anyone sees.
    let dither = spec.dither && depth <= 10;
    let zone = dead_zone(depth, precision);
    // In a word of 16 bits, p010le's codes are at the top.
    let shift = if spec.format == PixelFormat::P010le {
        6
    } else {
        0
    };
    let plane = |index| written.planes.get(index).copied().unwrap_or_default();
    let mut text = String::new();
    let mut line = |name: &str, value: &dyn std::fmt::Display| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "const {name} = {value};");
    };
    line("WIDTH", &format_args!("{}u", spec.size.width));
    line("HEIGHT", &format_args!("{}u", spec.size.height));
    line("ALPHA", &alpha);
    line("LINEAR", &(spec.transfer == Transfer::Linear));
    line("DITHER", &dither);
    line("DEAD_ZONE", &format_args!("{:?}", zone.constant));
    line("PRECISION", &format_args!("{:?}", zone.relative));
    line("PEAK", &format_args!("{}.0", (1_u64 << depth) - 1));
    line("STEP", &format_args!("{}.0", (1_u64 << depth) >> 8));
    line("SHIFT", &format_args!("{shift}u"));
    line("PLANES", &format_args!("{}u", written.planes.len()));
    line("GUARDED", &written.is_guarded);
    line("ROWS", &format_args!("{}u", spec.format.subsampling().1));
    line("STRIDE", &format_args!("{}u", plane(0).stride));
    line("CHROMA_STRIDE", &format_args!("{}u", plane(1).stride));
    for index in 1..4 {
        let name = format!("PLANE_{index}");
        line(&name, &format_args!("{}u", plane(index).start));
    }
    text
}

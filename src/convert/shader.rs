//! The text of a conversion's shader and the constants it is specialised with.

use super::layout::Dispatch;
use super::{Alpha, ConvertSpec, DEAD_ZONE, Transfer};
use crate::frame::{ColorModel, PixelFormat};

const COLOUR: &str = include_str!("../../shaders/convert/colour.wgsl");
const YCBCR: &str = include_str!("../../shaders/convert/ycbcr.wgsl");
const BYTES: &str = include_str!("../../shaders/convert/bytes.wgsl");

/// WGSL for `format`, with the entry points `blocks` and `bytes`.
pub(super) fn source(format: PixelFormat) -> String {
    let layout = match format {
        PixelFormat::Rgba => include_str!("../../shaders/convert/rgba.wgsl"),
        PixelFormat::Rgb24 => include_str!("../../shaders/convert/rgb24.wgsl"),
        PixelFormat::Yuv420p => include_str!("../../shaders/convert/yuv420p.wgsl"),
        PixelFormat::Yuv444p => include_str!("../../shaders/convert/yuv444p.wgsl"),
        _ => "",
    };
    let matrix = if format.color_model() == ColorModel::YCbCr {
        YCBCR
    } else {
        ""
    };
    format!("const DEAD_ZONE = {DEAD_ZONE};\n{COLOUR}\n{matrix}\n{layout}\n{BYTES}")
}

/// Values of the shader's `override` declarations.
pub(super) fn constants(spec: &ConvertSpec, dispatch: &Dispatch) -> [(&'static str, f64); 6] {
    let alpha = match spec.alpha {
        Alpha::Opaque => 0.0,
        Alpha::Straight => 1.0,
        Alpha::Premultiplied => 2.0,
    };
    [
        ("WIDTH", spec.size.width.into()),
        ("HEIGHT", spec.size.height.into()),
        ("ALPHA", alpha),
        ("LINEAR", f64::from(spec.transfer == Transfer::Linear)),
        ("DITHER", f64::from(spec.dither)),
        ("ROW", dispatch.row.into()),
    ]
}

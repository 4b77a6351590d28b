//! Evaluates WGSL expressions of a scene on the GPU, for tests: a scene draws them into floats, one
//! pixel for each input.

use shaderpipe::frame::Size;
use shaderpipe::gpu::Gpu;

use crate::drawing::Drawing;

/// Pixels in a row, and rows.
const SIDE: u32 = 64;

/// The numbers that an expression finds as `a`, `b`, `c`, `d`, `e` and `f`: each is a multiple of
/// 2⁻¹⁵ from -1 up to 1, so that both sides hold it exactly. 0 and -1 come up on purpose.
pub(crate) type Inputs = [f64; 6];

/// The same numbers as the WGSL below makes.
fn inputs(pixel: u32) -> Inputs {
    std::array::from_fn(|k| {
        let bits = pixel.wrapping_mul(6).wrapping_add(k as u32);
        let mixed = bits.wrapping_mul(0x9e37_79b1);
        let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x85eb_ca77);
        let code = (mixed ^ (mixed >> 13)) & 0xffff;
        match pixel {
            0 => 0.0,
            1 => -1.0,
            _ => f64::from(code) / 32768.0 - 1.0,
        }
    })
}

const SCENE: &str = "
fn input(pixel: u32, k: u32) -> f32 {
    if pixel < 2u {
        return -f32(pixel);
    }
    var mixed = (6u * pixel + k) * 0x9e3779b1u;
    mixed = (mixed ^ (mixed >> 15u)) * 0x85ebca77u;
    return f32((mixed ^ (mixed >> 13u)) & 0xffffu) / 32768.0 - 1.0;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let pixel = u32(position.x) + 64u * u32(position.y);
    let a = input(pixel, 0u);
    let b = input(pixel, 1u);
    let c = input(pixel, 2u);
    let d = input(pixel, 3u);
    let e = input(pixel, 4u);
    let f = input(pixel, 5u);
";

/// The value of `expression`, a `vec4f`, at 4096 inputs, with those inputs.
pub(crate) fn evaluate(gpu: &Gpu, imports: &str, expression: &str) -> Vec<(Inputs, [f32; 4])> {
    let text = format!(
        "//! picture = {{ format = \"rgba32float\" }}\n{imports}\n{SCENE}    return {expression};\n}}\n"
    );
    let mut drawing = Drawing::new(gpu, &text, Size::new(SIDE, SIDE));
    let values = drawing.frame(0);
    (0..SIDE * SIDE).map(inputs).zip(values).collect()
}

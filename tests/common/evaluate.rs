//! Evaluates WGSL expressions of a scene on the GPU, for tests: a scene draws them into floats, one
//! pixel for each input and a square of them for each expression.

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
    let pixel = u32(position.x) + 64u * (u32(position.y) % 64u);
    let a = input(pixel, 0u);
    let b = input(pixel, 1u);
    let c = input(pixel, 2u);
    let d = input(pixel, 3u);
    let e = input(pixel, 4u);
    let f = input(pixel, 5u);
";

/// The values of each expression, a `vec4f`, at 4096 inputs, with those inputs.
pub(crate) fn evaluate(
    gpu: &Gpu,
    head: &str,
    expressions: &[&str],
) -> Vec<Vec<(Inputs, [f32; 4])>> {
    let cases: Vec<String> = expressions
        .iter()
        .enumerate()
        .map(|(k, expression)| {
            format!("        case {k}u: {{\n            return {expression};\n        }}\n")
        })
        .collect();
    let text = format!(
        "//! picture = {{ format = \"rgba32float\" }}\n{head}\n{SCENE}    switch u32(position.y) / 64u {{\n{}        \
         default: {{}}\n    }}\n    return vec4f();\n}}\n",
        cases.concat(),
    );
    let size = Size::new(SIDE, SIDE * expressions.len() as u32);
    let values = Drawing::new(gpu, &text, size).frame(0);
    values
        .chunks((SIDE * SIDE) as usize)
        .map(|square| {
            let values = square.iter().copied();
            (0..SIDE * SIDE).map(inputs).zip(values).collect()
        })
        .collect()
}

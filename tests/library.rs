//! Every function of the WGSL library, drawn on the GPU, against a reference on the processor that
//! is written from its definition.

#[path = "library/color.rs"]
mod color;
#[path = "library/coordinates.rs"]
mod coordinates;
#[path = "common/drawing.rs"]
mod drawing;
#[path = "library/easing.rs"]
mod easing;
#[path = "common/evaluate.rs"]
mod evaluate;
#[path = "library/hash.rs"]
mod hash;
#[path = "library/noise.rs"]
mod noise;
#[path = "library/sdf.rs"]
mod sdf;

use std::f64::consts::{PI, TAU};

use evaluate::{Inputs, evaluate};
use shaderpipe::gpu::{AdapterChoice, Gpu};

/// For sums and products of numbers near 1: some tens of float roundings (6·10⁻⁸ each).
const ROUNDING: f64 = 4e-6;
/// Where sin, cos, exp2 or pow take part: WGSL lets sin and cos be off by 2⁻¹¹ = 4.9·10⁻⁴.
const TRANSCENDENTAL: f64 = 1e-3;

fn open() -> Gpu {
    match Gpu::open(&AdapterChoice::Best) {
        Ok(gpu) => gpu,
        Err(error) => panic!("these tests draw: {error}"),
    }
}

/// One module's functions under test.
struct Module {
    gpu: Gpu,
    name: &'static str,
}

impl Module {
    fn open(name: &'static str) -> Self {
        Self { gpu: open(), name }
    }

    /// Holds `expression` (of `components` floats) against `reference` at every input.
    fn check<const N: usize>(
        &self,
        expression: &str,
        tolerance: f64,
        reference: impl Fn(Inputs) -> [f64; N],
    ) {
        let name = self.name;
        let import = format!("#import shaderpipe::{name}");
        let padded = match N {
            1 => format!("vec4f({expression}, 0.0, 0.0, 0.0)"),
            2 => format!("vec4f({expression}, 0.0, 0.0)"),
            3 => format!("vec4f({expression}, 0.0)"),
            _ => expression.to_owned(),
        };
        for (inputs, actual) in evaluate(&self.gpu, &import, &padded) {
            for (expected, actual) in reference(inputs).into_iter().zip(actual) {
                let error = (f64::from(actual) - expected).abs();
                assert!(
                    error <= tolerance,
                    "{expression} at {inputs:?}: {actual}, expected {expected}"
                );
            }
        }
    }
}

fn length<const N: usize>(v: [f64; N]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn mix(low: f64, high: f64, t: f64) -> f64 {
    low + (high - low) * t
}

/// A function that nobody checks or explains would be the one that is wrong.
#[test]
fn every_function_is_documented_and_checked() {
    let here = [
        include_str!("library/color.rs"),
        include_str!("library/coordinates.rs"),
        include_str!("library/easing.rs"),
        include_str!("library/hash.rs"),
        include_str!("library/noise.rs"),
        include_str!("library/sdf.rs"),
    ]
    .concat();
    for (module, source) in [
        ("color", include_str!("../shaders/library/color.wgsl")),
        (
            "coordinates",
            include_str!("../shaders/library/coordinates.wgsl"),
        ),
        ("easing", include_str!("../shaders/library/easing.wgsl")),
        ("hash", include_str!("../shaders/library/hash.wgsl")),
        ("noise", include_str!("../shaders/library/noise.wgsl")),
        ("sdf", include_str!("../shaders/library/sdf.wgsl")),
    ] {
        let mut above = "";
        for line in source.lines() {
            if let Some(rest) = line.strip_prefix("fn ") {
                let name = rest.split('(').next().expect("a name");
                assert!(above.starts_with("//"), "{module}::{name} has no comment");
                // The corners of gradient noise are parts of it.
                let called = [format!("{module}::{name}("), format!("\"{name}")];
                assert!(
                    name.starts_with("ramp_") || called.iter().any(|call| here.contains(call)),
                    "{module}::{name} is not checked"
                );
            }
            above = line;
        }
    }
}

//! Every function of the WGSL library, drawn on the GPU, against a reference on the processor that
//! is written from its definition.

#[path = "library/blend.rs"]
mod blend;
#[path = "library/camera.rs"]
mod camera;
#[path = "library/cellular.rs"]
mod cellular;
#[path = "library/color.rs"]
mod color;
#[path = "library/coordinates.rs"]
mod coordinates;
#[path = "library/domain.rs"]
mod domain;
#[path = "library/draw.rs"]
mod draw;
#[path = "common/drawing.rs"]
mod drawing;
#[path = "library/easing.rs"]
mod easing;
#[path = "common/evaluate.rs"]
mod evaluate;
#[path = "library/fractal.rs"]
mod fractal;
#[path = "library/hash.rs"]
mod hash;
#[path = "library/noise.rs"]
mod noise;
#[path = "library/rotation.rs"]
mod rotation;
#[path = "library/sdf.rs"]
mod sdf;
#[path = "library/sdf_plane.rs"]
mod sdf_plane;
#[path = "library/sdf_space.rs"]
mod sdf_space;
#[path = "library/tiled.rs"]
mod tiled;

use std::f64::consts::{PI, TAU};

use drawing::Drawing;
use evaluate::{Inputs, evaluate};
use shaderpipe::frame::Size;
use shaderpipe::gpu::{AdapterChoice, Gpu};
use shaderpipe::shader::{ItemKind, library};

/// For sums and products of numbers near 1: some tens of float roundings (6·10⁻⁸ each).
const ROUNDING: f64 = 4e-6;
/// Where sin, cos, exp2 or pow take part: WGSL lets sin and cos be off by 2⁻¹¹ = 4.9·10⁻⁴.
const TRANSCENDENTAL: f64 = 1e-3;

/// Expressions that are drawn by one shader: more save little, and hide which one a driver refuses.
const BATCH: usize = 12;

fn open() -> Gpu {
    match Gpu::open(&AdapterChoice::Best) {
        Ok(gpu) => gpu,
        Err(error) => panic!("these tests draw: {error}"),
    }
}

/// What an expression is at some inputs.
type Reference = Box<dyn Fn(Inputs) -> Vec<f64>>;

/// One module's functions under test.
struct Cases {
    /// The modules that are imported.
    modules: &'static [&'static str],
    /// WGSL functions that expressions call.
    prelude: &'static str,
    cases: Vec<Case>,
}

struct Case {
    expression: String,
    tolerance: f64,
    reference: Reference,
}

impl Cases {
    fn of(modules: &'static [&'static str]) -> Self {
        Self {
            modules,
            prelude: "",
            cases: Vec::new(),
        }
    }

    fn with_prelude(self, prelude: &'static str) -> Self {
        Self { prelude, ..self }
    }

    /// Holds `expression` (of N floats) against `reference` at every input.
    fn check<const N: usize>(
        &mut self,
        expression: &str,
        tolerance: f64,
        reference: impl Fn(Inputs) -> [f64; N] + 'static,
    ) {
        let padded = match N {
            1 => format!("vec4f({expression}, 0.0, 0.0, 0.0)"),
            2 => format!("vec4f({expression}, 0.0, 0.0)"),
            3 => format!("vec4f({expression}, 0.0)"),
            _ => expression.to_owned(),
        };
        self.cases.push(Case {
            expression: padded,
            tolerance,
            reference: Box::new(move |inputs| reference(inputs).to_vec()),
        });
    }

    /// Draws them all.
    fn run(&self) {
        let gpu = open();
        let imports: Vec<String> = self
            .modules
            .iter()
            .map(|name| format!("#import shaderpipe::{name}\n"))
            .collect();
        let head = imports.concat() + self.prelude;
        let mut wrong = Vec::new();
        for batch in self.cases.chunks(BATCH) {
            let expressions: Vec<&str> =
                batch.iter().map(|case| case.expression.as_str()).collect();
            for (case, values) in batch.iter().zip(evaluate(&gpu, &head, &expressions)) {
                wrong.extend(case.worst(&values));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}

impl Case {
    /// The input at which the expression is farthest from its reference, if that is too far.
    fn worst(&self, values: &[(Inputs, [f32; 4])]) -> Option<String> {
        let mut worst = (self.tolerance, None);
        for (inputs, actual) in values {
            for (expected, actual) in (self.reference)(*inputs).into_iter().zip(actual) {
                let error = (f64::from(*actual) - expected).abs();
                // Not a number is the farthest.
                let error = if error.is_nan() { f64::MAX } else { error };
                if error > worst.0 {
                    let message = format!("{inputs:?}: {actual}, expected {expected}");
                    worst = (error, Some(message));
                }
            }
        }
        worst
            .1
            .map(|message| format!("{} at {message}", self.expression))
    }
}

fn length<const N: usize>(v: [f64; N]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn dot<const N: usize>(a: [f64; N], b: [f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `a + t · b`.
fn along<const N: usize>(a: [f64; N], b: [f64; N], t: f64) -> [f64; N] {
    std::array::from_fn(|k| a[k] + t * b[k])
}

fn mix(low: f64, high: f64, t: f64) -> f64 {
    low + (high - low) * t
}

/// Every module's cases.
fn every_case() -> Vec<Cases> {
    vec![
        blend::cases(),
        camera::cases(),
        cellular::cases(),
        color::cases(),
        coordinates::cases(),
        domain::cases(),
        draw::cases(),
        easing::cases(),
        fractal::cases(),
        hash::cases(),
        noise::cases(),
        rotation::cases(),
        sdf::cases(),
        sdf_plane::cases(),
        sdf_space::cases(),
        tiled::cases(),
    ]
}

/// A function that nobody checks or explains would be the one that is wrong.
#[test]
fn every_function_is_documented_and_checked() {
    let mut evaluated = String::new();
    for cases in every_case() {
        evaluated += cases.prelude;
        for case in cases.cases {
            evaluated += &case.expression;
            evaluated.push('\n');
        }
    }
    let mut functions = 0;
    for module in library() {
        assert!(!module.docs().is_empty(), "{} has no header", module.path);
        let name = module.path.rsplit("::").next().unwrap_or_default();
        for item in module.items() {
            assert!(!item.docs.is_empty(), "{name}::{} is a riddle", item.name);
            let call = format!("{name}::{}(", item.name);
            let called = evaluated.match_indices(&call);
            // `sdf::…` is also the end of `mysdf::…`.
            let is_whole =
                |at: usize| !evaluated[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let is_checked = called.map(|(at, _)| at).any(is_whole);
            if item.kind == ItemKind::Function {
                functions += 1;
                assert!(is_checked, "{name}::{} is not checked", item.name);
            }
        }
    }
    assert!(functions > 200, "only {functions} functions were found");
}

#[test]
fn the_readme_names_every_module_and_its_example_draws() {
    let readme = include_str!("../README.md");
    let section = readme.split("## The library").nth(1).expect("a section");
    for module in &library()[1..] {
        let name = format!("`{}`", module.name());
        assert!(section.contains(&name), "the README is silent on {name}");
    }
    let example = section.split("```").nth(1).expect("an example");
    let text = example.strip_prefix("wgsl\n").expect("it is WGSL");
    let picture = Drawing::new(&open(), text, Size::new(64, 64)).frame(0);
    // Of the shape, and of the dark around it.
    let middle = picture[64 * 32 + 32][0];
    assert!(
        middle > 0.3 && picture[0][0] < 0.1,
        "{middle}, {:?}",
        picture[0]
    );
}

//! `shaderpipe::fractal`.

use super::noise::*;
use super::*;

/// `octaves` layers, each as strong as what is left.
fn sum<const N: usize>(
    mut p: [f64; N],
    next: fn([f64; N]) -> [f64; N],
    layer: impl Fn([f64; N]) -> f64,
) -> f64 {
    (1..=5)
        .map(|k| {
            let value = layer(p) * 0.5_f64.powi(k);
            p = next(p);
            value
        })
        .sum()
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["fractal"]);
    let mut plane = |name: &str, layer: fn([f64; 2]) -> f64| {
        let call = format!("fractal::{name}(4.0 * vec2f(a, b), 5)");
        module.check(&call, 2.0 * TRANSCENDENTAL, move |i| {
            [sum([4.0 * i[0], 4.0 * i[1]], next_2d, layer)]
        });
    };
    plane("fbm_value_2d", value_2d);
    plane("fbm_simplex_2d", simplex_2d);
    plane("ridged_2d", |p| (1.0 - flow_2d(p, 0.0).abs()).powi(2));
    plane("turbulence_2d", |p| flow_2d(p, 0.0).abs());
    let mut space = |name: &str, layer: fn([f64; 3]) -> f64| {
        let call = format!("fractal::{name}(4.0 * vec3f(a, b, c), 5)");
        module.check(&call, 2.0 * TRANSCENDENTAL, move |i| {
            [sum([4.0 * i[0], 4.0 * i[1], 4.0 * i[2]], next_3d, layer)]
        });
    };
    space("fbm_value_3d", value_3d);
    space("fbm_simplex_3d", simplex_3d);
    space("ridged_3d", |p| (1.0 - gradient_3d(p).abs()).powi(2));
    space("turbulence_3d", |p| gradient_3d(p).abs());
    module
}

#[test]
fn fractal() {
    cases().run();
}

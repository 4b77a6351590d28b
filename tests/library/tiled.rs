//! `shaderpipe::tiled`.

use super::hash::*;
use super::noise::*;
use super::*;

const PLANE: [i32; 2] = [4, 3];
const SPACE: [i32; 3] = [4, 3, 5];

/// The bits of the cell that stands for `cell` in tiles of `period`.
fn wrapped<const N: usize>(cell: [i32; N], period: [i32; N]) -> [u32; N] {
    std::array::from_fn(|k| cell[k].rem_euclid(period[k]) as u32)
}

/// How much of `corner` there is at `p`: the sum over all corners of a cell of what is 1 there alone.
fn share<const N: usize>(p: [f64; N], corner: [i32; N]) -> f64 {
    let place: [i32; N] = std::array::from_fn(|k| p[k].floor() as i32 + corner[k]);
    corners(p, |cell, _| f64::from(u8::from(cell == place)))
}

fn tiled_gradient_2d(p: [f64; 2], period: [i32; 2]) -> f64 {
    let ramp = |cell, offset| ramp_2d(wrapped(cell, period), offset, 0.0);
    corners(p, ramp) * 2.0_f64.sqrt()
}

fn tiled_gradient_3d(p: [f64; 3], period: [i32; 3]) -> f64 {
    let ramp = |cell, offset| dot(unit_gradient(wrapped(cell, period)), offset);
    corners(p, ramp) * 2.0 / 3.0_f64.sqrt()
}

/// Five layers, each with twice the detail.
fn sum<const N: usize>(p: [f64; N], period: [i32; N], layer: fn([f64; N], [i32; N]) -> f64) -> f64 {
    (0..5)
        .map(|k| {
            let scale = 1 << k;
            let place = p.map(|x| f64::from(scale) * x + 17.3 * f64::from(k));
            layer(place, period.map(|x| scale * x)) * 0.5_f64.powi(k + 1)
        })
        .sum()
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["tiled"]);
    let plane = |i: Inputs| [16.0 * i[0], 16.0 * i[1]];
    let space = |i: Inputs| [16.0 * i[0], 16.0 * i[1], 16.0 * i[2]];
    module.check(
        "vec2f(tiled::wrap_2d(vec2i(64.0 * vec2f(a, b)), vec2i(4, 3)))",
        0.0,
        |i| wrapped([(64.0 * i[0]) as i32, (64.0 * i[1]) as i32], PLANE).map(f64::from),
    );
    module.check(
        "vec3f(tiled::wrap_3d(vec3i(64.0 * vec3f(a, b, c)), vec3i(4, 3, 5)))",
        0.0,
        |i| wrapped([0, 1, 2].map(|k| (64.0 * i[k]) as i32), SPACE).map(f64::from),
    );
    module.check(
        "tiled::share_2d(fract(vec2f(a, b)), vec2i(1, 0))",
        ROUNDING,
        |i| [share([i[0], i[1]], [1, 0])],
    );
    module.check(
        "tiled::share_3d(fract(vec3f(a, b, c)), vec3i(0, 1, 1))",
        ROUNDING,
        |i| [share([i[0], i[1], i[2]], [0, 1, 1])],
    );
    let p = "16.0 * vec2f(a, b), vec2i(4, 3)";
    module.check(&format!("tiled::value_2d({p})"), ROUNDING, move |i| {
        [corners(plane(i), |cell, _| {
            unit(pcg_2d(wrapped(cell, PLANE))[0])
        })]
    });
    module.check(
        &format!("tiled::gradient_2d({p})"),
        TRANSCENDENTAL,
        move |i| [tiled_gradient_2d(plane(i), PLANE)],
    );
    module.check(
        &format!("tiled::fbm_2d({p}, 5)"),
        2.0 * TRANSCENDENTAL,
        move |i| [sum(plane(i), PLANE, tiled_gradient_2d)],
    );
    module.check(&format!("tiled::cellular_2d({p})"), 1e-5, move |i| {
        cellular(plane(i), |cell| pcg_2d(wrapped(cell, PLANE)))
    });
    let p = "16.0 * vec3f(a, b, c), vec3i(4, 3, 5)";
    module.check(&format!("tiled::value_3d({p})"), ROUNDING, move |i| {
        [corners(space(i), |cell, _| {
            unit(pcg_3d(wrapped(cell, SPACE))[0])
        })]
    });
    module.check(
        &format!("tiled::gradient_3d({p})"),
        TRANSCENDENTAL,
        move |i| [tiled_gradient_3d(space(i), SPACE)],
    );
    module.check(
        &format!("tiled::fbm_3d({p}, 5)"),
        2.0 * TRANSCENDENTAL,
        move |i| [sum(space(i), SPACE, tiled_gradient_3d)],
    );
    module
}

#[test]
fn tiled() {
    cases().run();
}

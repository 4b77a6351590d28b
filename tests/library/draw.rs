//! `shaderpipe::draw`.

use super::sdf::segment_distance;
use super::*;

const PIXEL: f64 = 0.25;

/// How much of a pixel about `x` lies in bands of a `width`, one about each multiple of `spacing`.
fn covered(x: f64, spacing: f64, width: f64) -> f64 {
    let bands = (-40..=40).map(|k| {
        let middle = f64::from(k) * spacing;
        let low = (x - PIXEL / 2.0).max(middle - width / 2.0);
        let high = (x + PIXEL / 2.0).min(middle + width / 2.0);
        (high - low).max(0.0)
    });
    bands.sum::<f64>() / PIXEL
}

fn band(distance: f64, width: f64) -> f64 {
    covered(distance, 1e6, width)
}

/// What has been drawn so far in all of these tests, and what is drawn over it.
const CANVAS: &str = "vec4f(0.2, 0.4, 0.6, 0.8), vec4f(1.0, 0.5, 0.25, 0.75)";

fn covering(part: f64) -> [f64; 4] {
    let alpha = 0.75 * part;
    let paint = [1.0, 0.5, 0.25, 1.0].map(|x| x * alpha);
    along(paint, [0.2, 0.4, 0.6, 0.8], 1.0 - alpha)
}

/// The part of a Gaussian of deviation 1 above `x`, by Simpson's rule.
fn tail(x: f64) -> f64 {
    let (steps, end) = (400, 8.0_f64);
    let width = (end - x) / f64::from(steps);
    let bell = |k: i32| (-0.5 * (x + f64::from(k) * width).powi(2)).exp();
    let sum: f64 = (0..=steps)
        .map(|k| match k {
            k if k == 0 || k == steps => bell(k),
            k if k % 2 == 1 => 4.0 * bell(k),
            k => 2.0 * bell(k),
        })
        .sum();
    sum * width / 3.0 / TAU.sqrt()
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["draw"]);
    module.check(&format!("draw::cover({CANVAS}, abs(a))"), ROUNDING, |i| {
        covering(i[0].abs())
    });
    module.check(&format!("draw::fill({CANVAS}, a, 0.25)"), ROUNDING, |i| {
        covering((0.5 - i[0] / PIXEL).clamp(0.0, 1.0))
    });
    // Thicker than a pixel, and thinner.
    for width in [0.6, 0.1] {
        let call = format!("draw::stroke({CANVAS}, a, {width:?}, 0.25)");
        module.check(&call, ROUNDING, move |i| covering(band(i[0], width)));
        let call = format!("draw::band(a, {width:?}, 0.25)");
        module.check(&call, ROUNDING, move |i| [band(i[0], width)]);
    }
    module.check(
        &format!("draw::line({CANVAS}, vec2f(a, b), vec2f(c, d), vec2f(e, f), 0.4, 0.25)"),
        2e-5,
        |i| {
            let distance = segment_distance([i[0], i[1]], [i[2], i[3]], [i[4], i[5]]);
            covering(band(distance, 0.4))
        },
    );
    module.check(
        &format!(
            "draw::dashed_line({CANVAS}, vec2f(a, b), vec2f(-0.8, 0.3), vec2f(0.7, -0.2), 0.4, 0.3, 0.2, 0.25)"
        ),
        2e-5,
        |i| {
            let (start, end) = ([-0.8, 0.3], [0.7, -0.2]);
            let to = along([i[0], i[1]], start, -1.0);
            let line = along(end, start, -1.0);
            let way = dot(to, line) / length(line);
            let distance = segment_distance([i[0], i[1]], start, end);
            covering(covered(way - 0.15, 0.5, 0.3) * band(distance, 0.4))
        },
    );
    module.check("draw::dashes(4.0 * a, 0.7, 0.3, 0.25)", 2e-5, |i| {
        [covered(4.0 * i[0], 0.7, 0.3)]
    });
    module.check("draw::dashed_length(4.0 * a, 0.7, 0.3)", ROUNDING, |i| {
        let (whole, rest) = (
            (4.0 * i[0] + 0.15).div_euclid(0.7),
            (4.0 * i[0] + 0.15).rem_euclid(0.7),
        );
        [whole * 0.3 + rest.min(0.3)]
    });
    module.check(
        "draw::grid(4.0 * vec2f(a, b), vec2f(0.7, 1.1), 0.2, 0.25)",
        2e-5,
        |i| {
            let free =
                [(i[0], 0.7), (i[1], 1.1)].map(|(x, spacing)| 1.0 - covered(4.0 * x, spacing, 0.2));
            [1.0 - free[0] * free[1]]
        },
    );
    module.check("draw::checker(4.0 * vec2f(a, b), 0.6, 0.25)", 4e-5, |i| {
        // From the dark squares of the first row and those of the second.
        let [x, y] = [i[0], i[1]].map(|x| covered(4.0 * x - 0.3, 1.2, 0.6));
        [x * y + (1.0 - x) * (1.0 - y)]
    });
    module.check(
        "draw::linear_gradient(vec2f(a, b), vec2f(-0.5, 0.25), vec2f(0.5, -0.25))",
        ROUNDING,
        |i| {
            let to = [i[0] + 0.5, i[1] - 0.25];
            [(dot(to, [1.0, -0.5]) / 1.25).clamp(0.0, 1.0)]
        },
    );
    module.check(
        "draw::radial_gradient(vec2f(a, b), vec2f(0.25, -0.25), 0.7)",
        ROUNDING,
        |i| [((i[0] - 0.25).hypot(i[1] + 0.25) / 0.7).min(1.0)],
    );
    // A turn about the angle where it begins again, as the cosine.
    module.check(
        "cos(6.28318530717959 * draw::conic_gradient(vec2f(a, b), vec2f(0.1, -0.3), 0.7))",
        4.0 * TRANSCENDENTAL,
        |i| [((i[1] + 0.3).atan2(i[0] - 0.1) - 0.7).cos()],
    );
    module.check(
        "draw::conic_gradient(vec2f(1.0, 0.0), vec2f(0.0), 3.0 * a)",
        TRANSCENDENTAL,
        |i| [(-3.0 * i[0] / TAU).rem_euclid(1.0)],
    );
    module.check("draw::glow(a, 0.25)", TRANSCENDENTAL, |i| {
        [0.5_f64.powf(i[0].max(0.0) / 0.25)]
    });
    module.check("draw::shadow(a, 0.3)", 3e-4, |i| [tail(i[0] / 0.3)]);
    module
}

#[test]
fn draw() {
    cases().run();
}

//! `shaderpipe::domain`.

use super::*;

/// Within half a spacing of 0.
fn folded(x: f64, spacing: f64) -> f64 {
    (x + spacing / 2.0).rem_euclid(spacing) - spacing / 2.0
}

fn nearest_of_copies(x: f64, spacing: f64, limit: i32) -> f64 {
    let offsets = (-limit..=limit).map(|k| x - f64::from(k) * spacing);
    offsets
        .min_by(|a, b| a.abs().total_cmp(&b.abs()))
        .unwrap_or(x)
}

fn elongated(x: f64, reach: f64) -> f64 {
    x.signum() * (x.abs() - reach).max(0.0)
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["domain"]);
    let mut check = |call: &str, tolerance, reference: fn([f64; 3]) -> [f64; 3]| {
        module.check(call, tolerance, move |i| reference([i[0], i[1], i[2]]));
    };
    // Spacings that no input is half of.
    check(
        "vec3f(domain::repeat_2d(4.0 * vec2f(a, b), vec2f(0.7, 1.3)), 0.0)",
        ROUNDING,
        |p| [folded(4.0 * p[0], 0.7), folded(4.0 * p[1], 1.3), 0.0],
    );
    check(
        "domain::repeat_3d(4.0 * vec3f(a, b, c), vec3f(0.7, 1.3, 0.6))",
        ROUNDING,
        |p| [0, 1, 2].map(|k| folded(4.0 * p[k], [0.7, 1.3, 0.6][k])),
    );
    check(
        "vec3f(domain::repeat_limited_2d(4.0 * vec2f(a, b), vec2f(0.7, 1.3), vec2f(2.0, 1.0)), 0.0)",
        ROUNDING,
        |p| {
            let x = nearest_of_copies(4.0 * p[0], 0.7, 2);
            [x, nearest_of_copies(4.0 * p[1], 1.3, 1), 0.0]
        },
    );
    check(
        "domain::repeat_limited_3d(4.0 * vec3f(a, b, c), vec3f(0.7), vec3f(2.0, 1.0, 0.0))",
        ROUNDING,
        |p| [0, 1, 2].map(|k| nearest_of_copies(4.0 * p[k], 0.7, 2 - k as i32)),
    );
    check(
        "vec3f(domain::copy_2d(4.0 * vec2f(a, b), vec2f(0.7, 1.3)), 0.0)",
        0.0,
        |p| [(4.0 * p[0] / 0.7).round(), (4.0 * p[1] / 1.3).round(), 0.0],
    );
    check(
        "domain::copy_3d(4.0 * vec3f(a, b, c), vec3f(0.7, 1.3, 0.6))",
        0.0,
        |p| [0, 1, 2].map(|k| (4.0 * p[k] / [0.7, 1.3, 0.6][k]).round()),
    );
    check(
        "vec3f(domain::repeat_polar(vec2f(a, b), 5.0), 0.0)",
        TRANSCENDENTAL,
        |p| {
            let angle = folded(p[1].atan2(p[0]), TAU / 5.0);
            let (sin, cos) = angle.sin_cos();
            [p[0].hypot(p[1]) * cos, p[0].hypot(p[1]) * sin, 0.0]
        },
    );
    // Across a line or plane the signed distance from it changes its sign, and nothing else.
    check(
        "vec3f(domain::mirror_2d(vec2f(a, b), vec2f(0.6, 0.8)), 0.0)",
        ROUNDING,
        |p| {
            let (ahead, aside) = (0.6 * p[0] + 0.8 * p[1], 0.8 * p[0] - 0.6 * p[1]);
            let ahead = ahead.abs();
            [0.6 * ahead + 0.8 * aside, 0.8 * ahead - 0.6 * aside, 0.0]
        },
    );
    check(
        "domain::mirror_3d(vec3f(a, b, c), vec3f(0.0, 0.6, 0.8))",
        ROUNDING,
        |p| {
            let (ahead, aside) = (0.6 * p[1] + 0.8 * p[2], 0.8 * p[1] - 0.6 * p[2]);
            let ahead = ahead.abs();
            [p[0], 0.6 * ahead + 0.8 * aside, 0.8 * ahead - 0.6 * aside]
        },
    );
    check(
        "vec3f(domain::elongate_2d(vec2f(a, b), vec2f(0.3, 0.6)), 0.0)",
        ROUNDING,
        |p| [elongated(p[0], 0.3), elongated(p[1], 0.6), 0.0],
    );
    check(
        "domain::elongate_3d(vec3f(a, b, c), vec3f(0.3, 0.6, 0.0))",
        ROUNDING,
        |p| [elongated(p[0], 0.3), elongated(p[1], 0.6), p[2]],
    );
    check(
        "vec3f(domain::revolve(vec3f(a, b, c), 0.5), 0.0)",
        ROUNDING,
        |p| [p[0].hypot(p[2]) - 0.5, p[1], 0.0],
    );
    check("domain::twist(vec3f(a, b, c), 3.0)", TRANSCENDENTAL, |p| {
        let (sin, cos) = (3.0 * p[1]).sin_cos();
        [cos * p[0] - sin * p[2], p[1], sin * p[0] + cos * p[2]]
    });
    // Places of a bent rod: it gives those of the straight one.
    for (rate, radius) in [("0.5", "2.0"), ("-0.5", "-2.0")] {
        let bent = format!(
            "({radius} - b) * sin(a / {radius}), {radius} - ({radius} - b) * cos(a / {radius}), c"
        );
        module.check(
            &format!("domain::bend(vec3f({bent}), {rate})"),
            2.0 * TRANSCENDENTAL,
            |i| [i[0], i[1], i[2]],
        );
    }
    module
}

#[test]
fn domain() {
    cases().run();
}

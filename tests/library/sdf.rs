//! `shaderpipe::sdf`.

use super::*;

pub(crate) fn box_distance<const N: usize>(p: [f64; N], half: [f64; N]) -> f64 {
    let q: [f64; N] = std::array::from_fn(|k| p[k].abs() - half[k]);
    let outside = length(q.map(|x| x.max(0.0)));
    let inside = q.iter().copied().fold(f64::MIN, f64::max).min(0.0);
    outside + inside
}

/// Distance to the nearest of many points of a line.
pub(crate) fn segment_distance<const N: usize>(p: [f64; N], start: [f64; N], end: [f64; N]) -> f64 {
    let along: [f64; N] = std::array::from_fn(|k| end[k] - start[k]);
    let to: [f64; N] = std::array::from_fn(|k| p[k] - start[k]);
    let dot: f64 = (0..N).map(|k| along[k] * to[k]).sum();
    let square = length(along).powi(2);
    let t = if square == 0.0 {
        0.0
    } else {
        (dot / square).clamp(0.0, 1.0)
    };
    length(std::array::from_fn::<f64, N, _>(|k| to[k] - t * along[k]))
}

/// Distance to the nearest of a line's many short pieces.
pub(crate) fn outline_distance<const N: usize>(p: [f64; N], points: &[[f64; N]]) -> f64 {
    let pieces = points.windows(2);
    let distances = pieces.map(|piece| segment_distance(p, piece[0], piece[1]));
    distances.fold(f64::MAX, f64::min)
}

/// Between the two, blended by how much nearer one is, less what the melting adds.
fn smooth_union(first: f64, second: f64, radius: f64) -> f64 {
    let share = (0.5 + 0.5 * (second - first) / radius).clamp(0.0, 1.0);
    mix(second, first, share) - radius * share * (1.0 - share)
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["sdf"]);
    let mut check = |call: &str, reference: fn(Inputs) -> f64| {
        module.check(&format!("sdf::{call}"), ROUNDING, move |i| [reference(i)]);
    };
    check("coverage(a, 0.5)", |i| (0.5 - i[0] / 0.5).clamp(0.0, 1.0));
    check("circle(vec2f(a, b), 0.5)", |i| i[0].hypot(i[1]) - 0.5);
    check("box_2d(vec2f(a, b), vec2f(0.5, 0.25))", |i| {
        box_distance([i[0], i[1]], [0.5, 0.25])
    });
    check(
        "rounded_box_2d(vec2f(a, b), vec2f(0.5, 0.25), 0.125)",
        |i| box_distance([i[0], i[1]], [0.375, 0.125]) - 0.125,
    );
    check("segment_2d(vec2f(a, b), vec2f(c, d), vec2f(e, f))", |i| {
        segment_distance([i[0], i[1]], [i[2], i[3]], [i[4], i[5]])
    });
    check("sphere(vec3f(a, b, c), 0.5)", |i| {
        length([i[0], i[1], i[2]]) - 0.5
    });
    check("box_3d(vec3f(a, b, c), vec3f(0.5, 0.25, 0.75))", |i| {
        box_distance([i[0], i[1], i[2]], [0.5, 0.25, 0.75])
    });
    check(
        "rounded_box_3d(vec3f(a, b, c), vec3f(0.5, 0.25, 0.75), 0.125)",
        |i| box_distance([i[0], i[1], i[2]], [0.375, 0.125, 0.625]) - 0.125,
    );
    check("torus(vec3f(a, b, c), 0.5, 0.125)", |i| {
        (i[0].hypot(i[2]) - 0.5).hypot(i[1]) - 0.125
    });
    check("cylinder(vec3f(a, b, c), 0.5, 0.25)", |i| {
        box_distance([i[0].hypot(i[2]), i[1]], [0.5, 0.25])
    });
    check(
        "capsule(vec3f(a, b, c), vec3f(d, e, f), vec3f(0.25, 0.5, -0.5), 0.125)",
        |i| segment_distance([i[0], i[1], i[2]], [i[3], i[4], i[5]], [0.25, 0.5, -0.5]) - 0.125,
    );
    check("plane(vec3f(a, b, c), vec3f(0.0, 0.6, 0.8), 0.25)", |i| {
        0.6 * i[1] + 0.8 * i[2] - 0.25
    });
    check("op_union(a, b)", |i| i[0].min(i[1]));
    check("op_intersection(a, b)", |i| i[0].max(i[1]));
    check("op_subtraction(a, b)", |i| i[0].max(-i[1]));
    check("op_smooth_union(a, b, 0.5)", |i| {
        smooth_union(i[0], i[1], 0.5)
    });
    check("op_smooth_intersection(a, b, 0.5)", |i| {
        -smooth_union(-i[0], -i[1], 0.5)
    });
    check("op_smooth_subtraction(a, b, 0.5)", |i| {
        -smooth_union(-i[0], i[1], 0.5)
    });
    check("op_exclusion(a, b)", |i| {
        let (low, high) = (i[0].min(i[1]), i[0].max(i[1]));
        // Inside where one of them is negative and the other not.
        if low < 0.0 && high > 0.0 {
            low.max(-high)
        } else {
            low.abs().min(high.abs())
        }
    });
    check("op_round(a, 0.25)", |i| i[0] - 0.25);
    check("op_onion(a, 0.25)", |i| i[0].abs() - 0.125);
    check("op_morph(a, b, abs(c))", |i| mix(i[0], i[1], i[2].abs()));
    // A square that is drawn out is a block.
    check(
        "op_extrude(sdf::box_2d(vec2f(a, b), vec2f(0.5, 0.25)), c, 0.75)",
        |i| box_distance([i[0], i[1], i[2]], [0.5, 0.25, 0.75]),
    );
    // Against the nearest of many points on the arc.
    module.check("sdf::arc_2d(vec2f(a, b), 0.5, 2.0)", TRANSCENDENTAL, |i| {
        let distance = |k: i32| {
            let angle = f64::from(k) / 1000.0;
            (i[0] - 0.5 * angle.sin()).hypot(i[1] - 0.5 * angle.cos())
        };
        [(-2000..=2000).map(distance).fold(f64::MAX, f64::min)]
    });
    module
}

#[test]
fn sdf() {
    cases().run();
}

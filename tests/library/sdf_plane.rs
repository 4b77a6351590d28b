//! `shaderpipe::sdf_plane`: most shapes against the nearest of many short pieces of their outline,
//! and a test of their own for what is inside.

use super::sdf::{box_distance, outline_distance, segment_distance};
use super::*;

type Place = [f64; 2];

/// A polygon with a dent, whose corners stand in an array.
const PRELUDE: &str = "
fn arrow(p: vec2f) -> f32 {
    var corners = array<vec2f, 4>(
        vec2f(-0.7, -0.6), vec2f(0.0, 0.8), vec2f(0.6, -0.7), vec2f(0.1, -0.2),
    );
    var state = sdf_plane::POLYGON;
    for (var k = 0; k < 4; k++) {
        state = sdf_plane::polygon_edge(state, p, corners[k], corners[(k + 1) % 4]);
    }
    return sdf_plane::polygon_distance(state);
}
";
const ARROW: [Place; 4] = [[-0.7, -0.6], [0.0, 0.8], [0.6, -0.7], [0.1, -0.2]];

fn curve(pieces: i32, point: impl Fn(f64) -> Place) -> Vec<Place> {
    (0..=pieces)
        .map(|k| point(f64::from(k) / f64::from(pieces)))
        .collect()
}

fn circle(middle: Place, radius: f64, start: f64, end: f64) -> Vec<Place> {
    curve(800, |t| {
        let angle = mix(start, end, t);
        along(middle, [angle.cos(), angle.sin()], radius)
    })
}

/// Whether a closed outline goes around `p`: by the angles under which it is seen.
pub(crate) fn goes_around(p: Place, points: &[Place]) -> bool {
    let turns = points.windows(2).map(|piece| {
        let [a, b] = [0, 1].map(|k| along(piece[k], p, -1.0));
        (a[0] * b[1] - a[1] * b[0]).atan2(dot(a, b))
    });
    turns.sum::<f64>().abs() > PI
}

fn closed(mut points: Vec<Place>) -> Vec<Place> {
    points.extend(points.first().copied());
    points
}

fn regular(count: i32, radii: &[f64]) -> Vec<Place> {
    let corners = count * radii.len() as i32;
    closed(curve(corners, |t| {
        let radius = radii[(t * f64::from(corners)).round() as usize % radii.len()];
        [radius * (TAU * t).sin(), radius * (TAU * t).cos()]
    }))
}

/// Holds a shape against its outline.
fn shape(module: &mut Cases, call: &str, tolerance: f64, points: Vec<Place>) {
    let call = call.replace('P', "vec2f(a, b)");
    module.check(&format!("sdf_plane::{call}"), tolerance, move |i| {
        let p = [i[0], i[1]];
        let distance = outline_distance(p, &points);
        [if goes_around(p, &points) {
            -distance
        } else {
            distance
        }]
    });
}

fn heart() -> Vec<Place> {
    let radius = 0.5 * 0.5_f64.sqrt();
    let mut points = vec![[0.0, 0.0]];
    points.extend(circle([0.25, 0.75], radius, -PI / 4.0, 0.75 * PI));
    points.extend(circle([-0.25, 0.75], radius, PI / 4.0, 1.25 * PI));
    closed(points)
}

fn pie(half_angle: f64) -> Vec<Place> {
    let mut points = vec![[0.0, 0.0]];
    points.extend(circle(
        [0.0, 0.0],
        0.7,
        PI / 2.0 - half_angle,
        PI / 2.0 + half_angle,
    ));
    closed(points)
}

fn lens() -> Vec<Place> {
    let half = (0.3_f64 / 0.8).acos();
    let mut points = circle([-0.3, 0.0], 0.8, -half, half);
    points.extend(circle([0.3, 0.0], 0.8, PI - half, PI + half));
    closed(points)
}

fn plus_sign() -> Vec<Place> {
    let quarter = [[0.8, -0.2], [0.8, 0.2], [0.2, 0.2]];
    let turned = |[x, y]: Place, turns: i32| (0..turns).fold([x, y], |[x, y], _| [-y, x]);
    let corners = (0..4).flat_map(|turns| quarter.map(|corner| turned(corner, turns)));
    closed(corners.collect())
}

fn outlines(module: &mut Cases) {
    let polygon = |corners: &[Place]| closed(corners.to_vec());
    let star = regular(5, &[0.8, 0.35]);
    // Sines and arc tangents fold the place; curves are in short pieces.
    let folded = 2.0 * TRANSCENDENTAL;
    let pieces = 2e-5;
    shape(
        module,
        "regular_polygon(P, 5.0, 0.8)",
        folded,
        regular(5, &[0.8]),
    );
    shape(
        module,
        "regular_polygon(P, 3.0, 0.5)",
        folded,
        regular(3, &[0.5]),
    );
    shape(module, "star(P, 5.0, 0.8, 0.35)", folded, star);
    shape(
        module,
        "ellipse(P, vec2f(0.8, 0.4))",
        2e-4,
        circle([0.0; 2], 1.0, 0.0, TAU)
            .iter()
            .map(|[x, y]| [0.8 * x, 0.4 * y])
            .collect(),
    );
    shape(module, "heart(P, 1.0)", pieces, heart());
    for half_angle in [0.7, 2.2] {
        shape(
            module,
            &format!("pie(P, 0.7, {half_angle:?})"),
            TRANSCENDENTAL,
            pie(half_angle),
        );
    }
    shape(module, "lens(P, 0.8, 0.3)", pieces, lens());
    shape(
        module,
        "rhombus(P, vec2f(0.7, 0.4))",
        ROUNDING,
        polygon(&[[0.7, 0.0], [0.0, 0.4], [-0.7, 0.0], [0.0, -0.4]]),
    );
    let triangle = polygon(&[[-0.6, -0.5], [0.7, -0.3], [0.1, 0.8]]);
    shape(
        module,
        "triangle(P, vec2f(-0.6, -0.5), vec2f(0.7, -0.3), vec2f(0.1, 0.8))",
        ROUNDING,
        triangle.clone(),
    );
    shape(
        module,
        "triangle(P, vec2f(0.1, 0.8), vec2f(0.7, -0.3), vec2f(-0.6, -0.5))",
        ROUNDING,
        triangle,
    );
    let arrow = polygon(&ARROW);
    module.check("arrow(vec2f(a, b))", ROUNDING, move |i| {
        let p = [i[0], i[1]];
        let distance = outline_distance(p, &arrow);
        [if goes_around(p, &arrow) {
            -distance
        } else {
            distance
        }]
    });
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["sdf_plane"]).with_prelude(PRELUDE);
    outlines(&mut module);
    let mut check = |call: &str, tolerance, reference: Box<dyn Fn(Inputs) -> f64>| {
        module.check(&format!("sdf_plane::{call}"), tolerance, move |i| {
            [reference(i)]
        });
    };
    check(
        "half_plane(vec2f(a, b), vec2f(0.6, 0.8), 0.25)",
        ROUNDING,
        Box::new(|i| 0.6 * i[0] + 0.8 * i[1] - 0.25),
    );
    check(
        "ring(vec2f(a, b), 0.6, 0.3)",
        ROUNDING,
        Box::new(|i| {
            let r = i[0].hypot(i[1]);
            (r - 0.75).max(0.45 - r)
        }),
    );
    // Along a line that a 3-4-5 triangle turns.
    check(
        "bar(vec2f(a, b), vec2f(-0.3, -0.4), vec2f(0.3, 0.4), 0.3)",
        ROUNDING,
        Box::new(|i| {
            let turned = [0.6 * i[0] + 0.8 * i[1], 0.6 * i[1] - 0.8 * i[0]];
            box_distance(turned, [0.5, 0.15])
        }),
    );
    check(
        "crescent(vec2f(a, b), 0.7, 0.6, 0.4)",
        ROUNDING,
        Box::new(|i| (i[0].hypot(i[1]) - 0.7).max(0.6 - i[0].hypot(i[1] - 0.4))),
    );
    module.check(
        "sdf_plane::bezier(vec2f(a, b), vec2f(-0.8, -0.2), vec2f(c, d), vec2f(0.6, 0.1))",
        2.0 * TRANSCENDENTAL,
        |i| {
            let corner = |t: f64, k: usize| {
                let (start, end) = ([-0.8, -0.2], [0.6, 0.1]);
                mix(mix(start[k], i[2 + k], t), mix(i[2 + k], end[k], t), t)
            };
            [outline_distance(
                [i[0], i[1]],
                &curve(200, |t| [corner(t, 0), corner(t, 1)]),
            )]
        },
    );
    // A straight one.
    module.check(
        "sdf_plane::bezier(vec2f(a, b), vec2f(-0.5, 0.0), vec2f(0.0), vec2f(0.5, 0.0))",
        ROUNDING,
        |i| [segment_distance([i[0], i[1]], [-0.5, 0.0], [0.5, 0.0])],
    );
    module.check(
        "sdf_plane::polygon_edge(vec2f(d, 1.0), vec2f(a, b), vec2f(-0.5, -0.6), vec2f(c, 0.6))",
        ROUNDING,
        |i| {
            let (start, end) = ([-0.5, -0.6], [i[2], 0.6]);
            // Crossed where the edge is to the right, at the height of the place.
            let at = mix(start[0], end[0], (i[1] + 0.6) / 1.2);
            let crosses = (-0.6..0.6).contains(&i[1]) && at > i[0];
            let distance = segment_distance([i[0], i[1]], start, end);
            [distance.min(i[3]), if crosses { -1.0 } else { 1.0 }]
        },
    );
    module.check(
        "sdf_plane::polygon_distance(vec2f(abs(a), -1.0))",
        0.0,
        |i| [-i[0].abs()],
    );
    // Exact outside; inside a lower bound, the larger of those of its bars.
    let plus = plus_sign();
    module.check(
        "sdf_plane::plus_sign(vec2f(a, b), 0.8, 0.4)",
        ROUNDING,
        move |i| {
            let p = [i[0], i[1]];
            if goes_around(p, &plus) {
                let bars = [box_distance(p, [0.8, 0.2]), box_distance(p, [0.2, 0.8])];
                [bars[0].min(bars[1])]
            } else {
                [outline_distance(p, &plus)]
            }
        },
    );
    module
}

#[test]
fn sdf_plane() {
    cases().run();
}

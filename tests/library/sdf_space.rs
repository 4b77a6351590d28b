//! `shaderpipe::sdf_space`.

use super::rotation::cross;
use super::sdf::{box_distance, outline_distance, segment_distance};
use super::sdf_plane::goes_around;
use super::*;

type Place = [f64; 3];

fn place(i: Inputs) -> Place {
    [i[0], i[1], i[2]]
}

/// The distance of a triangle: the nearest point by its share of each corner, after Ericson, "Real-time
/// collision detection", 2004, 5.1.5.
fn triangle(p: Place, a: Place, b: Place, c: Place) -> f64 {
    let (ab, ac) = (along(b, a, -1.0), along(c, a, -1.0));
    let to = |corner| {
        let way = along(p, corner, -1.0);
        (dot(ab, way), dot(ac, way))
    };
    let ((d1, d2), (d3, d4), (d5, d6)) = (to(a), to(b), to(c));
    let shares = [d3 * d6 - d5 * d4, d5 * d2 - d1 * d6, d1 * d4 - d3 * d2];
    let total: f64 = shares.iter().sum();
    if total > 0.0 && shares.iter().all(|share| *share >= 0.0) {
        let foot = along(along(a, ab, shares[1] / total), ac, shares[2] / total);
        return length(along(p, foot, -1.0));
    }
    let edges = [(a, b), (b, c), (c, a)].map(|(start, end)| segment_distance(p, start, end));
    edges.into_iter().fold(f64::MAX, f64::min)
}

/// The distance of a closed surface of triangles.
fn solid(p: Place, faces: &[[Place; 3]]) -> f64 {
    let distances = faces.iter().map(|[a, b, c]| triangle(p, *a, *b, *c));
    let distance = distances.fold(f64::MAX, f64::min);
    // The origin is inside of it: so is what lies on the same side of every face.
    let is_inside = faces.iter().all(|[a, b, c]| {
        let normal = cross(along(*b, *a, -1.0), along(*c, *a, -1.0));
        dot(normal, p) / dot(normal, *a) < 1.0
    });
    if is_inside { -distance } else { distance }
}

fn octahedron(radius: f64) -> Vec<[Place; 3]> {
    let signs = |k: i32, bit: i32| if k >> bit & 1 == 1 { -radius } else { radius };
    (0..8)
        .map(|k| {
            [
                [signs(k, 0), 0.0, 0.0],
                [0.0, signs(k, 1), 0.0],
                [0.0, 0.0, signs(k, 2)],
            ]
        })
        .collect()
}

/// A shape turned about the y axis, by its outline from axis to axis in (distance from it, y).
fn turned(p: Place, points: &[[f64; 2]]) -> f64 {
    let q = [p[0].hypot(p[2]), p[1]];
    let mirrored = points.iter().rev().map(|[x, y]| [-x, *y]);
    let section: Vec<[f64; 2]> = points.iter().copied().chain(mirrored).collect();
    let distance = outline_distance(q, points);
    if goes_around(q, &section) {
        -distance
    } else {
        distance
    }
}

/// The middle line of a link, which bends about the ends of its straight sides.
fn stadium(half_length: f64, radius: f64) -> Vec<Place> {
    let bend = |start: f64, middle: f64| {
        (0..=300).map(move |k| {
            let angle = start + PI * f64::from(k) / 300.0;
            [radius * angle.cos(), middle + radius * angle.sin(), 0.0]
        })
    };
    let mut points: Vec<Place> = bend(0.0, half_length)
        .chain(bend(PI, -half_length))
        .collect();
    points.push(points[0]);
    points
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["sdf_space"]);
    let mut check = |call: &str, tolerance, reference: Box<dyn Fn(Place) -> f64>| {
        let call = format!("sdf_space::{}", call.replace("P", "vec3f(a, b, c)"));
        module.check(&call, tolerance, move |i| [reference(place(i))]);
    };
    for (bottom, top) in [(0.6, 0.3), (0.2, 0.7)] {
        let points = [[0.0, -0.5], [bottom, -0.5], [top, 0.5], [0.0, 0.5]];
        let call = format!("frustum(P, {bottom:?}, {top:?}, 0.5)");
        check(&call, ROUNDING, Box::new(move |p| turned(p, &points)));
    }
    let cone = [[0.0, -0.6], [0.5, -0.6], [0.0, 0.6]];
    check(
        "cone(P, 0.5, 0.6)",
        ROUNDING,
        Box::new(move |p| turned(p, &cone)),
    );
    check(
        "rounded_cylinder(P, 0.6, 0.5, 0.2)",
        ROUNDING,
        Box::new(|p| box_distance([p[0].hypot(p[2]), p[1]], [0.4, 0.3]) - 0.2),
    );
    let faces = octahedron(0.7);
    check(
        "octahedron(P, 0.7)",
        ROUNDING,
        Box::new(move |p| solid(p, &faces)),
    );
    // Inside it is exact; outside, the farthest of the planes of its faces.
    check(
        "tetrahedron(P, 0.9)",
        ROUNDING,
        Box::new(|p| {
            let corners = [
                [1.0, 1.0, 1.0],
                [1.0, -1.0, -1.0],
                [-1.0, 1.0, -1.0],
                [-1.0, -1.0, 1.0],
            ];
            let planes = corners.map(|corner| dot(p, corner) / -3.0_f64.sqrt() - 0.3);
            planes.into_iter().fold(f64::MIN, f64::max)
        }),
    );
    check(
        "box_frame(P, vec3f(0.5, 0.4, 0.7), 0.2)",
        ROUNDING,
        Box::new(|p| {
            let half = [0.5, 0.4, 0.7];
            let bars = (0..12).map(|k| {
                let axis = k / 4;
                let middle = std::array::from_fn(|other| {
                    let bit = if other == (axis + 1) % 3 {
                        k & 1
                    } else {
                        k >> 1 & 1
                    };
                    let end = half[other] - 0.1;
                    match () {
                        () if other == axis => 0.0,
                        () if bit == 1 => -end,
                        () => end,
                    }
                });
                let mut size = [0.1; 3];
                size[axis] = half[axis];
                box_distance(along(p, middle, -1.0), size)
            });
            bars.fold(f64::MAX, f64::min)
        }),
    );
    check(
        "bar(P)",
        ROUNDING,
        Box::new(|q| {
            let farthest = q.into_iter().fold(f64::MIN, f64::max);
            farthest.min(0.0) + length(q.map(|x| x.max(0.0)))
        }),
    );
    let line = stadium(0.3, 0.4);
    check(
        "link(P, 0.3, 0.4, 0.1)",
        4e-5,
        Box::new(move |p| outline_distance(p, &line) - 0.1),
    );
    check(
        "ellipsoid(P, vec3f(0.4, 0.6, 0.8))",
        4e-5,
        Box::new(|p| {
            let half = [0.4, 0.6, 0.8];
            let level = length(std::array::from_fn::<f64, 3, _>(|k| p[k] / half[k]));
            let slope = length(std::array::from_fn::<f64, 3, _>(|k| p[k] / half[k].powi(2)));
            if slope == 0.0 {
                -0.4
            } else {
                level * (level - 1.0) / slope
            }
        }),
    );
    check(
        "gyroid(3.0 * P, 0.2)",
        TRANSCENDENTAL,
        Box::new(|p| {
            let [x, y, z] = p.map(|x| 3.0 * x);
            let level = x.sin() * y.cos() + y.sin() * z.cos() + z.sin() * x.cos();
            level.abs() / 3.0_f64.sqrt() - 0.1
        }),
    );
    module.check(
        "sdf_space::triangle(vec3f(a, b, c), vec3f(-0.5, -0.4, 0.1), vec3f(0.6, d, 0.2), vec3f(e, 0.5, f))",
        2e-5,
        |i| [triangle(place(i), [-0.5, -0.4, 0.1], [0.6, i[3], 0.2], [i[4], 0.5, i[5]])],
    );
    module
}

#[test]
fn sdf_space() {
    cases().run();
}

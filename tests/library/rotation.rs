//! `shaderpipe::rotation`.

use super::*;

type Vector = [f64; 3];

pub(crate) fn cross(a: Vector, b: Vector) -> Vector {
    std::array::from_fn(|k| {
        let (j, l) = ((k + 1) % 3, (k + 2) % 3);
        a[j] * b[l] - a[l] * b[j]
    })
}

pub(crate) fn unit_vector<const N: usize>(v: [f64; N]) -> [f64; N] {
    v.map(|x| x / length(v))
}

/// `p` turned about a unit axis, by the formula of Rodrigues.
fn turned(p: Vector, axis: Vector, angle: f64) -> Vector {
    let across = cross(axis, p);
    let rest = (1.0 - angle.cos()) * dot(axis, p);
    std::array::from_fn(|k| angle.cos() * p[k] + angle.sin() * across[k] + rest * axis[k])
}

const X: Vector = [1.0, 0.0, 0.0];
const Y: Vector = [0.0, 1.0, 0.0];
const Z: Vector = [0.0, 0.0, 1.0];

/// Axes, and how WGSL writes them.
const AXES: [(Vector, &str); 5] = [
    (X, "vec3f(1.0, 0.0, 0.0)"),
    (Y, "vec3f(0.0, 1.0, 0.0)"),
    (Z, "vec3f(0.0, 0.0, 1.0)"),
    ([0.6, 0.0, 0.8], "vec3f(0.6, 0.0, 0.8)"),
    ([-0.48, 0.64, 0.6], "vec3f(-0.48, 0.64, 0.6)"),
];

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["rotation"]);
    let p = |i: Inputs| [i[0], i[1], i[2]];
    for (axis, text) in AXES {
        module.check(
            &format!("rotation::turn(rotation::about({text}, 4.0 * d), vec3f(a, b, c))"),
            2.0 * TRANSCENDENTAL,
            move |i| turned(p(i), axis, 4.0 * i[3]),
        );
        // Through the axes that it turns x, y and z to.
        let q = format!("rotation::about({text}, 4.0 * d)");
        let axes = ["1.0, 0.0, 0.0", "0.0, 1.0, 0.0", "0.0, 0.0, 1.0"]
            .map(|axis| format!("rotation::turn({q}, vec3f({axis}))"));
        module.check(
            &format!(
                "rotation::turn(rotation::from_axes({}), vec3f(a, b, c))",
                axes.join(", ")
            ),
            4.0 * TRANSCENDENTAL,
            move |i| turned(p(i), axis, 4.0 * i[3]),
        );
        module.check(
            &format!(
                "rotation::turn(rotation::slerp(rotation::about({text}, d), \
                 -rotation::about({text}, 3.0 * e), f), vec3f(a, b, c))"
            ),
            4.0 * TRANSCENDENTAL,
            move |i| {
                // The short way: at most half a turn.
                let way = 3.0 * i[4] - i[3];
                let way = way - TAU * (way / TAU).round();
                turned(p(i), axis, i[3] + i[5] * way)
            },
        );
    }
    module.check(
        "rotation::turn(rotation::chain(rotation::about(vec3f(0.6, 0.0, 0.8), 4.0 * d), \
         rotation::about(vec3f(0.0, 1.0, 0.0), 4.0 * e)), vec3f(a, b, c))",
        4.0 * TRANSCENDENTAL,
        move |i| turned(turned(p(i), Y, 4.0 * i[4]), [0.6, 0.0, 0.8], 4.0 * i[3]),
    );
    module.check(
        "rotation::turn(rotation::euler(4.0 * d, 4.0 * e, 4.0 * f), vec3f(a, b, c))",
        4.0 * TRANSCENDENTAL,
        move |i| {
            let tilted = turned(turned(p(i), Z, 4.0 * i[5]), X, 4.0 * i[4]);
            turned(tilted, Y, 4.0 * i[3])
        },
    );
    module.check(
        "rotation::turn(rotation::inverse(rotation::euler(d, e, f)), \
         rotation::turn(rotation::euler(d, e, f), vec3f(a, b, c)))",
        4.0 * TRANSCENDENTAL,
        p,
    );
    module.check(
        "rotation::turn(rotation::IDENTITY, vec3f(a, b, c))",
        ROUNDING,
        p,
    );
    // It looks along -z: that goes forward, and x to the right.
    let facing = "rotation::facing(vec3f(a, b, c - 2.0), vec3f(d, 3.0, e))";
    let axes = |i: Inputs| {
        let forward = unit_vector([i[0], i[1], i[2] - 2.0]);
        let right = unit_vector(cross(forward, [i[3], 3.0, i[4]]));
        [forward, right]
    };
    module.check(
        &format!("rotation::turn({facing}, vec3f(0.0, 0.0, -1.0))"),
        2e-5,
        move |i| axes(i)[0],
    );
    module.check(
        &format!("rotation::turn({facing}, vec3f(1.0, 0.0, 0.0))"),
        2e-5,
        move |i| axes(i)[1],
    );
    for sign in ["", "-"] {
        let facing = format!("rotation::facing(vec3f(0.0, {sign}2.0, 0.0), vec3f(0.0, 1.0, 0.0))");
        module.check(
            &format!("rotation::turn({facing}, vec3f(0.0, 0.0, -1.0))"),
            2e-5,
            move |_| [0.0, if sign == "-" { -1.0 } else { 1.0 }, 0.0],
        );
    }
    module
}

#[test]
fn rotation() {
    cases().run();
}

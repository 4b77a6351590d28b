//! `shaderpipe::coordinates`.

use super::*;

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["coordinates"]);
    let mut check = |expression: &str, tolerance, reference: fn(Inputs) -> [f64; 2]| {
        module.check(expression, tolerance, reference);
    };
    check(
        "coordinates::centred(vec2f(a, b) * 512.0, vec2f(1024.0, 512.0))",
        ROUNDING,
        |[a, b, ..]| [a * 2.0 - 2.0, 1.0 - b * 2.0],
    );
    check(
        "coordinates::normalised(vec2f(a, b) * 512.0, vec2f(1024.0, 512.0))",
        ROUNDING,
        |[a, b, ..]| [a / 2.0, 1.0 - b],
    );
    check(
        "coordinates::polar(vec2f(a, b))",
        TRANSCENDENTAL,
        |[a, b, ..]| [a.hypot(b), b.atan2(a)],
    );
    check(
        "coordinates::cartesian(vec2f(a, b * 4.0))",
        TRANSCENDENTAL,
        |[a, b, ..]| [a * (4.0 * b).cos(), a * (4.0 * b).sin()],
    );
    check(
        "coordinates::rotate(vec2f(a, b), c * 4.0)",
        TRANSCENDENTAL,
        |[a, b, c, ..]| {
            // As complex numbers: (a + ib) · e^(ic).
            let (sin, cos) = (4.0 * c).sin_cos();
            [a * cos - b * sin, a * sin + b * cos]
        },
    );
    // Folding keeps the distance from the middle and lands in the first sector.
    check(
        "coordinates::kaleidoscope(vec2f(a, b), 6.0)",
        TRANSCENDENTAL,
        |[a, b, ..]| {
            let sector = TAU / 6.0;
            let turned = b.atan2(a).rem_euclid(sector);
            let angle = turned.min(sector - turned);
            [a.hypot(b) * angle.cos(), a.hypot(b) * angle.sin()]
        },
    );
    module.check("vec2f(coordinates::PI, coordinates::TAU)", ROUNDING, |_| {
        [PI, TAU]
    });
    // About each axis in turn it is `rotate` of the other two coordinates.
    for (axis, [x, y]) in [
        ("1.0, 0.0, 0.0", [1, 2]),
        ("0.0, 1.0, 0.0", [2, 0]),
        ("0.0, 0.0, 1.0", [0, 1]),
    ] {
        let call = format!("coordinates::rotate_about(vec3f(a, b, c), vec3f({axis}), d * 4.0)");
        module.check(&call, TRANSCENDENTAL, move |inputs| {
            let mut p = [inputs[0], inputs[1], inputs[2]];
            let (sin, cos) = (4.0 * inputs[3]).sin_cos();
            (p[x], p[y]) = (p[x] * cos - p[y] * sin, p[x] * sin + p[y] * cos);
            p
        });
    }
    module.check(
        "coordinates::direction(vec2f(3.0 * a, 1.5 * b))",
        TRANSCENDENTAL,
        |[a, b, ..]| {
            let (a, b) = (3.0 * a, 1.5 * b);
            [b.cos() * a.sin(), b.sin(), b.cos() * a.cos()]
        },
    );
    // Of places on a ball, those on its axis too.
    module.check(
        "coordinates::longitude_latitude(vec3f(c, a, b))",
        TRANSCENDENTAL,
        |[y, z, x, ..]| [x.atan2(z), y.atan2(x.hypot(z))],
    );
    module.check(
        "coordinates::longitude_latitude(vec3f(0.0, a, 0.0))",
        TRANSCENDENTAL,
        |[y, ..]| [0.0, if y == 0.0 { 0.0 } else { PI / 2.0 * y.signum() }],
    );
    module
}

#[test]
fn coordinates() {
    cases().run();
}

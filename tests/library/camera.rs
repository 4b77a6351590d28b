//! `shaderpipe::camera`.

use super::rotation::{cross, unit_vector};
use super::*;

type Vector = [f64; 3];

/// The camera of most of these tests: anywhere near the origin, and looking about along -z.
const PRELUDE: &str = "
fn seen_from(a: f32, b: f32, c: f32, d: f32, e: f32, f: f32) -> camera::Camera {
    return camera::look_at(vec3f(a, b, c), vec3f(d, e, f - 4.0), 1.2);
}

fn key(x: f32, y: f32, z: f32, sign: f32) -> camera::Camera {
    return camera::Camera(vec3f(x, y, z), sign * normalize(vec4f(y, z, x, 4.0)), 1.0 + 0.5 * x);
}

fn path(a: f32, b: f32, c: f32, d: f32, t: f32) -> camera::Camera {
    return camera::between(
        key(a, b, c, 1.0), key(b, c, d, -1.0), key(c, d, a, 1.0), key(d, a, b, 1.0), t,
    );
}
";
const CAMERA: &str = "seen_from(a, b, c, d, e, f)";
const REACH: f64 = 0.684_136_808_341_692_3; // tan(0.6)

fn position(i: Inputs) -> Vector {
    [i[0], i[1], i[2]]
}

/// `v` from the camera's right, up and back to space.
fn turned(i: Inputs, v: Vector) -> Vector {
    let aim = [i[3], i[4], i[5] - 4.0];
    let back = unit_vector(along(position(i), aim, -1.0));
    let right = unit_vector(cross([0.0, 1.0, 0.0], back));
    let up = cross(back, right);
    std::array::from_fn(|k| v[0] * right[k] + v[1] * up[k] + v[2] * back[k])
}

/// A place in the picture, from inputs that the camera has as well.
const PLACE: &str = "vec2f(1.5 * b, c)";

fn place(i: Inputs) -> [f64; 2] {
    [1.5 * i[1], i[2]]
}

const UV: &str = "vec2f(0.5 + 0.5 * b, 0.5 + 0.5 * c)";

fn sphere(longitude: f64, latitude: f64) -> Vector {
    let flat = latitude.cos();
    [
        flat * longitude.sin(),
        latitude.sin(),
        -flat * longitude.cos(),
    ]
}

/// Holds both parts of a ray against the point that it starts from and one that it goes through, both
/// as the camera sees them.
fn ray(module: &mut Cases, call: &str, points: fn(Inputs) -> [Vector; 2]) {
    let call = call
        .replace("CAMERA", CAMERA)
        .replace("PLACE", PLACE)
        .replace("UV", UV);
    module.check(
        &format!("camera::{call}.origin"),
        TRANSCENDENTAL,
        move |i| along(position(i), turned(i, points(i)[0]), 1.0),
    );
    module.check(
        &format!("camera::{call}.direction"),
        2.0 * TRANSCENDENTAL,
        move |i| {
            let [start, end] = points(i);
            turned(i, unit_vector(along(end, start, -1.0)))
        },
    );
}

fn rays(module: &mut Cases) {
    ray(module, "perspective(CAMERA, PLACE)", |i| {
        let [x, y] = place(i);
        [[0.0; 3], [x * REACH, y * REACH, -1.0]]
    });
    ray(module, "orthographic(CAMERA, PLACE, 2.0)", |i| {
        let [x, y] = place(i);
        [[2.0 * x, 2.0 * y, 0.0], [2.0 * x, 2.0 * y, -1.0]]
    });
    ray(module, "fisheye(CAMERA, PLACE, 1.5)", |i| {
        let [x, y] = place(i);
        let away = x.hypot(y).max(1e-9);
        let (sin, cos) = (1.5 * away).sin_cos();
        [[0.0; 3], [x / away * sin, y / away * sin, -cos]]
    });
    ray(module, "equirectangular(CAMERA, UV)", |i| {
        [[0.0; 3], sphere(PI * i[1], PI / 2.0 * i[2])]
    });
    // From the side of the head that the eye is on, whichever way it looks.
    ray(
        module,
        "equirectangular_stereo(CAMERA, UV, -1.0, 0.5)",
        |i| {
            let right = sphere(PI * i[1] + PI / 2.0, 0.0);
            let eye = right.map(|x| -0.25 * x);
            [eye, along(eye, sphere(PI * i[1], PI / 2.0 * i[2]), 1.0)]
        },
    );
    // Through the place on the screen, which both eyes see there.
    ray(module, "stereoscopic(CAMERA, PLACE, 1.0, 0.5, 3.0)", |i| {
        let [x, y] = place(i);
        [[0.25, 0.0, 0.0], [3.0 * x * REACH, 3.0 * y * REACH, -3.0]]
    });
    ray(
        module,
        "thin_lens(CAMERA, PLACE, 0.5, 3.0, vec2f(d, e))",
        |i| {
            let [x, y] = place(i);
            [
                [0.5 * i[3], 0.5 * i[4], 0.0],
                [3.0 * x * REACH, 3.0 * y * REACH, -3.0],
            ]
        },
    );
}

/// Cameras, and what they see where.
fn views(module: &mut Cases) {
    module.check(
        "camera::look_at(vec3f(a, b, c), vec3f(d, e, f - 4.0), 1.2).position",
        ROUNDING,
        position,
    );
    module.check(&format!("camera::forward({CAMERA})"), 2e-5, |i| {
        turned(i, [0.0, 0.0, -1.0])
    });
    module.check("camera::cube_direction(vec3f(a, b, c))", 0.0, |i| {
        [i[0], i[1], -i[2]]
    });
    let orbit = "camera::orbit(vec2f(4.0 * a, 2.0 * b), 3.0, vec3f(c, d, e), 1.2)";
    let back = |i: Inputs| {
        let (a, b) = (4.0 * i[0], 2.0 * i[1]);
        [b.cos() * a.sin(), b.sin(), b.cos() * a.cos()]
    };
    module.check(
        &format!("{orbit}.position"),
        4.0 * TRANSCENDENTAL,
        move |i| along([i[2], i[3], i[4]], back(i), 3.0),
    );
    module.check(
        &format!("camera::forward({orbit})"),
        2.0 * TRANSCENDENTAL,
        move |i| back(i).map(|x| -x),
    );
    // Its right is level, also above the poles.
    module.check(
        &format!("rotation::turn({orbit}.orientation, vec3f(1.0, 0.0, 0.0))"),
        2.0 * TRANSCENDENTAL,
        |i| [(4.0 * i[0]).cos(), 0.0, -(4.0 * i[0]).sin()],
    );
    // Turned by hand it is the orbit further on.
    let orbited = "camera::orbited(camera::orbit(vec2f(4.0 * a, b), 3.0, vec3f(c, d, e), 1.2), \
        vec3f(c, d, e), vec3f(3.0 * f, 2.0 * c, 1.5 + d))";
    let back = |i: Inputs| {
        let (longitude, latitude) = (4.0 * i[0] + 3.0 * i[5], i[1] + 2.0 * i[2]);
        let flat = latitude.cos();
        [
            flat * longitude.sin(),
            latitude.sin(),
            flat * longitude.cos(),
        ]
    };
    module.check(
        &format!("{orbited}.position"),
        16.0 * TRANSCENDENTAL,
        move |i| along([i[2], i[3], i[4]], back(i), 3.0 * (1.5 + i[3])),
    );
    module.check(
        &format!("camera::forward({orbited})"),
        8.0 * TRANSCENDENTAL,
        move |i| back(i).map(|x| -x),
    );
    module.check(
        &format!("rotation::turn({orbited}.orientation, vec3f(1.0, 0.0, 0.0))"),
        8.0 * TRANSCENDENTAL,
        |i| {
            let longitude = 4.0 * i[0] + 3.0 * i[5];
            [longitude.cos(), 0.0, -longitude.sin()]
        },
    );
    // Not turned it is as it was, whatever it looks at.
    module.check(
        &format!("camera::orbited({CAMERA}, vec3f(f, e, d), vec3f(0.0, 0.0, 1.0)).position"),
        0.0,
        |i| position(i).map(|x| f64::from(x as f32)),
    );
    // A point two units along the ray of a place is seen there.
    module.check(
        &format!(
            "camera::project({CAMERA}, camera::perspective({CAMERA}, {PLACE}).origin \
             + 2.0 * camera::perspective({CAMERA}, {PLACE}).direction)"
        ),
        4.0 * TRANSCENDENTAL,
        |i| {
            let [x, y] = place(i);
            [x, y, 2.0 / length([x * REACH, y * REACH, 1.0])]
        },
    );
    module.check(
        &format!("camera::project({CAMERA}, vec3f(0.0, 0.0, 3.0)).z"),
        2e-5,
        |i| {
            [dot(
                turned(i, [0.0, 0.0, -1.0]),
                along([0.0, 0.0, 3.0], position(i), -1.0),
            )]
        },
    );
}

/// Pictures for two eyes.
fn layouts(module: &mut Cases) {
    module.check(
        "camera::eye(vec2f(400.0, 300.0) * abs(vec2f(a, b)), vec2f(400.0, 300.0), c > 0.0).p",
        ROUNDING,
        |i| {
            let [x, y] = [i[0].abs(), i[1].abs()];
            [(2.0 * x - 1.0) * 4.0 / 3.0, 1.0 - 2.0 * y]
        },
    );
    let position = "vec2f(800.0, 600.0) * (0.5 + 0.5 * vec2f(a, b))";
    for (name, axis) in [("side_by_side", 0), ("top_bottom", 1)] {
        let call = format!("camera::{name}({position}, vec2f(800.0, 600.0))");
        module.check(
            &format!("vec3f({call}.uv, {call}.side)"),
            ROUNDING,
            move |i| {
                let mut uv = [0.5 + 0.5 * i[0], 0.5 + 0.5 * i[1]];
                let side = if uv[axis] >= 0.5 { 1.0 } else { -1.0 };
                uv[axis] = (2.0 * uv[axis]).rem_euclid(1.0);
                [uv[0], 1.0 - uv[1], side]
            },
        );
        module.check(&format!("{call}.p"), ROUNDING, move |i| {
            let mut uv = [0.5 + 0.5 * i[0], 0.5 + 0.5 * i[1]];
            uv[axis] = (2.0 * uv[axis]).rem_euclid(1.0);
            let aspect = [400.0 / 600.0, 800.0 / 300.0][axis];
            [(2.0 * uv[0] - 1.0) * aspect, 1.0 - 2.0 * uv[1]]
        });
    }
}

/// Shoemake's slerp, the short way.
fn slerp(first: [f64; 4], second: [f64; 4], t: f64) -> [f64; 4] {
    let product = dot(first, second);
    let second = second.map(|x| if product < 0.0 { -x } else { x });
    let angle = product.abs().min(1.0).acos();
    if angle < 1e-6 {
        return first;
    }
    let parts = [
        ((1.0 - t) * angle).sin() / angle.sin(),
        (t * angle).sin() / angle.sin(),
    ];
    along(first.map(|x| parts[0] * x), second, parts[1])
}

fn keys(i: Inputs) -> [Vector; 4] {
    let [a, b, c, d, ..] = i;
    [[a, b, c], [b, c, d], [c, d, a], [d, a, b]]
}

/// The place on the curve of Catmull and Rom, by the matrix of its basis.
fn curve(keys: [f64; 4], t: f64) -> f64 {
    let basis = [
        [0.0, 2.0, 0.0, 0.0],
        [-1.0, 0.0, 1.0, 0.0],
        [2.0, -5.0, 4.0, -1.0],
        [-1.0, 3.0, -3.0, 1.0],
    ];
    let powers = [1.0, t, t * t, t * t * t];
    let terms = basis
        .iter()
        .zip(powers)
        .map(|(row, power)| power * dot(*row, keys));
    terms.sum::<f64>() / 2.0
}

fn paths(module: &mut Cases) {
    let through = |i: Inputs| -> Vector {
        let t = 0.5 + 0.5 * i[4];
        std::array::from_fn(|k| curve(keys(i).map(|key| key[k]), t))
    };
    module.check(
        "camera::catmull_rom(vec3f(a, b, c), vec3f(b, c, d), vec3f(c, d, a), vec3f(d, a, b), 0.5 + 0.5 * e)",
        ROUNDING,
        through,
    );
    let call = "path(a, b, c, d, 0.5 + 0.5 * e)";
    module.check(&format!("{call}.position"), ROUNDING, through);
    module.check(&format!("{call}.field_of_view"), ROUNDING, |i| {
        let t = 0.5 + 0.5 * i[4];
        let view = |key: Vector| 1.0 + 0.5 * key[0];
        [mix(
            view(keys(i)[1]),
            view(keys(i)[2]),
            3.0 * t * t - 2.0 * t.powi(3),
        )]
    });
    // Either sign is the same orientation.
    module.check(
        &format!("{call}.orientation * sign({call}.orientation.w)"),
        2.0 * TRANSCENDENTAL,
        |i| {
            let t = 0.5 + 0.5 * i[4];
            let [before, first, second, behind] =
                keys(i).map(|[x, y, z]| unit_vector([y, z, x, 4.0]));
            let middle = slerp(first, second, t);
            let early = slerp(slerp(before, first, t + 1.0), middle, (t + 1.0) / 2.0);
            let late = slerp(middle, slerp(second, behind, t - 1.0), t / 2.0);
            let turned = slerp(early, late, t);
            turned.map(|x| x * turned[3].signum())
        },
    );
    // The path passes through its keyframes.
    for (t, key) in [("0.0", 1), ("1.0", 2)] {
        module.check(
            &format!("path(a, b, c, d, {t}).position"),
            ROUNDING,
            move |i| keys(i)[key],
        );
    }
    let parts = |call: &str| {
        let part = |name: &str| format!("f32(camera::{call}.{name})");
        ["before", "first", "second", "behind"].map(part).join(", ")
    };
    module.check(
        &format!("vec4f({})", parts("span(8.0 * a, 5u)")),
        0.0,
        |i| {
            let first = (8.0 * i[0]).clamp(0.0, 3.999_999).floor();
            [
                (first - 1.0).max(0.0),
                first,
                first + 1.0,
                (first + 2.0).min(4.0),
            ]
        },
    );
    module.check("camera::span(8.0 * a, 5u).t", ROUNDING, |i| {
        let time = (8.0 * i[0]).clamp(0.0, 4.0);
        [time - time.floor().min(3.0)]
    });
    module.check(
        &format!("vec4f({})", parts("span(8.0 * a, 1u)")),
        0.0,
        |_| [0.0; 4],
    );
    module.check(
        &format!("vec4f({})", parts("span_closed(16.0 * a, 5u)")),
        0.0,
        |i| {
            let first = (16.0 * i[0]).floor();
            [-1.0, 0.0, 1.0, 2.0].map(|step| (first + step).rem_euclid(5.0))
        },
    );
    module.check("camera::span_closed(16.0 * a, 5u).t", 2e-5, |i| {
        [(16.0 * i[0]).rem_euclid(1.0)]
    });
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["camera", "rotation"]).with_prelude(PRELUDE);
    rays(&mut module);
    views(&mut module);
    layouts(&mut module);
    paths(&mut module);
    module
}

#[test]
fn camera() {
    cases().run();
}

//! `shaderpipe::noise`.

use super::hash::*;
use super::*;

fn fade(t: f64) -> f64 {
    6.0 * t.powi(5) - 15.0 * t.powi(4) + 10.0 * t.powi(3)
}

/// The sum over the corners of a cell, each weighted by how near `p` is.
pub(crate) fn corners<const N: usize>(
    p: [f64; N],
    value: impl Fn([i32; N], [f64; N]) -> f64,
) -> f64 {
    (0..1_usize << N)
        .map(|corner| {
            let bit = |k: usize| (corner >> k) & 1;
            let cell: [i32; N] = std::array::from_fn(|k| p[k].floor() as i32 + bit(k) as i32);
            let offset = std::array::from_fn(|k| p[k] - f64::from(cell[k]));
            let weights = (0..N).map(|k| {
                let weight = fade(p[k] - p[k].floor());
                if bit(k) == 1 { weight } else { 1.0 - weight }
            });
            weights.product::<f64>() * value(cell, offset)
        })
        .sum()
}

fn bits<const N: usize>(cell: [i32; N]) -> [u32; N] {
    cell.map(|x| x as u32)
}

pub(crate) fn ramp_2d(corner: [u32; 2], offset: [f64; 2], angle: f64) -> f64 {
    let direction = TAU * unit(pcg_2d(corner)[0]) + angle;
    dot([direction.cos(), direction.sin()], offset)
}

pub(crate) fn unit_gradient(corner: [u32; 3]) -> [f64; 3] {
    let bits = pcg_3d(corner);
    let height = 2.0 * unit(bits[0]) - 1.0;
    let turn = TAU * unit(bits[1]);
    let around = (1.0 - height * height).sqrt();
    [around * turn.cos(), around * turn.sin(), height]
}

pub(crate) fn value_2d(p: [f64; 2]) -> f64 {
    corners(p, |cell, _| unit(pcg_2d(bits(cell))[0]))
}

pub(crate) fn value_3d(p: [f64; 3]) -> f64 {
    corners(p, |cell, _| unit(pcg_3d(bits(cell))[0]))
}

pub(crate) fn flow_2d(p: [f64; 2], angle: f64) -> f64 {
    corners(p, |cell, offset| ramp_2d(bits(cell), offset, angle)) * 2.0_f64.sqrt()
}

pub(crate) fn gradient_3d(p: [f64; 3]) -> f64 {
    let ramp = |cell, offset| dot(unit_gradient(bits(cell)), offset);
    corners(p, ramp) * 2.0 / 3.0_f64.sqrt()
}

/// The sum of the bumps about all corners of the skewed grid that are near `p`, whichever triangle or
/// tetrahedron it lies in.
fn simplex<const N: usize>(p: [f64; N], ramp: impl Fn([u32; N], [f64; N]) -> f64) -> f64 {
    let n = N as f64;
    let skew = ((n + 1.0).sqrt() - 1.0) / n * p.iter().sum::<f64>();
    (0..6_i32.pow(N as u32))
        .map(|k| {
            let corner: [i32; N] = std::array::from_fn(|axis| {
                (p[axis] + skew).floor() as i32 + k / 6_i32.pow(axis as u32) % 6 - 2
            });
            let back = (1.0 - 1.0 / (n + 1.0).sqrt()) / n * f64::from(corner.iter().sum::<i32>());
            let offset = std::array::from_fn(|axis| p[axis] - f64::from(corner[axis]) + back);
            (0.5 - dot(offset, offset)).max(0.0).powi(4) * ramp(bits(corner), offset)
        })
        .sum()
}

pub(crate) fn simplex_2d(p: [f64; 2]) -> f64 {
    99.204_334 * simplex(p, |corner, offset| ramp_2d(corner, offset, 0.0))
}

pub(crate) fn simplex_3d(p: [f64; 3]) -> f64 {
    107.653_485 * simplex(p, |corner, offset| dot(unit_gradient(corner), offset))
}

pub(crate) fn next_2d([x, y]: [f64; 2]) -> [f64; 2] {
    [1.6 * x - 1.2 * y + 17.3, 1.2 * x + 1.6 * y + 17.3]
}

pub(crate) fn next_3d([x, y, z]: [f64; 3]) -> [f64; 3] {
    let [first, second] = next_2d([x, y]);
    [first, 2.0 * z + 17.3, second]
}

fn fbm_2d(mut p: [f64; 2], angle: f64) -> f64 {
    (1..=5)
        .map(|k| {
            let layer = flow_2d(p, f64::from(k) * angle) * 0.5_f64.powi(k);
            p = next_2d(p);
            layer
        })
        .sum()
}

fn fbm_3d(mut p: [f64; 3]) -> f64 {
    (1..=5)
        .map(|k| {
            let layer = gradient_3d(p) * 0.5_f64.powi(k);
            p = next_3d(p);
            layer
        })
        .sum()
}

/// The distances to all points of the cells around, the two smallest of them.
pub(crate) fn cellular(p: [f64; 2], random: impl Fn([i32; 2]) -> [u32; 2]) -> [f64; 2] {
    let home = p.map(|x| x.floor() as i32);
    let mut distances: Vec<f64> = (0..9)
        .map(|k| {
            let cell = [home[0] + k % 3 - 1, home[1] + k / 3 - 1];
            let bits = random(cell);
            let offset = |k: usize| f64::from(cell[k]) + unit(bits[k]) - p[k];
            offset(0).hypot(offset(1))
        })
        .collect();
    distances.sort_by(f64::total_cmp);
    [distances[0], distances[1]]
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["noise"]);
    // The places are exact, to a fraction of 1/512: only the interpolation rounds.
    let mut plane = |name: &str, tolerance, reference: fn([f64; 2]) -> f64| {
        let call = format!("noise::{name}(64.0 * vec2f(a, b))");
        module.check(&call, tolerance, move |i| {
            [reference([64.0 * i[0], 64.0 * i[1]])]
        });
    };
    plane("value_2d", ROUNDING, value_2d);
    plane("gradient_2d", TRANSCENDENTAL, |p| flow_2d(p, 0.0));
    plane("simplex_2d", TRANSCENDENTAL, simplex_2d);
    let mut space = |name: &str, tolerance, reference: fn([f64; 3]) -> f64| {
        let call = format!("noise::{name}(64.0 * vec3f(a, b, c))");
        module.check(&call, tolerance, move |i| {
            [reference([64.0 * i[0], 64.0 * i[1], 64.0 * i[2]])]
        });
    };
    space("value_3d", ROUNDING, value_3d);
    space("gradient_3d", TRANSCENDENTAL, gradient_3d);
    space("simplex_3d", TRANSCENDENTAL, simplex_3d);
    // Where two offsets or all are the same, the grid's tetrahedra meet.
    module.check("noise::simplex_3d(4.0 * vec3f(a))", TRANSCENDENTAL, |i| {
        [simplex_3d([4.0 * i[0]; 3])]
    });
    module.check(
        "noise::simplex_3d(4.0 * vec3f(a, b, a))",
        TRANSCENDENTAL,
        |i| [simplex_3d([4.0 * i[0], 4.0 * i[1], 4.0 * i[0]])],
    );
    module.check("noise::simplex_2d(4.0 * vec2f(a))", TRANSCENDENTAL, |i| {
        [simplex_2d([4.0 * i[0]; 2])]
    });
    module.check("noise::fade(abs(a))", ROUNDING, |i| [fade(i[0].abs())]);
    module.check(
        "noise::flow_2d(64.0 * vec2f(a, b), 4.0 * c)",
        TRANSCENDENTAL,
        |i| [flow_2d([64.0 * i[0], 64.0 * i[1]], 4.0 * i[2])],
    );
    module.check("noise::next_2d(vec2f(a, b))", ROUNDING, |i| {
        next_2d([i[0], i[1]])
    });
    module.check("noise::next_3d(vec3f(a, b, c))", ROUNDING, |i| {
        next_3d([i[0], i[1], i[2]])
    });
    // Each octave doubles the rounding of its place.
    let tolerance = 2.0 * TRANSCENDENTAL;
    module.check("noise::fbm_2d(4.0 * vec2f(a, b), 5)", tolerance, |i| {
        [fbm_2d([4.0 * i[0], 4.0 * i[1]], 0.0)]
    });
    module.check(
        "noise::fbm_flow_2d(4.0 * vec2f(a, b), 4.0 * c, 5)",
        tolerance,
        |i| [fbm_2d([4.0 * i[0], 4.0 * i[1]], 4.0 * i[2])],
    );
    module.check("noise::fbm_3d(4.0 * vec3f(a, b, c), 5)", tolerance, |i| {
        [fbm_3d([4.0 * i[0], 4.0 * i[1], 4.0 * i[2]])]
    });
    module.check("noise::cellular_2d(64.0 * vec2f(a, b))", 1e-5, |i| {
        cellular([64.0 * i[0], 64.0 * i[1]], |cell| pcg_2d(bits(cell)))
    });
    // What they are made of, at corners from -32768 to 32767.
    module.check(
        "noise::ramp_2d(vec2i(32768.0 * vec2f(a, b)), vec2f(c, d), 4.0 * e)",
        TRANSCENDENTAL,
        |i| {
            [ramp_2d(
                bits([whole(i[0]), whole(i[1])]),
                [i[2], i[3]],
                4.0 * i[4],
            )]
        },
    );
    module.check(
        "noise::ramp_3d(vec3i(32768.0 * vec3f(a, b, c)), vec3f(d, e, f), vec3i(1, 0, 1))",
        TRANSCENDENTAL,
        |i| {
            let corner = bits([whole(i[0]) + 1, whole(i[1]), whole(i[2]) + 1]);
            [dot(unit_gradient(corner), [i[3] - 1.0, i[4], i[5] - 1.0])]
        },
    );
    module.check(
        "noise::unit_gradient(vec3i(32768.0 * vec3f(a, b, c)))",
        TRANSCENDENTAL,
        |i| unit_gradient(bits([whole(i[0]), whole(i[1]), whole(i[2])])),
    );
    module.check(
        "noise::bump_2d(vec2i(32768.0 * vec2f(a, b)), vec2f(c, d))",
        TRANSCENDENTAL,
        |i| {
            let offset = [i[2], i[3]];
            let fall = (0.5 - dot(offset, offset)).max(0.0).powi(4);
            [fall * ramp_2d(bits([whole(i[0]), whole(i[1])]), offset, 0.0)]
        },
    );
    module.check(
        "noise::bump_3d(vec3i(32768.0 * vec3f(a, b, c)), vec3f(d, e, f))",
        TRANSCENDENTAL,
        |i| {
            let corner = bits([whole(i[0]), whole(i[1]), whole(i[2])]);
            let offset = [i[3], i[4], i[5]];
            let fall = (0.5 - dot(offset, offset)).max(0.0).powi(4);
            [fall * dot(unit_gradient(corner), offset)]
        },
    );
    module
}

#[test]
fn noise() {
    cases().run();
}

#[test]
fn noise_stays_within_its_range_and_loops() {
    let gpu = open();
    let place = "1024.0 * vec2f(a, b)";
    let loops = format!(
        "vec4f(noise::flow_2d({place}, 4.0 * c), noise::fbm_2d({place}, 8), \
         noise::gradient_3d(64.0 * vec3f(d, e, f)), \
         noise::flow_2d({place}, 6.2831853) - noise::flow_2d({place}, 0.0))"
    );
    let simplex = format!(
        "vec4f(noise::simplex_2d({place}), noise::simplex_3d(64.0 * vec3f(d, e, f)), \
         tiled::gradient_2d(256.0 * vec2f(c, d), vec2i(5)), \
         tiled::fbm_2d(c + vec2f(5.0, -10.0), vec2i(5), 4) - tiled::fbm_2d(vec2f(c), vec2i(5), 4))"
    );
    let imports = "#import shaderpipe::{noise, tiled}";
    for values in evaluate(&gpu, imports, &[&loops, &simplex]) {
        let mut reach = [0.0_f32; 3];
        for (inputs, value) in &values {
            for (reach, value) in reach.iter_mut().zip(value) {
                *reach = reach.max(value.abs());
            }
            assert!(value[3].abs() < 2e-3, "no loop at {inputs:?}: {}", value[3]);
        }
        assert!(
            reach.iter().all(|reach| (0.5..=1.0).contains(reach)),
            "{reach:?}"
        );
    }
}

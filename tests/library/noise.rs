//! `shaderpipe::noise`.

use super::hash::*;
use super::*;

fn fade(t: f64) -> f64 {
    6.0 * t.powi(5) - 15.0 * t.powi(4) + 10.0 * t.powi(3)
}

/// The sum over the corners of a cell, each weighted by how near `p` is.
fn corners<const N: usize>(p: [f64; N], value: impl Fn([i32; N], [f64; N]) -> f64) -> f64 {
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

fn flow_2d(p: [f64; 2], angle: f64) -> f64 {
    let sum = corners(p, |cell, offset| {
        let direction = TAU * unit(pcg_2d(cell.map(|x| x as u32))[0]) + angle;
        direction.cos() * offset[0] + direction.sin() * offset[1]
    });
    sum * 2.0_f64.sqrt()
}

fn gradient_3d(p: [f64; 3]) -> f64 {
    let sum = corners(p, |cell, offset| {
        let bits = pcg_3d(cell.map(|x| x as u32));
        let height = 2.0 * unit(bits[0]) - 1.0;
        let turn = TAU * unit(bits[1]);
        let around = (1.0 - height * height).sqrt();
        around * (turn.cos() * offset[0] + turn.sin() * offset[1]) + height * offset[2]
    });
    sum * 2.0 / 3.0_f64.sqrt()
}

fn fbm_2d([mut x, mut y]: [f64; 2], angle: f64, octaves: i32) -> f64 {
    (1..=octaves)
        .map(|k| {
            let layer = flow_2d([x, y], f64::from(k) * angle) * 0.5_f64.powi(k);
            (x, y) = (1.6 * x - 1.2 * y + 17.3, 1.2 * x + 1.6 * y + 17.3);
            layer
        })
        .sum()
}

fn fbm_3d([mut x, mut y, mut z]: [f64; 3], octaves: i32) -> f64 {
    (1..=octaves)
        .map(|k| {
            let layer = gradient_3d([x, y, z]) * 0.5_f64.powi(k);
            [x, y, z] = [
                1.6 * x - 1.2 * y + 17.3,
                2.0 * z + 17.3,
                1.2 * x + 1.6 * y + 17.3,
            ];
            layer
        })
        .sum()
}

/// The distances to all points of the cells around, the two smallest of them.
fn cellular(p: [f64; 2]) -> [f64; 2] {
    let home = p.map(|x| x.floor() as i32);
    let mut distances: Vec<f64> = (0..9)
        .map(|k| {
            let cell = [home[0] + k % 3 - 1, home[1] + k / 3 - 1];
            let bits = pcg_2d(cell.map(|x| x as u32));
            let offset = |k: usize| f64::from(cell[k]) + unit(bits[k]) - p[k];
            offset(0).hypot(offset(1))
        })
        .collect();
    distances.sort_by(f64::total_cmp);
    [distances[0], distances[1]]
}

#[test]
fn noise() {
    let module = Module::open("noise");
    let plane = |i: Inputs| [64.0 * i[0], 64.0 * i[1]];
    let space = |i: Inputs| [64.0 * i[0], 64.0 * i[1], 64.0 * i[2]];
    module.check("noise::fade(abs(a))", ROUNDING, |i| [fade(i[0].abs())]);
    // The places are exact, to a fraction of 1/512: only the interpolation rounds.
    module.check("noise::value_2d(64.0 * vec2f(a, b))", ROUNDING, |i| {
        [corners(plane(i), |cell, _| {
            unit(pcg_2d(cell.map(|x| x as u32))[0])
        })]
    });
    module.check("noise::value_3d(64.0 * vec3f(a, b, c))", ROUNDING, |i| {
        [corners(space(i), |cell, _| {
            unit(pcg_3d(cell.map(|x| x as u32))[0])
        })]
    });
    module.check(
        "noise::gradient_2d(64.0 * vec2f(a, b))",
        TRANSCENDENTAL,
        |i| [flow_2d(plane(i), 0.0)],
    );
    module.check(
        "noise::flow_2d(64.0 * vec2f(a, b), 4.0 * c)",
        TRANSCENDENTAL,
        |i| [flow_2d(plane(i), 4.0 * i[2])],
    );
    module.check(
        "noise::gradient_3d(64.0 * vec3f(a, b, c))",
        TRANSCENDENTAL,
        |i| [gradient_3d(space(i))],
    );
    // Each octave doubles the rounding of its place.
    module.check(
        "noise::fbm_2d(4.0 * vec2f(a, b), 5)",
        2.0 * TRANSCENDENTAL,
        |i| [fbm_2d([4.0 * i[0], 4.0 * i[1]], 0.0, 5)],
    );
    module.check(
        "noise::fbm_flow_2d(4.0 * vec2f(a, b), 4.0 * c, 5)",
        2.0 * TRANSCENDENTAL,
        |i| [fbm_2d([4.0 * i[0], 4.0 * i[1]], 4.0 * i[2], 5)],
    );
    module.check(
        "noise::fbm_3d(4.0 * vec3f(a, b, c), 5)",
        2.0 * TRANSCENDENTAL,
        |i| [fbm_3d([4.0 * i[0], 4.0 * i[1], 4.0 * i[2]], 5)],
    );
    module.check("noise::cellular_2d(64.0 * vec2f(a, b))", 1e-5, |i| {
        cellular(plane(i))
    });
}

#[test]
fn noise_stays_within_its_range_and_loops() {
    let gpu = open();
    let import = "#import shaderpipe::noise";
    let place = "1024.0 * vec2f(a, b)";
    let call = format!(
        "vec4f(noise::flow_2d({place}, 4.0 * c), noise::fbm_2d({place}, 8), \
         noise::gradient_3d(64.0 * vec3f(d, e, f)), \
         noise::flow_2d({place}, 6.2831853) - noise::flow_2d({place}, 0.0))"
    );
    let values = evaluate(&gpu, import, &call);
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

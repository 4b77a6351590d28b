//! Every function of the WGSL library, drawn on the GPU, against a reference on the processor that
//! is written from its definition.

#[path = "common/evaluate.rs"]
mod evaluate;

use std::f64::consts::{PI, TAU};

use evaluate::{Inputs, evaluate};
use shaderpipe::gpu::{AdapterChoice, Gpu};

/// For sums and products of numbers near 1: some tens of float roundings (6·10⁻⁸ each).
const ROUNDING: f64 = 4e-6;
/// Where sin, cos, exp2 or pow take part: WGSL lets sin and cos be off by 2⁻¹¹ = 4.9·10⁻⁴.
const TRANSCENDENTAL: f64 = 1e-3;

fn open() -> Gpu {
    match Gpu::open(&AdapterChoice::Best) {
        Ok(gpu) => gpu,
        Err(error) => panic!("these tests draw: {error}"),
    }
}

/// One module's functions under test.
struct Module {
    gpu: Gpu,
    name: &'static str,
}

impl Module {
    fn open(name: &'static str) -> Self {
        Self { gpu: open(), name }
    }

    /// Holds `expression` (of `components` floats) against `reference` at every input.
    fn check<const N: usize>(
        &self,
        expression: &str,
        tolerance: f64,
        reference: impl Fn(Inputs) -> [f64; N],
    ) {
        let name = self.name;
        let import = format!("#import shaderpipe::{name}");
        let padded = match N {
            1 => format!("vec4f({expression}, 0.0, 0.0, 0.0)"),
            2 => format!("vec4f({expression}, 0.0, 0.0)"),
            3 => format!("vec4f({expression}, 0.0)"),
            _ => expression.to_owned(),
        };
        for (inputs, actual) in evaluate(&self.gpu, &import, &padded) {
            for (expected, actual) in reference(inputs).into_iter().zip(actual) {
                let error = (f64::from(actual) - expected).abs();
                assert!(
                    error <= tolerance,
                    "{expression} at {inputs:?}: {actual}, expected {expected}"
                );
            }
        }
    }
}

fn length<const N: usize>(v: [f64; N]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn mix(low: f64, high: f64, t: f64) -> f64 {
    low + (high - low) * t
}

#[test]
fn coordinates() {
    let module = Module::open("coordinates");
    let check = |expression: &str, tolerance, reference: fn(Inputs) -> [f64; 2]| {
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
        module.check(&call, TRANSCENDENTAL, |inputs| {
            let mut p = [inputs[0], inputs[1], inputs[2]];
            let (sin, cos) = (4.0 * inputs[3]).sin_cos();
            (p[x], p[y]) = (p[x] * cos - p[y] * sin, p[x] * sin + p[y] * cos);
            p
        });
    }
}

fn srgb_encode(x: f64) -> f64 {
    if x <= 0.003_130_8 {
        12.92 * x
    } else {
        1.055 * x.powf(1.0 / 2.4) - 0.055
    }
}

fn srgb_decode(x: f64) -> f64 {
    if x <= 0.04045 {
        x / 12.92
    } else {
        ((x + 0.055) / 1.055).powf(2.4)
    }
}

/// The first three inputs from 0 to 1: a colour.
const COLOR: &str = "abs(vec3f(a, b, c))";

fn color_of(inputs: Inputs) -> [f64; 3] {
    [inputs[0].abs(), inputs[1].abs(), inputs[2].abs()]
}

fn luminance(c: [f64; 3]) -> f64 {
    0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]
}

fn hsv_of([r, g, b]: [f64; 3]) -> [f64; 3] {
    let (low, high) = (r.min(g).min(b), r.max(g).max(b));
    let chroma = high - low;
    if chroma == 0.0 {
        return [0.0, 0.0, high];
    }
    let degrees = if high == r {
        60.0 * (g - b) / chroma
    } else if high == g {
        60.0 * (b - r) / chroma + 120.0
    } else {
        60.0 * (r - g) / chroma + 240.0
    };
    [degrees.rem_euclid(360.0) / 360.0, chroma / high, high]
}

fn rgb_of([h, s, v]: [f64; 3]) -> [f64; 3] {
    // f(n) = v − v s max(0, min(k, 4 − k, 1)) with k = (n + 6 h) mod 6.
    [5.0, 3.0, 1.0].map(|n| {
        let k = (n + 6.0 * h).rem_euclid(6.0);
        v - v * s * k.min(4.0 - k).clamp(0.0, 1.0)
    })
}

#[test]
fn color() {
    let module = Module::open("color");
    let check = |call: &str, tolerance, reference: fn([f64; 3]) -> [f64; 3]| {
        let call = call.replace("COLOR", COLOR);
        module.check(&call, tolerance, |inputs| reference(color_of(inputs)));
    };
    check("color::srgb_encode(COLOR)", TRANSCENDENTAL, |c| {
        c.map(srgb_encode)
    });
    check("color::srgb_decode(COLOR)", TRANSCENDENTAL, |c| {
        c.map(srgb_decode)
    });
    check("vec3f(color::luminance(COLOR))", ROUNDING, |c| {
        [luminance(c); 3]
    });
    check("color::hsv_to_rgb(COLOR)", ROUNDING, rgb_of);
    // Through its inverse: at grey the hue is any.
    check("color::hsv_to_rgb(color::rgb_to_hsv(COLOR))", 2e-5, |c| c);
    check(
        "color::rgb_to_hsv(vec3f(1.0, 0.5, 0.0) * (0.25 + COLOR.x))",
        ROUNDING,
        |c| hsv_of([0.25 + c[0], 0.5 * (0.25 + c[0]), 0.0]),
    );
    check(
        "color::oklab_to_linear(color::linear_to_oklab(COLOR))",
        TRANSCENDENTAL,
        |c| c,
    );
    // White has lightness 1 and no colour; so have greys, at the cube root of their light.
    check(
        "color::linear_to_oklab(vec3f(COLOR.x))",
        TRANSCENDENTAL,
        |c| [c[0].cbrt(), 0.0, 0.0],
    );
    // Ottosson's own value for red.
    check(
        "color::linear_to_oklab(vec3f(1.0, 0.0, 0.0))",
        TRANSCENDENTAL,
        |_| [0.627_955, 0.224_863, 0.125_846],
    );
    check("color::tone_map_aces(16.0 * COLOR)", TRANSCENDENTAL, |c| {
        c.map(|x| {
            let x = 16.0 * x;
            (x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)).clamp(0.0, 1.0)
        })
    });
    check(
        "color::tone_map_reinhard(4.0 * COLOR, 4.0)",
        ROUNDING,
        |c| {
            let light = c.map(|x| 4.0 * x);
            let l = luminance(light);
            let mapped = l * (1.0 + l / 16.0) / (1.0 + l);
            light.map(|x| if l == 0.0 { 0.0 } else { x / l * mapped })
        },
    );
    module.check(
        "color::cosine_palette(a, vec3f(0.5), vec3f(b), vec3f(1.0, 2.0, 3.0), vec3f(c, 0.0, 0.5))",
        TRANSCENDENTAL,
        |[a, b, c, ..]| {
            [(1.0, c), (2.0, 0.0), (3.0, 0.5)]
                .map(|(rate, phase)| 0.5 + b * (TAU * (rate * a + phase)).cos())
        },
    );
}

/// One step of PCG's generator and its output permutation, written from O'Neill's paper.
fn pcg(bits: u32) -> u32 {
    let state = bits.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
    let word = (state >> ((state >> 28) + 4)) ^ state;
    let word = word.wrapping_mul(277_803_737);
    (word >> 22) ^ word
}

fn lcg(x: u32) -> u32 {
    x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223)
}

fn pcg_2d(bits: [u32; 2]) -> [u32; 2] {
    let [mut x, mut y] = bits.map(lcg);
    for _ in 0..2 {
        x = x.wrapping_add(y.wrapping_mul(1_664_525));
        y = y.wrapping_add(x.wrapping_mul(1_664_525));
        (x, y) = (x ^ (x >> 16), y ^ (y >> 16));
    }
    [x, y]
}

fn pcg_3d(bits: [u32; 3]) -> [u32; 3] {
    let [mut x, mut y, mut z] = bits.map(lcg);
    for round in 0..2 {
        x = x.wrapping_add(y.wrapping_mul(z));
        y = y.wrapping_add(z.wrapping_mul(x));
        z = z.wrapping_add(x.wrapping_mul(y));
        if round == 0 {
            [x, y, z] = [x, y, z].map(|v| v ^ (v >> 16));
        }
    }
    [x, y, z]
}

fn unit(bits: u32) -> f64 {
    f64::from(bits >> 8) / f64::from(1 << 24)
}

/// The whole number that WGSL's `i32(32768.0 * x)` is.
fn whole(x: f64) -> i32 {
    (32768.0 * x) as i32
}

fn halves(bits: u32) -> [f64; 2] {
    [f64::from(bits & 0xffff), f64::from(bits >> 16)]
}

#[test]
fn hash_is_the_same_to_the_last_bit() {
    let module = Module::open("hash");
    let bits = |x: f64| whole(x) as u32;
    // Halves of the bits: a float holds 24 of them.
    let split = |value: &str| format!("vec2f(f32({value} & 0xffffu), f32({value} >> 16u))");
    let word = |x: &str| format!("bitcast<u32>(i32(32768.0 * {x}))");
    let [a, b, c] = ["a", "b", "c"].map(word);
    module.check(&split(&format!("hash::pcg({a})")), 0.0, |i| {
        halves(pcg(bits(i[0])))
    });
    for (k, part) in ["x", "y"].iter().enumerate() {
        let call = split(&format!("hash::pcg_2d(vec2u({a}, {b})).{part}"));
        module.check(&call, 0.0, |i| halves(pcg_2d([bits(i[0]), bits(i[1])])[k]));
    }
    for (k, part) in ["x", "y", "z"].iter().enumerate() {
        let call = split(&format!("hash::pcg_3d(vec3u({a}, {b}, {c})).{part}"));
        module.check(&call, 0.0, |i| {
            halves(pcg_3d([bits(i[0]), bits(i[1]), bits(i[2])])[k])
        });
    }
    module.check(
        "vec3f(hash::unit_float(0u), hash::unit_float(0x80000000u), hash::unit_float(0xffffffffu))",
        0.0,
        |_| [0.0, 0.5, 1.0 - 1.0 / f64::from(1 << 24)],
    );
    module.check("hash::random_1d(i32(32768.0 * a))", 0.0, |i| {
        [unit(pcg(bits(i[0])))]
    });
    module.check("hash::random_2d(vec2i(32768.0 * vec2f(a, b)))", 0.0, |i| {
        [unit(pcg_2d([bits(i[0]), bits(i[1])])[0])]
    });
    module.check(
        "hash::random_3d(vec3i(32768.0 * vec3f(a, b, c)))",
        0.0,
        |i| [unit(pcg_3d([bits(i[0]), bits(i[1]), bits(i[2])])[0])],
    );
}

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

fn box_distance<const N: usize>(p: [f64; N], half: [f64; N]) -> f64 {
    let q: [f64; N] = std::array::from_fn(|k| p[k].abs() - half[k]);
    let outside = length(q.map(|x| x.max(0.0)));
    let inside = q.iter().copied().fold(f64::MIN, f64::max).min(0.0);
    outside + inside
}

/// Distance to the nearest of many points of a line.
fn segment_distance<const N: usize>(p: [f64; N], start: [f64; N], end: [f64; N]) -> f64 {
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

#[test]
fn sdf() {
    let module = Module::open("sdf");
    let check = |call: &str, reference: fn(Inputs) -> f64| {
        module.check(&format!("sdf::{call}"), ROUNDING, |i| [reference(i)]);
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
        // Between the two, blended by how much nearer one is, less what the melting adds.
        let share = (0.5 + 0.5 * (i[1] - i[0]) / 0.5).clamp(0.0, 1.0);
        mix(i[1], i[0], share) - 0.5 * share * (1.0 - share)
    });
    // Against the nearest of many points on the arc.
    module.check("sdf::arc_2d(vec2f(a, b), 0.5, 2.0)", TRANSCENDENTAL, |i| {
        let distance = |k: i32| {
            let angle = f64::from(k) / 1000.0;
            (i[0] - 0.5 * angle.sin()).hypot(i[1] - 0.5 * angle.cos())
        };
        [(-2000..=2000).map(distance).fold(f64::MAX, f64::min)]
    });
}

#[test]
fn easing() {
    let module = Module::open("easing");
    // Times from -1.5 to 1.5: they are held at 0 and 1.
    let check = |name: &str, tolerance, curve: fn(f64) -> f64| {
        module.check(&format!("easing::{name}(1.5 * a)"), tolerance, |i| {
            [curve((1.5 * i[0]).clamp(0.0, 1.0))]
        });
    };
    fn in_out(t: f64, power: i32) -> f64 {
        if t < 0.5 {
            (2.0 * t).powi(power) / 2.0
        } else {
            1.0 - (2.0 - 2.0 * t).powi(power) / 2.0
        }
    }
    fn bounce(t: f64) -> f64 {
        // Penner's own form.
        match t * 2.75 {
            s if s < 1.0 => 7.5625 * t * t,
            s if s < 2.0 => 7.5625 * (t - 1.5 / 2.75).powi(2) + 0.75,
            s if s < 2.5 => 7.5625 * (t - 2.25 / 2.75).powi(2) + 0.9375,
            _ => 7.5625 * (t - 2.625 / 2.75).powi(2) + 0.984375,
        }
    }
    check("sine_in_out", TRANSCENDENTAL, |t| {
        (1.0 - (PI * t).cos()) / 2.0
    });
    check("cubic_in", ROUNDING, |t| t.powi(3));
    check("cubic_out", ROUNDING, |t| 1.0 + (t - 1.0).powi(3));
    check("cubic_in_out", ROUNDING, |t| in_out(t, 3));
    check("quint_in_out", ROUNDING, |t| in_out(t, 5));
    check("back_out", ROUNDING, |t| {
        let s = 1.70158;
        (t - 1.0).powi(2) * ((s + 1.0) * (t - 1.0) + s) + 1.0
    });
    check("bounce_out", ROUNDING, bounce);
    check("expo_out", TRANSCENDENTAL, |t| {
        if t == 1.0 {
            1.0
        } else {
            1.0 - 2.0_f64.powf(-10.0 * t)
        }
    });
    check("elastic_out", TRANSCENDENTAL, |t| match t {
        0.0 | 1.0 => t,
        _ => 2.0_f64.powf(-10.0 * t) * ((10.0 * t - 0.75) * TAU / 3.0).sin() + 1.0,
    });
    module.check("easing::linear_step(-0.5, 0.25, a)", ROUNDING, |i| {
        [((i[0] + 0.5) / 0.75).clamp(0.0, 1.0)]
    });
}

/// A function that nobody checks or explains would be the one that is wrong.
#[test]
fn every_function_is_documented_and_checked() {
    let here = include_str!("library.rs");
    for (module, source) in [
        ("color", include_str!("../shaders/library/color.wgsl")),
        (
            "coordinates",
            include_str!("../shaders/library/coordinates.wgsl"),
        ),
        ("easing", include_str!("../shaders/library/easing.wgsl")),
        ("hash", include_str!("../shaders/library/hash.wgsl")),
        ("noise", include_str!("../shaders/library/noise.wgsl")),
        ("sdf", include_str!("../shaders/library/sdf.wgsl")),
    ] {
        let mut above = "";
        for line in source.lines() {
            if let Some(rest) = line.strip_prefix("fn ") {
                let name = rest.split('(').next().expect("a name");
                assert!(above.starts_with("//"), "{module}::{name} has no comment");
                // The corners of gradient noise are parts of it.
                let called = [format!("{module}::{name}("), format!("\"{name}")];
                assert!(
                    name.starts_with("ramp_") || called.iter().any(|call| here.contains(call)),
                    "{module}::{name} is not checked"
                );
            }
            above = line;
        }
    }
}

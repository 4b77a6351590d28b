//! `shaderpipe::hash`, to the last bit.

use super::*;

/// One step of PCG's generator and its output permutation, written from O'Neill's paper.
pub(crate) fn pcg(bits: u32) -> u32 {
    let state = bits.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
    let word = (state >> ((state >> 28) + 4)) ^ state;
    let word = word.wrapping_mul(277_803_737);
    (word >> 22) ^ word
}

pub(crate) fn lcg(x: u32) -> u32 {
    x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223)
}

pub(crate) fn pcg_2d(bits: [u32; 2]) -> [u32; 2] {
    let [mut x, mut y] = bits.map(lcg);
    for _ in 0..2 {
        x = x.wrapping_add(y.wrapping_mul(1_664_525));
        y = y.wrapping_add(x.wrapping_mul(1_664_525));
        (x, y) = (x ^ (x >> 16), y ^ (y >> 16));
    }
    [x, y]
}

pub(crate) fn pcg_3d(bits: [u32; 3]) -> [u32; 3] {
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

pub(crate) fn pcg_4d(bits: [u32; 4]) -> [u32; 4] {
    let [mut x, mut y, mut z, mut w] = bits.map(lcg);
    for round in 0..2 {
        x = x.wrapping_add(y.wrapping_mul(w));
        y = y.wrapping_add(z.wrapping_mul(x));
        z = z.wrapping_add(x.wrapping_mul(y));
        w = w.wrapping_add(y.wrapping_mul(z));
        if round == 0 {
            [x, y, z, w] = [x, y, z, w].map(|v| v ^ (v >> 16));
        }
    }
    [x, y, z, w]
}

pub(crate) fn unit(bits: u32) -> f64 {
    f64::from(bits >> 8) / f64::from(1 << 24)
}

/// The whole number that WGSL's `i32(32768.0 * x)` is.
pub(crate) fn whole(x: f64) -> i32 {
    (32768.0 * x) as i32
}

pub(crate) fn halves(bits: u32) -> [f64; 2] {
    [f64::from(bits & 0xffff), f64::from(bits >> 16)]
}

fn on_circle(r: f64) -> [f64; 2] {
    [(TAU * r).cos(), (TAU * r).sin()]
}

fn on_sphere(r: [f64; 2]) -> [f64; 3] {
    let height = 2.0 * r[0] - 1.0;
    let [x, y] = on_circle(r[1]).map(|part| part * (1.0 - height * height).sqrt());
    [x, y, height]
}

/// Random numbers, 0 ≤ r < 1.
const RANDOM: &str = "(0.5 + 0.5 * vec3f(a, b, c))";

fn random(i: Inputs) -> [f64; 3] {
    [0, 1, 2].map(|k| 0.5 + 0.5 * i[k])
}

pub(crate) fn cases() -> Cases {
    let mut module = same_bits();
    let mut check = |call: &str, reference: fn([f64; 3]) -> [f64; 3]| {
        let call = call.replace("RANDOM", RANDOM);
        module.check(&call, TRANSCENDENTAL, move |i| reference(random(i)));
    };
    check("vec3f(hash::on_circle(RANDOM.x), 0.0)", |r| {
        let [x, y] = on_circle(r[0]);
        [x, y, 0.0]
    });
    check("vec3f(hash::in_disc(RANDOM.xy), 0.0)", |r| {
        let [x, y] = on_circle(r[1]).map(|part| part * r[0].sqrt());
        [x, y, 0.0]
    });
    check("hash::on_sphere(RANDOM.xy)", |r| on_sphere([r[0], r[1]]));
    check("hash::in_ball(RANDOM)", |r| {
        on_sphere([r[0], r[1]]).map(|part| part * r[2].cbrt())
    });
    check(
        "hash::on_hemisphere(vec3f(0.6, 0.0, 0.8), RANDOM.xy)",
        |r| {
            let sum = along([0.6, 0.0, 0.8], on_sphere([r[0], r[1]]), 1.0);
            sum.map(|part| part / length(sum))
        },
    );
    check("vec3f(hash::gaussian(RANDOM.xy), 0.0)", |r| {
        let [x, y] = on_circle(r[1]).map(|part| part * (-2.0 * (1.0 - r[0]).ln()).sqrt());
        [x, y, 0.0]
    });
    module
}

#[test]
fn hash() {
    cases().run();
}

/// What is in integers is the same to the last bit.
fn same_bits() -> Cases {
    let mut module = Cases::of(&["hash"]);
    fn bits(x: f64) -> u32 {
        whole(x) as u32
    }
    // Halves of the bits: a float holds 24 of them.
    let split = |value: &str| format!("vec2f(f32({value} & 0xffffu), f32({value} >> 16u))");
    let word = |x: &str| format!("bitcast<u32>(i32(32768.0 * {x}))");
    let [a, b, c, d] = ["a", "b", "c", "d"].map(word);
    module.check(&split(&format!("hash::pcg({a})")), 0.0, |i| {
        halves(pcg(bits(i[0])))
    });
    for (k, part) in ["x", "y"].iter().enumerate() {
        let call = split(&format!("hash::pcg_2d(vec2u({a}, {b})).{part}"));
        module.check(&call, 0.0, move |i| {
            halves(pcg_2d([bits(i[0]), bits(i[1])])[k])
        });
    }
    for (k, part) in ["x", "y", "z"].iter().enumerate() {
        let call = split(&format!("hash::pcg_3d(vec3u({a}, {b}, {c})).{part}"));
        module.check(&call, 0.0, move |i| {
            halves(pcg_3d([bits(i[0]), bits(i[1]), bits(i[2])])[k])
        });
    }
    for (k, part) in ["x", "y", "z", "w"].iter().enumerate() {
        let call = split(&format!("hash::pcg_4d(vec4u({a}, {b}, {c}, {d})).{part}"));
        module.check(&call, 0.0, move |i| {
            halves(pcg_4d([bits(i[0]), bits(i[1]), bits(i[2]), bits(i[3])])[k])
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
    module.check(
        "hash::random_4d(vec4i(32768.0 * vec4f(a, b, c, d)))",
        0.0,
        |i| {
            [unit(
                pcg_4d([bits(i[0]), bits(i[1]), bits(i[2]), bits(i[3])])[0],
            )]
        },
    );
    module.check(
        "hash::random_point_2d(vec2i(32768.0 * vec2f(a, b)))",
        0.0,
        |i| pcg_2d([bits(i[0]), bits(i[1])]).map(unit),
    );
    module.check(
        "hash::random_point_3d(vec3i(32768.0 * vec3f(a, b, c)))",
        0.0,
        |i| pcg_3d([bits(i[0]), bits(i[1]), bits(i[2])]).map(unit),
    );
    module
}

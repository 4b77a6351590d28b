//! `shaderpipe::color`.

use super::*;

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

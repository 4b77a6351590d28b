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

fn hsl_of([r, g, b]: [f64; 3]) -> [f64; 3] {
    let (low, high) = (r.min(g).min(b), r.max(g).max(b));
    let lightness = (low + high) / 2.0;
    let saturation = if high == low {
        0.0
    } else if lightness <= 0.5 {
        (high - low) / (high + low)
    } else {
        (high - low) / (2.0 - high - low)
    };
    [hsv_of([r, g, b])[0], saturation, lightness]
}

fn rgb_of_hsl([h, s, l]: [f64; 3]) -> [f64; 3] {
    // f(n) = l − s min(l, 1 − l) max(−1, min(k − 3, 9 − k, 1)) with k = (n + 12 h) mod 12.
    [0.0, 8.0, 4.0].map(|n| {
        let k = (n + 12.0 * h).rem_euclid(12.0);
        l - s * l.min(1.0 - l) * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    })
}

/// The matrices that Ottosson gives for his own steps: linear to cones, their roots to Oklab.
const CONES: [[f64; 3]; 3] = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];
const LAB: [[f64; 3]; 3] = [
    [0.210_454_255_3, 0.793_617_785, -0.004_072_046_8],
    [1.977_998_495_1, -2.428_592_205, 0.450_593_709_9],
    [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766],
];

fn times(matrix: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| dot(row, v))
}

/// By Cramer's rule.
fn solve(matrix: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    let determinant = |m: [[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
            - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    std::array::from_fn(|column| {
        let mut with = matrix;
        for row in 0..3 {
            with[row][column] = v[row];
        }
        determinant(with) / determinant(matrix)
    })
}

fn oklab(linear: [f64; 3]) -> [f64; 3] {
    times(LAB, times(CONES, linear).map(f64::cbrt))
}

fn from_oklab(lab: [f64; 3]) -> [f64; 3] {
    solve(CONES, solve(LAB, lab).map(|root| root.powi(3)))
}

fn from_oklch([l, chroma, hue]: [f64; 3]) -> [f64; 3] {
    let (sin, cos) = (TAU * hue).sin_cos();
    from_oklab([l, chroma * cos, chroma * sin])
}

fn hable(light: f64) -> f64 {
    let curve = |x: f64| {
        let (a, b, c, d, e, f) = (0.15, 0.5, 0.1, 0.2, 0.02, 0.3);
        (x * (a * x + c * b) + d * e) / (x * (a * x + b) + d * f) - e / f
    };
    (curve(2.0 * light) / curve(11.2)).clamp(0.0, 1.0)
}

/// Sobotka's curve from stops, -10 to 6.5 about a grey of 18 %, to encoded values.
fn agx_curve(stops: f64) -> f64 {
    let pivot = [10.0 / 16.5, 0.18_f64.powf(1.0 / 2.4)];
    let x = ((stops + 10.0) / 16.5).clamp(0.0, 1.0);
    let (width, height) = if x < pivot[0] {
        (pivot[0], pivot[1])
    } else {
        (1.0 - pivot[0], 1.0 - pivot[1])
    };
    let scale =
        ((2.4 * width).powf(-1.5) * ((2.4 * width / height).powf(1.5) - 1.0)).powf(-1.0 / 1.5);
    let rise = 2.4 * (x - pivot[0]) / scale;
    pivot[1] + scale * rise / (1.0 + rise.abs().powf(1.5)).powf(1.0 / 1.5)
}

fn agx(light: [f64; 3]) -> [f64; 3] {
    let inset = [
        [0.842_479_062, 0.078_433_6, 0.079_223_745_1],
        [0.042_328_242_2, 0.878_468_636, 0.079_166_127_5],
        [0.042_375_654_9, 0.078_433_6, 0.879_142_974],
    ];
    let curved = times(inset, light).map(|x| agx_curve((x / 0.18).log2()));
    solve(inset, curved.map(|x| x.max(0.0).powf(2.4))).map(|x| x.clamp(0.0, 1.0))
}

/// The linear colour of a chromaticity, its strongest channel 1.
fn of_chromaticity(x: f64, y: f64) -> [f64; 3] {
    let xyz = [x / y, 1.0, (1.0 - x - y) / y];
    let light = [
        dot([3.2406, -1.5372, -0.4986], xyz),
        dot([-0.9689, 1.8758, 0.0415], xyz),
        dot([0.0557, -0.2040, 1.0570], xyz),
    ]
    .map(|x| x.max(0.0));
    let strongest = light.iter().copied().fold(f64::MIN, f64::max);
    light.map(|x| x / strongest)
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["color"]);
    spaces(&mut module);
    looks(&mut module);
    module
}

#[test]
fn color() {
    cases().run();
}

/// Light, palettes and tone maps.
fn looks(module: &mut Cases) {
    let mut check = |call: &str, tolerance, reference: fn([f64; 3]) -> [f64; 3]| {
        let call = call.replace("COLOR", COLOR);
        module.check(&call, tolerance, move |inputs| reference(color_of(inputs)));
    };
    check("color::saturation(COLOR, 1.5)", ROUNDING, |c| {
        let grey = luminance(c);
        c.map(|x| grey + 1.5 * (x - grey))
    });
    check("color::contrast(COLOR, 1.5)", 2.0 * TRANSCENDENTAL, |c| {
        c.map(|x| 0.18 * (x / 0.18).powf(1.5))
    });
    check("color::tone_map_hable(8.0 * COLOR)", ROUNDING, |c| {
        c.map(|x| hable(8.0 * x))
    });
    check(
        "color::tone_map_agx(8.0 * COLOR)",
        2.0 * TRANSCENDENTAL,
        |c| agx(c.map(|x| 8.0 * x)),
    );
    check("color::tone_map_agx(vec3f(0.18))", TRANSCENDENTAL, |_| {
        [0.18; 3]
    });
    // Its upper half, from the pivot to the end.
    check(
        "color::agx_half(0.39393939 * COLOR, vec2f(0.39393939, 0.51059386))",
        TRANSCENDENTAL,
        |c| c.map(|x| agx_curve(6.5 * x) - 0.18_f64.powf(1.0 / 2.4)),
    );
    check(
        "color::palette_rainbow(4.0 * COLOR.x)",
        2.0 * TRANSCENDENTAL,
        |c| from_oklch([0.75, 0.125, 4.0 * c[0]]).map(|x| x.max(0.0)),
    );
    check("color::palette_heat(COLOR.x)", ROUNDING, |c| {
        [0.0, 1.0, 2.0].map(|start| (3.0 * c[0] - start).clamp(0.0, 1.0))
    });
    check("color::xyz_to_linear(COLOR)", ROUNDING, |c| {
        [
            3.2406 * c[0] - 1.5372 * c[1] - 0.4986 * c[2],
            -0.9689 * c[0] + 1.8758 * c[1] + 0.0415 * c[2],
            0.0557 * c[0] - 0.2040 * c[1] + 1.0570 * c[2],
        ]
    });
    // Chromaticities of the Planckian locus, from tables: the curve is within a few thousandths.
    for (kelvin, x, y) in [
        (1667.0, 0.5646, 0.4029),
        (2000.0, 0.5267, 0.4133),
        (2856.0, 0.4476, 0.4074),
        (4000.0, 0.3805, 0.3768),
        (6500.0, 0.3135, 0.3237),
        (10000.0, 0.2807, 0.2884),
        (25000.0, 0.2525, 0.2523),
    ] {
        let call = format!("color::temperature({kelvin:?})");
        module.check(&call, 0.02, move |_| of_chromaticity(x, y));
    }
}

/// Colour spaces.
fn spaces(module: &mut Cases) {
    let mut check = |call: &str, tolerance, reference: fn([f64; 3]) -> [f64; 3]| {
        let call = call.replace("COLOR", COLOR);
        module.check(&call, tolerance, move |inputs| reference(color_of(inputs)));
    };
    check("color::hsl_to_rgb(COLOR)", ROUNDING, rgb_of_hsl);
    // Through its inverse: at grey the hue is any.
    check("color::hsl_to_rgb(color::rgb_to_hsl(COLOR))", 2e-5, |c| c);
    check(
        "color::rgb_to_hsl(vec3f(0.9, 0.6, 0.1) - 0.1 * COLOR.x)",
        2e-5,
        |c| hsl_of([0.9, 0.6, 0.1].map(|x| x - 0.1 * c[0])),
    );
    check("color::linear_to_oklab(COLOR)", TRANSCENDENTAL, oklab);
    check(
        "color::oklab_to_linear(COLOR - vec3f(0.0, 0.5, 0.5))",
        2e-5,
        |c| from_oklab([c[0], c[1] - 0.5, c[2] - 0.5]),
    );
    check(
        "color::oklch_to_linear(COLOR * vec3f(1.0, 0.4, 4.0))",
        2.0 * TRANSCENDENTAL,
        |c| from_oklch([c[0], 0.4 * c[1], 4.0 * c[2]]),
    );
    check(
        "color::oklch_to_linear(color::linear_to_oklch(COLOR))",
        2.0 * TRANSCENDENTAL,
        |c| c,
    );
    check(
        "color::linear_to_oklch(vec3f(0.5, 0.1, 0.05) * (0.25 + COLOR.x))",
        TRANSCENDENTAL,
        |c| {
            let [l, a, b] = oklab([0.5, 0.1, 0.05].map(|x| x * (0.25 + c[0])));
            [l, a.hypot(b), b.atan2(a).rem_euclid(TAU) / TAU]
        },
    );
    check(
        "color::mix_oklab(COLOR, vec3f(0.1, 0.9, 0.4), 0.25)",
        TRANSCENDENTAL,
        |c| {
            let other = oklab([0.1, 0.9, 0.4]);
            from_oklab(along(oklab(c).map(|x| 0.75 * x), other, 0.25))
        },
    );
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

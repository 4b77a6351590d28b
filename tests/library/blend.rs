//! `shaderpipe::blend`.

use super::*;

/// Holds a blend mode against its formula for one channel.
fn mode(module: &mut Cases, name: &str, formula: fn(f64, f64) -> f64) {
    let call = format!("blend::{name}(abs(vec3f(a, b, c)), abs(vec3f(d, e, f)))");
    module.check(&call, ROUNDING, move |i| {
        [0, 1, 2].map(|k| formula(i[k].abs(), i[k + 3].abs()))
    });
}

/// Porter and Duff: what the layer above keeps, and what the layer below, by their alphas.
fn operator(module: &mut Cases, name: &str, parts: fn(f64, f64) -> [f64; 2]) {
    let call = format!("blend::{name}(abs(vec4f(a, b, c, d)), abs(vec4f(e, f, a, b)))");
    module.check(&call, ROUNDING, move |i| {
        let [a, b, c, d, e, f] = i.map(f64::abs);
        let [above, below] = parts(d, b);
        let layers = [a, b, c, d].into_iter().zip([e, f, a, b]);
        let sums: Vec<f64> = layers.map(|(x, y)| above * x + below * y).collect();
        [sums[0], sums[1], sums[2], sums[3]]
    });
}

fn hard_light(below: f64, above: f64) -> f64 {
    if above <= 0.5 {
        2.0 * below * above
    } else {
        let double = 2.0 * above - 1.0;
        1.0 - (1.0 - below) * (1.0 - double)
    }
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["blend"]);
    operator(&mut module, "over", |above, _| [1.0, 1.0 - above]);
    operator(&mut module, "atop", |above, below| [below, 1.0 - above]);
    operator(&mut module, "inside", |_, mask| [mask, 0.0]);
    operator(&mut module, "outside", |_, mask| [1.0 - mask, 0.0]);
    module.check("blend::premultiply(vec4f(a, b, c, d))", ROUNDING, |i| {
        [i[0] * i[3], i[1] * i[3], i[2] * i[3], i[3]]
    });
    module.check(
        "blend::unpremultiply(vec4f(vec3f(a, b, c) * abs(d), abs(d)))",
        ROUNDING,
        |i| {
            let seen = if i[3] == 0.0 { 0.0 } else { 1.0 };
            [i[0] * seen, i[1] * seen, i[2] * seen, i[3].abs()]
        },
    );
    mode(&mut module, "screen", |below, above| {
        1.0 - (1.0 - below) * (1.0 - above)
    });
    mode(&mut module, "hard_light", hard_light);
    mode(&mut module, "overlay", |below, above| {
        hard_light(above, below)
    });
    mode(&mut module, "soft_light", |below, above| {
        if above <= 0.5 {
            return below - (1.0 - 2.0 * above) * below * (1.0 - below);
        }
        let reach = if below <= 0.25 {
            16.0 * below.powi(3) - 12.0 * below.powi(2) + 4.0 * below
        } else {
            below.sqrt()
        };
        below + (2.0 * above - 1.0) * (reach - below)
    });
    mode(&mut module, "color_dodge", |below, above| match () {
        () if below == 0.0 => 0.0,
        () if above == 1.0 => 1.0,
        () => (below / (1.0 - above)).min(1.0),
    });
    mode(&mut module, "color_burn", |below, above| match () {
        () if below == 1.0 => 1.0,
        () if above == 0.0 => 0.0,
        () => 1.0 - ((1.0 - below) / above).min(1.0),
    });
    mode(&mut module, "difference", |below, above| {
        (below - above).abs()
    });
    mode(&mut module, "exclusion", |below, above| {
        below + above - 2.0 * below * above
    });
    module
}

#[test]
fn blend() {
    cases().run();
}

//! `shaderpipe::easing`.

use super::*;

/// As Penner writes them: `t` runs from 0 to 1, and for `in_out` the two halves are told apart.
fn in_out(start: fn(f64) -> f64, end: fn(f64) -> f64) -> impl Fn(f64) -> f64 {
    move |t| {
        if t < 0.5 {
            start(2.0 * t) / 2.0
        } else {
            end(2.0 * t - 1.0) / 2.0 + 0.5
        }
    }
}

fn sine_in(t: f64) -> f64 {
    1.0 - (t * PI / 2.0).cos()
}

fn expo_in(t: f64) -> f64 {
    if t == 0.0 {
        0.0
    } else {
        2.0_f64.powf(10.0 * (t - 1.0))
    }
}

fn expo_out(t: f64) -> f64 {
    if t == 1.0 {
        1.0
    } else {
        1.0 - 2.0_f64.powf(-10.0 * t)
    }
}

fn circ_in(t: f64) -> f64 {
    1.0 - (1.0 - t * t).sqrt()
}

fn circ_out(t: f64) -> f64 {
    (1.0 - (t - 1.0).powi(2)).sqrt()
}

fn back_in_out(t: f64) -> f64 {
    let s = 1.70158 * 1.525;
    let t = 2.0 * t;
    if t < 1.0 {
        t * t * ((s + 1.0) * t - s) / 2.0
    } else {
        let t = t - 2.0;
        (t * t * ((s + 1.0) * t + s) + 2.0) / 2.0
    }
}

fn elastic_in(t: f64) -> f64 {
    match t {
        0.0 | 1.0 => t,
        _ => -2.0_f64.powf(10.0 * (t - 1.0)) * ((t - 1.0 - 0.075) * TAU / 0.3).sin(),
    }
}

fn elastic_out(t: f64) -> f64 {
    match t {
        0.0 | 1.0 => t,
        _ => 2.0_f64.powf(-10.0 * t) * ((t - 0.075) * TAU / 0.3).sin() + 1.0,
    }
}

fn elastic_in_out(t: f64) -> f64 {
    let (t, period) = (2.0 * t, 0.45);
    let swing = ((t - 1.0 - period / 4.0) * TAU / period).sin();
    match t {
        0.0 => 0.0,
        2.0 => 1.0,
        _ if t < 1.0 => -0.5 * 2.0_f64.powf(10.0 * (t - 1.0)) * swing,
        _ => 0.5 * 2.0_f64.powf(-10.0 * (t - 1.0)) * swing + 1.0,
    }
}

fn bounce_out(t: f64) -> f64 {
    match t * 2.75 {
        s if s < 1.0 => 7.5625 * t * t,
        s if s < 2.0 => 7.5625 * (t - 1.5 / 2.75).powi(2) + 0.75,
        s if s < 2.5 => 7.5625 * (t - 2.25 / 2.75).powi(2) + 0.9375,
        _ => 7.5625 * (t - 2.625 / 2.75).powi(2) + 0.984375,
    }
}

fn bounce_in(t: f64) -> f64 {
    1.0 - bounce_out(1.0 - t)
}

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["easing"]);
    module.check("easing::linear_step(-0.5, 0.25, a)", ROUNDING, |i| {
        [((i[0] + 0.5) / 0.75).clamp(0.0, 1.0)]
    });
    // Times from -1.5 to 1.5: they are held at 0 and 1.
    let mut check = |name: &str, tolerance, curve: Box<dyn Fn(f64) -> f64>| {
        module.check(&format!("easing::{name}(1.5 * a)"), tolerance, move |i| {
            [curve((1.5 * i[0]).clamp(0.0, 1.0))]
        });
    };
    for (name, power) in [("quad", 2), ("cubic", 3), ("quart", 4), ("quint", 5)] {
        let name = |way| format!("{name}_{way}");
        let end = move |t: f64| 1.0 - (1.0 - t).powi(power);
        check(&name("in"), ROUNDING, Box::new(move |t| t.powi(power)));
        check(&name("out"), ROUNDING, Box::new(end));
        let both = move |t: f64| {
            if t < 0.5 {
                (2.0 * t).powi(power) / 2.0
            } else {
                1.0 - (2.0 - 2.0 * t).powi(power) / 2.0
            }
        };
        check(&name("in_out"), ROUNDING, Box::new(both));
    }
    let sine_out = |t: f64| (t * PI / 2.0).sin();
    check("sine_in", TRANSCENDENTAL, Box::new(sine_in));
    check("sine_out", TRANSCENDENTAL, Box::new(sine_out));
    let sine_in_out = |t: f64| (1.0 - (PI * t).cos()) / 2.0;
    check("sine_in_out", TRANSCENDENTAL, Box::new(sine_in_out));
    check("expo_in", TRANSCENDENTAL, Box::new(expo_in));
    check("expo_out", TRANSCENDENTAL, Box::new(expo_out));
    check(
        "expo_in_out",
        TRANSCENDENTAL,
        Box::new(in_out(expo_in, expo_out)),
    );
    check("circ_in", TRANSCENDENTAL, Box::new(circ_in));
    check("circ_out", TRANSCENDENTAL, Box::new(circ_out));
    check(
        "circ_in_out",
        TRANSCENDENTAL,
        Box::new(in_out(circ_in, circ_out)),
    );
    let back_in = |t: f64| t * t * (2.70158 * t - 1.70158);
    let back_out = |t: f64| (t - 1.0).powi(2) * (2.70158 * (t - 1.0) + 1.70158) + 1.0;
    check("back_in", ROUNDING, Box::new(back_in));
    check("back_out", ROUNDING, Box::new(back_out));
    check("back_in_out", ROUNDING, Box::new(back_in_out));
    check("elastic_in", TRANSCENDENTAL, Box::new(elastic_in));
    check("elastic_out", TRANSCENDENTAL, Box::new(elastic_out));
    check("elastic_in_out", TRANSCENDENTAL, Box::new(elastic_in_out));
    check("bounce_in", ROUNDING, Box::new(bounce_in));
    check("bounce_out", ROUNDING, Box::new(bounce_out));
    check(
        "bounce_in_out",
        ROUNDING,
        Box::new(in_out(bounce_in, bounce_out)),
    );
    module
}

#[test]
fn easing() {
    cases().run();
}

//! `shaderpipe::easing`.

use super::*;

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

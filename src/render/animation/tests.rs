//! Keys and springs at all times, against formulas of their own.

use std::f64::consts::TAU;

use super::curve::Curve;
use super::spring::Follower;
use super::*;
use crate::scene::{Easing, End, Family, Scene, Source, Spring};
use crate::shader::{ParamKey, Program, compile};

fn key(time: f64, value: f64, easing: Easing) -> ParamKey {
    ParamKey {
        time,
        value: vec![value],
        easing,
    }
}

fn spring(frequency: f64, damping: f64, response: f64) -> Spring {
    Spring {
        frequency,
        damping,
        response,
    }
}

/// From 0 to 1 at 1 s, at once.
fn jump() -> Curve {
    Curve::new(&[key(0.0, 0.0, Easing::Step), key(1.0, 1.0, Easing::Step)])
}

fn program(params: &str, fields: &str) -> Program {
    let text = format!(
        "{params}struct Params {{ {fields} }}\n\
         @group(0) @binding(0) var<uniform> params: Params;\n\
         @fragment fn image() -> @location(0) vec4f {{ return vec4f(); }}\n"
    );
    let scene = Scene::parse(Source::new("test.wgsl", &text)).unwrap();
    compile(&scene).unwrap_or_else(|error| panic!("{error}"))
}

fn floats(animation: &mut Animation, time: f64, count: usize) -> Vec<f32> {
    let mut bytes = vec![0; 4 * count.next_multiple_of(4)];
    animation.write(time, &mut bytes);
    let words = bytes.chunks_exact(4).take(count);
    words
        .map(|word| f32::from_le_bytes(word.try_into().unwrap()))
        .collect()
}

#[test]
fn a_jump_is_answered_as_by_a_damped_oscillator() {
    for frequency in [0.3, 2.0, 25.0] {
        for damping in [0.0, 0.1, 0.5, 0.999, 1.0, 1.001, 3.0, 50.0] {
            for response in [0.0, 1.0, -2.0] {
                let omega = TAU * frequency;
                // The textbook's solutions for a rest of −1 and the speed that the response gives.
                let (rest, speed) = (-1.0, response * damping * omega);
                let exact = |t: f64| {
                    let fading = damping * omega;
                    if damping < 1.0 {
                        let damped = omega * (1.0 - damping * damping).sqrt();
                        let sine = (speed + fading * rest) / damped;
                        (-fading * t).exp()
                            * (rest * (damped * t).cos() + sine * (damped * t).sin())
                    } else if damping == 1.0 {
                        (rest + (speed + omega * rest) * t) * (-omega * t).exp()
                    } else {
                        let rate = omega * (damping * damping - 1.0).sqrt();
                        let (slow, fast) = (-fading + rate, -fading - rate);
                        let of_slow = (speed - fast * rest) / (slow - fast);
                        of_slow * (slow * t).exp() + (rest - of_slow) * (fast * t).exp()
                    }
                };
                let mut follower = Follower::new(jump(), spring(frequency, damping, response));
                assert_eq!(follower.at(0.99)[0], 0.0);
                for step in 0..400 {
                    let t = f64::from(step) / 97.0;
                    let (found, expected) = (follower.at(1.0 + t)[0], 1.0 + exact(t));
                    let place = format!("{frequency} Hz, ζ {damping}, r {response}, {t} s");
                    assert!(
                        (found - expected).abs() < 1e-9,
                        "{place}: {found}, {expected}"
                    );
                }
            }
        }
    }
}

/// y″ from the equation of a spring, for a goal that is at `x` and moves at `slope`.
fn acceleration(spring: Spring, (x, slope): (f64, f64), value: f64, speed: f64) -> f64 {
    let omega = TAU * spring.frequency;
    let (k1, k2) = (2.0 * spring.damping / omega, 1.0 / (omega * omega));
    let k3 = spring.response * spring.damping / omega;
    (x + k3 * slope - value - k1 * speed) / k2
}

#[test]
fn an_eased_way_is_followed_as_tiny_steps_follow_it() {
    let easing = Easing::Penner(Family::Sine, End::InOut);
    for spring in [
        spring(1.5, 0.3, 0.0),
        spring(0.8, 2.0, 1.5),
        spring(3.0, 1.0, -1.0),
    ] {
        let keys = [key(0.5, 1.0, easing), key(2.5, 4.0, easing)];
        let mut follower = Follower::new(Curve::new(&keys), spring);
        let goal = |t: f64| {
            let part = ((t - 0.5) / 2.0).clamp(0.0, 1.0);
            let slope = 3.0 * (part * TAU / 2.0).sin() * TAU / 8.0;
            (1.0 + 3.0 * (1.0 - (part * TAU / 2.0).cos()) / 2.0, slope)
        };
        let (mut value, mut speed) = (1.0, 0.0);
        let h = 1.0 / 4096.0;
        for step in 0..4 * 4096 {
            let t = f64::from(step) * h;
            if step % 64 == 0 {
                let found = follower.at(t)[0];
                assert!(
                    (found - value).abs() < 2e-5,
                    "{spring:?} at {t}: {found}, {value}"
                );
            }
            // Runge and Kutta's fourth order.
            let slope =
                |time, value, speed| (speed, acceleration(spring, goal(time), value, speed));
            let a = slope(t, value, speed);
            let b = slope(t + h / 2.0, value + a.0 * h / 2.0, speed + a.1 * h / 2.0);
            let c = slope(t + h / 2.0, value + b.0 * h / 2.0, speed + b.1 * h / 2.0);
            let d = slope(t + h, value + c.0 * h, speed + c.1 * h);
            value += h / 6.0 * (a.0 + 2.0 * b.0 + 2.0 * c.0 + d.0);
            speed += h / 6.0 * (a.1 + 2.0 * b.1 + 2.0 * c.1 + d.1);
        }
    }
}

#[test]
fn a_goal_that_moves_evenly_is_followed_at_its_speed() {
    // Behind by k₁ − k₃ seconds, once what is free has faded.
    let keys = [
        key(0.0, 0.0, Easing::Linear),
        key(100.0, 200.0, Easing::Linear),
    ];
    let mut follower = Follower::new(Curve::new(&keys), spring(2.0, 0.7, 0.5));
    let lag = (2.0 - 0.5) * 0.7 / (TAU * 2.0);
    for time in [50.0, 70.25, 100.0] {
        assert!((follower.at(time)[0] - 2.0 * (time - lag)).abs() < 1e-9);
    }
    assert!((follower.at(150.0)[0] - 200.0).abs() < 1e-9);
}

#[test]
fn a_value_does_not_depend_on_what_was_asked_before() {
    let easings = Easing::named().into_iter().map(|(_, easing)| easing);
    let keys: Vec<ParamKey> = (0..)
        .zip(easings)
        .map(|(index, easing)| key(0.37 * f64::from(index), f64::from(index * 7 % 11), easing))
        .collect();
    let spring = spring(2.0, 0.4, 1.0);
    let fresh = |time| Follower::new(Curve::new(&keys), spring).at(time);
    let mut forwards = Follower::new(Curve::new(&keys), spring);
    let mut anyhow = Follower::new(Curve::new(&keys), spring);
    for index in 0..300_u32 {
        let time = f64::from(index) / 24.0;
        let expected = fresh(time).map(f64::to_bits);
        assert_eq!(forwards.at(time).map(f64::to_bits), expected, "{time}");
        anyhow.at(f64::from(index * 7919 % 300) / 24.0);
        assert_eq!(anyhow.at(time).map(f64::to_bits), expected, "{time}");
    }
}

#[test]
fn no_spring_leaves_the_numbers() {
    let elastic = Easing::Penner(Family::Elastic, End::InOut);
    let keys = [
        key(0.0, 0.0, Easing::Step),
        key(1e-6, 1e6, elastic),
        key(3600.0, -1e6, Easing::Linear),
        key(1e9, 5.0, Easing::Step),
    ];
    for frequency in [1e-6, 1.0, 1e6] {
        for damping in [0.0, 1e-9, 1.0, 1e6] {
            for response in [-1e6, 0.0, 1e6] {
                let spring = spring(frequency, damping, response);
                let mut follower = Follower::new(Curve::new(&keys), spring);
                for time in [0.0, 1e-6, 1.0, 1800.0, 1e6, 1e9, 1e12] {
                    let value = follower.at(time)[0];
                    assert!(value.is_finite(), "{spring:?} at {time}: {value}");
                }
                if frequency == 1e6 && damping == 1.0 {
                    assert!(
                        (follower.at(1e9 + 10.0)[0] - 5.0).abs() < 1e-3,
                        "{spring:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn keys_hold_at_their_ends_and_are_met_exactly() {
    let program = program(
        "//! [[params.a.keys]]\n//! time = 0.5\n//! value = [0.1, 10]\n//! easing = \"quad_in\"\n\
         //! [[params.a.keys]]\n//! time = 1.5\n//! value = [0.7, 20]\n//! easing = \"step\"\n\
         //! [[params.a.keys]]\n//! time = 2.5\n//! value = [0.3, 0]\n",
        "a: vec2f",
    );
    let mut animation = Animation::new(&ParamValues::new(&program.params));
    for (time, expected) in [
        (0.0, [0.1, 10.0]),
        (0.5, [0.1, 10.0]),
        (1.0, [0.1 + 0.6 * 0.25, 12.5]),
        (1.5, [0.7, 20.0]),
        (2.4999, [0.7, 20.0]),
        (2.5, [0.3, 0.0]),
        (1e9, [0.3, 0.0]),
    ] {
        assert_eq!(floats(&mut animation, time, 2), expected, "{time}");
    }
}

#[test]
fn what_is_set_does_not_move_and_what_overshoots_stays_in_its_range() {
    let program = program(
        "//! [params.a]\n//! min = 0\n//! max = [1, 2]\n\
         //! spring = { frequency = 2, damping = 0.1 }\n\
         //! [[params.a.keys]]\n//! time = 0\n//! value = [0, 0]\n//! easing = \"step\"\n\
         //! [[params.a.keys]]\n//! time = 1\n//! value = [1, 1]\n",
        "a: vec2f",
    );
    let mut values = ParamValues::new(&program.params);
    let mut animation = Animation::new(&values);
    // Half a swing behind the jump it is furthest.
    let top = floats(&mut animation, 1.25, 2);
    assert!(top[0] == 1.0 && top[1] > 1.5, "{top:?}");
    values.set("a", "0.25,2").unwrap();
    let mut animation = Animation::new(&values);
    for time in [0.0, 1.0, 1.25, 9.0] {
        assert_eq!(floats(&mut animation, time, 2), [0.25, 2.0]);
    }
}

#[test]
fn whole_numbers_are_rounded_and_choices_jump() {
    let program = program(
        "//! params.n.keys = [{ time = 0, value = -2 }, { time = 1, value = 2 }]\n\
         //! [params.m]\n//! options = [\"soft\", \"hard\", \"none\"]\n\
         //! keys = [{ time = 0, value = \"hard\" }, { time = 1, value = \"none\" }]\n",
        "n: i32, m: u32",
    );
    let mut animation = Animation::new(&ParamValues::new(&program.params));
    for (time, expected) in [
        (0.0, [-2, 1]),
        (0.12, [-2, 1]),
        (0.13, [-1, 1]),
        (0.5, [0, 1]),
        (0.999, [2, 1]),
        (1.0, [2, 2]),
    ] {
        let mut bytes = [0; 16];
        animation.write(time, &mut bytes);
        let word = |at: usize| i32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!([word(0), word(4)], expected, "{time}");
    }
}

//! Values by chance, that come again with the same seed.

use super::control::on_step;
use super::{Control, numbers};
use crate::scene::ParamValue;
use crate::shader::Param;

/// How many values a range without steps is divided into, in powers of ten: they stay short to write.
const DIGITS: i32 = 4;

/// A value for `param` within its bounds and on its steps, which depends on `seed` and on its name
/// alone; `now` is the one it has. `None` where there is nothing to choose: buttons, and numbers without
/// two ends.
pub(in crate::preview) fn random(param: &Param, seed: u64, now: &[f64]) -> Option<ParamValue> {
    let mut chance = Chance::new(seed, &param.name);
    match Control::of(param) {
        Control::Event => None,
        Control::Checkbox => Some(vec![chance.below(2) as f64]),
        Control::Menu => Some(vec![chance.below(param.spec.options.len() as u64) as f64]),
        Control::Color { .. } => {
            let code = |chance: &mut Chance| chance.below(256) as u8;
            let codes: Vec<u8> = (0..3).map(|_| code(&mut chance)).collect();
            let [red, green, blue] = codes[..] else {
                return None;
            };
            let value = param.read(&format!("#{red:02x}{green:02x}{blue:02x}"));
            let mut value = param.held(&value.ok()?);
            if let (Some(alpha), Some(now)) = (value.get_mut(3), now.get(3)) {
                // What can be seen through is a decision, not a look.
                *alpha = *now;
            }
            Some(value)
        }
        Control::Point | Control::Numbers => {
            let numbers = numbers(param);
            let has_ends = numbers.iter().all(|number| number.is_slider());
            has_ends.then(|| {
                let number = |number: &super::Number| {
                    let step = match number.step {
                        step if step > 0.0 => step,
                        _ => 10_f64
                            .powf((number.max - number.min).log10().floor() - f64::from(DIGITS)),
                    };
                    let steps = ((number.max - number.min) / step + 1e-9).floor();
                    let value = number.min + step * chance.below(steps as u64 + 1) as f64;
                    on_step(value, step, number.min).clamp(number.min, number.max)
                };
                numbers.iter().map(number).collect()
            })
        }
    }
}

/// Numbers by chance (SplitMix64).
struct Chance(u64);

impl Chance {
    fn new(seed: u64, name: &str) -> Self {
        // FNV-1a: a parameter keeps its value when others come and go.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        ((u128::from(mixed) * u128::from(limit.max(1))) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::values::of_scene;

    const SCENE: &str = "//! [params.a]\n//! min = 0.1\n//! max = 2\n//! step = 0.05\n\
        //! [params.b]\n//! min = -3\n//! max = 3\n\
        //! [params.c]\n//! widget = \"color\"\n//! default = \"#ff880040\"\n\
        //! [params.d]\n//! widget = \"event\"\n\
        //! [params.e]\n//! options = [\"soft\", \"hard\", \"odd\"]\n\
        //! [params.f]\n//! min = [0, 10]\n//! max = [1, 30]\n\
        struct Params { a: f32, b: i32, c: vec4f, d: f32, e: u32, f: vec2f, g: f32 }\n";

    fn value(name: &str, seed: u64) -> Option<Vec<f64>> {
        let params = of_scene(SCENE);
        let param = params.get(name).unwrap().0;
        random(param, seed, &param.default)
    }

    #[test]
    fn values_fit_type_bounds_and_steps_and_fill_them() {
        let params = of_scene(SCENE);
        for name in ["a", "b", "c", "e", "f"] {
            let mut seen = std::collections::BTreeSet::new();
            for seed in 0..200 {
                let value = value(name, seed).unwrap();
                let param = params.get(name).unwrap().0;
                let text = param.text(&value);
                assert_eq!(param.read(&text).as_ref(), Ok(&value), "{name} {text}");
                seen.insert(text);
            }
            assert!(seen.len() >= 3, "{name}: {seen:?}");
        }
        for seed in 0..200 {
            let steps = (value("a", seed).unwrap()[0] - 0.1) / 0.05;
            assert!((steps - steps.round()).abs() < 1e-9);
            let whole = value("b", seed).unwrap()[0];
            assert!(whole.fract() == 0.0 && (-3.0..=3.0).contains(&whole));
            assert_eq!(value("c", seed).unwrap()[3], 64.0 / 255.0);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_and_names_differ() {
        assert_eq!(value("f", 7), value("f", 7));
        assert_ne!(value("f", 7), value("f", 8));
        let f = value("f", 7).unwrap();
        assert_ne!(f[0], (f[1] - 10.0) / 20.0);
    }

    #[test]
    fn what_has_no_ends_is_left_alone() {
        assert_eq!((value("d", 1), value("g", 1)), (None, None));
    }
}

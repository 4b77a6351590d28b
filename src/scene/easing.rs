//! How a motion goes from one key to the next: names and curves.
//!
//! Those with a name in the WGSL library (`shaderpipe::easing`) are the same curves here, in doubles.

use std::collections::BTreeSet;
use std::f64::consts::{PI, TAU};

/// How far a motion has come, 0 to 1, when its time has come from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Easing {
    /// Evenly.
    #[default]
    Linear,
    /// Not at all; at the end it jumps.
    Step,
    /// One of Penner's curves.
    Penner(Family, End),
    /// Along the cubic Bézier curve from (0, 0) to (1, 1) with the control points (x1, y1) and
    /// (x2, y2), as CSS has it ("CSS Easing Functions Level 1", §2.2); both x from 0 to 1.
    Bezier([f64; 4]),
}

/// The curves of Penner, "Robert Penner's easing functions", 2001.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A quarter of a sine wave.
    Sine,
    /// t²
    Quad,
    /// t³
    Cubic,
    /// t⁴
    Quart,
    /// t⁵
    Quint,
    /// 2 to the power of time.
    Expo,
    /// A quarter of a circle.
    Circ,
    /// Goes a tenth too far.
    Back,
    /// Swings as on a spring.
    Elastic,
    /// Bounces as a ball.
    Bounce,
}

/// Where a curve is slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At the beginning.
    In,
    /// At the end.
    Out,
    /// At both.
    InOut,
}

const FAMILIES: [(&str, Family); 10] = [
    ("sine", Family::Sine),
    ("quad", Family::Quad),
    ("cubic", Family::Cubic),
    ("quart", Family::Quart),
    ("quint", Family::Quint),
    ("expo", Family::Expo),
    ("circ", Family::Circ),
    ("back", Family::Back),
    ("elastic", Family::Elastic),
    ("bounce", Family::Bounce),
];

const ENDS: [(&str, End); 3] = [("in", End::In), ("out", End::Out), ("in_out", End::InOut)];

/// The easings of CSS that have names ("CSS Easing Functions Level 1", §2.2.1), and their curves.
const CSS: [(&str, [f64; 4]); 4] = [
    ("ease", [0.25, 0.1, 0.25, 1.0]),
    ("ease-in", [0.42, 0.0, 1.0, 1.0]),
    ("ease-out", [0.0, 0.0, 0.58, 1.0]),
    ("ease-in-out", [0.42, 0.0, 0.58, 1.0]),
];

/// Halvings of the parameter of a Bézier curve: to the last bit of a double.
const HALVINGS: u32 = 54;

impl Easing {
    /// Every easing that has a name.
    pub fn named() -> Vec<(String, Self)> {
        let plain = [("linear", Self::Linear), ("step", Self::Step)];
        let plain = plain.map(|(name, easing)| (name.to_owned(), easing));
        let penner = FAMILIES.iter().flat_map(|(family_name, family)| {
            ENDS.iter().map(move |(end_name, end)| {
                let name = format!("{family_name}_{end_name}");
                (name, Self::Penner(*family, *end))
            })
        });
        plain.into_iter().chain(penner).collect()
    }

    /// How an easing is written here that has the name `name` elsewhere, such as `easeInOutCubic` or
    /// `ease-in`: its words count, however they are put together.
    pub(super) fn meant(name: &str) -> Option<String> {
        let words = words(name);
        if let Some((_, points)) = CSS.iter().find(|(css, _)| self::words(css) == words) {
            return Some(format!("{points:?}"));
        }
        let is_meant = |(other, _): &(String, Self)| {
            let mut with_ease = self::words(other);
            let is_plain = with_ease == words;
            with_ease.insert("ease".to_owned());
            is_plain || with_ease == words
        };
        let found = Self::named().into_iter().find(is_meant);
        found.map(|(name, _)| format!("\"{name}\""))
    }

    /// How far the motion has come at `time`; times outside of 0 to 1 count as their nearer end. May
    /// leave 0 to 1 in between.
    pub fn at(self, time: f64) -> f64 {
        let t = time.clamp(0.0, 1.0);
        if t == 0.0 || t == 1.0 {
            return t;
        }
        match self {
            Self::Linear => t,
            Self::Step => 0.0,
            Self::Penner(family, End::In) => family.begin(t, End::In),
            Self::Penner(family, End::Out) => 1.0 - family.begin(1.0 - t, End::Out),
            Self::Penner(family, End::InOut) if t < 0.5 => family.begin(2.0 * t, End::InOut) / 2.0,
            Self::Penner(family, End::InOut) => 1.0 - family.begin(2.0 - 2.0 * t, End::InOut) / 2.0,
            Self::Bezier(points) => bezier(points, t),
        }
    }
}

/// The words of a name, in small letters: at capitals and at what is no letter it is parted.
fn words(name: &str) -> BTreeSet<String> {
    let mut parted = String::new();
    for char in name.chars() {
        match char {
            _ if char.is_uppercase() => parted.extend([' '].into_iter().chain(char.to_lowercase())),
            _ if char.is_alphanumeric() => parted.push(char),
            _ => parted.push(' '),
        }
    }
    parted.split_whitespace().map(str::to_owned).collect()
}

impl Family {
    /// The slow beginning of the curve; `of` says which of its forms has it.
    fn begin(self, t: f64, of: End) -> f64 {
        match self {
            Self::Sine => 1.0 - (t * PI / 2.0).cos(),
            Self::Quad => t * t,
            Self::Cubic => t.powi(3),
            Self::Quart => t.powi(4),
            Self::Quint => t.powi(5),
            // Not quite 0 at 0, as Penner has it.
            Self::Expo => (10.0 * t - 10.0).exp2(),
            Self::Circ => 1.0 - (1.0 - t * t).sqrt(),
            Self::Back => {
                // In its double form it goes further, so that it still shows at half the height.
                let overshoot = match of {
                    End::InOut => 1.70158 * 1.525,
                    End::In | End::Out => 1.70158,
                };
                t * t * ((overshoot + 1.0) * t - overshoot)
            }
            Self::Elastic => {
                let period = match of {
                    End::InOut => 0.45,
                    End::In | End::Out => 0.3,
                };
                let rest = t - 1.0;
                -(10.0 * rest).exp2() * ((rest - period / 4.0) * TAU / period).sin()
            }
            Self::Bounce => 1.0 - bounce_out(1.0 - t),
        }
    }
}

/// Four parabolas.
fn bounce_out(t: f64) -> f64 {
    let parabola = |top: f64, height: f64| 7.5625 * (t - top / 2.75).powi(2) + height;
    match t * 2.75 {
        s if s < 1.0 => parabola(0.0, 0.0),
        s if s < 2.0 => parabola(1.5, 0.75),
        s if s < 2.5 => parabola(2.25, 0.9375),
        _ => parabola(2.625, 0.984375),
    }
}

/// The y of the curve where its x is `x`: x grows along it, so halving finds the place.
fn bezier([x1, y1, x2, y2]: [f64; 4], x: f64) -> f64 {
    let along = |a: f64, b: f64, u: f64| {
        let rest = 1.0 - u;
        3.0 * rest * rest * u * a + 3.0 * rest * u * u * b + u * u * u
    };
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if along(x1, x2, middle) < x {
            low = middle;
        } else {
            high = middle;
        }
    }
    along(y1, y2, f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Easing {
        let all = Easing::named();
        let found = all.iter().find(|(other, _)| other == name);
        found.unwrap_or_else(|| panic!("no {name}")).1
    }

    #[test]
    fn every_curve_of_the_wgsl_library_has_its_name_here() {
        let library = include_str!("../../shaders/library/easing.wgsl");
        let names = library.lines().filter_map(|line| {
            let (name, rest) = line.strip_prefix("fn ")?.split_once('(')?;
            rest.starts_with("time: f32)").then_some(name)
        });
        let names: Vec<&str> = names.collect();
        assert!(names.len() >= 9, "{names:?}");
        for name in names {
            assert_eq!(named(name).at(1.0), 1.0, "{name}");
        }
    }

    #[test]
    fn all_go_from_zero_to_one_and_stay_there() {
        for (name, easing) in Easing::named() {
            for (time, expected) in [(-1.0, 0.0), (0.0, 0.0), (1.0, 1.0), (7.0, 1.0)] {
                assert_eq!(easing.at(time), expected, "{name} at {time}");
            }
            // Nor do they jump at their ends or in the middle, but one. A circle ends upright.
            for edge in [1e-9, 0.5, 1.0 - 1e-9] {
                let jump = (easing.at(edge + 1e-10) - easing.at(edge - 1e-10)).abs();
                assert!(jump < 1e-4, "{name} at {edge}: {jump}");
            }
            let end = easing.at(1.0 - 1e-9);
            assert!(name == "step" || (end - 1.0).abs() < 2e-3, "{name}: {end}");
        }
    }

    #[test]
    fn names_from_elsewhere_are_understood() {
        for (name, meant) in [
            ("cubicInOut", Some("\"cubic_in_out\"")),
            ("easeInOutCubic", Some("\"cubic_in_out\"")),
            ("Quad-Out", Some("\"quad_out\"")),
            ("ease-in-out", Some("[0.42, 0.0, 0.58, 1.0]")),
            ("easeOut", Some("[0.0, 0.0, 0.58, 1.0]")),
            ("Linear", Some("\"linear\"")),
            ("cubic", None),
            ("wobbly", None),
        ] {
            assert_eq!(Easing::meant(name).as_deref(), meant, "{name}");
        }
    }

    #[test]
    fn known_values() {
        for (name, time, expected) in [
            ("linear", 0.25, 0.25),
            ("step", 0.999, 0.0),
            ("sine_in_out", 0.25, 0.5 - 0.125_f64.sqrt()),
            ("quad_out", 0.5, 0.75),
            ("cubic_in", 0.5, 0.125),
            ("quint_in_out", 0.25, 16.0 / 1024.0),
            ("circ_in", 0.6, 0.2),
            ("expo_out", 0.1, 0.5),
            ("back_in", 0.5, 0.25 * (1.35079 - 1.70158)),
            ("bounce_out", 1.0 / 2.75, 1.0),
            ("bounce_out", 1.5 / 2.75, 0.75),
            // The swings take 0.3.
            ("elastic_out", 0.075, 1.0),
            ("elastic_out", 0.15, 1.0 + 0.125_f64.sqrt()),
        ] {
            let found = named(name).at(time);
            assert!((found - expected).abs() < 1e-9, "{name} at {time}: {found}");
        }
    }

    #[test]
    fn a_bezier_curve_is_found_by_its_x() {
        let straight = Easing::Bezier([0.25, 0.25, 0.75, 0.75]);
        let ease = [0.25, 0.1, 0.25, 1.0];
        for step in 0..=100 {
            let x = f64::from(step) / 100.0;
            assert!((straight.at(x) - x).abs() < 1e-12);
            // The point of the curve at u, and what is found at its x.
            let point = |a: f64, b: f64| {
                3.0 * (1.0 - x).powi(2) * x * a + 3.0 * (1.0 - x) * x * x * b + x.powi(3)
            };
            let found = Easing::Bezier(ease).at(point(ease[0], ease[2]));
            assert!((found - point(ease[1], ease[3])).abs() < 1e-12);
        }
    }
}

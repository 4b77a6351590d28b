//! Which control fits a parameter.

use crate::scene::Widget;
use crate::shader::{Param, ParamType};

/// What a panel shows for a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::preview) enum Control {
    Checkbox,
    /// A button: 1 while it is pressed.
    Event,
    /// One of the options.
    Menu,
    /// A colour, with or without alpha.
    Color {
        alpha: bool,
    },
    /// A place on a plane.
    Point,
    /// A number for each component: see [`numbers`].
    Numbers,
}

/// One component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::preview) struct Number {
    /// The least and the largest value; infinite where there is none.
    pub(in crate::preview) min: f64,
    pub(in crate::preview) max: f64,
    /// The distance between the values that are offered; 0 where nobody says.
    pub(in crate::preview) step: f64,
    pub(in crate::preview) is_whole: bool,
}

impl Number {
    /// Whether there is a way from end to end: a slider.
    pub(in crate::preview) fn is_slider(self) -> bool {
        self.min.is_finite() && self.max.is_finite() && self.min < self.max
    }

    /// Digits behind the point that are shown: those of its steps, or enough for a slider's pixels.
    pub(in crate::preview) fn places(self) -> usize {
        match self.step {
            step if step > 0.0 => places(step).max(if self.min.is_finite() {
                places(self.min)
            } else {
                0
            }),
            _ if self.is_slider() => {
                let size = (self.max - self.min).log10().floor();
                (3.0 - size).clamp(0.0, 15.0) as usize
            }
            _ => 6,
        }
        .min(15)
    }

    /// How much a point of the pointer's way is, where there is no slider; `value` is the present one,
    /// and `usual` says how small it is meant to be.
    pub(in crate::preview) fn speed(self, value: f64, usual: f64) -> f64 {
        let least = match usual.abs() {
            small if small > 0.0 && small < 0.1 => 0.01 * small,
            _ => 0.001,
        };
        match self.step {
            step if step > 0.0 => step / 4.0,
            _ if self.is_whole => 0.1,
            _ => (value.abs() * 0.01).max(least),
        }
    }
}

impl Control {
    /// The control of a parameter: the one that its front matter asks for, else what its type and
    /// default say.
    pub(in crate::preview) fn of(param: &Param) -> Self {
        match param.widget() {
            Some(Widget::Checkbox) => Self::Checkbox,
            Some(Widget::Event) => Self::Event,
            Some(Widget::Menu) => Self::Menu,
            Some(Widget::Point) => Self::Point,
            _ if param.is_color() => Self::Color {
                alpha: param.ty == ParamType::Vector(4),
            },
            _ => Self::Numbers,
        }
    }
}

/// The components of a parameter.
pub(in crate::preview) fn numbers(param: &Param) -> Vec<Number> {
    let is_whole = matches!(param.ty, ParamType::I32 | ParamType::U32);
    let step = param.spec.step.unwrap_or(0.0);
    let least = match param.ty {
        ParamType::U32 => 0.0,
        _ => f64::NEG_INFINITY,
    };
    let number = |(min, max): &(f64, f64)| Number {
        min: min.max(least),
        max: *max,
        step: if is_whole {
            step.round().max(1.0)
        } else {
            step
        },
        is_whole,
    };
    param.bounds.iter().map(number).collect()
}

/// The value nearest to `value` that a control gives: on a step, and as short to write as the shader's
/// type lets it be.
pub(in crate::preview) fn tidy(number: Number, value: f64) -> f64 {
    let value = match number {
        Number { step, min, .. } if step > 0.0 => {
            let from = if min.is_finite() { min } else { 0.0 };
            on_step(from + ((value - from) / step).round() * step, step, from)
        }
        _ => (value as f32).to_string().parse().unwrap_or(value),
    };
    // The last step may lie beyond the end.
    value.max(number.min).min(number.max)
}

/// A value that lies on a step, without the digits that adding steps has left.
pub(super) fn on_step(value: f64, step: f64, from: f64) -> f64 {
    let places = places(step).max(places(from)).min(15);
    format!("{value:.places$}").parse().unwrap_or(value)
}

/// Digits behind the point.
fn places(number: f64) -> usize {
    let text = number.to_string();
    text.split_once('.').map_or(0, |(_, places)| places.len())
}

/// What the picture stands for when a point is chosen in it: the values at its left and right edge, and
/// at its bottom and top. Those are the bounds; without them, it is `shaderpipe::coordinates::centred`.
pub(in crate::preview) fn room(param: &Param, aspect: f64) -> [(f64, f64); 2] {
    let whole = [aspect, 1.0];
    std::array::from_fn(|axis| match param.bounds.get(axis) {
        Some((min, max)) if min.is_finite() && max.is_finite() && min < max => (*min, *max),
        _ => (-whole[axis], whole[axis]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::values::of_scene;

    const SCENE: &str = "//! [params.a]\n//! min = 0\n//! max = 2\n//! step = 0.5\n\
        //! [params.b]\n//! min = -3\n\
        //! [params.c]\n//! default = \"#f80\"\n\
        //! [params.d]\n//! widget = \"color\"\n\
        //! [params.e]\n//! widget = \"point\"\n//! min = [0, -1]\n//! max = [4, 1]\n\
        //! [params.f]\n//! options = [\"soft\", \"hard\"]\n\
        //! [params.g]\n//! widget = \"checkbox\"\n\
        //! [params.h]\n//! widget = \"event\"\n\
        //! [params.i]\n//! min = [0, 1]\n//! max = [1, 3]\n\
        struct Params { a: f32, b: i32, c: vec3f, d: vec4f, e: vec2f, f: u32, g: u32, h: f32, i: vec2f, j: vec3f, k: vec2f }\n";

    #[test]
    fn type_range_and_front_matter_choose() {
        let params = of_scene(SCENE);
        let controls: Vec<_> = params.iter().map(|(param, _)| Control::of(param)).collect();
        let color = |alpha| Control::Color { alpha };
        use Control::{Checkbox, Event, Menu, Numbers, Point};
        let expected = [
            Numbers,
            Numbers,
            color(false),
            color(true),
            Point,
            Menu,
            Checkbox,
            Event,
            Numbers,
            Numbers,
            Numbers,
        ];
        assert_eq!(controls, expected);
    }

    #[test]
    fn each_component_has_its_own_range() {
        let params = of_scene(SCENE);
        let numbers = |name| numbers(params.get(name).unwrap().0);
        assert!(numbers("a")[0].is_slider());
        assert_eq!(numbers("a")[0].step, 0.5);
        let whole = numbers("b")[0];
        assert!(!whole.is_slider() && whole.is_whole && whole.min == -3.0);
        let pairs: Vec<_> = numbers("i").iter().map(|one| (one.min, one.max)).collect();
        assert_eq!(pairs, [(0.0, 1.0), (1.0, 3.0)]);
        assert!(!numbers("j")[2].is_slider());
    }

    #[test]
    fn values_are_on_steps_and_short() {
        let params = of_scene(SCENE);
        let number = |name| numbers(params.get(name).unwrap().0)[0];
        assert_eq!(tidy(number("a"), 0.74), 0.5);
        assert_eq!(tidy(number("a"), 9.0), 2.0);
        assert_eq!(tidy(number("b"), -1.6), -2.0);
        assert_eq!(tidy(number("i"), 0.300_000_012), 0.3);
        let fine = Number {
            min: 0.1,
            max: 1.0,
            step: 0.05,
            is_whole: false,
        };
        assert_eq!(tidy(fine, 0.251), 0.25);
        assert_eq!(tidy(Number { max: 0.99, ..fine }, 0.98), 0.99);
    }

    #[test]
    fn a_point_without_bounds_lies_as_the_library_counts() {
        let params = of_scene(SCENE);
        let room = |name| room(params.get(name).unwrap().0, 2.0);
        assert_eq!(room("e"), [(0.0, 4.0), (-1.0, 1.0)]);
        assert_eq!(room("k"), [(-2.0, 2.0), (-1.0, 1.0)]);
    }
}

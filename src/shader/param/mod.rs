//! A scene's parameters: their types and ranges, and what is set of their values.
//!
//! Which value a parameter has at which time is not known here.

mod check;
mod value;

pub(super) use check::{check_specs, params};

use std::sync::Arc;

use super::uniform::type_name;
use crate::scene::{
    Color, Diagnostic, Easing, ParamSpec, ParamValue, Placed, Presets, Setting, Source, Spring,
    Widget, nearest,
};
use value::Misfit;

/// One field of the `params` uniform.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The field's name.
    pub name: String,
    /// Its WGSL type.
    pub ty: ParamType,
    /// Bytes from the start of the uniform.
    pub offset: u32,
    /// The value it has unless another is set or keys move it.
    pub default: ParamValue,
    /// The least and the largest value of each component; infinite where there is none.
    pub bounds: Vec<(f64, f64)>,
    /// The values it goes through, in the order of time.
    pub keys: Vec<ParamKey>,
    /// How it follows them.
    pub spring: Option<Spring>,
    /// What the front matter says of it.
    pub spec: ParamSpec,
    /// What the scene's colours mean.
    color: Color,
}

/// A value that a parameter has at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamKey {
    /// Seconds since frame 0.
    pub time: f64,
    /// The value.
    pub value: ParamValue,
    /// How it goes from here to the next key.
    pub easing: Easing,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamType {
    /// `f32`
    F32,
    /// `i32`
    I32,
    /// `u32`
    U32,
    /// `vec2f`, `vec3f` or `vec4f`: this many floats.
    Vector(usize),
}

/// Why a text is no value for a parameter.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// There is no such parameter.
    #[error("the scene has no parameter '{name}'{}", suggestion(.known, .near.as_deref()))]
    Unknown {
        /// The name that was given.
        name: String,
        /// The names there are.
        known: Vec<String>,
        /// The one that was probably meant.
        near: Option<String>,
    },
    /// The text is not of the parameter's type.
    #[error("'{value}' is no value for the parameter '{name}': it is {ty}, such as {example}")]
    Malformed {
        /// The parameter.
        name: String,
        /// The text that was given.
        value: String,
        /// Its type in words.
        ty: String,
        /// A text of that type.
        example: String,
    },
    /// The value is outside the range of the front matter.
    #[error("{value} is outside the range of the parameter '{name}': {range}")]
    OutOfRange {
        /// The parameter.
        name: String,
        /// The component that is outside.
        value: String,
        /// The range in words.
        range: String,
    },
}

fn suggestion(known: &[String], near: Option<&str>) -> String {
    match near {
        Some(near) => format!(": did you mean '{near}'?"),
        None if known.is_empty() => ": it declares none".to_owned(),
        None => format!(": it has {}", known.join(", ")),
    }
}

/// What is set of the parameters of a program. Those that are not set have their default, or move as
/// their keys say.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamValues {
    params: Arc<[Param]>,
    set: Vec<Option<ParamValue>>,
}

impl ParamValues {
    /// Nothing is set of `params`.
    pub fn new(params: &[Param]) -> Self {
        Self {
            set: vec![None; params.len()],
            params: params.into(),
        }
    }

    /// Every parameter, with the value that it is set to.
    pub fn iter(&self) -> impl Iterator<Item = (&Param, Option<&ParamValue>)> {
        self.params.iter().zip(self.set.iter().map(Option::as_ref))
    }

    /// Sets the parameter `name` from a text, as [`Param::read`] does.
    ///
    /// # Errors
    /// When there is no such parameter, or the text is not of its type or outside its range.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), ParamError> {
        let Some(index) = self.params.iter().position(|param| param.name == name) else {
            let known: Vec<String> = self.params.iter().map(|param| param.name.clone()).collect();
            return Err(ParamError::Unknown {
                name: name.to_owned(),
                near: nearest(name, known.iter().map(String::as_str)).map(str::to_owned),
                known,
            });
        };
        self.set[index] = Some(self.params[index].read(text)?);
        Ok(())
    }

    /// The parameter `name`, and the value that it is set to.
    pub fn get(&self, name: &str) -> Option<(&Param, Option<&ParamValue>)> {
        self.iter().find(|(param, _)| param.name == name)
    }

    /// Sets the parameters that the preset `name` names, or, without a name, the top of the file.
    ///
    /// # Errors
    /// When there is no such preset, or it or the top of the file names a parameter that does not exist or a
    /// value that does not fit: at its place. Other presets may be of other versions of the scene.
    pub fn apply(&mut self, presets: &Presets, name: Option<&str>) -> Result<(), Box<Diagnostic>> {
        let chosen = presets.choose(name);
        if chosen.is_err() {
            // None of them is meant yet: what is wrong with any comes first.
            let named = presets.named.iter().flat_map(|(_, settings)| settings);
            for setting in presets.common.iter().chain(named) {
                self.resolve(&presets.source, setting)?;
            }
        }
        for setting in chosen? {
            let (index, value) = self.resolve(&presets.source, setting)?;
            self.set[index] = Some(value);
        }
        Ok(())
    }

    /// Sets the parameter at `index`, in the order of [`iter`](Self::iter), or gives it back to its
    /// default and its keys. Where its type or range do not let it have the value, it gets the nearest.
    pub fn assign(&mut self, index: usize, value: Option<ParamValue>) {
        self.set[index] = value;
    }

    /// The parameter that `setting`, which stands in `source`, sets, and to what.
    ///
    /// # Errors
    /// When there is no such parameter, or the value does not fit: at its place.
    pub fn resolve(
        &self,
        source: &Source,
        setting: &Setting,
    ) -> Result<(usize, ParamValue), Box<Diagnostic>> {
        let name = &setting.name.value;
        let index = self.place_of(source, &setting.name)?;
        let param = &self.params[index];
        let value = param.value_of(&setting.value.value).map_err(|misfit| {
            let span = setting.value.span.clone();
            param.mistake(source, span, ("this value", name), &misfit)
        })?;
        Ok((index, value))
    }

    /// The place of the parameter that is called `name` in `source`.
    ///
    /// # Errors
    /// When there is none: where it is called so.
    pub fn place_of(
        &self,
        source: &Source,
        name: &Placed<String>,
    ) -> Result<usize, Box<Diagnostic>> {
        let names = self.params.iter().map(|param| param.name.as_str());
        if let Some(index) = names.clone().position(|known| known == name.value) {
            return Ok(index);
        }
        let near = nearest(&name.value, names.clone()).map(str::to_owned);
        let known: Vec<String> = names.map(str::to_owned).collect();
        let message = format!("the scene has no parameter `{}`", name.value);
        let help = suggestion(&known, near.as_deref());
        Err(Diagnostic::new(source, Some(name.span.clone()), message)
            .help(help.trim_start_matches(": "))
            .into())
    }
}

impl ParamType {
    pub(super) fn of(inner: &naga::TypeInner) -> Option<Self> {
        Some(match type_name(inner)? {
            "f32" => Self::F32,
            "i32" => Self::I32,
            "u32" => Self::U32,
            "vec2f" => Self::Vector(2),
            "vec3f" => Self::Vector(3),
            _ => Self::Vector(4),
        })
    }

    /// Numbers in a value.
    pub fn components(self) -> usize {
        match self {
            Self::Vector(components) => components,
            Self::F32 | Self::I32 | Self::U32 => 1,
        }
    }

    /// Its name in WGSL.
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::I32 => "i32",
            Self::U32 => "u32",
            Self::Vector(2) => "vec2f",
            Self::Vector(3) => "vec3f",
            Self::Vector(_) => "vec4f",
        }
    }

    /// The numbers that a component can be.
    fn limits(self) -> (f64, f64) {
        match self {
            Self::F32 | Self::Vector(_) => (f32::MIN.into(), f32::MAX.into()),
            Self::I32 => (i32::MIN.into(), i32::MAX.into()),
            Self::U32 => (u32::MIN.into(), u32::MAX.into()),
        }
    }

    fn is_whole(self) -> bool {
        matches!(self, Self::I32 | Self::U32)
    }
}

impl Param {
    /// The control that a panel shows, where the front matter asks for one.
    pub fn widget(&self) -> Option<Widget> {
        self.spec.widget()
    }

    /// Its range in words.
    pub fn range(&self) -> String {
        match self.widget() {
            Some(Widget::Menu) => return format!("one of {}", self.spec.options.join(", ")),
            Some(Widget::Checkbox | Widget::Event) => return "true or false".to_owned(),
            _ => {}
        }
        let side = |values: Vec<f64>| match values.split_first() {
            Some((first, rest)) if rest.iter().all(|value| value == first) => first.to_string(),
            _ => format!("{values:?}"),
        };
        let min = side(self.bounds.iter().map(|(min, _)| *min).collect());
        let max = side(self.bounds.iter().map(|(_, max)| *max).collect());
        match (&self.spec.min, &self.spec.max) {
            (Some(_), Some(_)) => format!("{min} to {max}"),
            (Some(_), None) => format!("at least {min}"),
            (None, Some(_)) => format!("at most {max}"),
            (None, None) => "any number".to_owned(),
        }
    }

    /// The nearest values that type and range let `components` have: what overshoots on its way never
    /// leaves them.
    pub fn held(&self, components: &[f64]) -> ParamValue {
        let pairs = components.iter().zip(&self.bounds);
        pairs
            .map(|(one, bounds)| self.hold(*one, *bounds))
            .collect()
    }

    fn hold(&self, component: f64, (min, max): (f64, f64)) -> f64 {
        let (lowest, highest) = self.ty.limits();
        let component = component.max(min).min(max).max(lowest).min(highest);
        match self.ty.is_whole() {
            true => component.round(),
            false => component,
        }
    }

    /// Writes `components`, as they are [held](Self::held), to their place in the bytes of the uniform.
    pub fn write(&self, components: &[f64], uniform: &mut [u8]) {
        for (index, (component, bounds)) in components.iter().zip(&self.bounds).enumerate() {
            let component = self.hold(*component, *bounds);
            let bytes = match self.ty {
                ParamType::F32 | ParamType::Vector(_) => (component as f32).to_le_bytes(),
                ParamType::I32 => (component as i32).to_le_bytes(),
                ParamType::U32 => (component as u32).to_le_bytes(),
            };
            let at = self.offset as usize + 4 * index;
            uniform[at..at + 4].copy_from_slice(&bytes);
        }
    }

    fn refusal(&self, text: &str, misfit: &Misfit) -> ParamError {
        match misfit {
            Misfit::Type => {
                let (ty, example) = self.described();
                ParamError::Malformed {
                    name: self.name.clone(),
                    value: text.to_owned(),
                    ty,
                    example,
                }
            }
            Misfit::Range(outside) => ParamError::OutOfRange {
                name: self.name.clone(),
                value: outside.to_string(),
                range: self.range(),
            },
        }
    }
}

//! A scene's parameters: their types, their values, and the bytes the shader reads.

use naga::StructMember;

use super::origin::Origin;
use super::uniform::type_name;
use crate::scene::{Diagnostic, ParamSpec, ParamValue, Scene, nearest};

/// One field of the `params` uniform.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The field's name.
    pub name: String,
    /// Its WGSL type.
    pub ty: ParamType,
    /// Bytes from the start of the uniform.
    pub offset: u32,
    /// What the front matter says of it.
    pub spec: ParamSpec,
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
        ty: &'static str,
        /// A text of that type.
        example: &'static str,
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

/// The value of every parameter of a program.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamValues {
    params: Vec<Param>,
    values: Vec<ParamValue>,
}

impl ParamValues {
    /// The defaults of `params`; where the front matter gives none, the value nearest to zero.
    pub fn new(params: &[Param]) -> Self {
        let default = |param: &Param| match &param.spec.default {
            Some(value) => value.clone(),
            None => vec![param.spec.nearest(0.0); param.ty.components()],
        };
        Self {
            values: params.iter().map(default).collect(),
            params: params.to_vec(),
        }
    }

    /// Sets the parameter `name` from a text: a number, `true`, `false`, or numbers with commas.
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
        self.values[index] = self.params[index].parse(text)?;
        Ok(())
    }

    /// Writes every value to its place in the bytes of the uniform.
    pub fn write(&self, uniform: &mut [u8]) {
        for (param, value) in self.params.iter().zip(&self.values) {
            for (index, component) in value.iter().enumerate() {
                let at = param.offset as usize + 4 * index;
                let bytes = match param.ty {
                    ParamType::F32 | ParamType::Vector(_) => (*component as f32).to_le_bytes(),
                    ParamType::I32 => (*component as i32).to_le_bytes(),
                    ParamType::U32 => (*component as u32).to_le_bytes(),
                };
                uniform[at..at + 4].copy_from_slice(&bytes);
            }
        }
    }
}

impl ParamType {
    fn of(inner: &naga::TypeInner) -> Option<Self> {
        Some(match type_name(inner)? {
            "f32" => Self::F32,
            "i32" => Self::I32,
            "u32" => Self::U32,
            "vec2f" => Self::Vector(2),
            "vec3f" => Self::Vector(3),
            _ => Self::Vector(4),
        })
    }

    /// WGSL's name of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::I32 => "i32",
            Self::U32 => "u32",
            Self::Vector(2) => "vec2f",
            Self::Vector(3) => "vec3f",
            Self::Vector(_) => "vec4f",
        }
    }

    /// Numbers in a value.
    pub fn components(self) -> usize {
        match self {
            Self::Vector(components) => components,
            Self::F32 | Self::I32 | Self::U32 => 1,
        }
    }

    /// The type in words, and an example of how a value is written.
    fn described(self) -> (&'static str, &'static str) {
        match self {
            Self::F32 => ("a number (f32)", "0.5"),
            Self::I32 => ("a whole number (i32)", "-3"),
            Self::U32 => ("a whole number of 0 or more (u32)", "3"),
            Self::Vector(2) => ("two numbers (vec2f)", "0.5,1"),
            Self::Vector(3) => ("three numbers (vec3f)", "1,0.5,0"),
            Self::Vector(_) => ("four numbers (vec4f)", "1,0.5,0,1"),
        }
    }

    fn holds(self, value: &[f64]) -> bool {
        let fits = |number: &f64| match self {
            Self::F32 | Self::Vector(_) => number.abs() <= f64::from(f32::MAX),
            Self::I32 => f64::from(*number as i32) == *number,
            Self::U32 => f64::from(*number as u32) == *number,
        };
        value.len() == self.components() && value.iter().all(fits)
    }
}

impl Param {
    fn parse(&self, text: &str) -> Result<ParamValue, ParamError> {
        let number = |part: &str| match part.trim() {
            "true" => Some(1.0),
            "false" => Some(0.0),
            number => number
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite()),
        };
        let value: Option<Vec<f64>> = text.split(',').map(number).collect();
        let value = value.filter(|value| self.ty.holds(value)).ok_or_else(|| {
            let (ty, example) = self.ty.described();
            ParamError::Malformed {
                name: self.name.clone(),
                value: text.to_owned(),
                ty,
                example,
            }
        })?;
        match value.iter().find(|number| !self.spec.contains(**number)) {
            None => Ok(value),
            Some(outside) => Err(ParamError::OutOfRange {
                name: self.name.clone(),
                value: outside.to_string(),
                range: self.spec.range(),
            }),
        }
    }
}

/// The parameters that the members of `params` declare, with what the front matter says of each.
pub(super) fn params(
    module: &naga::Module,
    members: &[StructMember],
    structure: naga::Span,
    origin: &Origin,
    scene: &Scene,
) -> Result<Vec<Param>, Box<Diagnostic>> {
    members
        .iter()
        .map(|member| {
            let name = member.name.clone().unwrap_or_default();
            let Some(ty) = ParamType::of(&module.types[member.ty].inner) else {
                let message = format!("the parameter `{name}` has a type that none can have");
                return Err(origin
                    .at_field(structure, &name, &message)
                    .help("the types are f32, i32, u32, vec2f, vec3f and vec4f")
                    .into());
            };
            let spec = scene.params.get(&name).cloned().unwrap_or_default();
            if let Some(default) = &spec.default
                && !ty.holds(default)
            {
                let (words, example) = ty.described();
                let message = format!("the default of `{name}` does not fit its type");
                return Err(Diagnostic::new(&scene.source, Some(spec.span), message)
                    .help(format!(
                        "the WGSL declares {words}: write it as `default = {}`",
                        toml_example(ty, example)
                    ))
                    .into());
            }
            Ok(Param {
                name,
                ty,
                offset: member.offset,
                spec,
            })
        })
        .collect()
}

fn toml_example(ty: ParamType, example: &str) -> String {
    match ty {
        ParamType::Vector(_) => format!("[{}]", example.replace(',', ", ")),
        _ => example.to_owned(),
    }
}

/// Refuses front matter for a parameter that the WGSL does not declare.
pub(super) fn check_specs(params: &[Param], scene: &Scene) -> Result<(), Box<Diagnostic>> {
    let declared = |name: &String| params.iter().any(|param| param.name == *name);
    let Some((name, spec)) = scene.params.iter().find(|(name, _)| !declared(name)) else {
        return Ok(());
    };
    let names: Vec<&str> = params.iter().map(|param| param.name.as_str()).collect();
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "declare it: `struct Params {{ {name}: f32 }}` and `var<uniform> params: Params;`"
        ),
    };
    let message = format!("the WGSL declares no parameter `{name}`");
    Err(
        Diagnostic::new(&scene.source, Some(spec.span.clone()), message)
            .help(help)
            .into(),
    )
}

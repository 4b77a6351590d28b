//! The uniforms `frame` and `this_pass`: which fields there are, and where a scene's own declaration
//! puts them.

use naga::{ScalarKind, StructMember, TypeInner, VectorSize};

use super::origin::Origin;
use crate::scene::{Diagnostic, nearest};

/// One field of the `frame` uniform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameField {
    /// `vec2f`: width and height in pixels.
    Resolution,
    /// `f32`: seconds since frame 0.
    Time,
    /// `f32`: seconds from one frame to the next.
    Delta,
    /// `u32`: the frame's number.
    Index,
    /// `f32`: frames a second.
    Rate,
    /// `f32`: seconds the scene lasts.
    Duration,
    /// `f32`: how far through the duration, 0 ≤ p < 1.
    Progress,
    /// `vec4f`: the pointer, in pixels.
    Mouse,
    /// `vec3f`: what was turned by hand of the view, in longitude, latitude and distance.
    Orbit,
    /// `u32`: a number to vary a scene by.
    Seed,
    /// `u32`: 1 in an export.
    Exporting,
}

/// One field of the `this_pass` uniform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassField {
    /// `vec2f`: width and height of the target in pixels.
    Size,
    /// `u32`: the pass's number.
    Index,
    /// `u32`: the run's number within the frame.
    Run,
}

/// A field and the byte of the uniform it begins at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot<F> {
    /// Which field.
    pub field: F,
    /// Bytes from the start of the uniform.
    pub offset: u32,
}

/// A field of `frame`.
pub type FrameSlot = Slot<FrameField>;

/// A field of `this_pass`.
pub type PassSlot = Slot<PassField>;

pub(super) const FIELDS: [(&str, &str, FrameField); 11] = [
    ("resolution", "vec2f", FrameField::Resolution),
    ("time", "f32", FrameField::Time),
    ("delta", "f32", FrameField::Delta),
    ("index", "u32", FrameField::Index),
    ("rate", "f32", FrameField::Rate),
    ("duration", "f32", FrameField::Duration),
    ("progress", "f32", FrameField::Progress),
    ("mouse", "vec4f", FrameField::Mouse),
    ("orbit", "vec3f", FrameField::Orbit),
    ("seed", "u32", FrameField::Seed),
    ("exporting", "u32", FrameField::Exporting),
];

pub(super) const PASS_FIELDS: [(&str, &str, PassField); 3] = [
    ("size", "vec2f", PassField::Size),
    ("index", "u32", PassField::Index),
    ("run", "u32", PassField::Run),
];

/// Where the members of an author's uniform `variable` get their values, among `fields`.
pub(super) fn slots<F: Copy>(
    module: &naga::Module,
    members: &[StructMember],
    structure: naga::Span,
    origin: &Origin,
    (variable, fields): (&str, &[(&str, &str, F)]),
) -> Result<Vec<Slot<F>>, Box<Diagnostic>> {
    members
        .iter()
        .map(|member| {
            let name = member.name.as_deref().unwrap_or_default();
            let Some((_, wanted, field)) = fields.iter().find(|(known, ..)| *known == name) else {
                let names: Vec<&str> = fields.iter().map(|(known, ..)| *known).collect();
                let help = match nearest(name, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the fields are: {}", names.join(", ")),
                };
                let message = format!("`{variable}` has no field `{name}`");
                return Err(origin.at_field(structure, name, &message).help(help).into());
            };
            let found = type_name(&module.types[member.ty].inner);
            if found != Some(*wanted) {
                let message = format!("`{variable}.{name}` must be declared as {wanted}");
                let help = format!("write `{name}: {wanted},`");
                return Err(origin.at_field(structure, name, &message).help(help).into());
            }
            Ok(Slot {
                field: *field,
                offset: member.offset,
            })
        })
        .collect()
}

/// Whether a function of `module` reads member `field` of the variable that is bound as `number`. Where
/// the whole of it is copied, that is found too; where it is handed to another function, it is not.
pub(super) fn reads_field(module: &naga::Module, number: usize, field: usize) -> bool {
    use naga::Expression;
    let is_bound = |variable: &naga::GlobalVariable| {
        let bound = variable.binding.as_ref();
        bound.is_some_and(|bound| bound.binding as usize == number)
    };
    let entries = module.entry_points.iter().map(|entry| &entry.function);
    let functions = module.functions.iter().map(|(_, function)| function);
    functions.chain(entries).any(|function| {
        let is_variable = |expression: naga::Handle<Expression>| match function.expressions
            [expression]
        {
            Expression::GlobalVariable(variable) => is_bound(&module.global_variables[variable]),
            _ => false,
        };
        function
            .expressions
            .iter()
            .any(|(_, expression)| match *expression {
                Expression::AccessIndex { base, index } if index as usize == field => {
                    match function.expressions[base] {
                        Expression::Load { pointer } => is_variable(pointer),
                        _ => is_variable(base),
                    }
                }
                _ => false,
            })
    })
}

/// WGSL's short name of the 32-bit scalars and vectors; `None` for every other type.
pub(super) fn type_name(inner: &TypeInner) -> Option<&'static str> {
    let (size, scalar) = match inner {
        TypeInner::Scalar(scalar) => (None, scalar),
        TypeInner::Vector { size, scalar } => (Some(size), scalar),
        _ => return None,
    };
    match (scalar.kind, scalar.width, size) {
        (ScalarKind::Float, 4, None) => Some("f32"),
        (ScalarKind::Sint, 4, None) => Some("i32"),
        (ScalarKind::Uint, 4, None) => Some("u32"),
        (ScalarKind::Float, 4, Some(VectorSize::Bi)) => Some("vec2f"),
        (ScalarKind::Float, 4, Some(VectorSize::Tri)) => Some("vec3f"),
        (ScalarKind::Float, 4, Some(VectorSize::Quad)) => Some("vec4f"),
        _ => None,
    }
}

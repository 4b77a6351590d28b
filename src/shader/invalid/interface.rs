//! What is wrong with what an entry point takes and returns, in WGSL's words.

use naga::common::wgsl::TryToWgsl;
use naga::valid::{EntryPointError, ValidationError, VaryingError};
use naga::{
    AddressSpace, BuiltIn, EntryPoint, Handle, Module, ShaderStage, StorageAccess, Type, TypeInner,
};

use super::{Words, name_of, name_of_inner};
use crate::shader::origin::author_name;

/// What `error` says, where it is of an entry point's inputs, outputs or resources.
pub(super) fn words(module: &Module, error: &ValidationError) -> Option<Words> {
    let ValidationError::EntryPoint { name, source, .. } = error else {
        return None;
    };
    let entry = module
        .entry_points
        .iter()
        .find(|entry| entry.name == *name)?;
    match source {
        EntryPointError::MissingVertexOutputPosition => Some((
            format!("`{name}` returns no place for its vertices"),
            "return `@builtin(position) vec4f`, alone or as a field of a struct".to_owned(),
        )),
        EntryPointError::InvalidGlobalUsage(variable, _) => {
            let variable = &module.global_variables[*variable];
            let name = author_name(variable.name.as_deref()?);
            let AddressSpace::Storage { access } = variable.space else {
                return None;
            };
            (!access.contains(StorageAccess::STORE)).then(|| {
                (
                    format!("`{name}` is written, and is declared to be read only"),
                    format!("declare it `var<storage, read_write> {name}`"),
                )
            })
        }
        EntryPointError::Argument(index, error) => {
            let argument = entry.function.arguments.get(*index as usize)?;
            let argument_name = author_name(argument.name.as_deref()?);
            let example = format!("{argument_name}: {}", name_of(module, argument.ty));
            varying(module, error, argument.ty, || {
                let given = given(entry, &module.types[argument.ty].inner);
                (
                    format!("`{name}` takes `{argument_name}` from nowhere"),
                    format!("say what it is: `{given} {example}`"),
                )
            })
        }
        EntryPointError::Result(error) => {
            let result = entry.function.result.as_ref()?;
            varying(module, error, result.ty, || {
                let place = match entry.stage {
                    ShaderStage::Vertex => "@builtin(position)",
                    _ => "@location(0)",
                };
                let ty = name_of(module, result.ty);
                (
                    format!("`{name}` does not say where its result goes"),
                    format!("write `-> {place} {ty}`"),
                )
            })
        }
        _ => None,
    }
}

/// What is wrong with an input or output of type `ty`; `unbound` says it of one without attribute.
fn varying(
    module: &Module,
    error: &VaryingError,
    ty: Handle<Type>,
    unbound: impl FnOnce() -> Words,
) -> Option<Words> {
    Some(match error {
        VaryingError::MissingBinding => unbound(),
        VaryingError::MemberMissingBinding(index) => {
            let TypeInner::Struct { members, .. } = &module.types[ty].inner else {
                return None;
            };
            let member = members.get(*index as usize)?.name.as_deref()?;
            (
                format!("the field `{member}` does not say where it comes from or goes"),
                format!("write `@location(0) {member}`, each with a number of its own"),
            )
        }
        VaryingError::InvalidBuiltInType(value, found) => {
            let (value_name, wanted) = (value.try_to_wgsl()?, type_of(*value)?);
            let found = name_of_inner(module, found);
            (
                format!("`@builtin({value_name})` is {wanted}, not {found}"),
                format!(
                    "declare it {wanted}, and take what is needed of it, such as `position.xy`"
                ),
            )
        }
        VaryingError::InvalidInterpolationForInteger => (
            "whole numbers cannot be blended between vertices".to_owned(),
            "write `@interpolate(flat)`, as in `@location(0) @interpolate(flat) id: u32`"
                .to_owned(),
        ),
        VaryingError::InvalidBuiltInStage(value) => (
            format!("`@builtin({})` is not of this stage", value.try_to_wgsl()?),
            "vertex functions have vertex_index and instance_index, fragment functions position, \
             compute functions global_invocation_id"
                .to_owned(),
        ),
        _ => return None,
    })
}

/// What an entry point is most probably given as a value of this type.
fn given(entry: &EntryPoint, ty: &TypeInner) -> &'static str {
    match (entry.stage, ty) {
        (ShaderStage::Fragment, TypeInner::Vector { .. }) => "@builtin(position)",
        (ShaderStage::Vertex, TypeInner::Scalar(_)) => "@builtin(vertex_index)",
        (ShaderStage::Compute, TypeInner::Vector { .. }) => "@builtin(global_invocation_id)",
        _ => "@location(0)",
    }
}

/// The type of what the engine gives.
fn type_of(value: BuiltIn) -> Option<&'static str> {
    Some(match value {
        BuiltIn::Position { .. } => "vec4f",
        BuiltIn::FragDepth => "f32",
        BuiltIn::FrontFacing => "bool",
        BuiltIn::VertexIndex
        | BuiltIn::InstanceIndex
        | BuiltIn::SampleIndex
        | BuiltIn::SampleMask
        | BuiltIn::LocalInvocationIndex => "u32",
        BuiltIn::GlobalInvocationId
        | BuiltIn::LocalInvocationId
        | BuiltIn::WorkGroupId
        | BuiltIn::NumWorkGroups => "vec3u",
        _ => return None,
    })
}

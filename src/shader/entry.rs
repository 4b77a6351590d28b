//! Finds the entry point that draws the picture, and checks that it can.

use naga::{Binding, BuiltIn, EntryPoint, FunctionResult, ShaderStage, Type, TypeInner};

use super::origin::Origin;
use super::uniform::type_name;
use crate::scene::Diagnostic;

const EXAMPLE: &str =
    "@fragment fn image(@builtin(position) position: vec4f) -> @location(0) vec4f { … }";

/// The name of the one fragment entry point.
pub(super) fn picture(module: &naga::Module, origin: &Origin) -> Result<String, Box<Diagnostic>> {
    let is_fragment = |entry: &&EntryPoint| entry.stage == ShaderStage::Fragment;
    let entries: Vec<_> = module.entry_points.iter().filter(is_fragment).collect();
    let entry = match entries.as_slice() {
        [entry] => entry,
        [] => {
            let message = "the scene has no fragment entry point: nothing draws the picture";
            let help = format!("write one: {EXAMPLE}");
            return Err(Diagnostic::new(&origin.source, None, message)
                .help(help)
                .into());
        }
        [_, second, ..] => {
            let names: Vec<_> = entries.iter().map(|entry| entry.name.as_str()).collect();
            let message = format!(
                "the scene has several fragment entry points: {}",
                names.join(", ")
            );
            let diagnostic = origin.at_function(&second.name, &message);
            return Err(diagnostic
                .help("keep the one that draws the picture")
                .into());
        }
    };
    check_inputs(module, entry, origin)?;
    check_output(module, entry, origin)?;
    Ok(entry.name.clone())
}

fn check_inputs(
    module: &naga::Module,
    entry: &EntryPoint,
    origin: &Origin,
) -> Result<(), Box<Diagnostic>> {
    let given = |binding: Option<&Binding>| {
        matches!(
            binding,
            Some(Binding::BuiltIn(
                BuiltIn::Position { .. }
                    | BuiltIn::FrontFacing
                    | BuiltIn::SampleIndex
                    | BuiltIn::SampleMask
            ))
        )
    };
    let mut inputs = entry.function.arguments.iter().flat_map(|argument| {
        match (&argument.binding, &module.types[argument.ty].inner) {
            (None, TypeInner::Struct { members, .. }) => members
                .iter()
                .map(|member| member.binding.as_ref())
                .collect(),
            (binding, _) => vec![binding.as_ref()],
        }
    });
    if inputs.all(given) {
        return Ok(());
    }
    let message = format!(
        "`{}` asks for an input that the picture has not",
        entry.name
    );
    let help = "take `@builtin(position)`: pixels from the top left, at their centres";
    Err(origin.at_function(&entry.name, &message).help(help).into())
}

fn check_output(
    module: &naga::Module,
    entry: &EntryPoint,
    origin: &Origin,
) -> Result<(), Box<Diagnostic>> {
    let is_color = |ty: &Type, binding: Option<&Binding>| {
        matches!(binding, Some(Binding::Location { location: 0, .. }))
            && type_name(&ty.inner) == Some("vec4f")
    };
    let fits = |result: &FunctionResult| match &module.types[result.ty] {
        Type {
            inner: TypeInner::Struct { members, .. },
            ..
        } => match members.as_slice() {
            [member] => is_color(&module.types[member.ty], member.binding.as_ref()),
            _ => false,
        },
        ty => is_color(ty, result.binding.as_ref()),
    };
    if entry.function.result.as_ref().is_some_and(fits) {
        return Ok(());
    }
    let message = format!(
        "`{}` must return the pixel's colour as `@location(0) vec4f`",
        entry.name
    );
    let help = format!("write it as: {EXAMPLE}");
    Err(origin.at_function(&entry.name, &message).help(help).into())
}

//! Checks that entry points take what they are given and return what their targets get.

use naga::{
    Binding, BuiltIn, EntryPoint, FunctionResult, Handle, ScalarKind, ShaderStage, Type, TypeInner,
};

use super::origin::Origin;
use super::program::Target;
use crate::scene::{Diagnostic, TexelKind};

const EXAMPLE: &str =
    "@fragment fn image(@builtin(position) position: vec4f) -> @location(0) vec4f { … }";

/// The name of the one fragment entry point, which draws the picture.
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
                .help("say in the front matter what each is for: `[[pass]]` with `entry` and `target`")
                .into());
        }
    };
    Ok(entry.name.clone())
}

/// Checks that what a fragment function asks for is given: by `vertex`, or by the triangle that
/// covers the target.
pub(super) fn check_inputs(
    module: &naga::Module,
    entry: &EntryPoint,
    vertex: Option<&EntryPoint>,
    origin: &Origin,
) -> Result<(), Box<Diagnostic>> {
    let given = match vertex {
        Some(vertex) => outputs(module, vertex),
        None => Vec::new(),
    };
    for (binding, ty) in inputs(module, entry) {
        let location = match binding {
            Some(Binding::BuiltIn(
                BuiltIn::Position { .. }
                | BuiltIn::FrontFacing
                | BuiltIn::SampleIndex
                | BuiltIn::SampleMask
                | BuiltIn::PrimitiveIndex,
            )) => continue,
            Some(Binding::Location { location, .. }) => Some(*location),
            _ => None,
        };
        let matching = given.iter().find(|(other, _)| Some(*other) == location);
        let (message, help) = match (vertex, location, matching) {
            (_, Some(_), Some((_, other)))
                if module.types[*other].inner == module.types[ty].inner =>
            {
                continue;
            }
            (Some(vertex), Some(location), Some(_)) => (
                format!(
                    "`{}` takes @location({location}) as another type than `{}` gives it",
                    entry.name, vertex.name
                ),
                "give both the same type",
            ),
            (Some(vertex), Some(location), None) => (
                format!(
                    "`{}` takes @location({location}), which `{}` does not give",
                    entry.name, vertex.name
                ),
                "return it from the vertex function",
            ),
            _ => (
                format!("`{}` asks for an input that it is not given", entry.name),
                "take `@builtin(position)`: pixels from the top left, at their centres",
            ),
        };
        return Err(origin.at_function(&entry.name, &message).help(help).into());
    }
    Ok(())
}

/// Checks that a vertex function asks for no more than its number: nothing else is given.
pub(super) fn check_vertex(
    module: &naga::Module,
    entry: &EntryPoint,
    origin: &Origin,
) -> Result<(), Box<Diagnostic>> {
    let is_given = |binding: Option<&Binding>| matches!(binding, Some(Binding::BuiltIn(_)));
    if inputs(module, entry)
        .into_iter()
        .all(|(binding, _)| is_given(binding))
    {
        return Ok(());
    }
    let message = format!("`{}` asks for an input that it is not given", entry.name);
    let help = "take `@builtin(vertex_index)` and `@builtin(instance_index)`, and read the rest \
                from a buffer or a texture";
    Err(origin.at_function(&entry.name, &message).help(help).into())
}

fn inputs<'a>(
    module: &'a naga::Module,
    entry: &'a EntryPoint,
) -> Vec<(Option<&'a Binding>, Handle<Type>)> {
    let arguments = entry.function.arguments.iter();
    arguments
        .flat_map(
            |argument| match (&argument.binding, &module.types[argument.ty].inner) {
                (None, TypeInner::Struct { members, .. }) => members
                    .iter()
                    .map(|member| (member.binding.as_ref(), member.ty))
                    .collect(),
                (binding, _) => vec![(binding.as_ref(), argument.ty)],
            },
        )
        .collect()
}

/// The number of locations up to the last that a vertex function returns a value at.
pub(super) fn varyings(module: &naga::Module, vertex: &EntryPoint) -> u32 {
    let given = outputs(module, vertex).into_iter();
    let last = given.map(|(location, _)| location).max();
    last.map_or(0, |last| last.saturating_add(1))
}

/// The locations that a function returns values at, and their types.
fn outputs(module: &naga::Module, entry: &EntryPoint) -> Vec<(u32, Handle<Type>)> {
    let location = |binding: Option<&Binding>, ty| match binding {
        Some(Binding::Location { location, .. }) => Some((*location, ty)),
        _ => None,
    };
    let Some(FunctionResult { ty, binding }) = &entry.function.result else {
        return Vec::new();
    };
    match &module.types[*ty].inner {
        TypeInner::Struct { members, .. } => members
            .iter()
            .filter_map(|member| location(member.binding.as_ref(), member.ty))
            .collect(),
        _ => location(binding.as_ref(), *ty).into_iter().collect(),
    }
}

/// Checks that a fragment function returns a value for each target, of the target's kind.
pub(super) fn check_outputs<'a>(
    module: &naga::Module,
    entry: &EntryPoint,
    origin: &Origin,
    targets: impl Iterator<Item = &'a Target>,
) -> Result<(), Box<Diagnostic>> {
    let given = outputs(module, entry);
    let targets: Vec<&Target> = targets.collect();
    for (location, target) in targets.iter().enumerate() {
        let format = target.format;
        let ty = given.iter().find(|(other, _)| *other as usize == location);
        let fits = ty.is_some_and(|(_, ty)| {
            let inner = &module.types[*ty].inner;
            let components = inner.components().unwrap_or(1);
            let kind = inner.scalar_kind();
            kind == Some(scalar_kind(format.kind)) && components >= format.components
        });
        if fits {
            continue;
        }
        let wanted = match format.components {
            1 => format.kind.scalar().to_owned(),
            count => format!("vec{count}{}", &format.kind.scalar()[..1]),
        };
        let name = &entry.name;
        let what = match (target.name.as_str(), targets.len()) {
            ("picture", 1) => "the pixel's colour".to_owned(),
            (target, _) => format!("what `{target}` gets"),
        };
        let message = format!("`{name}` must return {what} as `@location({location}) {wanted}`");
        let help = match targets.len() {
            1 => format!(
                "write it as: {}",
                EXAMPLE.replace("vec4f {", &format!("{wanted} {{"))
            ),
            _ => "return a struct with a `@location(k)` field for the target at place k".to_owned(),
        };
        return Err(origin.at_function(name, &message).help(help).into());
    }
    match given
        .iter()
        .find(|(location, _)| *location as usize >= targets.len())
    {
        Some((location, _)) => {
            let message = format!(
                "`{}` returns @location({location}), for which the pass has no target",
                entry.name
            );
            let help = "list one for each output: `target = [\"a\", \"b\"]`";
            Err(origin.at_function(&entry.name, &message).help(help).into())
        }
        None => Ok(()),
    }
}

fn scalar_kind(kind: TexelKind) -> ScalarKind {
    match kind {
        TexelKind::Float => ScalarKind::Float,
        TexelKind::Uint => ScalarKind::Uint,
        TexelKind::Sint => ScalarKind::Sint,
    }
}

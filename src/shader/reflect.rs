//! Finds what a module declares, gives every resource its binding number, and says what fills it.

use std::collections::HashMap;

use naga::{AddressSpace, Expression, GlobalVariable, Handle, ResourceBinding};

use super::bind::Binder;
use super::origin::{Origin, author_name};
use super::param::{self, Param};
use super::program::{Binding, Buffer, Resource, Target, TextureOf};
use crate::scene::{Diagnostic, Scene, TextureFiles};

pub(super) struct Reflected {
    pub(super) bindings: Vec<Binding>,
    /// The variable of each binding.
    pub(super) variables: Vec<Handle<GlobalVariable>>,
    pub(super) params: Vec<Param>,
}

/// Binds the module's resources by name and renumbers them in the order they are declared.
pub(super) fn reflect(
    module: &mut naga::Module,
    origin: &Origin,
    scene: &Scene,
    targets: &[Target],
    buffers: &[Buffer],
) -> Result<Reflected, Box<Diagnostic>> {
    refuse_overrides(module, origin)?;
    let mut reflected = Reflected {
        bindings: Vec::new(),
        variables: Vec::new(),
        params: Vec::new(),
    };
    // What several files declare by one name is one resource: the number that it has.
    let mut again: HashMap<Handle<GlobalVariable>, usize> = HashMap::new();
    for (handle, variable) in module.global_variables.iter() {
        if matches!(
            variable.space,
            AddressSpace::Private | AddressSpace::WorkGroup
        ) {
            continue;
        }
        let binder = Binder {
            module,
            variable,
            name: author_name(variable.name.as_deref().unwrap_or_default()),
            span: module.global_variables.get_span(handle),
            origin,
            scene,
            targets,
            buffers,
        };
        let mut known = reflected.bindings.iter();
        let same_name = known.position(|one| one.name == binder.name);
        if let Some(number) = same_name {
            check_same(&binder, reflected.variables[number])?;
            again.insert(handle, number);
            continue;
        }
        let resource = binder.resource(&mut reflected.params)?;
        let name = binder.name.to_owned();
        reflected.bindings.push(Binding { name, resource });
        reflected.variables.push(handle);
    }
    param::check_specs(&reflected.params, scene)?;
    check_inputs(&reflected.bindings, scene, buffers)?;
    let first = reflected.variables.iter().copied().enumerate();
    let numbers: Vec<_> = first
        .chain(again.iter().map(|(handle, number)| (*number, *handle)))
        .collect();
    for (number, handle) in numbers {
        module.global_variables.get_mut(handle).binding = Some(ResourceBinding {
            group: 0,
            binding: number as u32,
        });
    }
    if !again.is_empty() {
        let first = |handle| {
            again
                .get(&handle)
                .map(|number| reflected.variables[*number])
        };
        redirect(module, first);
    }
    Ok(reflected)
}

/// Refuses a picture, video or buffer that the WGSL does not declare.
fn check_inputs(
    bindings: &[Binding],
    scene: &Scene,
    buffers: &[Buffer],
) -> Result<(), Box<Diagnostic>> {
    let is_declared = |name: &str| {
        bindings.iter().any(|binding| match &binding.resource {
            Resource::Texture {
                of: TextureOf::Picture(other) | TextureOf::Video(other),
                ..
            } => other == name,
            Resource::Buffer { buffer, .. } => buffers[*buffer].name == name,
            _ => false,
        })
    };
    let textures = scene.textures.iter().map(|(name, spec)| {
        let ty = match spec.files {
            TextureFiles::Flat(_) => "texture_2d<f32>",
            _ => "texture_cube<f32>",
        };
        (name, &spec.span, format!("var {name}: {ty};"))
    });
    let videos = scene.videos.iter();
    let videos =
        videos.map(|(name, spec)| (name, &spec.span, format!("var {name}: texture_2d<f32>;")));
    let buffers = scene.buffers.iter().map(|(name, spec)| {
        let variable = format!("var<storage, read_write> {name}: array<u32>;");
        (name, &spec.span, variable)
    });
    let mut inputs = textures.chain(videos).chain(buffers);
    let Some((name, span, variable)) = inputs.find(|(name, ..)| !is_declared(name)) else {
        return Ok(());
    };
    let message = format!("the WGSL declares no variable `{name}`");
    let help = format!("declare it, `@group(0) @binding(0) {variable}`, or leave this out");
    Err(Diagnostic::new(&scene.source, Some(span.clone()), message)
        .help(help)
        .into())
}

/// Refuses a variable that another file declares by the same name as something else.
fn check_same(binder: &Binder<'_>, other: Handle<GlobalVariable>) -> Result<(), Box<Diagnostic>> {
    let Binder {
        module,
        variable,
        name,
        origin,
        ..
    } = binder;
    let first = &module.global_variables[other];
    if first.ty == variable.ty && first.space == variable.space {
        return Ok(());
    }
    let place = origin.named(module.global_variables.get_span(other));
    let place = place.unwrap_or_else(|| "another file".to_owned());
    let message = format!("`{name}` is declared here as another type than in {place}");
    let help = match *name {
        "frame" | "this_pass" => format!("write `#import shaderpipe::{name}` in both"),
        _ => "it is one resource: declare it in one file, and import it from there in the other"
            .to_owned(),
    };
    Err(origin.diagnostic(binder.span, &message).help(help).into())
}

/// Has all code use the variable that `first` gives in place of another.
fn redirect(
    module: &mut naga::Module,
    first: impl Fn(Handle<GlobalVariable>) -> Option<Handle<GlobalVariable>>,
) {
    let functions = module.functions.iter_mut().map(|(_, function)| function);
    let entries = module
        .entry_points
        .iter_mut()
        .map(|entry| &mut entry.function);
    for function in functions.chain(entries) {
        for (_, expression) in function.expressions.iter_mut() {
            if let Expression::GlobalVariable(handle) = expression
                && let Some(other) = first(*handle)
            {
                *handle = other;
            }
        }
    }
}

/// Fills in the bytes that the types of buffers have: of one that ends in an array of any length, with
/// one element. For a module that is valid.
pub(super) fn measure(module: &naga::Module, reflected: &Reflected, buffers: &mut [Buffer]) {
    for (binding, variable) in reflected.bindings.iter().zip(&reflected.variables) {
        if let Resource::Buffer { buffer, .. } = binding.resource {
            let ty = module.global_variables[*variable].ty;
            let bytes = u64::from(module.types[ty].inner.size(module.to_ctx()));
            let least = &mut buffers[buffer].least;
            *least = bytes.max(*least);
        }
    }
}

/// Nobody sets a pipeline's constants here.
fn refuse_overrides(module: &naga::Module, origin: &Origin) -> Result<(), Box<Diagnostic>> {
    let mut overrides = module.overrides.iter();
    let Some((handle, unset)) = overrides.find(|(_, constant)| constant.init.is_none()) else {
        return Ok(());
    };
    let name = author_name(unset.name.as_deref().unwrap_or_default());
    let message = format!("nothing sets the override `{name}`");
    let span = module.overrides.get_span(handle);
    let help = "give it a value, or make it a field of `params`";
    Err(origin.diagnostic(span, &message).help(help).into())
}

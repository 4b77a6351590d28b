//! Finds what a module declares, gives every resource its binding number, and says what fills it.

use naga::{AddressSpace, GlobalVariable, ResourceBinding, StructMember, TypeInner};

use super::origin::{Origin, author_name};
use super::param::{self, Param};
use super::uniform::{self, FrameSlot};
use crate::scene::{Diagnostic, Scene, nearest};

/// One resource that a module declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The variable's name, as the author wrote it.
    pub name: String,
    /// What fills it.
    pub resource: Resource,
}

/// What fills a resource.
#[derive(Clone, Debug, PartialEq)]
pub enum Resource {
    /// What changes from frame to frame: a uniform of `bytes` bytes with these fields.
    Frame {
        /// The uniform's size.
        bytes: u32,
        /// Its fields.
        slots: Vec<FrameSlot>,
    },
    /// The parameters: a uniform of `bytes` bytes.
    Params {
        /// The uniform's size.
        bytes: u32,
    },
}

/// The names that a scene may declare a variable under.
const PROVIDED: [&str; 2] = ["frame", "params"];

pub(super) struct Reflected {
    pub(super) bindings: Vec<Binding>,
    pub(super) params: Vec<Param>,
}

/// Binds the module's resources by name and renumbers them in the order they are declared.
pub(super) fn reflect(
    module: &mut naga::Module,
    origin: &Origin,
    scene: &Scene,
) -> Result<Reflected, Box<Diagnostic>> {
    let mut reflected = Reflected {
        bindings: Vec::new(),
        params: Vec::new(),
    };
    refuse_overrides(module, origin)?;
    let mut numbered = Vec::new();
    for (handle, variable) in module.global_variables.iter() {
        if matches!(
            variable.space,
            AddressSpace::Private | AddressSpace::WorkGroup
        ) {
            continue;
        }
        let span = module.global_variables.get_span(handle);
        let binding = bind(module, variable, span, origin, scene, &mut reflected.params)?;
        numbered.push((handle, reflected.bindings.len()));
        reflected.bindings.push(binding);
    }
    param::check_specs(&reflected.params, scene)?;
    for (handle, number) in numbered {
        module.global_variables.get_mut(handle).binding = Some(ResourceBinding {
            group: 0,
            binding: number as u32,
        });
    }
    Ok(reflected)
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

fn bind(
    module: &naga::Module,
    variable: &GlobalVariable,
    span: naga::Span,
    origin: &Origin,
    scene: &Scene,
    params: &mut Vec<Param>,
) -> Result<Binding, Box<Diagnostic>> {
    let name = author_name(variable.name.as_deref().unwrap_or_default()).to_owned();
    let declared = module.types.get_span(variable.ty);
    let structure = if origin.locate(declared).is_some() {
        declared
    } else {
        span
    };
    let resource = match name.as_str() {
        "frame" => {
            let (members, bytes) = uniform_struct(module, variable, &name, span, origin)?;
            let slots = uniform::frame_slots(module, members, structure, origin)?;
            Resource::Frame { bytes, slots }
        }
        "params" => {
            let (members, bytes) = uniform_struct(module, variable, &name, span, origin)?;
            *params = param::params(module, members, structure, origin, scene)?;
            Resource::Params { bytes }
        }
        _ => return Err(not_provided(&name, span, origin)),
    };
    Ok(Binding { name, resource })
}

fn not_provided(name: &str, span: naga::Span, origin: &Origin) -> Box<Diagnostic> {
    let help = match nearest(name, PROVIDED) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("a scene is given: {}", PROVIDED.join(", ")),
    };
    let message = format!("nothing provides the variable `{name}`");
    origin.diagnostic(span, &message).help(help).into()
}

fn uniform_struct<'a>(
    module: &'a naga::Module,
    variable: &GlobalVariable,
    name: &str,
    span: naga::Span,
    origin: &Origin,
) -> Result<(&'a [StructMember], u32), Box<Diagnostic>> {
    match &module.types[variable.ty].inner {
        TypeInner::Struct { members, span } if variable.space == AddressSpace::Uniform => {
            Ok((members, *span))
        }
        _ => {
            let message = format!("`{name}` must be a uniform of a struct type");
            let help = format!(
                "write `struct S {{ … }}` and `@group(0) @binding(0) var<uniform> {name}: S;`"
            );
            Err(origin.diagnostic(span, &message).help(help).into())
        }
    }
}

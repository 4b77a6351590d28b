//! Finds where a pass reads a target or a buffer by the pixels that it draws itself: drawn more finely
//! than what it reads, it would find other texels there.
//!
//! Follows what each value is made of through calls, variables and loops. What it cannot follow it takes
//! for free of pixels; of parts of a value that it does not tell apart, all count if one does. Knows no
//! sizes: whether a pass is drawn more finely is not asked here.

mod degree;
mod function;

use std::collections::HashMap;

use naga::{AddressSpace, Function, GlobalVariable, Handle, Span};

use degree::Degrees;
use function::Running;

use super::origin::Origin;
use super::program::{PICTURE, PixelRead, PixelReadKind, Resource, TextureOf};
use super::reflect::Reflected;
use super::uniform::{FrameField, PassField};

/// Expressions that are looked at for one pass: no scene that people write has a tenth as many.
const MOST_STEPS: usize = 4_000_000;

/// What is known of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Value {
    degrees: Degrees,
    /// The resource that it is, or is a part of.
    variable: Option<Handle<GlobalVariable>>,
}

impl From<Degrees> for Value {
    fn from(degrees: Degrees) -> Self {
        let variable = None;
        Self { degrees, variable }
    }
}

/// A look at one pass.
struct Search<'a> {
    module: &'a naga::Module,
    reflected: &'a Reflected,
    /// What functions gave for what they were given.
    known: HashMap<(Handle<Function>, Vec<Value>), Value>,
    /// What the module's own variables held.
    private: HashMap<Handle<GlobalVariable>, Degrees>,
    found: Option<(Handle<GlobalVariable>, PixelReadKind, Span)>,
    steps: usize,
}

/// The first place at which one of `entries` reads a target or a buffer by the pixels that are drawn.
pub(super) fn find(
    module: &naga::Module,
    reflected: &Reflected,
    origin: &Origin,
    entries: &[&str],
) -> Option<PixelRead> {
    let mut search = Search {
        module,
        reflected,
        known: HashMap::new(),
        private: HashMap::new(),
        found: None,
        steps: 0,
    };
    // Twice, as one function may read what another leaves in a variable of the module.
    for _ in 0..2 {
        search.known.clear();
        let named = module.entry_points.iter();
        for entry in named.filter(|entry| entries.contains(&entry.name.as_str())) {
            let arguments = entry.function.arguments.iter();
            let arguments = arguments
                .map(|argument| function::input(module, argument.binding.as_ref(), argument.ty));
            Running::new(&entry.function, arguments.collect()).run(&mut search);
        }
    }
    let (variable, kind, span) = search.found?;
    let number = search.number(variable)?;
    Some(PixelRead {
        name: reflected.bindings[number].name.clone(),
        place: origin.named(span),
        kind,
    })
}

impl Search<'_> {
    fn number(&self, variable: Handle<GlobalVariable>) -> Option<usize> {
        let mut variables = self.reflected.variables.iter();
        variables.position(|one| *one == variable)
    }

    fn resource(&self, variable: Handle<GlobalVariable>) -> Option<&Resource> {
        let number = self.number(variable)?;
        Some(&self.reflected.bindings[number].resource)
    }

    /// What a variable of the module holds.
    fn variable(&self, variable: Handle<GlobalVariable>) -> Value {
        let degrees = match self.module.global_variables[variable].space {
            AddressSpace::Private => self.private.get(&variable).copied(),
            _ => None,
        };
        Value {
            degrees: degrees.unwrap_or(Degrees::FREE),
            variable: Some(variable),
        }
    }

    /// Member `index` of what is, or lies in, `variable`.
    fn member(&self, variable: Handle<GlobalVariable>, index: u32) -> Option<Value> {
        let index = index as usize;
        let counts = match self.resource(variable)? {
            Resource::Frame { slots, .. } => matches!(
                slots.get(index)?.field,
                FrameField::Resolution | FrameField::Mouse
            ),
            Resource::Pass { slots, .. } => matches!(slots.get(index)?.field, PassField::Size),
            _ => return None,
        };
        let degrees = if counts {
            Degrees::PIXELS
        } else {
            Degrees::FREE
        };
        Some(degrees.into())
    }

    /// Notes that `base` is read at `place`, if that counts pixels and `base` keeps its size.
    fn read(&mut self, base: Value, place: Degrees, samples: bool, span: Span) {
        let Some(variable) = base.variable.filter(|_| place.has_pixels()) else {
            return;
        };
        let kind = match self.resource(variable) {
            Some(Resource::Buffer { .. }) => PixelReadKind::Element,
            Some(Resource::Texture { of, .. }) => match of {
                // It is drawn as finely as the pass itself.
                TextureOf::Target(PICTURE) => return,
                TextureOf::Target(_) | TextureOf::History(_) if samples => PixelReadKind::Sample,
                TextureOf::Target(_) | TextureOf::History(_) => PixelReadKind::Texel,
                _ => return,
            },
            _ => return,
        };
        self.found.get_or_insert((variable, kind, span));
    }

    fn call(&mut self, callee: Handle<Function>, arguments: Vec<Value>) -> Value {
        let key = (callee, arguments);
        if let Some(value) = self.known.get(&key) {
            return *value;
        }
        let running = Running::new(&self.module.functions[callee], key.1.clone());
        let value = running.run(self);
        self.known.insert(key, value);
        value
    }
}

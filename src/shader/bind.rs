//! What fills a variable of the WGSL, by its name.

use naga::{
    AddressSpace, GlobalVariable, ImageClass, ImageDimension, ScalarKind, StorageAccess,
    StructMember, TypeInner,
};

use super::origin::Origin;
use super::param::{self, Param};
use super::program::{Buffer, PICTURE, Resource, Target, TextureOf, TextureShape};
use super::targets::storage_name;
use super::uniform::{FIELDS, PASS_FIELDS, slots};
use crate::scene::{Diagnostic, Filter, Scene, TexelKind, TextureFiles, Wrap, nearest};

/// One variable, and everything that it could be bound to.
pub(super) struct Binder<'a> {
    pub(super) module: &'a naga::Module,
    pub(super) variable: &'a GlobalVariable,
    pub(super) name: &'a str,
    pub(super) span: naga::Span,
    pub(super) origin: &'a Origin,
    pub(super) scene: &'a Scene,
    pub(super) targets: &'a [Target],
    pub(super) buffers: &'a [Buffer],
}

impl Binder<'_> {
    /// What fills the variable.
    pub(super) fn resource(&self, params: &mut Vec<Param>) -> Result<Resource, Box<Diagnostic>> {
        let structure = self.structure_span();
        let fields = (self.module, self.origin);
        match self.name {
            "frame" => {
                let (members, bytes) = self.uniform()?;
                let slots = slots(fields.0, members, structure, fields.1, ("frame", &FIELDS))?;
                Ok(Resource::Frame { bytes, slots })
            }
            "this_pass" => {
                let (members, bytes) = self.uniform()?;
                let known = ("this_pass", &PASS_FIELDS[..]);
                let slots = slots(fields.0, members, structure, fields.1, known)?;
                Ok(Resource::Pass { bytes, slots })
            }
            "params" => {
                let (members, bytes) = self.uniform()?;
                *params = param::params(self.module, members, structure, self.origin, self.scene)?;
                Ok(Resource::Params { bytes })
            }
            _ => match &self.module.types[self.variable.ty].inner {
                TypeInner::Image {
                    class: ImageClass::Storage { format, access },
                    ..
                } => self.storage(*format, *access),
                TypeInner::Image { class, .. } => self.texture(*class),
                TypeInner::Sampler { comparison } => self.sampler(*comparison),
                _ => self.buffer(),
            },
        }
    }

    /// Where the type of the variable is declared, if the author did.
    fn structure_span(&self) -> naga::Span {
        let declared = self.module.types.get_span(self.variable.ty);
        match self.origin.locate(declared) {
            Some(_) => declared,
            None => self.span,
        }
    }

    fn wrong(&self, message: &str, help: impl Into<String>) -> Box<Diagnostic> {
        self.origin.diagnostic(self.span, message).help(help).into()
    }

    fn uniform(&self) -> Result<(&[StructMember], u32), Box<Diagnostic>> {
        match &self.module.types[self.variable.ty].inner {
            TypeInner::Struct { members, span } if self.variable.space == AddressSpace::Uniform => {
                Ok((members, *span))
            }
            _ => {
                let name = self.name;
                let message = format!("`{name}` must be a uniform of a struct type");
                let help = format!(
                    "write `struct S {{ … }}` and `@group(0) @binding(0) var<uniform> {name}: S;`"
                );
                Err(self.wrong(&message, help))
            }
        }
    }

    fn texture(&self, class: ImageClass) -> Result<Resource, Box<Diagnostic>> {
        let Some(of) = self.texture_named(self.name) else {
            return Err(self.not_provided());
        };
        let shape = self.shape()?;
        let kind = match class {
            ImageClass::Sampled { kind, multi: false } => texel_kind(kind),
            _ => None,
        };
        let (wanted_shape, wanted_kind) = match &of {
            TextureOf::Target(target) if self.targets[*target].layers > 1 => {
                (TextureShape::Layered, self.targets[*target].format.kind)
            }
            TextureOf::Target(target) => (TextureShape::Flat, self.targets[*target].format.kind),
            TextureOf::History(target) => {
                self.check_history(*target)?;
                (TextureShape::Layered, self.targets[*target].format.kind)
            }
            TextureOf::Picture(name) => match self.scene.textures[name].files {
                TextureFiles::Flat(_) => (TextureShape::Flat, TexelKind::Float),
                _ => (TextureShape::Cube, TexelKind::Float),
            },
            TextureOf::Video(_) | TextureOf::Keyboard => (TextureShape::Flat, TexelKind::Float),
        };
        match kind {
            Some(kind) if kind == wanted_kind && shape == Some(wanted_shape) => {
                Ok(Resource::Texture {
                    of,
                    shape: wanted_shape,
                    kind,
                    is_filtered: false,
                })
            }
            _ => {
                let ty = format!("{}<{}>", wanted_shape.name(), wanted_kind.scalar());
                let message = format!("`{}` must be declared as {ty}", self.name);
                let help = format!("write `@group(0) @binding(0) var {}: {ty};`", self.name);
                Err(self.wrong(&message, help))
            }
        }
    }

    fn check_history(&self, target: usize) -> Result<(), Box<Diagnostic>> {
        let Target {
            name,
            history,
            layers,
            ..
        } = &self.targets[target];
        if *layers > 1 {
            let message = format!("`{name}` has layers: its past frames are not kept");
            return Err(self.wrong(&message, "copy what is needed into a target of one layer"));
        }
        match history {
            0 => {
                let message = format!("no past frames of `{name}` are kept");
                let help = "add `history = N` to the pass that writes it";
                Err(self.wrong(&message, help))
            }
            _ => Ok(()),
        }
    }

    fn storage(
        &self,
        format: naga::StorageFormat,
        access: StorageAccess,
    ) -> Result<Resource, Box<Diagnostic>> {
        let target = self
            .name
            .strip_suffix("_out")
            .and_then(|name| self.target_named(name));
        let Some(target) = target else {
            return Err(self.not_provided());
        };
        let Target {
            name,
            format: expected,
            layers,
            ..
        } = &self.targets[target];
        if storage_name(format) != expected.name {
            let message = format!(
                "`{}` stores {}, but the target `{name}` has {}",
                self.name,
                storage_name(format),
                expected.name
            );
            let help = match target {
                PICTURE => format!("store {}, as the picture has it", expected.name),
                _ => "give both the same format".to_owned(),
            };
            return Err(self.wrong(&message, help));
        }
        let wanted = match layers {
            1 => TextureShape::Flat,
            _ => TextureShape::Layered,
        };
        if self.shape()? != Some(wanted) {
            let ty = wanted.name().replace("texture_", "texture_storage_");
            let message = format!("`{}` must be declared as {ty}", self.name);
            return Err(self.wrong(&message, "its layers are those of the pass's `layers`"));
        }
        if access.contains(StorageAccess::ATOMIC) {
            let message = format!("`{}` cannot be used for atomics", self.name);
            return Err(self.wrong(&message, "use a storage buffer: [buffers.NAME]"));
        }
        Ok(Resource::Storage {
            target,
            shape: wanted,
            is_read: access.contains(StorageAccess::LOAD),
            is_written: access.contains(StorageAccess::STORE),
        })
    }

    fn sampler(&self, is_comparison: bool) -> Result<Resource, Box<Diagnostic>> {
        let (filter, wrap) = match self.name {
            "linear_sampler" => (Filter::Linear, Wrap::Clamp),
            "nearest_sampler" => (Filter::Nearest, Wrap::Clamp),
            name => name
                .strip_suffix("_sampler")
                .and_then(|name| self.texture_named(name))
                .map(|texture| self.sampling(&texture))
                .ok_or_else(|| self.not_provided())?,
        };
        if is_comparison {
            let message = format!("`{}` cannot be a comparison sampler", self.name);
            return Err(self.wrong(
                &message,
                "no texture of a scene holds depths: write `sampler`",
            ));
        }
        Ok(Resource::Sampler { filter, wrap })
    }

    /// A texture's own filter and wrap.
    fn sampling(&self, texture: &TextureOf) -> (Filter, Wrap) {
        match texture {
            TextureOf::Target(target) | TextureOf::History(target) => {
                (self.targets[*target].filter, self.targets[*target].wrap)
            }
            TextureOf::Picture(name) => {
                let texture = &self.scene.textures[name];
                (texture.filter, texture.wrap)
            }
            TextureOf::Video(name) => {
                let video = &self.scene.videos[name];
                (video.filter, video.wrap)
            }
            // Its texels are keys: nothing lies between them.
            TextureOf::Keyboard => (Filter::Nearest, Wrap::Clamp),
        }
    }

    fn buffer(&self) -> Result<Resource, Box<Diagnostic>> {
        let named = |buffer: &Buffer| buffer.name == self.name;
        match (self.variable.space, self.buffers.iter().position(named)) {
            (AddressSpace::Storage { access }, Some(buffer)) => Ok(Resource::Buffer {
                buffer,
                is_written: access.contains(StorageAccess::STORE),
            }),
            (AddressSpace::Storage { .. }, None) => Err(self.not_provided()),
            (_, Some(_)) => {
                let name = self.name;
                let message = format!("the buffer `{name}` must be declared in storage");
                let help = format!("write `var<storage, read_write> {name}: array<u32>;`");
                Err(self.wrong(&message, help))
            }
            _ => Err(self.not_provided()),
        }
    }

    fn shape(&self) -> Result<Option<TextureShape>, Box<Diagnostic>> {
        Ok(match self.module.types[self.variable.ty].inner {
            TypeInner::Image { dim, arrayed, .. } => match (dim, arrayed) {
                (ImageDimension::D2, false) => Some(TextureShape::Flat),
                (ImageDimension::D2, true) => Some(TextureShape::Layered),
                (ImageDimension::Cube, false) => Some(TextureShape::Cube),
                _ => None,
            },
            _ => None,
        })
    }

    fn target_named(&self, name: &str) -> Option<usize> {
        self.targets.iter().position(|target| target.name == name)
    }

    fn texture_named(&self, name: &str) -> Option<TextureOf> {
        if name == "keyboard" {
            return Some(TextureOf::Keyboard);
        }
        if let Some(target) = self.target_named(name) {
            return Some(TextureOf::Target(target));
        }
        if self.scene.textures.contains_key(name) {
            return Some(TextureOf::Picture(name.to_owned()));
        }
        if self.scene.videos.contains_key(name) {
            return Some(TextureOf::Video(name.to_owned()));
        }
        let target = self.target_named(name.strip_suffix("_history")?)?;
        Some(TextureOf::History(target))
    }

    fn not_provided(&self) -> Box<Diagnostic> {
        let provided = self.provided();
        let names = provided.iter().map(String::as_str);
        let add = self.addition();
        let help = match (nearest(self.name, names), add) {
            (Some(near), Some(add)) => format!("did you mean `{near}`? Or {add}"),
            (Some(near), None) => format!("did you mean `{near}`?"),
            (None, Some(add)) => add,
            (None, None) => format!("a scene is given: {}", provided.join(", ")),
        };
        let message = format!("nothing provides the variable `{}`", self.name);
        self.wrong(&message, help)
    }

    /// What the front matter would say to provide it.
    fn addition(&self) -> Option<String> {
        let name = self.name;
        if let AddressSpace::Storage { .. } = self.variable.space {
            return Some(format!("add `[buffers.{name}]` with its `size` in bytes"));
        }
        match &self.module.types[self.variable.ty].inner {
            TypeInner::Image {
                class: ImageClass::Storage { .. },
                ..
            } => {
                let target = name.strip_suffix("_out")?;
                Some(format!(
                    "add `target = \"{target}\"` to the `[[pass]]` that stores to it"
                ))
            }
            TypeInner::Image { .. } => Some(format!(
                "add `[textures.{name}]` with `file = \"FILE\"`, or a `[[pass]]` with \
                 `target = \"{name}\"`"
            )),
            _ => None,
        }
    }

    /// The names that this scene may declare a variable under.
    fn provided(&self) -> Vec<String> {
        let given = [
            "frame",
            "params",
            "this_pass",
            "keyboard",
            "linear_sampler",
            "nearest_sampler",
        ];
        let mut names: Vec<String> = given.map(str::to_owned).into();
        for target in self.targets {
            names.push(target.name.clone());
            names.push(format!("{}_out", target.name));
            if target.history > 0 {
                names.push(format!("{}_history", target.name));
            }
        }
        names.extend(self.scene.textures.keys().cloned());
        names.extend(self.scene.videos.keys().cloned());
        names.extend(self.buffers.iter().map(|buffer| buffer.name.clone()));
        names
    }
}

fn texel_kind(kind: ScalarKind) -> Option<TexelKind> {
    match kind {
        ScalarKind::Float => Some(TexelKind::Float),
        ScalarKind::Uint => Some(TexelKind::Uint),
        ScalarKind::Sint => Some(TexelKind::Sint),
        _ => None,
    }
}

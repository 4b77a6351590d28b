//! The passes of a scene, each with its entry points, what it writes and what it binds.

use std::ops::Range;

use naga::valid::{FunctionInfo, GlobalUse, ModuleInfo};
use naga::{AddressSpace, EntryPoint, ShaderStage};

use super::entry;
use super::origin::Origin;
use super::pixels;
use super::program::{PICTURE, Pass, PassKind, PixelRead, Resource, Target};
use super::reflect::Reflected;
use super::targets;
use crate::scene::{Diagnostic, Dispatch, Filter, PassSpec, Placed, Scene, nearest};

/// The most passes of a scene.
const MAX_PASSES: usize = 256;
/// The most runs of all passes in a frame.
const MAX_RUNS: u64 = 65_536;

/// What passes are made from.
pub(super) struct Passes<'a> {
    pub(super) module: &'a naga::Module,
    pub(super) info: &'a ModuleInfo,
    pub(super) origin: &'a Origin,
    pub(super) scene: &'a Scene,
    pub(super) targets: &'a [Target],
}

impl Passes<'_> {
    /// The passes that the front matter lists, or the one fragment entry point if it lists none.
    pub(super) fn build(&self, reflected: &mut Reflected) -> Result<Vec<Pass>, Box<Diagnostic>> {
        if self.scene.passes.is_empty() {
            let name = entry::picture(self.module, self.origin)?;
            let spec = PassSpec::cover(&name);
            return Ok(vec![self.pass(&spec, reflected)?]);
        }
        let passes = self.scene.passes.iter();
        let passes: Vec<Pass> = passes
            .map(|spec| self.pass(spec, reflected))
            .collect::<Result<_, _>>()?;
        let runs: u64 = passes.iter().map(|pass| u64::from(pass.repeat)).sum();
        if passes.len() > MAX_PASSES || runs > MAX_RUNS {
            let last = self.scene.passes.last().map(|pass| pass.span.clone());
            let message = format!(
                "a frame of {} passes that run {runs} times is more than is drawn: at most \
                 {MAX_PASSES} passes, {MAX_RUNS} runs",
                passes.len()
            );
            return Err(Diagnostic::new(&self.scene.source, last, message)
                .help("leave some out, or `repeat` them less")
                .into());
        }
        if !passes.iter().any(|pass| pass.targets.contains(&PICTURE)) {
            let last = self.scene.passes.last().map(|pass| pass.span.clone());
            let message = "no pass writes the picture";
            return Err(Diagnostic::new(&self.scene.source, last, message)
                .help(
                    "leave `target` out of the pass that draws it, or name `target = \"picture\"`",
                )
                .into());
        }
        targets::check_layers(self.targets, &passes, self.scene)?;
        Ok(passes)
    }

    fn pass(&self, spec: &PassSpec, reflected: &mut Reflected) -> Result<Pass, Box<Diagnostic>> {
        let place = self.entry_place(&spec.entry)?;
        let entry = &self.module.entry_points[place];
        let info = self.info.get_entry_point(place);
        let mut bindings = self.bindings(info, reflected);
        let mut vertex_bindings = Vec::new();
        let mut varyings = 0;
        let mut written_buffers = written_buffers(info, reflected);
        let (kind, targets) = match entry.stage {
            ShaderStage::Compute => self.compute(spec, place, &bindings, reflected)?,
            ShaderStage::Fragment => {
                let targets = self.fragment_targets(spec);
                let vertex = match &spec.draw {
                    Some(draw) => Some(self.vertex(&draw.vertex)?),
                    None => None,
                };
                if let Some((_, info)) = vertex {
                    vertex_bindings = self.bindings(info, reflected);
                    bindings.extend(&vertex_bindings);
                    written_buffers.extend(self::written_buffers(info, reflected));
                    bindings.sort_unstable();
                    bindings.dedup();
                }
                self.check_sizes(spec, &targets)?;
                let formats = targets.iter().map(|target| &self.targets[*target]);
                entry::check_outputs(self.module, entry, self.origin, formats)?;
                let vertex = vertex.map(|(entry, _)| entry);
                varyings = vertex.map_or(0, |vertex| entry::varyings(self.module, vertex));
                entry::check_inputs(self.module, entry, vertex, self.origin)?;
                self.refuse_dispatch(spec)?;
                self.refuse_storage(spec, &bindings, reflected)?;
                let kind = spec.draw.clone().map_or(PassKind::Cover, PassKind::Draw);
                (kind, targets)
            }
            _ => {
                let message = format!("`{}` is no fragment or compute function", entry.name);
                let help =
                    "name a vertex function as `vertex`, beside the fragment function `entry`";
                return Err(self.mistake(&spec.entry.span, &message, help));
            }
        };
        self.refuse_stored_elsewhere(spec, &bindings, &targets, reflected)?;
        let keeps = match kind {
            _ if spec.clear.is_some() => false,
            PassKind::Cover => info.may_kill,
            PassKind::Draw(_) | PassKind::Compute { .. } => !targets.is_empty(),
        };
        let layers = targets.iter().map(|target| self.targets[*target].layers);
        let drawn_layers = match kind {
            PassKind::Compute { .. } => 1,
            _ => layers.max().unwrap_or(1),
        };
        Ok(Pass {
            entry: entry.name.clone(),
            span: match self.scene.passes.is_empty() {
                true => self.origin.own_function(&entry.name),
                false => Some(spec.entry.span.clone()),
            },
            kind,
            repeat: spec
                .repeat
                .as_ref()
                .map_or(drawn_layers, |repeat| repeat.value),
            once: spec.once,
            clear: spec.clear,
            bindings,
            vertex_bindings,
            varyings,
            written_buffers,
            keeps,
            is_stateful: false,
            pixel_read: self.pixel_read(spec, &targets, reflected),
            targets,
        })
    }

    fn pixel_read(
        &self,
        spec: &PassSpec,
        targets: &[usize],
        reflected: &Reflected,
    ) -> Option<PixelRead> {
        let vertex = spec.draw.as_ref().map(|draw| draw.vertex.value.as_str());
        let entries: Vec<&str> = vertex
            .into_iter()
            .chain([spec.entry.value.as_str()])
            .collect();
        // Only the picture is ever drawn more finely.
        let find = || pixels::find(self.module, reflected, self.origin, &entries);
        targets.contains(&PICTURE).then(find).flatten()
    }

    fn mistake(&self, span: &Range<usize>, message: &str, help: &str) -> Box<Diagnostic> {
        Diagnostic::new(&self.scene.source, Some(span.clone()), message)
            .help(help)
            .into()
    }

    fn entry_place(&self, name: &Placed<String>) -> Result<usize, Box<Diagnostic>> {
        let mut entries = self.module.entry_points.iter();
        if let Some(place) = entries.position(|entry| entry.name == name.value) {
            return Ok(place);
        }
        let entries = self.module.entry_points.iter();
        let known: Vec<&str> = entries.map(|entry| entry.name.as_str()).collect();
        let help = match nearest(&name.value, known.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if known.is_empty() => "mark a function with `@fragment` or `@compute`".to_owned(),
            None => format!("the entry points are: {}", known.join(", ")),
        };
        let message = format!("the WGSL has no entry point `{}`", name.value);
        Err(self.mistake(&name.span, &message, &help))
    }

    fn vertex(
        &self,
        name: &Placed<String>,
    ) -> Result<(&EntryPoint, &FunctionInfo), Box<Diagnostic>> {
        let place = self.entry_place(name)?;
        let entry = &self.module.entry_points[place];
        if entry.stage != ShaderStage::Vertex {
            let message = format!("`{}` is no vertex function", entry.name);
            return Err(self.mistake(&name.span, &message, "mark it with `@vertex`"));
        }
        entry::check_vertex(self.module, entry, self.origin)?;
        Ok((entry, self.info.get_entry_point(place)))
    }

    /// The numbers of the bindings that a function uses; marks the textures that it filters.
    fn bindings(&self, info: &FunctionInfo, reflected: &mut Reflected) -> Vec<usize> {
        let number = |variable| reflected.variables.iter().position(|one| *one == variable);
        for pair in &info.sampling_set {
            let (Some(image), Some(sampler)) = (number(pair.image), number(pair.sampler)) else {
                continue;
            };
            let blends = matches!(
                reflected.bindings[sampler].resource,
                Resource::Sampler {
                    filter: Filter::Linear,
                    ..
                }
            );
            if let Resource::Texture { is_filtered, .. } = &mut reflected.bindings[image].resource {
                *is_filtered |= blends;
            }
        }
        let used = |(_, variable): &(usize, &naga::Handle<naga::GlobalVariable>)| {
            info[**variable] != GlobalUse::empty()
        };
        let variables = reflected.variables.iter().enumerate();
        variables.filter(used).map(|(number, _)| number).collect()
    }

    fn fragment_targets(&self, spec: &PassSpec) -> Vec<usize> {
        match spec.targets.as_slice() {
            [] => vec![PICTURE],
            names => self.places(names),
        }
    }

    /// What is drawn to together has one size.
    fn check_sizes(&self, spec: &PassSpec, targets: &[usize]) -> Result<(), Box<Diagnostic>> {
        let shape = |place: usize| (self.targets[place].size, self.targets[place].layers);
        let mut others = spec.targets.iter().zip(targets).skip(1);
        let Some((name, _)) = others.find(|(_, place)| shape(**place) != shape(targets[0])) else {
            return Ok(());
        };
        let message = format!(
            "`{}` and `{}` are written together and must have the same size",
            self.targets[targets[0]].name, name.value
        );
        let help = "give them the same `size` and `layers`, or write them in passes of their own";
        Err(self.mistake(&name.span, &message, help))
    }

    fn places(&self, names: &[Placed<String>]) -> Vec<usize> {
        let place = |name: &Placed<String>| {
            let mut targets = self.targets.iter();
            targets.position(|target| target.name == name.value)
        };
        names.iter().filter_map(place).collect()
    }

    fn compute(
        &self,
        spec: &PassSpec,
        place: usize,
        bindings: &[usize],
        reflected: &Reflected,
    ) -> Result<(PassKind, Vec<usize>), Box<Diagnostic>> {
        let entry = &self.module.entry_points[place];
        if entry.workgroup_size_overrides.is_some() {
            let message = format!("the workgroup size of `{}` is an override", entry.name);
            let help = "write a number or a `const`: nobody sets overrides here";
            return Err(self.mistake(&spec.entry.span, &message, help));
        }
        if let Some(draw) = &spec.draw {
            let message = "a compute pass draws no vertices";
            let help = "`vertex` goes with a fragment function as `entry`";
            return Err(self.mistake(&draw.vertex.span, message, help));
        }
        let stored = |number: &usize| match reflected.bindings[*number].resource {
            Resource::Storage { target, .. } => Some(target),
            _ => None,
        };
        let mut targets = self.places(&spec.targets);
        for name in &spec.targets {
            let place = self.places(std::slice::from_ref(name));
            if !bindings
                .iter()
                .filter_map(stored)
                .any(|target| place.contains(&target))
            {
                let name = &name.value;
                let message = format!("`{}` does not store to the target `{name}`", entry.name);
                let help = format!(
                    "declare `var {name}_out: texture_storage_2d<rgba16float, write>;` and store to it"
                );
                return Err(self.mistake(&spec.entry.span, &message, &help));
            }
        }
        // The picture needs no naming: a pass that stores to it writes it.
        if targets.is_empty()
            && bindings
                .iter()
                .filter_map(stored)
                .any(|target| target == PICTURE)
        {
            targets.push(PICTURE);
        }
        let dispatch = match &spec.dispatch {
            Some(Placed {
                value: Dispatch::Workgroups(workgroups),
                ..
            }) => Some(*workgroups),
            Some(placed) if targets.is_empty() => {
                let message = "this pass has no target to give each texel an invocation";
                let help = "write `dispatch = [x, y, z]`: workgroups in each direction";
                return Err(self.mistake(&placed.span, message, help));
            }
            None if targets.is_empty() => {
                let message = format!("how often shall `{}` run?", entry.name);
                let help = "write `dispatch = [x, y, z]`: workgroups in each direction";
                return Err(self.mistake(&spec.entry.span, &message, help));
            }
            Some(_) | None => None,
        };
        let kind = PassKind::Compute {
            workgroup: entry.workgroup_size,
            dispatch,
            workgroup_bytes: self.workgroup_bytes(self.info.get_entry_point(place)),
        };
        Ok((kind, targets))
    }

    /// Bytes of memory that the workgroups of a function share, as WGSL counts them.
    fn workgroup_bytes(&self, info: &FunctionInfo) -> u64 {
        let variables = self.module.global_variables.iter();
        let shared = variables.filter(|(handle, variable)| {
            variable.space == AddressSpace::WorkGroup && info[*handle] != GlobalUse::empty()
        });
        let bytes = |ty| u64::from(self.module.types[ty].inner.size(self.module.to_ctx()));
        shared
            .map(|(_, variable)| bytes(variable.ty).next_multiple_of(16))
            .sum()
    }

    /// What a fragment pass draws to cannot be stored to at the same time.
    fn refuse_storage(
        &self,
        spec: &PassSpec,
        bindings: &[usize],
        reflected: &Reflected,
    ) -> Result<(), Box<Diagnostic>> {
        let mut bindings = bindings.iter().map(|number| &reflected.bindings[*number]);
        let stored = bindings.find(|one| matches!(one.resource, Resource::Storage { .. }));
        let Some(binding) = stored else {
            return Ok(());
        };
        let (entry, name) = (&spec.entry.value, &binding.name);
        let message = format!("`{entry}` stores to `{name}`, and is no compute pass");
        let help =
            "a fragment function returns what it writes; store to textures in a compute pass";
        Err(self.mistake(&spec.entry.span, &message, help))
    }

    fn refuse_dispatch(&self, spec: &PassSpec) -> Result<(), Box<Diagnostic>> {
        match &spec.dispatch {
            Some(dispatch) => {
                let message = "`dispatch` is of compute passes";
                let help = "a fragment pass runs once for each pixel: leave it out";
                Err(self.mistake(&dispatch.span, message, help))
            }
            None => Ok(()),
        }
    }

    /// A target is written only by the passes that name it, so that its turns are known.
    fn refuse_stored_elsewhere(
        &self,
        spec: &PassSpec,
        bindings: &[usize],
        targets: &[usize],
        reflected: &Reflected,
    ) -> Result<(), Box<Diagnostic>> {
        for number in bindings {
            if let Resource::Storage { target, .. } = reflected.bindings[*number].resource
                && !targets.contains(&target)
            {
                let (entry, name) = (&spec.entry.value, &self.targets[target].name);
                let message = format!("`{entry}` stores to `{name}`, which is not its target");
                let help = format!("add it: `target = [\"{name}\", …]`");
                return Err(self.mistake(&spec.entry.span, &message, &help));
            }
        }
        Ok(())
    }
}

/// The storage buffers that a function writes.
fn written_buffers(info: &FunctionInfo, reflected: &Reflected) -> Vec<usize> {
    let variables = reflected.bindings.iter().zip(&reflected.variables);
    variables
        .filter(|(_, variable)| info[**variable].intersects(GlobalUse::WRITE | GlobalUse::ATOMIC))
        .filter_map(|(binding, _)| match binding.resource {
            Resource::Buffer { buffer, .. } => Some(buffer),
            _ => None,
        })
        .collect()
}

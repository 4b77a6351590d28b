//! `shaderpipe inspect`: what a scene is made of, without drawing it.

mod text;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use shaderpipe::encode::Ffmpeg;
use shaderpipe::export::{Job, Plan, Quality, Request};
use shaderpipe::frame::Size;
use shaderpipe::pipe::Method;
use shaderpipe::readback::Mapping;
use shaderpipe::render::memory::{Item, account, files, total};
use shaderpipe::scene::{FileSpec, Scene, Source};
use shaderpipe::shader::{Param, ParamValues, Pass, PassKind, Program, Resource, compile};

use super::arguments::InspectArguments;
use super::console;
use super::job::load;

/// A scene at one size.
struct Inspected {
    scene: Scene,
    program: Program,
    size: Size,
    rate: String,
    duration: f64,
    items: Vec<Item>,
}

pub(super) fn inspect(arguments: &InspectArguments) -> anyhow::Result<()> {
    let scene = load(&arguments.scene, &arguments.access)?;
    let program = compile(&scene)?;
    // As a still of it would be.
    let plan = Plan::new(
        &scene,
        &Request {
            outputs: vec![PathBuf::from("still.png").into()],
            size: arguments.size,
            ..Request::default()
        },
    )?;
    let mut items = account(&program, plan.size, &Quality::default());
    let job = Job {
        params: ParamValues::new(&program.params),
        // Without it nothing is known of videos.
        ffmpeg: program
            .shows_video()
            .then(|| Ffmpeg::find(None).ok())
            .flatten(),
        scene,
        program,
        plan,
        no_clobber: false,
        buffers: 1,
        mapping: Mapping::Auto,
        transport: Method::Auto,
        stall_timeout: None,
        replay: None,
    };
    items.extend(files(&job.program, &job.scene, &job));
    let Job {
        scene,
        program,
        plan,
        ..
    } = job;
    let inspected = Inspected {
        items,
        size: plan.size,
        rate: plan.timeline.rate.to_string(),
        duration: plan.timeline.duration,
        scene,
        program,
    };
    let text = match arguments.json {
        true => format!("{}\n", inspected.json()),
        false => inspected.text(),
    };
    console::print(&text)
}

/// What runs in a pass, in a word.
fn kind(pass: &Pass) -> &'static str {
    match pass.kind {
        PassKind::Cover => "fragment",
        PassKind::Draw(_) => "vertices",
        PassKind::Compute { .. } => "compute",
    }
}

impl Inspected {
    /// The names of what a pass reads that passes, files or buffers hold.
    fn reads(&self, pass: &Pass) -> Vec<&str> {
        let bindings = pass.bindings.iter();
        bindings
            .map(|number| &self.program.bindings[*number])
            .filter(|binding| match binding.resource {
                Resource::Texture { .. } | Resource::Buffer { .. } => true,
                Resource::Storage { is_read, .. } => is_read,
                _ => false,
            })
            .map(|binding| binding.name.as_str())
            .collect()
    }

    fn targets(&self, pass: &Pass) -> Vec<&str> {
        let targets = pass.targets.iter();
        targets
            .map(|place| self.program.targets[*place].name.as_str())
            .collect()
    }

    /// The files that are imported.
    fn imports(&self) -> impl Iterator<Item = &Path> {
        self.program.sources.iter().skip(1).map(Source::path)
    }

    fn json(&self) -> Value {
        let Self {
            scene,
            program,
            size,
            ..
        } = self;
        let about = &scene.about;
        json!({
            "scene": scene.source.path().display().to_string(),
            "title": about.title,
            "description": about.description,
            "author": about.author,
            "license": about.license,
            "width": size.width,
            "height": size.height,
            "rate": self.rate,
            "duration": self.duration,
            "color": format!("{:?}", scene.color).to_lowercase(),
            "alpha": format!("{:?}", scene.alpha).to_lowercase(),
            "stateful": program.is_stateful(),
            "preroll": scene.preroll,
            "imports": self.imports().map(|path| path.display().to_string()).collect::<Vec<_>>(),
            "passes": program.passes.iter().map(|pass| self.pass(pass)).collect::<Vec<_>>(),
            "targets": program.targets.iter().map(|target| {
                let size = target.size.pixels(self.size);
                json!({
                    "name": target.name,
                    "width": size.width,
                    "height": size.height,
                    "layers": target.layers,
                    "format": target.format.name,
                    "history": target.history,
                    "double": target.is_double,
                })
            }).collect::<Vec<_>>(),
            "buffers": program.buffers.iter().map(|buffer| json!({
                "name": buffer.name,
                "bytes": buffer.size.bytes(self.size),
                "clear": buffer.clear,
            })).collect::<Vec<_>>(),
            "textures": scene.textures.iter().map(|(name, texture)| json!({
                "name": name,
                "files": texture.files.all().iter().map(written).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "videos": scene.videos.iter().map(|(name, video)| json!({
                "name": name,
                "file": written(&video.file),
                "start": video.start,
                "speed": video.speed,
                "loop": video.repeats,
            })).collect::<Vec<_>>(),
            "parameters": program.params.iter().map(parameter).collect::<Vec<_>>(),
            "memory": {
                "items": self.items.iter().map(|item| json!({
                    "kind": item.kind.name(),
                    "name": item.name,
                    "bytes": item.bytes,
                })).collect::<Vec<_>>(),
                "total": total(&self.items),
            },
        })
    }

    fn pass(&self, pass: &Pass) -> Value {
        let bindings = pass.bindings.iter();
        let binds: Vec<&str> = bindings
            .map(|number| self.program.bindings[*number].name.as_str())
            .collect();
        let mut object = json!({
            "entry": pass.entry,
            "kind": kind(pass),
            "targets": self.targets(pass),
            "reads": self.reads(pass),
            "binds": binds,
            "repeat": pass.repeat,
            "once": pass.once,
            "clear": pass.clear,
            "stateful": pass.is_stateful,
        });
        match &pass.kind {
            PassKind::Cover => {}
            PassKind::Draw(draw) => {
                object["vertex"] = draw.vertex.value.as_str().into();
                object["vertices"] = draw.vertices.into();
                object["instances"] = draw.instances.into();
                object["depth"] = draw.depth.into();
            }
            PassKind::Compute {
                workgroup,
                dispatch,
                ..
            } => {
                object["workgroup"] = json!(workgroup);
                object["dispatch"] = json!(dispatch);
            }
        }
        object
    }
}

fn written(file: &FileSpec) -> String {
    file.path.display().to_string()
}

fn parameter(param: &Param) -> Value {
    // A bound that there is none of is infinite, which JSON cannot say.
    let bound = |bound: f64| bound.is_finite().then_some(bound);
    let (least, most): (Vec<_>, Vec<_>) = param
        .bounds
        .iter()
        .map(|(least, most)| (bound(*least), bound(*most)))
        .unzip();
    json!({
        "name": param.name,
        "type": param.ty.name(),
        "default": param.default,
        "min": least,
        "max": most,
        "step": param.spec.step,
        "label": param.spec.label,
        "widget": param.widget().map(|widget| widget.name()),
        "options": param.spec.options,
        "keys": param.keys.len(),
        "spring": param.spring.is_some(),
    })
}

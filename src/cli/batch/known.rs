//! What is known of the files of all jobs before any is run: each is read once, and what would be wrong
//! with a job is found as it would be at its turn.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use shaderpipe::encode::OutputError;
use shaderpipe::export::{Plan, input_files, media_mistakes};
use shaderpipe::render::Replay;
use shaderpipe::scene::{Presets, Recording, Scene, Source};
use shaderpipe::shader::{ParamValues, compile};

use crate::cli::arguments::{AccessArguments, RenderArguments};
use crate::cli::job::{allow, set_files, set_params};
use crate::cli::render;

/// A file that a job reads.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) path: PathBuf,
    /// What it is to the job.
    pub(super) role: String,
    pub(super) job: usize,
}

/// All files that jobs read, each once.
#[derive(Default)]
pub(super) struct Inputs {
    seen: HashSet<PathBuf>,
    pub(super) all: Vec<Input>,
}

impl Inputs {
    /// Adds the files that `arguments` name.
    pub(super) fn add_named(&mut self, job: usize, arguments: &RenderArguments) {
        let picture = &arguments.picture;
        self.add(job, "scene", &arguments.scene);
        if let Some(path) = &picture.scene.preset_file {
            self.add(job, "preset file", path);
        }
        if let Some(path) = &picture.input {
            self.add(job, "input", path);
        }
        for (name, file) in &picture.scene.set_texture {
            self.add(job, &format!("texture {name}"), file.as_ref());
        }
        for (name, file) in &picture.scene.set_video {
            self.add(job, &format!("video {name}"), file.as_ref());
        }
    }

    pub(super) fn add(&mut self, job: usize, role: &str, path: &Path) {
        if !self.seen.contains(path) {
            self.seen.insert(path.to_owned());
            self.all.push(Input {
                path: path.to_owned(),
                role: role.to_owned(),
                job,
            });
        }
    }
}

/// Files by their paths, as they were understood; what was wrong, in words.
type Read<T> = HashMap<PathBuf, Result<T, String>>;

#[derive(Default)]
pub(super) struct Known {
    /// What jobs are made of, as far as they have been checked.
    pub(super) inputs: Inputs,
    scenes: Read<Scene>,
    /// With the folders that they may read from besides.
    compiled: HashMap<(PathBuf, Vec<PathBuf>), Result<Compiled, String>>,
    presets: Read<Presets>,
    recordings: Read<Recording>,
}

/// A scene whose WGSL is valid.
struct Compiled {
    scene: Scene,
    /// Every file of WGSL.
    sources: Vec<Source>,
    /// Nothing is set of them.
    params: ParamValues,
    shows_video: bool,
    /// What is wrong with the files that it shows, where nobody shows others in their place.
    fault: Option<String>,
}

impl Known {
    /// The scene, if it can be read.
    pub(super) fn scene(&mut self, path: &Path) -> anyhow::Result<&Scene> {
        understood(&mut self.scenes, path, |path| Ok(Scene::load(path)?))
    }

    /// Finds out whether the job `number`, for which `arguments` ask, would fail.
    ///
    /// # Errors
    /// When it would.
    pub(super) fn check(
        &mut self,
        number: usize,
        arguments: &RenderArguments,
        plan: &Plan,
    ) -> anyhow::Result<()> {
        let picture = &arguments.picture;
        let asked = &picture.scene;
        let compiled = self.compiled(number, arguments)?;
        let shows_video = compiled.shows_video;
        let mut params = compiled.params.clone();
        if !asked.set_texture.is_empty() || !asked.set_video.is_empty() {
            let mut scene = compiled.scene.clone();
            let sources = compiled.sources.clone();
            set_files(&mut scene, asked)?;
            shown(&scene, &sources)?;
        } else if let Some(fault) = &compiled.fault {
            bail!("{fault}");
        }
        let presets = match asked.preset_file.as_deref() {
            Some(path) => {
                let load = |path: &Path| Ok(Presets::load(path)?);
                Some(understood(&mut self.presets, path, load)?)
            }
            None => None,
        };
        set_params(&mut params, presets, asked, None)?;
        if let Some(path) = picture.input.as_deref() {
            let load = |path: &Path| Ok(Recording::load(path)?);
            Replay::new(understood(&mut self.recordings, path, load)?, &params)?;
        }
        render::check(arguments, plan, shows_video)?;
        let mut outputs = arguments.outputs.iter().map(|output| &output.path);
        match outputs.find(|path| arguments.no_clobber && path.is_file()) {
            Some(path) => Err(OutputError::Exists(path.clone()).into()),
            None => Ok(()),
        }
    }

    fn compiled(
        &mut self,
        number: usize,
        arguments: &RenderArguments,
    ) -> anyhow::Result<&Compiled> {
        let access = &arguments.access;
        let key = (arguments.scene.clone(), access.allow_path.clone());
        if !self.compiled.contains_key(&key) {
            let scene = self.scene(&arguments.scene);
            let compiled = scene.and_then(|scene| Compiled::new(scene, access));
            let compiled = compiled.map(|(compiled, inputs)| {
                for (role, path) in inputs {
                    self.inputs.add(number, &role, &path);
                }
                compiled
            });
            let compiled = compiled.map_err(|error| format!("{error:#}"));
            self.compiled.insert(key.clone(), compiled);
        }
        found(self.compiled.get(&key))
    }
}

impl Compiled {
    /// With what it is drawn from.
    fn new(
        scene: &Scene,
        access: &AccessArguments,
    ) -> anyhow::Result<(Self, Vec<(String, PathBuf)>)> {
        let mut scene = scene.clone();
        allow(&mut scene, access)?;
        let program = compile(&scene)?;
        let (inputs, fault) = match shown(&scene, &program.sources) {
            Ok(inputs) => (inputs, None),
            Err(error) => (named(&scene), Some(format!("{error:#}"))),
        };
        let compiled = Self {
            fault,
            params: ParamValues::new(&program.params),
            shows_video: program.shows_video(),
            sources: program.sources,
            scene,
        };
        Ok((compiled, inputs))
    }
}

/// What `scene` is drawn from, if it can have and show all of it.
fn shown(scene: &Scene, sources: &[Source]) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let inputs = input_files(scene, sources)?;
    match media_mistakes(scene).into_iter().next() {
        Some(mistake) => Err(mistake.into()),
        None => Ok(inputs),
    }
}

/// What `scene` names, be it there or not: no job makes it, either.
fn named(scene: &Scene) -> Vec<(String, PathBuf)> {
    let textures = scene.textures.iter().flat_map(|(name, texture)| {
        let files = texture.files.all().iter();
        files.map(move |file| (format!("texture {name}"), scene.named(file)))
    });
    let videos = scene.videos.iter();
    let videos = videos.map(|(name, video)| (format!("video {name}"), scene.named(&video.file)));
    textures.chain(videos).collect()
}

/// The file at `path`, read when it is asked for first.
fn understood<'a, T>(
    known: &'a mut Read<T>,
    path: &Path,
    read: impl FnOnce(&Path) -> anyhow::Result<T>,
) -> anyhow::Result<&'a T> {
    if !known.contains_key(path) {
        let file = read(path).map_err(|error| format!("{error:#}"));
        known.insert(path.to_owned(), file);
    }
    found(known.get(path))
}

fn found<T>(known: Option<&Result<T, String>>) -> anyhow::Result<&T> {
    match known {
        Some(Ok(known)) => Ok(known),
        Some(Err(words)) => Err(anyhow!("{words}")),
        None => bail!("nothing was read"),
    }
}

//! Everything that can be said of a batch before anything is rendered: its jobs, where they write, and
//! how long each may take.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use shaderpipe::batch::{self, SceneFacts, Sheet, expand, refuse_collisions};
use shaderpipe::encode::{usual, usual_cores};
use shaderpipe::export::{Plan, PlannedOutput, Target};
use shaderpipe::scene::{MAX_SOURCE_BYTES, Scene, Source};

use super::command::RenderCommand;
use crate::cli::progress::quote;
use crate::cli::render;

/// The most bytes that a list of jobs may have.
const MAX_SHEET_BYTES: u64 = 64 * MAX_SOURCE_BYTES;

/// A job that can be run.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) job: batch::Job,
    /// Behind `shaderpipe render`.
    pub(super) words: Vec<String>,
    pub(super) outputs: Vec<PathBuf>,
    /// Whether it is rendered in segments.
    pub(super) has_segments: bool,
    /// Frames; `None` if the scene cannot be read, as the job will tell.
    pub(super) frames: Option<u64>,
    /// Cores that it keeps busy, about: its encoders', and one that draws and reads back.
    pub(super) cores: usize,
    /// Samples that it draws: what is long.
    pub(super) cost: f64,
}

/// The jobs that the file at `path` means, `-` for standard input: checked, but not begun.
pub(super) fn plan(path: &Path) -> anyhow::Result<Vec<Planned>> {
    let sheet = sheet(path)?;
    let base = match path.parent() {
        Some(parent) if path != Path::new("-") => parent,
        _ => Path::new(""),
    };
    if base.to_str().is_none() {
        bail!(
            "the folder of {} has a name that is not UTF-8: move it",
            path.display()
        );
    }
    let mut command = RenderCommand::new();
    let mut scenes = Scenes::default();
    let mut facts = |scene: &Path| Ok(scenes.facts(scene));
    let jobs = expand(&sheet, &command.options(), base, &mut facts)?;
    let planned = jobs
        .into_iter()
        .map(|job| planned(job, &mut command, &mut scenes));
    let planned = planned.collect::<anyhow::Result<Vec<_>>>()?;
    let outputs = planned.iter().enumerate().flat_map(|(number, planned)| {
        let outputs = planned.outputs.iter().map(PathBuf::as_path);
        outputs.map(move |path| (number, path))
    });
    refuse_collisions(outputs, |number| planned[number].describe())?;
    Ok(planned)
}

fn sheet(path: &Path) -> anyhow::Result<Sheet> {
    if path == Path::new("-") {
        let mut text = String::new();
        let stdin = std::io::stdin().lock();
        let mut limited = stdin.take(MAX_SHEET_BYTES + 1);
        limited
            .read_to_string(&mut text)
            .context("cannot read jobs from standard input")?;
        if text.len() as u64 > MAX_SHEET_BYTES {
            bail!("there is more on standard input than a list of jobs may have (64 MiB)");
        }
        return Ok(Sheet::from_json_lines(Source::new("<stdin>", &text))?);
    }
    let source = Source::read(path, path, MAX_SHEET_BYTES).context("the job file")?;
    Ok(Sheet::from_toml(source)?)
}

fn planned(
    job: batch::Job,
    command: &mut RenderCommand,
    scenes: &mut Scenes,
) -> anyhow::Result<Planned> {
    let arguments = command.parse(&job)?;
    let outputs = arguments.outputs.iter().map(|output| output.path.clone());
    let mut planned = Planned {
        words: job.command_line(),
        outputs: outputs.collect(),
        has_segments: arguments.segments.segments.is_some(),
        frames: None,
        cores: 1,
        cost: 0.0,
        job,
    };
    let mistake = |error: anyhow::Error| planned.job.mistake(None, format!("{error:#}"));
    let request = render::request(&arguments).map_err(mistake)?;
    if let Some(scene) = scenes.get(&planned.job.scene) {
        let mistake = |error: &dyn std::error::Error| planned.job.mistake(None, error.to_string());
        let plan = Plan::new(scene, &request).map_err(|error| mistake(&error))?;
        planned.frames = Some(plan.count());
        planned.cores = 1 + plan.outputs.iter().map(encoder_cores).sum::<usize>();
        planned.cost = cost(&plan);
    }
    Ok(planned)
}

fn cost(plan: &Plan) -> f64 {
    let pixels = f64::from(plan.size.width) * f64::from(plan.size.height);
    let samples = plan.quality.ssaa.powi(2) * f64::from(plan.quality.motion_blur.max(1));
    let encoders = plan.outputs.iter().map(encoder_weight).sum::<f64>();
    plan.count() as f64 * pixels * (samples + encoders)
}

/// What encoding an output costs, roughly, in times what a simple scene does.
fn encoder_weight(output: &PlannedOutput) -> f64 {
    match output.target.is_stream() {
        true => 1.0,
        false => 0.0,
    }
}

fn encoder_cores(output: &PlannedOutput) -> usize {
    let Target::Video { container, .. } = output.target else {
        return 0;
    };
    let usual = usual(container, output.format).unwrap_or_default();
    usual_cores(output.settings.codec.as_deref().unwrap_or(usual))
}

impl Planned {
    pub(super) fn describe(&self) -> String {
        format!("{}: {}", self.job.place(), self.command())
    }

    /// Its command line, as a shell takes it.
    pub(super) fn command(&self) -> String {
        let quoted = self.words.iter().map(|word| match word.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => format!("{flag}={}", quote(value)),
            _ => quote(word),
        });
        let words: Vec<String> = quoted.collect();
        format!("shaderpipe render {}", words.join(" "))
    }
}

/// What the scenes say of themselves; each is read once.
#[derive(Default)]
struct Scenes(HashMap<PathBuf, Option<Scene>>);

impl Scenes {
    /// The scene, if it can be read: that it cannot is for its job to tell.
    fn get(&mut self, path: &Path) -> Option<&Scene> {
        if !self.0.contains_key(path) {
            self.0.insert(path.to_owned(), Scene::load(path).ok());
        }
        self.0.get(path)?.as_ref()
    }

    fn facts(&mut self, path: &Path) -> SceneFacts {
        let Some(scene) = self.get(path) else {
            return SceneFacts::default();
        };
        let request = shaderpipe::export::Request::default();
        let Ok(plan) = Plan::shown(scene, &request) else {
            return SceneFacts::default();
        };
        let rate = plan.timeline.rate;
        let duration = plan.timeline.duration;
        let options = [
            ("size", plan.size.to_string()),
            ("fps", rate.to_string().replace('/', "_")),
            ("duration", duration.to_string()),
        ];
        SceneFacts {
            options: options.into_iter().collect(),
        }
    }
}

//! Everything that can be said of a batch before anything is rendered: its jobs, where they write, and
//! how long each may take.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use shaderpipe::batch::{self, Outputs, SceneFacts, Sheet, Written, expand};
use shaderpipe::encode::{usual, usual_cores};
use shaderpipe::export::{Plan, PlannedOutput, Target};
use shaderpipe::scene::{MAX_SOURCE_BYTES, Scene, SceneError, Source};

use super::command::{RenderCommand, named_in};
use super::known::{Input, Known};
use super::meaning::meaningless;
use super::memory::Memory;
use super::plain;
use crate::cli::progress::quote;
use crate::cli::render;

/// The most bytes that a list of jobs may have.
const MAX_SHEET_BYTES: u64 = 64 * MAX_SOURCE_BYTES;

/// A job of a batch.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) job: batch::Job,
    /// Behind `shaderpipe render`.
    pub(super) words: Vec<String>,
    pub(super) outputs: Vec<PathBuf>,
    /// Why it is to be run; `None` if it is up to date.
    pub(super) reason: Option<String>,
    /// Why it would fail, if that is known before it is run.
    pub(super) fault: Option<String>,
    /// Frames; `None` of one that is not to be run, or would fail.
    pub(super) frames: Option<u64>,
    /// Cores that it keeps busy, about: its encoders', and one that draws and reads back.
    pub(super) cores: usize,
    /// Samples that it draws: what is long.
    pub(super) cost: f64,
    /// The digest of the plan, and the threads of the encoders; `None` if there can be no plan.
    pub(super) plan: Option<String>,
    pub(super) encoder_threads: Option<u32>,
}

/// What a job file means.
pub(super) struct Plans {
    pub(super) jobs: Vec<Planned>,
    /// What they write.
    pub(super) outputs: Outputs,
    /// What they read.
    pub(super) inputs: Vec<Input>,
}

/// The jobs that the file at `path` means, `-` for standard input: checked, but not begun. With `force`
/// all of them are to be run, else those that `memory` has a reason for.
pub(super) fn plan(path: &Path, memory: &mut Memory, force: bool) -> anyhow::Result<Plans> {
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
    let mut planner = Planner {
        command: RenderCommand::new(),
        known: Known::default(),
        memory,
        force,
    };
    let options = planner.command.options();
    let mut facts = |scene: &Path| {
        let facts = planner.known.scene(scene).and_then(facts);
        facts.map_err(|error| format!("{error:#}"))
    };
    let jobs = expand(&sheet, &options, base, &mut facts)?;
    let jobs = jobs.into_iter().enumerate();
    let jobs = jobs.map(|(number, job)| planner.planned(number, job));
    let jobs = jobs.collect::<anyhow::Result<Vec<_>>>()?;
    let inputs = planner.known.inputs.all;
    let describe = |number: usize| jobs[number].describe();
    let mut outputs = Outputs::new(written(&jobs), &describe)?;
    for Input { path, role, job } in &inputs {
        outputs.refuse(path, &format!("the {role}"), Some(*job), &describe)?;
    }
    if path != Path::new("-") {
        outputs.refuse(path, "the job file", None, &describe)?;
    }
    Ok(Plans {
        jobs,
        outputs,
        inputs,
    })
}

fn written(jobs: &[Planned]) -> impl Iterator<Item = Written<'_>> {
    jobs.iter().enumerate().flat_map(|(number, planned)| {
        let in_segments = planned.job.options.contains_key("segments");
        planned.outputs.iter().map(move |path| Written {
            job: number,
            path,
            in_segments,
        })
    })
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
    let shown = path.display();
    if path.is_dir() {
        bail!("{shown} is a folder: name the job file in it");
    }
    let source = Source::read(path, path, MAX_SHEET_BYTES).map_err(|error| match error {
        SceneError::Read { source, .. } => anyhow!("cannot read the job file {shown}: {source}"),
        SceneError::TooLarge { .. } => {
            anyhow!("{shown} is larger than a job file may be (64 MiB)")
        }
        SceneError::NotUtf8 { line, .. } => {
            anyhow!("{shown}:{line}: this is not UTF-8 text: is it a job file, in TOML?")
        }
        error => error.into(),
    })?;
    Ok(Sheet::from_toml(source)?)
}

/// Makes plans of jobs.
struct Planner<'a> {
    command: RenderCommand,
    known: Known,
    memory: &'a mut Memory,
    force: bool,
}

impl Planner<'_> {
    fn planned(&mut self, number: usize, job: batch::Job) -> anyhow::Result<Planned> {
        let mut planned = Planned {
            words: job.command_line(),
            outputs: Vec::new(),
            reason: None,
            fault: job.fault.as_deref().map(plain),
            frames: None,
            cores: 1,
            cost: 0.0,
            plan: None,
            encoder_threads: None,
            job,
        };
        if planned.fault.is_some() {
            planned.reason = Some("it has not been rendered yet".to_owned());
            return Ok(planned);
        }
        let mut arguments = self.command.parse(&planned.job)?;
        let outputs = arguments.outputs.iter().map(|output| output.path.clone());
        planned.outputs = outputs.collect();
        self.known.inputs.add_named(number, &arguments);
        let plan = loop {
            let mistake = |error: anyhow::Error| planned.job.mistake(None, format!("{error:#}"));
            let request = render::request(&arguments).map_err(mistake)?;
            let plan = self
                .known
                .scene(&planned.job.scene)
                .and_then(|scene| Ok(Plan::new(scene, &request)?));
            let mut left_out = meaningless(&plan);
            left_out.retain(|option| planned.job.leave_out(option));
            if left_out.is_empty() {
                break plan;
            }
            planned.words = planned.job.command_line();
            arguments = self.command.parse(&planned.job)?;
        };
        if let Ok(plan) = &plan {
            planned.plan = plan.digest().ok();
            planned.encoder_threads = Some(plan.encoder_threads());
        }
        planned.reason = match self.memory.reason(&planned) {
            None if self.force => Some("--force".to_owned()),
            reason => reason,
        };
        if planned.reason.is_none() {
            for (role, path) in self.memory.inputs(&planned) {
                self.known.inputs.add(number, &role, &path);
            }
            return Ok(planned);
        }
        let checked = plan.and_then(|plan| {
            self.known.check(number, &arguments, &plan)?;
            Ok(plan)
        });
        match checked {
            Ok(plan) => {
                planned.frames = Some(plan.count());
                planned.cores = 1 + plan.outputs.iter().map(encoder_cores).sum::<usize>();
                planned.cost = cost(&plan);
            }
            Err(error) => planned.fault = Some(placed(&planned.job, &error)),
        }
        Ok(planned)
    }
}

/// Why a job would fail, with the place of the option that is wrong, unless it has one of its own.
fn placed(job: &batch::Job, error: &anyhow::Error) -> String {
    let words = plain(&format!("{error:#}"));
    match words.contains('\n') {
        true => words,
        false => format!("{}: {words}", job.place_of(named_in(&words))),
    }
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

/// What a scene that can be read says of itself, for the names of outputs.
fn facts(scene: &Scene) -> anyhow::Result<SceneFacts> {
    let plan = Plan::shown(scene, &shaderpipe::export::Request::default())?;
    let rate = plan.timeline.rate;
    let duration = plan.timeline.duration;
    let options = [
        ("size", plan.size.to_string()),
        ("fps", rate.to_string().replace('/', "_")),
        ("duration", duration.to_string()),
    ];
    Ok(SceneFacts {
        options: options.into_iter().collect(),
    })
}

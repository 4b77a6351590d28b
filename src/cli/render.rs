//! `shaderpipe render`: one scene to one file.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::json;
use shaderpipe::encode::{Ffmpeg, Output, Settings};
use shaderpipe::export::{ExportError, Job, Plan, Report, Request, Target, export};
use shaderpipe::gpu::Gpu;
use shaderpipe::scene::Scene;
use shaderpipe::shader::{ParamValues, compile};

use super::arguments::{ProgressStyle, RenderArguments};
use super::console::{self, Console, Quiet};
use super::interrupt::Interrupt;
use super::progress::Reporter;

pub(super) fn render(
    arguments: RenderArguments,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let job = job(&arguments)?;
    for warning in &job.plan.warnings {
        console.notice("warning", &warning.to_string());
    }
    refuse_terminal(&job.plan.target)?;
    let report_file = report_file(&arguments, &job.plan.target, interrupt)?;

    let gpu = Gpu::open(&arguments.adapter.clone().unwrap_or_default())?;
    if gpu.is_software() {
        let name = &gpu.summary().name;
        console.notice(
            "note",
            &format!("no GPU is used: {name} draws on the processor"),
        );
    }
    let reporter = Reporter::new(
        arguments.progress,
        arguments.verbose,
        job.plan.spec.rate,
        console,
        interrupt,
    );
    let result = export(&gpu, &job, &reporter);
    reporter.clear();
    let mut report = match result {
        Ok(report) => report,
        Err(ExportError::ReaderGone) => return Err(Quiet::ReaderGone.into()),
        Err(error) => return Err(error.into()),
    };
    if arguments.report.is_some() || arguments.progress == ProgressStyle::Json {
        // The file is there: an FFmpeg that does not tell its version takes nothing from it.
        report.ffmpeg_version = job.ffmpeg.as_ref().and_then(|ffmpeg| ffmpeg.version().ok());
    }
    tell(&arguments, &job, &report, console);
    write_report(&arguments, report_file, &report)
}

/// Everything that can be said against the command without a GPU.
fn job(arguments: &RenderArguments) -> anyhow::Result<Job> {
    let scene = Scene::load(&arguments.scene)?;
    let program = compile(&scene)?;
    let mut params = ParamValues::new(&program.params);
    for (name, value) in &arguments.set {
        params.set(name, value).context("--set")?;
    }
    let settings = Settings {
        codec: arguments.codec.clone(),
        crf: arguments.crf,
        preset: arguments.preset.clone(),
        extra: arguments.extra.clone(),
    };
    let request = Request {
        output: arguments.output.clone(),
        is_stream: std::fs::metadata(&arguments.output)
            .is_ok_and(|output| !output.is_file() && !output.is_dir()),
        size: arguments.size,
        rate: arguments.fps,
        duration: arguments.duration,
        frames: arguments.frames,
        start: arguments.start,
        at: arguments.at,
        format: arguments.pixel_format,
        settings: settings.clone(),
        no_dither: arguments.no_dither,
    };
    let plan = Plan::new(&scene, &request)?;
    let ffmpeg = match plan.target {
        Target::Video { .. } => Some(Ffmpeg::find(arguments.ffmpeg.as_deref())?),
        Target::Still { .. } | Target::Raw => {
            refuse_encoding_flags(arguments)?;
            None
        }
    };
    Ok(Job {
        scene,
        program,
        params,
        plan,
        settings,
        ffmpeg,
        no_clobber: arguments.no_clobber,
        buffers: arguments.buffers.into(),
        mapping: arguments.readback.into(),
        stall_timeout: match arguments.stall_timeout {
            0 => None,
            seconds => Some(Duration::from_secs(seconds.into())),
        },
    })
}

/// A flag without effect would be a wish not granted.
fn refuse_encoding_flags(arguments: &RenderArguments) -> anyhow::Result<()> {
    let flags = [
        ("--codec", arguments.codec.is_some()),
        ("--crf", arguments.crf.is_some()),
        ("--preset", arguments.preset.is_some()),
        ("--", !arguments.extra.is_empty()),
    ];
    for (flag, given) in flags {
        if given {
            let output = arguments.output.display();
            bail!("{flag} has no effect: '{output}' is not encoded by FFmpeg");
        }
    }
    Ok(())
}

fn refuse_terminal(target: &Target) -> anyhow::Result<()> {
    if *target == Target::Raw && io::stdout().is_terminal() {
        bail!(
            "raw frames would fill your terminal: pipe them into a program, or name a file with -o"
        );
    }
    Ok(())
}

/// Opened before the work is done: a report that cannot be written must not cost a render.
fn report_file(
    arguments: &RenderArguments,
    target: &Target,
    interrupt: &Interrupt,
) -> anyhow::Result<Option<Output>> {
    let Some(path) = &arguments.report else {
        return Ok(None);
    };
    if path == Path::new("-") {
        if *target == Target::Raw {
            bail!(
                "--report - and -o - cannot both have standard output: name a file for one of them"
            );
        }
        return Ok(None);
    }
    for (taken, what) in [
        (&arguments.output, "the output"),
        (&arguments.scene, "the scene"),
    ] {
        if is_same_file(path, taken) {
            bail!(
                "--report names {what} itself, '{}': name another file",
                path.display()
            );
        }
    }
    let report = Output::create(path, arguments.no_clobber).context("--report")?;
    if let Some(temporary) = report.discard_handle() {
        interrupt.discard_at_end(temporary);
    }
    Ok(Some(report))
}

/// Whether both paths lead to one file, or will once it is written.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| match path.canonicalize() {
        Ok(found) => Some(found),
        Err(_) => {
            let parent = path
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty());
            let parent = parent.unwrap_or(Path::new(".")).canonicalize().ok()?;
            Some(parent.join(path.file_name()?))
        }
    };
    one == other || place(one).is_some_and(|place_of_one| Some(place_of_one) == place(other))
}

fn tell(arguments: &RenderArguments, job: &Job, report: &Report, console: &Console) {
    if arguments.progress == ProgressStyle::Json {
        console.event(&json!({ "event": "done", "report": report }));
    } else if job.plan.target != Target::Raw && arguments.progress != ProgressStyle::None {
        console.notice("done", &summary(&job.plan.target, report));
    }
}

fn summary(target: &Target, report: &Report) -> String {
    let Report {
        frames,
        wall_seconds,
        frames_per_second,
        realtime_factor,
        width,
        height,
        ..
    } = report;
    let output = &report.output;
    if matches!(target, Target::Still { .. }) {
        return format!("{output}: {width}x{height} in {wall_seconds:.1} s");
    }
    format!(
        "{output}: {frames} frames of {width}x{height} in {wall_seconds:.1} s \
         ({frames_per_second:.1} fps, {realtime_factor:.2}x realtime)"
    )
}

fn write_report(
    arguments: &RenderArguments,
    file: Option<Output>,
    report: &Report,
) -> anyhow::Result<()> {
    if arguments.report.is_none() {
        return Ok(());
    }
    let text = format!("{}\n", serde_json::to_string_pretty(report)?);
    match file {
        None => console::print(&text),
        Some(output) => {
            let path = output.path_for_writer();
            let written =
                std::fs::File::create(path).and_then(|mut file| file.write_all(text.as_bytes()));
            written.context("--report")?;
            Ok(output.commit().context("--report")?)
        }
    }
}

//! `shaderpipe render`: one render of a scene to its outputs.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::json;
use shaderpipe::encode::Output;
use shaderpipe::export::{
    ExportError, Job, OutputOptions, OutputRequest, Plan, Progress, Report, Request, Target,
    check_loop, export,
};
use shaderpipe::gpu::Gpu;

use super::arguments::{DeviceArguments, ProgressStyle, RenderArguments};
use super::console::{self, Console, Notices, Quiet};
use super::interrupt::Interrupt;
use super::job::{Asked, open};
use super::progress::Reporter;

pub(super) fn render(
    arguments: RenderArguments,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let job = job(&arguments)?;
    refuse_terminal(&job.plan)?;
    let report_file = report_file(&arguments, &job.plan, interrupt)?;
    let reporter = Reporter::new(
        arguments.progress,
        arguments.verbose,
        job.plan.timeline.rate,
        console,
        interrupt,
    );
    let open = |device: &DeviceArguments| open(device, console);
    let result = run(&arguments, &job, &open, (&reporter, console));
    reporter.clear();
    let mut report = match result {
        Ok(report) => report,
        Err(error) => {
            return Err(match error.downcast_ref() {
                Some(ExportError::ReaderGone) => Quiet::ReaderGone.into(),
                _ => error,
            });
        }
    };
    if arguments.report.is_some() || arguments.progress == ProgressStyle::Json {
        // The file is there: an FFmpeg that does not tell its version takes nothing from it.
        report.ffmpeg_version = job.ffmpeg.as_ref().and_then(|ffmpeg| ffmpeg.version().ok());
    }
    tell(&arguments, &job, &report, console);
    write_report(&arguments, report_file, &report)
}

/// Runs a job on the device that `open` gives.
pub(super) fn run(
    arguments: &RenderArguments,
    job: &Job,
    open: &dyn Fn(&DeviceArguments) -> anyhow::Result<Gpu>,
    (progress, notices): (&dyn Progress, &dyn Notices),
) -> anyhow::Result<Report> {
    for warning in job.warnings() {
        notices.notice("warning", &warning.to_string());
    }
    let gpu = open(&arguments.running.device)?;
    let closing = match arguments.check_loop {
        true => Some(check_loop(&gpu, job, &|| progress.is_cancelled())?),
        false => None,
    };
    if let Some(closing) = &closing {
        let (kind, words) = closing.verdict();
        notices.notice(kind, &words);
    }
    let mut report = export(&gpu, job, progress)?;
    report.closing = closing;
    Ok(report)
}

/// Everything that can be said against the command without a GPU.
pub(super) fn job(arguments: &RenderArguments) -> anyhow::Result<Job> {
    let job = asked(arguments).job(times_and_outputs(arguments)?)?;
    Ok(Job {
        no_clobber: arguments.no_clobber,
        stall_timeout: match arguments.stall_timeout {
            0 => None,
            seconds => Some(Duration::from_secs(seconds.into())),
        },
        ..job
    })
}

fn asked(arguments: &RenderArguments) -> Asked<'_> {
    let RenderArguments {
        scene,
        access,
        picture,
        encoding,
        running,
        ..
    } = arguments;
    Asked {
        scene,
        access,
        picture,
        encoding,
        running,
    }
}

/// What is asked for, whatever the scene is.
pub(super) fn request(arguments: &RenderArguments) -> anyhow::Result<Request> {
    Ok(asked(arguments).complete(times_and_outputs(arguments)?))
}

fn times_and_outputs(arguments: &RenderArguments) -> anyhow::Result<Request> {
    let all = &arguments.outputs;
    for (index, output) in all.iter().enumerate() {
        if is_same_file(&arguments.scene, &output.path) {
            let path = output.path.display();
            bail!("-o {path} is the scene itself: give the output a name of its own");
        }
        let before = &all[..index];
        if let Some(twin) = before
            .iter()
            .find(|other| is_same_file(&other.path, &output.path))
        {
            let (one, other) = (twin.path.display(), output.path.display());
            bail!("-o {one} and -o {other} are one file: give each output a name of its own");
        }
    }
    let outputs = all.iter().map(|output| OutputRequest {
        path: output.path.clone(),
        is_stream: std::fs::metadata(&output.path)
            .is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()),
        options: output.options.clone(),
    });
    Ok(Request {
        outputs: outputs.collect(),
        rate: arguments.fps,
        duration: arguments.duration,
        speed: arguments.speed,
        frames: arguments.frames,
        start: arguments.start,
        options: OutputOptions {
            at: arguments.at,
            ..OutputOptions::default()
        },
        ..Request::default()
    })
}

fn has_raw(plan: &Plan) -> bool {
    plan.outputs
        .iter()
        .any(|output| output.target == Target::Raw)
}

fn refuse_terminal(plan: &Plan) -> anyhow::Result<()> {
    if has_raw(plan) && io::stdout().is_terminal() {
        bail!(
            "raw frames would fill your terminal: pipe them into a program, or name a file with -o"
        );
    }
    Ok(())
}

/// Opened before the work is done: a report that cannot be written must not cost a render.
fn report_file(
    arguments: &RenderArguments,
    plan: &Plan,
    interrupt: &Interrupt,
) -> anyhow::Result<Option<Output>> {
    let Some(path) = &arguments.report else {
        return Ok(None);
    };
    if path == Path::new("-") {
        if has_raw(plan) {
            bail!(
                "--report - and -o - cannot both have standard output: name a file for one of them"
            );
        }
        return Ok(None);
    }
    let outputs = arguments
        .outputs
        .iter()
        .map(|output| (&output.path, "the output"));
    for (taken, what) in outputs.chain([(&arguments.scene, "the scene")]) {
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
    } else if !has_raw(&job.plan) && arguments.progress != ProgressStyle::None {
        console.notice("done", &summary(&job.plan, report));
    }
}

fn summary(plan: &Plan, report: &Report) -> String {
    let Report {
        frames,
        wall_seconds,
        frames_per_second,
        realtime_factor,
        width,
        height,
        ..
    } = report;
    let names: Vec<_> = report
        .outputs
        .iter()
        .map(|output| output.output.as_str())
        .collect();
    let names = names.join(", ");
    if plan.timeline.count() == 0 {
        return format!("{names}: {width}x{height} in {wall_seconds:.1} s");
    }
    let unit = if *frames == 1 { "frame" } else { "frames" };
    format!(
        "{names}: {frames} {unit} of {width}x{height} in {wall_seconds:.1} s \
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

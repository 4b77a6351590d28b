//! `shaderpipe render`: one render of a scene to its outputs.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use serde_json::json;
use shaderpipe::export::{
    ExportError, Hashes, Job, OutputOptions, OutputRequest, Plan, Report, Request, SegmentRequest,
    Segments, Target, begun, check_loop, export,
};
use shaderpipe::gpu::Gpu;

use super::arguments::{ProgressStyle, RenderArguments};
use super::console::{Console, Quiet};
use super::interrupt::Interrupt;
use super::job::{Asked, open};
use super::progress::Reporter;
use super::report::{ReportTo, is_same_file};

/// Runs the command; `words` are its whole command line, for who resumes it.
pub(super) fn render(
    arguments: RenderArguments,
    words: Vec<OsString>,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let job = job(&arguments)?;
    for warning in job.warnings() {
        console.notice("warning", &warning.to_string());
    }
    refuse_terminal(&job.plan)?;
    let report_to = report_to(&arguments, &job.plan)?;

    let gpu = open(&arguments.running.device, console)?;
    let job = match arguments.part {
        true => job.into_parts(&gpu, &mut Hashes::default())?,
        false => job,
    };
    let segments = match arguments.segments.segments {
        Some(seconds) => Some(segments(seconds, &arguments, words, &gpu, &job, console)?),
        None => None,
    };
    let closing = match arguments.check_loop {
        true => Some(check_loop(&gpu, &job, &|| interrupt.is_set())?),
        false => None,
    };
    if let Some(closing) = &closing {
        let (kind, words) = closing.verdict();
        console.notice(kind, &words);
    }
    let reporter = Reporter::new(
        arguments.telling.progress,
        arguments.telling.verbose,
        job.plan.timeline.rate,
        console,
        interrupt,
    );
    let result = match segments {
        None => export(&gpu, &job, &reporter),
        Some(segments) => segments.export(&gpu, &job, &reporter),
    };
    reporter.clear();
    let mut report = match result {
        Ok(report) => report,
        Err(ExportError::ReaderGone) => return Err(Quiet::ReaderGone.into()),
        Err(error) => {
            tell_kept(&arguments, console);
            return Err(error.into());
        }
    };
    report.closing = closing;
    if arguments.telling.report.is_some() || arguments.telling.progress == ProgressStyle::Json {
        // The file is there: an FFmpeg that does not tell its version takes nothing from it.
        report.ffmpeg_version = job.ffmpeg.as_ref().and_then(|ffmpeg| ffmpeg.version().ok());
    }
    tell(&arguments, &job, &report, console);
    report_to.write(&report)
}

/// The segments of the output, begun or gone on with.
fn segments(
    seconds: f64,
    arguments: &RenderArguments,
    words: Vec<OsString>,
    gpu: &Gpu,
    job: &Job,
    console: &Console,
) -> anyhow::Result<Segments> {
    let text = |word: OsString| {
        word.into_string().map_err(|word| {
            let word = word.to_string_lossy().into_owned();
            anyhow!(
                "--segments keeps the command line as text, and '{word}' is none: rename the file"
            )
        })
    };
    let request = SegmentRequest {
        seconds,
        restart: arguments.segments.restart,
        arguments: words.into_iter().map(text).collect::<Result<_, _>>()?,
        folder: std::env::current_dir().context("the working folder")?,
    };
    let segments = Segments::open(gpu, job, &request)?;
    if segments.kept() > 0 {
        let (kept, count) = (segments.kept(), segments.count());
        let folder = segments.folder().display();
        let message =
            format!("{kept} of {count} segments are in '{folder}' from before, and are kept");
        console.notice("note", &message);
        if let Some(other) = segments.drawn_elsewhere() {
            let message = format!("the rest is drawn by {other}: pictures may differ a little");
            console.notice("warning", &message);
        }
    }
    Ok(segments)
}

/// Says what is left of a render in segments that failed, and how to go on.
fn tell_kept(arguments: &RenderArguments, console: &Console) {
    let Some(output) = arguments.outputs.first() else {
        return;
    };
    if arguments.segments.segments.is_some() && begun(&output.path).is_ok() {
        let path = shell_word(&output.path);
        let message = format!("what is finished is kept: `shaderpipe resume {path}` goes on");
        console.notice("note", &message);
    }
}

fn shell_word(path: &Path) -> String {
    let word = path.to_string_lossy();
    let quoted = shlex::try_quote(&word).map(Cow::into_owned);
    quoted.unwrap_or_else(|_| word.clone().into_owned())
}

/// Everything that can be said against the command without a GPU.
fn job(arguments: &RenderArguments) -> anyhow::Result<Job> {
    let RenderArguments {
        scene,
        access,
        picture,
        encoding,
        running,
        ..
    } = arguments;
    let asked = Asked {
        scene,
        access,
        picture,
        encoding,
        running,
    };
    let job = asked.job(request(arguments)?)?;
    if arguments.part {
        job.check_parts()?;
    }
    Ok(Job {
        no_clobber: arguments.no_clobber,
        stall_timeout: match arguments.stall_timeout {
            0 => None,
            seconds => Some(Duration::from_secs(seconds.into())),
        },
        ..job
    })
}

fn request(arguments: &RenderArguments) -> anyhow::Result<Request> {
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

fn report_to(arguments: &RenderArguments, plan: &Plan) -> anyhow::Result<ReportTo> {
    let report = arguments.telling.report.as_ref();
    if report.is_some_and(|path| path == Path::new("-")) && has_raw(plan) {
        bail!("--report - and -o - cannot both have standard output: name a file for one of them");
    }
    let outputs = arguments
        .outputs
        .iter()
        .map(|output| (&output.path, "the output"));
    let taken = outputs.chain([(&arguments.scene, "the scene")]);
    ReportTo::open(report, taken, arguments.no_clobber)
}

fn tell(arguments: &RenderArguments, job: &Job, report: &Report, console: &Console) {
    if arguments.telling.progress == ProgressStyle::Json {
        console.event(&json!({ "event": "done", "report": report }));
    } else if !has_raw(&job.plan) && arguments.telling.progress != ProgressStyle::None {
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
    let kept = report
        .segments
        .as_ref()
        .map_or(0, |segments| segments.kept_frames);
    let kept = match kept {
        0 => String::new(),
        kept => format!(", {kept} of them from before,"),
    };
    format!(
        "{names}: {frames} {unit} of {width}x{height}{kept} in {wall_seconds:.1} s \
         ({frames_per_second:.1} fps, {realtime_factor:.2}x realtime)"
    )
}

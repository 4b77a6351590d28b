//! `shaderpipe render`: one render of a scene to its outputs.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, bail};
use serde_json::json;
use shaderpipe::export::{
    ExportError, Hashes, Job, OutputOptions, OutputRequest, Plan, Progress, Report, Request,
    SegmentRequest, Segments, SegmentsError, Target, begun, check_loop, export,
};
use shaderpipe::gpu::Gpu;

use super::arguments::{DeviceArguments, ProgressStyle, RenderArguments};
use super::console::{Console, Notices, Quiet};
use super::interrupt::Interrupt;
use super::job::{Asked, open};
use super::progress::Reporter;
use super::report::{ReportTo, is_same_file};

/// How long another process that has the segments may take to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs the command; `words` are its whole command line, for who resumes it.
pub(super) fn render(
    arguments: RenderArguments,
    words: Vec<OsString>,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let job = job(&arguments)?;
    refuse_terminal(&job.plan)?;
    let report_to = report_to(&arguments, &job.plan)?;
    let reporter = Reporter::new(
        arguments.telling.progress,
        arguments.telling.verbose,
        job.plan.timeline.rate,
        console,
        interrupt,
    );
    let open = |device: &DeviceArguments| open(device, console);
    let run = Run {
        arguments: &arguments,
        words,
        job: &job,
        open: &open,
        of_batch: false,
    };
    let result = run.run(&reporter, console);
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
    if arguments.telling.report.is_some() || arguments.telling.progress == ProgressStyle::Json {
        // The file is there: an FFmpeg that does not tell its version takes nothing from it.
        report.ffmpeg_version = job.ffmpeg.as_ref().and_then(|ffmpeg| ffmpeg.version().ok());
    }
    tell(&arguments, &job, &report, console);
    report_to.write(&report)
}

/// Says what is left of a render in segments that failed, and how to go on.
fn tell_kept(arguments: &RenderArguments, of_batch: bool, notices: &dyn Notices) {
    let Some(output) = arguments.outputs.first() else {
        return;
    };
    if arguments.segments.segments.is_some() && begun(&output.path, &|| false).is_ok() {
        let how = match of_batch {
            // It would not remember what `resume` has made.
            true => "the same batch, run again,".to_owned(),
            false => format!("`shaderpipe resume {}`", shell_word(&output.path)),
        };
        let message = format!("what is finished is kept: {how} goes on");
        notices.notice("note", &message);
    }
}

fn shell_word(path: &Path) -> String {
    let word = path.to_string_lossy();
    let quoted = shlex::try_quote(&word).map(Cow::into_owned);
    quoted.unwrap_or_else(|_| word.clone().into_owned())
}

/// A render that can be run.
pub(super) struct Run<'a> {
    pub(super) arguments: &'a RenderArguments,
    /// Its whole command line.
    pub(super) words: Vec<OsString>,
    pub(super) job: &'a Job,
    /// Whether it is a job of a batch: then segments of another render are dropped, instead of being an error.
    pub(super) of_batch: bool,
    /// Gives the device to draw with.
    pub(super) open: &'a dyn Fn(&DeviceArguments) -> anyhow::Result<Gpu>,
}

impl Run<'_> {
    pub(super) fn run(
        self,
        progress: &dyn Progress,
        notices: &dyn Notices,
    ) -> anyhow::Result<Report> {
        let Self {
            arguments,
            words,
            job,
            open,
            of_batch,
        } = self;
        for warning in job.warnings() {
            notices.notice("warning", &warning.to_string());
        }
        let gpu = open(&arguments.running.device)?;
        let parts = match arguments.part {
            true => Some(job.clone().into_parts(&gpu, &Hashes::default())?),
            false => None,
        };
        let job = parts.as_ref().unwrap_or(job);
        let segments = match arguments.segments.segments {
            Some(seconds) => Some(segments(
                seconds,
                (arguments, of_batch),
                words,
                &gpu,
                job,
                (progress, notices),
            )?),
            None => None,
        };
        let closing = match arguments.check_loop {
            true => Some(check_loop(&gpu, job, &|| progress.is_cancelled())?),
            false => None,
        };
        if let Some(closing) = &closing {
            let (kind, words) = closing.verdict();
            notices.notice(kind, &words);
        }
        let result = match segments {
            None => export(&gpu, job, progress),
            Some(segments) => segments.export(&gpu, job, progress),
        };
        if result.is_err() {
            tell_kept(arguments, of_batch, notices);
        }
        Ok(Report { closing, ..result? })
    }
}

/// Waits a little for another process that has the segments: one that was killed has them until the
/// system has cleared it away.
pub(super) fn patience(notices: &dyn Notices, cancelled: &dyn Fn() -> bool) -> impl Fn() -> bool {
    let since = OnceCell::new();
    move || {
        let began = since.get_or_init(|| {
            let seconds = PATIENCE.as_secs();
            let message =
                format!("another process has the segments: it is given {seconds} s to end");
            notices.notice("note", &message);
            Instant::now()
        });
        began.elapsed() < PATIENCE && !cancelled()
    }
}

/// The segments of the output, begun or gone on with.
fn segments(
    seconds: f64,
    (arguments, of_batch): (&RenderArguments, bool),
    words: Vec<OsString>,
    gpu: &Gpu,
    job: &Job,
    (progress, notices): (&dyn Progress, &dyn Notices),
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
    let cancelled = || progress.is_cancelled();
    let waits = patience(notices, &cancelled);
    let segments = match Segments::open(gpu, job, &request, &waits) {
        // What a batch remembers decides what is rendered anew, and nobody is there to be asked.
        Err(ExportError::Segments(error)) if of_batch && error.is_of_what_was_begun() => {
            let why = match &error {
                SegmentsError::Changed { differences, .. } => {
                    format!("they are of another: {}", differences.join("; "))
                }
                _ => "their journal cannot be read".to_owned(),
            };
            notices.notice("note", &format!("its segments are dropped, as {why}"));
            let request = SegmentRequest {
                restart: true,
                ..request
            };
            Segments::open(gpu, job, &request, &waits)?
        }
        segments => segments?,
    };
    if segments.kept() > 0 {
        let (kept, count) = (segments.kept(), segments.count());
        let folder = segments.folder().display();
        let message =
            format!("{kept} of {count} segments are in '{folder}' from before, and are kept");
        notices.notice("note", &message);
        if let Some(other) = segments.drawn_elsewhere() {
            let message = format!("the rest is drawn by {other}: pictures may differ a little");
            notices.notice("warning", &message);
        }
    }
    Ok(segments)
}

/// Everything that can be said against the command without a GPU.
pub(super) fn job(arguments: &RenderArguments) -> anyhow::Result<Job> {
    let job = asked(arguments).job(times_and_outputs(arguments)?)?;
    check_kind(arguments, &job.plan)?;
    Ok(Job {
        no_clobber: arguments.no_clobber,
        stall_timeout: match arguments.stall_timeout {
            0 => None,
            seconds => Some(Duration::from_secs(seconds.into())),
        },
        ..job
    })
}

/// Everything that can be said against `plan`, of a scene that is readable.
pub(super) fn check(
    arguments: &RenderArguments,
    plan: &Plan,
    shows_video: bool,
) -> anyhow::Result<()> {
    asked(arguments).check(plan, shows_video)?;
    check_kind(arguments, plan)
}

fn check_kind(arguments: &RenderArguments, plan: &Plan) -> anyhow::Result<()> {
    if arguments.part {
        plan.check_parts()?;
    }
    if let Some(seconds) = arguments.segments.segments {
        plan.check_segments(seconds)?;
    }
    Ok(())
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

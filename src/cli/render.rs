//! `shaderpipe render`: one render of a scene to its outputs.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::time::Duration;

use anyhow::bail;
use serde_json::json;
use shaderpipe::export::{
    ExportError, Hashes, Job, OutputOptions, OutputRequest, Plan, Progress, Report, Request,
    Target, check_loop, export,
};
use shaderpipe::gpu::Gpu;

use super::arguments::{DeviceArguments, ProgressStyle, RenderArguments};
use super::console::{Console, Notices, Quiet};
use super::interrupt::Interrupt;
use super::job::{Asked, open};
use super::progress::Reporter;
use super::report::{ReportTo, is_same_file};
use super::segments::{Earlier, segments, tell_kept, warn_of_segments};

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
        earlier: Earlier::GoneOnWith,
        hashes: &Hashes::default(),
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

/// A render that can be run.
pub(super) struct Run<'a> {
    pub(super) arguments: &'a RenderArguments,
    /// Its whole command line.
    pub(super) words: Vec<OsString>,
    pub(super) job: &'a Job,
    /// What becomes of segments that are there.
    pub(super) earlier: Earlier,
    /// What the files hold that it is made of.
    pub(super) hashes: &'a Hashes,
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
            job,
            open,
            ..
        } = self;
        for warning in job.warnings() {
            notices.notice("warning", &warning.to_string());
        }
        if arguments.segments.segments.is_none() {
            arguments
                .outputs
                .iter()
                .for_each(|output| warn_of_segments(&output.path, notices));
        }
        let gpu = open(&arguments.running.device)?;
        let parts = match arguments.part {
            true => Some(job.clone().into_parts(&gpu, self.hashes)?),
            false => None,
        };
        let job = parts.as_ref().unwrap_or(job);
        let segments = match arguments.segments.segments {
            Some(seconds) => Some(segments(&self, seconds, &gpu, job, (progress, notices))?),
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
            tell_kept(&self, notices);
        }
        Ok(Report { closing, ..result? })
    }
}

/// Everything that can be said against the command without a GPU.
pub(super) fn job(arguments: &RenderArguments) -> anyhow::Result<Job> {
    let job = asked(arguments).job(times_and_outputs(arguments)?)?;
    check_kind(arguments, &job.plan)?;
    Ok(Job {
        no_clobber: arguments.no_clobber,
        stall_timeout: stall_timeout(arguments.stall_timeout),
        ..job
    })
}

/// So many seconds; none are for ever.
pub(super) fn stall_timeout(seconds: u32) -> Option<Duration> {
    (seconds > 0).then(|| Duration::from_secs(seconds.into()))
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

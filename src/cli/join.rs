//! `shaderpipe join`: parts of a video into one file.

use anyhow::bail;
use serde_json::json;
use shaderpipe::encode::{Ffmpeg, JoinError};
use shaderpipe::export::{ExportError, JoinPartsError, JoinReport, JoinRequest, PartSet};
use shaderpipe::frame::Rate;

use super::arguments::{JoinArguments, ProgressStyle};
use super::console::Console;
use super::interrupt::Interrupt;
use super::progress::Reporter;
use super::render::stall_timeout;
use super::report::{ReportTo, is_same_file};
use super::segments::warn_of_segments;

pub(super) fn join(
    arguments: &JoinArguments,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let JoinArguments {
        parts,
        output,
        telling,
        ..
    } = arguments;
    if let Some(part) = parts.iter().find(|part| is_same_file(part, output)) {
        let path = part.display();
        bail!("-o names a part itself, '{path}': give the joined file a name of its own");
    }
    let parts_taken = parts.iter().map(|path| (path, "a part"));
    let taken = parts_taken.chain([(output, "the output")]);
    let report_to = telling.report.as_ref();
    let report_to = ReportTo::open(report_to, taken, arguments.no_clobber)?;
    let ffmpeg = Ffmpeg::find(arguments.ffmpeg.as_deref())?;
    let request = JoinRequest {
        parts: parts.clone(),
        output: output.clone(),
        frames: arguments.frames,
        no_clobber: arguments.no_clobber,
        stall_timeout: stall_timeout(arguments.stall_timeout),
    };
    let reporter =
        |rate| Reporter::new(telling.progress, telling.verbose, rate, console, interrupt);
    // Records are read before the rate is known, and frames after.
    let set = PartSet::read(&ffmpeg, &request, &reporter(Rate::MAX)).map_err(cause)?;
    for warning in set.warnings() {
        console.notice("warning", &warning);
    }
    warn_of_segments(output, console);
    let reporter = reporter(set.rate());
    let joined = set.join(&ffmpeg, &reporter);
    reporter.clear();
    let mut report = joined.map_err(cause)?;
    if telling.report.is_some() || telling.progress == ProgressStyle::Json {
        report.ffmpeg_version = ffmpeg.version().ok();
    }
    match telling.progress {
        ProgressStyle::Json => console.event(&json!({ "event": "done", "report": report })),
        ProgressStyle::None => {}
        ProgressStyle::Auto | ProgressStyle::Bar => console.notice("done", &summary(&report)),
    }
    report_to.write(&report)
}

fn cause(error: JoinPartsError) -> anyhow::Error {
    match error {
        JoinPartsError::Join(JoinError::Cancelled) => ExportError::Cancelled.into(),
        error => error.into(),
    }
}

fn summary(report: &JoinReport) -> String {
    let JoinReport {
        output,
        frames,
        parts,
        unused,
        wall_seconds,
        ..
    } = report;
    let parts = match parts.len() {
        1 => "1 part".to_owned(),
        count => format!("{count} parts"),
    };
    let unused = match unused.len() {
        0 => String::new(),
        count => format!(", {count} not needed"),
    };
    format!("{output}: {frames} frames of {parts} in {wall_seconds:.1} s{unused}")
}

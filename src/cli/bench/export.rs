//! `shaderpipe bench export`: an export against its stages alone.

use std::fmt::Write as _;

use anyhow::Context as _;
use shaderpipe::bench::export::{BenchError, Efficiency, ExportBench, Stage, measure};
use shaderpipe::export::{ExportError, Request};
use shaderpipe::frame::FrameRange;

use crate::cli::arguments::BenchExportArguments;
use crate::cli::console::{self, Console};
use crate::cli::interrupt::Interrupt;
use crate::cli::job::{Asked, open};

pub(super) fn export(
    arguments: &BenchExportArguments,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    // Removed with all that is in it, also when the measurement fails.
    let folder = tempfile::Builder::new()
        .prefix("shaderpipe-bench-")
        .tempdir()
        .context("cannot use the temporary folder (TMPDIR chooses another)")?;
    let asked = Asked {
        scene: &arguments.scene,
        access: &arguments.access,
        picture: &arguments.picture,
        encoding: &arguments.encoding,
        running: &arguments.running,
    };
    let job = asked.job(Request {
        outputs: vec![folder.path().join("export.mkv").into()],
        rate: arguments.fps,
        frames: Some(FrameRange::Count(arguments.frames)),
        ..Request::default()
    })?;
    for warning in job.warnings() {
        console.notice("warning", &warning.to_string());
    }
    let gpu = open(&arguments.running.device, console)?;
    let rounds = arguments.rounds.into();
    let measured = measure(&gpu, &job, rounds, folder.path(), &|| interrupt.is_set());
    let bench = measured.map_err(|error| match error {
        // As the command line knows it, so that an interrupt ends as everywhere.
        BenchError::Export(error @ ExportError::Cancelled) => error.into(),
        error => anyhow::Error::new(error),
    })?;
    if arguments.json {
        return console::print(&format!("{}\n", serde_json::to_string(&bench)?));
    }
    console::print(&table(&bench))
}

fn table(bench: &ExportBench) -> String {
    let ExportBench {
        width,
        height,
        frames,
        pixel_format,
        adapter,
        transport,
        processors,
        rounds,
        ..
    } = bench;
    let mut text = format!(
        "{frames} frames of {width}x{height} in {pixel_format}, by {transport}; {adapter}; \
         {processors} processors; medians of {rounds}\n\n\
         stage        frames/s   seconds   CPU seconds\n"
    );
    for stage in bench.stages.iter().chain([&bench.whole]) {
        text.push_str(&row(stage));
    }
    text.push('\n');
    let Efficiency {
        whole_by_slowest_stage,
        whole_by_bound,
        cpu_by_stages,
    } = bench.efficiency;
    let mut ratio = |what: &str, ratio: Option<f64>| {
        let ratio = ratio.map_or_else(|| "unknown here".to_owned(), |ratio| format!("{ratio:.3}"));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{what:<67} {ratio}");
    };
    ratio(
        "export ÷ slowest stage, seconds",
        Some(whole_by_slowest_stage),
    );
    ratio(
        "export ÷ larger of slowest stage and CPU seconds on each processor",
        whole_by_bound,
    );
    ratio(
        "export ÷ (+ readback and encode), CPU seconds",
        cpu_by_stages,
    );
    text
}

fn row(stage: &Stage) -> String {
    let Stage {
        name,
        seconds,
        frames_per_second,
        cpu_seconds,
    } = stage;
    let cpu = cpu_seconds.map_or_else(|| "unknown".to_owned(), |cpu| format!("{cpu:.2}"));
    format!("{name:<12} {frames_per_second:>8.1}  {seconds:>8.2}  {cpu:>12}\n")
}

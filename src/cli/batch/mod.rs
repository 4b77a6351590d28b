//! `shaderpipe batch`: many renders, one after another or at once, in a process that may die without
//! taking them all along.
//!
//! ```text
//! jobs.toml ─► plan ─► supervise ◄──── JSON lines ────► worker (another process)
//!                       │   │                            │ a thread for each job, one device
//!                     show  outcome                      └► render
//! ```

mod command;
mod memory;
mod outcome;
mod plan;
mod process;
mod protocol;
mod show;
mod supervise;
mod worker;

pub(super) use worker::work;

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, bail};
use shaderpipe::batch::Queue;
use shaderpipe::encode::Output;
use shaderpipe::export::{ExportError, Identity};

use super::arguments::{BatchArguments, ProgressStyle};
use super::console::{self, Console, Quiet};
use super::interrupt::Interrupt;
use memory::Memory;
use outcome::{Counts, Outcome, Record, report};
use plan::{Planned, plan};
use show::Show;
use supervise::Supervisor;

pub(super) fn batch(
    arguments: BatchArguments,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let began = Instant::now();
    let planned = plan(&arguments.file)?;
    let mut records: Vec<Record> = planned.iter().map(|_| Record::default()).collect();
    let mut memory = Memory::default();
    let todo = todo(&arguments, &planned, &mut records, &mut memory);
    if arguments.dry_run {
        return dry_run(&planned, &records);
    }
    let report_file = report_file(&arguments, &planned, interrupt)?;
    let show = Show::new(
        arguments.progress,
        arguments.verbose,
        &planned,
        &todo,
        console,
    );
    let slots = arguments
        .jobs
        .map_or_else(|| usual_slots(&planned), usize::from);
    if let Some(warning) = memory.warning() {
        show.notice(None, "warning", &warning);
    }
    let mut done = |job: usize, began: SystemTime, identity: Identity| {
        if let Err(warning) = memory.remember(&planned[job], began, identity) {
            show.notice(Some(job), "warning", &warning);
        }
    };
    let supervisor = Supervisor {
        planned: &planned,
        records: &mut records,
        queue: Queue::new(todo, slots, arguments.retry.into(), arguments.keep_going),
        show: &show,
        done: &mut done,
        hang_timeout: match arguments.hang_timeout {
            0 => None,
            seconds => Some(Duration::from_secs(seconds.into())),
        },
        interrupt,
    };
    let result = supervisor.run();
    show.clear();
    result?;
    let seconds = began.elapsed().as_secs_f64();
    let everything = report(&planned, &records, seconds);
    write_report(&arguments, report_file, &everything)?;
    let counts = Counts::of(&records);
    tell(&arguments, console, counts, seconds);
    match counts {
        _ if interrupt.is_set() => Err(ExportError::Cancelled.into()),
        Counts { failed: 0, .. } => Ok(()),
        _ => Err(Quiet::Told.into()),
    }
}

/// The jobs that are to be run, the long ones first: those at the end then leave no slot idle for long.
fn todo(
    arguments: &BatchArguments,
    planned: &[Planned],
    records: &mut [Record],
    memory: &mut Memory,
) -> Vec<usize> {
    for (planned, record) in planned.iter().zip(&mut *records) {
        record.reason = match memory.reason(planned) {
            None if arguments.force => Some("--force".to_owned()),
            reason => reason,
        };
        if record.reason.is_none() {
            record.outcome = Some(Outcome::UpToDate);
        }
    }
    let is_left = |job: &usize| records[*job].outcome.is_none();
    let mut todo: Vec<usize> = (0..planned.len()).filter(is_left).collect();
    todo.sort_by(|one, other| planned[*other].cost.total_cmp(&planned[*one].cost));
    todo
}

/// As many exports as keep all cores busy, if all are as the one that takes most of them. More than a few
/// wait for the one device.
fn usual_slots(planned: &[Planned]) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let most = planned.iter().map(|planned| planned.cores).max();
    (cores / most.unwrap_or(1)).clamp(1, 8)
}

fn dry_run(planned: &[Planned], records: &[Record]) -> anyhow::Result<()> {
    let mut text = String::new();
    for (planned, record) in planned.iter().zip(records) {
        let state = match (&record.outcome, &record.reason) {
            (Some(_), _) => "  # up to date".to_owned(),
            (None, Some(reason)) => format!("  # {reason}"),
            (None, None) => String::new(),
        };
        text.push_str(&format!("{}{state}\n", planned.command()));
    }
    console::print(&text)
}

/// Opened before the work is done: a report that cannot be written must not cost a night.
fn report_file(
    arguments: &BatchArguments,
    planned: &[Planned],
    interrupt: &Interrupt,
) -> anyhow::Result<Option<Output>> {
    let Some(path) = arguments
        .report
        .as_deref()
        .filter(|path| *path != Path::new("-"))
    else {
        return Ok(None);
    };
    let is_taken = |planned: &Planned| planned.outputs.iter().any(|output| output == path);
    if path == arguments.file || planned.iter().any(is_taken) {
        bail!(
            "--report names the job file or an output, '{}': name another file",
            path.display()
        );
    }
    let output = Output::create(path, false).context("--report")?;
    if let Some(temporary) = output.discard_handle() {
        interrupt.discard_at_end(temporary);
    }
    Ok(Some(output))
}

fn write_report(
    arguments: &BatchArguments,
    file: Option<Output>,
    report: &serde_json::Value,
) -> anyhow::Result<()> {
    if arguments.report.is_none() {
        return Ok(());
    }
    let text = format!("{}\n", serde_json::to_string_pretty(report)?);
    match file {
        None => console::print(&text),
        Some(output) => {
            std::fs::write(output.path_for_writer(), text).context("--report")?;
            Ok(output.commit().context("--report")?)
        }
    }
}

fn tell(arguments: &BatchArguments, console: &Console, counts: Counts, seconds: f64) {
    if arguments.progress.or_json() == ProgressStyle::Json {
        console.event(&serde_json::json!({
            "event": "summary",
            "rendered": counts.done,
            "up_to_date": counts.up_to_date,
            "failed": counts.failed,
            "not_run": counts.not_run,
            "wall_seconds": seconds,
        }));
    } else if arguments.progress != ProgressStyle::None {
        console.notice("done", &counts.summary(seconds));
    }
}

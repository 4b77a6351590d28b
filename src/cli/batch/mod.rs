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

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use shaderpipe::batch::Queue;
use shaderpipe::export::{ExportError, Identity, drop_segments};

use super::arguments::{BatchArguments, ProgressStyle};
use super::console::{self, Console, Quiet};
use super::interrupt::Interrupt;
use super::render::patience;
use super::report::ReportTo;
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
    let report_to = report_to(&arguments, &planned)?;
    let show = Show::new(
        arguments.telling.progress,
        arguments.telling.verbose,
        &planned,
        &todo,
        console,
    );
    if arguments.force {
        drop_all(&planned, &todo, console, interrupt)?;
    }
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
    report_to.write(&report(&planned, &records, seconds))?;
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

/// Drops what earlier runs left of jobs in segments, so that none of them goes on with that. Not when its
/// turn comes: what is tried again goes on.
fn drop_all(
    planned: &[Planned],
    todo: &[usize],
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let cancelled = || interrupt.is_set();
    let segmented = todo.iter().map(|job| &planned[*job]);
    for planned in segmented.filter(|planned| planned.has_segments) {
        for output in &planned.outputs {
            drop_segments(output, &patience(console, &cancelled))?;
        }
    }
    Ok(())
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
            // What a value says in a second line is no comment any more, but a command.
            (None, Some(reason)) => format!("  # {}", reason.replace(char::is_control, " ")),
            (None, None) => String::new(),
        };
        text.push_str(&format!("{}{state}\n", planned.command()));
    }
    console::print(&text)
}

/// Looked at before the work is done: a report that cannot be written must not cost a night.
fn report_to(arguments: &BatchArguments, planned: &[Planned]) -> anyhow::Result<ReportTo> {
    let outputs = planned.iter().flat_map(|planned| &planned.outputs);
    let outputs = outputs.map(|path| (path, "an output"));
    let scenes: BTreeSet<&PathBuf> = planned.iter().map(|planned| &planned.job.scene).collect();
    let scenes = scenes.into_iter().map(|path| (path, "a scene"));
    let taken = outputs
        .chain(scenes)
        .chain([(&arguments.file, "the job file")]);
    ReportTo::open(arguments.telling.report.as_ref(), taken, false)
}

fn tell(arguments: &BatchArguments, console: &Console, counts: Counts, seconds: f64) {
    if arguments.telling.progress.or_json() == ProgressStyle::Json {
        console.event(&serde_json::json!({
            "event": "summary",
            "rendered": counts.done,
            "up_to_date": counts.up_to_date,
            "failed": counts.failed,
            "not_run": counts.not_run,
            "wall_seconds": seconds,
        }));
    } else if arguments.telling.progress != ProgressStyle::None {
        console.notice("done", &counts.summary(seconds));
    }
}

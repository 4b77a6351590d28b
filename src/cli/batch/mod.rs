//! `shaderpipe batch`: many renders, one after another or at once, in a process that may die without
//! taking them all along.
//!
//! ```text
//! jobs.toml ─► plan ───────────► supervise ◄──── process, protocol ────► worker (another process)
//!              │ command: options  │   │          JSON lines              │ a thread for each job, one device
//!              │ meaning: defaults show outcome                           │ pulse: does its device go on?
//!              │ known: mistakes                                          └► render
//!              └ memory: what is done already
//! ```

mod command;
mod known;
mod meaning;
mod memory;
mod outcome;
mod plan;
mod process;
mod protocol;
mod pulse;
mod show;
mod supervise;
mod worker;

pub(super) use worker::work;

use std::path::Path;
use std::time::{Duration, Instant};

use shaderpipe::batch::{BatchError, Manifest, Queue};
use shaderpipe::export::{ExportError, Identity};
use shaderpipe::scene::printable;

use super::arguments::{BatchArguments, ProgressStyle};
use super::console::{self, Console, Quiet};
use super::interrupt::Interrupt;
use super::report::{ReportTo, taken};
use memory::Memory;
use outcome::{Counts, Record, report};
use plan::{Planned, Plans, plan};
use show::Show;
use supervise::Supervisor;

pub(super) fn batch(
    arguments: BatchArguments,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let began = Instant::now();
    let mut memory = Memory::default();
    let plans = plan(&arguments.file, &mut memory, arguments.force)?;
    if arguments.dry_run {
        return dry_run(&plans.jobs, console);
    }
    let (report_to, planned) = report_to(&arguments, plans)?;
    let mut records: Vec<Record> = planned.iter().map(Record::before).collect();
    let todo = todo(&planned, arguments.keep_going);
    let show = Show::new(
        arguments.telling.progress,
        arguments.telling.verbose,
        &planned,
        &todo,
        console,
    );
    tell_faults(&planned, &show, arguments.keep_going);
    let slots = arguments
        .jobs
        .map_or_else(|| usual_slots(&planned, &todo), usize::from);
    if let Some(warning) = memory.warning() {
        show.notice(None, "warning", &warning);
    }
    let mut done = |job: usize, identity: Identity| {
        if let Err(warning) = memory.remember(&planned[job], identity) {
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
        force: arguments.force,
        interrupt,
    };
    let result = supervisor.run();
    show.clear();
    let seconds = began.elapsed().as_secs_f64();
    let reported = report_to.write(&report(&planned, &records, seconds));
    let counts = Counts::of(&records);
    let word = if interrupt.is_set() { "so far" } else { "done" };
    tell(&arguments, console, word, counts, seconds);
    result.and(reported)?;
    match counts {
        _ if interrupt.is_set() => Err(ExportError::Cancelled.into()),
        Counts { failed: 0, .. } => Ok(()),
        _ => Err(Quiet::Told.into()),
    }
}

/// The jobs that are run, the long ones first: those at the end then leave no slot idle for long. Where one
/// is known to fail, the others are run only to `keep_going`.
fn todo(planned: &[Planned], keep_going: bool) -> Vec<usize> {
    if !keep_going && planned.iter().any(|planned| planned.fault.is_some()) {
        return Vec::new();
    }
    let is_left = |job: &usize| planned[*job].reason.is_some() && planned[*job].fault.is_none();
    let mut todo: Vec<usize> = (0..planned.len()).filter(is_left).collect();
    todo.sort_by(|one, other| planned[*other].cost.total_cmp(&planned[*one].cost));
    todo
}

/// Says which jobs fail without being run.
fn tell_faults(planned: &[Planned], show: &Show<'_>, keep_going: bool) {
    let faults = planned.iter().enumerate();
    let mut faults = faults.filter_map(|(job, planned)| Some((job, planned.fault.as_ref()?)));
    let most = show.most_told();
    for (job, fault) in faults.by_ref().take(most) {
        show.failed(job, fault);
    }
    match faults.count() {
        0 => {}
        more => show.notice(
            None,
            "failed",
            &format!("{more} more (--dry-run tells why)"),
        ),
    }
    let any = planned.iter().any(|planned| planned.fault.is_some());
    if any && !keep_going {
        let message = "nothing is rendered, as jobs would fail: --keep-going renders the others";
        show.notice(None, "note", message);
    }
}

/// As many exports as keep all cores busy, if all that are to be run are as the one that takes most of
/// them. More than a few wait for the one device.
fn usual_slots(planned: &[Planned], todo: &[usize]) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let most = todo.iter().map(|job| planned[*job].cores).max();
    (cores / most.unwrap_or(1)).clamp(1, 8)
}

fn dry_run(planned: &[Planned], console: &Console) -> anyhow::Result<()> {
    let mut text = String::new();
    for planned in planned {
        let state = match (&planned.fault, &planned.reason) {
            // Whatever it says, a shell takes it for comments.
            (Some(fault), _) => format!("would fail: {}", fault.replace('\n', "\n#   ")),
            (None, None) => "up to date".to_owned(),
            // What a value says in a second line is no comment any more, but a command.
            (None, Some(reason)) => reason.replace(char::is_control, " "),
        };
        text.push_str(&format!("{}  # {state}\n", planned.command()));
    }
    console::print(&text)?;
    let failing = planned.iter().filter(|planned| planned.fault.is_some());
    match failing.count() {
        0 => Ok(()),
        failing => {
            let all = planned.len();
            console.notice("error", &format!("{failing} of {all} jobs would fail"));
            Err(Quiet::Told.into())
        }
    }
}

/// Looked at before the work is done: a report that cannot be written must not cost a night.
fn report_to(arguments: &BatchArguments, plans: Plans) -> anyhow::Result<(ReportTo, Vec<Planned>)> {
    let Plans {
        jobs,
        mut outputs,
        inputs,
    } = plans;
    let report = arguments.telling.report.as_ref();
    if let Some(path) = report.filter(|path| *path != Path::new("-")) {
        let describe = |number: usize| jobs[number].describe();
        match outputs.refuse(path, "the report", None, &describe) {
            Err(BatchError::Input { .. }) => return Err(taken(path, "an output")),
            result => result?,
        }
        if Manifest::is_name_of(path) {
            return Err(taken(path, "what a batch remembers"));
        }
    }
    let inputs = inputs.iter().map(|input| {
        let what = match input.role.as_str() {
            "scene" => "a scene".to_owned(),
            role => format!("the {role}"),
        };
        (&input.path, what)
    });
    let taken = inputs.chain([(&arguments.file, "the job file".to_owned())]);
    let report_to = ReportTo::open(report, taken, false)?;
    Ok((report_to, jobs))
}

/// What is wrong in a line or more, for people and without what steers their terminals.
fn plain(message: &str) -> String {
    let message = message.strip_prefix("error: ").unwrap_or(message);
    printable(message)
}

/// Says what has become of all, behind `word`.
fn tell(arguments: &BatchArguments, console: &Console, word: &str, counts: Counts, seconds: f64) {
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
        console.notice(word, &counts.summary(seconds));
    }
}

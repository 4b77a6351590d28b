//! How a batch is shown: a table of what is being rendered for people, JSON lines for programs.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle as BarStyle};
use serde_json::{Value, json};

use shaderpipe::scene::printable;

use super::outcome::Outcome;
use super::plan::Planned;
use crate::cli::arguments::ProgressStyle;
use crate::cli::console::{self, Console, Shown};

/// How far a job is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Moved {
    /// Frames drawn that others depend on, and how many there are.
    Preroll(u64, u64),
    /// Frames written, and how many there are.
    Frames(u64, u64),
    Finishing,
}

/// Shows what happens.
pub(super) struct Show<'a> {
    planned: &'a [Planned],
    console: &'a Console,
    style: Style,
    is_verbose: bool,
    runs: RefCell<HashMap<usize, Run>>,
    all: RefCell<All>,
}

enum Style {
    Table(MultiProgress, ProgressBar),
    Json,
    Nothing,
}

/// A job that is being run.
struct Run {
    begun: Instant,
    /// The frames that were counted when it began to write.
    before: u64,
    is_writing: bool,
    bar: ProgressBar,
}

/// How far the batch is.
struct All {
    begun: Instant,
    cost_done: f64,
    cost_left: f64,
    failed: usize,
}

impl<'a> Show<'a> {
    pub(super) fn new(
        style: ProgressStyle,
        is_verbose: bool,
        planned: &'a [Planned],
        todo: &[usize],
        console: &'a Console,
    ) -> Self {
        let style = match style.or_json() {
            ProgressStyle::None => Style::Nothing,
            ProgressStyle::Json => Style::Json,
            _ => {
                let target = ProgressDrawTarget::stderr_with_hz(8);
                let table = MultiProgress::with_draw_target(target);
                let bar = ProgressBar::new(todo.len() as u64);
                let bar = table.add(styled(bar, "{bar:18} {pos}/{len} jobs{wide_msg}"));
                bar.tick();
                console::shown(Some(Shown::Table(table.clone())));
                Style::Table(table, bar)
            }
        };
        Self {
            planned,
            console,
            style,
            is_verbose,
            runs: RefCell::default(),
            all: RefCell::new(All {
                begun: Instant::now(),
                cost_done: 0.0,
                cost_left: todo.iter().map(|job| weight(&planned[*job])).sum(),
                failed: 0,
            }),
        }
    }

    pub(super) fn begun(&self, job: usize) {
        let planned = &self.planned[job];
        let bar = match &self.style {
            Style::Table(table, all) => {
                let bar = ProgressBar::new(planned.frames.unwrap_or(1));
                let template = "  {bar:16} {pos}/{len} {wide_msg}";
                table.insert_before(all, styled(bar, template))
            }
            Style::Json | Style::Nothing => ProgressBar::hidden(),
        };
        // Only now: outside of the table a bar would draw itself.
        bar.set_message(format!("begins: {}", names(planned)));
        self.event(
            job,
            "begun",
            || json!({ "frames": planned.frames, "reason": planned.reason }),
        );
        let run = Run {
            begun: Instant::now(),
            before: 0,
            is_writing: false,
            bar,
        };
        self.runs.borrow_mut().insert(job, run);
    }

    pub(super) fn moved(&self, job: usize, moved: Moved) {
        let mut runs = self.runs.borrow_mut();
        let Some(run) = runs.get_mut(&job) else {
            return;
        };
        let (event, done, total) = match moved {
            Moved::Preroll(done, total) => ("preroll", done, total),
            Moved::Frames(done, total) => {
                if !run.is_writing {
                    run.is_writing = true;
                    run.before = done;
                    run.begun = Instant::now();
                }
                ("progress", done, total)
            }
            Moved::Finishing => {
                let name = names(&self.planned[job]);
                run.bar.set_message(format!("finishing: {name}"));
                return self.event(job, "finishing", || json!({}));
            }
        };
        let seconds = run.begun.elapsed().as_secs_f64().max(1e-9);
        let per_second = done.saturating_sub(run.before) as f64 / seconds;
        let left = total.saturating_sub(done) as f64;
        let eta = (per_second > 0.0).then(|| left / per_second);
        run.bar.set_length(total);
        run.bar.set_position(done);
        let kind = if event == "preroll" {
            "pre-roll at "
        } else {
            ""
        };
        let (left, name) = (left_in(eta), names(&self.planned[job]));
        let message = format!("{kind}{per_second:.1} fps{left}: {name}");
        run.bar.set_message(message);
        self.event(job, event, || {
            json!({
                "frame": done,
                "frames": total,
                "frames_per_second": per_second,
                "eta_seconds": eta,
            })
        });
    }

    /// A job has failed, and is tried again.
    pub(super) fn again(&self, job: usize, message: &str) {
        self.leave(job, false);
        let message = format!("it is tried again, as it has failed: {message}");
        self.notice(Some(job), "warning", &message);
    }

    pub(super) fn ended(&self, job: usize, outcome: &Outcome) {
        self.leave(job, true);
        match outcome {
            Outcome::UpToDate => {}
            Outcome::Done { seconds, .. } => {
                self.event(job, "done", || json!({ "seconds": seconds }));
                if let Style::Table(..) = self.style {
                    let planned = &self.planned[job];
                    let frames = planned.frames.unwrap_or(0);
                    let pace = frames as f64 / seconds.max(1e-9);
                    let words = format!("{frames} frames in {seconds:.1} s ({pace:.1} fps)");
                    self.say("done", &format!("{}: {words}", names(planned)));
                }
            }
            Outcome::Failed { message } => self.failed(job, message),
        }
        self.sum();
    }

    /// A job has failed, be it that it was run or not.
    pub(super) fn failed(&self, job: usize, message: &str) {
        self.all.borrow_mut().failed += 1;
        self.notice(Some(job), "failed", message);
    }

    /// As many jobs that fail without being run as are told one by one: programs hear of all.
    pub(super) fn most_told(&self) -> usize {
        match self.style {
            Style::Json => usize::MAX,
            Style::Table(..) | Style::Nothing => 20,
        }
    }

    pub(super) fn command(&self, job: usize, command: &str) {
        if self.is_verbose {
            self.notice(Some(job), "ffmpeg", command);
        }
    }

    /// Something worth knowing, of a job or of all.
    pub(super) fn notice(&self, job: Option<usize>, kind: &str, message: &str) {
        match (&self.style, job) {
            (Style::Json, Some(job)) => self.event(job, kind, || json!({ "message": message })),
            (_, Some(job)) => {
                self.say(kind, &format!("{}: {message}", names(&self.planned[job])));
            }
            (_, None) => self.say(kind, message),
        }
    }

    /// A line of a worker's standard error. What it does not know to be of a job it says as every command
    /// does.
    pub(super) fn line(&self, line: &str) {
        match line.strip_prefix("warning: ") {
            Some(message) => self.notice(None, "warning", message),
            None => self.say("worker", line),
        }
    }

    /// Takes the table away.
    pub(super) fn clear(&self) {
        if let Style::Table(table, all) = &self.style {
            all.finish_and_clear();
            // A terminal that is gone shows nothing.
            let _ = table.clear();
            console::shown(None);
        }
    }

    fn leave(&self, job: usize, is_over: bool) {
        if let Some(run) = self.runs.borrow_mut().remove(&job) {
            run.bar.finish_and_clear();
            if let Style::Table(table, _) = &self.style {
                table.remove(&run.bar);
            }
        }
        if is_over {
            if let Style::Table(_, all) = &self.style {
                all.inc(1);
            }
            let cost = weight(&self.planned[job]);
            let mut sums = self.all.borrow_mut();
            sums.cost_done += cost;
            sums.cost_left -= cost;
        }
    }

    /// Shows how far all is.
    fn sum(&self) {
        let Style::Table(_, bar) = &self.style else {
            return;
        };
        let all = self.all.borrow();
        let pace = all.cost_done / all.begun.elapsed().as_secs_f64().max(1e-9);
        let eta = (pace > 0.0).then(|| all.cost_left.max(0.0) / pace);
        let failed = match all.failed {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        bar.set_message(format!("{failed}{}", left_in(eta)));
    }

    fn say(&self, kind: &str, message: &str) {
        self.console.notice(kind, message);
    }

    fn event(&self, job: usize, event: &str, more: impl FnOnce() -> Value) {
        if !matches!(self.style, Style::Json) {
            return;
        }
        let mut line = more();
        line["event"] = json!(event);
        line["job"] = json!(job + 1);
        line["output"] = json!(names(&self.planned[job]));
        self.console.event(&line);
    }
}

/// What a job counts for in the time that is left; one whose scene cannot be read ends at once.
fn weight(planned: &Planned) -> f64 {
    planned.cost.max(1.0)
}

fn names(planned: &Planned) -> String {
    // One that can have no output is known by its scene.
    let paths = match planned.outputs.is_empty() {
        true => std::slice::from_ref(&planned.job.scene),
        false => &planned.outputs,
    };
    let names: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    printable(&names.join(", "))
}

fn left_in(seconds: Option<f64>) -> String {
    match seconds {
        Some(seconds) if seconds < 1e9 => {
            let left = Duration::from_secs_f64(seconds.round());
            format!(", {} left", indicatif::HumanDuration(left))
        }
        _ => String::new(),
    }
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match BarStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

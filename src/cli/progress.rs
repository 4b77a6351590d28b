//! How an export's progress is shown: a bar for people, JSON lines for programs.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle as BarStyle};
use serde_json::{Value, json};
use shaderpipe::encode::{Discard, Ffmpeg};
use shaderpipe::export::{ExportError, Progress};
use shaderpipe::frame::Rate;

use super::arguments::ProgressStyle;
use super::console::{self, Console, Shown};
use super::interrupt::Interrupt;

/// How often a JSON line is written.
const LINE_STEP: Duration = Duration::from_millis(200);

/// Shows progress and passes interrupts on.
pub(super) struct Reporter<'a> {
    console: &'a Console,
    interrupt: &'a Interrupt,
    show: Show,
    rate: Rate,
    clock: Mutex<Clock>,
    verbose: bool,
}

/// What the frames that are counted are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nobody gets them: others depend on them.
    Preroll,
    /// They are written.
    Export,
}

/// Times what is under way.
#[derive(Debug)]
struct Clock {
    stage: Stage,
    since: Instant,
    /// Frames that had been written by then.
    before: u64,
    written: u64,
}

impl Clock {
    fn begin(&mut self, stage: Stage) {
        *self = Self {
            stage,
            since: Instant::now(),
            before: self.written,
            written: self.written,
        };
    }
}

/// How far a stage is.
#[derive(Clone, Copy, Debug)]
struct Pace {
    done: u64,
    total: u64,
    per_second: f64,
}

impl Pace {
    fn eta_seconds(self) -> Option<f64> {
        let left = self.total.saturating_sub(self.done);
        (self.per_second > 0.0).then(|| left as f64 / self.per_second)
    }
}

enum Show {
    Bar(ProgressBar),
    /// When the last line was written.
    Json(Mutex<Option<Instant>>),
    Nothing,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(
        style: ProgressStyle,
        verbose: bool,
        rate: Rate,
        console: &'a Console,
        interrupt: &'a Interrupt,
    ) -> Self {
        let on_terminal = std::io::stderr().is_terminal();
        let show = match style {
            ProgressStyle::Bar => Show::Bar(bar()),
            ProgressStyle::Auto if on_terminal => Show::Bar(bar()),
            ProgressStyle::Json => Show::Json(Mutex::new(None)),
            ProgressStyle::Auto | ProgressStyle::None => Show::Nothing,
        };
        Self {
            console,
            interrupt,
            show,
            rate,
            clock: Mutex::new(Clock {
                stage: Stage::Export,
                since: Instant::now(),
                before: 0,
                written: 0,
            }),
            verbose,
        }
    }

    /// Takes the bar away, so that what is printed next stands on a line of its own.
    pub(super) fn clear(&self) {
        if let Show::Bar(bar) = &self.show {
            bar.finish_and_clear();
            console::shown(None);
        }
    }

    /// How fast `stage` goes since it began; what follows on frames for nobody are those for somebody.
    fn pace(&self, stage: Stage, done: u64, total: u64) -> Pace {
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match stage {
            Stage::Export => {
                clock.written = done;
                clock.before.min(done)
            }
            Stage::Preroll => 0,
        };
        if clock.stage != stage {
            clock.begin(stage);
        }
        let seconds = clock.since.elapsed().as_secs_f64().max(1e-9);
        if stage == Stage::Preroll && done == total {
            clock.begin(Stage::Export);
            if let Show::Bar(bar) = &self.show {
                bar.reset();
            }
        }
        Pace {
            done,
            total,
            per_second: (done - before) as f64 / seconds,
        }
    }

    /// Moves the bar, with these words on it, or gives the event as a line if one is due.
    fn tell(&self, pace: Pace, words: String, event: impl FnOnce() -> Value) {
        match &self.show {
            Show::Bar(bar) => {
                // Not before: a line that it makes way for would have it drawn.
                console::shown(Some(Shown::Bar(bar.clone())));
                bar.set_length(pace.total);
                bar.set_position(pace.done);
                bar.set_message(words);
            }
            Show::Json(last) if self.is_due(pace, last) => self.console.event(&event()),
            Show::Json(_) | Show::Nothing => {}
        }
    }

    /// Whether it is time for another line.
    fn is_due(&self, pace: Pace, last: &Mutex<Option<Instant>>) -> bool {
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| last.elapsed() >= LINE_STEP) || pace.done == pace.total;
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}

impl Progress for Reporter<'_> {
    fn encoding(&self, ffmpeg: &Ffmpeg, arguments: &[OsString]) {
        if !self.verbose {
            return;
        }
        self.console.notice("ffmpeg", &command(ffmpeg, arguments));
    }

    fn creating(&self, temporary: Discard) {
        self.interrupt.discard_at_end(temporary);
    }

    fn prerolling(&self, done: u64, total: u64) {
        let pace = self.pace(Stage::Preroll, done, total);
        let words = format!("pre-roll at {:.1} fps", pace.per_second);
        self.tell(pace, words, || {
            json!({
                "event": "preroll",
                "frame": done,
                "frames": total,
                "frames_per_second": pace.per_second,
                "eta_seconds": pace.eta_seconds(),
            })
        });
    }

    fn resumed(&self, done: u64, total: u64) {
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        clock.written = done;
        clock.begin(Stage::Export);
        if let Show::Bar(bar) = &self.show {
            bar.set_length(total);
            bar.set_position(done);
            bar.reset_eta();
        }
    }

    fn frames(&self, done: u64, total: u64) {
        let pace = self.pace(Stage::Export, done, total);
        let realtime = pace.per_second / self.rate.as_f64();
        let words = format!("{:.1} fps, {realtime:.2}x", pace.per_second);
        self.tell(pace, words, || {
            json!({
                "event": "progress",
                "frame": done,
                "frames": total,
                "frames_per_second": pace.per_second,
                "realtime_factor": realtime,
                "eta_seconds": pace.eta_seconds(),
            })
        });
    }

    fn output_failed(&self, output: &Path, _error: &ExportError) {
        let message = format!("'{}' has failed; the others go on", output.display());
        self.console.notice("warning", &message);
    }

    fn warning(&self, message: &str) {
        self.console.notice("warning", message);
    }

    fn finishing(&self) {
        match &self.show {
            Show::Bar(bar) => bar.set_message("finishing the file"),
            Show::Json(_) => self.console.event(&json!({ "event": "finishing" })),
            Show::Nothing => {}
        }
    }

    fn is_cancelled(&self) -> bool {
        self.interrupt.is_set()
    }
}

fn bar() -> ProgressBar {
    let template = "{bar:32} {pos}/{len} frames, {msg}, {eta} left";
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
    match BarStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// A command of FFmpeg as a shell takes it.
pub(super) fn command(ffmpeg: &Ffmpeg, arguments: &[OsString]) -> String {
    let program = std::iter::once(ffmpeg.path().as_os_str());
    let words = program.chain(arguments.iter().map(OsString::as_os_str));
    let quoted: Vec<String> = words.map(|word| quote(&word.to_string_lossy())).collect();
    quoted.join(" ")
}

/// A word as a shell takes it.
pub(super) fn quote(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), |quoted| quoted.into_owned())
}

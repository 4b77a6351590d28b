//! How an export's progress is shown: a bar for people, JSON lines for programs.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle as BarStyle};
use serde_json::json;
use shaderpipe::encode::{Discard, Ffmpeg};
use shaderpipe::export::{ExportError, Progress};
use shaderpipe::frame::Rate;

use super::arguments::ProgressStyle;
use super::console::Console;
use super::interrupt::Interrupt;

/// How often a JSON line is written.
const LINE_STEP: Duration = Duration::from_millis(200);

/// Shows progress and passes interrupts on.
pub(super) struct Reporter<'a> {
    console: &'a Console,
    interrupt: &'a Interrupt,
    show: Show,
    rate: Rate,
    started: Instant,
    verbose: bool,
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
            started: Instant::now(),
            verbose,
        }
    }

    /// Takes the bar away, so that what is printed next stands on a line of its own.
    pub(super) fn clear(&self) {
        if let Show::Bar(bar) = &self.show {
            bar.finish_and_clear();
        }
    }

    fn speed(&self, done: u64) -> (f64, f64) {
        let per_second = done as f64 / self.started.elapsed().as_secs_f64().max(1e-9);
        (per_second, per_second / self.rate.as_f64())
    }

    fn json_line(&self, done: u64, total: u64, last: &Mutex<Option<Instant>>) {
        let Ok(mut last) = last.lock() else { return };
        let is_due = last.is_none_or(|last| last.elapsed() >= LINE_STEP) || done == total;
        if !is_due {
            return;
        }
        *last = Some(Instant::now());
        let (per_second, realtime) = self.speed(done);
        let eta = (done > 0).then(|| (total - done) as f64 / per_second);
        self.console.event(&json!({
            "event": "progress",
            "frame": done,
            "frames": total,
            "frames_per_second": per_second,
            "realtime_factor": realtime,
            "eta_seconds": eta,
        }));
    }
}

impl Progress for Reporter<'_> {
    fn encoding(&self, ffmpeg: &Ffmpeg, arguments: &[OsString]) {
        if !self.verbose {
            return;
        }
        let program = std::iter::once(ffmpeg.path().as_os_str());
        let words = program.chain(arguments.iter().map(OsString::as_os_str));
        let quoted: Vec<String> = words.map(|word| quote(&word.to_string_lossy())).collect();
        self.console.notice("ffmpeg", &quoted.join(" "));
    }

    fn creating(&self, temporary: Discard) {
        self.interrupt.discard_at_end(temporary);
    }

    fn frames(&self, done: u64, total: u64) {
        match &self.show {
            Show::Bar(bar) => {
                let (per_second, realtime) = self.speed(done);
                bar.set_length(total);
                bar.set_position(done);
                bar.set_message(format!("{per_second:.1} fps, {realtime:.2}x"));
            }
            Show::Json(last) => self.json_line(done, total, last),
            Show::Nothing => {}
        }
    }

    fn output_failed(&self, output: &Path, _error: &ExportError) {
        let message = format!("'{}' has failed; the others go on", output.display());
        match &self.show {
            Show::Bar(bar) => bar.suspend(|| self.console.notice("warning", &message)),
            Show::Json(_) | Show::Nothing => self.console.notice("warning", &message),
        }
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

fn quote(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), |quoted| quoted.into_owned())
}

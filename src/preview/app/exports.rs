//! The export dialogue: what is done with it, and what comes back from the export.

use std::path::PathBuf;
use std::sync::Arc;

use winit::event_loop::ActiveEventLoop;

use super::{App, Wake};
use crate::export::{Job, PlannedOutput, Target};
use crate::preview::dialogue::{Ended, Form, Stage, Told, Verdict, Wish, Work};
use crate::preview::{Event, beside};

impl App {
    /// Opens the dialogue, or closes it; an export goes on.
    pub(super) fn toggle_dialogue(&mut self) {
        let Some(shown) = &self.state.shown else {
            return self.state.notice("there is no picture yet".to_owned());
        };
        let dialogue = &mut self.state.dialogue;
        dialogue.is_open = !dialogue.is_open;
        if !dialogue.is_open {
            // What came of it has been seen.
            if !dialogue.is_running() {
                dialogue.stage = Stage::Idle;
            }
            return;
        }
        let (scene, quality) = (&self.state.scene, shown.plan.quality);
        let mut form = dialogue.form.take();
        let form = form.get_or_insert_with(|| Form::new(scene, quality));
        form.name(scene);
        form.look_at(self.state.clock.seconds());
        self.state.dialogue.form = Some(form.clone());
        self.judge();
    }

    /// Shows the form again, with what was asked for last.
    pub(super) fn new_export(&mut self) {
        self.state.dialogue.stage = Stage::Idle;
        if let Some(form) = &mut self.state.dialogue.form {
            form.name(&self.state.scene);
        }
        self.judge();
    }

    pub(super) fn fill(&mut self, form: Form) {
        self.state.dialogue.form = Some(form);
        self.judge();
    }

    /// Says what the form comes to, if somebody looks at it.
    pub(super) fn judge(&mut self) {
        if self.state.dialogue.is_open {
            let verdict = self.wish().and_then(|wish| {
                let job = self.options.exporter.job(&wish)?;
                Ok(verdict(&job))
            });
            self.state.dialogue.verdict = verdict;
        }
    }

    /// What the form asks of what is shown; the usual things before there was a form.
    fn wish(&self) -> Result<Wish, String> {
        let nothing = || "there is no picture yet".to_owned();
        let shown = self.state.shown.as_ref().ok_or_else(nothing)?;
        let params = self.state.params.clone().ok_or_else(nothing)?;
        let form = self.state.dialogue.form.clone();
        let form = form.unwrap_or_else(|| Form::new(&self.state.scene, shown.plan.quality));
        Ok(Wish {
            shown: Arc::clone(shown),
            changes: self.changes.clone(),
            params,
            request: form.request(&shown.plan)?,
            input: self
                .state
                .last_recording()
                .filter(|_| form.replays)
                .cloned(),
            replaces: form.replaces,
        })
    }

    /// Begins what the form asks for.
    pub(super) fn export(&mut self) {
        if self.state.dialogue.is_running() {
            return;
        }
        let begun = self.wish().and_then(|wish| {
            let job = self.options.exporter.job(&wish)?;
            let path = target(&job);
            let proxy = self.proxy.clone();
            let tell = move |told| {
                // Gone: the window is closed.
                let _ = proxy.send_event(Wake::Export(told));
            };
            let exporter = Arc::clone(&self.options.exporter);
            let work = Work::start(self.gpu.clone(), job, exporter, tell);
            Ok((path, work.map_err(|error| error.to_string())?))
        });
        match begun {
            Ok((path, work)) => {
                let tally = Arc::clone(&work.tally);
                self.exporting = Some(work);
                self.tell(&Event::Exporting(path.clone()));
                self.state.dialogue.stage = Stage::Running { path, tally };
            }
            Err(words) => self.state.dialogue.verdict = Err(words),
        }
    }

    pub(super) fn cancel_export(&self) {
        if let Some(work) = &self.exporting {
            work.cancel();
        }
    }

    /// News of the export.
    pub(super) fn exported(&mut self, told: Told) {
        self.is_stale = true;
        let Told::Ended(ended) = told else { return };
        self.exporting = None;
        let Stage::Running { path, .. } = &self.state.dialogue.stage else {
            return;
        };
        let path = path.clone();
        let event = match &ended {
            Ended::Written { frames, .. } => Event::Exported {
                path: path.clone(),
                frames: *frames,
            },
            Ended::Cancelled => Event::ExportFailed("cancelled".to_owned()),
            Ended::Failed(words) => Event::ExportFailed(words.clone()),
        };
        if !self.state.dialogue.is_open {
            let words = match &ended {
                Ended::Written { .. } => format!("written: {}", path.display()),
                Ended::Cancelled => format!("cancelled: {}", path.display()),
                Ended::Failed(_) => format!("not written: {} (E says why)", path.display()),
            };
            self.state.notice(words);
        }
        self.state.dialogue.stage = Stage::Ended { path, ended };
        self.tell(&event);
    }

    pub(super) fn open_folder(&mut self) {
        if let Stage::Ended { path, .. } = &self.state.dialogue.stage {
            self.options.exporter.reveal(path);
        }
    }

    /// Puts the command that does the same on the clipboard.
    pub(super) fn copy_command(&mut self) {
        match self.wish() {
            Ok(wish) => {
                let command = self.options.exporter.command(&wish);
                if let Some(pane) = &mut self.pane {
                    pane.gui.copy(command.clone());
                }
                self.state.notice(format!("copied: {command}"));
                self.tell(&Event::Copied(command));
            }
            Err(words) => self.state.notice(format!("no command: {words}")),
        }
    }

    /// Closes the window, as a person wants; asks first if an export goes on.
    pub(super) fn leave(&mut self, event_loop: &ActiveEventLoop) {
        if self.exporting.is_some() && !self.state.dialogue.asks_to_close {
            self.state.dialogue.asks_to_close = true;
            self.is_stale = true;
        } else {
            self.close(event_loop);
        }
    }
}

/// The one file of a job.
fn target(job: &Job) -> PathBuf {
    let output = job.plan.outputs.first();
    output.map_or_else(PathBuf::new, |output| output.target.path().to_owned())
}

fn verdict(job: &Job) -> Verdict {
    let plan = &job.plan;
    let summary = |output: &PlannedOutput| {
        let (size, format) = (plan.size, output.format);
        match &output.target {
            Target::Still { frame, .. } => format!("frame {frame}, {size}, {format}"),
            Target::Video { .. } | Target::Raw => {
                let count = plan.timeline.count();
                let seconds = plan.timeline.rate.seconds_at(count);
                let rate = plan.timeline.rate;
                format!("{count} frames, {seconds:.2} s at {rate} a second, {size}, {format}")
            }
        }
    };
    let path = target(job);
    Verdict {
        summary: plan.outputs.first().map(summary).unwrap_or_default(),
        warnings: job
            .warnings()
            .iter()
            .map(ToString::to_string)
            .chain(beside::trouble(&path))
            .collect(),
        is_taken: beside::is_taken(&path),
    }
}

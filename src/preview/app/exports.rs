//! The export dialogue: what is done with it, and what comes back from the export.

use std::sync::Arc;

use winit::event_loop::ActiveEventLoop;

use super::{App, Wake};
use crate::preview::Event;
use crate::preview::dialogue::{Ended, Form, Stage, Told, Verdict, Wish, Work};
use crate::preview::recorder::Recorder;

impl App {
    /// Opens the dialogue, or closes it; an export goes on.
    pub(super) fn toggle_dialogue(&mut self) {
        let Some(shown) = &self.state.shown else {
            return self.state.notice("there is no picture yet".to_owned());
        };
        let quality = shown.plan.quality;
        let scene = self.state.shown_scene().to_owned();
        let dialogue = &mut self.state.dialogue;
        dialogue.is_open = !dialogue.is_open;
        if !dialogue.is_open {
            // What came of it has been seen.
            if !dialogue.is_running() {
                dialogue.stage = Stage::Idle;
            }
            return;
        }
        let form = dialogue
            .form
            .get_or_insert_with(|| Form::new(&scene, quality));
        form.name(&scene);
        form.look_at(self.state.clock.seconds());
        self.judge();
    }

    /// Shows the form again, with what was asked for last.
    pub(super) fn new_export(&mut self) {
        self.state.dialogue.stage = Stage::Idle;
        if let Some(mut form) = self.state.dialogue.form.take() {
            form.name(self.state.shown_scene());
            self.state.dialogue.form = Some(form);
        }
        self.judge();
    }

    pub(super) fn fill(&mut self, form: Form) {
        self.state.dialogue.form = Some(form);
        self.judge();
    }

    /// Has it said what the form comes to, if somebody looks at it.
    pub(super) fn judge(&mut self) {
        if !self.state.dialogue.is_open {
            return;
        }
        self.judgements += 1;
        let wish = self.wish();
        let dialogue = &mut self.state.dialogue;
        dialogue.is_entered = false;
        dialogue.is_judging = wish.is_ok();
        match wish {
            Ok(wish) => self.judge.ask(self.judgements, wish),
            Err(words) => dialogue.verdict = Err(words),
        }
    }

    /// What the form comes to.
    pub(super) fn judged(&mut self, number: u64, verdict: Result<Verdict, String>) {
        let dialogue = &mut self.state.dialogue;
        if number != self.judgements || !dialogue.is_open {
            return;
        }
        self.is_stale = true;
        dialogue.is_judging = false;
        dialogue.verdict = verdict;
        if std::mem::take(&mut dialogue.is_entered) && dialogue.can_begin() {
            self.export();
        }
    }

    /// What the form asks of what is shown; the usual things before there was a form.
    fn wish(&self) -> Result<Wish, String> {
        let nothing = || "there is no picture yet".to_owned();
        let shown = self.state.shown.as_ref().ok_or_else(nothing)?;
        let params = self.state.params.clone().ok_or_else(nothing)?;
        let form = self.state.dialogue.form.clone();
        let form = form.unwrap_or_else(|| Form::new(self.state.shown_scene(), shown.plan.quality));
        let input = self.state.last_recording().filter(|_| form.replays);
        let mut request = form.request(&shown.plan)?;
        if input.is_none() {
            request.hands = self.state.left_by_hands();
        }
        Ok(Wish {
            shown: Arc::clone(shown),
            changes: self
                .staged
                .as_ref()
                .map(|(_, changes)| changes.clone())
                .unwrap_or_default(),
            params,
            request,
            input: input.cloned(),
            replaces: form.replaces,
        })
    }

    /// Begins what the form asks for.
    pub(super) fn export(&mut self) {
        if self.state.dialogue.is_running() {
            return;
        }
        if self.state.dialogue.is_judging {
            self.state.dialogue.is_entered = true;
            return;
        }
        let complete = self.recorder.as_mut().map_or(Ok(()), Recorder::complete);
        let begun = complete.map_err(|error| format!("the recording cannot be written: {error}"));
        let begun = begun.and_then(|()| self.wish()).and_then(|wish| {
            let path = wish
                .request
                .outputs
                .first()
                .map(|output| output.path.clone());
            let proxy = self.proxy.clone();
            let tell = move |told| {
                // Gone: the window is closed.
                let _ = proxy.send_event(Wake::Export(told));
            };
            let exporter = Arc::clone(&self.options.exporter);
            let work = Work::start(self.gpu.clone(), wish, exporter, tell);
            let work = work.map_err(|error| error.to_string())?;
            Ok((path.unwrap_or_default(), work))
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
        // Closing the window would cancel nothing any more.
        self.state.dialogue.asks_to_close = false;
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
        let Stage::Ended { path, .. } = &self.state.dialogue.stage else {
            return;
        };
        if let Err(words) = self.options.exporter.reveal(path) {
            self.state.notice(words);
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

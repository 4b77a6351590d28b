//! What hands do to the scene, and the recording of it.

use std::path::PathBuf;

use winit::event::WindowEvent;

use super::App;
use crate::frame::{Input, InputEvent, Rate};
use crate::preview::recorder::Recorder;
use crate::preview::{Event, beside};

impl App {
    /// Lets the scene know what hands do; one that stands is drawn again. What begins on a widget, in a
    /// field or as a command `is_others`: the scene hears the end of what it has heard the beginning of.
    pub(super) fn tell_scene(&mut self, event: &WindowEvent, is_others: bool) {
        let Some(pane) = &self.pane else { return };
        if is_others && is_beginning(event) {
            return;
        }
        for deed in self.hands.hear(event, pane.picture) {
            let is_known = match &deed {
                InputEvent::KeyUp(key) => self.input.keys.held.contains(*key),
                _ => true,
            };
            if is_known {
                self.do_to_scene(deed);
            }
        }
    }

    /// Lets everything go: the keys go to another window.
    pub(super) fn let_go(&mut self) {
        let held = self.input.keys.held;
        let keys = crate::frame::Key::names().filter_map(crate::frame::Key::named);
        for key in keys.filter(|key| held.contains(*key)) {
            // Of two keys that are one only the first is still held.
            if self.input.keys.held.contains(key) {
                self.do_to_scene(InputEvent::KeyUp(key));
            }
        }
        if self.hands.let_go() {
            self.do_to_scene(InputEvent::Release);
        }
    }

    fn do_to_scene(&mut self, deed: InputEvent) {
        self.input.apply(&deed);
        self.state.hands = self.input.at_rest();
        // While it plays, the next frame is told.
        let is_standing = !self.state.clock.is_playing();
        self.must_draw |= is_standing && self.senses.feels(&deed) && self.can_redraw();
        if let Some(recorder) = &mut self.recorder {
            recorder.hear(deed);
        }
    }

    /// Turns the view back.
    pub(super) fn reset_view(&mut self) {
        if let Some(deed) = self.hands.turn_back() {
            self.do_to_scene(deed);
        }
    }

    /// Whether the frame that is shown can be drawn again as often as a hand moves.
    fn can_redraw(&self) -> bool {
        let drawn = self.state.drawn.as_ref();
        let is_kept = drawn.is_some_and(|drawn| drawn.is_kept) && self.recorder.is_none();
        is_kept || !self.is_stateful()
    }

    /// Begins a recording beside the scene, or ends the one that goes on.
    pub(super) fn toggle_recording(&mut self) {
        match self.recorder.is_some() {
            true => self.end_recording(),
            false => {
                let path = beside::free(self.state.shown_scene(), "-input", "toml");
                self.record(path, false);
            }
        }
    }

    /// Begins a recording at `path`; with `replaces` in the place of one that is there.
    pub(super) fn record(&mut self, path: PathBuf, replaces: bool) {
        let Some(shown) = &self.state.shown else {
            return self.state.notice("there is no picture yet".to_owned());
        };
        let rate = shown.plan.timeline.rate;
        // Hands are at rest; the view stays as it was turned.
        self.input = Input {
            orbit: self.input.orbit,
            ..Input::default()
        };
        self.told = Input::default();
        self.state.hands = self.input;
        let depends = !shown.program.frames_before(1, 0).is_empty();
        match Recorder::begin((&path, replaces), rate, self.input.orbit) {
            Ok(recorder) => {
                self.recorder = Some(recorder);
                if depends {
                    // An export begins with it, and so does what is shown from now on.
                    self.record_frame(0);
                    self.begins_anew = true;
                }
                self.must_draw = true;
                self.state.recording = Some(path.clone());
                self.tell(&Event::Recording(Some(path)));
            }
            Err(error) => {
                let path = path.display();
                self.state
                    .notice(format!("'{path}' cannot be written: {error}"));
            }
        }
    }

    /// Another version of the scene is drawn from now on, at so many frames a second.
    pub(super) fn renew_recording(&mut self, rate: Rate) {
        let before = self.state.shown.as_ref();
        if before.is_some_and(|shown| shown.plan.timeline.rate != rate) && self.recorder.is_some() {
            self.end_recording();
            let text = format!("the recording ends: the scene has {rate} frames a second now");
            self.state.notice(text);
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.renew();
        }
    }

    pub(super) fn end_recording(&mut self) {
        let Some(recorder) = self.recorder.take() else {
            return;
        };
        let path = recorder.path().to_owned();
        self.state.notice(format!("recorded: {}", path.display()));
        self.state.recording = None;
        self.state.recorded = Some(path);
        self.tell(&Event::Recording(None));
    }

    /// A frame is drawn: what was done is written.
    pub(super) fn record_frame(&mut self, index: u64) {
        let (Some(recorder), Some(params)) = (&mut self.recorder, &self.state.params) else {
            return;
        };
        if let Err(error) = recorder.frame(index, params) {
            let text = format!("the recording ends: {error}");
            self.end_recording();
            self.state.notice(text);
        }
    }
}

fn is_beginning(event: &WindowEvent) -> bool {
    match event {
        WindowEvent::MouseInput { state, .. } => state.is_pressed(),
        WindowEvent::KeyboardInput { event, .. } => event.state.is_pressed(),
        WindowEvent::MouseWheel { .. } => true,
        _ => false,
    }
}

//! What winit tells, and what people do.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use winit::application::ApplicationHandler;
use winit::event::{StartCause, WindowEvent};
use winit::event_loop::ActiveEventLoop;
use winit::window::WindowId;

use super::{App, At, Wake};
use crate::preview::Event;
use crate::preview::keys::{self, Focus};
use crate::preview::state::Action;
use crate::preview::window::Pane;

impl ApplicationHandler<Wake> for App {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.pane.is_some() {
            return;
        }
        let title = self.state.title();
        let wanted = (self.options.size, title.as_str(), self.options.encodes);
        let proxy = self.proxy.clone();
        let painted = move |result| {
            // Gone: the window is closed.
            let _ = proxy.send_event(Wake::Painted(result));
        };
        match Pane::open(event_loop, &self.gpu, wanted, painted) {
            Ok(pane) => {
                let format = pane.format();
                self.pane = Some(pane);
                self.tell(&Event::Opened {
                    format: format!("{format:?}"),
                    encodes: format.is_srgb(),
                });
            }
            Err(error) => return self.fail(error, event_loop),
        }
        self.request(None);
    }

    fn new_events(&mut self, _: &ActiveEventLoop, cause: StartCause) {
        if matches!(cause, StartCause::ResumeTimeReached { .. }) {
            let now = Instant::now();
            let is_due = |moment: Option<Instant>| moment.is_some_and(|moment| moment <= now);
            let notice = self.state.notice.take_if(|notice| notice.until <= now);
            let again = self.pane.as_ref().and_then(|pane| pane.gui.again);
            self.is_stale |= notice.is_some() || is_due(again);
        }
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, wake: Wake) {
        match wake {
            Wake::Changed(at) => self.request(Some(at)),
            Wake::Answer(answer) => self.answered(*answer, event_loop),
            Wake::Presets(answer) => self.heard_of_presets(answer),
            Wake::Report(report) => self.reported(*report, event_loop),
            Wake::Painted(result) => self.painted(result, event_loop),
            Wake::Written(written) => self.written(*written, event_loop),
            Wake::Judged(number, verdict) => self.judged(number, verdict),
            Wake::Export(told) => self.exported(told),
            Wake::Close => self.close(event_loop),
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        if is_echo(&event) {
            return;
        }
        let gives_keys = self.state.gives_keys();
        let Some(pane) = &mut self.pane else { return };
        if let WindowEvent::RedrawRequested = event {
            return self.paint(event_loop);
        }
        let focus = Focus {
            is_typing: pane.gui.is_typing(),
            is_scenes: gives_keys,
        };
        let action = match &event {
            WindowEvent::KeyboardInput { event, .. } => keys::action(event, self.modifiers, focus),
            _ => None,
        };
        let window = Arc::clone(&pane.window);
        // A key that does something here is none of the widgets'.
        let is_widgets = action.is_none() && pane.gui.hear(&window, &event);
        let is_others = is_widgets || focus.is_typing || action.is_some();
        self.tell_scene(&event, is_others);
        if let Some(action) = action {
            return self.act(action, event_loop);
        }
        let Some(pane) = &mut self.pane else { return };
        match event {
            WindowEvent::CloseRequested => self.leave(event_loop),
            WindowEvent::ModifiersChanged(modifiers) => self.modifiers = modifiers.state(),
            WindowEvent::Resized(size) => {
                pane.resize(size);
                self.is_stale = true;
            }
            WindowEvent::ScaleFactorChanged { .. } => self.is_stale = true,
            WindowEvent::Occluded(is_hidden) => {
                // Who counts frames does not wait for somebody to look.
                self.is_hidden = is_hidden && self.options.exit_after.is_none();
                self.is_stale = true;
            }
            WindowEvent::Focused(false) => self.let_go(),
            WindowEvent::DroppedFile(path) => self.drop_file(path),
            _ => {}
        }
    }

    fn exiting(&mut self, _: &ActiveEventLoop) {
        // The window goes while there is a display.
        let deadline = self.deadline();
        if let Some(pane) = self.pane.take() {
            self.is_left |= !pane.close(deadline);
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        let mut pace = self.turn(event_loop);
        if let Some(pane) = &self.pane {
            let again = pane.gui.again.filter(|_| !self.is_hidden);
            self.is_stale |= again.is_some_and(|again| again <= Instant::now());
            match self.is_stale && !self.is_hidden {
                // It is woken when that is done.
                _ if self.painting.is_some() => {}
                true => pane.window.request_redraw(),
                false => pace = pace.by(again),
            }
        }
        let notice = self.state.notice.as_ref();
        pace = pace.by(notice.map(|notice| notice.until));
        event_loop.set_control_flow(pace.control_flow());
    }
}

impl App {
    /// Does what a person wants.
    pub(super) fn act(&mut self, action: Action, event_loop: &ActiveEventLoop) {
        self.is_stale = true;
        self.is_stuck = false;
        let now = self.now();
        let clock = &mut self.state.clock;
        let was_playing = clock.is_playing();
        match action {
            Action::TogglePlaying if was_playing => {
                clock.pause();
                self.settles = true;
            }
            Action::TogglePlaying => clock.play(now),
            Action::Step(steps) => clock.step(steps),
            Action::Seek(frame) => clock.seek(now, frame),
            Action::SetSpeed(speed) => clock.set_speed(now, speed),
            Action::SetRegion(region) => clock.set_region(region),
            Action::MarkStart => clock.begin_region(),
            Action::MarkEnd => clock.end_region(),
            Action::SetParam(name, text) => {
                self.state.set_param(name, text);
                self.must_draw |= !was_playing;
            }
            Action::TogglePanel => {
                self.state.panel = !self.state.panel;
                // It is not seen any more when a button there is let go.
                if !self.state.panel && self.state.let_go_of_buttons() {
                    self.must_draw |= !was_playing;
                }
            }
            Action::ToggleHelp => self.state.help = !self.state.help,
            Action::ToggleFullscreen => {
                if let Some(pane) = &self.pane {
                    pane.toggle_fullscreen();
                }
            }
            Action::Screenshot => self.wants_still = true,
            Action::ResetView => self.reset_view(),
            Action::Escape => self.escape(),
            Action::Quit => self.leave(event_loop),
            Action::ToggleDialogue => self.toggle_dialogue(),
            Action::Fill(form) => self.fill(*form),
            Action::Export => self.export(),
            Action::CancelExport => self.cancel_export(),
            Action::NewExport => self.new_export(),
            Action::OpenFolder => self.open_folder(),
            Action::CopyCommand => self.copy_command(),
            Action::ToggleRecording => self.toggle_recording(),
            Action::StayOpen => self.state.dialogue.asks_to_close = false,
            Action::CloseAnyway => self.close(event_loop),
            Action::SetScale(scale) => {
                self.state.scale = scale;
                self.request(None);
            }
            Action::Panel(deed) => self.do_on_panel(deed),
        }
        let is_playing = self.state.clock.is_playing();
        if is_playing != was_playing {
            self.tell(&Event::Playing(is_playing));
        }
        self.reconsider();
    }

    /// Has the drawer give up a pre-roll that nobody waits for any more.
    fn reconsider(&mut self) {
        let wanted = self.state.clock.frame();
        if self.state.preroll.is_some() && self.at != At::Rest && self.at != At::Frame(wanted) {
            self.drawer.cancel();
        }
    }

    fn escape(&mut self) {
        let state = &mut self.state;
        // One thing at a time, what lies on top first.
        if state.dialogue.asks_to_close {
            state.dialogue.asks_to_close = false;
        } else if state.preroll.is_some() {
            // It stands where it was.
            let drawn = self.state.drawn.as_ref().map_or(0, |drawn| drawn.index);
            self.state.clock.pause();
            let now = self.now();
            self.state.clock.seek(now, drawn);
            self.drawer.cancel();
        } else if state.help {
            state.help = false;
        } else if state.dialogue.is_open {
            self.toggle_dialogue();
        } else if state.sheet.picked.is_some() {
            state.sheet.picked = None;
        } else {
            state.sheet.look = None;
        }
    }

    /// A file was dropped on the window: a scene is opened, a picture or video shown in this one.
    fn drop_file(&mut self, path: PathBuf) {
        let kind = kind(&path);
        let (names, list) = match kind {
            Some(Kind::Scene) => return self.open(path),
            Some(Kind::Picture) => (&self.state.textures, &mut self.changes.textures),
            Some(Kind::Video) => (&self.state.videos, &mut self.changes.videos),
            None => {
                let text = format!("'{}' is no scene, picture or video", path.display());
                return self.state.notice(text);
            }
        };
        let Some(name) = names.first().cloned() else {
            let text = format!("the scene shows no file like '{}'", path.display());
            return self.state.notice(text);
        };
        list.retain(|(other, _)| *other != name);
        self.state.notice(format!("`{name}` is {}", path.display()));
        list.push((name, path));
        self.request(None);
    }

    /// Opens another scene. Until it can be drawn, the one before is shown, with all that was done in it.
    fn open(&mut self, path: PathBuf) {
        self.state.scene = path;
        self.fresh = None;
        self.changes = Default::default();
        self.watched.clear();
        self.retitle();
        self.request(None);
    }
}

/// Whether it tells of a key that was pressed in another window: the Tab of Alt+Tab opens no panel.
fn is_echo(event: &WindowEvent) -> bool {
    matches!(event, WindowEvent::KeyboardInput { event, is_synthetic: true, .. } if event.state.is_pressed())
}

/// What can be dropped on a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Scene,
    Picture,
    Video,
}

/// What a file is by its name.
fn kind(path: &Path) -> Option<Kind> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    match extension.as_str() {
        "wgsl" => Some(Kind::Scene),
        "png" | "jpg" | "jpeg" | "webp" | "exr" | "hdr" => Some(Kind::Picture),
        "mp4" | "mov" | "mkv" | "webm" | "avi" | "m4v" | "gif" => Some(Kind::Video),
        _ => None,
    }
}

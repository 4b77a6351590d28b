//! What is asked of the thread that loads, and what becomes of its answers: another version that is drawn
//! from now on, or a mistake that is shown.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use winit::event_loop::ActiveEventLoop;

use super::{App, HOLD, SETTLE, Version};
use crate::frame::Size;
use crate::preview::clock::Clock;
use crate::preview::draw::Order;
use crate::preview::hands::Senses;
use crate::preview::load::{Answer, Changes, Loaded, Mistake, Request};
use crate::preview::picture::Picture;
use crate::preview::{Event, PreviewError};
use crate::render::memory;

impl App {
    /// Asks for the scene as it is in its file now.
    pub(super) fn request(&mut self, noticed: Option<Instant>) {
        self.requests += 1;
        // Whatever was wrong, something else is in the file now.
        self.held = None;
        let size = self.fitted();
        self.asked_size = size;
        self.fit_due = None;
        self.state.is_loading = true;
        self.loader.ask(Request {
            number: self.requests,
            scene: self.state.scene.clone(),
            changes: self.changes.clone(),
            size,
            scale: self.state.scale,
            noticed,
        });
    }

    /// The picture's size, where it is the window's.
    pub(super) fn fitted(&self) -> Option<Size> {
        let room = self.pane.as_ref().filter(|_| self.options.fit)?.room;
        (room.width > 0 && room.height > 0).then(|| Size::new(room.width, room.height))
    }

    /// Has the picture follow the window, once that has kept its size for a while.
    pub(super) fn fit(&mut self) {
        let wanted = self.fitted().filter(|size| self.asked_size != Some(*size));
        let is_known = self.fit_due.map(|(_, size)| size) == wanted;
        if !is_known {
            self.fit_due = wanted.map(|size| (Instant::now() + SETTLE, size));
        }
    }

    pub(super) fn answered(&mut self, answer: Answer, event_loop: &ActiveEventLoop) {
        let request = answer.request;
        // Of the scene before.
        if request.scene != self.state.scene {
            return;
        }
        let (number, noticed) = (request.number, request.noticed);
        if number < self.requests {
            // Something newer is on its way; what can be drawn is drawn until then.
            if answer.result.is_err() {
                return;
            }
        } else {
            self.state.is_loading = false;
        }
        self.read = answer.began;
        match answer.result {
            Ok(loaded) => {
                self.held = None;
                self.fresh = Some((request, loaded));
            }
            Err(mistake) if self.takes_back(&request) => {
                let words = mistake.words.lines().next().unwrap_or_default();
                self.state.notice(format!("it is not shown: {words}"));
                self.request(noticed);
            }
            Err(mistake) => match noticed {
                // An editor may be about to write the rest.
                Some(noticed) => self.held = Some((noticed + HOLD, number, mistake)),
                None => self.break_off(number, mistake, event_loop),
            },
        }
        self.is_stale = true;
    }

    /// Takes back what was dropped on the window since the version that is shown, as it could not be
    /// loaded; whether there is such.
    fn takes_back(&mut self, request: &Request) -> bool {
        let had = self.staged.as_ref().filter(|(scene, changes)| {
            *scene == request.scene
                && request.changes == self.changes
                && request.changes != *changes
        });
        let Some((_, had)) = had else { return false };
        self.changes.clone_from(had);
        true
    }

    /// Shows a mistake.
    pub(super) fn break_off(
        &mut self,
        version: u64,
        mistake: Mistake,
        event_loop: &ActiveEventLoop,
    ) {
        let message = crate::scene::printable(&mistake.words);
        // What mends it may be a file that is not known yet.
        let files = self.files().chain(mistake.files).collect();
        self.watch.set(files, true, self.read);
        self.tell(&Event::Broken {
            version,
            message: message.clone(),
        });
        if self.options.exit_after.is_some() && self.version.is_none() {
            return self.fail(PreviewError::Scene(message), event_loop);
        }
        self.state.error = Some(message);
        self.is_stale = true;
        self.retitle();
    }

    fn files(&self) -> impl Iterator<Item = PathBuf> {
        let scene = std::iter::once(&self.state.scene);
        self.watched.iter().chain(scene).cloned()
    }

    /// Has a new version of the scene drawn from now on.
    pub(super) fn adopt(&mut self, request: Request, loaded: Box<Loaded>) {
        let version = Version {
            number: request.number,
            noticed: request.noticed,
        };
        let timeline = &loaded.job.plan.timeline;
        let (rate, length) = (timeline.rate.as_f64(), timeline.length());
        // Who counts frames wants every one of them.
        let in_order = loaded.job.program.is_stateful() || self.options.exit_after.is_some();
        let now = self.now();
        let staged = self.staged.as_ref().map(|(scene, _)| scene);
        let goes_on = staged == Some(&request.scene);
        if goes_on {
            self.state.clock.adopt(now, rate, length, in_order);
        } else {
            let start = match self.staged {
                None => self.options.start,
                Some(_) => {
                    self.leave_scene();
                    0.0
                }
            };
            let frame = (start * rate + 1e-6).floor().max(0.0) as u64;
            self.state.clock = Clock::new(rate, length, in_order, frame);
            if !self.options.paused {
                self.state.clock.play(now);
            }
        }
        self.version = Some(version);
        self.state.error = None;
        self.senses = Senses::of(&loaded.job.program);
        let plan = &loaded.job.plan;
        let account = memory::account(&loaded.job.program, plan.size, &plan.quality);
        let shown = loaded.pictures.iter().map(Picture::bytes);
        let taken = shown.fold(memory::total(&account), u64::saturating_add);
        self.state.sheet.memory.0 = taken;
        self.renew_recording(plan.timeline.rate);
        self.state
            .describe(Arc::clone(&loaded.shown), loaded.misfits.clone());
        if !goes_on {
            self.follow_presets();
        }
        self.judge();
        let changes = self.pass_over(request.changes);
        self.watched.clone_from(&loaded.files);
        self.watch.set(self.files().collect(), false, self.read);
        // From here on a new file beside the scene is no change of it.
        if let Some(path) = self.options.record.take() {
            self.record(path, true);
        }
        self.staged = Some((request.scene, changes));
        // What is recorded is what an export makes of it, from its first frame on.
        let goes_on = goes_on && self.recorder.is_none();
        self.drawer.order(Order::Adopt { loaded, goes_on });
        self.must_draw = true;
        self.is_stuck = false;
        self.retitle();
        self.tell(&Event::Loaded {
            version: version.number,
            scene: self.state.scene.clone(),
        });
    }

    /// Forgets what was done in the scene before: another is drawn from now on.
    fn leave_scene(&mut self) {
        self.end_recording();
        self.state.set.clear();
        self.state.recorded = None;
        self.state.dialogue.form = None;
        self.state.dialogue.is_open = false;
        self.state.sheet.undo = Default::default();
        self.state.sheet.look = None;
        self.state.sheet.picked = None;
        self.input = Default::default();
        self.told = Default::default();
        self.hands = Default::default();
        self.state.hands = Default::default();
    }

    /// Forgets files that were dropped on the window for what the scene no longer has; what is left of
    /// the `loaded` ones.
    fn pass_over(&mut self, mut loaded: Changes) -> Changes {
        let state = &mut self.state;
        let mut gone = Vec::new();
        for changes in [&mut loaded, &mut self.changes] {
            for (list, names) in [
                (&mut changes.textures, &state.textures),
                (&mut changes.videos, &state.videos),
            ] {
                gone.extend(list.extract_if(.., |(name, _)| !names.contains(name)));
            }
        }
        if let Some((name, path)) = gone.first() {
            let path = path.display();
            state.notice(format!(
                "the scene has no `{name}` any more: {path} is not shown"
            ));
        }
        loaded
    }
}

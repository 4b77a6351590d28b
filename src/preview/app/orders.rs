//! What is asked of the other threads, and what their answers change.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use winit::event_loop::ActiveEventLoop;

use super::{App, At, HOLD, Version, Wake};
use crate::export::{ExportError, Snapshot};
use crate::frame::Size;
use crate::preview::clock::Clock;
use crate::preview::draw::{Drawn, Order, Report, Wanted, Way};
use crate::preview::hands::Senses;
use crate::preview::load::{Answer, Loaded, Mistake, Request};
use crate::preview::pace::Pace;
use crate::preview::recorder::Recorder;
use crate::preview::{Event, PreviewError, screenshot};
use crate::render::memory;

impl App {
    /// Asks for the scene as it is in its file now.
    pub(super) fn request(&mut self, noticed: Option<Instant>) {
        self.requests += 1;
        // Whatever was wrong, something else is in the file now.
        self.held = None;
        let size = self.fitted();
        self.asked_size = size;
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

    pub(super) fn answered(&mut self, answer: Answer, event_loop: &ActiveEventLoop) {
        let Request {
            number, noticed, ..
        } = answer.request;
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
                self.fresh = Some((Version { number, noticed }, loaded));
            }
            Err(mistake) => match noticed {
                // An editor may be about to write the rest.
                Some(noticed) => self.held = Some((noticed + HOLD, number, mistake)),
                None => self.break_off(number, mistake, event_loop),
            },
        }
        self.is_stale = true;
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
    fn adopt(&mut self, version: Version, loaded: Box<Loaded>) {
        let timeline = &loaded.job.plan.timeline;
        let (rate, length) = (timeline.rate.as_f64(), timeline.length());
        // Who counts frames wants every one of them.
        let in_order = loaded.job.program.is_stateful() || self.options.exit_after.is_some();
        let now = self.now();
        let goes_on = self.staged.as_ref() == Some(&self.state.scene);
        if goes_on {
            self.state.clock.adopt(now, rate, length, in_order);
        } else {
            let start = if self.staged.is_none() {
                self.options.start
            } else {
                0.0
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
        self.state.sheet.memory.0 = memory::total(&account);
        self.renew_recording(plan.timeline.rate);
        self.state.describe(Arc::clone(&loaded.shown));
        self.judge();
        self.watched.clone_from(&loaded.files);
        self.watch.set(self.files().collect(), false, self.read);
        // From here on a new file beside the scene is no change of it.
        if let Some(path) = self.options.record.take() {
            self.record(path);
        }
        self.staged = Some(self.state.scene.clone());
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

    pub(super) fn retitle(&self) {
        if let Some(pane) = &self.pane {
            pane.window.set_title(&self.state.title());
        }
    }

    /// Gives the drawer something to do if it is free, and says when to look again.
    pub(super) fn turn(&mut self, event_loop: &ActiveEventLoop) -> Pace {
        let now = Instant::now();
        if let Some((_, version, mistake)) = self.held.take_if(|(due, ..)| *due <= now) {
            self.break_off(version, mistake, event_loop);
        }
        if self.fit_due.take_if(|due| *due <= now).is_some() {
            self.request(None);
        }
        let held = self.held.as_ref().map(|(due, ..)| *due);
        let pace = Pace::default().by(held).by(self.fit_due);
        if self.at != At::Rest {
            return pace;
        }
        if self.closing {
            self.close(event_loop);
            return pace;
        }
        if self.wants_still && self.state.drawn.is_some() {
            self.wants_still = false;
            self.order_still(false);
            return pace;
        }
        if let Some((version, loaded)) = self.fresh.take() {
            self.adopt(version, loaded);
        }
        if self.version.is_none() || self.is_hidden || self.is_stuck {
            return pace;
        }
        let wish = self.state.wish();
        if self.wish != wish && self.state.drawn.is_some() {
            self.wish = wish.clone();
            self.at = At::Inspection;
            self.drawer.order(Order::Inspect(wish));
            return pace;
        }
        let due = self.due(now);
        if !self.must_draw && due > now {
            return pace.by(self.state.clock.is_playing().then_some(due));
        }
        let frame = self.state.clock.tick(self.now());
        let is_new = self
            .state
            .drawn
            .as_ref()
            .is_none_or(|drawn| drawn.index != frame);
        if (self.must_draw || is_new)
            && let Some(params) = &self.state.params
        {
            let params = params.clone();
            self.record_frame(frame);
            let recorded = self.recorder.as_ref().map(Recorder::replay);
            let way = match &recorded {
                // What is recorded is what an export makes of it: no step more.
                Some(_) if !is_new || self.begins_anew => Way::Anew,
                None if !is_new => Way::Again,
                _ => Way::Onward,
            };
            self.begins_anew = false;
            let wanted = Wanted {
                index: frame,
                input: self.input,
                params,
                recorded,
                way,
            };
            self.input.end_frame();
            self.must_draw = false;
            self.ordered = Some(now);
            self.at = At::Frame(frame);
            self.drawer.order(Order::Draw(Box::new(wanted)));
            return pace;
        }
        pace.by(self.state.clock.next().map(|next| self.began + next))
    }

    /// When another frame may be drawn, by the most a second that are wanted.
    fn due(&self, now: Instant) -> Instant {
        let interval = self.options.cap.map(|cap| cap.seconds_at(1));
        let interval = interval.map(std::time::Duration::from_secs_f64);
        match (self.ordered, interval) {
            (Some(ordered), Some(interval)) => ordered + interval,
            _ => now,
        }
    }

    pub(super) fn order_still(&mut self, at_end: bool) {
        if let Some(drawn) = &self.state.drawn {
            self.at = At::Still { at_end };
            self.drawer.order(Order::Snapshot(drawn.picture.clone()));
        }
    }

    pub(super) fn reported(&mut self, report: Report, event_loop: &ActiveEventLoop) {
        match report {
            Report::Prerolling(done, total) => {
                self.state.preroll = Some((done, total));
                self.is_stale = true;
                return;
            }
            // The picture that is shown last stays.
            Report::Drawn(_) if self.closing => {}
            Report::Drawn(drawn) => self.drawn(drawn),
            Report::Cancelled => {
                self.state.preroll = None;
                // It stands where it has been drawn; what was wanted instead is drawn next.
                self.is_stale = true;
            }
            Report::Failed(words) => {
                if let Err(error) = self.gpu.check() {
                    return self.fail(error.into(), event_loop);
                }
                let version = self.version.map_or(0, |version| version.number);
                self.state.clock.pause();
                self.is_stuck = true;
                let files = Vec::new();
                self.break_off(version, Mistake { words, files }, event_loop);
            }
            Report::Snapshot(snapshot) => self.snapped(snapshot, event_loop),
            Report::Inspected(inspected) => {
                self.state.sheet.inspected = inspected;
                self.is_stale = true;
            }
        }
        self.at = At::Rest;
    }

    fn drawn(&mut self, mut drawn: Drawn) {
        self.state.preroll = None;
        let sheet = &mut self.state.sheet;
        sheet.times.push(self.began.elapsed(), drawn.seconds);
        sheet.inspected = drawn.inspected.take();
        self.state.drawn = Some(drawn);
        self.is_unseen = true;
        self.is_stale = true;
    }

    fn snapped(&mut self, snapshot: Result<Snapshot, ExportError>, event_loop: &ActiveEventLoop) {
        let frame = self.state.drawn.as_ref().map_or(0, |drawn| drawn.index);
        if self.at == (At::Still { at_end: true }) {
            let path = self.options.screenshot.clone().unwrap_or_default();
            match snapshot.and_then(|snapshot| snapshot.write(&path, false)) {
                Ok(()) => {
                    self.tell(&Event::Screenshot(path));
                    event_loop.exit();
                }
                Err(error) => {
                    let source = Box::new(error);
                    self.fail(PreviewError::Screenshot { path, source }, event_loop);
                }
            }
            return;
        }
        let proxy = self.proxy.clone();
        let done = move |written| {
            // Gone: the window is closed.
            let _ = proxy.send_event(Wake::Written(written));
        };
        let scene = self.state.scene.clone();
        let begun = snapshot.map(|snapshot| screenshot::write(snapshot, (scene, frame), done));
        match begun {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.state.notice(format!("no screenshot: {error}")),
            Err(error) => self.state.notice(format!("no screenshot: {error}")),
        }
    }

    pub(super) fn written(&mut self, written: Result<PathBuf, ExportError>) {
        match written {
            Ok(path) => {
                self.state.notice(format!("written: {}", path.display()));
                self.tell(&Event::Screenshot(path));
            }
            Err(error) => self.state.notice(format!("no screenshot: {error}")),
        }
        self.is_stale = true;
    }

    /// A frame has come onto the screen, if it is a new one.
    pub(super) fn count_shown(&mut self, event_loop: &ActiveEventLoop) {
        let (Some(drawn), Some(version)) = (&self.state.drawn, &mut self.version) else {
            return;
        };
        if !std::mem::take(&mut self.is_unseen) {
            return;
        }
        let event = Event::Shown {
            frame: drawn.index,
            version: version.number,
            latency: version.noticed.take().map(|at| at.elapsed().as_secs_f64()),
        };
        self.shown += 1;
        self.tell(&event);
        // One that stands shows no more of them.
        let wanted = self.options.exit_after;
        let wanted = wanted.map(|count| if self.options.paused { 1 } else { count });
        if wanted.is_some_and(|count| self.shown >= count) && !self.closing {
            self.close(event_loop);
        }
    }
}

//! What is asked of the thread that draws, and what its reports change.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use winit::event_loop::ActiveEventLoop;

use super::{App, At};
use crate::export::{ExportError, Snapshot};
use crate::preview::draw::{Drawn, Order, Report, Wanted, Way};
use crate::preview::load::Mistake;
use crate::preview::pace::Pace;
use crate::preview::recorder::Recorder;
use crate::preview::screenshot::{Place, Written};
use crate::preview::{Event, PreviewError};

impl App {
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
        if self.fit_due.take_if(|(due, _)| *due <= now).is_some() {
            self.request(None);
        }
        let held = self.held.as_ref().map(|(due, ..)| *due);
        let fit_due = self.fit_due.map(|(due, _)| due);
        let waits = self.tell_patience(now);
        let pace = Pace::default().by(held).by(fit_due).by(waits);
        if self.at != At::Rest {
            return self.give_up(pace, event_loop);
        }
        if self.wants_still && self.state.drawn.is_some() {
            self.wants_still = false;
            self.order_still(false);
            return pace;
        }
        if self.closing {
            self.close(event_loop);
            return pace;
        }
        if let Some((request, loaded)) = self.fresh.take() {
            self.adopt(request, loaded);
        }
        if self.version.is_none() || self.is_hidden || self.is_stuck || self.is_ahead() {
            return pace;
        }
        if self.state.is_loading && self.is_slow() {
            return pace;
        }
        let wish = self.state.wish();
        if self.wish != wish && self.state.drawn.is_some() {
            self.wish = wish.clone();
            self.at = At::Inspection;
            self.drawer.order(Order::Inspect(wish));
            return pace;
        }
        self.settle();
        let due = self.due(now);
        if !self.must_draw && due > now {
            let clock = &self.state.clock;
            let drawn = self.state.drawn.as_ref().map(|drawn| drawn.index);
            let is_other = clock.is_playing() || drawn != Some(clock.frame());
            return pace.by(is_other.then_some(due));
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
                keeps: !self.state.clock.is_playing(),
            };
            self.told = self.input;
            self.input.end_frame();
            self.must_draw = false;
            self.ordered = Some(now);
            self.at = At::Frame(frame);
            self.heard = now;
            self.drawer.order(Order::Draw(Box::new(wanted)));
            // Nothing else may happen until it is long.
            return pace.by(self.tell_patience(now));
        }
        pace.by(self.state.clock.next().map(|next| self.began + next))
    }

    /// Where a scene with state has been paused, goes one frame on: the state before that is kept, so that it
    /// can be drawn again. Of frames that are played none is.
    fn settle(&mut self) {
        let clock = &self.state.clock;
        let is_last = |drawn: &Drawn| drawn.index == clock.frame() && !drawn.is_kept;
        let is_last = self.state.drawn.as_ref().is_some_and(is_last);
        let is_paused = std::mem::take(&mut self.settles) && !clock.is_playing();
        // Behind the last frame is no other: where it stands, a change goes on from it.
        let has_next = clock.frame() + 1 < clock.range().end;
        if is_paused && is_last && has_next && self.is_stateful() && self.recorder.is_none() {
            self.state.clock.step(1);
        }
    }

    /// Whether the scene that is shown has state.
    pub(super) fn is_stateful(&self) -> bool {
        let shown = self.state.shown.as_ref();
        shown.is_some_and(|shown| shown.program.is_stateful())
    }

    /// Closes the window without the picture that was wanted, once the drawer has kept it for too long.
    fn give_up(&mut self, pace: Pace, event_loop: &ActiveEventLoop) -> Pace {
        let is_still = matches!(self.at, At::Still { .. });
        let Some(deadline) = self.deadline.filter(|_| self.closing && !is_still) else {
            return pace;
        };
        if Instant::now() < deadline {
            return pace.by(Some(deadline));
        }
        match self.options.screenshot.clone() {
            Some(path) => self.fail(PreviewError::Busy(path), event_loop),
            None => event_loop.exit(),
        }
        pace
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
        let Some(drawn) = &self.state.drawn else {
            return;
        };
        let look = self.state.sheet.look.as_ref().filter(|_| !at_end);
        let looked = self.state.target().zip(look);
        let (picture, job) = match looked {
            // As it is shown: that is codes already.
            Some((target, _)) => (target, Arc::new(target.job(&drawn.job))),
            None => (&drawn.picture, Arc::clone(&drawn.job)),
        };
        self.still_of = looked.map(|(_, (name, _))| name.clone());
        self.at = At::Still { at_end };
        self.drawer.order(Order::Snapshot(picture.clone(), job));
    }

    pub(super) fn reported(&mut self, report: Report, event_loop: &ActiveEventLoop) {
        match report {
            Report::Prerolling(done, total) => {
                self.heard = Instant::now();
                self.state.preroll = Some((done, total));
                self.is_stale = true;
                return;
            }
            // The picture that is shown last stays.
            Report::Drawn(_) if self.closing => {}
            Report::Drawn(drawn) => self.drawn(drawn),
            Report::Cancelled => {
                self.state.preroll = None;
                self.input.give_back(&self.told);
                // It stands where it has been drawn; what was wanted instead is drawn next.
                self.is_stale = true;
            }
            Report::Failed(words) => {
                self.state.preroll = None;
                self.is_stale = true;
                if let Err(error) = self.gpu.check() {
                    return self.fail(error.into(), event_loop);
                }
                // The picture is good; only what is beside it is not to be had.
                if self.at == At::Inspection {
                    self.at = At::Rest;
                    self.state.sheet.inspected = None;
                    let words = crate::scene::printable(&words);
                    return self
                        .state
                        .notice(format!("the passes cannot be shown: {words}"));
                }
                // Nor is the last picture asked for again, or it would be for ever.
                let is_last = self.at == (At::Still { at_end: true });
                if self.options.exit_after.is_some() || is_last {
                    let words = crate::scene::printable(&words);
                    return self.fail(PreviewError::Scene(words), event_loop);
                }
                let version = self.version.map_or(0, |version| version.number);
                self.state.clock.pause();
                self.is_stuck = true;
                let files = Vec::new();
                self.break_off(version, Mistake { words, files }, event_loop);
            }
            Report::Snapshot(snapshot) => {
                self.snapped(snapshot, event_loop);
                // The last is being written: nothing comes behind it.
                if self.at == (At::Still { at_end: true }) {
                    return;
                }
            }
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
        let seconds = drawn.seconds;
        self.state.drawn = Some(drawn);
        self.is_unseen = true;
        self.is_stale = true;
        if self.is_slow() {
            self.state.notice(format!("this frame took {seconds:.1} s"));
        }
    }

    fn snapped(&mut self, snapshot: Result<Snapshot, ExportError>, event_loop: &ActiveEventLoop) {
        let drawn = self.state.drawn.as_ref();
        let frame = drawn.map_or(0, |drawn| drawn.index);
        let scene = drawn.map(|drawn| drawn.job.scene.source.path());
        let place = match (self.at, &self.options.screenshot) {
            (At::Still { at_end: true }, Some(path)) => Place::Last(path.clone()),
            _ => Place::Beside {
                scene: scene.map_or_else(Default::default, Path::to_owned),
                target: self.still_of.take(),
                frame,
            },
        };
        match snapshot {
            Ok(snapshot) => {
                if !self.scribe.write(snapshot, place) {
                    let text = "no screenshot: others are still being written";
                    self.state.notice(text.to_owned());
                }
            }
            Err(error) => self.written(Written::failed(place, error), event_loop),
        }
    }

    pub(super) fn written(&mut self, written: Written, event_loop: &ActiveEventLoop) {
        let Written {
            path,
            result,
            is_last,
        } = written;
        self.is_stale = true;
        match result {
            Ok(()) => {
                let scale = match self.state.scale {
                    1.0 => String::new(),
                    scale => format!(" (drawn at {scale} of the size)"),
                };
                self.state
                    .notice(format!("written: {}{scale}", path.display()));
                self.tell(&Event::Screenshot(path));
                if is_last {
                    event_loop.exit();
                }
            }
            Err(error) if is_last => {
                let source = Box::new(error);
                self.fail(PreviewError::Screenshot { path, source }, event_loop);
            }
            Err(error) => self.state.notice(format!("no screenshot: {error}")),
        }
    }
}

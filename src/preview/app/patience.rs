//! What is painted and when, and what is said while the device lets one wait.

use std::time::{Duration, Instant};

use winit::event_loop::ActiveEventLoop;

use super::{App, At, Painting, Unseen};
use crate::preview::paint::Painted;
use crate::preview::{Event, PreviewError};

/// From when on it is said how long a frame takes.
const LONG: Duration = Duration::from_secs(2);

impl App {
    /// Has the window painted as it is now, unless it is being painted.
    pub(super) fn paint(&mut self, event_loop: &ActiveEventLoop) {
        let Some(pane) = &mut self.pane else { return };
        if self.is_hidden || self.painting.is_some() {
            return;
        }
        let actions = pane.paint(&self.state);
        self.is_stale = false;
        let is_unseen = std::mem::take(&mut self.is_unseen);
        let drawn = self.state.drawn.as_ref().filter(|_| is_unseen);
        let unseen = drawn.zip(self.version).map(|(drawn, version)| Unseen {
            frame: drawn.index,
            version: version.number,
        });
        self.painting = Some(Painting { unseen });
        self.fit();
        for action in actions {
            self.act(action, event_loop);
        }
    }

    /// It has been painted, or not.
    pub(super) fn painted(
        &mut self,
        result: Result<Painted, PreviewError>,
        event_loop: &ActiveEventLoop,
    ) {
        let painting = self.painting.take();
        let unseen = painting.and_then(|painting| painting.unseen);
        // Who counts frames does not wait for somebody to look.
        let counts = self.options.exit_after.is_some();
        match result {
            Ok(Painted::Shown) => self.count_shown(unseen, event_loop),
            Ok(Painted::Hidden) => {
                if let Some(pane) = &mut self.pane {
                    pane.gui.again = None;
                }
                match counts {
                    true => self.count_shown(unseen, event_loop),
                    false => self.is_unseen |= unseen.is_some(),
                }
            }
            Ok(Painted::Again) => {
                self.is_stale = true;
                self.is_unseen |= unseen.is_some();
            }
            Err(error) => self.fail(error, event_loop),
        }
    }

    /// A frame has come onto the screen, if it is a new one.
    fn count_shown(&mut self, unseen: Option<Unseen>, event_loop: &ActiveEventLoop) {
        let Some(Unseen { frame, version }) = unseen else {
            return;
        };
        let current = self.version.as_mut();
        let current = current.filter(|current| current.number == version);
        let noticed = current.and_then(|version| version.noticed.take());
        let latency = noticed.map(|at| at.elapsed().as_secs_f64());
        if latency.is_some() {
            // The version before is gone by now.
            self.gpu.log_objects();
        }
        self.shown += 1;
        self.tell(&Event::Shown {
            frame,
            version,
            latency,
        });
        // One that stands shows no more of them.
        let wanted = self.options.exit_after;
        let wanted = wanted.map(|count| if self.options.paused { 1 } else { count });
        if wanted.is_some_and(|count| self.shown >= count) && !self.closing {
            self.close(event_loop);
        }
    }

    /// Whether the next frame must wait until the last is in the window: it would be drawn where that
    /// is, or before it was seen by who counts them.
    pub(super) fn is_ahead(&self) -> bool {
        let counts = self.options.exit_after.is_some();
        let is_counted = |painting: Painting| counts && painting.unseen.is_some();
        self.is_unseen || self.painting.is_some_and(is_counted)
    }

    /// Says in the title how long the device has been at a frame, once that is long: the window itself
    /// cannot be painted until then. When to look again.
    pub(super) fn tell_patience(&mut self, now: Instant) -> Option<Instant> {
        let is_drawing = matches!(self.at, At::Frame(_));
        let waited = now.saturating_duration_since(self.heard);
        let seconds = (is_drawing && waited >= LONG).then_some(waited.as_secs());
        if self.state.waits != seconds {
            self.state.waits = seconds;
            self.retitle();
        }
        let next = seconds.map_or(LONG, |seconds| Duration::from_secs(seconds + 1));
        is_drawing.then(|| self.heard + next)
    }

    /// Whether frames take so long that what is being loaded is waited for, instead of one more.
    pub(super) fn is_slow(&self) -> bool {
        let drawn = self.state.drawn.as_ref();
        drawn.is_some_and(|drawn| drawn.seconds >= LONG.as_secs_f64())
    }
}

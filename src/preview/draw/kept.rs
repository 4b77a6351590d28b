//! The state that is gone on from: that before the frame that is shown, so that while the scene stands this
//! frame can be drawn again, and that of the version of the scene before.

use super::Stage;
use crate::preview::load::words;
use crate::render::{RenderError, SavedState};

/// The most bytes of a state that is kept.
const MOST: u64 = 512 << 20;

/// The state before a frame.
pub(super) struct Kept {
    index: u64,
    state: SavedState,
}

impl Stage {
    /// Whether the state before this frame is kept.
    pub(super) fn is_kept(&self, index: u64) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.index == index)
    }

    /// Goes back to before this frame, if that is kept: whether it is.
    pub(super) fn go_back(&mut self, index: u64) -> Result<bool, RenderError> {
        let Some(kept) = self.kept.take_if(|kept| kept.index == index) else {
            return Ok(false);
        };
        self.doubt();
        self.renderer.restore(&kept.state, &|| false)?;
        self.next = index;
        self.kept = Some(kept);
        Ok(true)
    }

    /// Keeps the state as it is now, before this frame, unless it is too large.
    pub(super) fn keep(
        &mut self,
        index: u64,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), RenderError> {
        if !self.renderer.is_stateful() || self.renderer.state_bytes() > MOST {
            return Ok(());
        }
        match self.renderer.save(cancelled) {
            Ok(state) => self.kept = Some(Kept { index, state }),
            Err(RenderError::Cancelled) => return Err(RenderError::Cancelled),
            // The frame can be drawn; if the device has failed, that will tell.
            Err(error) => tracing::warn!("the state is not kept: {}", words(&error)),
        }
        Ok(())
    }

    /// Takes over what `old` has drawn, so that its state lives on. The frame that it shows is drawn again,
    /// whatever its number is now: from the state before it if that is kept, else on the state as it is.
    pub(super) fn go_on(&mut self, old: &mut Self) {
        // What changes its size has no state to take over: it is drawn from the start.
        if !self.renderer.is_stateful() || self.job.plan.size != old.job.plan.size {
            return;
        }
        let shown = old.time.map(|time| time.index);
        let shown = shown.filter(|shown| old.next == shown + 1);
        let gone_back = shown.map_or(Ok(false), |shown| old.go_back(shown));
        let is_back = matches!(gone_back, Ok(true));
        match gone_back.and_then(|_| self.renderer.adopt(&old.renderer)) {
            // None of the state is there.
            Ok(false) => {}
            Ok(true) => match shown {
                Some(shown) => {
                    let last = self.job.plan.timeline.length().saturating_sub(1);
                    let shown = self.number(old, shown).min(last);
                    self.next = if is_back { shown } else { shown + 1 };
                    self.resumes = Some(shown);
                }
                None => self.next = self.number(old, old.next),
            },
            Err(error) => {
                tracing::warn!("what was drawn is drawn anew: {}", words(&error));
                self.doubt();
            }
        }
    }

    /// The number here of a frame of `old`, at the same time.
    fn number(&self, old: &Self, frame: u64) -> u64 {
        let rates = [self, old].map(|stage| stage.job.plan.timeline.rate);
        match rates[0] == rates[1] {
            true => frame,
            false => (frame as f64 / rates[1].as_f64() * rates[0].as_f64() + 1e-6).floor() as u64,
        }
    }
}

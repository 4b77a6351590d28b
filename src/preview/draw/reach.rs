//! How a scene comes to a frame: through those before it that it depends on.

use std::time::{Duration, Instant};

use super::{Report, Stage, Wanted, Way};
use crate::frame::Input;
use crate::render::{FrameTime, RenderError, Renderer, Timeline};

/// How often a pre-roll says how far it is.
const REPORT: Duration = Duration::from_millis(50);

impl Stage {
    /// Draws what the wanted frame depends on. The device is never more than a frame behind, so that the
    /// window is painted meanwhile, and giving up takes no longer than that; what is given up is gone on
    /// with later.
    pub(super) fn reach(
        &mut self,
        wanted: &Wanted,
        report: &dyn Fn(Report),
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), RenderError> {
        let index = wanted.index;
        let resumes = self.resumes.take() == Some(index);
        if wanted.way == Way::Again && self.go_back(index)? {
            return Ok(());
        }
        self.come_before(wanted, resumes)?;
        self.preroll(wanted, report, cancelled)?;
        self.kept = None;
        match wanted.keeps {
            true => self.keep(index, cancelled),
            false => Ok(()),
        }
    }

    /// Begins anew if the state is of a frame that is behind the wanted one.
    fn come_before(&mut self, wanted: &Wanted, resumes: bool) -> Result<(), RenderError> {
        let index = wanted.index;
        let is_again = resumes || wanted.way == Way::Again;
        let is_behind = self.next > index && !(is_again && self.next == index + 1);
        if self.renderer.is_stateful() && (is_behind || wanted.way == Way::Anew) {
            self.doubt();
            self.renderer.restart()?;
            self.next = 0;
        }
        Ok(())
    }

    fn preroll(
        &mut self,
        wanted: &Wanted,
        report: &dyn Fn(Report),
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), RenderError> {
        if !self.job.scene.preroll {
            return Ok(());
        }
        let (index, next) = (wanted.index, self.next);
        let before = self.job.program.frames_before(index, next);
        let total = before.end - before.start;
        self.doubt();
        let timeline = &self.job.plan.timeline;
        // Only between frames: one that is given up half-way would be drawn twice by who goes on.
        let wished = before.take_while(|_| !cancelled());
        let mut done = 0;
        let mut reported = Instant::now();
        let mut told = |renderer: &mut Renderer, time: &FrameTime| {
            if reported.elapsed() > REPORT {
                reported = Instant::now();
                report(Report::Prerolling(done, total));
            }
            done += 1;
            tell(renderer, timeline, (wanted, time.index))
        };
        let times = wished.map(|frame| timeline.at(frame));
        self.renderer.preroll(times, &mut told, &|| false)?;
        self.next = next + done;
        match done < total {
            true => Err(RenderError::Cancelled),
            false => Ok(()),
        }
    }

    /// The state may be no frame's: nothing goes on from here, and what is drawn next begins anew.
    pub(super) fn doubt(&mut self) {
        if self.renderer.is_stateful() {
            self.next = u64::MAX;
        }
    }
}

/// Sets the parameters as they are in a frame, the wanted one or one before it, and gives what that is told.
pub(super) fn tell(
    renderer: &mut Renderer,
    timeline: &Timeline,
    (wanted, frame): (&Wanted, u64),
) -> Input {
    if let Some(recorded) = &wanted.recorded {
        return recorded.tell(renderer, timeline, frame);
    }
    renderer.set_params(&wanted.params);
    match frame == wanted.index {
        true => wanted.input,
        false => Input::default(),
    }
}

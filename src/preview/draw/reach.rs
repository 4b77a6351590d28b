//! How a scene comes to a frame: through those before it that it depends on.

use std::time::{Duration, Instant};

use super::{Report, STEP, Stage, Wanted, Way};
use crate::frame::Input;
use crate::gpu::Gpu;
use crate::preview::load::live;
use crate::render::{RenderError, Renderer, Timeline};

/// How often a pre-roll says how far it is.
const REPORT: Duration = Duration::from_millis(50);

impl Stage {
    /// Draws what the wanted frame depends on. The device is never more than a frame behind, so that the
    /// window is painted meanwhile, and giving up takes no longer than that.
    pub(super) fn reach(
        &mut self,
        gpu: &Gpu,
        wanted: &Wanted,
        report: &dyn Fn(Report),
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), RenderError> {
        self.job.params.clone_from(&wanted.params);
        let index = wanted.index;
        let is_anew = match (self.next, wanted.way) {
            _ if !self.renderer.is_stateful() => false,
            (_, Way::Anew) => true,
            (Some(next), Way::Again) if next == index + 1 => false,
            (next, _) => next.is_some_and(|next| index < next),
        };
        if is_anew {
            // Until there is another one, nothing goes on from here.
            self.next = Some(u64::MAX);
            self.renderer = Renderer::new(gpu, &live(&self.job), cancelled)?;
            self.next = Some(0);
        }
        let next = self.next.unwrap_or(index);
        self.next = Some(next);
        if !self.job.scene.preroll {
            return Ok(());
        }
        let before = self.job.program.frames_before(index, next);
        let total = before.end - before.start;
        let mut reported = Instant::now();
        let mut submitted: Option<wgpu::SubmissionIndex> = None;
        for (done, frame) in before.enumerate() {
            let time = self.job.plan.timeline.at(frame);
            let mut told = |renderer: &mut Renderer, _: &_| {
                tell(renderer, &self.job.plan.timeline, (wanted, frame))
            };
            // A frame that is given up half-way would be drawn twice by who goes on.
            let frame_cancelled = || false;
            self.renderer
                .preroll(std::iter::once(time), &mut told, &frame_cancelled)?;
            self.next = Some(frame + 1);
            if let Some(former) = submitted.replace(gpu.queue().submit([])) {
                while !gpu.wait(&former, STEP)? {}
            }
            if reported.elapsed() > REPORT {
                reported = Instant::now();
                report(Report::Prerolling(done as u64 + 1, total));
            }
            if cancelled() {
                return Err(RenderError::Cancelled);
            }
        }
        Ok(())
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

//! The commands of a frame, submitted in pieces: a moment or a tile each. Between them drawing can be
//! cancelled.

use std::time::Duration;

use super::RenderError;
use crate::gpu::Gpu;

/// How long a wait for the GPU lasts before the cancel flag is looked at again.
const STEP: Duration = Duration::from_millis(50);

/// Commands being recorded, and those submitted before.
pub(super) struct Work<'a> {
    gpu: &'a Gpu,
    pub(super) cancelled: &'a dyn Fn() -> bool,
    pub(super) encoder: wgpu::CommandEncoder,
    submitted: Option<wgpu::SubmissionIndex>,
}

impl<'a> Work<'a> {
    pub(super) fn new(gpu: &'a Gpu, cancelled: &'a dyn Fn() -> bool) -> Self {
        Self {
            gpu,
            cancelled,
            encoder: commands(gpu),
            submitted: None,
        }
    }

    /// Submits what is recorded. Returns when the piece before is finished, so that the GPU works on
    /// one and has the next: what is submitted cannot be cancelled.
    pub(super) fn submit(&mut self) -> Result<(), RenderError> {
        let recorded = std::mem::replace(&mut self.encoder, commands(self.gpu));
        let submission = self.gpu.queue().submit([recorded.finish()]);
        let before = self.submitted.replace(submission);
        loop {
            if (self.cancelled)() {
                return Err(RenderError::Cancelled);
            }
            match &before {
                Some(before) if !self.gpu.wait(before, STEP)? => {}
                _ => return Ok(()),
            }
        }
    }
}

fn commands(gpu: &Gpu) -> wgpu::CommandEncoder {
    gpu.device().create_command_encoder(&Default::default())
}

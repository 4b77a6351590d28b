//! The commands of a frame, submitted in pieces: a moment or a tile each, or as many runs of passes as
//! drivers take at once. Between them drawing can be cancelled.

use std::time::Duration;

use super::RenderError;
use crate::frame::Size;
use crate::gpu::Gpu;
use crate::shader::{Pass, PassKind};

/// The most invocations of a piece: 32 passes over a picture of 1920×1080, eight over one four times as
/// large. A driver ends what takes longer than it waits, some seconds, and what is submitted cannot be
/// cancelled; invocations are what can be counted of the time that a shader takes.
const PIECE: u64 = 1 << 26;
/// What a run costs beside its invocations, in these: a piece has at most 4096 runs.
const RUN: u64 = PIECE >> 12;

/// How long a wait for the GPU lasts before the cancel flag is looked at again.
const STEP: Duration = Duration::from_millis(50);

/// Commands being recorded, and those submitted before.
pub(super) struct Work<'a> {
    gpu: &'a Gpu,
    pub(super) cancelled: &'a dyn Fn() -> bool,
    pub(super) encoder: wgpu::CommandEncoder,
    submitted: Option<wgpu::SubmissionIndex>,
    /// What the commands being recorded cost, in invocations.
    cost: u64,
}

impl<'a> Work<'a> {
    pub(super) fn new(gpu: &'a Gpu, cancelled: &'a dyn Fn() -> bool) -> Self {
        Self {
            gpu,
            cancelled,
            encoder: commands(gpu),
            submitted: None,
            cost: 0,
        }
    }

    /// Makes room for a run of so many invocations: submits what is recorded if both are too much for one
    /// piece.
    pub(super) fn reserve(&mut self, invocations: u64) -> Result<(), RenderError> {
        let cost = invocations.saturating_add(RUN);
        if self.cost > 0 && self.cost.saturating_add(cost) > PIECE {
            self.submit()?;
        }
        self.cost = self.cost.saturating_add(cost);
        Ok(())
    }

    /// Submits what is recorded. Returns when the piece before is finished, so that the GPU works on
    /// one and has the next: what is submitted cannot be cancelled.
    pub(super) fn submit(&mut self) -> Result<(), RenderError> {
        let recorded = std::mem::replace(&mut self.encoder, commands(self.gpu));
        self.cost = 0;
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

/// Invocations in a run of `pass`, whose targets have `size` and so many layers: of those of vertices and
/// of fragments, which vertices may make many of for a pixel, as many as are known.
pub(super) fn invocations(pass: &Pass, (size, layers): (Size, u32)) -> u64 {
    let product = |counts: &[u32]| {
        let counts = counts.iter().map(|count| u64::from(*count));
        counts.fold(1, u64::saturating_mul)
    };
    let texels = product(&[size.width, size.height]);
    match &pass.kind {
        PassKind::Cover => texels,
        PassKind::Draw(draw) => texels.saturating_add(product(&[draw.vertices, draw.instances])),
        PassKind::Compute {
            workgroup,
            dispatch,
            ..
        } => {
            let workgroups = dispatch.unwrap_or_else(|| workgroups_over(size, layers, *workgroup));
            product(workgroup).saturating_mul(product(&workgroups))
        }
    }
}

/// As many workgroups as give each texel of a target an invocation.
pub(super) fn workgroups_over(size: Size, layers: u32, workgroup: [u32; 3]) -> [u32; 3] {
    [
        size.width.div_ceil(workgroup[0]),
        size.height.div_ceil(workgroup[1]),
        layers.div_ceil(workgroup[2]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Scene;
    use crate::shader::compile;

    #[test]
    fn the_frames_of_shipped_scenes_are_one_piece() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenes");
        let files = std::fs::read_dir(folder).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        let scenes = paths.filter(|path| path.extension().is_some_and(|kind| kind == "wgsl"));
        let mut count = 0;
        for path in scenes {
            let program = compile(&Scene::load(&path).unwrap()).unwrap();
            let cost = |pass: &Pass| {
                let target = pass.targets.first().map(|target| &program.targets[*target]);
                let shape = target.map_or((Size::new(1, 1), 1), |target| {
                    (target.size.pixels(Size::new(1920, 1080)), target.layers)
                });
                u64::from(pass.repeat) * (invocations(pass, shape) + RUN)
            };
            let passes = program.passes.iter().filter(|pass| !pass.once);
            let cost: u64 = passes.map(cost).sum();
            assert!(cost <= PIECE, "{}: {cost}", path.display());
            count += 1;
        }
        assert!(count >= 16, "{count}");
    }
}

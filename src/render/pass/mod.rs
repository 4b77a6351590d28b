//! One pass on the device: its pipeline, and how a run of it is recorded.

mod compiled;
mod compute;
mod raster;

pub(super) use compiled::{Compiled, compile};

use crate::frame::Size;
use crate::shader::{OFFSET_GROUP, Pass, Program};

use super::bindings::Bindings;
use super::quality::writes_picture;
use super::samples::TileView;
use super::timing::Stamps;
use super::work::{Work, invocations};
use super::{RenderError, Resources};
use compute::Compute;
use raster::{Raster, attachment};

/// A pass, ready to run.
#[derive(Debug)]
pub(super) struct PassRunner {
    bindings: Bindings,
    pipeline: Pipeline,
    /// The number of its first run among the runs of all passes.
    first_run: u32,
    /// Invocations in each run.
    invocations: u64,
}

#[derive(Debug)]
enum Pipeline {
    Raster(Raster),
    Compute(Compute),
}

impl PassRunner {
    /// One for each pass of `program`, which are `compiled`.
    pub(super) fn all(
        device: &wgpu::Device,
        compiled: Vec<Compiled>,
        program: &Program,
        resources: &Resources,
    ) -> Vec<Self> {
        let mut first_run = 0;
        let passes = program.passes.iter().zip(compiled);
        passes
            .map(|(pass, compiled)| {
                let runner = Self::new(device, compiled, program, pass, resources, first_run);
                first_run += pass.repeat;
                runner
            })
            .collect()
    }

    fn new(
        device: &wgpu::Device,
        compiled: Compiled,
        program: &Program,
        pass: &Pass,
        resources: &Resources,
        first_run: u32,
    ) -> Self {
        let bindings = Bindings::new(compiled.layout, program, pass);
        let target = pass.targets.first();
        let target = target.map(|target| resources.target(pass, *target));
        let shape = target.map_or((Size::new(1, 1), 1), |target| (target.size, target.layers));
        let pipeline = match compiled.pipeline {
            compiled::Pipeline::Compute(pipeline) => {
                Pipeline::Compute(Compute::new(pipeline, pass, shape))
            }
            compiled::Pipeline::Raster(pipeline) => {
                let size = target.map(|target| target.size);
                Pipeline::Raster(Raster::new(device, pipeline, pass, size))
            }
        };
        Self {
            bindings,
            pipeline,
            first_run,
            invocations: invocations(pass, shape),
        }
    }

    /// Records every run of `pass` at a moment, in a tile if the picture is drawn in tiles. What they are
    /// too many for is submitted.
    pub(super) fn record(
        &mut self,
        device: &wgpu::Device,
        work: &mut Work<'_>,
        (program, pass): (&Program, &Pass),
        resources: &mut Resources,
        (tile, stamps): (Option<&TileView<'_>>, Option<&Stamps>),
    ) -> Result<(), RenderError> {
        let swapped: Vec<usize> = pass
            .targets
            .iter()
            .copied()
            .filter(|target| pass.swaps(program, *target))
            .collect();
        for run in 0..pass.repeat {
            work.reserve(self.invocations)?;
            let encoder = &mut work.encoder;
            for target in &swapped {
                let keeps = pass.keeps;
                resources.target(pass, *target).begin_turn(encoder, keeps);
            }
            let stamps = stamps.and_then(|stamps| stamps.of_run(run, pass.repeat));
            let place = (run, tile, stamps.as_ref());
            self.record_run(device, encoder, (program, pass), resources, place);
            for target in &swapped {
                resources.target_mut(pass, *target).end_turn();
            }
        }
        Ok(())
    }

    /// The bind groups made so far.
    #[cfg(test)]
    pub(super) fn groups(&self) -> usize {
        self.bindings.count()
    }

    fn record_run(
        &mut self,
        device: &wgpu::Device,
        encoder: &mut wgpu::CommandEncoder,
        (program, pass): (&Program, &Pass),
        resources: &Resources,
        (run, tile, stamps): (u32, Option<&TileView<'_>>, Option<&Stamps>),
    ) {
        let offsets: Vec<u32> = pass
            .bindings
            .iter()
            .filter_map(|number| {
                let resource = &program.bindings[*number].resource;
                let run = self.first_run + run;
                let uniforms = &resources.uniforms;
                uniforms.offset(resource, run, writes_picture(pass))
            })
            .collect();
        let group = self.bindings.group(device, program, pass, resources);
        match &self.pipeline {
            Pipeline::Raster(raster) => {
                let bind = |drawing: &mut wgpu::RenderPass<'_>| {
                    drawing.set_bind_group(0, group, &offsets);
                    if let Some(tile) = tile {
                        drawing.set_bind_group(OFFSET_GROUP, tile.group, &[tile.offset]);
                        tile.confine(drawing, &pass.kind);
                    }
                };
                raster.record(encoder, (program, pass), resources, (run, stamps), bind);
            }
            Pipeline::Compute(compute) => {
                clear(encoder, (program, pass), resources);
                let bind = |computing: &mut wgpu::ComputePass<'_>| {
                    computing.set_bind_group(0, group, &offsets);
                };
                compute.record(encoder, pass, stamps, bind);
            }
        }
    }
}

/// Fills the targets of a compute pass that asks for it.
fn clear(
    encoder: &mut wgpu::CommandEncoder,
    (program, pass): (&Program, &Pass),
    resources: &Resources,
) {
    if pass.clear.is_none() {
        return;
    }
    for &place in &pass.targets {
        let target = resources.target(pass, place);
        for layer in 0..target.layers {
            let view = target.write_layer(pass.swaps(program, place), layer);
            encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("clear"),
                color_attachments: &[Some(attachment(view, pass))],
                ..Default::default()
            });
        }
    }
}

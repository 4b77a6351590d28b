//! One pass on the device: its pipeline, and how a run of it is recorded.

mod compute;
mod raster;

use std::borrow::Cow;

use crate::shader::{Pass, PassKind, Program};

use super::Resources;
use super::bindings::Bindings;
use compute::{Compute, workgroups_over};
use raster::{Raster, attachment};

/// The shader modules that pipelines are made of.
#[derive(Debug)]
pub(super) struct Modules {
    scene: wgpu::ShaderModule,
    cover: wgpu::ShaderModule,
}

impl Modules {
    pub(super) fn new(device: &wgpu::Device, program: &Program) -> Self {
        Self {
            scene: device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some("scene"),
                source: wgpu::ShaderSource::Naga(Cow::Owned(program.module.clone())),
            }),
            cover: device.create_shader_module(wgpu::include_wgsl!("../../../shaders/render.wgsl")),
        }
    }
}

/// A pass, ready to run.
#[derive(Debug)]
pub(super) struct PassRunner {
    bindings: Bindings,
    pipeline: Pipeline,
    /// The number of its first run among the runs of all passes.
    first_run: u32,
}

#[derive(Debug)]
enum Pipeline {
    Raster(Raster),
    Compute(Compute),
}

impl PassRunner {
    pub(super) fn new(
        device: &wgpu::Device,
        modules: &Modules,
        program: &Program,
        pass: &Pass,
        resources: &Resources,
        first_run: u32,
    ) -> Self {
        let bindings = Bindings::new(device, program, pass);
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(&pass.entry),
            bind_group_layouts: &[Some(bindings.layout())],
            immediate_size: 0,
        });
        let targets = &resources.targets;
        let pipeline = match &pass.kind {
            PassKind::Compute {
                workgroup,
                dispatch,
                ..
            } => {
                let over_target = || {
                    let target = pass.targets.first().map(|target| &targets[*target]);
                    target.map_or([1; 3], |target| {
                        workgroups_over(target.size, target.layers, *workgroup)
                    })
                };
                let workgroups = dispatch.unwrap_or_else(over_target);
                Pipeline::Compute(Compute::new(device, modules, pass, &layout, workgroups))
            }
            PassKind::Cover | PassKind::Draw(_) => {
                Pipeline::Raster(Raster::new(device, modules, pass, &layout, targets))
            }
        };
        Self {
            bindings,
            pipeline,
            first_run,
        }
    }

    /// Records every run of `pass` in a frame.
    pub(super) fn record(
        &mut self,
        device: &wgpu::Device,
        encoder: &mut wgpu::CommandEncoder,
        (program, pass): (&Program, &Pass),
        resources: &mut Resources,
    ) {
        let swapped: Vec<usize> = pass
            .targets
            .iter()
            .copied()
            .filter(|target| pass.swaps(program, *target))
            .collect();
        for run in 0..pass.repeat {
            for target in &swapped {
                resources.targets[*target].begin_turn(encoder, pass.keeps);
            }
            self.record_run(device, encoder, (program, pass), resources, run);
            for target in &swapped {
                resources.targets[*target].end_turn();
            }
        }
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
        run: u32,
    ) {
        let offsets: Vec<u32> = pass
            .bindings
            .iter()
            .filter_map(|number| {
                let resource = &program.bindings[*number].resource;
                let run = self.first_run + run;
                Some(resources.uniforms.blocks(resource, run)?.1)
            })
            .collect();
        let group = self.bindings.group(device, program, pass, resources);
        match &self.pipeline {
            Pipeline::Raster(raster) => {
                let bind = |drawing: &mut wgpu::RenderPass<'_>| {
                    drawing.set_bind_group(0, group, &offsets);
                };
                raster.record(encoder, (program, pass), &resources.targets, run, bind);
            }
            Pipeline::Compute(compute) => {
                clear(encoder, (program, pass), resources);
                let bind = |computing: &mut wgpu::ComputePass<'_>| {
                    computing.set_bind_group(0, group, &offsets);
                };
                compute.record(encoder, pass, bind);
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
        let target = &resources.targets[place];
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

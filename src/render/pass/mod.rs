//! One pass on the device: its pipeline, and how a run of it is recorded.

mod compute;
mod raster;

use std::borrow::Cow;

use crate::shader::{OFFSET_GROUP, Pass, PassKind, Program, offset_positions};

use super::Resources;
use super::bindings::Bindings;
use super::quality::writes_picture;
use super::samples::TileView;
use super::timing::Stamps;
use compute::{Compute, workgroups_over};
use raster::{Raster, attachment};

/// The shader modules that pipelines are made of.
#[derive(Debug)]
pub(super) struct Modules {
    scene: wgpu::ShaderModule,
    cover: wgpu::ShaderModule,
    /// The scene's, with the positions of a tile in what draws the picture; and what is bound for it.
    tiled: Option<(wgpu::ShaderModule, wgpu::BindGroupLayout)>,
}

impl Modules {
    /// `tiles` is what passes that write the picture bind in each tile, if it is drawn in tiles.
    pub(super) fn new(
        device: &wgpu::Device,
        program: &Program,
        tiles: Option<&wgpu::BindGroupLayout>,
    ) -> Self {
        let scene = |module| {
            device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some("scene"),
                source: wgpu::ShaderSource::Naga(Cow::Owned(module)),
            })
        };
        let entries: Vec<&str> = program
            .passes
            .iter()
            .filter(|pass| writes_picture(pass))
            .map(|pass| pass.entry.as_str())
            .collect();
        Self {
            scene: scene(program.module.clone()),
            cover: device.create_shader_module(wgpu::include_wgsl!("../../../shaders/render.wgsl")),
            tiled: tiles.map(|layout| {
                let module = scene(offset_positions(&program.module, &entries));
                (module, layout.clone())
            }),
        }
    }

    /// The module of a pass's fragment function, and what it binds beside the scene's resources.
    fn of(&self, pass: &Pass) -> (&wgpu::ShaderModule, Option<&wgpu::BindGroupLayout>) {
        match &self.tiled {
            Some((module, layout)) if writes_picture(pass) => (module, Some(layout)),
            _ => (&self.scene, None),
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
    /// One for each pass of `program`.
    pub(super) fn all(
        device: &wgpu::Device,
        modules: &Modules,
        program: &Program,
        resources: &Resources,
    ) -> Vec<Self> {
        let mut first_run = 0;
        let passes = program.passes.iter();
        passes
            .map(|pass| {
                let runner = Self::new(device, modules, program, pass, resources, first_run);
                first_run += pass.repeat;
                runner
            })
            .collect()
    }

    fn new(
        device: &wgpu::Device,
        modules: &Modules,
        program: &Program,
        pass: &Pass,
        resources: &Resources,
        first_run: u32,
    ) -> Self {
        let bindings = Bindings::new(device, program, pass);
        let mut layouts = vec![Some(bindings.layout())];
        layouts.extend(modules.of(pass).1.map(Some));
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(&pass.entry),
            bind_group_layouts: &layouts,
            immediate_size: 0,
        });
        let pipeline = match &pass.kind {
            PassKind::Compute {
                workgroup,
                dispatch,
                ..
            } => {
                let over_target = || {
                    let target = pass.targets.first();
                    let target = target.map(|target| resources.target(pass, *target));
                    target.map_or([1; 3], |target| {
                        workgroups_over(target.size, target.layers, *workgroup)
                    })
                };
                let workgroups = dispatch.unwrap_or_else(over_target);
                Pipeline::Compute(Compute::new(device, modules, pass, &layout, workgroups))
            }
            PassKind::Cover | PassKind::Draw(_) => {
                Pipeline::Raster(Raster::new(device, modules, pass, &layout, resources))
            }
        };
        Self {
            bindings,
            pipeline,
            first_run,
        }
    }

    /// Records every run of `pass` at a moment, in a tile if the picture is drawn in tiles.
    pub(super) fn record(
        &mut self,
        device: &wgpu::Device,
        encoder: &mut wgpu::CommandEncoder,
        (program, pass): (&Program, &Pass),
        resources: &mut Resources,
        tile: Option<&TileView<'_>>,
        stamps: Option<&Stamps>,
    ) {
        let swapped: Vec<usize> = pass
            .targets
            .iter()
            .copied()
            .filter(|target| pass.swaps(program, *target))
            .collect();
        for run in 0..pass.repeat {
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

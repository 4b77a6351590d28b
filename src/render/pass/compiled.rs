//! The pipelines of a scene: all that is compiled of it. Nothing of them changes by drawing, nor depends
//! on the size.

use std::borrow::Cow;

use crate::gpu::{Gpu, Kind, Made};
use crate::shader::{Pass, PassKind, Program, offset_positions, with_deep_stack};

use super::super::bindings;
use super::super::quality::writes_picture;
use super::{RenderError, compute, raster};

/// A pass, compiled.
#[derive(Clone, Debug)]
pub(in super::super) struct Compiled {
    pub(super) layout: wgpu::BindGroupLayout,
    pub(super) pipeline: Pipeline,
}

#[derive(Clone, Debug)]
pub(super) enum Pipeline {
    Raster(wgpu::RenderPipeline),
    Compute(wgpu::ComputePipeline),
}

/// Compiles every pass of `program`, unless the device's users share what was compiled before. `tiles` is
/// what passes that write the picture bind in each tile, if it is drawn in tiles.
pub(in super::super) fn compile(
    gpu: &Gpu,
    program: &Program,
    tiles: Option<&wgpu::BindGroupLayout>,
) -> Result<Vec<Compiled>, RenderError> {
    let words = (program, tiles.is_some());
    gpu.shared(Kind::Pipelines, &words, || {
        let compile = || gpu.guard(|| all(gpu.device(), program, tiles));
        let thing = with_deep_stack(compile)
            .map_err(RenderError::Compiler)?
            .map_err(RenderError::Shader)?;
        Ok(Made {
            thing,
            bytes: Some(0),
        })
    })
}

fn all(
    device: &wgpu::Device,
    program: &Program,
    tiles: Option<&wgpu::BindGroupLayout>,
) -> Vec<Compiled> {
    let modules = Modules::new(device, program, tiles);
    let passes = program.passes.iter();
    passes
        .map(|pass| one(device, &modules, program, pass))
        .collect()
}

fn one(device: &wgpu::Device, modules: &Modules, program: &Program, pass: &Pass) -> Compiled {
    let own = bindings::layout(device, program, pass);
    let mut layouts = vec![Some(&own)];
    layouts.extend(modules.of(pass).1.map(Some));
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(&pass.entry),
        bind_group_layouts: &layouts,
        immediate_size: 0,
    });
    let pipeline = match &pass.kind {
        PassKind::Compute { .. } => {
            Pipeline::Compute(compute::pipeline(device, modules, pass, &layout))
        }
        PassKind::Cover | PassKind::Draw(_) => {
            let described = (program, pass);
            Pipeline::Raster(raster::pipeline(device, modules, described, &layout))
        }
    };
    Compiled {
        layout: own,
        pipeline,
    }
}

/// The shader modules that pipelines are made of.
#[derive(Debug)]
pub(super) struct Modules {
    pub(super) scene: wgpu::ShaderModule,
    pub(super) cover: wgpu::ShaderModule,
    /// The scene's, with the positions of a tile in what draws the picture; and what is bound for it.
    tiled: Option<(wgpu::ShaderModule, wgpu::BindGroupLayout)>,
}

impl Modules {
    fn new(
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
    pub(super) fn of(&self, pass: &Pass) -> (&wgpu::ShaderModule, Option<&wgpu::BindGroupLayout>) {
        match &self.tiled {
            Some((module, layout)) if writes_picture(pass) => (module, Some(layout)),
            _ => (&self.scene, None),
        }
    }
}

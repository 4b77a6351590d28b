//! Compute passes.

use crate::frame::Size;
use crate::shader::Pass;

use super::super::timing::Stamps;
use super::Modules;

/// A pipeline that computes.
#[derive(Debug)]
pub(super) struct Compute {
    pipeline: wgpu::ComputePipeline,
    workgroups: [u32; 3],
}

impl Compute {
    pub(super) fn new(
        device: &wgpu::Device,
        modules: &Modules,
        pass: &Pass,
        layout: &wgpu::PipelineLayout,
        workgroups: [u32; 3],
    ) -> Self {
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(&pass.entry),
            layout: Some(layout),
            module: &modules.scene,
            entry_point: Some(&pass.entry),
            compilation_options: Default::default(),
            cache: None,
        });
        Self {
            pipeline,
            workgroups,
        }
    }

    pub(super) fn record(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        pass: &Pass,
        stamps: Option<&Stamps>,
        bind: impl Fn(&mut wgpu::ComputePass<'_>),
    ) {
        let mut computing = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some(&pass.entry),
            timestamp_writes: stamps.map(Stamps::computing),
        });
        computing.set_pipeline(&self.pipeline);
        bind(&mut computing);
        let [x, y, z] = self.workgroups;
        computing.dispatch_workgroups(x, y, z);
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

//! Compute passes.

use crate::frame::Size;
use crate::shader::{Pass, PassKind};

use super::super::timing::Stamps;
use super::super::work::workgroups_over;
use super::compiled::Modules;

/// A pipeline that computes.
#[derive(Debug)]
pub(super) struct Compute {
    pipeline: wgpu::ComputePipeline,
    workgroups: [u32; 3],
}

/// Compiles `pass`.
pub(super) fn pipeline(
    device: &wgpu::Device,
    modules: &Modules,
    pass: &Pass,
    layout: &wgpu::PipelineLayout,
) -> wgpu::ComputePipeline {
    device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(&pass.entry),
        layout: Some(layout),
        module: &modules.scene,
        entry_point: Some(&pass.entry),
        compilation_options: Default::default(),
        cache: None,
    })
}

impl Compute {
    /// For a target of this size and so many layers.
    pub(super) fn new(
        pipeline: wgpu::ComputePipeline,
        pass: &Pass,
        (size, layers): (Size, u32),
    ) -> Self {
        let workgroups = match &pass.kind {
            PassKind::Compute {
                workgroup,
                dispatch,
                ..
            } => dispatch.unwrap_or_else(|| workgroups_over(size, layers, *workgroup)),
            PassKind::Cover | PassKind::Draw(_) => [0; 3],
        };
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

//! Frames of noise in buffers that the GPU wrote and the processor reads where they are mapped.
//!
//! Knows nothing of who reads them.

use wgpu::util::DeviceExt as _;

use crate::gpu::Gpu;
use crate::readback::{Frame, Mapping, ReadbackError, Ring};

/// More groups than this are given no work of their own: each goes on with the next word.
const GROUPS: u32 = 4096;

/// A [`Ring`] whose slots are filled once, and then only mapped and unmapped.
#[derive(Debug)]
pub(super) struct MappedFrames {
    gpu: Gpu,
    ring: Ring,
    pipeline: wgpu::ComputePipeline,
    /// By [`Slot::index`](crate::readback::Slot::index): what fills the slot, until it has.
    fills: Vec<Option<wgpu::BindGroup>>,
}

impl MappedFrames {
    /// `count` buffers of different noise.
    pub(super) fn new(gpu: &Gpu, count: usize, bytes: u64) -> Result<Self, ReadbackError> {
        let ring = Ring::new(gpu, bytes, count, Mapping::Auto)?;
        let (pipeline, fills) = gpu.guard(|| {
            let pipeline = pipeline(gpu.device());
            let fills = ring.storage_buffers().iter().zip(1..);
            let fills =
                fills.map(|(buffer, seed)| Some(fill(gpu.device(), &pipeline, buffer, seed)));
            let fills = fills.collect();
            (pipeline, fills)
        })?;
        Ok(Self {
            gpu: gpu.clone(),
            ring,
            pipeline,
            fills,
        })
    }

    /// The oldest frame that has been mapped, with as many on their way behind it as there are
    /// slots.
    pub(super) fn next(&mut self, cancelled: &dyn Fn() -> bool) -> Result<Frame, ReadbackError> {
        while let Some(slot) = self.ring.acquire(cancelled)? {
            let fill = self.fills.get_mut(slot.index()).and_then(Option::take);
            let encoder = self
                .gpu
                .device()
                .create_command_encoder(&Default::default());
            self.ring.submit(slot, self.recorded(encoder, fill))?;
        }
        self.ring.next(cancelled)
    }

    fn recorded(
        &self,
        mut encoder: wgpu::CommandEncoder,
        fill: Option<wgpu::BindGroup>,
    ) -> wgpu::CommandEncoder {
        if let Some(fill) = fill {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &fill, &[]);
            pass.dispatch_workgroups(GROUPS, 1, 1);
        }
        encoder
    }
}

fn pipeline(device: &wgpu::Device) -> wgpu::ComputePipeline {
    let module =
        device.create_shader_module(wgpu::include_wgsl!("../../../shaders/bench/noise.wgsl"));
    device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some("noise"),
        layout: None,
        module: &module,
        entry_point: Some("noise"),
        compilation_options: Default::default(),
        cache: None,
    })
}

fn fill(
    device: &wgpu::Device,
    pipeline: &wgpu::ComputePipeline,
    buffer: &wgpu::Buffer,
    seed: u32,
) -> wgpu::BindGroup {
    // A buffer of more words than that is refused when it is bound.
    let words = u32::try_from(buffer.size() / 4).unwrap_or(u32::MAX);
    let uniform = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
        label: Some("noise seed"),
        contents: bytemuck::cast_slice(&[words, seed]),
        usage: wgpu::BufferUsages::UNIFORM,
    });
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("noise"),
        layout: &pipeline.get_bind_group_layout(0),
        entries: &[
            wgpu::BindGroupEntry {
                binding: 0,
                resource: buffer.as_entire_binding(),
            },
            wgpu::BindGroupEntry {
                binding: 1,
                resource: uniform.as_entire_binding(),
            },
        ],
    })
}

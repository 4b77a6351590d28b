//! The pipelines of a conversion on the device, and the numbers its dispatches are given.

use wgpu::util::DeviceExt;

use super::layout::{Plan, Written};
use super::{ConvertSpec, Precision, shader};
use crate::gpu::{Gpu, GpuError, Kind, Made};

/// The entry points of one shader, which share what is bound to them.
#[derive(Clone, Debug)]
pub(super) struct Stage<const N: usize> {
    pub(super) pipelines: [wgpu::ComputePipeline; N],
    layout: wgpu::BindGroupLayout,
}

/// Writes the picture, or a band of it, with rows of whole runs.
pub(super) fn convert(
    gpu: &Gpu,
    spec: &ConvertSpec,
    precision: Precision,
    written: &Written,
) -> Result<Stage<1>, GpuError> {
    let picture = wgpu::BindingType::Texture {
        sample_type: wgpu::TextureSampleType::Float { filterable: false },
        view_dimension: wgpu::TextureViewDimension::D2,
        multisampled: false,
    };
    let bindings = [picture, storage(false), uniform()];
    let text = shader::source(spec, precision, written);
    shared(gpu, spec.format.name(), text, ["convert"], bindings)
}

/// Moves the rows of a band's planes into the frame: first what lies within rows, then the words
/// with a border in them.
pub(super) fn gather(gpu: &Gpu) -> Result<Stage<2>, GpuError> {
    let bindings = [storage(true), storage(false), uniform()];
    shared(
        gpu,
        "gather",
        shader::gather(),
        ["rows", "borders"],
        bindings,
    )
}

impl<const N: usize> Stage<N> {
    pub(super) fn bind(
        &self,
        device: &wgpu::Device,
        resources: [wgpu::BindingResource<'_>; 3],
    ) -> wgpu::BindGroup {
        let mut binding = 0;
        let entries = resources.map(|resource| {
            binding += 1;
            wgpu::BindGroupEntry {
                binding: binding - 1,
                resource,
            }
        });
        device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &self.layout,
            entries: &entries,
        })
    }
}

fn storage(read_only: bool) -> wgpu::BindingType {
    wgpu::BindingType::Buffer {
        ty: wgpu::BufferBindingType::Storage { read_only },
        has_dynamic_offset: false,
        min_binding_size: None,
    }
}

fn uniform() -> wgpu::BindingType {
    wgpu::BindingType::Buffer {
        ty: wgpu::BufferBindingType::Uniform,
        has_dynamic_offset: false,
        min_binding_size: None,
    }
}

/// Compiles it, unless the device's users share what was compiled before.
fn shared<const N: usize>(
    gpu: &Gpu,
    label: &str,
    text: String,
    entry_points: [&str; N],
    bindings: [wgpu::BindingType; 3],
) -> Result<Stage<N>, GpuError> {
    let words = (&text, entry_points, bindings);
    gpu.shared(Kind::Pipelines, &words, || {
        let text = text.clone();
        let thing = gpu.guard(|| create(gpu.device(), label, text, entry_points, bindings))?;
        Ok(Made {
            thing,
            bytes: Some(0),
        })
    })
}

fn create<const N: usize>(
    device: &wgpu::Device,
    label: &str,
    text: String,
    entry_points: [&str; N],
    bindings: [wgpu::BindingType; 3],
) -> Stage<N> {
    let mut binding = 0;
    let entries = bindings.map(|ty| {
        binding += 1;
        wgpu::BindGroupLayoutEntry {
            binding: binding - 1,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty,
            count: None,
        }
    });
    let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some(label),
        entries: &entries,
    });
    let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(label),
        bind_group_layouts: &[Some(&layout)],
        immediate_size: 0,
    });
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(label),
        source: wgpu::ShaderSource::Wgsl(text.into()),
    });
    let pipelines = entry_points.map(|entry_point| {
        device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(label),
            layout: Some(&pipeline_layout),
            module: &module,
            entry_point: Some(entry_point),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        })
    });
    Stage { pipelines, layout }
}

/// What each dispatch of a plan finds in its uniform: one buffer, a slice for each, in the order
/// they run.
#[derive(Debug)]
pub(super) struct Uniforms {
    buffer: wgpu::Buffer,
    /// Bytes from slice to slice.
    stride: u64,
}

/// Bytes of a slice: the fields of `Piece` in gather.wgsl, and no odd end.
const SLICE: u64 = 32;

impl Uniforms {
    pub(super) fn new(device: &wgpu::Device, plan: &Plan) -> Self {
        let alignment = device.limits().min_uniform_buffer_offset_alignment;
        let stride = SLICE.next_multiple_of(u64::from(alignment));
        let mut bytes = Vec::new();
        let mut slice = |fields: &[u32]| {
            let start = bytes.len();
            bytes.extend(fields.iter().flat_map(|field| field.to_le_bytes()));
            bytes.resize(start + stride as usize, 0);
        };
        for band in &plan.bands {
            slice(&[band.first_row]);
            for piece in &band.pieces {
                slice(&piece.shader);
            }
        }
        let buffer = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("convert"),
            contents: &bytes,
            usage: wgpu::BufferUsages::UNIFORM,
        });
        Self { buffer, stride }
    }

    /// The slice of dispatch number `index`.
    pub(super) fn slice(&self, index: usize) -> wgpu::BindingResource<'_> {
        wgpu::BindingResource::Buffer(wgpu::BufferBinding {
            buffer: &self.buffer,
            offset: index as u64 * self.stride,
            size: wgpu::BufferSize::new(SLICE),
        })
    }
}

//! The pipelines that resolve samples and moments, and what is bound to them.

use wgpu::util::DeviceExt;

use super::super::kernel::Taps;
use super::super::uniforms::Blocks;
use crate::frame::Size;
use crate::gpu::{Gpu, GpuError, Kind, Made};
use crate::scene::{Alpha, Color, PictureFormat, Scene};

/// The numbers that are constant in the shader.
pub(super) struct Constants([(&'static str, f64); 6]);

/// A pipeline, and which bindings it has.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
}

/// A pipeline and what it reads.
#[derive(Debug)]
pub(super) struct Bound {
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroup,
}

impl Constants {
    /// For `counts` samples across and down and `moments` moments.
    pub(super) fn new(scene: &Scene, counts: Option<[u32; 2]>, moments: u32) -> Self {
        let is_half = scene.picture == PictureFormat::Rgba16Float;
        let [across, down] = counts.unwrap_or([1; 2]);
        let alpha = match scene.alpha {
            Alpha::Opaque => 0.0,
            Alpha::Straight => 1.0,
            Alpha::Premultiplied => 2.0,
        };
        let is_linear = scene.color == Color::Linear;
        Self([
            ("LINEAR", f64::from(u8::from(is_linear))),
            ("ALPHA", alpha),
            ("ACROSS", across.into()),
            ("DOWN", down.into()),
            ("HALF", f64::from(u8::from(is_half))),
            ("SHARE", 1.0 / f64::from(moments.max(1))),
        ])
    }
}

/// What a stage reads besides its source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reads {
    /// Which samples make a pixel.
    pub(super) taps: bool,
    /// The sum of the moments before.
    pub(super) before: bool,
}

impl Stage {
    /// The pipeline of the fragment function `entry`, onto `format`; compiled unless the device's users
    /// share what was compiled before.
    pub(super) fn new(
        gpu: &Gpu,
        constants: &Constants,
        entry: &str,
        reads: Reads,
        format: wgpu::TextureFormat,
    ) -> Result<Self, GpuError> {
        let words = ("resolve", entry, reads, format, constants.0);
        gpu.shared(Kind::Pipelines, &words, || {
            let compile = || Self::compile(gpu.device(), constants, entry, reads, format);
            Ok(Made {
                thing: gpu.guard(compile)?,
                bytes: Some(0),
            })
        })
    }

    fn compile(
        device: &wgpu::Device,
        constants: &Constants,
        entry: &str,
        reads: Reads,
        format: wgpu::TextureFormat,
    ) -> Self {
        let resolve =
            device.create_shader_module(wgpu::include_wgsl!("../../../shaders/resolve.wgsl"));
        let cover =
            device.create_shader_module(wgpu::include_wgsl!("../../../shaders/render.wgsl"));
        let texture = wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: false },
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        };
        let buffer = |ty, has_dynamic_offset| wgpu::BindingType::Buffer {
            ty,
            has_dynamic_offset,
            min_binding_size: None,
        };
        let taps = buffer(wgpu::BufferBindingType::Storage { read_only: true }, false);
        let place = buffer(wgpu::BufferBindingType::Uniform, true);
        let entries = [
            (0, texture, true),
            (1, taps, reads.taps),
            (2, place, reads.taps),
            (3, texture, reads.before),
        ];
        let entries: Vec<_> = entries
            .into_iter()
            .filter(|(.., is_read)| *is_read)
            .map(|(binding, ty, _)| wgpu::BindGroupLayoutEntry {
                binding,
                visibility: wgpu::ShaderStages::FRAGMENT,
                ty,
                count: None,
            })
            .collect();
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some(entry),
            entries: &entries,
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(entry),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some(entry),
            layout: Some(&pipeline_layout),
            vertex: wgpu::VertexState {
                module: &cover,
                entry_point: Some("cover"),
                compilation_options: Default::default(),
                buffers: &[],
            },
            primitive: Default::default(),
            depth_stencil: None,
            multisample: Default::default(),
            fragment: Some(wgpu::FragmentState {
                module: &resolve,
                entry_point: Some(entry),
                compilation_options: wgpu::PipelineCompilationOptions {
                    constants: &constants.0,
                    ..Default::default()
                },
                targets: &[Some(format.into())],
            }),
            multiview_mask: None,
            cache: None,
        });
        Self { pipeline, layout }
    }

    pub(super) fn bind(
        &self,
        device: &wgpu::Device,
        source: &wgpu::TextureView,
        taps: Option<(&wgpu::Buffer, &Blocks)>,
        before: Option<&wgpu::TextureView>,
    ) -> Bound {
        let resources = [
            Some(wgpu::BindingResource::TextureView(source)),
            taps.map(|(taps, _)| taps.as_entire_binding()),
            taps.map(|(_, places)| places.binding()),
            before.map(wgpu::BindingResource::TextureView),
        ];
        let entries: Vec<_> = (0..)
            .zip(resources)
            .filter_map(|(binding, resource)| {
                let resource = resource?;
                Some(wgpu::BindGroupEntry { binding, resource })
            })
            .collect();
        Bound {
            pipeline: self.pipeline.clone(),
            group: device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("resolve"),
                layout: &self.layout,
                entries: &entries,
            }),
        }
    }
}

impl Bound {
    /// Records it over an area of `to`, of whose other texels nothing changes.
    pub(super) fn draw(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        to: &wgpu::TextureView,
        ([x, y], size): ([u32; 2], Size),
        offset: Option<u32>,
    ) {
        let whole = Size::new(to.texture().width(), to.texture().height());
        let load = match size == whole {
            true => wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
            false => wgpu::LoadOp::Load,
        };
        let mut drawing = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("resolve"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: to,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load,
                    store: wgpu::StoreOp::Store,
                },
            })],
            ..Default::default()
        });
        drawing.set_pipeline(&self.pipeline);
        drawing.set_bind_group(0, &self.group, offset.as_slice());
        drawing.set_scissor_rect(x, y, size.width, size.height);
        drawing.draw(0..3, 0..1);
    }
}

/// What [`Taps`] weigh, on the device.
pub(super) fn taps(device: &wgpu::Device, taps: &Taps) -> wgpu::Buffer {
    device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
        label: Some("taps"),
        contents: bytemuck::cast_slice(&taps.words()),
        usage: wgpu::BufferUsages::STORAGE,
    })
}

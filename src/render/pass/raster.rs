//! Fragment passes: over the whole of their targets, or over what vertices make.

use crate::frame::Size;
use crate::scene::{Blend, DrawSpec, Topology};
use crate::shader::{Pass, PassKind, Program};

use super::super::Resources;
use super::super::texel::texture_format;
use super::super::texture::texture;
use super::super::timing::Stamps;
use super::compiled::Modules;

const DEPTH_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Depth32Float;

/// A pipeline that draws.
#[derive(Debug)]
pub(super) struct Raster {
    pipeline: wgpu::RenderPipeline,
    depth: Option<wgpu::TextureView>,
    vertices: u32,
    instances: u32,
}

/// Compiles `pass`.
pub(super) fn pipeline(
    device: &wgpu::Device,
    modules: &Modules,
    (program, pass): (&Program, &Pass),
    layout: &wgpu::PipelineLayout,
) -> wgpu::RenderPipeline {
    let draw = drawn(pass);
    let blend = draw.and_then(|draw| blend_state(draw.blend));
    let formats: Vec<_> = pass
        .targets
        .iter()
        .map(|target| {
            Some(wgpu::ColorTargetState {
                format: texture_format(program.targets[*target].format),
                blend,
                write_mask: wgpu::ColorWrites::ALL,
            })
        })
        .collect();
    let has_depth = draw.is_some_and(|draw| draw.depth);
    let (vertex, entry) = match draw {
        Some(draw) => (&modules.scene, draw.vertex.value.as_str()),
        None => (&modules.cover, "cover"),
    };
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(&pass.entry),
        layout: Some(layout),
        vertex: wgpu::VertexState {
            module: vertex,
            entry_point: Some(entry),
            compilation_options: Default::default(),
            buffers: &[],
        },
        primitive: wgpu::PrimitiveState {
            topology: draw.map_or_else(Default::default, |draw| topology(draw.topology)),
            ..Default::default()
        },
        depth_stencil: has_depth.then(|| wgpu::DepthStencilState {
            format: DEPTH_FORMAT,
            depth_write_enabled: Some(true),
            depth_compare: Some(wgpu::CompareFunction::Less),
            stencil: Default::default(),
            bias: Default::default(),
        }),
        multisample: Default::default(),
        fragment: Some(wgpu::FragmentState {
            module: modules.of(pass).0,
            entry_point: Some(&pass.entry),
            compilation_options: Default::default(),
            targets: &formats,
        }),
        multiview_mask: None,
        cache: None,
    })
}

fn drawn(pass: &Pass) -> Option<&DrawSpec> {
    match &pass.kind {
        PassKind::Draw(draw) => Some(draw),
        PassKind::Cover | PassKind::Compute { .. } => None,
    }
}

impl Raster {
    /// Onto a target of this size.
    pub(super) fn new(
        device: &wgpu::Device,
        pipeline: wgpu::RenderPipeline,
        pass: &Pass,
        size: Option<Size>,
    ) -> Self {
        let draw = drawn(pass);
        let size = size.filter(|_| draw.is_some_and(|draw| draw.depth));
        let (vertices, instances) = draw.map_or((3, 1), |draw| (draw.vertices, draw.instances));
        Self {
            pipeline,
            depth: size.map(|size| depth(device, size)),
            vertices,
            instances,
        }
    }

    /// Records run `run` of `pass`.
    pub(super) fn record(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        (program, pass): (&Program, &Pass),
        resources: &Resources,
        (run, stamps): (u32, Option<&Stamps>),
        bind: impl Fn(&mut wgpu::RenderPass<'_>),
    ) {
        let attachments: Vec<_> = pass
            .targets
            .iter()
            .map(|&place| {
                let target = resources.target(pass, place);
                let view = target.write_layer(pass.swaps(program, place), run % target.layers);
                Some(attachment(view, pass))
            })
            .collect();
        let depth = self
            .depth
            .as_ref()
            .map(|view| wgpu::RenderPassDepthStencilAttachment {
                view,
                depth_ops: Some(wgpu::Operations {
                    load: wgpu::LoadOp::Clear(1.0),
                    store: wgpu::StoreOp::Discard,
                }),
                stencil_ops: None,
            });
        let mut drawing = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some(&pass.entry),
            color_attachments: &attachments,
            depth_stencil_attachment: depth,
            timestamp_writes: stamps.map(Stamps::drawing),
            ..Default::default()
        });
        drawing.set_pipeline(&self.pipeline);
        bind(&mut drawing);
        drawing.draw(0..self.vertices, 0..self.instances);
    }
}

/// A target as it is drawn to; where nothing is kept, it is cleared, which no device has to load.
pub(super) fn attachment<'a>(
    view: &'a wgpu::TextureView,
    pass: &Pass,
) -> wgpu::RenderPassColorAttachment<'a> {
    let load = match pass.clear {
        _ if pass.keeps => wgpu::LoadOp::Load,
        Some([r, g, b, a]) => wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a }),
        None => wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
    };
    wgpu::RenderPassColorAttachment {
        view,
        depth_slice: None,
        resolve_target: None,
        ops: wgpu::Operations {
            load,
            store: wgpu::StoreOp::Store,
        },
    }
}

fn depth(device: &wgpu::Device, size: Size) -> wgpu::TextureView {
    let usage = wgpu::TextureUsages::RENDER_ATTACHMENT;
    let texture = texture(device, "depth", (size, 1), DEPTH_FORMAT, usage);
    texture.create_view(&Default::default())
}

fn topology(topology: Topology) -> wgpu::PrimitiveTopology {
    match topology {
        Topology::TriangleList => wgpu::PrimitiveTopology::TriangleList,
        Topology::TriangleStrip => wgpu::PrimitiveTopology::TriangleStrip,
        Topology::LineList => wgpu::PrimitiveTopology::LineList,
        Topology::LineStrip => wgpu::PrimitiveTopology::LineStrip,
        Topology::PointList => wgpu::PrimitiveTopology::PointList,
    }
}

fn blend_state(blend: Blend) -> Option<wgpu::BlendState> {
    use wgpu::{BlendFactor, BlendOperation};
    let both = |src_factor, dst_factor, operation| {
        let component = wgpu::BlendComponent {
            src_factor,
            dst_factor,
            operation,
        };
        wgpu::BlendState {
            color: component,
            alpha: component,
        }
    };
    let (one, zero) = (BlendFactor::One, BlendFactor::Zero);
    Some(match blend {
        Blend::None => return None,
        Blend::Alpha => wgpu::BlendState::ALPHA_BLENDING,
        Blend::Premultiplied => wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
        Blend::Add => both(one, one, BlendOperation::Add),
        Blend::Multiply => both(BlendFactor::Dst, zero, BlendOperation::Add),
        Blend::Min => both(one, one, BlendOperation::Min),
        Blend::Max => both(one, one, BlendOperation::Max),
    })
}

//! Draws a picture into a rectangle of the window, in the colours that a still of it has.
//!
//! Knows neither the window nor who drew the picture: it draws into any texture, as tests do.

use bytemuck::{Pod, Zeroable};

use super::rect::Rect;
use crate::scene::{Alpha, Color};

const SHADER: &str = concat!(
    include_str!("../../shaders/render.wgsl"),
    include_str!("../../shaders/shown.wgsl"),
    include_str!("../../shaders/preview/present.wgsl"),
);

/// The side of a square behind transparent pictures, in points.
const SQUARE: f32 = 8.0;

/// What the values of a picture mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Whether they are light or codes.
    pub color: Color,
    /// What their alpha is.
    pub alpha: Alpha,
}

/// Shows pictures in textures of one format.
#[derive(Debug)]
pub struct Presenter {
    pipeline: wgpu::RenderPipeline,
    view: wgpu::Buffer,
    encodes: bool,
}

/// `View` in the shader.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct View {
    corner: [f32; 2],
    size: [f32; 2],
    alpha: u32,
    linear: u32,
    decodes: u32,
    square: f32,
}

impl Presenter {
    /// For targets of `format`; an sRGB format encodes what is written into it.
    pub fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("present"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let pipeline = cover(device, &module, "present", format);
        let view = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("present"),
            size: size_of::<View>() as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Self {
            pipeline,
            view,
            encodes: format.is_srgb(),
        }
    }

    /// Fills the pixels of `rect` in `pass`; `scale` is pixels a point.
    pub fn record(
        &self,
        (device, queue): (&wgpu::Device, &wgpu::Queue),
        pass: &mut wgpu::RenderPass<'_>,
        (picture, meaning): (&wgpu::TextureView, Meaning),
        (rect, scale): (Rect, f32),
    ) {
        if rect.width == 0 || rect.height == 0 {
            return;
        }
        let [x, y, width, height] =
            [rect.x, rect.y, rect.width, rect.height].map(|pixels| pixels as f32);
        let view = View {
            corner: [x, y],
            size: [width, height],
            alpha: match meaning.alpha {
                Alpha::Opaque => 0,
                Alpha::Straight => 1,
                Alpha::Premultiplied => 2,
            },
            linear: u32::from(meaning.color == Color::Linear),
            decodes: u32::from(self.encodes),
            square: (SQUARE * scale).max(1.0).round(),
        };
        queue.write_buffer(&self.view, 0, bytemuck::bytes_of(&view));
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("present"),
            layout: &self.pipeline.get_bind_group_layout(0),
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(picture),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: self.view.as_entire_binding(),
                },
            ],
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.set_scissor_rect(rect.x, rect.y, rect.width, rect.height);
        pass.draw(0..3, 0..1);
    }
}

/// Covers a target of `format` with what the fragment shader `entry` of `module` says.
pub(super) fn cover(
    device: &wgpu::Device,
    module: &wgpu::ShaderModule,
    entry: &str,
    format: wgpu::TextureFormat,
) -> wgpu::RenderPipeline {
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(entry),
        layout: None,
        vertex: wgpu::VertexState {
            module,
            entry_point: Some("cover"),
            compilation_options: Default::default(),
            buffers: &[],
        },
        primitive: Default::default(),
        depth_stencil: None,
        multisample: Default::default(),
        fragment: Some(wgpu::FragmentState {
            module,
            entry_point: Some(entry),
            compilation_options: Default::default(),
            targets: &[Some(format.into())],
        }),
        multiview_mask: None,
        cache: None,
    })
}

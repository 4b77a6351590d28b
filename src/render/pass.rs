//! A fragment entry point drawn over the whole of its target.

use std::borrow::Cow;

use crate::shader::Program;

/// The pipeline of one full-screen pass.
#[derive(Debug)]
pub(super) struct FullscreenPass {
    pipeline: wgpu::RenderPipeline,
}

impl FullscreenPass {
    pub(super) fn new(
        device: &wgpu::Device,
        program: &Program,
        layout: &wgpu::BindGroupLayout,
        target: wgpu::TextureFormat,
    ) -> Self {
        let vertex = device.create_shader_module(wgpu::include_wgsl!("../../shaders/render.wgsl"));
        let scene = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("scene"),
            source: wgpu::ShaderSource::Naga(Cow::Owned(program.module.clone())),
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("scene"),
            bind_group_layouts: &[Some(layout)],
            immediate_size: 0,
        });
        let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("scene"),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: &vertex,
                entry_point: Some("cover"),
                compilation_options: Default::default(),
                buffers: &[],
            },
            primitive: Default::default(),
            depth_stencil: None,
            multisample: Default::default(),
            fragment: Some(wgpu::FragmentState {
                module: &scene,
                entry_point: program.passes.last().map(|pass| pass.entry.as_str()),
                compilation_options: Default::default(),
                targets: &[Some(target.into())],
            }),
            multiview_mask: None,
            cache: None,
        });
        Self { pipeline }
    }

    pub(super) fn record(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        target: &wgpu::TextureView,
        resources: &wgpu::BindGroup,
    ) {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("scene"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: target,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    // A pixel that the shader discards is black and transparent in every frame.
                    load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                    store: wgpu::StoreOp::Store,
                },
            })],
            ..Default::default()
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, resources, &[]);
        pass.draw(0..3, 0..1);
    }
}

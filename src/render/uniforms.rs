//! The uniform buffers of a scene, filled by the names of their fields.

use wgpu::util::DeviceExt as _;

use super::FrameTime;
use crate::frame::Size;
use crate::shader::{Binding, FrameField, FrameSlot, ParamValues, Resource};

/// The buffers of a scene's uniforms and the group that binds them.
#[derive(Debug)]
pub(super) struct Uniforms {
    layout: wgpu::BindGroupLayout,
    bind_group: wgpu::BindGroup,
    frames: Vec<FrameUniform>,
}

/// A uniform whose fields change from frame to frame.
#[derive(Debug)]
struct FrameUniform {
    buffer: wgpu::Buffer,
    slots: Vec<FrameSlot>,
    bytes: Vec<u8>,
}

impl Uniforms {
    pub(super) fn new(device: &wgpu::Device, bindings: &[Binding], params: &ParamValues) -> Self {
        let mut buffers = Vec::new();
        let mut frames = Vec::new();
        for binding in bindings {
            let bytes = match &binding.resource {
                Resource::Frame { bytes, .. } => vec![0; *bytes as usize],
                Resource::Params { bytes } => {
                    let mut contents = vec![0; *bytes as usize];
                    params.write(&mut contents);
                    contents
                }
            };
            let buffer = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
                label: Some(&binding.name),
                contents: &bytes,
                usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            });
            if let Resource::Frame { slots, .. } = &binding.resource {
                frames.push(FrameUniform {
                    buffer: buffer.clone(),
                    slots: slots.clone(),
                    bytes,
                });
            }
            buffers.push(buffer);
        }
        let layout = layout(device, buffers.len());
        let entries: Vec<_> = (0..)
            .zip(&buffers)
            .map(|(binding, buffer)| wgpu::BindGroupEntry {
                binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        let bind_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("scene"),
            layout: &layout,
            entries: &entries,
        });
        Self {
            layout,
            bind_group,
            frames,
        }
    }

    pub(super) fn layout(&self) -> &wgpu::BindGroupLayout {
        &self.layout
    }

    pub(super) fn bind_group(&self) -> &wgpu::BindGroup {
        &self.bind_group
    }

    /// Writes the values of the frame at `time`; they are read by what is submitted next.
    pub(super) fn write(&mut self, queue: &wgpu::Queue, size: Size, time: &FrameTime) {
        for frame in &mut self.frames {
            for slot in &frame.slots {
                write_field(slot, size, time, &mut frame.bytes);
            }
            queue.write_buffer(&frame.buffer, 0, &frame.bytes);
        }
    }
}

fn layout(device: &wgpu::Device, bindings: usize) -> wgpu::BindGroupLayout {
    let entries: Vec<_> = (0..bindings as u32)
        .map(|binding| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Uniform,
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        })
        .collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("scene"),
        entries: &entries,
    })
}

fn write_field(slot: &FrameSlot, size: Size, time: &FrameTime, bytes: &mut [u8]) {
    let mut put = |value: &[u8]| {
        let at = slot.offset as usize;
        bytes[at..at + value.len()].copy_from_slice(value);
    };
    let float = |value: f64| (value as f32).to_le_bytes();
    match slot.field {
        FrameField::Resolution => put(bytemuck::bytes_of(&[size.width as f32, size.height as f32])),
        FrameField::Time => put(&float(time.time)),
        FrameField::Delta => put(&float(time.delta)),
        FrameField::Index => put(&(time.index as u32).to_le_bytes()),
        FrameField::Rate => put(&float(time.rate)),
        FrameField::Duration => put(&float(time.duration)),
        FrameField::Progress => put(&below_one(time.progress).to_le_bytes()),
        // An export has no pointer.
        FrameField::Mouse => put(bytemuck::bytes_of(&[0.0_f32; 4])),
        FrameField::Seed => put(&0_u32.to_le_bytes()),
        FrameField::Exporting => put(&1_u32.to_le_bytes()),
    }
}

/// Progress just below 1 stays below 1 when it is rounded to an `f32`.
fn below_one(progress: f64) -> f32 {
    (progress as f32).min(1.0_f32.next_down())
}

//! Which resources a pass binds: its layout, and a bind group for each set of textures that it meets.

use std::collections::HashMap;

use crate::scene::TexelKind;
use crate::shader::{Pass, PassKind, Program, Resource, TextureOf, TextureShape};

use super::Resources;
use super::texel::texture_format;

/// The most bind groups that a pass keeps.
const MOST_GROUPS: usize = 512;

/// The bind groups of one pass.
///
/// Targets that are read and written in turns, and past frames, make a pass meet a few sets of
/// textures over and over: each has its group, made when it is first met.
#[derive(Debug)]
pub(super) struct Bindings {
    layout: wgpu::BindGroupLayout,
    /// By which of each target's textures are bound.
    groups: HashMap<Vec<u64>, wgpu::BindGroup>,
    /// The targets whose textures are bound.
    targets: Vec<usize>,
    /// The targets whose past frames are bound.
    histories: Vec<usize>,
}

/// What `pass` binds.
pub(super) fn layout(
    device: &wgpu::Device,
    program: &Program,
    pass: &Pass,
) -> wgpu::BindGroupLayout {
    let entries: Vec<_> = pass
        .bindings
        .iter()
        .map(|&number| wgpu::BindGroupLayoutEntry {
            binding: number as u32,
            visibility: visibility(pass, number),
            ty: binding_type(program, &program.bindings[number].resource),
            count: None,
        })
        .collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some(&pass.entry),
        entries: &entries,
    })
}

impl Bindings {
    pub(super) fn new(layout: wgpu::BindGroupLayout, program: &Program, pass: &Pass) -> Self {
        let (mut targets, mut histories) = (Vec::new(), Vec::new());
        for &number in &pass.bindings {
            match program.bindings[number].resource {
                Resource::Texture {
                    of: TextureOf::Target(target),
                    ..
                }
                | Resource::Storage { target, .. } => targets.push(target),
                Resource::Texture {
                    of: TextureOf::History(target),
                    ..
                } => histories.push(target),
                _ => {}
            }
        }
        Self {
            layout,
            groups: HashMap::new(),
            targets,
            histories,
        }
    }

    /// The groups made so far.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.groups.len()
    }

    /// The group that binds what `pass` reads and writes now.
    pub(super) fn group(
        &mut self,
        device: &wgpu::Device,
        program: &Program,
        pass: &Pass,
        resources: &Resources,
    ) -> &wgpu::BindGroup {
        let textures = |target: &usize| resources.target(pass, *target);
        let fronts = self.targets.iter().map(|target| textures(target).front());
        let windows = self.histories.iter();
        let windows = windows.map(|target| resources.targets[*target].newest());
        let variant: Vec<u64> = fronts.chain(windows).collect();
        let layout = &self.layout;
        // Histories of lengths without a common divisor meet in more sets than are worth keeping.
        if self.groups.len() >= MOST_GROUPS && !self.groups.contains_key(&variant) {
            self.groups.clear();
        }
        self.groups
            .entry(variant)
            .or_insert_with(|| create(device, layout, program, pass, resources))
    }
}

fn create(
    device: &wgpu::Device,
    layout: &wgpu::BindGroupLayout,
    program: &Program,
    pass: &Pass,
    resources: &Resources,
) -> wgpu::BindGroup {
    let entries: Vec<_> = pass
        .bindings
        .iter()
        .filter_map(|&number| {
            let resource = &program.bindings[number].resource;
            Some(wgpu::BindGroupEntry {
                binding: number as u32,
                resource: bound(program, pass, resource, resources)?,
            })
        })
        .collect();
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some(&pass.entry),
        layout,
        entries: &entries,
    })
}

fn bound<'a>(
    program: &Program,
    pass: &Pass,
    resource: &Resource,
    resources: &'a Resources,
) -> Option<wgpu::BindingResource<'a>> {
    use wgpu::BindingResource::{Sampler, TextureView};
    match resource {
        Resource::Frame { .. } | Resource::Pass { .. } | Resource::Params { .. } => {
            let blocks = resources.uniforms.blocks(resource)?;
            Some(blocks.binding())
        }
        Resource::Texture { of, .. } => Some(TextureView(match of {
            TextureOf::Target(target) if pass.targets.contains(target) => {
                resources.target(pass, *target).read_view()
            }
            TextureOf::Target(target) => resources.target(pass, *target).view(),
            TextureOf::History(target) => resources.targets[*target].history_view()?,
            TextureOf::Picture(name) | TextureOf::Video(name) => resources.inputs.view(name)?,
            TextureOf::Keyboard => resources.inputs.keyboard()?,
        })),
        Resource::Storage { target, .. } => {
            let swaps = pass.swaps(program, *target);
            Some(TextureView(
                resources.target(pass, *target).write_view(swaps),
            ))
        }
        Resource::Sampler { filter, wrap } => {
            Some(Sampler(resources.samplers.get(*filter, *wrap)?))
        }
        Resource::Buffer { buffer, .. } => Some(resources.buffers[*buffer].as_entire_binding()),
    }
}

fn visibility(pass: &Pass, number: usize) -> wgpu::ShaderStages {
    match pass.kind {
        PassKind::Compute { .. } => wgpu::ShaderStages::COMPUTE,
        PassKind::Cover => wgpu::ShaderStages::FRAGMENT,
        PassKind::Draw(_) if pass.vertex_bindings.contains(&number) => {
            wgpu::ShaderStages::VERTEX_FRAGMENT
        }
        PassKind::Draw(_) => wgpu::ShaderStages::FRAGMENT,
    }
}

fn binding_type(program: &Program, resource: &Resource) -> wgpu::BindingType {
    let buffer = |ty, has_dynamic_offset| wgpu::BindingType::Buffer {
        ty,
        has_dynamic_offset,
        min_binding_size: None,
    };
    match resource {
        Resource::Frame { .. } | Resource::Pass { .. } | Resource::Params { .. } => {
            buffer(wgpu::BufferBindingType::Uniform, true)
        }
        Resource::Texture {
            shape,
            kind,
            is_filtered,
            ..
        } => wgpu::BindingType::Texture {
            sample_type: match kind {
                TexelKind::Float => wgpu::TextureSampleType::Float {
                    filterable: *is_filtered,
                },
                TexelKind::Uint => wgpu::TextureSampleType::Uint,
                TexelKind::Sint => wgpu::TextureSampleType::Sint,
            },
            view_dimension: dimension(*shape),
            multisampled: false,
        },
        Resource::Storage {
            target,
            shape,
            is_read,
            is_written,
        } => wgpu::BindingType::StorageTexture {
            access: match (is_read, is_written) {
                (true, true) => wgpu::StorageTextureAccess::ReadWrite,
                (true, false) => wgpu::StorageTextureAccess::ReadOnly,
                (false, _) => wgpu::StorageTextureAccess::WriteOnly,
            },
            format: texture_format(program.targets[*target].format),
            view_dimension: dimension(*shape),
        },
        Resource::Sampler { filter, .. } => wgpu::BindingType::Sampler(match filter {
            crate::scene::Filter::Linear => wgpu::SamplerBindingType::Filtering,
            crate::scene::Filter::Nearest => wgpu::SamplerBindingType::NonFiltering,
        }),
        Resource::Buffer { is_written, .. } => buffer(
            wgpu::BufferBindingType::Storage {
                read_only: !is_written,
            },
            false,
        ),
    }
}

fn dimension(shape: TextureShape) -> wgpu::TextureViewDimension {
    match shape {
        TextureShape::Flat => wgpu::TextureViewDimension::D2,
        TextureShape::Layered => wgpu::TextureViewDimension::D2Array,
        TextureShape::Cube => wgpu::TextureViewDimension::Cube,
    }
}

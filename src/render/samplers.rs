//! The samplers that scenes name.

use crate::scene::{Filter, Wrap};
use crate::shader::{Program, Resource};

/// One sampler of each kind that a program uses.
#[derive(Debug)]
pub(super) struct Samplers(Vec<((Filter, Wrap), wgpu::Sampler)>);

impl Samplers {
    pub(super) fn new(device: &wgpu::Device, program: &Program) -> Self {
        let mut samplers = Self(Vec::new());
        for binding in &program.bindings {
            if let Resource::Sampler { filter, wrap } = binding.resource
                && samplers.get(filter, wrap).is_none()
            {
                let sampler = create(device, filter, wrap);
                samplers.0.push(((filter, wrap), sampler));
            }
        }
        samplers
    }

    pub(super) fn get(&self, filter: Filter, wrap: Wrap) -> Option<&wgpu::Sampler> {
        let mut samplers = self.0.iter();
        let (_, sampler) = samplers.find(|(kind, _)| *kind == (filter, wrap))?;
        Some(sampler)
    }
}

fn create(device: &wgpu::Device, filter: Filter, wrap: Wrap) -> wgpu::Sampler {
    let (between, levels) = match filter {
        Filter::Nearest => (wgpu::FilterMode::Nearest, wgpu::MipmapFilterMode::Nearest),
        Filter::Linear => (wgpu::FilterMode::Linear, wgpu::MipmapFilterMode::Linear),
    };
    let beyond = match wrap {
        Wrap::Clamp => wgpu::AddressMode::ClampToEdge,
        Wrap::Repeat => wgpu::AddressMode::Repeat,
        Wrap::Mirror => wgpu::AddressMode::MirrorRepeat,
    };
    device.create_sampler(&wgpu::SamplerDescriptor {
        label: Some("scene"),
        address_mode_u: beyond,
        address_mode_v: beyond,
        address_mode_w: beyond,
        mag_filter: between,
        min_filter: between,
        mipmap_filter: levels,
        ..Default::default()
    })
}

//! What the passes of a scene bind and write.

use crate::frame::Size;
use crate::shader::{Buffer, PICTURE, Pass, Program, Target};

use super::inputs::Inputs;
use super::quality::writes_picture;
use super::samplers::Samplers;
use super::samples::Samples;
use super::state::{kept_by, kept_of_samples};
use super::targets::TargetTextures;
use super::uniforms::Uniforms;

#[derive(Debug)]
pub(super) struct Resources {
    pub(super) uniforms: Uniforms,
    pub(super) targets: Vec<TargetTextures>,
    /// What passes that write the picture have in its place, where it is made of samples.
    pub(super) scratch: Option<TargetTextures>,
    pub(super) buffers: Vec<wgpu::Buffer>,
    pub(super) samplers: Samplers,
    pub(super) inputs: Inputs,
}

impl Resources {
    pub(super) fn new(
        device: &wgpu::Device,
        program: &Program,
        size: Size,
        inputs: Inputs,
        samples: Option<&Samples>,
        (seed, is_live): (u32, bool),
    ) -> Self {
        let scratch = samples.map(|samples| {
            let picture = Target {
                history: 0,
                ..program.targets[PICTURE].clone()
            };
            let is_copied = is_live || kept_of_samples(program);
            TargetTextures::new(device, PICTURE, &picture, samples.scratch, is_copied)
        });
        let texture = |(place, target): (usize, &Target)| {
            // Who reads it while it is written reads samples.
            let target = &Target {
                is_double: target.is_double && !(place == PICTURE && scratch.is_some()),
                ..target.clone()
            };
            let is_copied = is_live || kept_by(program, place);
            TargetTextures::new(device, place, target, target.size.pixels(size), is_copied)
        };
        let targets: Vec<_> = program.targets.iter().enumerate().map(texture).collect();
        let drawn = samples.map_or(size, |samples| samples.size);
        let mut sizes: Vec<Size> = targets.iter().map(|target| target.size).collect();
        sizes[PICTURE] = drawn;
        Self {
            uniforms: Uniforms::new(device, program, &sizes, [drawn, size], (seed, is_live)),
            buffers: program
                .buffers
                .iter()
                .map(|spec| buffer(device, spec, size))
                .collect(),
            samplers: Samplers::new(device, program),
            inputs,
            scratch,
            targets,
        }
    }

    /// The target at `place` as `pass` has it.
    pub(super) fn target(&self, pass: &Pass, place: usize) -> &TargetTextures {
        match &self.scratch {
            Some(scratch) if place == PICTURE && writes_picture(pass) => scratch,
            _ => &self.targets[place],
        }
    }

    pub(super) fn target_mut(&mut self, pass: &Pass, place: usize) -> &mut TargetTextures {
        match &mut self.scratch {
            Some(scratch) if place == PICTURE && writes_picture(pass) => scratch,
            _ => &mut self.targets[place],
        }
    }
}

fn buffer(device: &wgpu::Device, spec: &Buffer, size: Size) -> wgpu::Buffer {
    // It is copied for the renderer that takes over, or goes on.
    let usage =
        wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
    device.create_buffer(&wgpu::BufferDescriptor {
        label: Some(&spec.name),
        size: spec.size.bytes(size),
        usage,
        mapped_at_creation: false,
    })
}

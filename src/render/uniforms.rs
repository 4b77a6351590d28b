//! The uniform buffers of a scene, filled by the names of their fields: the frame, the running pass,
//! the parameters.
//!
//! Each buffer holds one block for each value that it has within a frame; a pass binds the block it
//! needs by a dynamic offset.

use super::FrameTime;
use super::animation::Animation;
use crate::frame::{Input, Size};
use crate::shader::{FrameField, FrameSlot, PassField, PassSlot, Program, Resource};

/// A buffer of uniform blocks of the same kind.
#[derive(Debug)]
pub(super) struct Blocks {
    buffer: wgpu::Buffer,
    bytes: Vec<u8>,
    /// Bytes that the shader sees of a block.
    block: u32,
    /// Bytes from one block to the next.
    stride: u32,
}

impl Blocks {
    pub(super) fn new(device: &wgpu::Device, label: &str, block: u32, count: u32) -> Self {
        let alignment = device.limits().min_uniform_buffer_offset_alignment;
        let stride = block.max(1).next_multiple_of(alignment);
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: u64::from(stride) * u64::from(count),
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Self {
            bytes: vec![0; buffer.size() as usize],
            buffer,
            block,
            stride,
        }
    }

    /// The bytes of block `index`, to be changed before [`upload`](Self::upload).
    pub(super) fn block_mut(&mut self, index: u32) -> &mut [u8] {
        let start = self.offset(index) as usize;
        &mut self.bytes[start..start + self.block as usize]
    }

    /// Sends all blocks; what is submitted next reads them.
    pub(super) fn upload(&self, queue: &wgpu::Queue) {
        queue.write_buffer(&self.buffer, 0, &self.bytes);
    }

    /// The dynamic offset of block `index`.
    pub(super) fn offset(&self, index: u32) -> u32 {
        index * self.stride
    }

    pub(super) fn binding(&self) -> wgpu::BindingResource<'_> {
        wgpu::BindingResource::Buffer(wgpu::BufferBinding {
            buffer: &self.buffer,
            offset: 0,
            size: wgpu::BufferSize::new(u64::from(self.block)),
        })
    }
}

/// All uniform buffers of a scene.
#[derive(Debug)]
pub(super) struct Uniforms {
    /// The picture's size as it is drawn, and as it is put out.
    pictures: [Size; 2],
    seed: u32,
    is_live: bool,
    frame: Option<(Blocks, Vec<FrameSlot>)>,
    params: Option<Blocks>,
    pass: Option<Blocks>,
}

impl Uniforms {
    /// For `program`, whose targets have `sizes`; the picture as it is drawn, and as it is put out.
    pub(super) fn new(
        device: &wgpu::Device,
        program: &Program,
        sizes: &[Size],
        pictures: [Size; 2],
        (seed, is_live): (u32, bool),
    ) -> Self {
        let mut uniforms = Self {
            pictures,
            seed,
            is_live,
            frame: None,
            params: None,
            pass: None,
        };
        let runs: u32 = program.passes.iter().map(|pass| pass.repeat).sum();
        for binding in &program.bindings {
            match &binding.resource {
                Resource::Frame { bytes, slots } => {
                    let blocks = Blocks::new(device, "frame", *bytes, 2);
                    uniforms.frame = Some((blocks, slots.clone()));
                }
                Resource::Params { bytes } => {
                    uniforms.params = Some(Blocks::new(device, "params", *bytes, 1));
                }
                Resource::Pass { bytes, slots } => {
                    let mut blocks = Blocks::new(device, "this_pass", *bytes, runs);
                    fill_passes(&mut blocks, slots, program, sizes, pictures[1]);
                    uniforms.pass = Some(blocks);
                }
                _ => {}
            }
        }
        uniforms
    }

    /// Sends what stays the same in all frames.
    pub(super) fn upload_constants(&self, queue: &wgpu::Queue) {
        if let Some(pass) = &self.pass {
            pass.upload(queue);
        }
    }

    /// Sends the values of the frame at `time`.
    pub(super) fn upload(
        &mut self,
        queue: &wgpu::Queue,
        (time, input): (&FrameTime, &Input),
        params: &mut Animation,
    ) {
        let told = Told {
            time,
            input,
            seed: self.seed,
            is_live: self.is_live,
        };
        if let Some((blocks, slots)) = &mut self.frame {
            for (index, size) in (0..).zip(self.pictures) {
                let block = blocks.block_mut(index);
                for slot in slots.iter() {
                    write_field(slot, size, &told, block);
                }
            }
            blocks.upload(queue);
        }
        if let Some(blocks) = &mut self.params {
            params.write(time.time, blocks.block_mut(0));
            blocks.upload(queue);
        }
    }

    /// The buffer of a uniform.
    pub(super) fn blocks(&self, resource: &Resource) -> Option<&Blocks> {
        match resource {
            Resource::Frame { .. } => self.frame.as_ref().map(|(blocks, _)| blocks),
            Resource::Params { .. } => self.params.as_ref(),
            Resource::Pass { .. } => self.pass.as_ref(),
            _ => None,
        }
    }

    /// The offset of a uniform's block in run `run` counted over all passes, by a pass that writes
    /// the picture or not.
    pub(super) fn offset(&self, resource: &Resource, run: u32, picture: bool) -> Option<u32> {
        let blocks = self.blocks(resource)?;
        Some(blocks.offset(match resource {
            Resource::Frame { .. } => u32::from(!picture),
            Resource::Pass { .. } => run,
            _ => 0,
        }))
    }
}

fn fill_passes(
    blocks: &mut Blocks,
    slots: &[PassSlot],
    program: &Program,
    sizes: &[Size],
    output: Size,
) {
    let mut block = 0;
    for (index, pass) in (0_u32..).zip(&program.passes) {
        let target = pass.targets.first();
        let size = target.map_or(output, |target| sizes[*target]);
        for run in 0..pass.repeat {
            let bytes = blocks.block_mut(block);
            for slot in slots {
                let at = slot.offset as usize;
                match slot.field {
                    PassField::Size => put(bytes, at, &[size.width as f32, size.height as f32]),
                    PassField::Index => put(bytes, at, &[index]),
                    PassField::Run => put(bytes, at, &[run]),
                }
            }
            block += 1;
        }
    }
}

fn put<T: bytemuck::NoUninit>(bytes: &mut [u8], at: usize, values: &[T]) {
    let values = bytemuck::cast_slice(values);
    bytes[at..at + values.len()].copy_from_slice(values);
}

/// What the uniform `frame` tells.
struct Told<'a> {
    time: &'a FrameTime,
    input: &'a Input,
    seed: u32,
    is_live: bool,
}

fn write_field(slot: &FrameSlot, size: Size, told: &Told<'_>, bytes: &mut [u8]) {
    let Told { time, input, .. } = told;
    let at = slot.offset as usize;
    let mut float = |value: f64| put(bytes, at, &[value as f32]);
    match slot.field {
        FrameField::Time => float(time.time),
        FrameField::Delta => float(time.delta),
        FrameField::Rate => float(time.rate),
        FrameField::Duration => float(time.duration),
        FrameField::Progress => put(bytes, at, &[below_one(time.progress)]),
        FrameField::Resolution => put(bytes, at, &[size.width as f32, size.height as f32]),
        FrameField::Index => put(bytes, at, &[time.index as u32]),
        FrameField::Mouse => put(bytes, at, &input.pointer.mouse(size)),
        FrameField::Orbit => {
            let orbit = &input.orbit;
            let parts = [orbit.longitude, orbit.latitude, orbit.distance];
            put(bytes, at, &parts.map(|part| part as f32));
        }
        FrameField::Seed => put(bytes, at, &[told.seed]),
        FrameField::Exporting => put(bytes, at, &[u32::from(!told.is_live)]),
    }
}

/// Progress just below 1 stays below 1 when it is rounded to an `f32`.
fn below_one(progress: f64) -> f32 {
    (progress as f32).min(1.0_f32.next_down())
}

//! Draws one frame of a scene into a texture, its picture: every pass in its order.
//!
//! Knows nothing of the pixel formats of video, or of where the picture goes. Everything that a
//! frame needs is created once: drawing it writes the uniforms and records the passes.

mod animation;
mod bindings;
mod inputs;
mod limits;
pub mod memory;
mod pass;
mod samplers;
mod targets;
mod texel;
mod timeline;
mod uniforms;

pub use inputs::{Media, MediaError, VideoFrames};
pub use timeline::{FrameTime, Timeline, TimelineError};

use crate::frame::Size;
use crate::gpu::{Gpu, GpuError};
use crate::scene::{Diagnostic, Scene};
use crate::shader::{Buffer, PICTURE, ParamValues, Program, with_deep_stack};

use animation::Animation;
use inputs::Inputs;
use pass::{Modules, PassRunner};
use samplers::Samplers;
use targets::TargetTextures;
use uniforms::Uniforms;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// The scene.
    pub scene: &'a Scene,
    /// Its shader, compiled.
    pub program: &'a Program,
    /// What is set of its parameters.
    pub params: &'a ParamValues,
    /// Width and height of the picture.
    pub size: Size,
    /// Reads the pictures and videos that the scene names.
    pub media: &'a dyn Media,
}

/// A scene on a device, ready to draw its frames.
#[derive(Debug)]
pub struct Renderer {
    device: wgpu::Device,
    program: Program,
    params: Animation,
    size: Size,
    resources: Resources,
    passes: Vec<PassRunner>,
    has_drawn: bool,
}

/// What passes bind and write.
#[derive(Debug)]
struct Resources {
    uniforms: Uniforms,
    targets: Vec<TargetTextures>,
    buffers: Vec<wgpu::Buffer>,
    samplers: Samplers,
    inputs: Inputs,
}

/// Why a scene cannot be drawn on this device.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The picture is larger than the adapter's largest texture.
    #[error(
        "a picture of {size} is larger than this adapter draws: at most {limit} pixels a side (--size)"
    )]
    TooLarge {
        /// The picture.
        size: Size,
        /// The adapter's limit, in pixels.
        limit: u32,
    },
    /// The scene asks for what the adapter has not.
    #[error(transparent)]
    Scene(Box<Diagnostic>),
    /// It was to end.
    #[error("cancelled")]
    Cancelled,
    /// The driver does not take the scene's shader.
    #[error("the graphics driver does not take this scene's shader")]
    Shader(#[source] GpuError),
    /// The driver's compiler panicked.
    #[error("the graphics driver's compiler failed on this scene: {0}")]
    Compiler(String),
    /// The device failed.
    #[error(transparent)]
    Gpu(#[from] GpuError),
}

impl Renderer {
    /// Compiles a scene for the device, reads its pictures, opens its videos, and makes its other
    /// textures and its buffers, all zero.
    ///
    /// Compiling is the driver's work and can take long for a large shader; it cannot be interrupted.
    ///
    /// # Errors
    /// When the adapter cannot do what the scene asks for, a file cannot be read, the driver refuses
    /// the shader, or memory runs out.
    pub fn new(gpu: &Gpu, setup: &Setup<'_>) -> Result<Self, RenderError> {
        let Setup {
            scene,
            program,
            params,
            size,
            ..
        } = *setup;
        limits::check(gpu, program, scene, size)?;
        let device = gpu.device();
        let inputs = Inputs::load(gpu, setup)?;
        let resources = gpu.guard(|| Resources::new(device, program, size, inputs))?;
        resources.uniforms.upload_constants(gpu.queue());
        let compile = || gpu.guard(|| runners(device, program, &resources));
        let passes = with_deep_stack(compile)
            .map_err(RenderError::Compiler)?
            .map_err(RenderError::Shader)?;
        Ok(Self {
            device: device.clone(),
            program: program.clone(),
            params: Animation::new(params),
            size,
            resources,
            passes,
            has_drawn: false,
        })
    }

    /// The texture that frames are drawn to.
    pub fn picture(&self) -> &wgpu::TextureView {
        self.resources.targets[PICTURE].view()
    }

    /// Whether a frame depends on those drawn before it.
    pub fn is_stateful(&self) -> bool {
        self.program.is_stateful()
    }

    /// Records the drawing of the frame at `time`. Commands that read the picture go behind it in
    /// the same encoder, or in a later one, before the next frame is drawn.
    ///
    /// Waits for the scene's videos to reach that time.
    ///
    /// # Errors
    /// When a video cannot be shown any further, or once `cancelled` says so.
    pub fn record(
        &mut self,
        queue: &wgpu::Queue,
        encoder: &mut wgpu::CommandEncoder,
        time: &FrameTime,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), RenderError> {
        self.resources.inputs.show(queue, time, cancelled)?;
        self.resources
            .uniforms
            .upload(queue, self.size, time, &mut self.params);
        for (buffer, spec) in self.resources.buffers.iter().zip(&self.program.buffers) {
            if spec.clear {
                encoder.clear_buffer(buffer, 0, None);
            }
        }
        for (runner, pass) in self.passes.iter_mut().zip(&self.program.passes) {
            if !(pass.once && self.has_drawn) {
                let described = (&self.program, pass);
                runner.record(&self.device, encoder, described, &mut self.resources);
            }
        }
        for target in &mut self.resources.targets {
            target.remember(encoder);
        }
        self.has_drawn = true;
        Ok(())
    }
}

impl Resources {
    fn new(device: &wgpu::Device, program: &Program, size: Size, inputs: Inputs) -> Self {
        let targets: Vec<TargetTextures> = program
            .targets
            .iter()
            .enumerate()
            .map(|(place, target)| TargetTextures::new(device, place, target, size))
            .collect();
        let sizes: Vec<Size> = targets.iter().map(|target| target.size).collect();
        Self {
            uniforms: Uniforms::new(device, program, &sizes),
            buffers: program
                .buffers
                .iter()
                .map(|spec| buffer(device, spec, size))
                .collect(),
            samplers: Samplers::new(device, program),
            inputs,
            targets,
        }
    }
}

fn buffer(device: &wgpu::Device, spec: &Buffer, size: Size) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor {
        label: Some(&spec.name),
        size: spec.size.bytes(size),
        usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}

fn runners(device: &wgpu::Device, program: &Program, resources: &Resources) -> Vec<PassRunner> {
    let modules = Modules::new(device, program);
    let mut first_run = 0;
    program
        .passes
        .iter()
        .map(|pass| {
            let runner = PassRunner::new(device, &modules, program, pass, resources, first_run);
            first_run += pass.repeat;
            runner
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;

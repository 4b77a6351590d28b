//! Draws one frame of a scene into a texture, its picture.
//!
//! Knows nothing of the pixel formats of video, or of where the picture goes. Everything that a
//! frame needs is created once: drawing it writes the uniforms and records one render pass.

mod pass;
mod timeline;
mod uniforms;

pub use timeline::{FrameTime, Timeline, TimelineError};

use crate::frame::Size;
use crate::gpu::{Gpu, GpuError};
use crate::scene::PictureFormat;
use crate::shader::{ParamValues, Program, with_deep_stack};

use pass::FullscreenPass;
use uniforms::Uniforms;

/// A scene on a device, ready to draw any of its frames.
#[derive(Debug)]
pub struct Renderer {
    picture: wgpu::TextureView,
    size: Size,
    uniforms: Uniforms,
    pass: FullscreenPass,
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
    /// Compiles `program` for the device and makes its picture, `size` pixels large.
    ///
    /// Compiling is the driver's work and can take long for a large shader; it cannot be interrupted.
    ///
    /// # Errors
    /// When the picture is too large, the driver refuses the shader, or memory runs out.
    pub fn new(
        gpu: &Gpu,
        program: &Program,
        params: &ParamValues,
        size: Size,
        format: PictureFormat,
    ) -> Result<Self, RenderError> {
        let limit = gpu.device().limits().max_texture_dimension_2d;
        if size.width > limit || size.height > limit {
            return Err(RenderError::TooLarge { size, limit });
        }
        let format = match format {
            PictureFormat::Rgba16Float => wgpu::TextureFormat::Rgba16Float,
            PictureFormat::Rgba32Float => wgpu::TextureFormat::Rgba32Float,
        };
        let picture = gpu.guard(|| picture(gpu.device(), size, format))?;
        let uniforms = gpu.guard(|| Uniforms::new(gpu.device(), &program.bindings, params))?;
        let compile =
            || gpu.guard(|| FullscreenPass::new(gpu.device(), program, uniforms.layout(), format));
        let pass = with_deep_stack(compile)
            .map_err(RenderError::Compiler)?
            .map_err(RenderError::Shader)?;
        Ok(Self {
            picture,
            size,
            uniforms,
            pass,
        })
    }

    /// The texture that frames are drawn to.
    pub fn picture(&self) -> &wgpu::TextureView {
        &self.picture
    }

    /// Records the drawing of the frame at `time`. Commands that read the picture go behind it in
    /// the same encoder, or in a later one, before the next frame is drawn.
    pub fn record(
        &mut self,
        queue: &wgpu::Queue,
        encoder: &mut wgpu::CommandEncoder,
        time: &FrameTime,
    ) {
        self.uniforms.write(queue, self.size, time);
        self.pass
            .record(encoder, &self.picture, self.uniforms.bind_group());
    }
}

fn picture(device: &wgpu::Device, size: Size, format: wgpu::TextureFormat) -> wgpu::TextureView {
    let texture = device.create_texture(&wgpu::TextureDescriptor {
        label: Some("picture"),
        size: wgpu::Extent3d {
            width: size.width,
            height: size.height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING,
        view_formats: &[],
    });
    texture.create_view(&Default::default())
}

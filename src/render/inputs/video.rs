//! A video of the front matter on the device: one texture that holds the frame that is shown.

use super::VideoFrames;
use super::curve::decode;
use super::found::video_store;
use super::store::{Offered, Store, half_bits};
use super::texture::write;
use crate::frame::Size;
use crate::gpu::Gpu;
use crate::render::texture::texture;
use crate::render::{RenderError, Setup};
use crate::scene::{Color, Diagnostic, VideoSpec};

/// A video's frames and the texture that they are shown in.
#[derive(Debug)]
pub(super) struct VideoTexture {
    frames: Box<dyn VideoFrames>,
    texture: wgpu::Texture,
    size: Size,
    store: Store,
    /// What becomes of codes of 16 bits that are not stored as they are.
    halves: Option<Halves>,
}

impl VideoTexture {
    pub(super) fn new(
        gpu: &Gpu,
        setup: &Setup<'_>,
        spec: &VideoSpec,
        frames: Box<dyn VideoFrames>,
    ) -> Result<(Self, wgpu::TextureView), RenderError> {
        let size = frames.size();
        let limit = gpu.device().limits().max_texture_dimension_2d;
        if size.width > limit || size.height > limit {
            let message = format!(
                "'{}' is {size}, and this adapter's textures are at most {limit} pixels a side",
                spec.file.path.display()
            );
            let span = spec.file.span.clone();
            let diagnostic = Diagnostic::new(&setup.scene.source, span, message);
            let diagnostic = diagnostic.help("make a smaller copy of the video");
            return Err(RenderError::Scene(diagnostic.into()));
        }
        let is_linear = setup.scene.color == Color::Linear;
        let store = video_store(frames.is_deep(), setup.scene.color, Offered::by(gpu));
        let usage = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST;
        let made = || texture(gpu.device(), "video", (size, 1), store.format(), usage);
        let texture = gpu.guard(made)?;
        let view = texture.create_view(&Default::default());
        let video = Self {
            frames,
            texture,
            size,
            store,
            halves: (store == Store::Half).then(|| Halves::new(is_linear)),
        };
        Ok((video, view))
    }

    /// Brings the texture to the frame of `time`, in seconds, for the commands that are submitted next.
    pub(super) fn show(
        &mut self,
        gpu: &Gpu,
        time: f64,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), RenderError> {
        let reading = gpu.presence().leave();
        let frame = self.frames.frame_at(time, cancelled)?;
        drop(reading);
        if let Some(texels) = frame {
            let texels = match &mut self.halves {
                Some(halves) => halves.of(texels),
                None => texels,
            };
            let place = self.texture.as_image_copy();
            write(gpu.queue(), place, self.size, self.store, texels);
        }
        Ok(())
    }
}

/// Half floats for codes of 16 bits.
struct Halves {
    /// For each code of a colour.
    color: Vec<u16>,
    /// For each code of alpha.
    alpha: Vec<u16>,
    bytes: Vec<u8>,
}

impl Halves {
    fn new(is_linear: bool) -> Self {
        let value = |code: u16| f32::from(code) / 65535.0;
        let light = |value: f32| if is_linear { decode(value) } else { value };
        let codes = 0..=u16::MAX;
        Self {
            color: codes
                .clone()
                .map(|code| half_bits(light(value(code))))
                .collect(),
            alpha: codes.map(|code| half_bits(value(code))).collect(),
            bytes: Vec::new(),
        }
    }

    fn of(&mut self, texels: &[u8]) -> &[u8] {
        self.bytes.clear();
        for (place, code) in texels.chunks_exact(2).enumerate() {
            let code = usize::from(u16::from_le_bytes([code[0], code[1]]));
            let table = if place % 4 == 3 {
                &self.alpha
            } else {
                &self.color
            };
            self.bytes.extend(table[code].to_ne_bytes());
        }
        &self.bytes
    }
}

impl std::fmt::Debug for Halves {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Halves").finish_non_exhaustive()
    }
}

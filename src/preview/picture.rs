//! Pictures that have been drawn and can be shown.

use super::present::Meaning;
use crate::export::Job;
use crate::frame::Size;
use crate::gpu::Gpu;

/// A texture that holds a finished picture until the next but one is drawn.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    texture: wgpu::Texture,
    pub(super) view: wgpu::TextureView,
    pub(super) size: Size,
    pub(super) meaning: Meaning,
}

impl Picture {
    pub(super) fn new(texture: wgpu::Texture, size: Size, meaning: Meaning) -> Self {
        Self {
            view: texture.create_view(&Default::default()),
            texture,
            size,
            meaning,
        }
    }

    /// Two that what is drawn of a job can be copied to: the one is shown while the other is filled.
    pub(super) fn pair(gpu: &Gpu, drawn: &wgpu::Texture, job: &Job) -> [Self; 2] {
        let meaning = Meaning {
            color: job.scene.color,
            alpha: job.scene.alpha,
        };
        [(); 2].map(|()| {
            let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
                label: Some("shown"),
                size: drawn.size(),
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: drawn.format(),
                usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            });
            Self::new(texture, job.plan.size, meaning)
        })
    }

    /// `job` with a picture that is as large as this one and means the same: for a still of it.
    pub(super) fn job(&self, job: &Job) -> Job {
        let mut job = job.clone();
        job.scene.color = self.meaning.color;
        job.scene.alpha = self.meaning.alpha;
        job.plan.size = self.size;
        job.plan.dither = false;
        job
    }

    /// What it takes of the device's memory.
    pub(super) fn bytes(&self) -> u64 {
        let (size, format) = (self.texture.size(), self.texture.format());
        let texels = u64::from(size.width) * u64::from(size.height);
        texels * u64::from(format.block_copy_size(None).unwrap_or_default())
    }

    /// Copies `drawn` to it.
    pub(super) fn fill(&self, encoder: &mut wgpu::CommandEncoder, drawn: &wgpu::Texture) {
        encoder.copy_texture_to_texture(
            drawn.as_image_copy(),
            self.texture.as_image_copy(),
            self.texture.size(),
        );
    }
}

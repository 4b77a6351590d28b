//! Makes the picture of what is drawn more finely: of more samples than it has pixels, at more
//! moments than one.
//!
//! Samples are filtered across into rows of light, and those down into pixels. Moments are summed in
//! one of two textures in turns, as not every device adds to floats in place. Knows nothing of
//! passes.

mod pipelines;

use super::kernel::Taps;
use super::quality::Quality;
use super::targets::TargetTextures;
use super::texture::texture;
use super::tiles::{Tile, largest, whole};
use super::uniforms::Blocks;
use crate::frame::Size;
use crate::gpu::{Gpu, GpuError};
use crate::scene::Scene;

use pipelines::{Bound, Constants, Reads, Stage};

/// Bytes of a pixel of rows of light, and of sums.
pub(super) const LIGHT_BYTES: u64 = 16;
const LIGHT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba32Float;

/// What resolves the samples and moments of a frame.
#[derive(Debug)]
pub(super) struct Resolve {
    /// What the moments are drawn with, if there are more samples or fewer than pixels.
    samples: Option<Samples>,
    /// If there are several moments.
    moments: Option<Moments>,
    picture: wgpu::TextureView,
    size: Size,
}

/// Where pixels are made of the samples around them.
#[derive(Debug)]
struct Samples {
    tiles: Vec<Tile>,
    /// Where each tile is.
    places: Blocks,
    rows: wgpu::TextureView,
    across: Bound,
    down: Bound,
}

/// Where a frame is the mean of moments.
#[derive(Debug)]
struct Moments {
    sums: [wgpu::TextureView; 2],
    first: Bound,
    /// Adds to the first sum, and to the second.
    next: [Bound; 2],
    /// The mean of the first sum, or of the second.
    mean: [Bound; 2],
}

/// What is to become of the samples of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Onto {
    /// They are the picture.
    Picture,
    /// They are moment `index` of the frame.
    Sum(u32),
}

/// How samples become pixels: decided before anything is made.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) across: Taps,
    pub(super) down: Taps,
    pub(super) tiles: Vec<Tile>,
}

impl Resolve {
    /// From `scratch`, which has the samples of `plan`, or from the picture itself if there is none.
    pub(super) fn new(
        gpu: &Gpu,
        scene: &Scene,
        quality: &Quality,
        picture: &TargetTextures,
        samples: Option<(&Plan, &TargetTextures)>,
    ) -> Result<Self, GpuError> {
        gpu.guard(|| Self::made(gpu, scene, quality, picture, samples))
            .flatten()
    }

    fn made(
        gpu: &Gpu,
        scene: &Scene,
        quality: &Quality,
        picture: &TargetTextures,
        samples: Option<(&Plan, &TargetTextures)>,
    ) -> Result<Self, GpuError> {
        let (device, queue) = (gpu.device(), gpu.queue());
        let size = picture.size;
        let counts = samples.map(|(plan, _)| [plan.across.count, plan.down.count]);
        let constants = Constants::new(scene, counts, quality.motion_blur);
        let stage = |entry, reads, format| Stage::new(gpu, &constants, entry, reads, format);
        let alone = Reads {
            taps: false,
            before: false,
        };
        let sampled = Reads {
            taps: true,
            ..alone
        };
        let samples_of = |(plan, scratch): (&Plan, &TargetTextures)| {
            let rows = light(device, "rows", {
                let widest = plan.tiles.iter().map(|tile| tile.size.width).max();
                Size::new(widest.unwrap_or(1), largest(&plan.tiles).height)
            });
            let places = places(device, queue, &plan.tiles);
            let [across, down] =
                [&plan.across, &plan.down].map(|taps| pipelines::taps(device, taps));
            let filter = stage("across", sampled, LIGHT)?;
            let across = filter.bind(device, scratch.view(), Some((&across, &places)), None);
            let filter = stage("down", sampled, picture.format)?;
            let pixels = filter.bind(device, &rows, Some((&down, &places)), None);
            let samples = Samples {
                tiles: plan.tiles.clone(),
                places,
                rows,
                across,
                down: pixels,
            };
            Ok::<_, GpuError>((samples, down))
        };
        let samples = samples.map(samples_of).transpose()?;
        let moments_of = || {
            let sums = ["sum", "other sum"].map(|label| light(device, label, size));
            let (source, taps) = match &samples {
                Some((samples, down)) => (&samples.rows, Some((down, &samples.places))),
                None => (picture.view(), None),
            };
            let [first, next] = match taps {
                Some(_) => ["down_first", "down_next"],
                None => ["first", "next"],
            };
            let taken = if taps.is_some() { sampled } else { alone };
            let first = stage(first, taken, LIGHT)?;
            let added = Reads {
                before: true,
                ..taken
            };
            let next = stage(next, added, LIGHT)?;
            let mean = stage("mean", alone, picture.format)?;
            Ok::<_, GpuError>(Moments {
                first: first.bind(device, source, taps, None),
                next: [1, 0].map(|other| next.bind(device, source, taps, Some(&sums[other]))),
                mean: [0, 1].map(|sum| mean.bind(device, &sums[sum], None, None)),
                sums,
            })
        };
        let moments = (quality.motion_blur > 1).then(moments_of).transpose()?;
        Ok(Self {
            samples: samples.map(|(samples, _)| samples),
            moments,
            picture: picture.view().clone(),
            size,
        })
    }

    /// Records what becomes of the samples of tile `index`, or of the picture.
    pub(super) fn record(&self, encoder: &mut wgpu::CommandEncoder, index: usize, onto: Onto) {
        let (tile, offset) = match &self.samples {
            None => (whole(self.size, self.size), None),
            Some(samples) => {
                let tile = samples.tiles[index];
                let offset = Some(samples.places.offset(index as u32));
                let rows = Size::new(tile.size.width, tile.samples.height);
                let area = ([0; 2], rows);
                samples.across.draw(encoder, &samples.rows, area, offset);
                (tile, offset)
            }
        };
        let area = (tile.pixel, tile.size);
        match (onto, &self.moments, &self.samples) {
            (Onto::Sum(0), Some(moments), _) => {
                moments.first.draw(encoder, &moments.sums[0], area, offset);
            }
            (Onto::Sum(moment), Some(moments), _) => {
                let to = moment as usize % 2;
                moments.next[to].draw(encoder, &moments.sums[to], area, offset);
            }
            (_, _, Some(samples)) => samples.down.draw(encoder, &self.picture, area, offset),
            (_, _, None) => {}
        }
    }

    /// Records the picture as the mean of `count` moments.
    pub(super) fn finish(&self, encoder: &mut wgpu::CommandEncoder, count: u32) {
        if let Some(moments) = &self.moments {
            let last = (count as usize + 1) % 2;
            moments.mean[last].draw(encoder, &self.picture, ([0; 2], self.size), None);
        }
    }
}

fn light(device: &wgpu::Device, label: &str, size: Size) -> wgpu::TextureView {
    let usage = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::RENDER_ATTACHMENT;
    texture(device, label, (size, 1), LIGHT, usage).create_view(&Default::default())
}

fn places(device: &wgpu::Device, queue: &wgpu::Queue, tiles: &[Tile]) -> Blocks {
    let mut places = Blocks::new(device, "tiles", 16, tiles.len() as u32);
    for (index, tile) in (0..).zip(tiles) {
        let place = [tile.pixel, tile.sample].concat();
        let block = places.block_mut(index);
        block.copy_from_slice(bytemuck::cast_slice(&place));
    }
    places.upload(queue);
    places
}

//! The samples that a picture is drawn with where it has more or fewer of them than pixels: how many,
//! and in which tiles.

use crate::frame::Size;
use crate::gpu::{Gpu, GpuError};
use crate::shader::{PICTURE, PassKind, Program};

use super::RenderError;
use super::kernel::Taps;
use super::quality::{Quality, writes_picture};
use super::resolve::{LIGHT_BYTES, Plan};
use super::steps::Whole;
use super::tiles::{Room, Tile, largest, tiles};
use super::uniforms::Blocks;

/// The samples of a picture.
#[derive(Debug)]
pub(super) struct Samples {
    /// All of them.
    pub(super) size: Size,
    /// Those that are drawn at once.
    pub(super) scratch: Size,
    pub(super) plan: Plan,
}

impl Samples {
    /// Those of a picture of `size`, in tiles that take no more than `spare_bytes`; `None` if they are its
    /// pixels.
    pub(super) fn plan(
        gpu: &Gpu,
        program: &Program,
        quality: &Quality,
        size: Size,
        spare_bytes: u64,
    ) -> Result<Option<Self>, RenderError> {
        if quality.ssaa == 1.0 {
            return Ok(None);
        }
        let all = quality.drawn(size);
        let across = Taps::new(quality.filter, all.width, size.width);
        let down = Taps::new(quality.filter, all.height, size.height);
        let limits = gpu.device().limits();
        let draws = program.passes.iter().filter(|pass| writes_picture(pass));
        let has_depth = draws
            .clone()
            .any(|pass| matches!(&pass.kind, PassKind::Draw(draw) if draw.depth));
        let picture = &program.targets[PICTURE];
        let copies = 1 + u64::from(picture.is_double);
        let room = Room {
            side: limits.max_texture_dimension_2d,
            bytes: quality.scratch_bytes.min(spare_bytes),
            sample_bytes: u64::from(picture.format.bytes) * copies + 4 * u64::from(has_depth),
            pixel_bytes: LIGHT_BYTES,
        };
        let too_large = |whole: Option<Whole>| RenderError::TooFine { size: all, whole };
        let tiles = tiles([&across, &down], all, room).ok_or_else(|| too_large(None))?;
        let mut draws = draws.filter(|pass| matches!(pass.kind, PassKind::Draw(_)));
        // What vertices make is placed by the viewport, which is no larger than a texture.
        if all.width.max(all.height) > room.side
            && let Some(pass) = draws.next()
        {
            return Err(too_large(Some(Whole {
                entry: pass.entry.clone(),
                why: "draws vertices onto more pixels than a texture has",
            })));
        }
        Ok(Some(Self {
            size: all,
            scratch: largest(&tiles),
            plan: Plan {
                across,
                down,
                tiles,
            },
        }))
    }

    pub(super) fn is_tiled(&self) -> bool {
        self.plan.tiles.len() > 1
    }
}

/// What passes that draw tiles are told of them.
#[derive(Debug)]
pub(super) struct Tiles {
    pub(super) tiles: Vec<Tile>,
    pub(super) layout: wgpu::BindGroupLayout,
    samples: Size,
    offsets: Blocks,
    group: wgpu::BindGroup,
}

/// One of them.
pub(super) struct TileView<'a> {
    pub(super) group: &'a wgpu::BindGroup,
    /// Where in the group's uniform its offset is.
    pub(super) offset: u32,
    tile: Tile,
    samples: Size,
}

impl Tiles {
    /// `None` if there is but one.
    pub(super) fn new(gpu: &Gpu, samples: &Samples) -> Result<Option<Self>, GpuError> {
        let several = samples.is_tiled().then(|| samples.plan.tiles.clone());
        let made = |tiles| gpu.guard(|| Self::made(gpu, samples, tiles));
        several.map(made).transpose()
    }

    fn made(gpu: &Gpu, samples: &Samples, tiles: Vec<Tile>) -> Self {
        let device = gpu.device();
        let mut offsets = Blocks::new(device, "offsets", 16, tiles.len() as u32);
        for (index, tile) in (0..).zip(&tiles) {
            let [x, y] = tile.sample.map(|place| place as f32);
            let bytes = bytemuck::cast::<_, [u8; 16]>([x, y, 0.0, 0.0]);
            offsets.block_mut(index).copy_from_slice(&bytes);
        }
        offsets.upload(gpu.queue());
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("tile"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::FRAGMENT,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: true,
                    min_binding_size: None,
                },
                count: None,
            }],
        });
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("tile"),
            layout: &layout,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: offsets.binding(),
            }],
        });
        Self {
            tiles,
            layout,
            samples: samples.size,
            offsets,
            group,
        }
    }

    pub(super) fn view(&self, index: usize) -> TileView<'_> {
        TileView {
            group: &self.group,
            offset: self.offsets.offset(index as u32),
            tile: self.tiles[index],
            samples: self.samples,
        }
    }
}

impl TileView<'_> {
    /// Confines a pass to the tile, and puts what vertices make in its place.
    pub(super) fn confine(&self, drawing: &mut wgpu::RenderPass<'_>, kind: &PassKind) {
        let Tile {
            sample, samples, ..
        } = self.tile;
        drawing.set_scissor_rect(0, 0, samples.width, samples.height);
        if matches!(kind, PassKind::Draw(_)) {
            let [x, y] = sample.map(|place| -(place as f32));
            let (width, height) = (self.samples.width as f32, self.samples.height as f32);
            drawing.set_viewport(x, y, width, height, 0.0, 1.0);
        }
    }
}

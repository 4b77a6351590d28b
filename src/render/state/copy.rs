//! The texels of textures and the bytes of buffers, from the device and onto it, a band at a time.
//!
//! Knows nothing of what they are for.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use crate::frame::Size;
use crate::gpu::{Gpu, GpuError, GpuFault};
use crate::render::RenderError;
use crate::render::texture::extent;

/// The most bytes that are on their way at once, unless a row has more.
const BAND: u64 = 16 << 20;

/// How long a wait for the device lasts before the cancel flag is looked at again.
const STEP: Duration = Duration::from_millis(50);

/// How the mapping of a buffer went.
const PENDING: u8 = 0;
const MAPPED: u8 = 1;
const FAILED: u8 = 2;

/// Some layers of a texture.
pub(super) struct Layers<'a> {
    pub(super) texture: &'a wgpu::Texture,
    pub(super) layers: Range<u32>,
}

impl fmt::Display for Layers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, format) = (self.size(), self.texture.format());
        write!(f, "{size}, {} layers of {format:?}", self.layers.len())
    }
}

impl Layers<'_> {
    fn size(&self) -> Size {
        Size::new(self.texture.width(), self.texture.height())
    }

    /// As many layers behind these.
    pub(super) fn behind(&self) -> Self {
        let Range { start, end } = self.layers;
        Self {
            texture: self.texture,
            layers: end..2 * end - start,
        }
    }

    /// Bytes of a row without gaps.
    fn row(&self) -> u64 {
        let texel = self.texture.format().block_copy_size(None);
        u64::from(texel.unwrap_or_default()) * u64::from(self.texture.width())
    }

    /// Bytes of a row in a buffer that is copied from or to.
    fn stride(&self) -> u64 {
        self.row()
            .next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT.into())
    }

    /// Bytes of all of them without gaps.
    pub(super) fn bytes(&self) -> u64 {
        self.row() * u64::from(self.texture.height()) * self.layers.len() as u64
    }

    /// Bands of as many rows as `most` bytes have room for where each takes `row`: layer, first row, and
    /// how many.
    fn bands(&self, row: u64, most: u64) -> impl Iterator<Item = (u32, u32, u32)> + use<> {
        let height = self.texture.height();
        let rows = (most / row.max(1)).clamp(1, height.into()) as u32;
        let layers = self.layers.clone();
        layers.flat_map(move |layer| {
            let firsts = (0..height).step_by(rows as usize);
            firsts.map(move |first| (layer, first, rows.min(height - first)))
        })
    }

    fn part(&self, layer: u32, row: u32) -> wgpu::TexelCopyTextureInfo<'_> {
        let mut part = self.texture.as_image_copy();
        part.origin = wgpu::Origin3d {
            x: 0,
            y: row,
            z: layer,
        };
        part
    }
}

/// The texels, layer by layer and row by row, without gaps.
pub(super) fn read_texture(
    gpu: &Gpu,
    layers: &Layers<'_>,
    cancelled: &dyn Fn() -> bool,
) -> Result<Vec<u8>, RenderError> {
    let row = layers.row() as usize;
    let stride = layers.stride();
    let most = BAND.min(gpu.device().limits().max_buffer_size);
    let mut bytes = Vec::with_capacity(layers.bytes() as usize);
    let mut band = None;
    for (layer, first, rows) in layers.bands(stride, most) {
        // The first is the largest.
        let band = match &band {
            Some(band) => band,
            None => band.insert(staging(gpu, stride * u64::from(rows))?),
        };
        let mut encoder = gpu.device().create_command_encoder(&Default::default());
        let to = wgpu::TexelCopyBufferInfo {
            buffer: band,
            layout: wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(stride as u32),
                rows_per_image: None,
            },
        };
        let size = extent(Size::new(layers.texture.width(), rows), 1);
        encoder.copy_texture_to_buffer(layers.part(layer, first), to, size);
        let length = stride * u64::from(rows);
        fetch(gpu, (band, length), encoder, cancelled, |texels| {
            for line in texels.chunks_exact(stride as usize) {
                bytes.extend_from_slice(&line[..row]);
            }
        })?;
    }
    Ok(bytes)
}

/// The bytes of a buffer.
pub(super) fn read_buffer(
    gpu: &Gpu,
    buffer: &wgpu::Buffer,
    cancelled: &dyn Fn() -> bool,
) -> Result<Vec<u8>, RenderError> {
    let band = staging(gpu, BAND.min(buffer.size()))?;
    let mut bytes = Vec::with_capacity(buffer.size() as usize);
    for first in (0..buffer.size()).step_by(BAND as usize) {
        let length = band.size().min(buffer.size() - first);
        let mut encoder = gpu.device().create_command_encoder(&Default::default());
        encoder.copy_buffer_to_buffer(buffer, first, &band, 0, length);
        fetch(gpu, (&band, length), encoder, cancelled, |read| {
            bytes.extend_from_slice(read);
        })?;
    }
    Ok(bytes)
}

/// Puts `bytes` in the place of the texels.
pub(super) fn write_texture(
    gpu: &Gpu,
    layers: &Layers<'_>,
    mut bytes: &[u8],
    cancelled: &dyn Fn() -> bool,
) -> Result<(), RenderError> {
    let row = layers.row();
    for (layer, first, rows) in layers.bands(row, BAND) {
        let (band, rest) = bytes.split_at((row * u64::from(rows)) as usize);
        bytes = rest;
        let layout = wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(row as u32),
            rows_per_image: None,
        };
        let size = extent(Size::new(layers.texture.width(), rows), 1);
        let place = layers.part(layer, first);
        gpu.guard(|| gpu.queue().write_texture(place, band, layout, size))?;
        settle(gpu, cancelled)?;
    }
    Ok(())
}

/// Puts `bytes` into a buffer.
pub(super) fn write_buffer(
    gpu: &Gpu,
    buffer: &wgpu::Buffer,
    bytes: &[u8],
    cancelled: &dyn Fn() -> bool,
) -> Result<(), RenderError> {
    for (place, band) in (0..).zip(bytes.chunks(BAND as usize)) {
        gpu.guard(|| gpu.queue().write_buffer(buffer, place * BAND, band))?;
        settle(gpu, cancelled)?;
    }
    Ok(())
}

/// A buffer of zeros that is enough for [`clear_texture`].
pub(super) fn zeros(gpu: &Gpu, textures: &[Layers<'_>]) -> wgpu::Buffer {
    let needed = textures.iter().map(|layers| {
        let stride = layers.stride();
        let all = stride * u64::from(layers.texture.height());
        all.min(BAND).max(stride)
    });
    gpu.device().create_buffer(&wgpu::BufferDescriptor {
        label: Some("zeros"),
        size: needed.max().unwrap_or_default(),
        usage: wgpu::BufferUsages::COPY_SRC,
        mapped_at_creation: false,
    })
}

/// Has the texels become zero.
pub(super) fn clear_texture(
    encoder: &mut wgpu::CommandEncoder,
    layers: &Layers<'_>,
    zeros: &wgpu::Buffer,
) {
    let stride = layers.stride();
    for (layer, first, rows) in layers.bands(stride, zeros.size().min(BAND)) {
        let from = wgpu::TexelCopyBufferInfo {
            buffer: zeros,
            layout: wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(stride as u32),
                rows_per_image: None,
            },
        };
        let size = extent(Size::new(layers.texture.width(), rows), 1);
        encoder.copy_buffer_to_texture(from, layers.part(layer, first), size);
    }
}

fn staging(gpu: &Gpu, bytes: u64) -> Result<wgpu::Buffer, GpuError> {
    gpu.guard(|| {
        gpu.device().create_buffer(&wgpu::BufferDescriptor {
            label: Some("state"),
            size: bytes,
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        })
    })
}

/// Waits till what was written is on the device: till then wgpu holds a copy of it.
fn settle(gpu: &Gpu, cancelled: &dyn Fn() -> bool) -> Result<(), RenderError> {
    let submission = gpu.queue().submit([]);
    loop {
        if cancelled() {
            return Err(RenderError::Cancelled);
        }
        if gpu.wait(&submission, STEP)? {
            return Ok(());
        }
    }
}

/// Submits what copies to the first bytes of `band`, and shows them to `take`.
fn fetch(
    gpu: &Gpu,
    (band, length): (&wgpu::Buffer, u64),
    encoder: wgpu::CommandEncoder,
    cancelled: &dyn Fn() -> bool,
    take: impl FnOnce(&[u8]),
) -> Result<(), RenderError> {
    let submission = gpu.guard(|| gpu.queue().submit([encoder.finish()]))?;
    let state = Arc::new(AtomicU8::new(PENDING));
    let report = Arc::clone(&state);
    band.map_async(wgpu::MapMode::Read, ..length, move |result| {
        let outcome = if result.is_ok() { MAPPED } else { FAILED };
        report.store(outcome, Ordering::Release);
    });
    loop {
        if cancelled() {
            return Err(RenderError::Cancelled);
        }
        match state.load(Ordering::Acquire) {
            // Another thread may be about to run the callback.
            PENDING => _ = gpu.wait(&submission, STEP)?,
            MAPPED => break,
            _ => return Err(unmapped("").into()),
        }
    }
    let view = band.get_mapped_range(..length);
    let view = view.map_err(|error| unmapped(&error.to_string()))?;
    take(&view);
    drop(view);
    band.unmap();
    Ok(())
}

fn unmapped(why: &str) -> GpuError {
    GpuFault::internal(&format!("the state cannot be read back: {why}")).into()
}

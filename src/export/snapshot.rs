//! A picture that has been drawn for somebody to look at, as the still that an export makes of it.

use std::path::Path;

use super::ExportError;
use super::Job;
use super::frames::convert_spec;
use super::plan::still_format;
use crate::convert::Converter;
use crate::encode::{Output, write_still};
use crate::frame::{PixelFormat, Size};
use crate::gpu::Gpu;
use crate::readback::{Frame, Mapping, Ring};

/// A still in memory.
#[derive(Debug)]
pub struct Snapshot {
    size: Size,
    format: PixelFormat,
    frame: Frame,
}

impl Snapshot {
    /// Reads `picture`, which a renderer of `job` has drawn, byte for byte as a still has it. Waits for
    /// the device.
    ///
    /// # Errors
    /// When the device has no memory for it, or fails.
    pub fn take(gpu: &Gpu, job: &Job, picture: &wgpu::TextureView) -> Result<Self, ExportError> {
        let format = still_format(&job.scene);
        let converter = Converter::new(gpu, &convert_spec(job, format), picture)?;
        let mut ring = Ring::new(gpu, converter.frame_bytes(), 1, Mapping::Auto)?;
        let target = converter.bind(gpu, &ring.storage_buffers()[0])?;
        let not_cancelled = || false;
        if let Some(slot) = ring.acquire(&not_cancelled)? {
            let device = gpu.device();
            let mut encoder = device.create_command_encoder(&Default::default());
            converter.record(&mut encoder, &target);
            ring.submit(slot, encoder)?;
        }
        Ok(Self {
            size: job.plan.size,
            format,
            frame: ring.next(&not_cancelled)?,
        })
    }

    /// Writes it to `path` as PNG; with `no_clobber` an existing file is an error.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path, no_clobber: bool) -> Result<(), ExportError> {
        let output = Output::create(path, no_clobber)?;
        write_still(&output, self.size, self.format, self.frame.as_ref())?;
        Ok(output.commit()?)
    }
}

//! A conversion made ready on a device: what it runs, and what that is bound to.

use super::layout::{Limits, Plan, plan};
use super::pipelines::{self, Stage, Uniforms};
use super::{ConvertSpec, Precision, Route};
use crate::frame::Size;
use crate::gpu::{Gpu, GpuError};

/// Why a conversion cannot be made ready.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// A frame without pixels.
    #[error("a frame of {0} has no pixels")]
    EmptySize(Size),
    /// The picture has another size than the frame.
    #[error("the picture is {picture}, but the frame is {frame}")]
    PictureSize {
        /// The picture's size.
        picture: Size,
        /// The frame's size.
        frame: Size,
    },
    /// The frame's bytes do not fit one buffer.
    #[error(
        "a {size} frame in {format} takes {bytes} bytes, but a buffer has {limit} at most on this \
         adapter: choose a smaller size",
        size = spec.size, format = spec.format
    )]
    TooLarge {
        /// What was asked for.
        spec: ConvertSpec,
        /// Bytes of the frame.
        bytes: u64,
        /// Bytes of the largest buffer.
        limit: u64,
    },
    /// The frame does not fit the asked [`Route`], or a single row of it not the adapter.
    #[error(
        "this adapter cannot write {size} frames in {format} by the route {1:?}: choose another \
         size",
        size = .0.size, format = .0.format
    )]
    Route(ConvertSpec, Route),
    /// The device failed, or refused the pipeline.
    #[error(transparent)]
    Gpu(#[from] GpuError),
}

/// Writes the picture's bytes into a buffer, frame after frame, with nothing created in between.
///
/// Many converters may read one picture, also in one submission.
#[derive(Debug)]
pub struct Converter {
    picture: wgpu::TextureView,
    plan: Plan,
    uniforms: Uniforms,
    convert: Stage<1>,
    /// Where the plan has bands that are moved into the frame.
    bands: Option<Bands>,
    frame_bytes: u64,
}

/// What it takes to convert in bands.
#[derive(Debug)]
struct Bands {
    /// A band, with padded rows; each is moved out before the next comes.
    buffer: wgpu::Buffer,
    /// Binds the buffer to convert to, for each band.
    written: Vec<wgpu::BindGroup>,
    gather: Stage<2>,
}

/// A buffer bound to a converter: see [`Converter::bind`].
#[derive(Debug)]
pub struct Bound {
    /// One for each dispatch that writes to the buffer, in order.
    groups: Vec<wgpu::BindGroup>,
}

impl Converter {
    /// Makes `spec` ready for `picture`, a view of one level of a 2D texture in a float format
    /// (such as rgba16float or rgba32float) that may be bound.
    ///
    /// # Errors
    /// When the sizes differ, the frame is too large for one buffer, or the device fails.
    pub fn new(
        gpu: &Gpu,
        spec: &ConvertSpec,
        picture: &wgpu::TextureView,
    ) -> Result<Self, ConvertError> {
        Self::with_route(gpu, spec, picture, Route::Auto)
    }

    /// As [`Converter::new`], by a chosen route: all write the same bytes, which tests compare.
    ///
    /// # Errors
    /// As [`Converter::new`], and when the size does not fit the route.
    pub fn with_route(
        gpu: &Gpu,
        spec: &ConvertSpec,
        picture: &wgpu::TextureView,
        route: Route,
    ) -> Result<Self, ConvertError> {
        check_picture(spec.size, picture)?;
        let device = gpu.device();
        let limits = device.limits();
        let frame_bytes = spec.format.frame_bytes(spec.size);
        if frame_bytes.next_multiple_of(4) > limits.max_buffer_size {
            return Err(ConvertError::TooLarge {
                spec: *spec,
                bytes: frame_bytes,
                limit: limits.max_buffer_size,
            });
        }
        let limits = Limits {
            // The shaders count the bytes of a binding in 32 bits.
            binding: limits
                .max_storage_buffer_binding_size
                .min(limits.max_buffer_size)
                .min(u64::from(u32::MAX - 3)),
            alignment: limits.min_storage_buffer_offset_alignment.into(),
            groups: limits.max_compute_workgroups_per_dimension,
        };
        let plan =
            plan(spec.format, spec.size, route, limits).ok_or(ConvertError::Route(*spec, route))?;
        let precision = match picture.texture().format() {
            wgpu::TextureFormat::Rgba32Float => Precision::Float,
            _ => Precision::Half,
        };
        let convert = pipelines::convert(gpu, spec, precision, &plan.written)?;
        let gather = plan.moves().then(|| pipelines::gather(gpu)).transpose()?;
        let (uniforms, bands) = gpu.guard(|| {
            let uniforms = Uniforms::new(device, &plan);
            let bands = |gather| {
                let stages = (&convert, gather);
                Bands::new(device, &plan, &uniforms, stages, picture)
            };
            let bands = gather.map(bands);
            (uniforms, bands)
        })?;
        Ok(Self {
            picture: picture.clone(),
            plan,
            uniforms,
            convert,
            bands,
            frame_bytes,
        })
    }

    /// Bytes of a frame; the buffer to write it to is rounded up to a multiple of 4.
    pub fn frame_bytes(&self) -> u64 {
        self.frame_bytes
    }

    /// Binds a buffer of [`Converter::frame_bytes`] bytes or more, with the usage `STORAGE`, to
    /// write frames to. Once per buffer, beforehand.
    ///
    /// # Errors
    /// When the buffer does not fit, or the device fails.
    pub fn bind(&self, gpu: &Gpu, frame: &wgpu::Buffer) -> Result<Bound, ConvertError> {
        let device = gpu.device();
        let part = |offset, bytes| {
            wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                buffer: frame,
                offset,
                size: wgpu::BufferSize::new(bytes),
            })
        };
        let groups = gpu.guard(|| match &self.bands {
            None => {
                let whole = part(0, self.frame_bytes.next_multiple_of(4));
                let picture = wgpu::BindingResource::TextureView(&self.picture);
                let resources = [picture, whole, self.uniforms.slice(0)];
                vec![self.convert.bind(device, resources)]
            }
            Some(bands) => self
                .plan
                .pieces()
                .map(|(dispatch, piece)| {
                    let resources = [
                        bands.buffer.as_entire_binding(),
                        part(piece.offset, piece.bytes),
                        self.uniforms.slice(dispatch),
                    ];
                    bands.gather.bind(device, resources)
                })
                .collect(),
        })?;
        Ok(Bound { groups })
    }

    /// Records the conversion into a buffer bound with [`Converter::bind`].
    pub fn record(&self, encoder: &mut wgpu::CommandEncoder, frame: &Bound) {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("convert"),
            timestamp_writes: None,
        });
        let mut run = |pipeline, group, (across, down)| {
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, group, &[]);
            pass.dispatch_workgroups(across, down, 1);
        };
        let [convert] = &self.convert.pipelines;
        let mut frame = frame.groups.iter();
        let Some(bands) = &self.bands else {
            for (band, group) in self.plan.bands.iter().zip(frame) {
                run(convert, group, band.groups);
            }
            return;
        };
        let [rows, borders] = &bands.gather.pipelines;
        for (band, group) in self.plan.bands.iter().zip(&bands.written) {
            run(convert, group, band.groups);
            for (piece, group) in band.pieces.iter().zip(&mut frame) {
                run(rows, group, piece.rows);
                if piece.borders > 0 {
                    run(borders, group, (piece.borders, 1));
                }
            }
        }
    }
}

impl Bands {
    fn new(
        device: &wgpu::Device,
        plan: &Plan,
        uniforms: &Uniforms,
        (convert, gather): (&Stage<1>, Stage<2>),
        picture: &wgpu::TextureView,
    ) -> Self {
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("band"),
            size: plan.written.bytes,
            usage: wgpu::BufferUsages::STORAGE,
            mapped_at_creation: false,
        });
        let written = plan
            .band_dispatches()
            .map(|dispatch| {
                let picture = wgpu::BindingResource::TextureView(picture);
                let whole = buffer.as_entire_binding();
                convert.bind(device, [picture, whole, uniforms.slice(dispatch)])
            })
            .collect();
        Self {
            written,
            gather,
            buffer,
        }
    }
}

fn check_picture(frame: Size, picture: &wgpu::TextureView) -> Result<(), ConvertError> {
    if frame.width == 0 || frame.height == 0 {
        return Err(ConvertError::EmptySize(frame));
    }
    let picture = Size::new(picture.texture().width(), picture.texture().height());
    if picture != frame {
        return Err(ConvertError::PictureSize { picture, frame });
    }
    Ok(())
}

//! A conversion made ready on a device: its pipeline, and the pass that runs it.

use super::layout::{Dispatch, plan};
use super::{ConvertSpec, Route, shader};
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
    /// The frame's bytes do not fit one buffer that a shader can write.
    #[error(
        "a {size} frame in {format} takes {bytes} bytes, but a shader can write {limit} at most \
         on this adapter: choose a smaller size",
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
    /// [`Route::Blocks`] on a size that is not made of whole blocks.
    #[error("{0} frames cannot be converted by blocks")]
    Route(Size),
    /// The device failed, or refused the pipeline.
    #[error(transparent)]
    Gpu(#[from] GpuError),
}

/// Writes the picture's bytes into a buffer, frame after frame, with nothing created in between.
#[derive(Debug)]
pub struct Converter {
    picture: wgpu::TextureView,
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
    dispatch: Dispatch,
    frame_bytes: u64,
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

    /// As [`Converter::new`], by a chosen route: both write the same bytes, which tests compare.
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
        let limits = gpu.device().limits();
        let frame_bytes = spec.format.frame_bytes(spec.size);
        // The shader counts bytes in 32 bits.
        let limit = limits
            .max_storage_buffer_binding_size
            .min(limits.max_buffer_size)
            .min(u64::from(u32::MAX - 3));
        let too_large = ConvertError::TooLarge {
            spec: *spec,
            bytes: frame_bytes,
            limit,
        };
        if frame_bytes.next_multiple_of(4) > limit {
            return Err(too_large);
        }
        let most_groups = limits.max_compute_workgroups_per_dimension;
        let Some(dispatch) = plan(spec.format, spec.size, route, most_groups) else {
            return Err(match route {
                Route::Blocks => ConvertError::Route(spec.size),
                Route::Auto | Route::Bytes => too_large,
            });
        };
        let (layout, pipeline) = gpu.guard(|| create_pipeline(gpu.device(), spec, &dispatch))?;
        Ok(Self {
            picture: picture.clone(),
            pipeline,
            layout,
            dispatch,
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
    pub fn bind(&self, gpu: &Gpu, frame: &wgpu::Buffer) -> Result<wgpu::BindGroup, ConvertError> {
        let binding = wgpu::BufferBinding {
            buffer: frame,
            offset: 0,
            size: wgpu::BufferSize::new(self.frame_bytes.next_multiple_of(4)),
        };
        let entries = [
            wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::TextureView(&self.picture),
            },
            wgpu::BindGroupEntry {
                binding: 1,
                resource: wgpu::BindingResource::Buffer(binding),
            },
        ];
        let group = gpu.guard(|| {
            gpu.device().create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("convert"),
                layout: &self.layout,
                entries: &entries,
            })
        })?;
        Ok(group)
    }

    /// Records the conversion into a buffer bound with [`Converter::bind`].
    pub fn record(&self, encoder: &mut wgpu::CommandEncoder, frame: &wgpu::BindGroup) {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("convert"),
            timestamp_writes: None,
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, frame, &[]);
        let (across, down) = self.dispatch.groups;
        pass.dispatch_workgroups(across, down, 1);
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

fn create_pipeline(
    device: &wgpu::Device,
    spec: &ConvertSpec,
    dispatch: &Dispatch,
) -> (wgpu::BindGroupLayout, wgpu::ComputePipeline) {
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty,
        count: None,
    };
    let picture = wgpu::BindingType::Texture {
        sample_type: wgpu::TextureSampleType::Float { filterable: false },
        view_dimension: wgpu::TextureViewDimension::D2,
        multisampled: false,
    };
    let frame = wgpu::BindingType::Buffer {
        ty: wgpu::BufferBindingType::Storage { read_only: false },
        has_dynamic_offset: false,
        min_binding_size: None,
    };
    let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("convert"),
        entries: &[entry(0, picture), entry(1, frame)],
    });
    let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some("convert"),
        bind_group_layouts: &[Some(&layout)],
        immediate_size: 0,
    });
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(spec.format.name()),
        source: wgpu::ShaderSource::Wgsl(shader::source(spec.format).into()),
    });
    let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(spec.format.name()),
        layout: Some(&pipeline_layout),
        module: &module,
        entry_point: Some(dispatch.entry_point),
        compilation_options: wgpu::PipelineCompilationOptions {
            constants: &shader::constants(spec, dispatch),
            ..Default::default()
        },
        cache: None,
    });
    (layout, pipeline)
}

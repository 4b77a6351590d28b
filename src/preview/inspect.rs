//! What the passes of the scene cost and wrote, for the panel: looked at on the thread that draws, and
//! only while somebody wants to know.

use bytemuck::{Pod, Zeroable};

use super::picture::Picture;
use super::present::{Meaning, cover};
use crate::export::Job;
use crate::frame::Size;
use crate::gpu::{Gpu, GpuError};
use crate::render::{FrameTime, RenderError, Renderer, ShownTarget};
use crate::scene::{Alpha, Color, ParamValue, TexelKind};

const SHADER: &str = concat!(
    include_str!("../../shaders/render.wgsl"),
    include_str!("../../shaders/shown.wgsl"),
    include_str!("../../shaders/preview/inspect.wgsl"),
);

/// The name of the picture among the targets.
pub(super) const PICTURE: &str = "picture";

/// The longer side of a thumbnail in pixels.
const THUMBNAIL: u32 = 256;

/// What somebody wants to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    /// The values of parameters and what passes cost.
    pub(super) numbers: bool,
    /// Small pictures of all targets.
    pub(super) thumbnails: bool,
    /// A target that is looked at instead of the picture, and which of its layers.
    pub(super) look: Option<(String, u32)>,
}

/// What is known of the last frame.
#[derive(Clone, Debug)]
pub(super) struct Inspected {
    /// The values of parameters, in their order.
    pub(super) values: Vec<ParamValue>,
    pub(super) passes: Vec<PassCost>,
    /// Whether the passes were measured on the device; else it is what recording them took.
    pub(super) is_device_time: bool,
    /// The picture first.
    pub(super) targets: Vec<Target>,
    /// What is looked at instead of the picture.
    pub(super) look: Option<Picture>,
}

/// A pass.
#[derive(Clone, Debug)]
pub(super) struct PassCost {
    pub(super) entry: String,
    /// The targets that it writes.
    pub(super) targets: Vec<String>,
    /// What it took in the last frame of which that is known.
    pub(super) milliseconds: Option<f64>,
}

/// A texture that passes write.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) size: Size,
    pub(super) format: &'static str,
    pub(super) layers: u32,
    /// Whether it holds whole numbers: they are shown in parts of the largest.
    pub(super) is_whole: bool,
    pub(super) thumbnail: Option<wgpu::TextureView>,
}

/// Makes pictures of textures of any kind.
#[derive(Debug)]
pub(super) struct Inspector {
    view: wgpu::Buffer,
    largest: wgpu::Buffer,
    floats: wgpu::RenderPipeline,
    naturals: (wgpu::RenderPipeline, wgpu::ComputePipeline),
    integers: (wgpu::RenderPipeline, wgpu::ComputePipeline),
    /// The thumbnails of all targets, as far as they have been made.
    thumbnails: Vec<Option<Picture>>,
    look: Option<Picture>,
}

/// `View` in the shader.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct View {
    size: [u32; 2],
    channels: u32,
    linear: u32,
}

/// What is shown of a target.
struct Subject<'a> {
    target: &'a ShownTarget<'a>,
    layer: u32,
    kind: TexelKind,
    channels: u32,
    is_light: bool,
}

impl Inspector {
    pub(super) fn new(gpu: &Gpu) -> Result<Self, GpuError> {
        gpu.guard(|| Self::make(gpu.device()))
    }

    fn make(device: &wgpu::Device) -> Self {
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("inspect"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let show = |entry| cover(device, &module, entry, wgpu::TextureFormat::Rgba8Unorm);
        let measure = |entry| {
            device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some("inspect"),
                layout: None,
                module: &module,
                entry_point: Some(entry),
                compilation_options: Default::default(),
                cache: None,
            })
        };
        let buffer = |size: usize, usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("inspect"),
                size: size as u64,
                usage: usage | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        Self {
            view: buffer(size_of::<View>(), wgpu::BufferUsages::UNIFORM),
            largest: buffer(size_of::<u32>(), wgpu::BufferUsages::STORAGE),
            floats: show("show_floats"),
            naturals: (show("show_naturals"), measure("measure_naturals")),
            integers: (show("show_integers"), measure("measure_integers")),
            thumbnails: Vec::new(),
            look: None,
        }
    }

    /// Looks at what was drawn last, as far as it is wished for.
    pub(super) fn inspect(
        &mut self,
        gpu: &Gpu,
        (job, renderer): (&Job, &mut Renderer),
        (time, wish): (&FrameTime, &Wish),
    ) -> Result<Inspected, RenderError> {
        let (mut passes, mut values, mut is_device_time) = (Vec::new(), Vec::new(), false);
        if wish.numbers {
            values = renderer.param_values(time);
            (passes, is_device_time) = costs(job, renderer);
        }
        self.thumbnails.resize(job.program.targets.len(), None);
        let mut look = None;
        let mut targets = Vec::new();
        for (place, (target, spec)) in renderer.targets().zip(&job.program.targets).enumerate() {
            let mut subject = Subject {
                target: &target,
                layer: 0,
                kind: spec.format.kind,
                channels: spec.format.components,
                is_light: job.scene.color == Color::Linear || spec.format.is_srgb(),
            };
            if !wish.thumbnails {
                self.thumbnails[place] = None;
            }
            let mut thumbnail = None;
            if wish.thumbnails && target.size.width > 0 {
                let shown = self.thumbnails[place].take();
                let shown = self.show(gpu, &subject, (shown, small(target.size)))?;
                thumbnail = Some(shown.view.clone());
                self.thumbnails[place] = Some(shown);
            }
            if let Some((_, layer)) = wish.look.as_ref().filter(|(name, _)| name == target.name) {
                subject.layer = (*layer).min(spec.layers - 1);
                let shown = self.look.take();
                let shown = self.show(gpu, &subject, (shown, target.size))?;
                look = Some(shown.clone());
                self.look = Some(shown);
            }
            targets.push(Target {
                name: target.name.to_owned(),
                size: target.size,
                format: spec.format.name,
                layers: spec.layers,
                is_whole: spec.format.kind != TexelKind::Float,
                thumbnail,
            });
        }
        if look.is_none() {
            self.look = None;
        }
        Ok(Inspected {
            values,
            passes,
            is_device_time,
            targets,
            look,
        })
    }

    /// Fills `shown`, or a new one, with a picture of a target, `size` large.
    fn show(
        &self,
        gpu: &Gpu,
        subject: &Subject<'_>,
        (shown, size): (Option<Picture>, Size),
    ) -> Result<Picture, GpuError> {
        let shown = shown.filter(|shown| shown.size == size);
        gpu.guard(|| {
            let shown = shown.unwrap_or_else(|| empty(gpu.device(), size));
            let view = View {
                size: [size.width, size.height],
                channels: subject.channels,
                linear: u32::from(subject.is_light),
            };
            gpu.queue()
                .write_buffer(&self.view, 0, bytemuck::bytes_of(&view));
            let mut encoder = gpu.device().create_command_encoder(&Default::default());
            self.record(gpu.device(), &mut encoder, subject, &shown);
            // One by one, as each has its own numbers in the one buffer.
            gpu.queue().submit([encoder.finish()]);
            shown
        })
    }

    fn record(
        &self,
        device: &wgpu::Device,
        encoder: &mut wgpu::CommandEncoder,
        subject: &Subject<'_>,
        shown: &Picture,
    ) {
        let (show, measure) = match subject.kind {
            TexelKind::Float => (&self.floats, None),
            TexelKind::Uint => (&self.naturals.0, Some(&self.naturals.1)),
            TexelKind::Sint => (&self.integers.0, Some(&self.integers.1)),
        };
        let texture = &subject.target.layers[subject.layer as usize];
        let group = |layout: wgpu::BindGroupLayout| {
            let mut entries = vec![
                entry(0, wgpu::BindingResource::TextureView(texture)),
                entry(1, self.view.as_entire_binding()),
            ];
            if measure.is_some() {
                entries.push(entry(2, self.largest.as_entire_binding()));
            }
            device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("inspect"),
                layout: &layout,
                entries: &entries,
            })
        };
        if let Some(measure) = measure {
            encoder.clear_buffer(&self.largest, 0, None);
            let mut pass = encoder.begin_compute_pass(&Default::default());
            pass.set_pipeline(measure);
            pass.set_bind_group(0, &group(measure.get_bind_group_layout(0)), &[]);
            // As many invocations as `SPREAD` says.
            pass.dispatch_workgroups(8, 8, 1);
        }
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("inspect"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &shown.view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations::default(),
            })],
            ..Default::default()
        });
        pass.set_pipeline(show);
        pass.set_bind_group(0, &group(show.get_bind_group_layout(0)), &[]);
        pass.draw(0..3, 0..1);
    }
}

/// A picture of codes.
fn empty(device: &wgpu::Device, size: Size) -> Picture {
    let texture = device.create_texture(&wgpu::TextureDescriptor {
        label: Some("inspected"),
        size: wgpu::Extent3d {
            width: size.width,
            height: size.height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        // The format that egui shows.
        format: wgpu::TextureFormat::Rgba8Unorm,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::RENDER_ATTACHMENT,
        view_formats: &[],
    });
    let meaning = Meaning {
        color: Color::Srgb,
        alpha: Alpha::Opaque,
    };
    Picture::new(texture, size, meaning)
}

fn entry(binding: u32, resource: wgpu::BindingResource<'_>) -> wgpu::BindGroupEntry<'_> {
    wgpu::BindGroupEntry { binding, resource }
}

/// What passes cost, and whether the device says so.
fn costs(job: &Job, renderer: &mut Renderer) -> (Vec<PassCost>, bool) {
    let device = renderer.pass_milliseconds().map(<[f64]>::to_vec);
    let is_device_time = device.is_some();
    let costs = device.or_else(|| renderer.recording_milliseconds().map(<[f64]>::to_vec));
    let name = |target: &usize| job.program.targets[*target].name.clone();
    let passes = job.program.passes.iter().enumerate();
    let passes = passes.map(|(place, pass)| PassCost {
        entry: pass.entry.clone(),
        targets: pass.targets.iter().map(name).collect(),
        milliseconds: costs.as_ref().map(|costs| costs[place]),
    });
    (passes.collect(), is_device_time)
}

/// The size of a thumbnail of a target of `size`.
fn small(size: Size) -> Size {
    let longer = size.width.max(size.height);
    if longer <= THUMBNAIL {
        return size;
    }
    let side = |side: u32| (u64::from(side) * u64::from(THUMBNAIL) / u64::from(longer)).max(1);
    Size::new(side(size.width) as u32, side(size.height) as u32)
}

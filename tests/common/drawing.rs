//! Draws the frames of a scene on the GPU, for tests: a compute pass fetches the picture as floats.

#![allow(dead_code, reason = "each test file uses a part")]

use shaderpipe::frame::{Input, Rate, Size, Speed};
use shaderpipe::gpu::Gpu;
use shaderpipe::render::{Quality, Renderer, Setup, Timeline};
use shaderpipe::scene::{Scene, Source};
use shaderpipe::shader::{ParamValues, compile};

const FETCH: &str = "
@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> texels: array<vec4f>;
@compute @workgroup_size(64)
fn fetch(@builtin(global_invocation_id) id: vec3u) {
    let size = textureDimensions(picture);
    if id.x < size.x {
        texels[id.x + size.x * id.y] = textureLoad(picture, id.xy, 0);
    }
}
";

/// A scene that is drawn frame by frame, at a frame a second.
pub(crate) struct Drawing {
    gpu: Gpu,
    renderer: Renderer,
    params: ParamValues,
    timeline: Timeline,
    size: Size,
}

impl Drawing {
    /// The scene with this text; fails the test if it is none.
    pub(crate) fn new(gpu: &Gpu, text: &str, size: Size) -> Self {
        let rate: Rate = "1".parse().expect("a rate");
        match Self::with(gpu, text, size, Quality::default(), rate) {
            Ok(drawing) => drawing,
            Err(error) => panic!("{error}\n{text}"),
        }
    }

    /// The scene drawn so finely and at this rate, or why it cannot be.
    pub(crate) fn with(
        gpu: &Gpu,
        text: &str,
        size: Size,
        quality: Quality,
        rate: Rate,
    ) -> Result<Self, String> {
        Self::made((gpu, size, rate), text, quality, false)
    }

    /// The scene as a window draws it.
    pub(crate) fn live(gpu: &Gpu, text: &str, size: Size) -> Self {
        let rate: Rate = "1".parse().expect("a rate");
        let made = Self::made((gpu, size, rate), text, Quality::default(), true);
        made.unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    fn made(
        (gpu, size, rate): (&Gpu, Size, Rate),
        text: &str,
        quality: Quality,
        is_live: bool,
    ) -> Result<Self, String> {
        let scene = Scene::parse(Source::new("scene.wgsl", text));
        let scene = scene.map_err(|error| error.to_string())?;
        let program = compile(&scene).map_err(|error| error.to_string())?;
        let params = ParamValues::new(&program.params);
        let setup = Setup {
            scene: &scene,
            program: &program,
            params: &params,
            size,
            media: &(),
            quality,
            seed: 0,
            is_live,
        };
        let renderer = Renderer::new(gpu, &setup, &|| false).map_err(|error| error.to_string())?;
        let timeline = Timeline::new(rate, Speed::ONE, scene.duration, 0, Some(1));
        Ok(Self {
            gpu: gpu.clone(),
            renderer,
            params,
            timeline: timeline.expect("a frame"),
            size,
        })
    }

    /// What draws it, and the times of its frames.
    pub(crate) fn parts(&mut self) -> (&mut Renderer, &Timeline) {
        (&mut self.renderer, &self.timeline)
    }

    /// Sets a parameter for the frames that are drawn next.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.params.set(name, value).expect("a parameter");
        self.renderer.set_params(&self.params);
    }

    /// Draws frame `index` and gives its texels, row by row.
    pub(crate) fn frame(&mut self, index: u64) -> Vec<[f32; 4]> {
        self.told(index, &Input::default())
    }

    /// As [`frame`](Self::frame), of a frame that is told of `input`.
    pub(crate) fn told(&mut self, index: u64, input: &Input) -> Vec<[f32; 4]> {
        let time = self.timeline.at(index);
        let drawn = self.renderer.draw(&time, input, &|| false);
        let encoder = drawn.unwrap_or_else(|error| panic!("{error}"));
        fetch(&self.gpu, encoder, self.renderer.picture(), self.size)
    }
}

/// The texels of `picture` behind what `encoder` has recorded.
pub(crate) fn fetch(
    gpu: &Gpu,
    mut encoder: wgpu::CommandEncoder,
    picture: &wgpu::TextureView,
    size: Size,
) -> Vec<[f32; 4]> {
    let device = gpu.device();
    let buffer = |usage| {
        device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: u64::from(size.width) * u64::from(size.height) * 16,
            usage,
            mapped_at_creation: false,
        })
    };
    let written = buffer(wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC);
    let read = buffer(wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST);
    let shader = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: None,
        source: wgpu::ShaderSource::Wgsl(FETCH.into()),
    });
    let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: None,
        layout: None,
        module: &shader,
        entry_point: None,
        compilation_options: Default::default(),
        cache: None,
    });
    let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: None,
        layout: &pipeline.get_bind_group_layout(0),
        entries: &[
            wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::TextureView(picture),
            },
            wgpu::BindGroupEntry {
                binding: 1,
                resource: written.as_entire_binding(),
            },
        ],
    });
    {
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.dispatch_workgroups(size.width.div_ceil(64), size.height, 1);
    }
    encoder.copy_buffer_to_buffer(&written, 0, &read, 0, None);
    encoder.map_buffer_on_submit(&read, wgpu::MapMode::Read, .., |mapped| {
        mapped.expect("the buffer is mapped");
    });
    gpu.queue().submit([encoder.finish()]);
    let poll = wgpu::PollType::Wait {
        submission_index: None,
        timeout: None,
    };
    device.poll(poll).expect("the GPU finishes");
    gpu.check().expect("the device has no fault");
    let bytes = read.get_mapped_range(..).expect("it is mapped");
    bytemuck::cast_slice(&bytes).to_vec()
}

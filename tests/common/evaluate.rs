//! Evaluates WGSL expressions of a scene on the GPU, for tests: a scene draws them into floats, one
//! pixel for each input, and a compute pass fetches what it drew.

use shaderpipe::frame::{Rate, Size};
use shaderpipe::gpu::Gpu;
use shaderpipe::render::{Renderer, Timeline};
use shaderpipe::scene::{PictureFormat, Scene, Source};
use shaderpipe::shader::{ParamValues, compile};

/// Pixels in a row, and rows.
const SIDE: u32 = 64;

/// The numbers that an expression finds as `a`, `b`, `c`, `d`, `e` and `f`: each is a multiple of
/// 2⁻¹⁵ from -1 up to 1, so that both sides hold it exactly. 0 and -1 come up on purpose.
pub(crate) type Inputs = [f64; 6];

/// The same numbers as the WGSL below makes.
fn inputs(pixel: u32) -> Inputs {
    std::array::from_fn(|k| {
        let bits = pixel.wrapping_mul(6).wrapping_add(k as u32);
        let mixed = bits.wrapping_mul(0x9e37_79b1);
        let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x85eb_ca77);
        let code = (mixed ^ (mixed >> 13)) & 0xffff;
        match pixel {
            0 => 0.0,
            1 => -1.0,
            _ => f64::from(code) / 32768.0 - 1.0,
        }
    })
}

const SCENE: &str = "
fn input(pixel: u32, k: u32) -> f32 {
    if pixel < 2u {
        return -f32(pixel);
    }
    var mixed = (6u * pixel + k) * 0x9e3779b1u;
    mixed = (mixed ^ (mixed >> 15u)) * 0x85ebca77u;
    return f32((mixed ^ (mixed >> 13u)) & 0xffffu) / 32768.0 - 1.0;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let pixel = u32(position.x) + 64u * u32(position.y);
    let a = input(pixel, 0u);
    let b = input(pixel, 1u);
    let c = input(pixel, 2u);
    let d = input(pixel, 3u);
    let e = input(pixel, 4u);
    let f = input(pixel, 5u);
";

const FETCH: &str = "
@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> texels: array<vec4f>;
@compute @workgroup_size(64)
fn fetch(@builtin(global_invocation_id) id: vec3u) {
    texels[id.x + 64u * id.y] = textureLoad(picture, id.xy, 0);
}
";

/// The value of `expression`, a `vec4f`, at 4096 inputs, with those inputs.
pub(crate) fn evaluate(gpu: &Gpu, imports: &str, expression: &str) -> Vec<(Inputs, [f32; 4])> {
    let text = format!("{imports}\n{SCENE}    return {expression};\n}}\n");
    let scene = Scene::parse(Source::new("expression.wgsl", &text)).expect("the scene is read");
    let program = match compile(&scene) {
        Ok(program) => program,
        Err(error) => panic!("{error}\n{expression}"),
    };
    let size = Size::new(SIDE, SIDE);
    let params = ParamValues::new(&program.params);
    let format = PictureFormat::Rgba32Float;
    let mut renderer = Renderer::new(gpu, &program, &params, size, format).expect("it draws");
    let rate: Rate = "1".parse().expect("a rate");
    let timeline = Timeline::new(rate, None, 0, Some(1)).expect("a frame");

    let mut encoder = gpu.device().create_command_encoder(&Default::default());
    renderer.record(gpu.queue(), &mut encoder, &timeline.at(0));
    let values = fetch(gpu, encoder, renderer.picture());
    (0..SIDE * SIDE).map(inputs).zip(values).collect()
}

fn fetch(
    gpu: &Gpu,
    mut encoder: wgpu::CommandEncoder,
    picture: &wgpu::TextureView,
) -> Vec<[f32; 4]> {
    let device = gpu.device();
    let buffer = |usage| {
        device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: u64::from(SIDE * SIDE * 16),
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
        pass.dispatch_workgroups(1, SIDE, 1);
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
    let bytes = read.get_mapped_range(..).expect("it is mapped");
    bytemuck::cast_slice(&bytes).to_vec()
}

//! Each limit by a device that is made up to have it.

use super::*;
use crate::scene::Source;
use crate::shader::compile;

const PASSES: &str = "//! [[pass]]\n//! entry = \"work\"\n//! dispatch = [4, 1, 1]\n//! [[pass]]\n\
    //! entry = \"image\"\n";

/// What a device says to the scene `text` that is as WebGPU guarantees but for what `change` takes away.
fn refusal(text: &str, change: fn(&mut wgpu::Limits)) -> String {
    let scene = Scene::parse(Source::new("scene.wgsl", text)).unwrap();
    let program = compile(&scene).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut limits = wgpu::Limits::default();
    let size = Size::new(64, 64);
    let with =
        |limits: &wgpu::Limits, features| check((limits, features), (&program, &scene), size);
    with(&limits, wgpu::Features::all()).unwrap();
    change(&mut limits);
    match with(&limits, wgpu::Features::empty()) {
        Ok(()) => panic!("it is drawn: {text}"),
        Err(error) => error.to_string(),
    }
}

fn assert_told(text: &str, change: fn(&mut wgpu::Limits), words: &[&str]) {
    let told = refusal(text, change);
    for word in words {
        assert!(told.contains(word), "{word:?} is not in\n{told}");
    }
}

#[test]
fn what_a_pass_draws_to() {
    let two = "//! [[pass]]\n//! entry = \"both\"\n//! target = [\"a\", \"b\"]\n//! format = \"rgba16float\"\n\
        //! [[pass]]\n//! entry = \"image\"\n\
        struct Both { @location(0) a: vec4f, @location(1) b: vec4f }\n\
        @fragment fn both() -> Both { return Both(); }\n\
        @fragment fn image() -> @location(0) vec4f { return vec4f(); }\n";
    let words = [
        "scene.wgsl:2",
        "`both` draws to 2 targets",
        "at most 1",
        "a pass of their own",
    ];
    assert_told(two, |limits| limits.max_color_attachments = 1, &words);
    let words = [
        "scene.wgsl:2",
        "16 bytes a pixel together",
        "at most 12",
        "fewer bits",
    ];
    let change = |limits: &mut wgpu::Limits| limits.max_color_attachment_bytes_per_sample = 12;
    assert_told(two, change, &words);
}

#[test]
fn what_a_pass_binds() {
    let reads = "//! [[pass]]\n//! entry = \"fill\"\n//! target = [\"a\", \"b\"]\n//! [[pass]]\n\
        //! entry = \"image\"\n//! [buffers.one]\n//! size = 16\n//! [buffers.two]\n//! size = 16\n\
        @group(0) @binding(0) var a: texture_2d<f32>;\n@group(0) @binding(1) var b: texture_2d<f32>;\n\
        @group(0) @binding(2) var a_out: texture_storage_2d<rgba16float, write>;\n\
        @group(0) @binding(3) var b_out: texture_storage_2d<rgba16float, write>;\n\
        @group(0) @binding(4) var a_sampler: sampler;\n@group(0) @binding(5) var linear_sampler: sampler;\n\
        @group(0) @binding(6) var<storage> one: vec4f;\n@group(0) @binding(7) var<storage> two: vec4f;\n\
        @compute @workgroup_size(8, 8) fn fill(@builtin(global_invocation_id) at: vec3u) {\n\
          textureStore(a_out, at.xy, vec4f()); textureStore(b_out, at.xy, vec4f()); }\n\
        @fragment fn image() -> @location(0) vec4f { return one + two\n\
          + textureSample(a, a_sampler, vec2f()) + textureSample(b, linear_sampler, vec2f()); }\n";
    let one = ["at most 1 in a pass"];
    let told = |change, what: &str, line: &str, help: &str| {
        assert_told(reads, change, &[line, what, one[0], help]);
    };
    let image = "scene.wgsl:5";
    told(
        |limits| limits.max_sampled_textures_per_shader_stage = 1,
        "`image` uses 2 textures",
        image,
        "`layers`",
    );
    told(
        |limits| limits.max_samplers_per_shader_stage = 1,
        "`image` uses 2 samplers",
        image,
        "`linear_sampler`",
    );
    told(
        |limits| limits.max_storage_buffers_per_shader_stage = 1,
        "`image` uses 2 storage buffers",
        image,
        "into one buffer",
    );
    told(
        |limits| limits.max_storage_textures_per_shader_stage = 1,
        "`fill` uses 2 storage textures",
        "scene.wgsl:2",
        "a pass of their own",
    );
    let all = |limits: &mut wgpu::Limits| limits.max_bindings_per_bind_group = 4;
    assert_told(
        reads,
        all,
        &["scene.wgsl", "declares 8 resources", "at most 4"],
    );
}

#[test]
fn what_uniforms_have() {
    let text = "struct P { a: vec4f, b: vec4f }\nstruct F { time: f32 }\n\
        @group(0) @binding(0) var<uniform> params: P;\n@group(0) @binding(1) var<uniform> frame: F;\n\
        @fragment\nfn image() -> @location(0) vec4f { return params.a + params.b + frame.time; }\n";
    // The function itself, where no front matter names it.
    let words = ["scene.wgsl:6", "`params` of 32 bytes", "at most 16"];
    assert_told(
        text,
        |limits| limits.max_uniform_buffer_binding_size = 16,
        &words,
    );
    let words = ["scene.wgsl:6", "uses 2 uniforms", "at most 1 in"];
    assert_told(
        text,
        |limits| limits.max_uniform_buffers_per_shader_stage = 2,
        &words,
    );
}

#[test]
fn what_vertices_do() {
    let text = "//! [buffers.hits]\n//! size = 4\n//! [[pass]]\n//! entry = \"image\"\n//! vertex = \"corner\"\n\
        struct V { @builtin(position) at: vec4f, @location(0) a: vec4f, @location(3) b: vec4f }\n\
        @group(0) @binding(0) var<storage, read_write> hits: atomic<u32>;\n\
        @vertex fn corner() -> V { WRITE return V(); }\n\
        @fragment fn image(@location(0) a: vec4f) -> @location(0) vec4f { return a; }\n";
    let writes = text.replace("WRITE", "atomicAdd(&hits, 1u);");
    let words = ["scene.wgsl:4", "`corner` may `hits`", "compute pass"];
    assert_told(&writes, |_| {}, &words);
    let few = |limits: &mut wgpu::Limits| limits.max_inter_stage_shader_variables = 3;
    let words = [
        "scene.wgsl:4",
        "`corner` returns a value at @location(3)",
        "3 locations",
    ];
    assert_told(&text.replace("WRITE", ""), few, &words);
}

#[test]
fn what_workgroups_have() {
    let text = PASSES.to_owned()
        + "var<workgroup> shared_by_all: array<vec4f, 64>;\nvar<workgroup> last: u32;\n\
           var<workgroup> of_others: array<vec4f, 64>;\n\
           @compute @workgroup_size(64) fn work(@builtin(local_invocation_index) at: u32) {\n\
             shared_by_all[at] = vec4f(); last = at; }\n\
           @fragment fn image() -> @location(0) vec4f { return vec4f(); }\n";
    let shared = |limits: &mut wgpu::Limits| limits.max_compute_workgroup_storage_size = 1024;
    let words = [
        "scene.wgsl:2",
        "share 1040 bytes",
        "at most 1024",
        "var<workgroup>",
    ];
    assert_told(&text, shared, &words);
    let invocations = |limits: &mut wgpu::Limits| limits.max_compute_invocations_per_workgroup = 32;
    assert_told(
        &text,
        invocations,
        &["scene.wgsl:2", "64 × 1 × 1", "at most 32"],
    );
    let side = |limits: &mut wgpu::Limits| limits.max_compute_workgroup_size_x = 32;
    assert_told(
        &text,
        side,
        &["scene.wgsl:2", "and 32 × 256 × 64", "(8, 8)"],
    );
    let many = |limits: &mut wgpu::Limits| limits.max_compute_workgroups_per_dimension = 3;
    let words = [
        "scene.wgsl:2",
        "4 × 1 × 1 workgroups",
        "at most 3 in a direction",
    ];
    assert_told(&text, many, &words);
}

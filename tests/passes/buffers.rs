//! Storage buffers: they live across frames, and atomics count in them.

use shaderpipe::frame::Size;
use shaderpipe::scene::{Scene, Source};
use shaderpipe::shader::compile;

use super::{Drawing, SMALL, first_reds, is_stateful, open};

#[test]
fn a_buffer_lives_across_frames_and_begins_at_zero() {
    let text = "//! buffers.total.size = 16\n//! [[pass]]\n//! entry = \"add\"\n//! dispatch = [2, 1, 1]\n\
        //! [[pass]]\n//! entry = \"image\"\n\
        struct Total { count: atomic<u32>, unused: u32 }\n\
        @group(0) @binding(0) var<storage, read_write> total: Total;\n\
        @compute @workgroup_size(8) fn add() { atomicAdd(&total.count, 1u); }\n\
        @fragment fn image() -> @location(0) vec4f { return vec4f(f32(atomicLoad(&total.count))); }\n";
    assert_eq!(first_reds(text, 4), [16.0, 32.0, 48.0, 64.0]);
    let scene = Scene::parse(Source::new("scene.wgsl", text)).unwrap();
    let program = compile(&scene).unwrap();
    assert!(program.is_stateful(), "the buffer is");
    assert!(!program.has_stateful_picture(), "the picture only reads it");
}

#[test]
fn a_buffer_that_is_cleared_holds_no_state() {
    let text = "//! buffers.total = { size = 4, clear = true }\n//! [[pass]]\n//! entry = \"add\"\n\
        //! dispatch = [2, 1, 1]\n//! [[pass]]\n//! entry = \"image\"\n\
        @group(0) @binding(0) var<storage, read_write> total: atomic<u32>;\n\
        @compute @workgroup_size(8) fn add() { atomicAdd(&total, 1u); }\n\
        @fragment fn image() -> @location(0) vec4f { return vec4f(f32(atomicLoad(&total))); }\n";
    assert!(!is_stateful(text));
    assert_eq!(first_reds(text, 3), [16.0; 3]);
}

#[test]
fn scattered_particles_are_the_processors_count_by_count() {
    const PARTICLES: u32 = 5000;
    let size = Size::new(40, 24);
    // Positions in 16.16 fixed point move by integers: both sides are exact.
    let text = format!(
        "//! [buffers.places]\n//! size = {}\n//! [buffers.density]\n//! per_pixel = 4\n//! clear = true\n\
         //! [[pass]]\n//! entry = \"start\"\n//! once = true\n//! dispatch = [79, 1, 1]\n\
         //! [[pass]]\n//! entry = \"fly\"\n//! dispatch = [79, 1, 1]\n\
         //! [[pass]]\n//! entry = \"image\"\n\
         @group(0) @binding(0) var<storage, read_write> places: array<vec2u>;\n\
         @group(0) @binding(1) var<storage, read_write> density: array<atomic<u32>>;\n\
         @compute @workgroup_size(64) fn start(@builtin(global_invocation_id) id: vec3u) {{\n\
           if id.x < {PARTICLES}u {{\n\
             places[id.x] = vec2u(id.x * 52429u % (40u << 16u), id.x * 40503u % (24u << 16u)); }} }}\n\
         @compute @workgroup_size(64) fn fly(@builtin(global_invocation_id) id: vec3u) {{\n\
           if id.x >= {PARTICLES}u {{ return; }}\n\
           let step = vec2u(9000u + id.x % 977u, 4000u + id.x % 1663u);\n\
           let place = (places[id.x] + step) % vec2u(40u << 16u, 24u << 16u);\n\
           places[id.x] = place;\n\
           let cell = place >> vec2u(16u);\n\
           atomicAdd(&density[cell.x + 40u * cell.y], 1u); }}\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           let cell = vec2u(p.xy);\n\
           return vec4f(f32(atomicLoad(&density[cell.x + 40u * cell.y]))); }}\n",
        PARTICLES * 8
    );
    let mut drawing = Drawing::new(&open(), &text, size);
    let sides = [size.width << 16, size.height << 16];
    let mut places: Vec<[u32; 2]> = (0..PARTICLES)
        .map(|id| {
            let x = id.wrapping_mul(52_429) % sides[0];
            let y = id.wrapping_mul(40_503) % sides[1];
            [x, y]
        })
        .collect();
    for frame in 0..60 {
        let mut density = vec![0_u32; (size.width * size.height) as usize];
        for (id, [x, y]) in (0..).zip(&mut places) {
            *x = (*x + 9000 + id % 977) % sides[0];
            *y = (*y + 4000 + id % 1663) % sides[1];
            density[((*x >> 16) + size.width * (*y >> 16)) as usize] += 1;
        }
        let drawn: Vec<u32> = drawing
            .frame(frame)
            .iter()
            .map(|texel| texel[0] as u32)
            .collect();
        assert_eq!(drawn, density, "frame {frame}");
    }
}

#[test]
fn compute_stores_to_targets_and_the_picture() {
    let text = "//! [[pass]]\n//! entry = \"store\"\n//! target = \"a\"\n\
        //! [[pass]]\n//! entry = \"show\"\n\
        @group(0) @binding(0) var a: texture_2d<f32>;\n\
        @group(0) @binding(1) var a_out: texture_storage_2d<r32float, write>;\n\
        @group(0) @binding(2) var picture_out: texture_storage_2d<rgba16float, write>;\n\
        @compute @workgroup_size(8, 8) fn store(@builtin(global_invocation_id) id: vec3u) {\n\
          textureStore(a_out, id.xy, textureLoad(a, id.xy, 0) + vec4f(f32(id.x + 1u))); }\n\
        @compute @workgroup_size(8, 8) fn show(@builtin(global_invocation_id) id: vec3u) {\n\
          textureStore(picture_out, id.xy, vec4f(textureLoad(a, id.xy, 0).r)); }\n";
    let mut drawing = Drawing::new(&open(), text, SMALL);
    for index in 1..4_u64 {
        let texels = drawing.frame(index - 1);
        for (place, texel) in texels.iter().enumerate() {
            let x = place as u64 % u64::from(SMALL.width);
            assert_eq!(texel[0], ((x + 1) * index) as f32);
        }
    }
}

#[test]
fn texels_that_compute_leaves_stay_as_they_were_unless_cleared() {
    for (clear, expected) in [
        ("", [1.0, 2.0, 3.0]),
        ("//! clear = true\n", [0.0, 0.0, 3.0]),
    ] {
        let text = format!(
            "//! [[pass]]\n//! entry = \"one\"\n//! target = \"a\"\n{clear}//! dispatch = [1, 1, 1]\n\
             //! [[pass]]\n//! entry = \"image\"\n#import shaderpipe::frame\n\
             @group(0) @binding(0) var a: texture_2d<f32>;\n\
             @group(0) @binding(1) var a_out: texture_storage_2d<r32float, write>;\n\
             @compute @workgroup_size(1) fn one() {{\n\
               textureStore(a_out, vec2u(frame.index, 0u), vec4f(f32(frame.index + 1u))); }}\n\
             @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
               return vec4f(textureLoad(a, vec2u(p.xy), 0).r); }}\n"
        );
        let mut drawing = Drawing::new(&open(), &text, SMALL);
        assert_eq!(is_stateful(&text), clear.is_empty());
        drawing.frame(0);
        drawing.frame(1);
        let texels = drawing.frame(2);
        assert_eq!([texels[0][0], texels[1][0], texels[2][0]], expected);
    }
}

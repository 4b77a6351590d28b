//! Scenes made up for one way of having state each.

use shaderpipe::frame::Size;
use shaderpipe::render::{Quality, SsaaFilter};

use super::{SMALL, drawn_anew, goes_on, made, open};

/// A number for a place and a frame.
const NUMBER: &str = "#import shaderpipe::frame\n\
    fn number(p: vec4f) -> u32 {\n\
      let at = vec2u(p.xy);\n\
      return (at.x * 7919u + at.y * 104729u + frame.index * 31u) % 251u; }\n";

/// A target of this format that is gone on from, and shown.
fn counting(format: &str, keys: &str) -> String {
    let kind = match format {
        _ if format.ends_with("uint") => "u32",
        _ if format.ends_with("sint") => "i32",
        _ => "f32",
    };
    let value = match kind {
        "f32" => "fract(old + 0.37 * vec4f(f32(number(p)) / 251.0))",
        "u32" => "(old + vec4u(number(p))) % vec4u(200u, 100u, 90u, 3u)",
        _ => "(old + vec4i(i32(number(p)))) % 100",
    };
    let parts = match format {
        _ if format.starts_with("rgb") || format.starts_with("bgr") => 4,
        _ if format.starts_with("rg1") && format.ends_with("ufloat") => 4,
        _ if format.starts_with("rg") => 2,
        _ => 1,
    };
    let (of, take) = match parts {
        4 => (format!("vec4<{kind}>"), ""),
        2 => (format!("vec2<{kind}>"), ".xy"),
        _ => (kind.to_owned(), ".x"),
    };
    format!(
        "//! picture = {{ format = \"rgba32float\" }}\n\
         //! [[pass]]\n//! entry = \"count\"\n//! target = \"a\"\n//! format = \"{format}\"\n\
         {keys}//! [[pass]]\n//! entry = \"image\"\n{NUMBER}\
         @group(0) @binding(0) var a: texture_2d<{kind}>;\n\
         @fragment fn count(@builtin(position) p: vec4f) -> @location(0) {of} {{\n\
           let old = textureLoad(a, vec2u(p.xy), 0); let next = {value}; return next{take}; }}\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           return vec4f(textureLoad(a, vec2u(p.xy) % textureDimensions(a), 0)); }}\n"
    )
}

/// Three past frames of a target of this format, shown together.
pub(super) fn past(format: &str) -> String {
    format!(
        "//! [[pass]]\n//! entry = \"one\"\n//! target = \"a\"\n//! history = 3\n\
         //! format = \"{format}\"\n//! [[pass]]\n//! entry = \"image\"\n{NUMBER}\
         @group(0) @binding(0) var a_history: texture_2d_array<f32>;\n\
         @fragment fn one(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           return vec4f(f32(number(p)) / 251.0); }}\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           let at = vec2u(p.xy);\n\
           return vec4f(textureLoad(a_history, at, 0u, 0).r, textureLoad(a_history, at, 1u, 0).r,\n\
             textureLoad(a_history, at, 2u, 0).r, 1.0); }}\n"
    )
}

/// That the state is needed, and enough.
fn holds(text: &str, size: Size, quality: Quality) -> u64 {
    let gpu = open();
    let mut bytes = 0;
    // Whichever of two textures is in front, and wherever past frames are.
    for first in [1, 2, 3, 8] {
        let (state, is_needed) = goes_on(&gpu, &made(text, size, quality), first);
        assert!(is_needed, "nothing shows before frame {first}: {text}");
        bytes = state.bytes();
    }
    bytes
}

#[test]
fn targets_of_every_format() {
    let gpu = open();
    let mut count = 0;
    for format in [
        "r8unorm",
        "r8snorm",
        "r8uint",
        "r8sint",
        "r16unorm",
        "r16snorm",
        "r16uint",
        "r16sint",
        "r16float",
        "rg8unorm",
        "rg8snorm",
        "rg8uint",
        "rg8sint",
        "r32uint",
        "r32sint",
        "r32float",
        "rg16unorm",
        "rg16snorm",
        "rg16uint",
        "rg16sint",
        "rg16float",
        "rgba8unorm",
        "rgba8unorm-srgb",
        "rgba8snorm",
        "rgba8uint",
        "rgba8sint",
        "bgra8unorm",
        "bgra8unorm-srgb",
        "rgb10a2uint",
        "rgb10a2unorm",
        "rg11b10ufloat",
        "rg32uint",
        "rg32sint",
        "rg32float",
        "rgba16unorm",
        "rgba16snorm",
        "rgba16uint",
        "rgba16sint",
        "rgba16float",
        "rgba32uint",
        "rgba32sint",
        "rgba32float",
    ] {
        let job = made(&counting(format, ""), SMALL, Quality::default());
        // Not every device draws to all.
        let made = shaderpipe::render::Renderer::new(&gpu, &job.setup(), &|| false);
        if made.is_err() {
            continue;
        }
        let (_, is_needed) = goes_on(&gpu, &job, 3);
        assert!(is_needed, "{format}");
        count += 1;
    }
    assert!(count >= 30, "{count}");
}

#[test]
fn targets_in_turns_and_runs() {
    for keys in ["", "//! repeat = 3\n", "//! repeat = 2\n"] {
        holds(&counting("r32float", keys), SMALL, Quality::default());
    }
    let blurred = Quality {
        motion_blur: 3,
        ..Quality::default()
    };
    holds(&counting("r32float", ""), SMALL, blurred);
}

#[test]
fn past_frames_and_no_more() {
    let bytes = holds(&past("rgba16float"), SMALL, Quality::default());
    // One byte for each pass; the target itself is drawn anew.
    assert_eq!(bytes, 2 + 3 * 8 * 61 * 34);
}

#[test]
fn layers() {
    let text = format!(
        "//! [[pass]]\n//! entry = \"one\"\n//! target = \"a\"\n//! layers = 3\n//! format = \"r32float\"\n\
         //! [[pass]]\n//! entry = \"image\"\n#import shaderpipe::this_pass\n{NUMBER}\
         @group(0) @binding(0) var a: texture_2d_array<f32>;\n\
         @fragment fn one(@builtin(position) p: vec4f) -> @location(0) f32 {{\n\
           return fract(0.7 * textureLoad(a, vec2u(p.xy), this_pass.run, 0).r\n\
             + f32(number(p)) / 251.0 + 0.1 * f32(this_pass.run)); }}\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           let at = vec2u(p.xy);\n\
           return vec4f(textureLoad(a, at, 0u, 0).r, textureLoad(a, at, 1u, 0).r,\n\
             textureLoad(a, at, 2u, 0).r, 1.0); }}\n"
    );
    holds(&text, SMALL, Quality::default());
}

#[test]
fn texels_that_are_left() {
    let text = format!(
        "//! [[pass]]\n//! entry = \"image\"\n{NUMBER}\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           if number(p) % 5u != frame.index % 5u {{ discard; }}\n\
           return vec4f(f32(number(p)) / 251.0); }}\n"
    );
    let bytes = holds(&text, SMALL, Quality::default());
    assert_eq!(bytes, 1 + 8 * 61 * 34);
}

#[test]
fn a_picture_that_is_gone_on_from() {
    let text = format!(
        "//! [[pass]]\n//! entry = \"image\"\n{NUMBER}\
         @group(0) @binding(0) var picture: texture_2d<f32>;\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           return fract(textureLoad(picture, vec2u(p.xy), 0) + f32(number(p)) / 251.0); }}\n"
    );
    holds(&text, SMALL, Quality::default());
}

#[test]
fn what_runs_in_frame_0_only() {
    let once = "//! [[pass]]\n//! entry = \"first\"\n//! target = \"a\"\n//! once = true\n\
        //! [[pass]]\n//! entry = \"image\"\n";
    let text = format!(
        "{once}{NUMBER}@group(0) @binding(0) var a: texture_2d<f32>;\n\
         @fragment fn first(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           return vec4f(f32(number(p)) / 251.0 + f32(frame.index)); }}\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           return textureLoad(a, vec2u(p.xy), 0) + f32(frame.index); }}\n"
    );
    holds(&text, SMALL, Quality::default());
    // The picture itself, in as many samples as it has pixels, and in more.
    let text = format!(
        "//! [[pass]]\n//! entry = \"image\"\n//! once = true\n{NUMBER}\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           return vec4f(f32(number(p)) / 251.0 + f32(frame.index)); }}\n"
    );
    for ssaa in [1.0, 2.0] {
        let quality = Quality {
            ssaa,
            filter: SsaaFilter::Box,
            ..Quality::default()
        };
        holds(&text, SMALL, quality);
    }
}

#[test]
fn storage_of_compute_passes() {
    let text = format!(
        "//! [[pass]]\n//! entry = \"step\"\n//! target = \"a\"\n//! format = \"r32uint\"\n\
         //! [[pass]]\n//! entry = \"image\"\n{NUMBER}\
         @group(0) @binding(0) var a: texture_2d<u32>;\n\
         @group(0) @binding(1) var a_out: texture_storage_2d<r32uint, write>;\n\
         @compute @workgroup_size(8, 8) fn step(@builtin(global_invocation_id) id: vec3u) {{\n\
           let n = number(vec4f(vec2f(id.xy), 0.0, 1.0));\n\
           if n % 3u == 0u {{ return; }}\n\
           textureStore(a_out, id.xy, vec4u(textureLoad(a, id.xy, 0).r * 3u + n)); }}\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           return vec4f(f32(textureLoad(a, vec2u(p.xy), 0).r % 251u) / 251.0); }}\n"
    );
    holds(&text, SMALL, Quality::default());
}

#[test]
fn buffers() {
    let text = format!(
        "//! [buffers.sums]\n//! per_pixel = 4\n//! [buffers.scratch]\n//! per_pixel = 4\n//! clear = true\n\
         //! [[pass]]\n//! entry = \"step\"\n//! dispatch = [8, 34, 1]\n\
         //! [[pass]]\n//! entry = \"image\"\n{NUMBER}\
         @group(0) @binding(0) var<storage, read_write> sums: array<u32>;\n\
         @group(0) @binding(1) var<storage, read_write> scratch: array<u32>;\n\
         @compute @workgroup_size(8, 1) fn step(@builtin(global_invocation_id) id: vec3u) {{\n\
           if id.x >= 61u {{ return; }}\n\
           let at = id.x + 61u * id.y;\n\
           sums[at] = sums[at] * 3u + number(vec4f(vec2f(id.xy), 0.0, 1.0));\n\
           scratch[at] += 7u; }}\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           let at = u32(p.x) + 61u * u32(p.y);\n\
           return vec4f(f32(sums[at] % 251u) / 251.0, f32(scratch[at]), 0.0, 1.0); }}\n"
    );
    let bytes = holds(&text, SMALL, Quality::default());
    // One byte for each pass, and what is not cleared.
    assert_eq!(bytes, 2 + 4 * 61 * 34);
}

#[test]
fn what_is_larger_than_is_copied_at_once() {
    let gpu = open();
    let text = counting("rgba32float", "//! size = [1031, 1500]\n");
    let (state, is_needed) = goes_on(&gpu, &made(&text, SMALL, Quality::default()), 1);
    assert!(is_needed);
    assert_eq!(state.bytes(), 2 + 16 * 1031 * 1500);
    let text = "//! [buffers.sums]\n//! size = 20000004\n\
        //! [[pass]]\n//! entry = \"step\"\n//! dispatch = [1, 1, 1]\n//! [[pass]]\n//! entry = \"image\"\n\
        @group(0) @binding(0) var<storage, read_write> sums: array<u32, 5000001>;\n\
        @compute @workgroup_size(1) fn step() { sums[0] += 1u; sums[4500000] += 2u; sums[5000000] += 3u; }\n\
        @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
          return vec4f(f32(sums[0]), f32(sums[4500000]), f32(sums[5000000]), 1.0); }\n";
    let (_, is_needed) = goes_on(&gpu, &made(text, SMALL, Quality::default()), 2);
    assert!(is_needed);
}

#[test]
fn nothing_of_a_scene_that_every_frame_draws_anew() {
    let gpu = open();
    let (state, is_needed) = goes_on(&gpu, &made(drawn_anew(), SMALL, Quality::default()), 3);
    assert!(!is_needed);
    assert_eq!(state.bytes(), 1);
}

#[test]
fn a_picture_that_an_earlier_pass_reads() {
    let text = format!(
        "//! [[pass]]\n//! entry = \"dim\"\n//! target = \"a\"\n//! [[pass]]\n//! entry = \"image\"\n{NUMBER}\
         @group(0) @binding(0) var picture: texture_2d<f32>;\n\
         @group(0) @binding(1) var a: texture_2d<f32>;\n\
         @fragment fn dim(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           return 0.5 * textureLoad(picture, vec2u(p.xy), 0); }}\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           let at = vec2u(p.xy / frame.resolution * vec2f(textureDimensions(a)));\n\
           return textureLoad(a, at, 0) + f32(number(p)) / 251.0; }}\n"
    );
    for (ssaa, motion_blur) in [(1.0, 1), (2.0, 1), (1.0, 3)] {
        let quality = Quality {
            ssaa,
            motion_blur,
            ..Quality::default()
        };
        holds(&text, SMALL, quality);
    }
}

#[test]
fn what_is_drawn_over_what_was() {
    let text = "//! [[pass]]\n//! entry = \"dot\"\n//! vertex = \"place\"\n//! vertices = 6\n\
        //! blend = \"add\"\n//! target = \"a\"\n//! [[pass]]\n//! entry = \"image\"\n\
        #import shaderpipe::frame\n@group(0) @binding(0) var a: texture_2d<f32>;\n\
        @vertex fn place(@builtin(vertex_index) k: u32) -> @builtin(position) vec4f {\n\
          let turn = f32(frame.index) + 1.3 * f32(k);\n\
          return vec4f(cos(turn), sin(turn), 0.0, 1.0); }\n\
        @fragment fn dot() -> @location(0) vec4f { return vec4f(0.125); }\n\
        @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
          return textureLoad(a, vec2u(p.xy), 0); }\n";
    let bytes = holds(text, SMALL, Quality::default());
    assert_eq!(bytes, 2 + 8 * 61 * 34);
}

//! Pictures that are drawn in tiles are those that are drawn at once, byte for byte.

use shaderpipe::frame::Size;
use shaderpipe::render::{Quality, SsaaFilter};

use crate::{blurred, drawing, fine, open, ssaa};

const SIZE: Size = Size::new(61, 43);

/// Positions in every form, a derivative, and a hole that shows what was drawn before.
const SCENE: &str = "\
//! [[pass]]
//! entry = \"ground\"
//! [[pass]]
//! entry = \"holes\"
struct F { resolution: vec2f, time: f32 }
struct P { size: vec2f }
struct Given { @builtin(front_facing) front: bool, @builtin(position) at: vec4f }
struct Made { @location(0) color: vec4f }
@group(0) @binding(0) var<uniform> frame: F;
@group(1) @binding(0) var<uniform> this_pass: P;
fn wave(p: vec2f) -> f32 { return sin(0.31 * p.x + 5.0 * frame.time) * cos(0.27 * p.y); }
@fragment
fn ground(given: Given) -> Made {
    let uv = given.at.xy / this_pass.size;
    return Made(vec4f(uv, 0.5 + 0.5 * wave(given.at.xy), select(0.5, 1.0, given.front)));
}
@fragment
fn holes(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let value = wave(position.yx);
    let slope = fwidth(value);
    if value < 0.0 { discard; }
    return vec4f(value, slope, position.x / frame.resolution.x, 1.0);
}
";

fn assert_same(scene: &str, quality: Quality) {
    let gpu = open();
    let at_once = drawing(&gpu, scene, SIZE, quality).frame(2);
    for scratch_bytes in [200_000, 20_000] {
        let tiled = Quality {
            scratch_bytes,
            ..quality
        };
        let drawn = drawing(&gpu, scene, SIZE, tiled).frame(2);
        let wrong = at_once.iter().zip(&drawn).position(|(a, b)| a != b);
        assert_eq!(wrong, None, "{tiled:?}: the first texel that differs");
    }
    // It is not of one colour.
    assert!(at_once.iter().any(|texel| *texel != at_once[0]));
}

#[test]
fn tiles_are_the_whole() {
    for filter in SsaaFilter::ALL {
        for factor in [1.5, 2.0, 3.0] {
            let quality = Quality {
                filter,
                ..ssaa(factor)
            };
            assert_same(SCENE, quality);
        }
    }
}

#[test]
fn tiles_of_moments_are_the_whole() {
    let quality = Quality {
        ssaa: 2.0,
        ..blurred(5, 360.0)
    };
    assert_same(SCENE, quality);
}

#[test]
fn vertices_are_drawn_in_tiles() {
    let scene = "\
//! [[pass]]
//! entry = \"paint\"
//! vertex = \"place\"
//! vertices = 3
//! instances = 20
//! depth = true
//! clear = [0.1, 0.2, 0.3, 1.0]
struct Corner { @builtin(position) at: vec4f, @location(0) color: vec3f }
@vertex
fn place(@builtin(vertex_index) corner: u32, @builtin(instance_index) index: u32) -> Corner {
    let angle = f32(index) * 2.4 + f32(corner) * 2.0944;
    let centre = 0.7 * vec2f(cos(f32(index) * 1.7), sin(f32(index) * 0.9));
    let at = centre + 0.4 * vec2f(cos(angle), sin(angle));
    return Corner(vec4f(at, f32(index) / 20.0, 1.0), fract(vec3f(0.31, 0.57, 0.83) * f32(index)));
}
@fragment
fn paint(corner: Corner) -> @location(0) vec4f {
    return vec4f(corner.color * fract(corner.at.x * 0.05), 1.0);
}
";
    assert_same(scene, ssaa(2.0));
}

#[test]
fn passes_around_the_picture_are_drawn_once() {
    let scene = "\
//! [[pass]]
//! entry = \"before\"
//! target = \"field\"
//! [[pass]]
//! entry = \"shown\"
//! [[pass]]
//! entry = \"behind\"
//! target = \"unused\"
@group(0) @binding(0) var field: texture_2d<f32>;
@group(0) @binding(1) var picture: texture_2d<f32>;
@group(0) @binding(2) var linear_sampler: sampler;
struct F { resolution: vec2f }
@group(0) @binding(3) var<uniform> frame: F;
@fragment
fn before(@builtin(position) p: vec4f) -> @location(0) vec4f { return vec4f(fract(p.xy * 0.37), 0.5, 1.0); }
@fragment
fn shown(@builtin(position) p: vec4f) -> @location(0) vec4f {
    return textureSample(field, linear_sampler, p.xy / frame.resolution);
}
@fragment
fn behind(@builtin(position) p: vec4f) -> @location(0) vec4f { return textureLoad(picture, vec2u(p.xy), 0); }
";
    assert_same(scene, ssaa(2.0));
    assert_same(
        scene,
        Quality {
            ssaa: 2.0,
            ..blurred(3, 180.0)
        },
    );
}

#[test]
fn what_cannot_be_drawn_in_tiles_says_why() {
    let compute = "\
//! [[pass]]
//! entry = \"fill\"
//! clear = true
@group(0) @binding(0) var picture_out: texture_storage_2d<rgba16float, write>;
@compute @workgroup_size(8, 8)
fn fill(@builtin(global_invocation_id) id: vec3u) {
    textureStore(picture_out, id.xy, vec4f(1.0));
}
";
    let again = "\
//! [[pass]]
//! entry = \"one\"
//! [[pass]]
//! entry = \"two\"
@group(0) @binding(0) var picture: texture_2d<f32>;
@fragment fn one(@builtin(position) p: vec4f) -> @location(0) vec4f { return fract(p); }
@fragment fn two(@builtin(position) p: vec4f) -> @location(0) vec4f {
    return textureLoad(picture, vec2u(p.yx), 0);
}
";
    let gpu = open();
    let tiled = Quality {
        scratch_bytes: 20_000,
        ..ssaa(2.0)
    };
    for (scene, why) in [
        (compute, "`fill` computes"),
        (again, "`two` reads the picture"),
    ] {
        let error = fine(&gpu, scene, SIZE, tiled).err().expect("an error");
        for words in [why, "122x86", "--ssaa", "target"] {
            assert!(error.contains(words), "{words:?} is not in {error}");
        }
        // At once it can.
        drawing(&gpu, scene, SIZE, ssaa(2.0)).frame(0);
    }
    let nothing = Quality {
        scratch_bytes: 10,
        ..ssaa(2.0)
    };
    let error = fine(&gpu, SCENE, SIZE, nothing).err().expect("an error");
    assert!(error.contains("not even a tile"), "{error}");
}

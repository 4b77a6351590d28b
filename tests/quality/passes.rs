//! Which passes are drawn more finely, and which run at every moment.

use shaderpipe::frame::{Input, Size};
use shaderpipe::render::{Quality, Unfit};
use shaderpipe::scene::{Scene, Source};
use shaderpipe::shader::compile;

use crate::{blurred, drawing, open, ssaa};

const SIZE: Size = Size::new(16, 8);

/// What `quality` becomes for a scene.
fn fit(scene: &str, quality: Quality) -> (Quality, Option<Unfit>) {
    let scene = Scene::parse(Source::new("scene.wgsl", scene)).unwrap();
    let program = compile(&scene).unwrap_or_else(|error| panic!("{error}"));
    quality.fit(&program)
}

#[test]
fn only_the_picture_is_drawn_more_finely() {
    let scene = "\
//! color = \"linear\"
//! [[pass]]
//! entry = \"measure\"
//! target = \"field\"
//! [[pass]]
//! entry = \"shown\"
struct F { resolution: vec2f }
struct P { size: vec2f }
@group(0) @binding(0) var field: texture_2d<f32>;
@group(0) @binding(1) var<uniform> frame: F;
@group(0) @binding(2) var<uniform> this_pass: P;
@fragment
fn measure() -> @location(0) vec4f { return vec4f(frame.resolution, this_pass.size); }
@fragment
fn shown(@builtin(position) p: vec4f) -> @location(0) vec4f {
    let texel = textureLoad(field, vec2u(0u), 0);
    if p.y < frame.resolution.y / 2.0 { return vec4f(frame.resolution, this_pass.size); }
    return texel * vec4f(1.0, 1.0, 1.0, 1.0) + vec4f(vec2f(textureDimensions(field)) * 100.0, 0.0, 0.0);
}
";
    let drawn = drawing(&open(), scene, SIZE, ssaa(2.0)).frame(0);
    assert_eq!(drawn[0], [32.0, 16.0, 32.0, 16.0]);
    assert_eq!(drawn[16 * 7], [1616.0, 808.0, 16.0, 8.0]);
}

/// A pass that counts frames in a target, one that counts in a buffer, and the picture of both; its
/// third value is different at every moment.
const COUNTERS: &str = "\
//! color = \"linear\"
//! [buffers.counter]
//! size = 4
//! [[pass]]
//! entry = \"count\"
//! target = \"counted\"
//! [[pass]]
//! entry = \"add\"
//! dispatch = [1, 1, 1]
//! [[pass]]
//! entry = \"shown\"
struct F { time: f32 }
@group(0) @binding(0) var counted: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> counter: array<u32>;
@group(0) @binding(2) var<uniform> frame: F;
@fragment
fn count() -> @location(0) vec4f { return textureLoad(counted, vec2u(), 0) + 1.0; }
@compute @workgroup_size(1)
fn add() { counter[0] += 1u; }
@fragment
fn shown() -> @location(0) vec4f {
    return vec4f(textureLoad(counted, vec2u(), 0).x, COUNTER, 10.0 * frame.time, 1.0);
}
";

#[test]
fn state_advances_once_a_frame() {
    // The picture's pass may not write what it reads.
    let scene = COUNTERS.replace("COUNTER", "0.0");
    assert_eq!(fit(&scene, blurred(8, 360.0)).1, None);
    let mut moving = drawing(&open(), &scene, SIZE, blurred(8, 360.0));
    for index in 0..4 {
        let frame = moving.frame(index);
        assert_eq!(frame[0][0], index as f32 + 1.0, "frame {index}");
        let moments = index as f32 + 3.5 / 8.0;
        assert!(
            (frame[0][2] - moments).abs() < 0.01,
            "frame {index}: {:?}",
            frame[0]
        );
    }
}

#[test]
fn preroll_leaves_the_state_that_drawing_does() {
    let scene = COUNTERS.replace("COUNTER", "0.0");
    let gpu = open();
    for quality in [Quality::default(), blurred(4, 180.0), ssaa(2.0)] {
        let mut whole = drawing(&gpu, &scene, SIZE, quality);
        for index in 0..5 {
            whole.frame(index);
        }
        let mut later = drawing(&gpu, &scene, SIZE, quality);
        let (renderer, timeline) = later.parts();
        let times: Vec<_> = (0..5).map(|index| timeline.at(index)).collect();
        let mut begun = 0;
        let told = &mut |_: &mut _, _: &_| {
            begun += 1;
            Input::default()
        };
        renderer
            .preroll(times.into_iter(), told, &|| false)
            .unwrap();
        assert_eq!(begun, 5);
        assert!(whole.frame(5) == later.frame(5), "{quality:?}");
    }
}

#[test]
fn the_picture_of_the_frame_before_is_the_finished_one() {
    // It is read before it is drawn: the mean of a frame's moments, at the output's size.
    let scene = "\
//! color = \"linear\"
//! [[pass]]
//! entry = \"keep\"
//! target = \"kept\"
//! [[pass]]
//! entry = \"shown\"
struct F { time: f32, resolution: vec2f }
@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var kept: texture_2d<f32>;
@group(0) @binding(2) var<uniform> frame: F;
@fragment
fn keep() -> @location(0) vec4f {
    let texel = textureLoad(picture, vec2u(textureDimensions(picture) - 1u), 0);
    return vec4f(texel.x, vec2f(textureDimensions(picture)), 1.0);
}
@fragment
fn shown() -> @location(0) vec4f {
    return vec4f(10.0 * frame.time, textureLoad(kept, vec2u(), 0).xyz);
}
";
    let quality = Quality {
        ssaa: 2.0,
        ..blurred(4, 360.0)
    };
    let gpu = open();
    let mut moving = drawing(&gpu, scene, SIZE, quality);
    let first = moving.frame(0);
    let second = moving.frame(1);
    assert!((first[0][0] - 0.375).abs() < 1e-3, "{:?}", first[0]);
    assert_eq!(second[0][1], first[0][0]);
    assert_eq!(second[0][2..], [16.0, 8.0]);
    // Also after a preroll.
    let mut later = drawing(&gpu, scene, SIZE, quality);
    let (renderer, timeline) = later.parts();
    let times = [timeline.at(0)];
    renderer
        .preroll(times.into_iter(), &mut |_, _| Input::default(), &|| false)
        .unwrap();
    assert!(later.frame(1) == second);
}

#[test]
fn a_pass_behind_the_picture_sees_its_pixels() {
    let scene = "\
//! color = \"linear\"
//! [[pass]]
//! entry = \"edge\"
//! [[pass]]
//! entry = \"look\"
//! target = \"seen\"
//! [[pass]]
//! entry = \"show\"
struct F { resolution: vec2f }
@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var seen: texture_2d<f32>;
@group(0) @binding(2) var<uniform> frame: F;
@fragment
fn edge(@builtin(position) p: vec4f) -> @location(0) vec4f {
    return vec4f(step(8.5 / 16.0, p.x / frame.resolution.x));
}
@fragment
fn look(@builtin(position) p: vec4f) -> @location(0) vec4f { return textureLoad(picture, vec2u(p.xy), 0); }
@fragment
fn show(@builtin(position) p: vec4f) -> @location(0) vec4f {
    return textureLoad(seen, vec2u(8u, 0u), 0);
}
";
    let drawn = drawing(&open(), scene, SIZE, ssaa(2.0)).frame(0);
    // Half of that pixel is white.
    assert!(drawn.iter().all(|texel| texel[0] == 0.5), "{:?}", drawn[0]);
}

#[test]
fn a_picture_with_state_is_drawn_plainly_and_says_so() {
    let feedback = "\
//! [[pass]]
//! entry = \"grow\"
@group(0) @binding(0) var picture: texture_2d<f32>;
@fragment
fn grow(@builtin(position) p: vec4f) -> @location(0) vec4f {
    return textureLoad(picture, vec2u(p.xy), 0) + 0.125;
}
";
    let gpu = open();
    let wanted = Quality {
        ssaa: 2.0,
        ..blurred(4, 180.0)
    };
    let (got, unfit) = fit(feedback, wanted);
    assert!(got.is_plain());
    let words = unfit.expect("a reason").to_string();
    for part in ["`grow`", "--ssaa", "--motion-blur", "target"] {
        assert!(words.contains(part), "{part:?} is not in {words}");
    }
    let mut plain = drawing(&gpu, feedback, SIZE, Quality::default());
    let mut asked = drawing(&gpu, feedback, SIZE, wanted);
    for index in 0..3 {
        assert!(plain.frame(index) == asked.frame(index), "frame {index}");
    }
    assert_eq!(plain.frame(3)[0][0], 0.5);
}

/// A scene whose picture is what `code` says, with a target `field` beside it.
fn reading(code: &str) -> String {
    format!(
        "\
//! [buffers.counts]
//! per_pixel = 4
//! [[pass]]
//! entry = \"measure\"
//! target = \"field\"
//! [[pass]]
//! entry = \"shown\"
#import shaderpipe::frame
#import shaderpipe::coordinates::centred
@group(0) @binding(0) var field: texture_2d<f32>;
@group(0) @binding(1) var linear_sampler: sampler;
@group(0) @binding(2) var<storage, read> counts: array<u32>;
var<private> place: vec2f;
fn texel(at: vec2f) -> vec4f {{ return textureLoad(field, vec2i(at), 0); }}
fn scaled(uv: vec2f) -> vec2f {{ return uv * vec2f(textureDimensions(field)); }}
fn placed() -> vec2f {{ return place; }}
@fragment
fn measure() -> @location(0) vec4f {{ return vec4f(1.0); }}
@fragment
fn shown(@builtin(position) p: vec4f) -> @location(0) vec4f {{
    let unused = counts[0];
    {code}
}}
"
    )
}

#[test]
fn what_is_read_by_the_pixels_that_are_drawn_keeps_the_picture_at_its_size() {
    for code in [
        "return textureLoad(field, vec2u(p.xy), 0);",
        "let size = textureDimensions(field); return textureLoad(field, min(vec2u(p.xy), size - 1u), 0);",
        "return texel(p.xy + 0.5);",
        "return texel(floor(p.xy / 4.0));",
        "return texel(p.xy / frame.resolution * frame.resolution);",
        "return texel((p.xy / frame.resolution + 1.0 / frame.resolution) * frame.resolution);",
        "var at = vec2i(0); for (var k = 0; k < 2; k++) { at += vec2i(p.xy); } return texel(vec2f(at));",
        "var at = vec2f(0.0); if p.x > 2.0 { at = p.xy; } return texel(at);",
        "place = p.xy; return texel(placed());",
        "var at = p.xy; at.y = 0.0; return texel(at);",
        "var at = vec2f(0.0); for (var k = 0; k < 2; k++) { at.x += p.x; } return texel(at);",
        "return texel(frame.resolution / 2.0);",
        "return textureSample(field, linear_sampler, p.xy / vec2f(textureDimensions(field)));",
        "return vec4f(f32(counts[u32(p.x) + u32(p.y) * u32(frame.resolution.x)]));",
    ] {
        let (got, unfit) = fit(&reading(code), ssaa(2.0));
        assert_eq!(got.ssaa, 1.0, "{code}");
        let Some(Unfit::ByPixel { entry, read }) = unfit else {
            panic!("{code}: {unfit:?}");
        };
        assert_eq!(entry, "shown");
        assert!(
            ["field", "counts"].contains(&read.name.as_str()),
            "{read:?}"
        );
        assert!(read.place.unwrap().starts_with("scene.wgsl:"));
    }
}

#[test]
fn what_is_read_by_parts_of_the_picture_is_drawn_more_finely() {
    for code in [
        "return textureLoad(field, vec2u(0u), 0);",
        "return texel(scaled(p.xy / frame.resolution));",
        "return texel(scaled((p.xy + 0.5) / frame.resolution.y) + vec2f(1.0));",
        "var uv = p.xy; uv /= frame.resolution; return texel(scaled(uv));",
        "return texel(scaled(p.xy * (1.0 / frame.resolution)));",
        "return textureSample(field, linear_sampler, p.xy / frame.resolution + 1.0 / frame.resolution);",
        "return textureSample(field, linear_sampler, 0.5 + 0.5 * centred(p.xy, frame.resolution));",
        "return textureSample(field, linear_sampler, vec2f(fract(sin(dot(p.xy, vec2f(12.9, 78.2))) * 43758.5)));",
        "let parity = u32(p.x) % 2u; return vec4f(f32(parity)) + texel(scaled(p.xy / frame.resolution));",
        "return vec4f(f32(counts[0]));",
        "var uv = p.xy; uv.x /= frame.resolution.x; uv.y /= frame.resolution.y; return texel(scaled(uv));",
    ] {
        let (got, unfit) = fit(&reading(code), ssaa(2.0));
        assert_eq!((got.ssaa, unfit), (2.0, None), "{code}");
    }
}

#[test]
fn a_picture_beside_a_target_keeps_its_size_and_is_blurred() {
    let scene = "\
//! color = \"linear\"
//! [[pass]]
//! entry = \"both\"
//! target = [\"picture\", \"other\"]
struct F { time: f32, resolution: vec2f }
struct Both { @location(0) color: vec4f, @location(1) other: vec4f }
@group(0) @binding(0) var<uniform> frame: F;
@fragment
fn both() -> Both { return Both(vec4f(10.0 * frame.time, frame.resolution, 1.0), vec4f(1.0)); }
";
    let wanted = Quality {
        ssaa: 2.0,
        ..blurred(4, 360.0)
    };
    let (got, unfit) = fit(scene, wanted);
    assert_eq!((got.ssaa, got.motion_blur), (1.0, 4));
    assert!(matches!(unfit, Some(Unfit::Shared { entry }) if entry == "both"));
    let drawn = drawing(&open(), scene, SIZE, wanted).frame(0);
    assert!((drawn[0][0] - 0.375).abs() < 1e-3, "{:?}", drawn[0]);
    assert_eq!(drawn[0][1..3], [16.0, 8.0]);
}

//! Whole scenes through the compiler: what binds to what, and where each mistake is reported.

mod depth;

use super::*;
use crate::scene::{SceneError, Source};

fn try_compile(text: &str) -> Result<Program, String> {
    let scene = match Scene::parse(Source::new("test.wgsl", text)) {
        Ok(scene) => scene,
        Err(SceneError::Invalid(error)) => return Err(error.to_string()),
        Err(error) => return Err(error.to_string()),
    };
    compile(&scene).map_err(|error| error.to_string())
}

fn error(text: &str) -> String {
    try_compile(text).unwrap_err()
}

const IMAGE: &str = "@fragment fn image() -> @location(0) vec4f { return vec4f(1.0); }\n";

#[test]
fn an_imported_frame_and_own_params_bind_by_name() {
    let program = try_compile(
        "//! [params.speed]\n//! default = 2.0\n#import shaderpipe::frame\n\
         struct Params { tint: vec3f, speed: f32, }\n\
         @group(0) @binding(0) var<uniform> params: Params;\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
         return vec4f(params.tint * frame.time * params.speed, p.x / frame.resolution.x); }\n",
    )
    .unwrap();
    let entries: Vec<&str> = program
        .passes
        .iter()
        .map(|pass| pass.entry.as_str())
        .collect();
    assert_eq!(entries, ["image"]);
    assert!(!program.is_stateful());
    let mut names: Vec<_> = program
        .bindings
        .iter()
        .map(|binding| binding.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["frame", "params"]);
    let mut bytes = [0; 16];
    program.params[0].write(&[1.0, 0.5, 0.0], &mut bytes);
    program.params[1].write(&program.params[1].default, &mut bytes);
    let floats: &[f32] = bytemuck::cast_slice(&bytes);
    assert_eq!(floats, [1.0, 0.5, 0.0, 2.0]);
}

#[test]
fn a_scene_may_declare_any_subset_of_frame_itself() {
    let program = try_compile(&format!(
        "struct F {{ index: u32, mouse: vec4f, time: f32 }}\n\
         @group(3) @binding(7) var<uniform> frame: F;\n{IMAGE}"
    ))
    .unwrap();
    let Resource::Frame { bytes, slots } = &program.bindings[0].resource else {
        panic!("{:?}", program.bindings);
    };
    let slots: Vec<_> = slots.iter().map(|slot| (slot.field, slot.offset)).collect();
    let expected = [
        (FrameField::Index, 0),
        (FrameField::Mouse, 16),
        (FrameField::Time, 32),
    ];
    assert_eq!((*bytes, slots.as_slice()), (48, expected.as_slice()));
    let binding = program
        .module
        .global_variables
        .iter()
        .next()
        .unwrap()
        .1
        .binding;
    assert_eq!(
        binding,
        Some(naga::ResourceBinding {
            group: 0,
            binding: 0
        })
    );
}

#[test]
fn mistakes_are_reported_in_the_authors_lines_and_columns() {
    let frame = "#import shaderpipe::frame\n";
    for (text, place, expected) in [
        ("fn f() { let x = oops; }\n".to_owned() + IMAGE, "1:18", "oops"),
        (frame.to_owned() + "fn f() -> f32 { return frame.time * oops; }\n" + IMAGE, "2:37", "oops"),
        (frame.to_owned() + "fn f() -> i32 { return frame.time; }\n" + IMAGE, "2:24", "returns f32, and declares i32"),
        ("fn f() -> i32 { return 1.5; }\n".to_owned() + IMAGE, "1:24", "i32(x)"),
        ("fn f( {}\n".to_owned() + IMAGE, "1:7", "expected"),
        ("#import shaderpipe::frmae\nfn f() -> f32 { return frmae.time; }\n".to_owned() + IMAGE, "1:9", "did you mean `shaderpipe::frame`?"),
        ("#import shaderpip::noise\nfn f() -> f32 { return noise::fbm(); }\n".to_owned() + IMAGE, "1:9", "did you mean"),
        ("#import shaderpipe::{frame\n".to_owned() + IMAGE, "1:22", "a `}` is missing"),
        ("@group(0) @binding(0) var<uniform> parms: vec4f;\n".to_owned() + IMAGE, "1:", "did you mean `params`?"),
        (frame.to_owned() + "@group(0) @binding(0) var noise_map: texture_2d<f32>;\n" + IMAGE, "2:", "[textures.noise_map]"),
        ("struct P { m: mat4x4f }\n@group(0) @binding(0) var<uniform> params: P;\n".to_owned() + IMAGE, "1:12", "the types are f32"),
        ("@group(0) @binding(0) var<uniform> params: f32;\n".to_owned() + IMAGE, "1:", "must be a uniform of a struct type"),
        ("struct F { tiem: f32 }\n@group(0) @binding(0) var<uniform> frame: F;\n".to_owned() + IMAGE, "1:12", "did you mean `time`?"),
        ("struct F { time: u32 }\n@group(0) @binding(0) var<uniform> frame: F;\n".to_owned() + IMAGE, "1:12", "must be declared as f32"),
        ("//! [params.spd]\nstruct P { speed: f32 }\n@group(0) @binding(0) var<uniform> params: P;\n".to_owned() + IMAGE, "1:", "declares no parameter `spd`"),
        ("//! [params.n]\n//! default = 1.5\nstruct P { n: i32 }\n@group(0) @binding(0) var<uniform> params: P;\n".to_owned() + IMAGE, "2:15", "default = -3"),
        (IMAGE.to_owned() + "@fragment fn other() -> @location(0) vec4f { return vec4f(); }\n", "2:14", "several"),
        ("@fragment fn image() -> @location(0) vec3f { return vec3f(); }\n".to_owned(), "1:14", "vec4f"),
        ("@fragment fn image(@location(0) uv: vec2f) -> @location(0) vec4f { return vec4f(); }\n".to_owned(), "1:14", "builtin(position)"),
    ] {
        let error = error(&text);
        assert!(error.contains(&format!("test.wgsl:{place}")), "{place} {expected}\n{error}");
        assert!(error.contains(expected), "{expected}\n{error}");
    }
    assert!(error("fn f() {}").contains("no fragment entry point"));
    assert!(error(" \n\n").contains("the scene is empty"));
}

#[test]
fn parameters_are_checked_against_type_and_range() {
    let program = try_compile(&format!(
        "//! params.speed = {{ min = 0, max = 4 }}\n\
         struct P {{ speed: f32, count: i32, on: u32, tint: vec3f }}\n\
         @group(0) @binding(0) var<uniform> params: P;\n{IMAGE}"
    ))
    .unwrap();
    let mut values = ParamValues::new(&program.params);
    for (name, text) in [
        ("speed", "4"),
        ("count", "-3"),
        ("on", "true"),
        ("tint", "1, 0.5, 0"),
    ] {
        values.set(name, text).unwrap();
    }
    for (name, text, expected) in [
        ("speed", "5", "outside the range"),
        ("speed", "fast", "such as 0.5"),
        ("speed", "nan", "such as 0.5"),
        ("speed", "1e999", "such as 0.5"),
        ("count", "1.5", "whole number"),
        ("count", "3000000000", "whole number"),
        ("on", "-1", "0 or more"),
        ("tint", "1,2", "three numbers"),
        ("sped", "1", "did you mean 'speed'?"),
        ("zzzzz", "1", "it has speed, count, on, tint"),
    ] {
        let message = values.set(name, text).unwrap_err().to_string();
        assert!(message.contains(expected), "{name}={text}: {message}");
    }
}

/// Scenes that are being written: cut off anywhere, or with a part missing.
#[test]
fn scenes_in_parts_are_refused_without_a_panic() {
    let whole = "//! [params.speed]\n#import shaderpipe::{frame, noise::{value_2d as v}}\n\
                 #import shaderpipe::sdf\n/* é */ struct P { speed: f32, a1: array<vec2f, 2> }\n\
                 @group(0) @binding(0) var<uniform> params: P; // \"\n\
                 @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
                 let a = v(p.xy) + sdf::circle(p.xy, 1.5f) * frame.time; #import x\n\
                 return vec4f(a) * params.speed; }\n";
    let places = || whole.char_indices().map(|(at, _)| at);
    let cut = places().map(|at| whole[..at].to_owned());
    let missing = places().flat_map(|at| {
        let lengths = [1, 2, 5, 40].into_iter();
        lengths.map(move |length| {
            let end = whole.ceil_char_boundary((at + length).min(whole.len()));
            format!("{}{}", &whole[..at], &whole[end..])
        })
    });
    for text in cut.chain(missing) {
        let Ok(scene) = Scene::parse(Source::new("test.wgsl", &text)) else {
            continue;
        };
        for mistake in check(&scene) {
            let shown = mistake.to_string();
            assert!(!shown.contains("compiler failed"), "{shown}\n{text}");
        }
    }
}

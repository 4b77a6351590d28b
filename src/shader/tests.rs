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
        (frame.to_owned() + "@group(0) @binding(0) var noise_map: texture_2d<f32>;\n" + IMAGE, "2:", "a scene is given: frame, params"),
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

/// A folder of files of which `scene.wgsl` is the scene.
fn try_folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Result<Program, Vec<Diagnostic>>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let scene = Scene::load(&folder.path().join("scene.wgsl")).unwrap();
    let program = compile_deep(&scene, MAX_MISTAKES);
    (folder, program)
}

#[test]
fn files_import_from_files_and_from_the_library() {
    let (folder, program) = try_folder(&[
        (
            "scene.wgsl",
            "#import \"lib/shapes.wgsl\"::{disc as round, Shape, N1}\n\
             #import \"lib/shapes.wgsl\" as shapes\n#import \"lib/light.wgsl\"::glow\n\
             fn disc() -> f32 { return 1.0; }\n\
             @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
             let s = Shape(p.xy, disc(), array<f32, N1>()); var light = 0.5;\n\
             return vec4f(round(s) * shapes::twice(light) * glow(p.x)); }\n",
        ),
        (
            "lib/shapes.wgsl",
            "#import \"light.wgsl\" as light\n#import shaderpipe::sdf\n\
             const N1 = 2; alias F = f32; override O: f32 = 1.0;\n\
             struct Shape { p0: vec2f, r: F, disc: array<f32, N1> }\n\
             fn disc(disc: Shape) -> F { return sdf::circle(disc.p0, disc.r) + disc.disc[0] * O; }\n\
             fn twice(x: F) -> F { return 2.0 * x + light::glow(x); }\n\
             @fragment fn image() -> @location(0) vec4f { return vec4f(0.0); }\n",
        ),
        (
            "lib/light.wgsl",
            "#import shaderpipe::frame\nvar<private> n: i32;\n\
             fn glow(x: f32) -> f32 { n += 1; return x * frame.time; }\n",
        ),
    ]);
    let program = program.unwrap();
    let entries: Vec<_> = program
        .module
        .entry_points
        .iter()
        .map(|entry| &entry.name)
        .collect();
    assert_eq!(entries, ["image"]);
    let names: Vec<_> = program
        .bindings
        .iter()
        .map(|binding| &binding.name)
        .collect();
    assert_eq!(names, ["frame"]);
    let root = folder.path().canonicalize().unwrap();
    let sources: Vec<_> = program
        .sources
        .iter()
        .map(|path| path.canonicalize().unwrap())
        .collect();
    let expected = ["scene.wgsl", "lib/shapes.wgsl", "lib/light.wgsl"];
    assert_eq!(sources, expected.map(|name| root.join(name)));
}

#[test]
fn an_imported_entry_point_can_draw() {
    let (_folder, program) = try_folder(&[
        (
            "scene.wgsl",
            "//! [[pass]]\n//! entry = \"soften\"\n#import \"blur.wgsl\"::blur as soften\n",
        ),
        ("blur.wgsl", IMAGE.replace("image", "blur").as_str()),
    ]);
    assert_eq!(program.unwrap().passes[0].entry, "soften");
}

#[test]
fn what_two_files_declare_alike_is_one_resource() {
    let params = "struct P { speed: f32, tint: vec3<f32> }\n\
                  @group(0) @binding(0) var<uniform> params: P;\n\
                  var<private> own: f32;\n@group(0) @binding(1) var<storage, read_write> hits: array<P>;\n";
    let lib = format!(
        "// a comment\n{params}fn speed() -> f32 {{ own = 1.0; return hits[0].speed + params.speed; }}\n"
    );
    let scene = |params: &str| {
        format!(
            "//! [buffers.hits]\n//! size = 64\n#import \"lib.wgsl\"::speed\n{params}\
             @fragment fn image() -> @location(0) vec4f {{\n\
             return vec4f(params.tint * hits[1].speed, speed()); }}\n"
        )
    };
    let text = scene(&params.replace("@binding(0)", "@binding(7)"));
    let (_folder, program) =
        try_folder(&[("scene.wgsl", text.as_str()), ("lib.wgsl", lib.as_str())]);
    let program = program.unwrap();
    let names: Vec<_> = program
        .bindings
        .iter()
        .map(|binding| &binding.name)
        .collect();
    assert_eq!(names, ["params", "hits"]);
    assert_eq!(program.params.len(), 2);

    let text = scene(&params.replace("speed: f32,", "speed: f32, other: f32,"));
    let (_folder, program) =
        try_folder(&[("scene.wgsl", text.as_str()), ("lib.wgsl", lib.as_str())]);
    let error = program.unwrap_err()[0].to_string();
    for words in [
        "is declared here as another type",
        "scene.wgsl:",
        "lib.wgsl:",
    ] {
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn several_mistakes_are_told_each_in_its_file() {
    let (_folder, program) = try_folder(&[
        (
            "scene.wgsl",
            "#import \"lib.wgsl\"::{wave, two}\n#import shaderpipe::noise::fbm_2d\n\
             fn a() -> f32 { return fbm_2d(vec2f(), 1) + oops; }\nfn b() -> f32 { return a(); }\n\
             @fragment fn image() -> @location(0) vec4f {\n    return vec4f(wave(two), nope, b());\n}\n",
        ),
        (
            "lib.wgsl",
            "const two = 2.0;\nfn wave(x: f32) -> f32 { return x * y; }\nfn late() { let = 1; }\n",
        ),
    ]);
    let mistakes = program.unwrap_err();
    let places: Vec<_> = mistakes
        .iter()
        .map(|mistake| {
            let name = mistake
                .path()
                .file_name()
                .unwrap()
                .to_string_lossy()
                .into_owned();
            (name, mistake.position().unwrap().0)
        })
        .collect();
    let scene = |line| ("scene.wgsl".to_owned(), line);
    let lib = |line| ("lib.wgsl".to_owned(), line);
    assert_eq!(places, [lib(3), scene(3), lib(2), scene(6)], "{mistakes:?}");
}

#[test]
fn mistakes_of_imports_point_into_the_right_file() {
    for (lib, place, words) in [
        ("fn f() -> f32 { return 1 }\n", "lib.wgsl:1:26", "expected"),
        ("fn f() {\n", "lib.wgsl:1:8", "a `}` is missing"),
        ("\nfn f() -> i32 { return 1.5; }\n", "lib.wgsl:2:", "i32"),
        (
            "#import shaderpipe::noise::fbm\nfn f() {}\n",
            "lib.wgsl:1:28",
            "did you mean `fbm_",
        ),
        (
            "#import \"scene.wgsl\"::image\nfn f() {}\n",
            "lib.wgsl:1:9",
            "circle",
        ),
        (
            "#import \"lib.wgsl\"::f as g\nfn f() {}\n",
            "lib.wgsl:1:9",
            "imports itself",
        ),
        (
            "#import \"none.wgsl\"::g\nfn f() {}\n",
            "lib.wgsl:1:9",
            "no file 'none.wgsl'",
        ),
        ("fn g() {}\n", "scene.wgsl:1:21", "has no `f`"),
        (
            "fn f() { noise::fbm_2d(); }\n",
            "lib.wgsl:1:10",
            "add `#import shaderpipe::noise`",
        ),
        (
            "@group(0) @binding(0) var picure: texture_2d<f32>;\nfn f() {}\n",
            "lib.wgsl:1:23",
            "did you mean `picture`",
        ),
        (
            "struct F { tiem: f32 }\n@group(0) @binding(0) var<uniform> frame: F;\nfn f() {}\n",
            "lib.wgsl:1:12",
            "did you mean `time`",
        ),
    ] {
        let scene = format!("#import \"lib.wgsl\"::f\n{IMAGE}");
        let (_folder, program) = try_folder(&[("scene.wgsl", scene.as_str()), ("lib.wgsl", lib)]);
        let error = program.unwrap_err()[0].to_string();
        assert!(
            error.contains(place) && error.contains(words),
            "{lib}\n{place}\n{error}"
        );
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

//! Scenes of several files through the compiler: what is imported, and where each mistake is told.

use crate::scene::{Diagnostic, Scene};
use crate::shader::{MAX_MISTAKES, Program, compile_deep};

const IMAGE: &str = "@fragment fn image() -> @location(0) vec4f { return vec4f(1.0); }\n";

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
        .map(|source| source.path().canonicalize().unwrap())
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
fn an_entry_point_goes_by_each_name_that_a_pass_has_for_it() {
    let blur = "const source = 1.0;\n\
        @vertex fn corner() -> @builtin(position) vec4f { return vec4f(); }\n\
        @fragment fn blur() -> @location(0) vec4f { return vec4f(0.5); }\n";
    let imports = "#import \"blur.wgsl\"::{blur}\n#import \"blur.wgsl\"::{blur as soften, corner}\n\
        #import \"blur.wgsl\" as other\n#import \"./blur.wgsl\" as same\n";
    let scene = |passes: &[&str]| {
        let passes = passes
            .iter()
            .map(|pass| format!("//! [[pass]]\n//! entry = {pass}\n"));
        let text = passes.collect::<String>() + imports;
        let files = [("scene.wgsl", text.as_str()), ("blur.wgsl", blur)];
        let (_folder, program) = try_folder(&files);
        let names = |program: Program| {
            let passes = program.passes.iter();
            passes.map(|pass| pass.entry.clone()).collect::<Vec<_>>()
        };
        program.map(names)
    };
    // Maps are in another order in every run.
    for _ in 0..8 {
        let all = scene(&[
            "\"blur\"\n//! target = \"a\"",
            "\"soften\"\n//! target = \"b\"\n//! vertex = \"other::corner\"\n//! vertices = 3",
            "\"other::blur\"\n//! target = \"c\"",
            "\"same::blur\"",
        ]);
        let expected = ["blur", "soften", "other::blur", "same::blur"];
        assert_eq!(all.unwrap(), expected);
        assert_eq!(scene(&["\"soften\""]).unwrap(), ["soften"]);
        // Whatever the one picture is called.
        assert_eq!(scene(&[]).unwrap(), ["blur"]);
    }
    for (entry, words) in [
        ("other::blurr", "the WGSL has no entry point `other::blurr`"),
        ("source", "the WGSL has no entry point `source`"),
        (
            "nothing::blur",
            "the WGSL has no entry point `nothing::blur`",
        ),
    ] {
        let mistakes = scene(&[&format!("\"{entry}\"")]).unwrap_err();
        assert!(mistakes[0].to_string().contains(words), "{}", mistakes[0]);
    }
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

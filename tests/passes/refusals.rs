//! What an adapter cannot do is told at the scene's own line, before anything is made.

use shaderpipe::frame::Size;
use shaderpipe::render::{Quality, Renderer, Setup};
use shaderpipe::scene::{Scene, Source};
use shaderpipe::shader::{ParamValues, compile};

use super::open;

const IMAGE: &str = "@fragment fn image() -> @location(0) vec4f { return vec4f(1.0); }\n";

fn refusal(text: &str, size: Size) -> String {
    let scene = Scene::parse(Source::new("scene.wgsl", text)).unwrap();
    let program = compile(&scene).unwrap_or_else(|error| panic!("{error}"));
    let setup = Setup {
        scene: &scene,
        program: &program,
        params: &ParamValues::new(&program.params),
        size,
        media: &(),
        quality: Quality::default(),
        seed: 0,
        is_live: false,
    };
    match Renderer::new(&open(), &setup, &|| false) {
        Ok(_) => panic!("it is drawn: {text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_the_adapter_cannot_do_names_its_line_and_a_way_out() {
    let pass = |keys: &str| {
        format!(
            "//! [[pass]]\n//! entry = \"a\"\n//! target = \"t\"\n{keys}//! [[pass]]\n\
             //! entry = \"image\"\n"
        )
    };
    let draws = "@fragment fn a() -> @location(0) vec4f { return vec4f(1.0); }\n";
    let small = Size::new(16, 16);
    for (text, size, expected) in [
        (pass("//! size = 16\n") + draws, Size::new(8192, 16), &["scene.wgsl:3", "smaller `size`"][..]),
        (
            pass("//! format = \"r32uint\"\n//! vertex = \"v\"\n//! blend = \"add\"\n")
                + "@vertex fn v() -> @builtin(position) vec4f { return vec4f(); }\n\
                   @fragment fn a() -> @location(0) u32 { return 1u; }\n",
            small,
            &["scene.wgsl:4", "blend in r32uint"],
        ),
        (
            "//! buffers.b.per_pixel = 4\n".to_owned()
                + "@group(0) @binding(0) var<storage, read_write> b: array<vec4f, 99>;\n"
                + "@fragment fn image() -> @location(0) vec4f { return b[0]; }\n//",
            small,
            &["scene.wgsl:1", "1024 bytes", "1584"],
        ),
        (
            "//! buffers.b.size = 1099511627776\n".to_owned()
                + "@group(0) @binding(0) var<storage, read_write> b: array<vec4f>;\n"
                + "@fragment fn image() -> @location(0) vec4f { return b[0]; }\n//",
            small,
            &["scene.wgsl:1", "at most"],
        ),
        (
            "//! [[pass]]\n//! entry = \"c\"\n//! dispatch = [1, 1, 1]\n//! [[pass]]\n//! entry = \"image\"\n\
             @compute @workgroup_size(2048, 4) fn c() {}\n".to_owned(),
            small,
            &["scene.wgsl:2", "workgroups of 2048"],
        ),
    ] {
        let text = text + IMAGE;
        let error = refusal(&text, size);
        assert!(expected.iter().all(|word| error.contains(word)), "{error}");
    }
}

#[test]
fn what_takes_more_memory_than_allowed_is_refused_before_it_is_made() {
    let text = "//! [[pass]]\n//! entry = \"a\"\n//! target = \"big\"\n//! size = [2048, 2048]\n\
        //! format = \"rgba32float\"\n//! [[pass]]\n//! entry = \"image\"\n\
        @fragment fn a() -> @location(0) vec4f { return vec4f(1.0); }\n"
        .to_owned()
        + IMAGE;
    let scene = Scene::parse(Source::new("scene.wgsl", &text)).unwrap();
    let program = compile(&scene).unwrap();
    let setup = Setup {
        scene: &scene,
        program: &program,
        params: &ParamValues::new(&program.params),
        size: Size::new(64, 64),
        media: &(),
        quality: Default::default(),
        seed: 0,
        is_live: false,
    };
    let gpu = open();
    assert!(gpu.memory_limit().is_none_or(|limit| limit > 64 << 20));
    let error =
        Renderer::new(&gpu.clone().with_memory_limit(64 << 20), &setup, &|| false).unwrap_err();
    let error = error.to_string();
    for word in ["65 MiB", "target `big`", "64 MiB", "--memory-limit"] {
        assert!(error.contains(word), "{word}: {error}");
    }
    Renderer::new(&gpu.with_memory_limit(66 << 20), &setup, &|| false).unwrap();
}

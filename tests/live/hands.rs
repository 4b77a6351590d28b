//! The keyboard and the view that is turned.

use shaderpipe::frame::{Input, InputEvent, Key, Orbit};
use shaderpipe::scene::{Scene, Source};
use shaderpipe::shader::compile;

use super::{Drawing, SMALL, open};

#[test]
fn keys_are_a_texture_of_three_rows() {
    let scene = "@group(0) @binding(0) var keyboard: texture_2d<f32>;\n\
        @group(0) @binding(1) var keyboard_sampler: sampler;\n\
        @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
          let code = select(37, 65, p.x > 1.0);\n\
          let held = textureSampleLevel(keyboard, keyboard_sampler, vec2f(f32(code) + 0.5, 0.5) / vec2f(256.0, 3.0), 0.0).x;\n\
          return vec4f(held, textureLoad(keyboard, vec2i(code, 1), 0).x,\n\
            textureLoad(keyboard, vec2i(code, 2), 0).x, f32(textureDimensions(keyboard).x)); }\n";
    let gpu = open();
    let mut drawing = Drawing::live(&gpu, scene, SMALL);
    let mut input = Input::default();
    let none = [0.0, 0.0, 0.0, 256.0];
    assert_eq!(drawing.told(0, &input)[..2], [none, none]);
    let left = Key::named("ArrowLeft").unwrap();
    input.apply(&InputEvent::KeyDown(left));
    assert_eq!(drawing.told(1, &input)[..2], [[1.0, 1.0, 1.0, 256.0], none]);
    input.end_frame();
    assert_eq!(drawing.told(2, &input)[0], [1.0, 0.0, 1.0, 256.0]);
    input.apply(&InputEvent::KeyUp(left));
    input.apply(&InputEvent::KeyDown(Key::named("KeyA").unwrap()));
    let both = [[0.0, 0.0, 1.0, 256.0], [1.0, 1.0, 1.0, 256.0]];
    assert_eq!(drawing.told(3, &input)[..2], both);
    gpu.check().unwrap();
    // An export is told of no key.
    assert_eq!(Drawing::new(&gpu, scene, SMALL).frame(0)[..2], [none, none]);
}

#[test]
fn a_keyboard_is_a_flat_texture_of_floats() {
    let text = "@group(0) @binding(0) var keyboard: texture_2d<u32>;\n\
        @fragment fn image() -> @location(0) vec4f { return vec4f(textureLoad(keyboard, vec2u(), 0)); }\n";
    let scene = Scene::parse(Source::new("scene.wgsl", text)).unwrap();
    let error = compile(&scene).unwrap_err().to_string();
    assert!(
        error.contains("scene.wgsl:1:") && error.contains("texture_2d<f32>"),
        "{error}"
    );
}

#[test]
fn the_view_is_turned_and_in_exports_it_is_not() {
    let scene = "struct F { orbit: vec3f }\n@group(0) @binding(0) var<uniform> frame: F;\n\
        @fragment fn image() -> @location(0) vec4f { return vec4f(frame.orbit, 1.0); }\n";
    let gpu = open();
    let mut input = Input::default();
    assert_eq!(
        Drawing::new(&gpu, scene, SMALL).frame(0)[0],
        [0.0, 0.0, 1.0, 1.0]
    );
    input.apply(&InputEvent::Orbit(Orbit {
        longitude: 0.5,
        latitude: -0.25,
        distance: 2.0,
    }));
    let drawn = Drawing::live(&gpu, scene, SMALL).told(0, &input)[0];
    assert_eq!(drawn, [0.5, -0.25, 2.0, 1.0]);
}

#[test]
fn it_is_known_whether_a_scene_can_be_turned() {
    let reads = |body: &str| {
        let text = format!(
            "#import shaderpipe::frame\n#import shaderpipe::camera\n\
             @fragment fn image() -> @location(0) vec4f {{ {body} }}\n"
        );
        let scene = Scene::parse(Source::new("scene.wgsl", &text)).unwrap();
        compile(&scene)
            .unwrap_or_else(|error| panic!("{error}"))
            .reads_orbit()
    };
    assert!(reads("return vec4f(frame.orbit, 1.0);"));
    assert!(reads("let all = frame; return vec4f(all.orbit.x);"));
    assert!(reads(
        "let c = camera::orbit(frame.orbit.xy, 3.0 * frame.orbit.z, vec3f(), 1.0);\n\
         return vec4f(c.position, 1.0);"
    ));
    assert!(!reads("return frame.mouse;"));
    assert!(!reads(
        "return vec4f(camera::orbit(vec2f(), frame.time, vec3f(), 1.0).position, 1.0);"
    ));
}

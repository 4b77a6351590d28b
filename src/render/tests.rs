//! That what is made once is made once.

use super::*;
use crate::frame::{Input, Rate, Speed};
use crate::gpu::AdapterChoice;
use crate::scene::Source;
use crate::shader::compile;

/// Two targets in turns, one of them an odd number of times a frame, and past frames.
const SCENE: &str = "//! [[pass]]\n//! entry = \"one\"\n//! target = \"a\"\n//! repeat = 3\n//! history = 4\n\
    //! [[pass]]\n//! entry = \"two\"\n//! target = \"b\"\n//! [[pass]]\n//! entry = \"image\"\n\
    @group(0) @binding(0) var a: texture_2d<f32>;\n@group(0) @binding(1) var b: texture_2d<f32>;\n\
    @group(0) @binding(2) var a_history: texture_2d_array<f32>;\n\
    @fragment fn one() -> @location(0) vec4f { return textureLoad(a, vec2u(0), 0) + 1.0; }\n\
    @fragment fn two() -> @location(0) vec4f {\n\
      return textureLoad(b, vec2u(0), 0) + textureLoad(a_history, vec2u(0), 1u, 0); }\n\
    @fragment fn image() -> @location(0) vec4f { return textureLoad(b, vec2u(0), 0); }\n";

#[test]
fn a_frame_makes_no_bind_group_once_each_set_of_textures_was_met() {
    let gpu = Gpu::open(&AdapterChoice::Best).unwrap();
    let scene = Scene::parse(Source::new("scene.wgsl", SCENE)).unwrap();
    let program = compile(&scene).unwrap();
    let setup = Setup {
        scene: &scene,
        program: &program,
        params: &ParamValues::new(&program.params),
        size: Size::new(8, 8),
        media: &(),
        quality: Quality::default(),
        is_live: false,
    };
    let mut renderer = Renderer::new(&gpu, &setup).unwrap();
    let rate: Rate = "60".parse().unwrap();
    let timeline = Timeline::new(rate, Speed::ONE, None, 0, None).unwrap();
    let mut counts = Vec::new();
    for index in 0..40 {
        let encoder = renderer
            .draw(&timeline.at(index), &Input::default(), &|| false)
            .unwrap();
        gpu.queue().submit([encoder.finish()]);
        counts.push(
            renderer
                .passes
                .iter()
                .map(PassRunner::groups)
                .sum::<usize>(),
        );
    }
    // Two states of each target in turns, four windows of past frames.
    assert_eq!(counts[4..], [counts[4]; 36]);
    assert!(counts[4] <= 2 + 2 * 4 + 2, "{counts:?}");
    gpu.check().unwrap();
}

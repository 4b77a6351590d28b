//! That what is made once is made once, and what is too much at once is submitted in pieces.

use super::*;
use crate::frame::{Input, Rate, Size, Speed};
use crate::gpu::AdapterChoice;
use crate::scene::{Scene, Source};
use crate::shader::{ParamValues, compile};

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
        seed: 0,
        is_live: false,
    };
    let mut renderer = Renderer::new(&gpu, &setup, &|| false).unwrap();
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

/// A target that is counted up `repeat` times in each of two passes, and shown.
fn counting(repeat: u32) -> String {
    let pass = |entry: &str| {
        format!(
            "//! [[pass]]\n//! entry = \"{entry}\"\n//! target = \"a\"\n//! size = [8, 8]\n\
             //! format = \"r32float\"\n//! repeat = {repeat}\n"
        )
    };
    pass("one")
        + &pass("two")
        + "//! [[pass]]\n//! entry = \"image\"\n@group(0) @binding(0) var a: texture_2d<f32>;\n\
           fn more() -> f32 { return textureLoad(a, vec2u(0), 0).r + 1.0; }\n\
           @fragment fn one() -> @location(0) f32 { return more(); }\n\
           @fragment fn two() -> @location(0) f32 { return more(); }\n\
           @fragment fn image() -> @location(0) vec4f { return textureLoad(a, vec2u(0), 0); }\n"
}

#[test]
fn many_runs_are_submitted_in_pieces_between_which_they_can_be_cancelled() {
    let gpu = Gpu::open(&AdapterChoice::Best).unwrap();
    // How often a frame asks whether to go on, which it does between pieces, and how it ends.
    let asked = |repeat, is_cancelled| {
        let text = counting(repeat);
        let scene = Scene::parse(Source::new("scene.wgsl", &text)).unwrap();
        let program = compile(&scene).unwrap_or_else(|error| panic!("{error}"));
        let setup = Setup {
            scene: &scene,
            program: &program,
            params: &ParamValues::new(&program.params),
            size: Size::new(8, 8),
            media: &(),
            quality: Quality::default(),
            seed: 0,
            is_live: false,
        };
        let mut renderer = Renderer::new(&gpu, &setup, &|| false).unwrap();
        let rate: Rate = "60".parse().unwrap();
        let timeline = Timeline::new(rate, Speed::ONE, None, 0, None).unwrap();
        let count = std::cell::Cell::new(0);
        let drawn = renderer.draw(&timeline.at(0), &Input::default(), &|| {
            count.set(count.get() + 1);
            is_cancelled
        });
        (count.get(), drawn.map(|_| ()))
    };
    assert!(matches!(asked(1000, false), (0, Ok(()))));
    let (count, drawn) = asked(4096, false);
    assert!(count > 0 && drawn.is_ok(), "{count} {drawn:?}");
    assert!(matches!(
        asked(4096, true),
        (1, Err(RenderError::Cancelled))
    ));
}

#[test]
fn what_cannot_be_drawn_is_known_before_anything_is_made() {
    let gpu = Gpu::open(&AdapterChoice::Best)
        .unwrap()
        .with_memory_limit(1 << 20);
    let scene = Scene::parse(Source::new("scene.wgsl", SCENE)).unwrap();
    let program = compile(&scene).unwrap();
    let foreseen = |size| {
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
        foresee(&gpu, &setup)
    };
    assert!(foreseen(Size::new(8, 8)).is_ok());
    let too_large = foreseen(Size::new(100_000, 100_000));
    assert!(matches!(too_large, Err(RenderError::TooLarge { .. })));
    let too_much = foreseen(Size::new(512, 512));
    assert!(matches!(too_much, Err(RenderError::Memory { .. })));
}

//! What a window asks of a renderer: input, other parameters, state that goes on after a reload, what
//! passes wrote and cost.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

#[path = "live/adopt.rs"]
mod adopt;
#[path = "common/drawing.rs"]
mod drawing;
#[path = "live/hands.rs"]
mod hands;

use drawing::Drawing;
use shaderpipe::frame::{Input, InputEvent, Size};
use shaderpipe::gpu::{AdapterChoice, Gpu};

const SMALL: Size = Size::new(4, 3);

fn open() -> Gpu {
    match Gpu::open(&AdapterChoice::Best) {
        Ok(gpu) => gpu,
        Err(error) => panic!("these tests draw: {error}"),
    }
}

#[test]
fn parameters_change_between_frames_and_one_that_is_set_leaves_its_keys() {
    let scene = "//! [[params.a.keys]]\n//! time = 0.0\n//! value = 0.0\n\
        //! [[params.a.keys]]\n//! time = 8.0\n//! value = 8.0\n\
        struct P { a: f32, b: f32 }\n@group(0) @binding(0) var<uniform> params: P;\n\
        @fragment fn image() -> @location(0) vec4f { return vec4f(params.a, params.b, 0.0, 1.0); }\n";
    let mut drawing = Drawing::live(&open(), scene, SMALL);
    assert_eq!(drawing.frame(1)[0][..2], [1.0, 0.0]);
    drawing.set("b", "3");
    assert_eq!(drawing.frame(2)[0][..2], [2.0, 3.0]);
    drawing.set("a", "0.5");
    assert_eq!(drawing.frame(3)[0][..2], [0.5, 3.0]);
    assert_eq!(drawing.frame(7)[0][..2], [0.5, 3.0]);
}

#[test]
fn a_window_is_told_that_it_is_none_of_an_export_and_of_the_pointer() {
    let scene = "#import shaderpipe::frame\n\
        @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
          return select(frame.mouse, vec4f(f32(frame.exporting)), p.x < 1.0); }\n";
    let gpu = open();
    let mut input = Input::default();
    let mut live = Drawing::live(&gpu, scene, SMALL);
    assert_eq!(live.told(0, &input)[0][0], 0.0);
    assert_eq!(live.told(0, &input)[1], [0.0; 4]);
    input.apply(&InputEvent::Press([0.5, 0.5]));
    assert_eq!(live.told(1, &input)[1], [2.0, 1.5, 2.0, 1.5]);
    let mut export = Drawing::new(&gpu, scene, SMALL);
    assert_eq!(export.frame(0)[0][0], 1.0);
    assert_eq!(export.frame(0)[1], [0.0; 4]);
}

/// Two passes, one of them costly and run many times.
const COSTS: &str = "//! [[pass]]\n//! entry = \"busy\"\n//! target = \"work\"\n//! size = [64, 64]\n\
    //! repeat = 6\n//! layers = 6\n//! format = \"rgba32float\"\n\
    //! [[pass]]\n//! entry = \"compute\"\n//! target = \"few\"\n//! size = [8, 8]\n\
    //! [[pass]]\n//! entry = \"image\"\n\
    @group(0) @binding(0) var work: texture_2d_array<f32>;\n\
    @group(0) @binding(1) var few_out: texture_storage_2d<rgba16float, write>;\n\
    @fragment fn busy(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
      var x = p.x; for (var k = 0; k < 300; k++) { x = sin(x * 3.7 + p.y); } return vec4f(x); }\n\
    @compute @workgroup_size(8, 8) fn compute(@builtin(global_invocation_id) at: vec3u) {\n\
      textureStore(few_out, at.xy, vec4f(1.0)); }\n\
    @fragment fn image() -> @location(0) vec4f { return textureLoad(work, vec2u(), 0, 0); }\n";

#[test]
fn targets_and_passes_have_names_and_views() {
    let mut drawing = Drawing::live(&open(), COSTS, SMALL);
    let (renderer, _) = drawing.parts();
    let passes: Vec<&str> = renderer.passes().collect();
    assert_eq!(passes, ["busy", "compute", "image"]);
    let targets: Vec<_> = renderer
        .targets()
        .map(|target| (target.name.to_owned(), target.size, target.layers.len()))
        .collect();
    let expected = [
        ("picture".to_owned(), SMALL, 1),
        ("work".to_owned(), Size::new(64, 64), 6),
        ("few".to_owned(), Size::new(8, 8), 1),
    ];
    assert_eq!(targets, expected);
    let formats: Vec<_> = renderer.targets().map(|target| target.format).collect();
    assert_eq!(formats[1], wgpu::TextureFormat::Rgba32Float);
}

#[test]
fn passes_are_measured_while_somebody_asks() {
    let gpu = open();
    let mut drawing = Drawing::live(&gpu, COSTS, SMALL);
    drawing.frame(0);
    assert_eq!(drawing.parts().0.pass_milliseconds(), None);
    if !drawing.parts().0.measure_passes(true).unwrap() {
        assert!(!gpu.has_timestamps());
        return;
    }
    for index in 1..12 {
        drawing.frame(index);
    }
    let costs = drawing.parts().0.pass_milliseconds().unwrap().to_vec();
    assert_eq!(costs.len(), 3);
    assert!(
        costs.iter().all(|cost| (0.0..10_000.0).contains(cost)),
        "{costs:?}"
    );
    assert!(costs[0] > costs[2], "{costs:?}");
    drawing.parts().0.measure_passes(false).unwrap();
    drawing.frame(12);
    assert_eq!(drawing.parts().0.pass_milliseconds(), None);
    gpu.check().unwrap();
}

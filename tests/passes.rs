//! Scenes of several passes: who sees what of whom, and what is kept from frame to frame.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

#[path = "passes/buffers.rs"]
mod buffers;
#[path = "common/drawing.rs"]
mod drawing;
#[path = "passes/draws.rs"]
mod draws;
#[path = "passes/life.rs"]
mod life;
#[path = "passes/refusals.rs"]
mod refusals;
#[path = "passes/turns.rs"]
mod turns;

use drawing::Drawing;
use shaderpipe::frame::Size;
use shaderpipe::gpu::{AdapterChoice, Gpu};
use shaderpipe::scene::{Scene, Source};
use shaderpipe::shader::compile;

const SMALL: Size = Size::new(4, 3);

fn open() -> Gpu {
    match Gpu::open(&AdapterChoice::Best) {
        Ok(gpu) => gpu,
        Err(error) => panic!("these tests draw: {error}"),
    }
}

/// The red of the first texel in each of the first frames of a scene.
fn first_reds(text: &str, frames: u64) -> Vec<f32> {
    let mut drawing = Drawing::new(&open(), text, SMALL);
    (0..frames)
        .map(|index| drawing.frame(index)[0][0])
        .collect()
}

/// Whether a frame of the scene depends on those before.
fn is_stateful(text: &str) -> bool {
    let scene = Scene::parse(Source::new("scene.wgsl", text)).unwrap();
    compile(&scene).unwrap().is_stateful()
}

//! What passes cost beside their shaders: eight in one scene against eight scenes of one.
//!
//! `cargo bench --bench pass_cost [-- [--size 1920x1080] [--frames 30] [--runs 5]]`
//!
//! The same eight shaders into textures of the same format (rgba16float): once as eight passes into
//! eight targets, once as eight scenes. Processor seconds of the whole process, in turns, medians.
//! The exit code is 1 if the passes cost more than 1.15 times the scenes.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints, and fails by panicking"
)]

#[path = "common/processor.rs"]
mod processor;

use std::process::ExitCode;
use std::time::Duration;

use processor::{median, processor_seconds};
use shaderpipe::frame::{Input, Rate, Size, Speed};
use shaderpipe::gpu::{AdapterChoice, Gpu};
use shaderpipe::render::{Quality, Renderer, Setup, Timeline};
use shaderpipe::scene::{Scene, Source};
use shaderpipe::shader::{ParamValues, compile};

const PASSES: usize = 8;
/// Of the scenes' cost.
const TARGET: f64 = 1.15;

fn main() -> ExitCode {
    let mut size = Size::new(1920, 1080);
    let (mut frames, mut runs) = (30, 5);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().expect("the option has a value");
        match word.as_str() {
            "--size" => size = value().parse().unwrap(),
            "--frames" => frames = value().parse().unwrap(),
            "--runs" => runs = value().parse().unwrap(),
            // What cargo passes to every bench.
            "--bench" => {}
            other => panic!("unknown option {other}"),
        }
    }
    let gpu = Gpu::open(&AdapterChoice::Best).unwrap();
    let mut together = vec![renderer(&gpu, &scene(0..PASSES), size)];
    let mut apart: Vec<Renderer> = (0..PASSES)
        .map(|place| renderer(&gpu, &scene(place..place + 1), size))
        .collect();
    let (mut one, mut many) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        one.push(draw(&gpu, &mut together, frames));
        many.push(draw(&gpu, &mut apart, frames));
    }
    let [one, many] = [one, many].map(median);
    let ratio = one / many;
    println!("{frames} frames of {size} on {}", gpu.summary());
    println!("{PASSES} passes of one scene  {one:7.2} s of processor time");
    println!("{PASSES} scenes of one pass   {many:7.2} s of processor time");
    println!("ratio {ratio:.3} (target: at most {TARGET})");
    match ratio <= TARGET {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// A scene of the shaders `places`; the last draws the picture.
fn scene(places: std::ops::Range<usize>) -> String {
    let last = places.end - 1;
    let mut passes = String::new();
    let mut shaders = String::new();
    for place in places {
        passes += &format!("//! [[pass]]\n//! entry = \"draw{place}\"\n");
        if place != last {
            passes += &format!("//! target = \"target{place}\"\n");
        }
        shaders += &format!(
            "@fragment fn draw{place}(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
             return vec4f(waves(p.xy / frame.resolution, {place}.0), 1.0); }}\n"
        );
    }
    format!(
        "{passes}#import shaderpipe::frame\n\
         fn waves(uv: vec2f, phase: f32) -> vec3f {{\n\
           let a = sin(uv.x * 20.0 + frame.time + phase);\n\
           let b = sin(uv.y * 16.0 - frame.time * 0.7 + a);\n\
           return 0.5 + 0.5 * cos(vec3f(0.0, 2.0, 4.0) + a + b + phase);\n\
         }}\n{shaders}"
    )
}

fn renderer(gpu: &Gpu, text: &str, size: Size) -> Renderer {
    let scene = Scene::parse(Source::new("bench.wgsl", text)).unwrap();
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
    Renderer::new(gpu, &setup, &|| false).unwrap()
}

/// Processor seconds of drawing so many frames with each, on whatever threads the adapter draws.
fn draw(gpu: &Gpu, renderers: &mut [Renderer], frames: u64) -> f64 {
    let rate: Rate = "60".parse().unwrap();
    let timeline = Timeline::new(rate, Speed::ONE, None, 0, Some(frames)).unwrap();
    let before = processor_seconds();
    for index in timeline.frames.clone() {
        for renderer in renderers.iter_mut() {
            let encoder = renderer
                .draw(&timeline.at(index), &Input::default(), &|| false)
                .unwrap();
            let submission = gpu.queue().submit([encoder.finish()]);
            while !gpu.wait(&submission, Duration::from_secs(1)).unwrap() {}
        }
    }
    processor_seconds() - before
}

//! What it takes to make a scene ready, the first time and again, where jobs share what never changes.
//!
//! `cargo bench --bench sharing_cost [-- [--size 1920x1080]]`
//!
//! Of every scene that ships: its renderer and the conversion to yuv420p, in milliseconds, and its first
//! frame. A device of its own for each of the two that are compared: one shares, one does not. The exit
//! code is 1 if something is compiled or read again.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints, and fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use shaderpipe::convert::{Alpha, ConvertSpec, Converter, Transfer};
use shaderpipe::encode::{Ffmpeg, Settings};
use shaderpipe::export::{Job, OutputOptions, Plan, Request};
use shaderpipe::frame::{PixelFormat, Size};
use shaderpipe::gpu::{AdapterChoice, Gpu, Kind, Room};
use shaderpipe::pipe::Method;
use shaderpipe::readback::Mapping;
use shaderpipe::render::Renderer;
use shaderpipe::scene::Scene;
use shaderpipe::shader::{ParamValues, compile};

fn main() -> ExitCode {
    let mut size = Size::new(1920, 1080);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--size" => size = words.next().expect("a size").parse().unwrap(),
            // What cargo passes to every bench.
            "--bench" => {}
            other => panic!("unknown option {other}"),
        }
    }
    let open = || Gpu::open(&AdapterChoice::Best).unwrap();
    let (alone, sharing) = (open(), open().sharing(Room::default()));
    println!("milliseconds at {size} on {}", alone.summary());
    println!("{:<14}{:^20}{:^20}", "", "made ready", "first frame");
    println!(
        "{:<14}{:>10}{:>10}{:>10}{:>10}",
        "", "alone", "sharing", "alone", "sharing"
    );
    let mut sums = [Duration::ZERO; 4];
    let mut is_shared = true;
    for path in scenes() {
        let job = job(&path, size);
        // What the driver keeps of its own both have from the first time.
        for gpu in [&alone, &sharing] {
            ready(gpu, &job);
        }
        let made = || [Kind::Pipelines, Kind::Picture].map(|kind| sharing.tally(kind).made);
        let before = made();
        let [first, second] = [&alone, &sharing].map(|gpu| ready(gpu, &job));
        is_shared &= made() == before;
        let times = [first[0], second[0], first[1], second[1]];
        let words = times.map(|time| format!("{:10.1}", 1e3 * time.as_secs_f64()));
        let name = path.file_stem().unwrap().display().to_string();
        println!("{name:<14}{}", words.concat());
        for (sum, time) in sums.iter_mut().zip(times) {
            *sum += time;
        }
    }
    let ratio = |place: usize| sums[place + 1].as_secs_f64() / sums[place].as_secs_f64();
    println!(
        "sharing takes {:.2} of making ready, {:.2} of first frames",
        ratio(0),
        ratio(2)
    );
    match is_shared {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn scenes() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes");
    let paths = std::fs::read_dir(folder).unwrap();
    let paths = paths.map(|entry| entry.unwrap().path());
    let is_scene = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "wgsl");
    let mut paths: Vec<_> = paths.filter(is_scene).collect();
    paths.sort();
    paths
}

fn job(path: &Path, size: Size) -> Job {
    let scene = Scene::load(path).unwrap();
    let program = compile(&scene).unwrap();
    let request = Request {
        outputs: vec![PathBuf::from("out.png").into()],
        size: Some(size),
        options: OutputOptions {
            settings: Settings::default(),
            ..OutputOptions::default()
        },
        ..Request::default()
    };
    Job {
        plan: Plan::new(&scene, &request).unwrap(),
        params: ParamValues::new(&program.params),
        replay: None,
        scene,
        program,
        ffmpeg: Ffmpeg::find(None).ok(),
        no_clobber: false,
        buffers: 4,
        mapping: Mapping::Auto,
        transport: Method::Auto,
        stall_timeout: None,
    }
}

/// How long it takes until frames can be drawn and converted, and until the first is.
fn ready(gpu: &Gpu, job: &Job) -> [Duration; 2] {
    let began = Instant::now();
    let mut renderer = Renderer::new(gpu, &job.setup(), &|| false).unwrap();
    let spec = ConvertSpec {
        size: job.plan.size,
        format: PixelFormat::Yuv420p,
        transfer: Transfer::Encoded,
        alpha: Alpha::Opaque,
        dither: false,
    };
    let converter = Converter::new(gpu, &spec, renderer.picture()).unwrap();
    let buffer = gpu.device().create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: converter.frame_bytes().next_multiple_of(4),
        usage: wgpu::BufferUsages::STORAGE,
        mapped_at_creation: false,
    });
    let target = converter.bind(gpu, &buffer).unwrap();
    let ready = began.elapsed();
    let began = Instant::now();
    let input = job.tell(&mut renderer, 0);
    let time = job.plan.timeline.at(0);
    let mut encoder = renderer.draw(&time, &input, &|| false).unwrap();
    converter.record(&mut encoder, &target);
    let submission = gpu.queue().submit([encoder.finish()]);
    while !gpu.wait(&submission, Duration::from_secs(1)).unwrap() {}
    [ready, began.elapsed()]
}

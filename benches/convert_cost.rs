//! What the conversion costs on an adapter that draws on the processor, beside FFmpeg's own.
//!
//! `cargo bench --bench convert_cost [-- [--size 1920x1080] [--frames 120] [--runs 5] [FORMAT…]]`
//!
//! Ours: a picture in half floats, converted with dither into mapped buffers; nothing is drawn.
//! FFmpeg's: the same number of rgba64le frames from a file, scaled to the same format with
//! `accurate_rnd+full_chroma_int` and Bayer dither, and thrown away; and the same without scaling,
//! which is its reading alone. Processor seconds of the whole process each, in turns, medians.
//!
//! To rgba64le, rgb48le and gbrp10le FFmpeg only moves bytes or shifts codes, while ours converts
//! from floats: those ratios compare different work.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints, and fails by panicking"
)]

#[path = "common/processor.rs"]
mod processor;

use std::path::Path;
use std::process::Command;

use processor::{median, processor_seconds};
use shaderpipe::convert::{Alpha, ConvertSpec, Converter, Transfer};
use shaderpipe::frame::{PixelFormat, Size};
use shaderpipe::gpu::{AdapterChoice, Gpu};
use shaderpipe::readback::{Mapping, Ring};

/// Frames of the file that FFmpeg reads again and again.
const FILE_FRAMES: u64 = 4;

struct Options {
    size: Size,
    frames: u64,
    runs: usize,
    formats: Vec<PixelFormat>,
}

fn main() {
    let options = options();
    let gpu = Gpu::open(&AdapterChoice::Best).unwrap();
    let picture = picture(&gpu, options.size);
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    let folder = folder.unwrap();
    let source = folder.path().join("frames");
    let bytes = PixelFormat::Rgba64le.frame_bytes(options.size) * FILE_FRAMES;
    std::fs::write(&source, noise().take(bytes as usize).collect::<Vec<u8>>()).unwrap();

    println!(
        "{} frames of {} on {}",
        options.frames,
        options.size,
        gpu.summary()
    );
    println!("processor seconds   ours  FFmpeg  (reading)   ours/FFmpeg  ours/(FFmpeg - reading)");
    for format in &options.formats {
        let (mut ours, mut theirs, mut reading) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..options.runs {
            ours.push(convert(&gpu, &picture, *format, &options));
            theirs.push(scale(&source, Some(*format), &options));
            reading.push(scale(&source, None, &options));
        }
        let [ours, theirs, reading] = [ours, theirs, reading].map(median);
        println!(
            "{:16} {ours:7.2} {theirs:7.2} {reading:10.2} {:13.2} {:24.2}",
            format.name(),
            ours / theirs,
            ours / (theirs - reading)
        );
    }
}

fn options() -> Options {
    let mut options = Options {
        size: Size::new(1920, 1080),
        frames: 120,
        runs: 5,
        formats: Vec::new(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().expect("the option has a value");
        match word.as_str() {
            "--size" => options.size = value().parse().unwrap(),
            "--frames" => options.frames = value().parse().unwrap(),
            "--runs" => options.runs = value().parse().unwrap(),
            // What cargo passes to every bench.
            "--bench" => {}
            format => options.formats.push(format.parse().unwrap()),
        }
    }
    if options.formats.is_empty() {
        options.formats = PixelFormat::ALL.to_vec();
    }
    options
}

fn noise() -> impl Iterator<Item = u8> {
    let mut state = 1u32;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(0x3c6e_f35f);
        (state >> 24) as u8
    })
}

fn picture(gpu: &Gpu, size: Size) -> wgpu::TextureView {
    let texels: Vec<u8> = noise()
        .take(size.width as usize * size.height as usize * 4)
        .flat_map(|byte| half::f16::from_f64(f64::from(byte) / 255.0).to_le_bytes())
        .collect();
    let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
        label: None,
        size: wgpu::Extent3d {
            width: size.width,
            height: size.height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rgba16Float,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    let layout = wgpu::TexelCopyBufferLayout {
        offset: 0,
        bytes_per_row: Some(size.width * 8),
        rows_per_image: None,
    };
    gpu.queue()
        .write_texture(texture.as_image_copy(), &texels, layout, texture.size());
    gpu.queue().submit([]);
    texture.create_view(&Default::default())
}

/// Processor seconds of converting, on whatever threads the adapter draws.
fn convert(gpu: &Gpu, picture: &wgpu::TextureView, format: PixelFormat, options: &Options) -> f64 {
    let spec = ConvertSpec {
        size: options.size,
        format,
        transfer: Transfer::Encoded,
        alpha: Alpha::Opaque,
        dither: true,
    };
    let converter = Converter::new(gpu, &spec, picture).unwrap();
    let mut ring = Ring::new(gpu, converter.frame_bytes(), 2, Mapping::Auto).unwrap();
    let targets: Vec<_> = ring
        .storage_buffers()
        .iter()
        .map(|buffer| converter.bind(gpu, buffer).unwrap())
        .collect();
    let mut run = |frames| {
        for _ in 0..frames {
            let slot = ring.acquire(&|| false).unwrap().unwrap();
            let mut encoder = gpu.device().create_command_encoder(&Default::default());
            converter.record(&mut encoder, &targets[slot.index()]);
            ring.submit(slot, encoder).unwrap();
            ring.next(&|| false).unwrap();
        }
    };
    // The first frames touch their memory and make the driver compile.
    run(3);
    let before = processor_seconds();
    run(options.frames);
    processor_seconds() - before
}

/// Processor seconds of FFmpeg scaling to `format`, or only reading.
fn scale(source: &Path, format: Option<PixelFormat>, options: &Options) -> f64 {
    let filter = match format {
        Some(format) => format!(
            "scale=flags=accurate_rnd+full_chroma_int:sws_dither=bayer:out_color_matrix=bt709,\
             format={format}"
        ),
        None => "null".to_owned(),
    };
    let output = Command::new("ffmpeg")
        .args(["-v", "info", "-benchmark", "-nostdin", "-stream_loop", "-1"])
        .args(["-f", "rawvideo", "-pixel_format", "rgba64le"])
        .args(["-video_size", &options.size.to_string(), "-i"])
        .arg(source)
        .args(["-frames:v", &options.frames.to_string(), "-vf", &filter])
        .args(["-f", "null", "-"])
        .output()
        .expect("FFmpeg runs");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let seconds = |name: &str| -> f64 {
        let (_, rest) = words.rsplit_once(name).expect("FFmpeg says what it used");
        rest.split('s').next().unwrap().parse().unwrap()
    };
    seconds("utime=") + seconds("stime=")
}

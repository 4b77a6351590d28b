//! `shaderpipe bench pipe`: the ways into FFmpeg's pipe, as a table or JSON.

use shaderpipe::bench::pipe::{Memory, Method, Outcome, Run, calibrate, run};
use shaderpipe::encode::Ffmpeg;
use shaderpipe::frame::Size;
use shaderpipe::gpu::Gpu;

use crate::cli::arguments::BenchPipeArguments;
use crate::cli::console::{self, Console};
use crate::cli::interrupt::Interrupt;

/// How long a run shall take when the number of its frames is not given.
const SECONDS: f64 = 2.0;

/// The sizes of `--all`.
const SIZES: [Size; 4] = [
    Size::new(1280, 720),
    Size::new(1920, 1080),
    Size::new(2560, 1440),
    Size::new(3840, 2160),
];

pub(super) fn pipe(
    arguments: &BenchPipeArguments,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let ffmpeg = Ffmpeg::find(arguments.ffmpeg.as_deref())?;
    let gpu = match arguments.memory {
        Memory::Mapped => Some(Gpu::open(&arguments.adapter.clone().unwrap_or_default())?),
        Memory::Huge | Memory::Plain => None,
    };
    let cancelled = || interrupt.is_set();
    if cfg!(debug_assertions) {
        console.notice("note", "this is a debug build: its numbers say little");
    }
    if !arguments.json {
        console::print(&header())?;
    }
    for mut asked in runs(arguments) {
        asked.frames = match arguments.frames {
            Some(frames) => frames,
            None => calibrate(&ffmpeg, gpu.as_ref(), &asked, SECONDS, &cancelled)?,
        };
        let outcome = run(&ffmpeg, gpu.as_ref(), &asked, &cancelled)?;
        if arguments.json {
            console::print(&format!("{}\n", serde_json::to_string(&outcome)?))?;
        } else {
            console::print(&row(&outcome))?;
        }
        if !arguments.json && !arguments.all {
            console::print(&format!("\n{}\n", outcome.reason))?;
        }
    }
    Ok(())
}

fn runs(arguments: &BenchPipeArguments) -> Vec<Run> {
    let one = Run {
        size: arguments.size,
        format: arguments.pixel_format,
        frames: 0,
        buffers: arguments.buffers.into(),
        encoder: arguments.encoder,
        method: arguments.method,
        memory: arguments.memory,
    };
    if !arguments.all {
        return vec![one];
    }
    let methods = |size| {
        Method::ALL.map(|method| Run {
            size,
            method,
            ..one
        })
    };
    SIZES.into_iter().flat_map(methods).collect()
}

fn header() -> String {
    format!(
        "{:>9}  {:<8}  {:<18}  {:>8}  {:>8}  {:>6}  {:>10}  {:>10}  {:>11}\n",
        "size",
        "method",
        "transport",
        "frames",
        "frames/s",
        "GB/s",
        "writer CPU",
        "FFmpeg CPU",
        "calls/frame"
    )
}

fn row(outcome: &Outcome) -> String {
    let seconds = |seconds: Option<f64>| {
        seconds.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.2} s"))
    };
    let writer = outcome
        .writer_user_seconds
        .zip(outcome.writer_system_seconds);
    format!(
        "{:>9}  {:<8}  {:<18}  {:>8}  {:>8.0}  {:>6.2}  {:>10}  {:>10}  {:>11.1}\n",
        format!("{}x{}", outcome.width, outcome.height),
        outcome.method,
        format!(
            "{} of {} KiB",
            outcome.transport,
            outcome.chunk.div_ceil(1024)
        ),
        outcome.frames,
        outcome.frames_per_second,
        outcome.gigabytes_per_second,
        seconds(writer.map(|(user, system)| user + system)),
        seconds(outcome.ffmpeg_cpu_seconds),
        outcome.system_calls.total as f64 / outcome.frames.max(1) as f64,
    )
}

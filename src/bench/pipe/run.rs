//! One run: FFmpeg is started, fed and reaped, and the clock read.
//!
//! Knows nothing of what the numbers are for.

use std::process::ChildStdin;
use std::time::{Duration, Instant};

use super::mapped::MappedFrames;
use super::memory::{Lent, Pool};
use super::{BenchError, Calls, Memory, Method, Outcome, Run};
use crate::bench::watch::under_watch;
use crate::encode::{Encoder, Ffmpeg};
use crate::gpu::Gpu;
use crate::pipe::{self, Options, Pipe, Sink, Stats};
use crate::readback::{Frame, ReadbackError};

/// How long a run for calibration lasts at least: FFmpeg's start is a small part of it.
const LONG_ENOUGH: Duration = Duration::from_millis(400);

/// Writes the frames of `run` into `ffmpeg`. `gpu` is needed for [`Memory::Mapped`] only; `cancelled`
/// is looked at about twenty times a second, from several threads.
///
/// # Errors
/// When FFmpeg cannot be started or fails, the method is not there on this system, frames cannot be
/// mapped, or `cancelled` says so.
pub fn run(
    ffmpeg: &Ffmpeg,
    gpu: Option<&Gpu>,
    run: &Run,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Outcome, BenchError> {
    let mut source = Source::new(run, gpu)?;
    feed(ffmpeg, run, &mut source, cancelled)
}

/// How many frames of `run` take about `seconds`, from shorter runs.
///
/// # Errors
/// As of [`run`].
pub fn calibrate(
    ffmpeg: &Ffmpeg,
    gpu: Option<&Gpu>,
    run: &Run,
    seconds: f64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<u64, BenchError> {
    let mut source = Source::new(run, gpu)?;
    let mut frames = 8;
    loop {
        let outcome = feed(ffmpeg, &Run { frames, ..*run }, &mut source, cancelled)?;
        if outcome.seconds >= LONG_ENOUGH.as_secs_f64() {
            let wanted = (seconds * outcome.frames_per_second).round();
            return Ok((wanted as u64).max(1));
        }
        frames *= 4;
    }
}

/// Where frames come from.
enum Source {
    Pool(Pool),
    Mapped(Box<MappedFrames>),
}

/// A frame from there; dropping it gives its buffer back.
enum Sent {
    Lent(Lent),
    Mapped(Frame),
}

impl AsRef<[u8]> for Sent {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Lent(frame) => frame.as_ref(),
            Self::Mapped(frame) => frame.as_ref(),
        }
    }
}

impl Source {
    fn new(run: &Run, gpu: Option<&Gpu>) -> Result<Self, BenchError> {
        let buffers = run.buffers.max(1);
        let too_large = || BenchError::TooLarge(run.size);
        if run.size.width.max(run.size.height) > MAX_SIDE {
            return Err(too_large());
        }
        if run.memory == Memory::Mapped {
            let gpu = gpu.ok_or(BenchError::NoGpu)?;
            let frames = MappedFrames::new(gpu, buffers, run.frame_bytes())?;
            return Ok(Self::Mapped(Box::new(frames)));
        }
        let bytes = usize::try_from(run.frame_bytes()).map_err(|_| too_large())?;
        let pool = Pool::new(buffers, bytes, run.memory == Memory::Huge);
        Ok(Self::Pool(pool.ok_or_else(too_large)?))
    }

    fn next(&mut self, cancelled: &dyn Fn() -> bool) -> Result<Sent, BenchError> {
        match self {
            Self::Pool(pool) => {
                let frame = pool.next(cancelled).ok_or(BenchError::Cancelled)?;
                Ok(Sent::Lent(frame))
            }
            Self::Mapped(frames) => match frames.next(cancelled) {
                Ok(frame) => Ok(Sent::Mapped(frame)),
                Err(ReadbackError::Cancelled) => Err(BenchError::Cancelled),
                Err(error) => Err(error.into()),
            },
        }
    }
}

/// The most pixels of a side: no product of sides overflows.
const MAX_SIDE: u32 = 1_000_000;

fn feed(
    ffmpeg: &Ffmpeg,
    run: &Run,
    source: &mut Source,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Outcome, BenchError> {
    let (encoder, stdin) = Encoder::spawn(ffmpeg, run.arguments())?;
    let started = Instant::now();
    let (sink, options) = sink(run, stdin);
    let pipe = Pipe::spawn(sink, options).map_err(|source| BenchError::Method {
        method: run.method,
        source,
    })?;
    let (kill, abort) = (encoder.kill_handle(), pipe.abort_handle());
    let end = move || {
        kill.kill();
        abort.abort();
    };
    let fed = under_watch(cancelled, end, || {
        let sent = send(run.frames, source, &pipe, cancelled);
        let written = if sent.is_ok() {
            pipe.finish()
        } else {
            drop(pipe);
            Err(pipe::PipeError::Aborted)
        };
        (sent, written, encoder.finish())
    });
    let (sent, written, encoded) = fed.map_err(BenchError::Start)?;
    let seconds = started.elapsed().as_secs_f64();
    if cancelled() {
        return Err(BenchError::Cancelled);
    }
    // What could not be drawn is the cause of what FFmpeg misses; what FFmpeg says is the cause of a
    // broken pipe.
    sent?;
    let finished = encoded?;
    Ok(outcome(run, &written?, seconds, finished.cpu_seconds))
}

/// The end of the pipe, prepared as the method has it.
fn sink(run: &Run, stdin: ChildStdin) -> (Sink, Options) {
    let options = Options {
        // As deep as there are buffers: what holds the sender up is the next free one.
        depth: run.buffers.max(1),
        ..Options::default()
    };
    let blocking = |chunk| Options {
        method: pipe::Method::Write,
        chunk: Some(chunk),
        ..options
    };
    match run.method {
        Method::Naive => {
            let frame = usize::try_from(run.frame_bytes()).unwrap_or(usize::MAX);
            (Sink::portable(Box::new(stdin)), blocking(frame))
        }
        Method::Write8k => (Sink::portable(Box::new(stdin)), blocking(8 << 10)),
        Method::Engine(method) => (Sink::child_stdin(stdin), Options { method, ..options }),
    }
}

fn send(
    frames: u64,
    source: &mut Source,
    pipe: &Pipe<Sent>,
    cancelled: &dyn Fn() -> bool,
) -> Result<(), BenchError> {
    for _ in 0..frames {
        let frame = source.next(cancelled)?;
        if pipe.send(frame).is_err() {
            // Why, `finish` tells.
            break;
        }
    }
    Ok(())
}

fn outcome(run: &Run, stats: &Stats, seconds: f64, ffmpeg_cpu_seconds: Option<f64>) -> Outcome {
    let calls = stats.system_calls;
    Outcome {
        method: run.method.name(),
        transport: stats.transport,
        chunk: stats.chunk,
        reason: stats.reason.clone(),
        width: run.size.width,
        height: run.size.height,
        frames: stats.frames,
        buffers: run.buffers.max(1),
        pixel_format: run.format.name(),
        encoder: run.encoder.name(),
        memory: run.memory.name(),
        seconds,
        frames_per_second: stats.frames as f64 / seconds,
        gigabytes_per_second: stats.bytes as f64 / seconds / 1e9,
        writer_user_seconds: stats.cpu.map(|cpu| cpu.user.as_secs_f64()),
        writer_system_seconds: stats.cpu.map(|cpu| cpu.system.as_secs_f64()),
        ffmpeg_cpu_seconds,
        pipe_capacity: stats.pipe_capacity,
        system_calls: Calls {
            write: calls.write,
            vmsplice: calls.vmsplice,
            poll: calls.poll,
            query: calls.query,
            total: calls.total(),
        },
    }
}

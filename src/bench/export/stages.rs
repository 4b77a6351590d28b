//! Each stage of an export alone, with as many frames in flight as in an export.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::{BenchError, Cancelled};
use crate::bench::watch::under_watch;
use crate::convert::Converter;
use crate::encode::{Encoder, FindError, arguments};
use crate::export::{AHEAD, ExportError, Job, Target, convert_spec};
use crate::gpu::Gpu;
use crate::pipe::{Options, Pipe, Sink};
use crate::readback::{ReadbackError, Ring};
use crate::render::{RenderError, Renderer};

/// How long a wait for the GPU lasts before the cancel flag is looked at again.
const STEP: Duration = Duration::from_millis(50);

/// Different frames that go round through the pipe.
const PIPED: u64 = 4;

/// Draws every frame, and reads none.
pub(super) fn render(gpu: &Gpu, job: &Job, cancelled: Cancelled<'_>) -> Result<(), BenchError> {
    let mut renderer = renderer(gpu, job)?;
    let mut in_flight = InFlight::new(gpu, cancelled);
    for index in job.plan.frames() {
        let encoder = draw(job, &mut renderer, index, cancelled)?;
        in_flight.submit(encoder)?;
    }
    in_flight.drain(0)
}

/// Records one frame.
fn draw(
    job: &Job,
    renderer: &mut Renderer,
    index: u64,
    cancelled: Cancelled<'_>,
) -> Result<wgpu::CommandEncoder, RenderError> {
    let input = job.tell(renderer, index);
    renderer.draw(&job.plan.timeline.at(index), &input, cancelled)
}

/// Draws and converts every frame, and reads none.
pub(super) fn convert(gpu: &Gpu, job: &Job, cancelled: Cancelled<'_>) -> Result<(), BenchError> {
    let mut renderer = renderer(gpu, job)?;
    let converter = converter(gpu, job, &renderer)?;
    let buffer = || {
        let descriptor = wgpu::BufferDescriptor {
            label: Some("frame"),
            size: converter.frame_bytes().next_multiple_of(4),
            usage: wgpu::BufferUsages::STORAGE,
            mapped_at_creation: false,
        };
        gpu.guard(|| gpu.device().create_buffer(&descriptor))
    };
    let mut targets = Vec::with_capacity(AHEAD);
    for _ in 0..AHEAD {
        let buffer = buffer().map_err(ReadbackError::from)?;
        targets.push(converter.bind(gpu, &buffer)?);
    }
    let mut in_flight = InFlight::new(gpu, cancelled);
    for (index, target) in job.plan.frames().zip(targets.iter().cycle()) {
        let mut encoder = draw(job, &mut renderer, index, cancelled)?;
        converter.record(&mut encoder, target);
        in_flight.submit(encoder)?;
    }
    in_flight.drain(0)
}

/// Draws, converts and maps every frame, and hands it to `take`.
pub(super) fn read_back(
    gpu: &Gpu,
    job: &Job,
    cancelled: Cancelled<'_>,
    take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> Result<(), BenchError> {
    let mut renderer = renderer(gpu, job)?;
    let converter = converter(gpu, job, &renderer)?;
    let mut ring = Ring::new(
        gpu,
        converter.frame_bytes(),
        job.buffers.max(1),
        job.mapping,
    )?;
    let targets = ring
        .storage_buffers()
        .iter()
        .map(|buffer| converter.bind(gpu, buffer))
        .collect::<Result<Vec<_>, _>>()?;
    let mut indices = job.plan.frames().peekable();
    loop {
        while ring.in_flight() < AHEAD
            && let Some(&index) = indices.peek()
            && let Some(slot) = ring.acquire(cancelled)?
        {
            let mut encoder = draw(job, &mut renderer, index, cancelled)?;
            converter.record(&mut encoder, &targets[slot.index()]);
            ring.submit(slot, encoder)?;
            indices.next();
        }
        if ring.in_flight() == 0 {
            return Ok(());
        }
        let frame = ring.next(cancelled)?;
        take(frame.as_ref()).map_err(BenchError::Scratch)?;
    }
}

/// Draws every frame into the file `raw`.
pub(super) fn save(
    gpu: &Gpu,
    job: &Job,
    cancelled: Cancelled<'_>,
    raw: &Path,
) -> Result<(), BenchError> {
    let mut file = File::create(raw).map_err(BenchError::Scratch)?;
    read_back(gpu, job, cancelled, &mut |frame| file.write_all(frame))
}

/// The first frames of `raw`, for [`pipe`] to send round.
pub(super) fn piped_frames(job: &Job, raw: &Path) -> Result<Vec<Arc<[u8]>>, BenchError> {
    let mut file = BufReader::new(File::open(raw).map_err(BenchError::Scratch)?);
    let output = &job.plan.outputs[0];
    let mut frames = Vec::new();
    for _ in 0..PIPED.min(job.plan.count()) {
        let mut frame = vec![0; job.plan.spec(output).bytes() as usize];
        file.read_exact(&mut frame).map_err(BenchError::Scratch)?;
        frames.push(frame.into());
    }
    Ok(frames)
}

/// Sends as many frames as the job has through the pipe engine, to a reader that drops them.
pub(super) fn pipe(
    job: &Job,
    frames: &[Arc<[u8]>],
    cancelled: Cancelled<'_>,
) -> Result<(), BenchError> {
    let (mut reader, writer) = io::pipe().map_err(ExportError::Start)?;
    #[cfg(unix)]
    let sink = Sink::owned(writer.into());
    #[cfg(not(unix))]
    let sink = Sink::portable(Box::new(writer));
    let options = Options {
        depth: job.buffers,
        method: job.transport,
        ..Options::default()
    };
    let reading = thread::Builder::new()
        .name("shaderpipe-null".to_owned())
        .spawn(move || {
            let mut buffer = vec![0; 1 << 20];
            while reader.read(&mut buffer).is_ok_and(|taken| taken > 0) {}
        })
        .map_err(ExportError::Start)?;
    let pipe = Pipe::spawn(sink, options).map_err(ExportError::Start)?;
    let abort = pipe.abort_handle();
    let sent = under_watch(
        cancelled,
        move || abort.abort(),
        || {
            for (_, frame) in job.plan.frames().zip(frames.iter().cycle()) {
                if pipe.send(Arc::clone(frame)).is_err() {
                    break;
                }
            }
            pipe.finish()
        },
    );
    // Its pipe is closed: it ends.
    let _ = reading.join();
    sent.map_err(ExportError::Start)?
        .map_err(|error| match cancelled() {
            true => ExportError::Cancelled,
            false => ExportError::Pipe(error),
        })?;
    Ok(())
}

/// FFmpeg alone, from the frames in `raw` to the file `output`. Returns its processor time.
pub(super) fn encode(
    job: &Job,
    raw: &Path,
    output: &Path,
    cancelled: Cancelled<'_>,
) -> Result<f64, BenchError> {
    let planned = &job.plan.outputs[0];
    let Target::Video { container, .. } = &planned.target else {
        return Ok(0.0);
    };
    let ffmpeg = job.ffmpeg.as_ref().ok_or(FindError::NotInstalled)?;
    let spec = job.plan.spec(planned);
    let args = arguments(&spec, *container, &planned.settings, output)?;
    let frames = File::open(raw).map_err(BenchError::Scratch)?;
    let encoder = Encoder::spawn_reading(ffmpeg, &args, frames)?;
    let kill = encoder.kill_handle();
    let ended = under_watch(cancelled, move || kill.kill(), || encoder.finish());
    let ended = ended.map_err(ExportError::Start)?;
    if cancelled() {
        return Err(ExportError::Cancelled.into());
    }
    Ok(ended?.cpu_seconds.unwrap_or_default())
}

fn renderer(gpu: &Gpu, job: &Job) -> Result<Renderer, BenchError> {
    Ok(Renderer::new(gpu, &job.setup())?)
}

fn converter(gpu: &Gpu, job: &Job, renderer: &Renderer) -> Result<Converter, BenchError> {
    let spec = convert_spec(job, job.plan.outputs[0].format);
    Ok(Converter::new(gpu, &spec, renderer.picture())?)
}

/// Submissions that the GPU works on.
struct InFlight<'a> {
    gpu: &'a Gpu,
    cancelled: Cancelled<'a>,
    submissions: VecDeque<wgpu::SubmissionIndex>,
}

impl<'a> InFlight<'a> {
    fn new(gpu: &'a Gpu, cancelled: Cancelled<'a>) -> Self {
        Self {
            gpu,
            cancelled,
            submissions: VecDeque::with_capacity(AHEAD),
        }
    }

    fn submit(&mut self, encoder: wgpu::CommandEncoder) -> Result<(), BenchError> {
        self.drain(AHEAD - 1)?;
        let submission = self.gpu.queue().submit([encoder.finish()]);
        self.submissions.push_back(submission);
        Ok(())
    }

    /// Waits until at most `left` submissions are in flight.
    fn drain(&mut self, left: usize) -> Result<(), BenchError> {
        while self.submissions.len() > left
            && let Some(oldest) = self.submissions.front()
        {
            if (self.cancelled)() {
                return Err(ExportError::Cancelled.into());
            }
            if self.gpu.wait(oldest, STEP).map_err(ReadbackError::from)? {
                self.submissions.pop_front();
            }
        }
        Ok(())
    }
}

//! The frames of an export, drawn ahead of their reader: render → convert → readback.

use std::ops::Range;
use std::time::{Duration, Instant};

use super::{ExportError, Job};
use crate::convert::{self, ConvertSpec, Converter, Transfer};
use crate::gpu::Gpu;
use crate::readback::{Frame, Ring, Slot};
use crate::render::Renderer;
use crate::scene::{Alpha, Color};

/// Submissions in flight: one that the GPU works on, and the next, so that it never waits for us.
/// More would only take buffers from the writer.
const AHEAD: usize = 2;

/// Draws the frames of a job in order and hands them over one by one.
pub(super) struct Frames<'a> {
    gpu: &'a Gpu,
    job: &'a Job,
    renderer: Renderer,
    converter: Converter,
    ring: Ring,
    /// One for each slot of the ring.
    targets: Vec<convert::Bound>,
    remaining: Range<u64>,
    pub(super) times: FrameTimes,
}

/// Where the time of drawing went.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FrameTimes {
    /// Recording and submitting commands.
    pub(super) record: Duration,
    /// Waiting for the GPU.
    pub(super) gpu: Duration,
    /// Waiting for the reader to give a buffer back.
    pub(super) reader: Duration,
}

impl<'a> Frames<'a> {
    pub(super) fn new(gpu: &'a Gpu, job: &'a Job) -> Result<Self, ExportError> {
        let spec = &job.plan.spec;
        let renderer = Renderer::new(gpu, &job.program, &job.params, spec.size, job.scene.picture)?;
        let converter = Converter::new(gpu, &convert_spec(job), renderer.picture())?;
        let slots = job.buffers.max(1).min(job.plan.timeline.count() as usize);
        let ring = Ring::new(gpu, converter.frame_bytes(), slots, job.mapping)?;
        let targets = ring
            .storage_buffers()
            .iter()
            .map(|buffer| converter.bind(gpu, buffer))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            gpu,
            job,
            renderer,
            converter,
            ring,
            targets,
            remaining: job.plan.timeline.frames.clone(),
            times: FrameTimes::default(),
        })
    }

    /// How many frames there are in all.
    pub(super) fn count(&self) -> u64 {
        self.job.plan.timeline.count()
    }

    /// Whether frames are read where the shader writes them.
    pub(super) fn is_direct(&self) -> bool {
        self.ring.is_direct()
    }

    /// The next frame, `None` behind the last. Waits for the GPU, and, while all buffers are out,
    /// for their reader.
    pub(super) fn next(
        &mut self,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Frame>, ExportError> {
        while self.ring.in_flight() < AHEAD && !self.remaining.is_empty() {
            let waiting = Instant::now();
            let slot = self.ring.acquire(cancelled)?;
            self.times.reader += waiting.elapsed();
            match slot {
                Some(slot) => self.draw(slot)?,
                None => break,
            }
        }
        if self.ring.in_flight() == 0 {
            return Ok(None);
        }
        let waiting = Instant::now();
        let frame = self.ring.next(cancelled)?;
        self.times.gpu += waiting.elapsed();
        Ok(Some(frame))
    }

    fn draw(&mut self, slot: Slot) -> Result<(), ExportError> {
        let Some(index) = self.remaining.next() else {
            return Ok(());
        };
        let recording = Instant::now();
        let time = self.job.plan.timeline.at(index);
        let mut encoder = self
            .gpu
            .device()
            .create_command_encoder(&Default::default());
        self.renderer.record(self.gpu.queue(), &mut encoder, &time);
        self.converter
            .record(&mut encoder, &self.targets[slot.index()]);
        self.ring.submit(slot, encoder)?;
        self.times.record += recording.elapsed();
        Ok(())
    }
}

fn convert_spec(job: &Job) -> ConvertSpec {
    ConvertSpec {
        size: job.plan.spec.size,
        format: job.plan.spec.format,
        transfer: match job.scene.color {
            Color::Srgb => Transfer::Encoded,
            Color::Linear => Transfer::Linear,
        },
        alpha: match job.scene.alpha {
            Alpha::Opaque => convert::Alpha::Opaque,
            Alpha::Straight => convert::Alpha::Straight,
            Alpha::Premultiplied => convert::Alpha::Premultiplied,
        },
        dither: job.plan.dither,
    }
}

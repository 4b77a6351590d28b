//! The frames of an export, drawn ahead of their readers: render → convert → readback.

use std::collections::VecDeque;
use std::iter::Peekable;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{ExportError, Job, Plan, Progress};
use crate::convert::{self, Bound, ConvertSpec, Converter, Transfer};
use crate::frame::PixelFormat;
use crate::gpu::Gpu;
use crate::readback::{Frame, Ring, Slot};
use crate::render::{FrameTime, Renderer, SavedState};
use crate::scene::{Alpha, Color};

/// Frames in flight: one that the GPU works on, and the next, so that it never waits for us. More
/// would only take buffers from the writers.
pub(crate) const AHEAD: usize = 2;

/// A frame's bytes in one format, shared by all outputs that take it.
#[derive(Clone, Debug)]
pub(super) struct SharedFrame(Arc<Frame>);

impl AsRef<[u8]> for SharedFrame {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

/// A frame that has been drawn, in every format that an output wants it in.
pub(super) struct Drawn {
    pub(super) index: u64,
    formats: Vec<(PixelFormat, SharedFrame)>,
}

impl Drawn {
    pub(super) fn in_format(&self, format: PixelFormat) -> Option<SharedFrame> {
        let mut formats = self.formats.iter();
        let (_, frame) = formats.find(|(other, _)| *other == format)?;
        Some(frame.clone())
    }
}

/// Draws the frames of a job in order and hands them over one by one.
pub(super) struct Frames<'a> {
    gpu: &'a Gpu,
    job: &'a Job,
    renderer: Renderer,
    conversions: Vec<Conversion>,
    remaining: Peekable<Box<dyn Iterator<Item = u64>>>,
    /// Frames being drawn, and the places of the conversions that each goes through.
    in_flight: VecDeque<(u64, Vec<usize>)>,
    /// The frame behind the last that was drawn.
    next: u64,
    /// For each output of the plan, whether it still takes frames.
    wanted: Vec<bool>,
    /// Whether frames go on from each other, even in a scene that does without those before its first.
    goes_on: bool,
    /// Whether what frames depend on is saved at borders, and what was saved at the last.
    saves: bool,
    saved: Option<SavedState>,
    drawn: u64,
    prerolled: u64,
    pub(super) times: FrameTimes,
}

/// One pixel format that at least one output wants.
struct Conversion {
    format: PixelFormat,
    converter: Converter,
    ring: Ring,
    /// One for each slot of the ring.
    targets: Vec<Bound>,
}

/// Where the time of drawing went.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FrameTimes {
    /// Recording and submitting commands.
    pub(super) record: Duration,
    /// Drawing frames that nobody gets.
    pub(super) preroll: Duration,
    /// Waiting for the GPU.
    pub(super) gpu: Duration,
    /// Waiting for the readers to give a buffer back.
    pub(super) reader: Duration,
    /// Saving what later frames depend on.
    pub(super) save: Duration,
}

impl<'a> Frames<'a> {
    /// Of the frames of `job`, draws these.
    pub(super) fn new(
        gpu: &'a Gpu,
        job: &'a Job,
        frames: impl Iterator<Item = u64> + 'static,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Self, ExportError> {
        let plan = &job.plan;
        let _drawing = gpu.presence().enter();
        let renderer = Renderer::new(gpu, &job.setup(), cancelled)?;
        let mut conversions: Vec<Conversion> = Vec::new();
        for output in &plan.outputs {
            if !conversions
                .iter()
                .any(|other| other.format == output.format)
            {
                conversions.push(Conversion::new(gpu, job, output.format, &renderer)?);
            }
        }
        let remaining: Box<dyn Iterator<Item = u64>> = Box::new(frames);
        Ok(Self {
            gpu,
            job,
            renderer,
            conversions,
            remaining: remaining.peekable(),
            in_flight: VecDeque::with_capacity(AHEAD),
            next: 0,
            wanted: vec![true; plan.outputs.len()],
            goes_on: false,
            saves: false,
            saved: None,
            drawn: 0,
            prerolled: 0,
            times: FrameTimes::default(),
        })
    }

    /// Draws its frames as one run does that begins at frame `first`, wherever they begin, and saves at
    /// every border what those behind it depend on.
    pub(super) fn go_on(&mut self, first: u64) {
        self.goes_on = true;
        self.saves = self.job.program.is_stateful();
        if !self.job.scene.preroll {
            self.next = first;
        }
    }

    /// Goes on from `state`, which was saved before frame `next` was drawn.
    pub(super) fn restore(
        &mut self,
        next: u64,
        state: &SavedState,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), ExportError> {
        let _drawing = self.gpu.presence().enter();
        self.renderer.restore(state, cancelled)?;
        self.next = next;
        Ok(())
    }

    /// What was saved at the border that the last frames were drawn up to.
    pub(super) fn take_saved(&mut self) -> Option<SavedState> {
        self.saved.take()
    }

    /// Draws no more frames for the output at `place` of the plan: it has failed.
    pub(super) fn give_up(&mut self, place: usize) {
        self.wanted[place] = false;
    }

    /// How many frames have been drawn.
    pub(super) fn drawn(&self) -> u64 {
        self.drawn
    }

    /// How many more have been drawn, which nobody gets, as those depend on them.
    pub(super) fn prerolled(&self) -> u64 {
        self.prerolled
    }

    /// Whether frames are read where the shader writes them.
    pub(super) fn is_direct(&self) -> bool {
        self.conversions
            .iter()
            .all(|conversion| conversion.ring.is_direct())
    }

    /// The next frame before `border` that an output wants, `None` behind the last; those behind the
    /// border are drawn ahead all the same. Waits for the GPU, and, while all buffers of a format are
    /// out, for their readers.
    pub(super) fn next(
        &mut self,
        border: u64,
        progress: &dyn Progress,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Drawn>, ExportError> {
        let _drawing = self.gpu.presence().enter();
        while self.in_flight.len() < AHEAD
            && let Some(&index) = self.remaining.peek()
        {
            let places = self.places(index);
            if places.is_empty() {
                self.remaining.next();
                continue;
            }
            let waiting = Instant::now();
            let reading = self.gpu.presence().leave();
            let slots = self.acquire(&places, cancelled)?;
            drop(reading);
            self.times.reader += waiting.elapsed();
            let Some(slots) = slots else { break };
            self.preroll(index, progress, cancelled)?;
            if self.saves && index == border {
                let saving = Instant::now();
                self.saved = Some(self.renderer.save(cancelled)?);
                self.times.save += saving.elapsed();
            }
            self.draw(index, slots, cancelled)?;
            self.remaining.next();
        }
        let is_before = |(index, _): &mut (u64, _)| *index < border;
        let Some((index, places)) = self.in_flight.pop_front_if(is_before) else {
            return Ok(None);
        };
        let waiting = Instant::now();
        let mut formats = Vec::with_capacity(places.len());
        for place in places {
            let conversion = &mut self.conversions[place];
            let frame = conversion.ring.next(cancelled)?;
            formats.push((conversion.format, SharedFrame(Arc::new(frame))));
        }
        self.times.gpu += waiting.elapsed();
        Ok(Some(Drawn { index, formats }))
    }

    /// The places of the conversions that frame `index` is to go through.
    fn places(&self, index: u64) -> Vec<usize> {
        let Plan {
            outputs, timeline, ..
        } = &self.job.plan;
        let is_wanted = |format: PixelFormat| {
            outputs.iter().zip(&self.wanted).any(|(output, wanted)| {
                *wanted && output.format == format && output.wants(index, timeline)
            })
        };
        let formats = self.conversions.iter().map(|one| one.format).enumerate();
        formats
            .filter(|(_, format)| is_wanted(*format))
            .map(|(place, _)| place)
            .collect()
    }

    /// A free slot of each of these conversions, with its place. `None` while there are frames in flight to take first: their readers hold the slots.
    fn acquire(
        &mut self,
        places: &[usize],
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Vec<(usize, Slot)>>, ExportError> {
        let mut slots = Vec::with_capacity(places.len());
        for &place in places {
            match self.conversions[place].ring.acquire(cancelled)? {
                Some(slot) => slots.push((place, slot)),
                // What was acquired goes back to its ring.
                None => return Ok(None),
            }
        }
        Ok(Some(slots))
    }

    /// Draws the frames before `index` that it depends on, for nobody to see.
    fn preroll(
        &mut self,
        index: u64,
        progress: &dyn Progress,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), ExportError> {
        if !self.job.scene.preroll && !self.goes_on {
            return Ok(());
        }
        let before = self.job.program.frames_before(index, self.next);
        if before.is_empty() {
            return Ok(());
        }
        let total = before.end - before.start;
        let prerolling = Instant::now();
        let timeline = &self.job.plan.timeline;
        let times = before.clone().map(|frame| timeline.at(frame));
        let mut done = 0;
        let job = self.job;
        let mut told = |renderer: &mut Renderer, time: &FrameTime| {
            progress.prerolling(done, total);
            done += 1;
            job.tell(renderer, time.index)
        };
        self.renderer.preroll(times, &mut told, cancelled)?;
        self.next = before.end;
        self.prerolled += total;
        progress.prerolling(total, total);
        self.times.preroll += prerolling.elapsed();
        Ok(())
    }

    fn commands(&self) -> wgpu::CommandEncoder {
        self.gpu
            .device()
            .create_command_encoder(&Default::default())
    }

    /// Draws a frame once and converts it into every slot, each in a submission of its own.
    fn draw(
        &mut self,
        index: u64,
        slots: Vec<(usize, Slot)>,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), ExportError> {
        let recording = Instant::now();
        let time = self.job.plan.timeline.at(index);
        let input = self.job.tell(&mut self.renderer, index);
        let mut drawing = Some(self.renderer.draw(&time, &input, cancelled)?);
        self.next = index + 1;
        let places = slots.iter().map(|(place, _)| *place).collect();
        for (place, slot) in slots {
            let mut encoder = drawing.take().unwrap_or_else(|| self.commands());
            let conversion = &mut self.conversions[place];
            let target = &conversion.targets[slot.index()];
            conversion.converter.record(&mut encoder, target);
            conversion.ring.submit(slot, encoder)?;
        }
        self.in_flight.push_back((index, places));
        self.drawn += 1;
        self.times.record += recording.elapsed();
        Ok(())
    }
}

impl Conversion {
    fn new(
        gpu: &Gpu,
        job: &Job,
        format: PixelFormat,
        renderer: &Renderer,
    ) -> Result<Self, ExportError> {
        let converter = Converter::new(gpu, &convert_spec(job, format), renderer.picture())?;
        // More slots than frames would only take memory.
        let slots = (job.buffers.max(1) as u64).min(frames_in(job, format));
        let ring = Ring::new(gpu, converter.frame_bytes(), slots as usize, job.mapping)?;
        let targets = ring
            .storage_buffers()
            .iter()
            .map(|buffer| converter.bind(gpu, buffer))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            format,
            converter,
            ring,
            targets,
        })
    }
}

/// How many frames are wanted in `format`, or a few more.
fn frames_in(job: &Job, format: PixelFormat) -> u64 {
    let outputs = job.plan.outputs.iter();
    outputs
        .filter(|output| output.format == format)
        .map(|output| match output.target.is_stream() {
            true => job.plan.timeline.count(),
            false => 1,
        })
        .fold(0, u64::saturating_add)
}

/// How the frames of `job` are converted to `format`.
pub(crate) fn convert_spec(job: &Job, format: PixelFormat) -> ConvertSpec {
    ConvertSpec {
        size: job.plan.size,
        format,
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

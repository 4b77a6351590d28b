//! What each pass costs on the device, measured there and read when it is known: nothing waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::gpu::Gpu;

/// Runs of passes that are measured in a frame; one with more is not measured. As many pairs as the
/// largest query set holds.
const MOST_RUNS: u32 = wgpu::QUERY_SET_MAX_QUERIES / 2;

/// Frames that are measured and not known yet: the device is at most a few frames behind.
const IN_FLIGHT: usize = 3;

/// Bytes of a timestamp.
const STAMP: u64 = wgpu::QUERY_SIZE as u64;

/// Measures passes.
#[derive(Debug)]
pub(super) struct Timing {
    set: wgpu::QuerySet,
    /// Where the device writes timestamps, before they are copied to where they can be read.
    resolved: wgpu::Buffer,
    read: Vec<Reading>,
    nanoseconds: f64,
    passes: usize,
    /// The passes that were measured in the frame that is drawn, in the order of their timestamps;
    /// `None` if it is not measured.
    measured: Option<Vec<usize>>,
    /// Frames measured so far.
    frames: u64,
    last: Option<Vec<f64>>,
}

/// The timestamps of one frame on their way.
#[derive(Debug)]
struct Reading {
    buffer: wgpu::Buffer,
    state: Arc<AtomicU8>,
    /// The number of the frame, and its passes.
    of: (u64, Vec<usize>),
}

/// What a [`Reading`] is doing.
const FREE: u8 = 0;
const MAPPING: u8 = 1;
const MAPPED: u8 = 2;
const FAILED: u8 = 3;

/// Where the device notes when a pass begins and ends.
#[derive(Debug)]
pub(super) struct Stamps {
    set: wgpu::QuerySet,
    begin: Option<u32>,
    end: Option<u32>,
}

impl Stamps {
    /// Of run `run` of `runs`: the first notes the beginning, the last the end.
    pub(super) fn of_run(&self, run: u32, runs: u32) -> Option<Self> {
        let (is_first, is_last) = (run == 0, run + 1 == runs);
        (is_first || is_last).then(|| Self {
            set: self.set.clone(),
            begin: self.begin.filter(|_| is_first),
            end: self.end.filter(|_| is_last),
        })
    }

    pub(super) fn drawing(&self) -> wgpu::RenderPassTimestampWrites<'_> {
        wgpu::RenderPassTimestampWrites {
            query_set: &self.set,
            beginning_of_pass_write_index: self.begin,
            end_of_pass_write_index: self.end,
        }
    }

    pub(super) fn computing(&self) -> wgpu::ComputePassTimestampWrites<'_> {
        wgpu::ComputePassTimestampWrites {
            query_set: &self.set,
            beginning_of_pass_write_index: self.begin,
            end_of_pass_write_index: self.end,
        }
    }
}

impl Timing {
    /// For so many passes, on a device that [has timestamps](Gpu::has_timestamps).
    pub(super) fn new(gpu: &Gpu, passes: usize) -> Self {
        let device = gpu.device();
        let size = u64::from(2 * MOST_RUNS) * STAMP;
        let buffer = |usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("timestamps"),
                size,
                usage,
                mapped_at_creation: false,
            })
        };
        let reading = || Reading {
            buffer: buffer(wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST),
            state: Arc::new(AtomicU8::new(FREE)),
            of: (0, Vec::new()),
        };
        Self {
            set: device.create_query_set(&wgpu::QuerySetDescriptor {
                label: Some("timestamps"),
                ty: wgpu::QueryType::Timestamp,
                count: 2 * MOST_RUNS,
            }),
            resolved: buffer(wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC),
            read: (0..IN_FLIGHT).map(|_| reading()).collect(),
            nanoseconds: gpu.queue().get_timestamp_period().into(),
            passes,
            measured: None,
            frames: 0,
            last: None,
        }
    }

    /// The milliseconds of each pass in the last frame that is known.
    pub(super) fn last(&self) -> Option<&[f64]> {
        self.last.as_deref()
    }

    /// Before a frame.
    pub(super) fn begin(&mut self, gpu: &Gpu) {
        self.collect(gpu);
        let is_free = |reading: &Reading| reading.state.load(Ordering::Relaxed) == FREE;
        self.measured = self.read.iter().any(is_free).then(Vec::new);
    }

    /// Looks at what has become known.
    pub(super) fn collect(&mut self, gpu: &Gpu) {
        let mut newest = None;
        for reading in &mut self.read {
            match reading.state.load(Ordering::Acquire) {
                MAPPED if gpu.check().is_ok() => {
                    if newest
                        .as_ref()
                        .is_none_or(|(frame, _)| *frame < reading.of.0)
                    {
                        let costs = reading.costs(self.passes, self.nanoseconds);
                        newest = costs.map(|costs| (reading.of.0, costs)).or(newest);
                    }
                    reading.buffer.unmap();
                    reading.state.store(FREE, Ordering::Relaxed);
                }
                FAILED => reading.state.store(FREE, Ordering::Relaxed),
                _ => {}
            }
        }
        if let Some((_, costs)) = newest {
            self.last = Some(costs);
        }
    }

    /// Where the pass at `place` notes its times, if this frame is measured.
    pub(super) fn stamps(&mut self, place: usize) -> Option<Stamps> {
        let measured = self.measured.as_mut()?;
        let pair = measured.len() as u32;
        if pair >= MOST_RUNS {
            self.measured = None;
            return None;
        }
        measured.push(place);
        Some(Stamps {
            set: self.set.clone(),
            begin: Some(2 * pair),
            end: Some(2 * pair + 1),
        })
    }

    /// Behind the last pass of a frame: sends its timestamps on their way.
    pub(super) fn end(&mut self, encoder: &mut wgpu::CommandEncoder) {
        let mut readings = self.read.iter_mut();
        let free = readings.find(|reading| reading.state.load(Ordering::Relaxed) == FREE);
        let (Some(measured), Some(reading)) = (self.measured.take(), free) else {
            return;
        };
        if measured.is_empty() {
            return;
        }
        let stamps = 2 * measured.len() as u32;
        let bytes = u64::from(stamps) * STAMP;
        encoder.resolve_query_set(&self.set, 0..stamps, &self.resolved, 0);
        encoder.copy_buffer_to_buffer(&self.resolved, 0, &reading.buffer, 0, bytes);
        self.frames += 1;
        reading.of = (self.frames, measured);
        reading.state.store(MAPPING, Ordering::Relaxed);
        let state = Arc::clone(&reading.state);
        encoder.map_buffer_on_submit(
            &reading.buffer,
            wgpu::MapMode::Read,
            ..bytes,
            move |mapped| {
                let now = if mapped.is_ok() { MAPPED } else { FAILED };
                state.store(now, Ordering::Release);
            },
        );
    }
}

impl Reading {
    /// The milliseconds of each pass.
    fn costs(&self, passes: usize, nanoseconds: f64) -> Option<Vec<f64>> {
        let bytes = 2 * self.of.1.len() as u64 * STAMP;
        let view = self.buffer.get_mapped_range(..bytes).ok()?;
        let stamps: Vec<u64> = view
            .chunks_exact(STAMP as usize)
            .map(bytemuck::pod_read_unaligned)
            .collect();
        let mut costs = vec![0.0; passes];
        for (place, ends) in self.of.1.iter().zip(stamps.chunks_exact(2)) {
            costs[*place] += ends[1].saturating_sub(ends[0]) as f64 * nanoseconds / 1e6;
        }
        Some(costs)
    }
}

//! What an export did and what it cost.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::frames::Frames;
use super::{Job, Target};
use crate::encode::Finished;
use crate::gpu::Gpu;
use crate::pipe::{self, Stats};

/// The account of a finished export.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Frames handed over. An option after `--` may make FFmpeg keep fewer.
    pub frames: u64,
    /// From the start of the export to the finished file.
    pub wall_seconds: f64,
    /// Frames by wall seconds.
    pub frames_per_second: f64,
    /// How many times faster than it plays.
    pub realtime_factor: f64,
    /// Bytes handed to the encoder or to standard output.
    pub bytes_piped: u64,
    /// How they got there; `none` for a still.
    pub transport: &'static str,
    /// System calls that wrote them or waited to.
    pub system_calls: u64,
    /// The name of the adapter that drew.
    pub adapter: String,
    /// The graphics interface it was reached through.
    pub backend: &'static str,
    /// Whether frames were read where the shader wrote them, without a staging copy.
    pub direct_mapping: bool,
    /// The version of the FFmpeg that encoded.
    pub ffmpeg_version: Option<String>,
    /// The file, `-` for standard output.
    pub output: String,
    /// The size of a frame, in pixels.
    pub width: u32,
    /// The size of a frame, in pixels.
    pub height: u32,
    /// The pixel format of a frame.
    pub pixel_format: &'static str,
    /// Processor time of this process during the export, the graphics driver's included, where the
    /// system tells.
    pub cpu_seconds: Option<f64>,
    /// Processor time of FFmpeg, where the system tells.
    pub ffmpeg_cpu_seconds: Option<f64>,
    /// The part of all processors' time that both used: 1 is all of them, all the time.
    pub cpu_busy: Option<f64>,
    /// Where the wall time went.
    pub stages: StageSeconds,
}

/// Where the wall time of an export went, in seconds. `write` runs beside the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct StageSeconds {
    /// Compiling pipelines and allocating buffers.
    pub prepare: f64,
    /// Recording and submitting the commands of render and convert.
    pub render: f64,
    /// Waiting for the GPU to draw and convert.
    pub readback: f64,
    /// Waiting for the encoder to take frames, so that a buffer becomes free.
    pub pipe: f64,
    /// From the last frame to the finished file.
    pub finish: f64,
    /// The writer thread: handing bytes over.
    pub write: f64,
}

/// The account of an export while it runs.
pub(super) struct Account {
    opened: Instant,
    cpu_opened: Option<Duration>,
    finishing: Option<Instant>,
    frames: u64,
    bytes: u64,
    direct_mapping: bool,
    stages: StageSeconds,
    stats: Option<Stats>,
    ffmpeg_cpu_seconds: Option<f64>,
}

impl Account {
    pub(super) fn open() -> Self {
        Self {
            opened: Instant::now(),
            cpu_opened: process_cpu_time(),
            finishing: None,
            frames: 0,
            bytes: 0,
            direct_mapping: false,
            stages: StageSeconds::default(),
            stats: None,
            ffmpeg_cpu_seconds: None,
        }
    }

    pub(super) fn prepare<T>(&mut self, prepare: impl FnOnce() -> T) -> T {
        let preparing = Instant::now();
        let prepared = prepare();
        self.stages.prepare = preparing.elapsed().as_secs_f64();
        prepared
    }

    pub(super) fn finishing(&mut self) {
        self.finishing = Some(Instant::now());
    }

    pub(super) fn drawn(&mut self, frames: &Frames<'_>, written: &pipe::Progress) {
        let times = &frames.times;
        self.direct_mapping = frames.is_direct();
        self.stages.render = times.record.as_secs_f64();
        self.stages.readback = times.gpu.as_secs_f64();
        self.stages.pipe = times.reader.as_secs_f64();
        self.frames = written.frames();
        self.bytes = written.bytes();
    }

    pub(super) fn still(&mut self, frames: &Frames<'_>) {
        self.drawn(frames, &pipe::Progress::default());
        self.frames = 1;
    }

    pub(super) fn written(&mut self, stats: Stats) {
        self.stages.write = stats.writing.as_secs_f64();
        self.stats = Some(stats);
    }

    pub(super) fn encoded(&mut self, stats: Option<Stats>, finished: &Finished) {
        self.ffmpeg_cpu_seconds = finished.cpu_seconds;
        if let Some(stats) = stats {
            self.written(stats);
        }
    }

    pub(super) fn close(mut self, gpu: &Gpu, job: &Job) -> Report {
        let wall = self.opened.elapsed().as_secs_f64();
        let finishing = self.finishing.map(|since| since.elapsed().as_secs_f64());
        self.stages.finish = finishing.unwrap_or_default();
        let opened = self.cpu_opened.unwrap_or_default();
        let cpu_seconds = process_cpu_time().map(|now| (now - opened).as_secs_f64());
        let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
        let both = cpu_seconds.map(|own| own + self.ffmpeg_cpu_seconds.unwrap_or_default());
        let spec = &job.plan.spec;
        Report {
            frames: self.frames,
            wall_seconds: wall,
            frames_per_second: self.frames as f64 / wall,
            realtime_factor: spec.rate.seconds_at(self.frames) / wall,
            bytes_piped: self.bytes,
            transport: match &job.plan.target {
                Target::Still { .. } => "none",
                _ => self.stats.as_ref().map_or("write", |stats| stats.transport),
            },
            system_calls: self
                .stats
                .as_ref()
                .map_or(0, |stats| stats.system_calls.total()),
            adapter: gpu.summary().name.clone(),
            backend: gpu.summary().backend,
            direct_mapping: self.direct_mapping,
            ffmpeg_version: None,
            output: match &job.plan.target {
                Target::Video { path, .. } | Target::Still { path } => path.display().to_string(),
                Target::Raw => "-".into(),
            },
            width: spec.size.width,
            height: spec.size.height,
            pixel_format: spec.format.name(),
            cpu_seconds,
            ffmpeg_cpu_seconds: self.ffmpeg_cpu_seconds,
            cpu_busy: both.map(|seconds| seconds / (wall * cores)),
            stages: self.stages,
        }
    }
}

/// Processor time of all threads of this process.
fn process_cpu_time() -> Option<Duration> {
    #[cfg(unix)]
    {
        use rustix::time::{ClockId, clock_gettime};
        Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).ok()
    }
    #[cfg(not(unix))]
    None
}

//! What an export did and what it cost.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::closing::Closing;
use super::ended::Ended;
use super::frames::Frames;
use super::{Job, PlannedOutput};
use crate::gpu::Gpu;
use crate::pipe::Stats;
use crate::render::Quality;

/// The account of a finished export.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Frames of the videos, or stills if there are no videos. An option after `--` may make FFmpeg
    /// keep fewer.
    pub frames: u64,
    /// Frames that were drawn before them, or between, as they depend on those; no output has them.
    pub prerolled_frames: u64,
    /// From the start of the export to the finished files.
    pub wall_seconds: f64,
    /// Frames by wall seconds; those that were there from before do not count.
    pub frames_per_second: f64,
    /// How many times faster than it plays.
    pub realtime_factor: f64,
    /// The size of a frame, in pixels.
    pub width: u32,
    /// The size of a frame, in pixels.
    pub height: u32,
    /// How finely the picture was drawn.
    pub quality: QualityReport,
    /// Whether the scene is a seamless loop, if that was asked.
    #[serde(rename = "loop")]
    pub closing: Option<Closing>,
    /// The name of the adapter that drew.
    pub adapter: String,
    /// The graphics interface it was reached through.
    pub backend: &'static str,
    /// Whether frames were read where the shader wrote them, without a staging copy.
    pub direct_mapping: bool,
    /// The version of the FFmpeg that encoded.
    pub ffmpeg_version: Option<String>,
    /// Processor time of this process during the export, the graphics driver's included, where the
    /// system tells.
    pub cpu_seconds: Option<f64>,
    /// Processor time of FFmpeg, for all outputs, where the system tells.
    pub ffmpeg_cpu_seconds: Option<f64>,
    /// The part of all processors' time that both used: 1 is all of them, all the time.
    pub cpu_busy: Option<f64>,
    /// How it went in segments, if it did.
    pub segments: Option<SegmentsReport>,
    /// Where the wall time went.
    pub stages: StageSeconds,
    /// The outputs, in the order they were asked for.
    pub outputs: Vec<OutputReport>,
}

/// The account of an export in segments.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SegmentsReport {
    /// How many there are.
    pub count: u64,
    /// Frames of each but the last.
    pub frames: u64,
    /// How many were there from an earlier run.
    pub kept: u64,
    /// Frames of these.
    pub kept_frames: u64,
    /// The frame that a saved state was restored before, if one was.
    pub restored: Option<u64>,
    /// Seconds that saving states took.
    pub save_seconds: f64,
    /// Seconds that joining them took.
    pub join_seconds: f64,
}

/// How finely a picture was drawn: what of it the scene can be drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct QualityReport {
    /// Sides of the picture as it was drawn, by its own.
    pub ssaa: f64,
    /// The filter that made the pixels; `None` where each is one sample.
    pub ssaa_filter: Option<&'static str>,
    /// Moments that each frame is the mean of.
    pub motion_blur: u32,
    /// The time between the first of them and where another would follow the last, in degrees of a
    /// frame; `None` where there is one.
    pub shutter: Option<f64>,
}

impl From<Quality> for QualityReport {
    fn from(quality: Quality) -> Self {
        Self {
            ssaa: quality.ssaa,
            ssaa_filter: (quality.ssaa != 1.0).then(|| quality.filter.name()),
            motion_blur: quality.motion_blur,
            shutter: (quality.motion_blur > 1).then_some(quality.shutter),
        }
    }
}

/// The account of one output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutputReport {
    /// The file, `-` for standard output.
    pub output: String,
    /// The pixel format of the frames it got.
    pub pixel_format: &'static str,
    /// Processor time of its FFmpeg, where there is one and the system tells.
    pub ffmpeg_cpu_seconds: Option<f64>,
    /// How the frames got there; `None` for a still, and where options after `--` ended FFmpeg
    /// before it had them all.
    pub pipe: Option<PipeReport>,
}

/// How the frames of one output were handed over.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PipeReport {
    /// Frames written into the pipe.
    pub frames: u64,
    /// Bytes written into the pipe.
    pub bytes: u64,
    /// The way they went: `vmsplice`, `copy` or `write`.
    pub transport: &'static str,
    /// Why that one.
    pub reason: String,
    /// Bytes of one system call.
    pub chunk: usize,
    /// Bytes that the pipe can hold, where the system tells.
    pub pipe_capacity: Option<usize>,
    /// The writer's system calls.
    pub system_calls: SystemCallsReport,
    /// Seconds that the writer was writing, waiting for the reader included.
    pub write_seconds: f64,
    /// The part of it in which the pipe was full.
    pub blocked_seconds: f64,
    /// Processor time of the writer in user code, where the system tells.
    pub cpu_user_seconds: Option<f64>,
    /// Processor time of the writer in the system, where it tells.
    pub cpu_system_seconds: Option<f64>,
}

/// System calls that handed over the frames of one output, the refused ones included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SystemCallsReport {
    /// That copied bytes into the pipe.
    pub write: u64,
    /// That lent pages to the pipe.
    pub vmsplice: u64,
    /// That waited for the reader.
    pub poll: u64,
    /// That asked what the reader has read.
    pub query: u64,
    /// All of them by frames.
    pub per_frame: f64,
}

impl OutputReport {
    pub(super) fn new(planned: &PlannedOutput, ended: &Ended) -> Self {
        Self {
            output: planned.target.path().display().to_string(),
            pixel_format: planned.format.name(),
            ffmpeg_cpu_seconds: ended.encoder_cpu_seconds,
            pipe: ended
                .stats
                .as_ref()
                .map(|stats| PipeReport::new(stats, ended.reason)),
        }
    }
}

impl PipeReport {
    fn new(stats: &Stats, reason: Option<&str>) -> Self {
        Self {
            frames: stats.frames,
            bytes: stats.bytes,
            transport: stats.transport,
            reason: reason.unwrap_or(&stats.reason).to_owned(),
            chunk: stats.chunk,
            pipe_capacity: stats.pipe_capacity,
            system_calls: SystemCallsReport {
                write: stats.system_calls.write,
                vmsplice: stats.system_calls.vmsplice,
                poll: stats.system_calls.poll,
                query: stats.system_calls.query,
                per_frame: stats.system_calls.total() as f64 / stats.frames.max(1) as f64,
            },
            write_seconds: stats.writing.as_secs_f64(),
            blocked_seconds: stats.blocked.as_secs_f64(),
            cpu_user_seconds: stats.cpu.map(|cpu| cpu.user.as_secs_f64()),
            cpu_system_seconds: stats.cpu.map(|cpu| cpu.system.as_secs_f64()),
        }
    }
}

/// Where the wall time of an export went, in seconds. The writers run beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct StageSeconds {
    /// Compiling pipelines and allocating buffers.
    pub prepare: f64,
    /// Drawing frames that no output has, as others depend on them.
    pub preroll: f64,
    /// Recording and submitting the commands of render and convert.
    pub render: f64,
    /// Waiting for the GPU to draw and convert.
    pub readback: f64,
    /// Waiting for the readers to take frames, so that a buffer becomes free.
    pub pipe: f64,
    /// From the last frame to the finished files.
    pub finish: f64,
}

/// The account of an export while it runs.
pub(super) struct Account {
    opened: Instant,
    cpu_opened: Option<Duration>,
    finishing: Option<Instant>,
    drawn: u64,
    prerolled: u64,
    direct_mapping: bool,
    segments: Option<SegmentsReport>,
    stages: StageSeconds,
}

impl Account {
    pub(super) fn open() -> Self {
        Self {
            opened: Instant::now(),
            cpu_opened: process_cpu_time(),
            finishing: None,
            drawn: 0,
            prerolled: 0,
            direct_mapping: false,
            segments: None,
            stages: StageSeconds::default(),
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

    pub(super) fn drawn(&mut self, frames: &Frames<'_>) {
        let times = &frames.times;
        self.drawn = frames.drawn();
        self.prerolled = frames.prerolled();
        self.direct_mapping = frames.is_direct();
        self.stages.preroll = times.preroll.as_secs_f64();
        self.stages.render = times.record.as_secs_f64();
        self.stages.readback = times.gpu.as_secs_f64();
        self.stages.pipe = times.reader.as_secs_f64();
    }

    /// The export was one in segments.
    pub(super) fn joined(&mut self, segments: SegmentsReport) {
        self.segments = Some(segments);
    }

    pub(super) fn close(mut self, gpu: &Gpu, job: &Job, outputs: Vec<OutputReport>) -> Report {
        let wall = self.opened.elapsed().as_secs_f64();
        let finishing = self.finishing.map(|since| since.elapsed().as_secs_f64());
        self.stages.finish = finishing.unwrap_or_default();
        let opened = self.cpu_opened.unwrap_or_default();
        let cpu_seconds = process_cpu_time().map(|now| (now - opened).as_secs_f64());
        let ffmpeg_cpu_seconds = outputs
            .iter()
            .filter_map(|output| output.ffmpeg_cpu_seconds)
            .reduce(|sum, seconds| sum + seconds);
        let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
        let both = cpu_seconds.map(|own| own + ffmpeg_cpu_seconds.unwrap_or_default());
        let frames = self.drawn.min(job.plan.count());
        let kept = self
            .segments
            .as_ref()
            .map_or(0, |segments| segments.kept_frames);
        Report {
            frames: kept + frames,
            prerolled_frames: self.prerolled,
            wall_seconds: wall,
            frames_per_second: frames as f64 / wall,
            realtime_factor: job.plan.timeline.rate.seconds_at(frames) / wall,
            width: job.plan.size.width,
            height: job.plan.size.height,
            quality: job.plan.quality.fit(&job.program).0.into(),
            closing: None,
            adapter: gpu.summary().name.clone(),
            backend: gpu.summary().backend,
            direct_mapping: self.direct_mapping,
            ffmpeg_version: None,
            cpu_seconds,
            ffmpeg_cpu_seconds,
            cpu_busy: both.map(|seconds| seconds / (wall * cores)),
            segments: self.segments,
            stages: self.stages,
            outputs,
        }
    }
}

/// Processor time of all threads of this process.
pub(crate) fn process_cpu_time() -> Option<Duration> {
    #[cfg(unix)]
    {
        use rustix::time::{ClockId, clock_gettime};
        Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).ok()
    }
    #[cfg(not(unix))]
    None
}

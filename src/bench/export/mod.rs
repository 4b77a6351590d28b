//! What an export costs, against its stages alone.
//!
//! Knows the stages by their public interfaces only; a stage is measured as an export runs it, with
//! the same buffers in flight.

mod stages;

use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use crate::export::{ExportError, Job, Progress, export, process_cpu_time};
use crate::gpu::Gpu;

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A stage failed as it would in an export.
    #[error(transparent)]
    Export(ExportError),
    /// The frames between the stages cannot be kept.
    #[error("cannot keep raw frames in the temporary folder (TMPDIR chooses another)")]
    Scratch(#[source] std::io::Error),
}

impl<E: Into<ExportError>> From<E> for BenchError {
    fn from(error: E) -> Self {
        Self::Export(error.into())
    }
}

/// Says whether to end the measurement; looked at about twenty times a second.
pub type Cancelled<'a> = &'a (dyn Fn() -> bool + Sync);

/// An export and its stages, each figure the median of all rounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExportBench {
    /// Width of a frame, in pixels.
    pub width: u32,
    /// Height of a frame, in pixels.
    pub height: u32,
    /// Frames of one round.
    pub frames: u64,
    /// The pixel format of a frame.
    pub pixel_format: &'static str,
    /// The name of the adapter that drew.
    pub adapter: String,
    /// How the whole export handed its frames over, in the last round.
    pub transport: &'static str,
    /// Processors there are.
    pub processors: usize,
    /// How often everything was measured.
    pub rounds: usize,
    /// The stages, each alone.
    pub stages: Vec<Stage>,
    /// The whole export.
    pub whole: Stage,
    /// How the whole compares.
    pub efficiency: Efficiency,
}

/// The cost of one stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stage {
    /// Which.
    pub name: &'static str,
    /// From making it ready to its last frame.
    pub seconds: f64,
    /// Frames by seconds.
    pub frames_per_second: f64,
    /// Processor time, FFmpeg's and the driver's included, where the system tells.
    pub cpu_seconds: Option<f64>,
}

/// The whole against the stages; medians of each round's ratio.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Efficiency {
    /// Seconds of the whole by those of the slowest stage alone: 1 is perfect overlap.
    pub whole_by_slowest_stage: f64,
    /// The same, where the processors bound it: by the larger of the slowest stage's seconds and
    /// the whole's processor seconds on each processor.
    pub whole_by_bound: Option<f64>,
    /// Processor seconds of the whole by the sum of drawing to readback and of encoding. The pipe
    /// is not in the sum: what it costs is what an export adds.
    pub cpu_by_stages: Option<f64>,
}

/// The measurements of one round.
struct Round {
    stages: Vec<Stage>,
    whole: Stage,
    transport: &'static str,
}

/// Measures `job`, whose one output is a video, `rounds` times; `folder` takes its video and its raw
/// frames meanwhile.
///
/// # Errors
/// What an export fails with, [`ExportError::Cancelled`] once `cancelled` says so, or a full disk.
pub fn measure(
    gpu: &Gpu,
    job: &Job,
    rounds: usize,
    folder: &Path,
    cancelled: Cancelled<'_>,
) -> Result<ExportBench, BenchError> {
    let rounds = (0..rounds.max(1))
        .map(|_| round(gpu, job, folder, cancelled))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(summary(gpu, job, &rounds))
}

fn round(
    gpu: &Gpu,
    job: &Job,
    folder: &Path,
    cancelled: Cancelled<'_>,
) -> Result<Round, BenchError> {
    let clock = Clock {
        frames: job.plan.count(),
    };
    let raw = folder.join("frames.raw");
    let mut stages = vec![
        clock.time("render", || stages::render(gpu, job, cancelled).map(none))?,
        clock.time("+ convert", || {
            stages::convert(gpu, job, cancelled).map(none)
        })?,
        clock.time("+ readback", || {
            stages::read_back(gpu, job, cancelled, &mut |_| Ok(())).map(none)
        })?,
    ];
    stages::save(gpu, job, cancelled, &raw)?;
    let piped = stages::piped_frames(job, &raw)?;
    stages.push(clock.time("pipe", || stages::pipe(job, &piped, cancelled).map(none))?);
    drop(piped);
    stages.push(clock.time("encode", || {
        stages::encode(job, &raw, &folder.join("alone"), cancelled)
    })?);
    // Its pages would be written to the disk beside what is measured next.
    std::fs::remove_file(&raw).map_err(BenchError::Scratch)?;
    let mut transport = "none";
    let whole = clock.time("export", || {
        let report = export(gpu, job, &Quiet(cancelled))?;
        let pipe = report
            .outputs
            .first()
            .and_then(|output| output.pipe.as_ref());
        transport = pipe.map_or("none", |pipe| pipe.transport);
        Ok(report.ffmpeg_cpu_seconds.unwrap_or_default())
    })?;
    Ok(Round {
        stages,
        whole,
        transport,
    })
}

/// Nothing but this process used the processor.
fn none((): ()) -> f64 {
    0.0
}

struct Clock {
    frames: u64,
}

impl Clock {
    /// Times `run`, which returns the processor time of others that it had work for it.
    fn time(
        &self,
        name: &'static str,
        run: impl FnOnce() -> Result<f64, BenchError>,
    ) -> Result<Stage, BenchError> {
        let (started, cpu_started) = (Instant::now(), process_cpu_time());
        let others = run()?;
        let seconds = started.elapsed().as_secs_f64();
        let own = process_cpu_time().zip(cpu_started);
        Ok(Stage {
            name,
            seconds,
            frames_per_second: self.frames as f64 / seconds,
            cpu_seconds: own.map(|(now, then)| (now - then).as_secs_f64() + others),
        })
    }
}

fn summary(gpu: &Gpu, job: &Job, rounds: &[Round]) -> ExportBench {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let names = rounds.first().map_or(0, |round| round.stages.len());
    let stage = |place: usize| median_stage(rounds.iter().map(|round| &round.stages[place]));
    let cpu = |ratio: &dyn Fn(&Round) -> Option<f64>| {
        let ratios: Option<Vec<f64>> = rounds.iter().map(ratio).collect();
        ratios.map(median)
    };
    ExportBench {
        width: job.plan.size.width,
        height: job.plan.size.height,
        frames: job.plan.count(),
        pixel_format: job.plan.outputs[0].format.name(),
        adapter: gpu.summary().name.clone(),
        transport: rounds.last().map_or("none", |round| round.transport),
        processors,
        rounds: rounds.len(),
        stages: (0..names).map(stage).collect(),
        whole: median_stage(rounds.iter().map(|round| &round.whole)),
        efficiency: Efficiency {
            whole_by_slowest_stage: median(
                rounds
                    .iter()
                    .map(|round| round.whole.seconds / round.slowest())
                    .collect(),
            ),
            whole_by_bound: cpu(&|round| {
                let bound = round.whole.cpu_seconds? / processors as f64;
                Some(round.whole.seconds / bound.max(round.slowest()))
            }),
            cpu_by_stages: cpu(&|round| {
                let of = |name| {
                    let mut stages = round.stages.iter();
                    stages.find(|stage| stage.name == name)?.cpu_seconds
                };
                Some(round.whole.cpu_seconds? / (of("+ readback")? + of("encode")?))
            }),
        },
    }
}

impl Round {
    /// Seconds of the slowest stage.
    fn slowest(&self) -> f64 {
        self.stages
            .iter()
            .map(|stage| stage.seconds)
            .fold(0.0, f64::max)
    }
}

fn median_stage<'a>(rounds: impl Iterator<Item = &'a Stage>) -> Stage {
    let rounds: Vec<&Stage> = rounds.collect();
    let of = |figure: fn(&Stage) -> Option<f64>| {
        let figures: Option<Vec<f64>> = rounds.iter().map(|stage| figure(stage)).collect();
        figures.map(median)
    };
    Stage {
        name: rounds.first().map_or("none", |stage| stage.name),
        seconds: of(|stage| Some(stage.seconds)).unwrap_or_default(),
        frames_per_second: of(|stage| Some(stage.frames_per_second)).unwrap_or_default(),
        cpu_seconds: of(|stage| stage.cpu_seconds),
    }
}

/// The middle value, or the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        len if len % 2 == 1 => values[len / 2],
        len => f64::midpoint(values[len / 2 - 1], values[len / 2]),
    }
}

/// Hears nothing, and cancels.
struct Quiet<'a>(Cancelled<'a>);

impl Progress for Quiet<'_> {
    fn is_cancelled(&self) -> bool {
        (self.0)()
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(Vec::new()), 0.0);
    }
}

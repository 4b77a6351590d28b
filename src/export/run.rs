//! Runs an export: open every output, draw into all of them, bring each to its end.

use std::sync::atomic::{AtomicBool, Ordering};

use super::error::ExportError;
use super::frames::Frames;
use super::outputs::{Ended, Open, frames_done};
use super::report::{Account, OutputReport, Report};
use super::watch::Watch;
use super::{Job, Progress, Target};
use crate::encode::arguments;
use crate::gpu::Gpu;

/// Runs `job` on the device `gpu`, from its first frame to its finished files.
///
/// Every frame is drawn once and converted once for each pixel format, whatever the number of
/// outputs. They advance together: the slowest sets the speed. If one fails, the others are
/// finished all the same. On Linux FFmpeg is killed when the calling thread ends.
///
/// # Errors
/// With the root cause: FFmpeg's own words before an I/O error, that before what the GPU said. No
/// file is left under the name of an output that failed, and an older one is as it was.
pub fn export(gpu: &Gpu, job: &Job, progress: &dyn Progress) -> Result<Report, ExportError> {
    let mut account = Account::open();
    // Settings that do not fit are known before the driver compiles; a file is made only after, as
    // that cannot be interrupted but by ending the process.
    for output in &job.plan.outputs {
        if let Target::Video { path, container } = &output.target {
            arguments(&job.plan.spec(output), *container, &output.settings, path)
                .map_err(|error| ExportError::of_output(path, job, error.into()))?;
        }
    }
    let mut frames = account.prepare(|| Frames::new(gpu, job))?;
    let mut outputs = Vec::with_capacity(job.plan.outputs.len());
    for planned in &job.plan.outputs {
        let open = Open::new(job, planned, progress);
        let path = planned.target.path();
        outputs.push(open.map_err(|error| ExportError::of_output(path, job, error))?);
    }
    let watch = Watch {
        progress,
        stall_timeout: job.stall_timeout,
        streams: outputs.iter().filter_map(Open::watched).collect(),
        cancelled: AtomicBool::new(false),
    };
    let (drawn, ended) = watch
        .over(|| {
            let drawn = feed(&mut frames, &mut outputs, &watch, job);
            if drawn.is_err() {
                watch.end();
            }
            account.finishing();
            let ended = finish(outputs, drawn.is_ok(), &watch, job);
            (drawn, ended)
        })
        .map_err(ExportError::Start)?;
    account.drawn(&frames);
    if watch.cancelled.load(Ordering::Relaxed) {
        return Err(ExportError::Cancelled);
    }
    if let Err(error) = drawn {
        let mut causes = ended.into_iter().filter_map(Result::err);
        let cause = causes.find(ExportError::outranks_drawing);
        return Err(cause.unwrap_or(error));
    }
    let outputs = commit(ended, job)?;
    Ok(account.close(gpu, job, outputs))
}

/// Draws all frames into the outputs, as long as one of them takes any.
fn feed(
    frames: &mut Frames<'_>,
    outputs: &mut [Open<'_>],
    watch: &Watch<'_>,
    job: &Job,
) -> Result<(), ExportError> {
    let total = job.plan.count();
    while let Some(drawn) = frames.next(&|| watch.is_cancelled())? {
        for output in outputs.iter_mut() {
            output.take(&drawn, job);
        }
        if !outputs.iter().any(Open::takes_more) {
            break;
        }
        if let Some(done) = frames_done(outputs) {
            watch.progress.frames(done, total);
        }
    }
    Ok(())
}

/// Brings every output to its end: first all get what is queued for them, then each is waited for.
fn finish(
    mut outputs: Vec<Open<'_>>,
    has_all: bool,
    watch: &Watch<'_>,
    job: &Job,
) -> Vec<Result<Ended, ExportError>> {
    outputs.iter_mut().for_each(Open::close);
    if has_all && let Some(done) = frames_done(&outputs) {
        watch.progress.frames(done, job.plan.count());
        watch.progress.finishing();
    }
    outputs
        .into_iter()
        .map(|output| output.finish(job))
        .collect()
}

/// Gives every output that succeeded its name.
fn commit(
    ended: Vec<Result<Ended, ExportError>>,
    job: &Job,
) -> Result<Vec<OutputReport>, ExportError> {
    let mut failed = Vec::new();
    let mut finished = Vec::new();
    let mut reports = Vec::new();
    for (planned, ended) in job.plan.outputs.iter().zip(ended) {
        let path = planned.target.path().to_owned();
        let named = ended.and_then(|mut ended| {
            if let Some(output) = ended.output.take() {
                output.commit()?;
            }
            Ok(ended)
        });
        match named {
            Ok(ended) => {
                reports.push(OutputReport::new(planned, &ended));
                finished.push(path);
            }
            Err(error) => failed.push((path, error)),
        }
    }
    match ExportError::of_outputs(failed, finished) {
        Some(error) => Err(error),
        None => Ok(reports),
    }
}

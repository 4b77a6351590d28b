//! Runs an export: open every output, draw into all of them, bring each to its end.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::ended::Ended;
use super::error::ExportError;
use super::frames::Frames;
use super::outputs::Open;
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
    job.check()?;
    // A file is made only after the driver has compiled, as that cannot be interrupted but by ending
    // the process.
    let mut frames = account.prepare(|| Frames::new(gpu, job, &|| progress.is_cancelled()))?;
    let mut outputs = Vec::with_capacity(job.plan.outputs.len());
    for planned in &job.plan.outputs {
        let open = Open::new(job, planned, progress);
        let path = planned.target.path();
        let open = open.map_err(|error| ExportError::of_output(path, job, error))?;
        outputs.push(State::Open(open));
    }
    let watch = Watch {
        progress,
        stall_timeout: job.stall_timeout,
        streams: open(&outputs).filter_map(Open::watched).collect(),
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
    let paths = job.plan.outputs.iter().map(|output| output.target.path());
    if let Err(error) = drawn {
        let results = ended.into_iter().map(Result::err);
        return Err(ExportError::of_drawing(error, paths.zip(results)));
    }
    let outputs = commit(ended, job)?;
    Ok(account.close(gpu, job, outputs))
}

impl Job {
    /// Everything that can be said against its settings without running it.
    ///
    /// # Errors
    /// When codec, container, pixel format, size, quality and preset of an output do not fit one
    /// another.
    pub fn check(&self) -> Result<(), ExportError> {
        for output in &self.plan.outputs {
            if let Target::Video { path, container } = &output.target {
                let spec = self.plan.spec(output);
                arguments(&spec, *container, &output.settings, path)
                    .map_err(|error| ExportError::of_output(path, self, error.into()))?;
            }
        }
        Ok(())
    }
}

/// An output of a running export.
enum State<'a> {
    Open(Open<'a>),
    /// Before its time: it has failed, or options made FFmpeg stop reading.
    Ended(Result<Ended, ExportError>),
}

fn open<'a, 'b>(outputs: &'b [State<'a>]) -> impl Iterator<Item = &'b Open<'a>> {
    outputs.iter().filter_map(|output| match output {
        State::Open(open) => Some(open),
        State::Ended(_) => None,
    })
}

/// Draws all frames into the outputs, as long as one of them takes any.
fn feed(
    frames: &mut Frames<'_>,
    outputs: &mut [State<'_>],
    watch: &Watch<'_>,
    job: &Job,
) -> Result<(), ExportError> {
    let total = job.plan.count();
    let mut count = 0;
    while let Some(drawn) = frames.next(watch.progress, &|| watch.is_cancelled())? {
        for (place, output) in outputs.iter_mut().enumerate() {
            if let State::Open(open) = output
                && !open.take(&drawn, job)
            {
                frames.give_up(place);
                let open = std::mem::replace(output, State::Ended(Ok(Ended::default())));
                *output = State::Ended(end_early(open, place, watch, job));
            }
        }
        count += 1;
        let written = open(outputs).filter_map(Open::frames).min();
        watch
            .progress
            .frames(written.unwrap_or(count).min(total), total);
    }
    Ok(())
}

/// Ends an output that takes no more, so that its process, its file and its error do not wait for
/// the others.
fn end_early(
    output: State<'_>,
    place: usize,
    watch: &Watch<'_>,
    job: &Job,
) -> Result<Ended, ExportError> {
    let ended = match output {
        State::Open(open) => open.finish(job),
        State::Ended(ended) => ended,
    };
    if let Err(error) = &ended
        && job.plan.outputs.len() > 1
        && !watch.is_cancelled()
    {
        let path = job.plan.outputs[place].target.path();
        watch.progress.output_failed(path, error);
    }
    ended
}

/// Brings every output to its end: first all get what is queued for them, then each is waited for.
fn finish(
    mut outputs: Vec<State<'_>>,
    has_all: bool,
    watch: &Watch<'_>,
    job: &Job,
) -> Vec<Result<Ended, ExportError>> {
    let closed = at_once(outputs.iter_mut().collect(), |output| match output {
        State::Open(open) => open.close(),
        State::Ended(ended) => ended.is_ok(),
    });
    let got_all = closed.into_iter().any(|closed| closed.unwrap_or(false));
    if has_all && got_all {
        let total = job.plan.count();
        let written = open(&outputs).filter_map(Open::frames).max();
        watch.progress.frames(written.unwrap_or(total), total);
        watch.progress.finishing();
    }
    let ended = at_once(outputs, |output| match output {
        State::Open(open) => open.finish(job),
        State::Ended(ended) => ended,
    });
    ended
        .into_iter()
        .map(|ended| ended.unwrap_or_else(|error| Err(ExportError::Start(error))))
        .collect()
}

/// Runs `run` on all items at the same time: each may wait for another process.
fn at_once<T: Send, R: Send>(items: Vec<T>, run: impl Fn(T) -> R + Sync) -> Vec<io::Result<R>> {
    let run = &run;
    thread::scope(|scope| {
        let start = |item| {
            thread::Builder::new()
                .name("shaderpipe-finish".to_owned())
                .spawn_scoped(scope, move || run(item))
        };
        let threads: Vec<_> = items.into_iter().map(start).collect();
        let join = |thread: thread::ScopedJoinHandle<'_, R>| {
            let panicked = |_| io::Error::other("a thread panicked");
            thread.join().map_err(panicked)
        };
        let results = threads.into_iter().map(|thread| thread.and_then(join));
        results.collect()
    })
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
            Err(error) => failed.push((vec![path], error)),
        }
    }
    match ExportError::of_outputs(failed, finished) {
        Some(error) => Err(error),
        None => Ok(reports),
    }
}

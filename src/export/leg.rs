//! One leg of an export: its outputs opened, fed, finished and given their names.

use std::io;
use std::thread;

use super::course::Leg;
use super::ended::Ended;
use super::error::ExportError;
use super::frames::Frames;
use super::outputs::Open;
use super::watch::Watch;
use super::{Job, PlannedOutput};

/// An output of a leg under way.
pub(super) enum State {
    Open(Open),
    /// Before its time: it has failed, or options made FFmpeg stop reading.
    Ended(Box<Result<Ended, ExportError>>),
}

/// Opens every output of `leg`, and has them watched.
pub(super) fn open(leg: &Leg, watch: &Watch<'_>, job: &Job) -> Result<Vec<State>, ExportError> {
    let open = |planned: &PlannedOutput| {
        let open = Open::new(job, planned, watch.progress);
        let path = planned.target.path();
        let open = open.map_err(|error| ExportError::of_output(path, &job.plan, error))?;
        open.watched()
            .into_iter()
            .for_each(|stream| watch.add(stream));
        Ok(State::Open(open))
    };
    leg.outputs.iter().map(open).collect()
}

fn still_open(outputs: &[State]) -> impl Iterator<Item = &Open> {
    outputs.iter().filter_map(|output| match output {
        State::Open(open) => Some(open),
        State::Ended(_) => None,
    })
}

/// Draws all frames of `leg` into its outputs, as long as one of them takes any.
pub(super) fn feed(
    frames: &mut Frames<'_>,
    leg: &Leg,
    outputs: &mut [State],
    watch: &Watch<'_>,
    job: &Job,
) -> Result<(), ExportError> {
    let total = job.plan.count();
    let mut count = 0;
    while let Some(drawn) = frames.next(leg.end, watch.progress, &|| watch.is_ended())? {
        for (place, output) in outputs.iter_mut().enumerate() {
            if let State::Open(open) = output
                && !open.take(&drawn, job)
            {
                frames.give_up(place);
                let open = std::mem::replace(output, State::Ended(Box::new(Ok(Ended::default()))));
                *output = State::Ended(Box::new(end_early(open, place, watch, job)));
            }
        }
        count += 1;
        let written = still_open(outputs).filter_map(Open::frames).min();
        let done = leg.before + written.unwrap_or(count);
        watch.progress.frames(done.min(total), total);
    }
    Ok(())
}

/// Ends an output that takes no more, so that its process, its file and its error do not wait for
/// the others.
fn end_early(
    output: State,
    place: usize,
    watch: &Watch<'_>,
    job: &Job,
) -> Result<Ended, ExportError> {
    let ended = match output {
        State::Open(open) => open.finish(job),
        State::Ended(ended) => *ended,
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
/// That of the `last` leg is told, if it got all frames.
pub(super) fn finish(
    mut outputs: Vec<State>,
    last: Option<&Leg>,
    watch: &Watch<'_>,
    job: &Job,
) -> Vec<Result<Ended, ExportError>> {
    let closed = at_once(outputs.iter_mut().collect(), |output| match output {
        State::Open(open) => open.close(),
        State::Ended(ended) => ended.is_ok(),
    });
    let got_all = closed.into_iter().any(|closed| closed.unwrap_or(false));
    if let Some(leg) = last
        && got_all
    {
        let total = job.plan.count();
        let written = still_open(&outputs).filter_map(Open::frames).max();
        let done = written.map_or(total, |written| leg.before + written);
        watch.progress.frames(done, total);
        watch.progress.finishing();
    }
    let ended = at_once(outputs, |output| match output {
        State::Open(open) => open.finish(job),
        State::Ended(ended) => *ended,
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
pub(super) fn commit(
    ended: Vec<Result<Ended, ExportError>>,
    job: &Job,
) -> Result<Vec<Ended>, ExportError> {
    let mut failed = Vec::new();
    let mut finished = Vec::new();
    let mut all = Vec::new();
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
                all.push(ended);
                finished.push(path);
            }
            Err(error) => failed.push((vec![path], error)),
        }
    }
    match ExportError::of_outputs(failed, finished) {
        Some(error) => Err(error),
        None => Ok(all),
    }
}

//! The outputs of an export while it runs: opened, fed, brought to their end.

use std::path::Path;
use std::sync::Arc;

use super::error::ExportError;
use super::frames::Drawn;
use super::stream::Stream;
use super::watch::Watched;
use super::{Job, PlannedOutput, Progress, Target};
use crate::encode::{Output, write_still};
use crate::pipe::Stats;

/// An output that waits for frames.
pub(super) enum Open<'a> {
    Stream(Box<Stream<'a>>),
    Still(Still<'a>),
}

/// An output that has all it gets, and has not been given its name.
#[derive(Default)]
pub(super) struct Ended {
    /// Of its pipe. `None` for a still, and where options made FFmpeg stop reading.
    pub(super) stats: Option<Stats>,
    pub(super) encoder_cpu_seconds: Option<f64>,
    /// `None` for standard output.
    pub(super) output: Option<Output>,
}

impl<'a> Open<'a> {
    pub(super) fn new(
        job: &Job,
        planned: &'a PlannedOutput,
        progress: &dyn Progress,
    ) -> Result<Self, ExportError> {
        if planned.target.is_stream() {
            let stream = Stream::open(job, planned, progress)?;
            return Ok(Self::Stream(Box::new(stream)));
        }
        let output = create(planned.target.path(), job, progress)?;
        Ok(Self::Still(Still {
            planned,
            output: Some(output),
            written: Ok(None),
        }))
    }

    pub(super) fn watched(&self) -> Option<Arc<Watched>> {
        match self {
            Self::Stream(stream) => Some(stream.watched()),
            Self::Still(_) => None,
        }
    }

    /// Takes what it wants of a frame.
    pub(super) fn take(&mut self, drawn: &Drawn, job: &Job) {
        match self {
            Self::Stream(stream) => stream.take(drawn, job),
            Self::Still(still) => still.take(drawn, job),
        }
    }

    pub(super) fn takes_more(&self) -> bool {
        match self {
            Self::Stream(stream) => stream.takes_more(),
            Self::Still(still) => still.output.is_some(),
        }
    }

    /// Hands over what is queued.
    pub(super) fn close(&mut self) {
        if let Self::Stream(stream) = self {
            stream.close();
        }
    }

    /// Waits for the encoder, and finds the cause if something failed.
    pub(super) fn finish(self, job: &Job) -> Result<Ended, ExportError> {
        match self {
            Self::Stream(stream) => stream.finish(job),
            Self::Still(still) => Ok(Ended {
                output: still.written?,
                ..Ended::default()
            }),
        }
    }
}

/// How many frames each output has that has not failed; `None` if all have.
pub(super) fn frames_done(outputs: &[Open<'_>]) -> Option<u64> {
    let is_stream = |output: &Open<'_>| matches!(output, Open::Stream(_));
    if outputs.iter().any(is_stream) {
        let frames = |output: &Open<'_>| match output {
            Open::Stream(stream) if !stream.has_failed() => Some(stream.frames()),
            _ => None,
        };
        return outputs.iter().filter_map(frames).min();
    }
    let waiting = outputs.iter().filter(|output| output.takes_more()).count();
    Some((outputs.len() - waiting) as u64)
}

/// One frame that becomes a picture file.
pub(super) struct Still<'a> {
    planned: &'a PlannedOutput,
    /// `None` once its frame has come.
    output: Option<Output>,
    written: Result<Option<Output>, ExportError>,
}

impl Still<'_> {
    fn take(&mut self, drawn: &Drawn, job: &Job) {
        let PlannedOutput { target, format, .. } = self.planned;
        let is_its_frame = matches!(target, Target::Still { frame, .. } if *frame == drawn.index);
        if !is_its_frame {
            return;
        }
        if let (Some(output), Some(frame)) = (self.output.take(), drawn.in_format(*format)) {
            self.written = match write_still(&output, job.plan.size, *format, frame.as_ref()) {
                Ok(()) => Ok(Some(output)),
                Err(error) => Err(error.into()),
            };
        }
    }
}

pub(super) fn create(
    path: &Path,
    job: &Job,
    progress: &dyn Progress,
) -> Result<Output, ExportError> {
    let output = Output::create(path, job.no_clobber)?;
    if let Some(temporary) = output.discard_handle() {
        progress.creating(temporary);
    }
    Ok(output)
}

//! The outputs of an export while it runs: opened, fed, brought to their end.

use std::sync::Arc;

use super::ended::{Ended, create};
use super::error::ExportError;
use super::frames::Drawn;
use super::stream::Stream;
use super::watch::Watched;
use super::{Job, PlannedOutput, Progress, Target};
use crate::encode::{Output, write_still};

/// An output that waits for frames.
pub(super) enum Open {
    Stream(Box<Stream>),
    Still(Box<Still>),
}

impl Open {
    pub(super) fn new(
        job: &Job,
        planned: &PlannedOutput,
        progress: &dyn Progress,
    ) -> Result<Self, ExportError> {
        Ok(match &planned.target {
            Target::Video { container, .. } => {
                let stream = Stream::video(job, planned, *container, progress)?;
                Self::Stream(Box::new(stream))
            }
            Target::Raw => Self::Stream(Box::new(Stream::raw(job, planned)?)),
            Target::Still { path, .. } => Self::Still(Box::new(Still {
                planned: planned.clone(),
                output: Some(create(path, job, progress)?),
                written: Ok(None),
            })),
        })
    }

    pub(super) fn watched(&self) -> Option<Arc<Watched>> {
        match self {
            Self::Stream(stream) => Some(stream.watched()),
            Self::Still(_) => None,
        }
    }

    /// Takes what it wants of a frame; `false` once it takes no more, as it has failed.
    pub(super) fn take(&mut self, drawn: &Drawn, job: &Job) -> bool {
        match self {
            Self::Stream(stream) => stream.take(drawn, job),
            Self::Still(still) => still.take(drawn, job),
        }
    }

    /// Frames it has; `None` if it does not count them.
    pub(super) fn frames(&self) -> Option<u64> {
        match self {
            Self::Stream(stream) => Some(stream.frames()),
            Self::Still(_) => None,
        }
    }

    /// Hands over what is queued; `true` if it got everything.
    pub(super) fn close(&mut self) -> bool {
        match self {
            Self::Stream(stream) => stream.close(),
            Self::Still(still) => still.written.is_ok(),
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

/// One frame that becomes a picture file.
pub(super) struct Still {
    planned: PlannedOutput,
    /// `None` once its frame has come.
    output: Option<Output>,
    written: Result<Option<Output>, ExportError>,
}

impl Still {
    fn take(&mut self, drawn: &Drawn, job: &Job) -> bool {
        let PlannedOutput { target, format, .. } = &self.planned;
        let is_its_frame = matches!(target, Target::Still { frame, .. } if *frame == drawn.index);
        if !is_its_frame {
            return true;
        }
        if let (Some(output), Some(frame)) = (self.output.take(), drawn.in_format(*format)) {
            self.written = match write_still(&output, job.plan.size, *format, frame.as_ref()) {
                Ok(()) => Ok(Some(output)),
                Err(error) => Err(error.into()),
            };
        }
        self.written.is_ok()
    }
}

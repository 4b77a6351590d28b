//! An output that takes frame after frame: FFmpeg's input, or standard output.

use std::fs::metadata;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::error::{ExportError, stream_cause};
use super::frames::{Drawn, SharedFrame};
use super::outputs::{Ended, create};
use super::watch::Watched;
use super::{Job, PlannedOutput, Progress, Target};
use crate::encode::{Encoder, FindError, Output, arguments};
use crate::pipe::{Method, Options, Pipe, PipeError, Sink, Stats};

pub(super) struct Stream<'a> {
    planned: &'a PlannedOutput,
    /// `None` once it takes no more frames.
    pipe: Option<Pipe<SharedFrame>>,
    written: Result<Stats, PipeError>,
    encoding: Option<Encoding>,
    watched: Arc<Watched>,
}

struct Encoding {
    encoder: Encoder,
    /// Dropped after the encoder: that must not write the file anew.
    output: Output,
}

impl<'a> Stream<'a> {
    /// Starts what takes the frames of `planned`.
    pub(super) fn open(
        job: &Job,
        planned: &'a PlannedOutput,
        progress: &dyn Progress,
    ) -> Result<Self, ExportError> {
        let (sink, encoding) = match &planned.target {
            Target::Video { path, container } => {
                let ffmpeg = job.ffmpeg.as_ref().ok_or(FindError::NotInstalled)?;
                let output = create(path, job, progress)?;
                let args = arguments(
                    &job.plan.spec(planned),
                    *container,
                    &planned.settings,
                    output.path_for_writer(),
                )?;
                progress.encoding(ffmpeg, &args);
                let (encoder, stdin) = Encoder::spawn(ffmpeg, &args)?;
                (Sink::child_stdin(stdin), Some(Encoding { encoder, output }))
            }
            Target::Raw | Target::Still { .. } => (Sink::stdout(), None),
        };
        let options = Options {
            // As deep as there are frames, so that the one thing a slow reader holds up is the next
            // free buffer.
            depth: job.buffers,
            // Standard output is the user's: it is only written to.
            method: encoding.as_ref().map_or(Method::Auto, |_| job.transport),
            ..Options::default()
        };
        let pipe = Pipe::spawn(sink, options).map_err(|error| match error.kind() {
            ErrorKind::Unsupported => ExportError::Transport(options.method, error),
            _ => ExportError::Start(error),
        })?;
        let watched = Watched {
            written: pipe.progress(),
            abort: pipe.abort_handle(),
            encoder: encoding.as_ref().map(|open| open.encoder.kill_handle()),
            discard: encoding
                .as_ref()
                .and_then(|open| open.output.discard_handle()),
            all_written: AtomicBool::new(false),
            stalled: AtomicBool::new(false),
        };
        Ok(Self {
            planned,
            pipe: Some(pipe),
            written: Err(PipeError::Aborted),
            encoding,
            watched: Arc::new(watched),
        })
    }

    pub(super) fn watched(&self) -> Arc<Watched> {
        Arc::clone(&self.watched)
    }

    /// Frames written.
    pub(super) fn frames(&self) -> u64 {
        self.watched.written.frames()
    }

    pub(super) fn takes_more(&self) -> bool {
        self.pipe.is_some()
    }

    /// Whether it ended before it had all its frames.
    pub(super) fn has_failed(&self) -> bool {
        self.pipe.is_none() && self.written.is_err()
    }

    /// Queues the frame; waits while the queue is full. After a failure it takes no more.
    pub(super) fn take(&mut self, drawn: &Drawn, job: &Job) {
        if self.planned.wants(drawn.index, &job.plan.timeline)
            && let (Some(pipe), Some(frame)) = (&self.pipe, drawn.in_format(self.planned.format))
            && pipe.send(frame).is_err()
        {
            self.close();
        }
    }

    /// Writes what is queued and ends the stream.
    pub(super) fn close(&mut self) {
        if let Some(pipe) = self.pipe.take() {
            self.written = pipe.finish();
            self.watched.all_written.store(true, Ordering::Relaxed);
        }
    }

    /// Waits for the encoder, and finds the cause if something failed.
    pub(super) fn finish(mut self, job: &Job) -> Result<Ended, ExportError> {
        self.close();
        let Some(Encoding { encoder, output }) = self.encoding else {
            let stats = self.written.map_err(|error| match error {
                PipeError::BrokenPipe { .. } => ExportError::ReaderGone,
                error => ExportError::Pipe(error),
            })?;
            return Ok(Ended {
                stats: Some(stats),
                ..Ended::default()
            });
        };
        let encoded = encoder.finish();
        if self.watched.stalled.load(Ordering::Relaxed) {
            let after = job.stall_timeout.unwrap_or_default();
            return Err(ExportError::Stalled { after });
        }
        let may_end_early = !self.planned.settings.extra.is_empty();
        let (stats, finished) = stream_cause(self.written, encoded, may_end_early)?;
        refuse_empty(&output, self.planned.target.path())?;
        Ok(Ended {
            stats,
            encoder_cpu_seconds: finished.cpu_seconds,
            output: Some(output),
        })
    }
}

fn refuse_empty(output: &Output, path: &Path) -> Result<(), ExportError> {
    match metadata(output.path_for_writer()) {
        Ok(metadata) if metadata.is_file() && metadata.len() == 0 => {
            Err(ExportError::NothingWritten(path.to_owned()))
        }
        _ => Ok(()),
    }
}

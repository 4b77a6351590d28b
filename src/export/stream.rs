//! An output that takes frame after frame: FFmpeg's input, or standard output.

use std::fs::metadata;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ended::{Ended, create};
use super::error::{ExportError, stream_cause};
use super::frames::{Drawn, SharedFrame};
use super::parts::seal;
use super::watch::Watched;
use super::{Job, PlannedOutput, Progress, Target};
use crate::encode::{
    Container, EncodeError, Encoder, FindError, JoinError, JoinProgress as _, Output, OutputError,
    Part, add_comment, arguments, check_part,
};
use crate::pipe::{Method, Options, Pipe, PipeError, Sink, Stats};

pub(super) struct Stream {
    planned: PlannedOutput,
    // Before the pipe, as fields drop in order: an FFmpeg that is not killed first takes the end of
    // the stream for the end of the video.
    encoding: Option<Encoding>,
    /// `None` once it takes no more frames.
    pipe: Option<Pipe<SharedFrame>>,
    written: Result<Stats, PipeError>,
    /// Why frames go the way they go, where it is not for the pipe to choose.
    reason: Option<&'static str>,
    watched: Arc<Watched>,
}

struct Encoding {
    encoder: Encoder,
    /// Dropped after the encoder: that must not write the file anew.
    output: Output,
}

impl Stream {
    /// Starts an FFmpeg that makes a video of the frames.
    pub(super) fn video(
        job: &Job,
        planned: &PlannedOutput,
        container: Container,
        progress: &dyn Progress,
    ) -> Result<Self, ExportError> {
        let ffmpeg = job.ffmpeg.as_ref().ok_or(FindError::NotInstalled)?;
        let output = create(planned.target.path(), job, progress)?;
        let mut args = arguments(
            &job.plan.spec(planned),
            container,
            &planned.settings,
            output.path_for_writer(),
        )?;
        if let Some(mark) = &planned.part {
            add_comment(&mut args, &mark.record.text());
        }
        progress.encoding(ffmpeg, &args);
        let (encoder, stdin) = Encoder::spawn(ffmpeg, &args)?;
        let encoding = Encoding { encoder, output };
        let sink = Sink::child_stdin(stdin);
        if job.transport == Method::Auto && ffmpeg.is_script() {
            let reason = "FFmpeg is started by a script, whose programs may pass lent pages on";
            let stream = Self::new(job, planned, sink, Method::Write, Some(encoding))?;
            return Ok(Self {
                reason: Some(reason),
                ..stream
            });
        }
        Self::new(job, planned, sink, job.transport, Some(encoding))
    }

    /// Writes the frames to standard output, as they are.
    pub(super) fn raw(job: &Job, planned: &PlannedOutput) -> Result<Self, ExportError> {
        // It is the user's: the engine only ever writes to it.
        Self::new(job, planned, Sink::stdout(), Method::Auto, None)
    }

    fn new(
        job: &Job,
        planned: &PlannedOutput,
        sink: Sink,
        method: Method,
        encoding: Option<Encoding>,
    ) -> Result<Self, ExportError> {
        let options = Options {
            // As deep as there are frames, so that the one thing a slow reader holds up is the next
            // free buffer.
            depth: job.buffers,
            method,
            ..Options::default()
        };
        let pipe = Pipe::spawn(sink, options).map_err(|error| match error.kind() {
            ErrorKind::Unsupported => ExportError::Transport(method, error),
            _ => ExportError::Start(error),
        })?;
        let open = encoding.as_ref();
        let watched = Watched {
            written: pipe.progress(),
            abort: pipe.abort_handle(),
            encoder: open.map(|open| open.encoder.kill_handle()),
            discard: open.and_then(|open| open.output.discard_handle()),
            stall_timeout: job.stall_timeout,
            all_written: AtomicBool::new(false),
            stalled: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        };
        Ok(Self {
            planned: planned.clone(),
            encoding,
            pipe: Some(pipe),
            written: Err(PipeError::Aborted),
            reason: None,
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

    /// Queues the frame; waits while the queue is full. `false` once it takes no more.
    pub(super) fn take(&mut self, drawn: &Drawn, job: &Job) -> bool {
        if !self.planned.wants(drawn.index, &job.plan.timeline) {
            return true;
        }
        match (&self.pipe, drawn.in_format(self.planned.format)) {
            (Some(pipe), Some(frame)) => pipe.send(frame).is_ok(),
            _ => false,
        }
    }

    /// Writes what is queued and ends the stream; `true` if all was written.
    pub(super) fn close(&mut self) -> bool {
        if let Some(pipe) = self.pipe.take() {
            self.written = pipe.finish();
            self.watched.all_written.store(true, Ordering::Relaxed);
        }
        self.written.is_ok()
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
        let has_failed_itself = matches!(encoded, Err(EncodeError::Failed { .. }));
        if self.watched.stalled.load(Ordering::Relaxed) && !has_failed_itself {
            let after = job.stall_timeout.unwrap_or_default();
            return Err(ExportError::Stalled { after });
        }
        let may_end_early = !self.planned.settings.extra.is_empty();
        let (stats, finished) = stream_cause(self.written, encoded, may_end_early)?;
        refuse_empty(&output, self.planned.target.path())?;
        check_joins(job, &self.planned, &output, &self.watched)?;
        Ok(Ended {
            stats,
            reason: self.reason,
            encoder_cpu_seconds: finished.cpu_seconds,
            output: Some(output),
        })
    }
}

/// Whether what was written is the part that it says it is, if it is to be one.
fn check_joins(
    job: &Job,
    planned: &PlannedOutput,
    output: &Output,
    watched: &Watched,
) -> Result<(), ExportError> {
    let (Some(mark), Target::Video { path, container }) = (&planned.part, &planned.target) else {
        return Ok(());
    };
    let ffmpeg = job.ffmpeg.as_ref().ok_or(FindError::NotInstalled)?;
    let part = Part {
        path: output.path_for_writer().to_owned(),
        frames: mark.record.end - mark.record.first,
    };
    let rate = job.plan.timeline.rate;
    match check_part(ffmpeg, &part, rate, *container, watched) {
        Err(JoinError::Cancelled) => return Err(ExportError::Cancelled),
        checked => checked.map_err(|error| error.of_part(path.clone()))?,
    }
    mark.confirm().map_err(ExportError::Changed)?;
    let path = output.path_for_writer();
    match seal(path, *container, &|| watched.is_cancelled()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(ExportError::Cancelled),
        Err(cause) => Err(OutputError::Sync {
            path: path.to_owned(),
            cause,
        }
        .into()),
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

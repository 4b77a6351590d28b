//! Runs an export: spawn, connect, join.

use std::path::Path;

use super::error::{ExportError, root_cause};
use super::frames::Frames;
use super::report::{Account, Report};
use super::watch::{Ender, Watch};
use super::{Job, Progress, Target};
use crate::encode::{Container, Encoder, FindError, Output, arguments, write_still};
use crate::gpu::Gpu;
use crate::pipe::{Options, Pipe, PipeError, Sink, Stats};
use crate::readback::Frame;

/// Runs `job` on the device `gpu`, from its first frame to its finished file.
///
/// On Linux FFmpeg is killed when the calling thread ends.
///
/// # Errors
/// With the root cause: FFmpeg's own words before an I/O error, that before what the GPU said. No
/// file is left under the output's name then, and an older one is as it was.
pub fn export(gpu: &Gpu, job: &Job, progress: &dyn Progress) -> Result<Report, ExportError> {
    let mut account = Account::open();
    match &job.plan.target {
        Target::Video { path, container } => {
            video(gpu, job, path, *container, progress, &mut account)?;
        }
        Target::Still { path } => still(gpu, job, path, progress, &mut account)?,
        Target::Raw => raw(gpu, job, progress, &mut account)?,
    }
    Ok(account.close(gpu, job))
}

fn video(
    gpu: &Gpu,
    job: &Job,
    path: &Path,
    container: Container,
    progress: &dyn Progress,
    account: &mut Account,
) -> Result<(), ExportError> {
    let ffmpeg = job.ffmpeg.as_ref().ok_or(FindError::NotInstalled)?;
    // Settings that do not fit are known before the driver compiles; a file is made only after, as
    // that cannot be interrupted but by ending the process.
    arguments(&job.plan.spec, container, &job.settings, path)?;
    let mut frames = account.prepare(|| Frames::new(gpu, job))?;
    let output = create(path, job, progress)?;
    let args = arguments(
        &job.plan.spec,
        container,
        &job.settings,
        output.path_for_writer(),
    )?;
    progress.encoding(ffmpeg, &args);
    let (encoder, stdin) = Encoder::spawn(ffmpeg, &args)?;
    let pipe = spawn_pipe(Sink::child_stdin(stdin), job)?;
    let watch = Watch {
        progress,
        stall_timeout: job.stall_timeout,
        written: pipe.progress(),
        abort: pipe.abort_handle(),
        encoder: Some(encoder.kill_handle()),
        discard: output.discard_handle(),
    };
    let (ends, ended) = watch
        .over(|ender| {
            let (drawn, written) = feed(&mut frames, pipe, &watch, ender, account);
            (drawn, written, encoder.finish())
        })
        .map_err(ExportError::Start)?;
    account.drawn(&frames, &watch.written);
    let (drawn, written, encoded) = ends;
    let ended_early_is_fine = !job.settings.extra.is_empty();
    let (stats, finished) = root_cause(ended, job, drawn, written, encoded, ended_early_is_fine)?;
    account.encoded(stats, &finished);
    refuse_empty(&output, path)?;
    Ok(output.commit()?)
}

fn raw(
    gpu: &Gpu,
    job: &Job,
    progress: &dyn Progress,
    account: &mut Account,
) -> Result<(), ExportError> {
    let mut frames = account.prepare(|| Frames::new(gpu, job))?;
    let pipe = spawn_pipe(Sink::stdout(), job)?;
    let watch = Watch {
        progress,
        // A reader of ours may stop as long as it likes.
        stall_timeout: None,
        written: pipe.progress(),
        abort: pipe.abort_handle(),
        encoder: None,
        discard: None,
    };
    let ((drawn, written), ended) = watch
        .over(|ender| feed(&mut frames, pipe, &watch, ender, account))
        .map_err(ExportError::Start)?;
    account.drawn(&frames, &watch.written);
    if ended.is_some() {
        return Err(ExportError::Cancelled);
    }
    match written {
        Err(PipeError::BrokenPipe { .. }) => return Err(ExportError::ReaderGone),
        Err(error @ PipeError::Io { .. }) => return Err(ExportError::Pipe(error)),
        Err(error) => drawn.and(Err(ExportError::Pipe(error)))?,
        Ok(stats) => {
            drawn?;
            account.written(stats);
        }
    }
    Ok(())
}

fn still(
    gpu: &Gpu,
    job: &Job,
    path: &Path,
    progress: &dyn Progress,
    account: &mut Account,
) -> Result<(), ExportError> {
    let mut frames = account.prepare(|| Frames::new(gpu, job))?;
    let output = create(path, job, progress)?;
    let frame = frames.next(&|| progress.is_cancelled())?;
    account.finishing();
    progress.finishing();
    let bytes = frame.as_ref().map(Frame::as_ref).unwrap_or_default();
    write_still(output, job.plan.spec.size, job.plan.spec.format, bytes)?;
    account.still(&frames);
    progress.frames(1, 1);
    Ok(())
}

fn create(path: &Path, job: &Job, progress: &dyn Progress) -> Result<Output, ExportError> {
    let output = Output::create(path, job.no_clobber)?;
    if let Some(temporary) = output.discard_handle() {
        progress.creating(temporary);
    }
    Ok(output)
}

fn spawn_pipe(sink: Sink, job: &Job) -> Result<Pipe<Frame>, ExportError> {
    let options = Options {
        // As deep as there are frames, so that the one thing a slow reader holds up is the next
        // free buffer.
        depth: job.buffers,
        ..Options::default()
    };
    Pipe::spawn(sink, options).map_err(ExportError::Start)
}

/// Draws all frames into the pipe. What was drawn and what was written fail apart: which of them is
/// the cause, the encoder's own end decides.
fn feed(
    frames: &mut Frames<'_>,
    pipe: Pipe<Frame>,
    watch: &Watch<'_>,
    ender: &Ender,
    account: &mut Account,
) -> (Result<(), ExportError>, Result<Stats, PipeError>) {
    let total = frames.count();
    let cancelled = || ender.has_ended() || watch.progress.is_cancelled();
    let drawn = loop {
        match frames.next(&cancelled) {
            Ok(Some(frame)) => {
                if pipe.send(frame).is_err() {
                    // Why, `finish` tells.
                    break Ok(());
                }
                watch.progress.frames(watch.written.frames(), total);
            }
            Ok(None) => break Ok(()),
            Err(error) => {
                watch.end();
                break Err(error);
            }
        }
    };
    account.finishing();
    let written = pipe.finish();
    ender.all_written();
    watch.progress.frames(watch.written.frames(), total);
    if drawn.is_ok() && written.is_ok() {
        watch.progress.finishing();
    }
    (drawn, written)
}

fn refuse_empty(output: &Output, path: &Path) -> Result<(), ExportError> {
    match std::fs::metadata(output.path_for_writer()) {
        Ok(metadata) if metadata.is_file() && metadata.len() == 0 => {
            Err(ExportError::NothingWritten(path.to_owned()))
        }
        _ => Ok(()),
    }
}

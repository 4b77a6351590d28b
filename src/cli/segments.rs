//! Segments as a command line has them: begun or gone on with, and what is said of them.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use shaderpipe::export::{
    ExportError, Job, Progress, SegmentRequest, Segments, SegmentsError, begun, unfinished,
};
use shaderpipe::gpu::Gpu;

use super::console::Notices;
use super::render::Run;

/// How long another process that has the segments may take to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// Says what is left of a render in segments that failed, and how to go on.
pub(super) fn tell_kept(run: &Run<'_>, notices: &dyn Notices) {
    let arguments = run.arguments;
    let Some(output) = arguments.outputs.first() else {
        return;
    };
    if arguments.segments.segments.is_some() && begun(&output.path, &|| false).is_ok() {
        let how = match run.earlier {
            // It would not remember what `resume` has made.
            Earlier::Renewed => "the same batch, run again,".to_owned(),
            // A forced batch would begin anew.
            Earlier::GoneOnWith | Earlier::Dropped => {
                format!("`shaderpipe resume {}`", shell_word(&output.path))
            }
        };
        let message = format!("what is finished is kept: {how} goes on");
        notices.notice("note", &message);
    }
}

/// Says that what is to be written will be replaced by who goes on with segments of the same name.
pub(super) fn warn_of_segments(output: &Path, notices: &dyn Notices) {
    if let Some(folder) = unfinished(output) {
        let (folder, word) = (folder.display(), shell_word(output));
        let message = format!(
            "'{folder}' holds an unfinished render of the same name: `shaderpipe resume {word}` would \
             replace this one; remove the folder if it is not needed"
        );
        notices.notice("warning", &message);
    }
}

fn shell_word(path: &Path) -> String {
    let word = path.to_string_lossy();
    let quoted = shlex::try_quote(&word).map(Cow::into_owned);
    quoted.unwrap_or_else(|_| word.clone().into_owned())
}

/// What becomes of segments that are there from before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Earlier {
    /// It goes on with them; those of another render are an error.
    GoneOnWith,
    /// A batch goes on with them; those of another render are dropped, with a note.
    Renewed,
    /// A batch begins anew.
    Dropped,
}

/// Waits a little for another process that has the segments: one that was killed has them until the
/// system has cleared it away.
pub(super) fn patience(notices: &dyn Notices, cancelled: &dyn Fn() -> bool) -> impl Fn() -> bool {
    let since = OnceCell::new();
    move || {
        let began = since.get_or_init(|| {
            let seconds = PATIENCE.as_secs();
            let message =
                format!("another process has the segments: it is given {seconds} s to end");
            notices.notice("note", &message);
            Instant::now()
        });
        began.elapsed() < PATIENCE && !cancelled()
    }
}

/// The segments of the output, begun or gone on with.
pub(super) fn segments(
    run: &Run<'_>,
    seconds: f64,
    gpu: &Gpu,
    job: &Job,
    (progress, notices): (&dyn Progress, &dyn Notices),
) -> anyhow::Result<Segments> {
    let text = |word: OsString| {
        word.into_string().map_err(|word| {
            let word = word.to_string_lossy().into_owned();
            anyhow!(
                "--segments keeps the command line as text, and '{word}' is none: rename the file"
            )
        })
    };
    let request = SegmentRequest {
        seconds,
        restart: run.arguments.segments.restart || run.earlier == Earlier::Dropped,
        arguments: run
            .words
            .iter()
            .cloned()
            .map(text)
            .collect::<Result<_, _>>()?,
        folder: std::env::current_dir().context("the working folder")?,
    };
    let cancelled = || progress.is_cancelled();
    let waits = patience(notices, &cancelled);
    let segments = match Segments::open(gpu, job, &request, (run.hashes, &waits)) {
        // What a batch remembers decides what is rendered anew, and nobody is there to be asked.
        Err(ExportError::Segments(error))
            if run.earlier == Earlier::Renewed && error.is_of_what_was_begun() =>
        {
            let why = match &error {
                SegmentsError::Changed { differences, .. } => {
                    format!("they are of another: {}", differences.join("; "))
                }
                SegmentsError::Replaced { .. } => "the video has been changed since".to_owned(),
                _ => "their journal cannot be read".to_owned(),
            };
            notices.notice("note", &format!("its segments are dropped, as {why}"));
            let request = SegmentRequest {
                restart: true,
                ..request
            };
            Segments::open(gpu, job, &request, (run.hashes, &waits))?
        }
        segments => segments?,
    };
    if segments.kept() > 0 {
        let (kept, count) = (segments.kept(), segments.count());
        let folder = segments.folder().display();
        let message =
            format!("{kept} of {count} segments are in '{folder}' from before, and are kept");
        notices.notice("note", &message);
        if let Some(other) = segments.drawn_elsewhere() {
            let message = format!("the rest is drawn by {other}: pictures may differ a little");
            notices.notice("warning", &message);
        }
    }
    Ok(segments)
}

//! What the program prints, and how: messages on standard error, results on standard output.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar};
use serde_json::json;
use shaderpipe::scene::printable;

use super::arguments::{Command, ProgressStyle};

/// Hears what a user should know.
pub(super) trait Notices {
    /// Something worth knowing that is no failure.
    fn notice(&self, kind: &str, message: &str);
}

impl Notices for Console {
    fn notice(&self, kind: &str, message: &str) {
        Self::notice(self, kind, message);
    }
}

/// Where messages go: lines for people, or JSON objects for programs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Console {
    json: bool,
}

impl Console {
    pub(super) fn new(command: &Command) -> Self {
        let progress = match command {
            Command::Render(arguments) => arguments.telling.progress,
            Command::Resume(arguments) => arguments.telling.progress,
            Command::Join(arguments) => arguments.telling.progress,
            Command::Batch(arguments) if arguments.dry_run => ProgressStyle::None,
            Command::Batch(arguments) => arguments.telling.progress.or_json(),
            _ => ProgressStyle::Auto,
        };
        let json = progress == ProgressStyle::Json;
        Self { json }
    }

    /// Something worth knowing that is no failure.
    pub(super) fn notice(&self, kind: &str, message: &str) {
        if self.json {
            self.event(&json!({ "event": kind, "message": message }));
        } else {
            line(&format!("{kind}: {message}"));
        }
    }

    /// What ended the command, with its causes.
    pub(super) fn error(&self, error: &anyhow::Error) {
        let message = format!("{error:#}");
        // A diagnostic says so itself.
        let message = message.strip_prefix("error: ").unwrap_or(&message);
        self.notice("error", message);
    }

    /// One JSON object on a line.
    pub(super) fn event(&self, event: &serde_json::Value) {
        line(&event.to_string());
    }
}

/// A line on standard error, without control characters: names of files and scenes are strangers'
/// data. If that is closed, there is nobody to tell.
fn line(text: &str) {
    let write = || {
        let _ = writeln!(io::stderr(), "{}", printable(text));
    };
    let shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match shown {
        Some(Shown::Bar(bar)) => bar.suspend(write),
        Some(Shown::Table(table)) => table.suspend(write),
        None => write(),
    }
}

/// What is drawn on standard error, and makes way for lines: there is one of it in a process.
static SHOWN: Mutex<Option<Shown>> = Mutex::new(None);

/// Something that is drawn on a terminal again and again.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    Bar(ProgressBar),
    Table(MultiProgress),
}

/// Has every line printed above `shown` from now on.
pub(super) fn shown(shown: Option<Shown>) {
    *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = shown;
}

/// Prints a result on standard output.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(printable(text).as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Quiet::ReaderGone.into()),
        result => Ok(result?),
    }
}

/// An end that has been told already, or that nobody needs to be told of.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum Quiet {
    /// The reader of standard output has gone.
    #[error("the reader of standard output has gone")]
    ReaderGone,
    /// Every failure has been printed.
    #[error("failed")]
    Told,
}

impl Quiet {
    /// Ends as other tools do: for a reader that went, by the signal it would have sent.
    pub(super) fn exit(self) -> ExitCode {
        #[cfg(unix)]
        if matches!(self, Self::ReaderGone) {
            let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGPIPE);
        }
        match self {
            Self::ReaderGone => ExitCode::SUCCESS,
            Self::Told => ExitCode::FAILURE,
        }
    }
}

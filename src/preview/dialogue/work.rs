//! The export itself, on a thread of its own: the window goes on meanwhile.
//!
//! It shares the window's adapter and nothing else: a device and a renderer of its own draw its frames,
//! so that it neither disturbs what is shown nor takes it along when its device fails.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::words::of_form;
use super::{Exporter, Phase, Tally, Wish};
use crate::export::{Discard, ExportError, Progress, export};
use crate::gpu::Gpu;
use crate::preview::load::words;
use crate::shader::STACK_BYTES;

/// How long an export that was cancelled is waited for. A driver that compiles does not answer at all.
const GRACE: Duration = Duration::from_secs(5);

/// What the window hears of an export.
#[derive(Debug)]
pub(in crate::preview) enum Told {
    /// It has got further.
    Further,
    Ended(Ended),
}

/// What came of an export.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::preview) enum Ended {
    /// The file is there.
    Written {
        frames: u64,
        bytes: u64,
        seconds: f64,
    },
    Cancelled,
    /// In words: FFmpeg's own, if it was FFmpeg.
    Failed(String),
}

/// A running export.
#[derive(Debug)]
pub(in crate::preview) struct Work {
    pub(in crate::preview) tally: Arc<Tally>,
    temporary: Temporary,
    thread: Option<JoinHandle<()>>,
}

/// Files that are not complete yet.
type Temporary = Arc<Mutex<Vec<Discard>>>;

impl Work {
    /// Starts what `wish` asks for; `tell` is called on several threads.
    pub(in crate::preview) fn start(
        gpu: Gpu,
        wish: Wish,
        exporter: Arc<dyn Exporter>,
        tell: impl Fn(Told) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let tally = Arc::new(Tally::new());
        let temporary = Temporary::default();
        let hearer = Hearer {
            tally: Arc::clone(&tally),
            temporary: Arc::clone(&temporary),
            exporter,
            tell: Box::new(tell),
        };
        let job = move || {
            let ended = work(&gpu, &wish, &hearer);
            (hearer.tell)(Told::Ended(ended));
        };
        let thread = std::thread::Builder::new()
            .name("shaderpipe-export".to_owned())
            // Drivers compile on the caller's stack.
            .stack_size(STACK_BYTES)
            .spawn(job)?;
        Ok(Self {
            tally,
            temporary,
            thread: Some(thread),
        })
    }

    /// Has it end, soon, without a file.
    pub(in crate::preview) fn cancel(&self) {
        self.tally.cancel();
    }

    /// Ends it and waits for that, so that neither a half file nor a process is left.
    pub(in crate::preview) fn end(&mut self) {
        let Some(thread) = self.thread.take() else {
            return;
        };
        self.cancel();
        let deadline = Instant::now() + GRACE;
        while !thread.is_finished() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(5));
        }
        if thread.is_finished() {
            let _ = thread.join();
        } else {
            // The process ends without it.
            discard(&self.temporary);
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.end();
    }
}

fn work(gpu: &Gpu, wish: &Wish, hearer: &Hearer) -> Ended {
    let job = match hearer.exporter.job(wish) {
        Ok(job) => job,
        Err(words) => return Ended::Failed(of_form(&words)),
    };
    let result = match gpu.twin() {
        Ok(gpu) => export(&gpu, &job, hearer),
        Err(error) => return Ended::Failed(words(&error)),
    };
    let path = job.plan.outputs.first().map(|output| output.target.path());
    match result {
        Ok(report) => Ended::Written {
            frames: report.frames,
            bytes: path.map_or(0, length),
            seconds: report.wall_seconds,
        },
        Err(ExportError::Cancelled) => Ended::Cancelled,
        Err(error) => Ended::Failed(crate::scene::printable(&of_form(&words(&error)))),
    }
}

fn length(path: &Path) -> u64 {
    path.metadata().map_or(0, |metadata| metadata.len())
}

fn discard(temporary: &Temporary) {
    let mut list = temporary.lock().unwrap_or_else(PoisonError::into_inner);
    list.drain(..).for_each(|temporary| temporary.discard());
}

/// Hears how the export goes.
struct Hearer {
    tally: Arc<Tally>,
    temporary: Temporary,
    exporter: Arc<dyn Exporter>,
    tell: Box<dyn Fn(Told) + Send + Sync>,
}

impl Hearer {
    fn reach(&self, phase: Phase) {
        if self.tally.reach(phase) {
            (self.tell)(Told::Further);
        }
    }
}

impl Progress for Hearer {
    fn creating(&self, temporary: Discard) {
        self.exporter.creating(temporary.clone());
        let mut list = self
            .temporary
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        list.push(temporary);
    }

    fn prerolling(&self, done: u64, total: u64) {
        self.reach(Phase::Prerolling(done, total));
    }

    fn frames(&self, done: u64, total: u64) {
        self.reach(Phase::Writing(done, total));
    }

    fn finishing(&self) {
        self.reach(Phase::Finishing);
    }

    fn is_cancelled(&self) -> bool {
        self.tally.is_cancelled()
    }
}

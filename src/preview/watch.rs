//! Hears when a file of the scene has other contents than before, on a thread of its own.
//!
//! Editors save in three ways: they write another file and rename it, empty the file and write it, or
//! write it in parts. So folders are watched, not files; what is being written is waited for; and only
//! contents count. Knows nothing of scenes.

mod contents;
mod files;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Config, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::PreviewError;
use files::{Files, Look, folder};

/// Events that wait to be looked at; what does not fit is not missed, as contents are compared.
const QUEUE: usize = 256;
/// How long a file that is being written is waited for, if nobody says that it is closed.
const QUIET: Duration = Duration::from_millis(25);
/// How often a file that is empty or gone is looked at again.
const RETRY: Duration = Duration::from_millis(10);
/// How long it may be so before that counts as what somebody meant.
const GONE: Duration = Duration::from_millis(500);
/// How often files are looked at where the system tells nothing.
const POLL: Duration = Duration::from_millis(250);

/// The thread that hears of files.
#[derive(Debug)]
pub(super) struct Watch {
    wanted: Arc<Mutex<Option<Wanted>>>,
    signals: Sender<Signal>,
    thread: Option<JoinHandle<()>>,
}

/// Files to watch, which were read at `since`; `any`: every file beside them, too.
#[derive(Clone, Debug)]
struct Wanted {
    files: Vec<PathBuf>,
    any: bool,
    since: SystemTime,
}

enum Signal {
    /// Other files are wanted.
    Files,
    /// Something happened to files.
    Event(Happened),
    End,
}

#[derive(Debug)]
struct Happened {
    at: Instant,
    paths: Vec<PathBuf>,
    /// Whether it is done with them.
    is_whole: bool,
    /// Whether they have appeared or got another name.
    is_named: bool,
}

impl Watch {
    /// Starts the thread; `changed` is called on it, with the moment that it heard of the change.
    pub(super) fn start(changed: impl Fn(Instant) + Send + 'static) -> Result<Self, PreviewError> {
        let (signals, received) = bounded(QUEUE);
        let events = signals.clone();
        let wanted = Arc::new(Mutex::new(None));
        let asked = Arc::clone(&wanted);
        let work = move || {
            Watching {
                asked,
                signals: received,
                events,
                watcher: None,
                files: Files::default(),
                wanted: None,
                missing: 0,
                is_dropped: false,
                poll: None,
            }
            .work(&changed);
        };
        let thread = std::thread::Builder::new()
            .name("shaderpipe-watch".to_owned())
            .spawn(work)
            .map_err(PreviewError::Thread)?;
        Ok(Self {
            wanted,
            signals,
            thread: Some(thread),
        })
    }

    /// Watches these files from now on, for what is written after `since`; with `any` every file in their
    /// folders, as a scene that is broken may be mended by a file that is not known yet.
    pub(super) fn set(&self, files: Vec<PathBuf>, any: bool, since: SystemTime) {
        let wanted = Wanted { files, any, since };
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some(wanted);
        // Full: it will look anyway.
        let _ = self.signals.try_send(Signal::Files);
    }

    /// Ends the thread.
    pub(super) fn end(&mut self) {
        let _ = self.signals.send(Signal::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Watching {
    asked: Arc<Mutex<Option<Wanted>>>,
    signals: Receiver<Signal>,
    events: Sender<Signal>,
    watcher: Option<Box<dyn Watcher>>,
    files: Files,
    /// What was asked for last.
    wanted: Option<Wanted>,
    /// How many files are in folders that are not there.
    missing: usize,
    /// Whether a folder has gone that was watched: one that comes under its name is another.
    is_dropped: bool,
    /// When to look for folders.
    poll: Option<Instant>,
}

/// Files that are not as they were, or are being written.
struct Pending {
    /// When the first of it was heard.
    since: Instant,
    /// When to look at them.
    due: Instant,
}

impl Watching {
    fn work(mut self, changed: &dyn Fn(Instant)) {
        let mut pending: Option<Pending> = None;
        loop {
            let due = pending.as_ref().map(|pending| pending.due);
            let signal = match due.into_iter().chain(self.poll).min() {
                None => self
                    .signals
                    .recv()
                    .map_err(|_| RecvTimeoutError::Disconnected),
                Some(due) => self.signals.recv_deadline(due),
            };
            match signal {
                Ok(Signal::Files) | Err(RecvTimeoutError::Timeout) => {}
                Ok(Signal::Event(happened)) => {
                    if happened.is_whole && self.files.has_folder(&happened.paths) {
                        self.is_dropped = true;
                        self.poll.get_or_insert(Instant::now() + POLL);
                    }
                    if self.files.touch(&happened.paths, happened.is_named) {
                        let since = pending.as_ref().map_or(happened.at, |it| it.since);
                        let due = match happened.is_whole {
                            true => Instant::now(),
                            // What is written on and on is looked at now and then.
                            false => (Instant::now() + QUIET).min(since + GONE),
                        };
                        pending = Some(Pending { since, due });
                    }
                }
                Ok(Signal::End) | Err(RecvTimeoutError::Disconnected) => return,
            }
            let asked = self.asked.lock().map(|mut asked| asked.take());
            if let Some(wanted) = asked.unwrap_or_default() {
                self.watch(wanted);
            }
            let now = Instant::now();
            if self.poll.take_if(|poll| *poll <= now).is_some() {
                self.find_folders();
            }
            // Written before it was watched.
            if self.files.is_touched() && pending.is_none() {
                pending = Some(Pending {
                    since: now,
                    due: now,
                });
            }
            pending = pending.and_then(|pending| match pending.due <= now {
                true => self.look(pending, changed),
                false => Some(pending),
            });
        }
    }

    /// Looks whether folders have come that were not there, and watches them.
    fn find_folders(&mut self) {
        let Some(wanted) = self.wanted.clone() else {
            return;
        };
        let missing = count_missing(&wanted.files);
        if missing < self.missing || self.is_dropped && missing == 0 {
            // What it knows of a folder that has gone is of no use.
            self.watcher = None;
            self.watch(wanted);
            self.files.touch_all();
        } else {
            self.expect(missing);
        }
    }

    /// Has folders looked for, if some are not there.
    fn expect(&mut self, missing: usize) {
        self.missing = missing;
        self.is_dropped = false;
        self.poll = (missing > 0).then(|| Instant::now() + POLL);
    }

    /// Looks at what was touched; what is left to look at later.
    fn look(&mut self, pending: Pending, changed: &dyn Fn(Instant)) -> Option<Pending> {
        let now = Instant::now();
        let waits = now < pending.since + GONE;
        match self.files.look(waits) {
            Look::Same => None,
            Look::Changed => {
                changed(pending.since);
                None
            }
            Look::Later => Some(Pending {
                due: now + RETRY,
                ..pending
            }),
        }
    }

    fn watch(&mut self, wanted: Wanted) {
        let is_dropped = self.is_dropped;
        self.expect(count_missing(&wanted.files));
        if is_dropped {
            self.watcher = None;
        }
        self.wanted = Some(wanted.clone());
        let Wanted { files, any, since } = wanted;
        if !self.files.set(files, any, since) && self.watcher.is_some() {
            return;
        }
        if let Some(watcher) = &mut self.watcher {
            let is_heard = self.files.folders().all(|folder| {
                // Once more does no harm.
                watcher.watch(folder, RecursiveMode::NonRecursive).is_ok()
            });
            if is_heard {
                return;
            }
        }
        self.watcher = self.start::<RecommendedWatcher>().or_else(|| {
            tracing::warn!("the system watches no more files: they are looked at every {POLL:?}");
            self.start::<PollWatcher>()
        });
    }

    /// A watcher of all folders there are.
    fn start<W: Watcher + 'static>(&self) -> Option<Box<dyn Watcher>> {
        let events = self.events.clone();
        let hear = move |event: notify::Result<notify::Event>| {
            let Some(happened) = event.ok().and_then(happened) else {
                return;
            };
            // Full: there is enough to look at.
            let _ = events.try_send(Signal::Event(happened));
        };
        let mut watcher = W::new(hear, Config::default().with_poll_interval(POLL)).ok()?;
        let mut is_heard = true;
        for folder in self.files.folders() {
            // A folder that is gone is no reason to poll the others.
            let watched = watcher.watch(folder, RecursiveMode::NonRecursive);
            is_heard &= watched.is_ok() || !folder.exists();
        }
        is_heard.then(|| Box::new(watcher) as Box<dyn Watcher>)
    }
}

/// How many of the files are in folders that are not there.
fn count_missing(files: &[PathBuf]) -> usize {
    let folders = files.iter().map(|file| folder(file));
    folders.filter(|folder| !folder.is_dir()).count()
}

/// What an event says of contents; `None` if nothing.
fn happened(event: notify::Event) -> Option<Happened> {
    let is_whole = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => return None,
        // Renamed files are whole, and those that are gone are waited for.
        EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_) => true,
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Any | EventKind::Other => false,
    };
    Some(Happened {
        at: Instant::now(),
        paths: event.paths,
        is_whole,
        is_named: matches!(
            event.kind,
            EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_))
        ),
    })
}

#[cfg(test)]
mod tests;

//! Writes pictures to files as PNG, one after the other, on a thread of its own.

use std::path::PathBuf;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::{PreviewError, beside};
use crate::export::{ExportError, Snapshot};

/// Pictures that wait: each holds its pixels. Hands are slower than files, mostly.
const QUEUE: usize = 2;

/// Where a picture goes.
#[derive(Debug)]
pub(super) enum Place {
    /// A new file beside the scene, called after the frame, and after the target that is looked at. A file
    /// that appears under the name meanwhile is not replaced.
    Beside {
        scene: PathBuf,
        target: Option<String>,
        frame: u64,
    },
    /// This file, at the end of the preview.
    Last(PathBuf),
}

/// What came of a picture.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) path: PathBuf,
    pub(super) result: Result<(), ExportError>,
    pub(super) is_last: bool,
}

impl Written {
    /// Nothing is written.
    pub(super) fn failed(place: Place, error: ExportError) -> Self {
        let is_last = matches!(place, Place::Last(_));
        let (Place::Beside { scene: path, .. } | Place::Last(path)) = place;
        Self {
            path,
            result: Err(error),
            is_last,
        }
    }
}

/// The thread that writes.
#[derive(Debug)]
pub(super) struct Scribe {
    queue: Option<Sender<(Snapshot, Place)>>,
    thread: Option<JoinHandle<()>>,
}

impl Scribe {
    /// Starts the thread; `done` is called on it, once for each picture.
    pub(super) fn start(done: impl Fn(Written) + Send + 'static) -> Result<Self, PreviewError> {
        let (queue, pictures): (_, Receiver<(Snapshot, Place)>) = bounded(QUEUE);
        let work = move || {
            for (snapshot, place) in &pictures {
                let is_last = matches!(place, Place::Last(_));
                let path = match place {
                    Place::Beside {
                        scene,
                        target,
                        frame,
                    } => {
                        let target = target.map_or_else(String::new, |name| format!("-{name}"));
                        beside::free(&scene, &format!("{target}-{frame:05}"), "png")
                    }
                    Place::Last(path) => path,
                };
                let result = snapshot.write(&path, !is_last);
                done(Written {
                    path,
                    result,
                    is_last,
                });
            }
        };
        let thread = std::thread::Builder::new()
            .name("shaderpipe-still".to_owned())
            .spawn(work)
            .map_err(PreviewError::Thread)?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    /// Has a picture written; `false` if too many wait already. The last is waited for: the window
    /// has nothing else to do.
    pub(super) fn write(&self, snapshot: Snapshot, place: Place) -> bool {
        let Some(queue) = &self.queue else {
            return false;
        };
        match place {
            Place::Last(_) => queue.send((snapshot, place)).is_ok(),
            Place::Beside { .. } => queue.try_send((snapshot, place)).is_ok(),
        }
    }

    /// Ends the thread, behind what it was given.
    pub(super) fn end(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

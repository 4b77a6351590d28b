//! Writes the picture that is shown to a file, on a thread of its own.

use std::path::PathBuf;

use super::beside;
use crate::export::{ExportError, Snapshot};

/// Writes `snapshot` to a new file beside `scene`, and tells `done` which. A file that appears under
/// the name meanwhile is not replaced.
pub(super) fn write(
    snapshot: Snapshot,
    (scene, frame): (PathBuf, u64),
    done: impl FnOnce(Result<PathBuf, ExportError>) + Send + 'static,
) -> std::io::Result<()> {
    let work = move || {
        let path = beside::free(&scene, &format!("-{frame:05}"), "png");
        done(snapshot.write(&path, true).map(|()| path));
    };
    let thread = std::thread::Builder::new().name("shaderpipe-still".to_owned());
    thread.spawn(work).map(|_| ())
}

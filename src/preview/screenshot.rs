//! Writes the picture that is shown to a file, on a thread of its own.

use std::path::{Path, PathBuf};

use crate::export::{ExportError, Snapshot};

/// The most numbers that are tried for a name that is not taken.
const MAX_NUMBER: u32 = 100_000;

/// A name for a picture of `scene`, beside it, or in the current folder where nothing can be written
/// beside it: with a number that no file has.
fn free_name(scene: &Path, frame: u64) -> PathBuf {
    let stem = scene.file_stem().unwrap_or_default().to_string_lossy();
    let folder = scene.parent().filter(|folder| is_writable(folder));
    let folder = folder.unwrap_or(Path::new(""));
    let name = |number: u32| match number {
        1 => folder.join(format!("{stem}-{frame:05}.png")),
        number => folder.join(format!("{stem}-{frame:05}-{number}.png")),
    };
    let mut names = (1..MAX_NUMBER).map(name);
    let free = names.find(|path| path.symlink_metadata().is_err());
    free.unwrap_or_else(|| name(MAX_NUMBER))
}

fn is_writable(folder: &Path) -> bool {
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let metadata = folder.metadata();
    metadata.is_ok_and(|metadata| metadata.is_dir() && !metadata.permissions().readonly())
}

/// Writes `snapshot` to a new file beside `scene`, and tells `done` which. A file that appears under
/// the name meanwhile is not replaced.
pub(super) fn write(
    snapshot: Snapshot,
    (scene, frame): (PathBuf, u64),
    done: impl FnOnce(Result<PathBuf, ExportError>) + Send + 'static,
) -> std::io::Result<()> {
    let work = move || {
        let path = free_name(&scene, frame);
        done(snapshot.write(&path, true).map(|()| path));
    };
    let thread = std::thread::Builder::new().name("shaderpipe-still".to_owned());
    thread.spawn(work).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_named_twice() {
        let folder = tempfile::tempdir().unwrap();
        let scene = folder.path().join("look.wgsl");
        let name = || free_name(&scene, 12);
        assert_eq!(name(), folder.path().join("look-00012.png"));
        std::fs::write(name(), "").unwrap();
        assert_eq!(name(), folder.path().join("look-00012-2.png"));
        std::fs::write(name(), "").unwrap();
        assert_eq!(name(), folder.path().join("look-00012-3.png"));
    }
}

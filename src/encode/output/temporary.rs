//! The file that stands in for an output until it is complete: its name and who may read it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Bytes that a file name may have on every common file system.
const NAME_BYTES: usize = 255;

/// A file that stands in for another. While it is held, nobody takes it for one that was left.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) path: PathBuf,
    /// Locked, where a lock hinders nobody else from writing.
    _file: File,
}

/// Creates an empty file of a new name in `folder`, and removes those for the same name that processes
/// have left which were killed.
pub(super) fn create(folder: &Path, name: &OsStr) -> io::Result<Held> {
    #[cfg(unix)]
    sweep(folder, name);
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let mark = format!(
            "{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = folder.join(name_for(Path::new(name), &mark));
        match File::create_new(&path) {
            Ok(file) => {
                #[cfg(unix)]
                if let Err(error) = file.try_lock() {
                    tracing::debug!(%error, "cannot lock a temporary file");
                }
                return Ok(Held { path, _file: file });
            }
            // Left by a killed process that had our number.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// Removes the temporary files for `name` that nobody holds.
#[cfg(unix)]
fn sweep(folder: &Path, name: &OsStr) {
    let (before, behind) = match name_for(Path::new(name), MARK).split_once(MARK) {
        Some((before, behind)) => (before.to_owned(), behind.to_owned()),
        None => return,
    };
    let is_one = |name: &str| {
        let mark = name
            .strip_prefix(&before)
            .and_then(|rest| rest.strip_suffix(&behind));
        let numbers = mark.and_then(|mark| mark.split_once('-'));
        let is_number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        numbers.is_some_and(|(process, count)| is_number(process) && is_number(count))
    };
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        if !entry.file_name().to_str().is_some_and(is_one) {
            continue;
        }
        let path = entry.path();
        let is_left = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if is_left && let Err(error) = fs::remove_file(&path) {
            tracing::debug!(path = %path.display(), %error, "cannot remove a file that was left");
        }
    }
}

/// Stands for the numbers in a name.
#[cfg(unix)]
const MARK: &str = "{}";

/// `.NAME.MARK.partial.EXT`, with as much of the name as fits.
fn name_for(name: &Path, mark: &str) -> String {
    let text = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let extension = match text(name.extension()) {
        extension if extension.is_empty() || extension.len() > 16 => String::new(),
        extension => format!(".{extension}"),
    };
    let tail = format!(".{mark}.partial{extension}");
    let stem = text(name.file_stem());
    let room = NAME_BYTES - 1 - tail.len();
    format!(".{}{tail}", &stem[..stem.floor_char_boundary(room)])
}

/// Who may read a file should not change because it is made anew.
pub(super) fn keep_permissions(path: &Path, permissions: fs::Permissions) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let permissions = fs::Permissions::from_mode((permissions.mode() & 0o777) | 0o600);
        if let Err(error) = fs::set_permissions(path, permissions) {
            tracing::debug!(%error, "cannot keep the older file's permissions");
        }
    }
    #[cfg(not(unix))]
    let _ = (path, permissions);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_was_left_is_removed_and_what_is_held_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let strangers = [
            ".out.12-3.partial.mkv",
            ".out.b-3.partial.mp4",
            "out.12-3.partial.mp4",
        ];
        for name in [".out.12-3.partial.mp4", ".out.1-0.partial.mp4"]
            .iter()
            .chain(&strangers)
        {
            fs::write(path(name), "left").unwrap();
        }
        let first = create(folder.path(), OsStr::new("out.mp4")).unwrap();
        let second = create(folder.path(), OsStr::new("out.mp4")).unwrap();
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        names.sort();
        let mut expected: Vec<_> = strangers.iter().map(|name| path(name)).collect();
        expected.extend([first.path.clone(), second.path.clone()]);
        expected.sort();
        assert_eq!(names, expected);
    }

    #[test]
    fn temporary_names_keep_the_extension_and_fit() {
        let name = |name: &str| name_for(Path::new(name), "12-3");
        assert_eq!(name("out.mp4"), ".out.12-3.partial.mp4");
        assert_eq!(name("out"), ".out.12-3.partial");
        assert_eq!(name(".mp4"), "..mp4.12-3.partial");
        let long = name(&format!("{}.mkv", "é".repeat(125)));
        assert!(
            long.len() <= NAME_BYTES && long.len() > 250,
            "{}",
            long.len()
        );
        assert!(long.ends_with("é.12-3.partial.mkv"));
        assert!(name(&format!("a.{}", "b".repeat(250))).len() <= NAME_BYTES);
    }
}

//! No two jobs may write one file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use super::error::BatchError;

/// Links that systems follow, one behind the other.
const MAX_LINKS: usize = 40;

/// Refuses two outputs that are one file, before anything is written: also by another spelling, and in
/// another case, as some file systems make no difference. Each output comes with the job it is of, which
/// `describe` puts into words.
///
/// # Errors
/// [`BatchError::Collision`] with both jobs.
pub fn refuse_collisions<'a>(
    outputs: impl IntoIterator<Item = (usize, &'a Path)>,
    describe: impl Fn(usize) -> String,
) -> Result<(), BatchError> {
    let mut folders = HashMap::new();
    let mut taken: HashMap<String, usize> = HashMap::new();
    for (job, path) in outputs {
        let place = place(&behind_links(path), &mut folders);
        if let Some(other) = taken.insert(place, job) {
            return Err(BatchError::Collision {
                path: path.to_owned(),
                one: describe(other),
                other: describe(job),
            });
        }
    }
    Ok(())
}

/// The file that is written through `path`: where it is a link, what that leads to, be it there or not.
fn behind_links(path: &Path) -> Cow<'_, Path> {
    let mut path = Cow::Borrowed(path);
    for _ in 0..MAX_LINKS {
        let Ok(target) = path.read_link() else { break };
        let parent = path.parent().unwrap_or(Path::new(""));
        path = Cow::Owned(parent.join(target));
    }
    path
}

/// What two paths of one file have in common.
fn place(path: &Path, folders: &mut HashMap<PathBuf, PathBuf>) -> String {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let folder = match folders.get(parent) {
        Some(folder) => folder,
        None => {
            let folder = real(parent);
            folders.entry(parent.to_owned()).or_insert(folder)
        }
    };
    let name = path.file_name().unwrap_or_default();
    folder.join(name).to_string_lossy().to_lowercase()
}

/// The folder without links and steps back, as far as it exists.
fn real(folder: &Path) -> PathBuf {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let mut real = PathBuf::new();
    for part in folder.components() {
        match part {
            Component::ParentDir => {
                real.pop();
            }
            Component::CurDir => {}
            part => {
                real.push(part);
                if let Ok(found) = real.canonicalize() {
                    real = found;
                }
            }
        }
    }
    real
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn collide(paths: &[&str]) -> Option<String> {
        let outputs = paths.iter().map(Path::new).enumerate();
        let result = refuse_collisions(outputs, |job| format!("job {job}"));
        result.err().map(|error| error.to_string())
    }

    #[test]
    fn other_spellings_are_the_same_file() {
        for (one, other) in [
            ("out/a.mp4", "out/a.mp4"),
            ("a.mp4", "./a.mp4"),
            ("out/a.mp4", "./out/a.mp4"),
            ("out/a.mp4", "out/b/../a.mp4"),
            ("out/a.mp4", "OUT/A.mp4"),
        ] {
            let words = collide(&["x.mp4", one, other]).unwrap();
            assert!(
                words.contains("job 1") && words.contains("job 2"),
                "{words}"
            );
        }
        assert_eq!(collide(&["a.mp4", "out/a.mp4", "a.webm"]), None);
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        std::fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let paths = [real.join("new/a.mp4"), link.join("new/a.mp4")];
        let outputs = paths.iter().map(PathBuf::as_path).enumerate();
        assert!(refuse_collisions(outputs, |_| String::new()).is_err());
        // The links of files as well, though these are not there yet.
        std::os::unix::fs::symlink("real/b.mp4", folder.path().join("b.mp4")).unwrap();
        let paths = [real.join("b.mp4"), folder.path().join("b.mp4")];
        let outputs = paths.iter().map(PathBuf::as_path).enumerate();
        assert!(refuse_collisions(outputs, |_| String::new()).is_err());
    }
}

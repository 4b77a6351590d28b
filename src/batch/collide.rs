//! No two jobs may write one file, and none what another reads.
//!
//! Files are compared as the least able disk would: one that tells neither upper from lower case nor é
//! in one code point from é in two.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf, is_separator};

use unicode_normalization::UnicodeNormalization as _;

use super::error::BatchError;
use crate::export::SEGMENTS;

/// Links that systems follow, one behind the other.
const MAX_LINKS: usize = 40;

/// A file that a job writes.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The number of the job.
    pub job: usize,
    /// The file.
    pub path: &'a Path,
    /// Whether it comes about in a folder of segments beside it.
    pub in_segments: bool,
}

/// All files that jobs write, by their places.
#[derive(Debug, Default)]
pub struct Outputs {
    folders: HashMap<PathBuf, String>,
    files: HashMap<String, usize>,
    /// Folders in which whatever else lies there is removed.
    segments: HashMap<String, usize>,
}

impl Outputs {
    /// Refuses two outputs that are one file, before anything is written: also by another spelling. So it
    /// does with one in a folder that another output is, or keeps its segments in. `describe` puts a job
    /// into words.
    ///
    /// # Errors
    /// With both jobs.
    pub fn new<'a>(
        written: impl IntoIterator<Item = Written<'a>>,
        describe: &dyn Fn(usize) -> String,
    ) -> Result<Self, BatchError> {
        let mut outputs = Self::default();
        // An output of each folder, with its place.
        let mut folders: HashMap<String, (Written<'a>, String)> = HashMap::new();
        for written in written {
            let Written { job, path, .. } = written;
            let place = outputs.place(path);
            if written.in_segments {
                outputs.segments.insert(format!("{place}{SEGMENTS}"), job);
            }
            let folder = place.rsplit_once(is_separator).unwrap_or_default().0;
            if !folders.contains_key(folder) {
                folders.insert(folder.to_owned(), (written, place.clone()));
            }
            if let Some(other) = outputs.files.insert(place, job) {
                return Err(BatchError::Collision {
                    path: path.to_owned(),
                    one: describe(other),
                    other: describe(job),
                });
            }
        }
        for (Written { job, path, .. }, place) in folders.into_values() {
            if let Some((other, what)) = outputs.above(&place) {
                return Err(BatchError::Within {
                    path: path.to_owned(),
                    what,
                    one: describe(other),
                    other: describe(job),
                });
            }
        }
        Ok(outputs)
    }

    /// Refuses that a job writes the file at `path`, or makes something of a folder that it lies in. It is
    /// `what` to who reads it.
    ///
    /// # Errors
    /// With the job that writes, and `reader`.
    pub fn refuse(
        &mut self,
        path: &Path,
        what: &str,
        reader: Option<usize>,
        describe: &dyn Fn(usize) -> String,
    ) -> Result<(), BatchError> {
        let place = self.place(path);
        let reader = reader.map(describe);
        if let Some(writer) = self.files.get(&place) {
            return Err(BatchError::Input {
                path: path.to_owned(),
                what: what.to_owned(),
                writer: describe(*writer),
                reader: reader.map_or_else(String::new, |job| format!("\n  read by {job}")),
            });
        }
        match self.above(&place) {
            Some((writer, folder)) => Err(BatchError::Within {
                path: path.to_owned(),
                what: folder,
                one: describe(writer),
                other: reader.unwrap_or_else(|| what.to_owned()),
            }),
            None => Ok(()),
        }
    }

    /// The job that makes something of a folder that the file at `place` lies in, and what.
    fn above(&self, place: &str) -> Option<(usize, &'static str)> {
        let ends = place.match_indices(is_separator);
        let mut folders = ends.map(|(end, _)| &place[..end]);
        folders.find_map(|folder| {
            let file = self.files.get(folder).map(|job| (*job, "an output"));
            let segments = || {
                let job = self.segments.get(folder)?;
                Some((*job, "the folder of an output's segments"))
            };
            file.or_else(segments)
        })
    }

    /// What all paths of one file have in common.
    fn place(&mut self, path: &Path) -> String {
        let path = behind_links(path);
        let folder = folder_of(&path);
        if !self.folders.contains_key(folder) {
            let real = folded(&real(folder).join("").to_string_lossy());
            self.folders.insert(folder.to_owned(), real);
        }
        let folder = &self.folders[folder];
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        format!("{folder}{}", folded(&name))
    }
}

fn folder_of(path: &Path) -> &Path {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// What names have in common that some disk takes for one.
fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let fold = |char: char| match char {
        // No disk takes it for an i with a dot, whose upper case it shares.
        '\u{131}' => char.to_string(),
        // By way of the upper case: the two small sigmas have one.
        char => char.to_uppercase().flat_map(char::to_lowercase).collect(),
    };
    // Once more, as what was folded may have come apart.
    let folded: String = name.nfd().map(fold).collect();
    folded.nfd().collect()
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

    fn outputs<'a>(paths: &'a [&'a Path]) -> Result<Outputs, BatchError> {
        let written = paths.iter().enumerate().map(|(job, path)| Written {
            job,
            path,
            in_segments: path.to_string_lossy().contains("long"),
        });
        Outputs::new(written, &|job| format!("job {job}"))
    }

    fn collide(paths: &[&str]) -> Option<String> {
        let paths: Vec<&Path> = paths.iter().map(Path::new).collect();
        let result = outputs(&paths);
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
            // é in one code point and in two, as macOS does not tell them apart; in folders as well.
            ("caf\u{e9}.mp4", "cafe\u{301}.mp4"),
            ("CAF\u{c9}/a.mp4", "cafe\u{301}/a.mp4"),
            ("\u{39f}\u{3a3}.mp4", "\u{3bf}\u{3c2}.mp4"),
        ] {
            let words = collide(&["x.mp4", one, other]).unwrap_or_else(|| panic!("{one} {other}"));
            assert!(
                words.contains("job 1") && words.contains("job 2"),
                "{words}"
            );
        }
        assert_eq!(collide(&["a.mp4", "out/a.mp4", "a.webm"]), None);
        assert_eq!(collide(&["caf\u{e9}.mp4", "cafe.mp4"]), None);
        assert_eq!(collide(&["k\u{131}r.mp4", "kir.mp4"]), None);
    }

    #[test]
    fn no_file_is_a_folder_of_another_and_segments_have_theirs_alone() {
        for (one, other) in [
            ("out/a.mp4", "out/A.mp4/b.mp4"),
            ("long.mp4", "long.mp4.segments/b.mp4"),
            ("long.mp4", "Long.mp4.segments/deeper/b.mp4"),
        ] {
            for paths in [["x.mp4", one, other], ["x.mp4", other, one]] {
                let words = collide(&paths).unwrap_or_else(|| panic!("{one} {other}"));
                assert!(
                    words.contains("job 1") && words.contains("job 2"),
                    "{words}"
                );
            }
        }
        assert_eq!(collide(&["short.mp4", "short.mp4.segments/b.mp4"]), None);
        assert_eq!(collide(&["long.mp4", "long.mp4.segments.mp4"]), None);
    }

    #[test]
    fn what_is_read_is_not_written() {
        let paths = [Path::new("out/a.mp4"), Path::new("long.mp4")];
        let mut outputs = outputs(&paths).unwrap();
        let mut refused = |path: &str| {
            let describe = |job| format!("job {job}");
            let result = outputs.refuse(Path::new(path), "the texture wall", Some(7), &describe);
            result.err().map(|error| error.to_string())
        };
        for (path, writer) in [
            ("out/a.mp4", "job 0"),
            ("out/x/../A.mp4", "job 0"),
            ("long.mp4.segments/000001.mp4", "job 1"),
        ] {
            let words = refused(path).unwrap();
            assert!(
                words.contains(writer) && words.contains("job 7"),
                "{path}: {words}"
            );
        }
        assert_eq!(refused("a.mp4"), None);
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        std::fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let paths = [real.join("new/a.mp4"), link.join("new/a.mp4")];
        assert!(outputs(&[&paths[0], &paths[1]]).is_err());
        // The links of files as well, though these are not there yet.
        std::os::unix::fs::symlink("real/b.mp4", folder.path().join("b.mp4")).unwrap();
        let paths = [real.join("b.mp4"), folder.path().join("b.mp4")];
        assert!(outputs(&[&paths[0], &paths[1]]).is_err());
    }
}

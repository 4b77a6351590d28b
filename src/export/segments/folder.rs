//! The folder of a render in segments, beside its output: what lies there, and by which names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::SegmentsError;
use crate::encode::{Container, Output};

/// What follows the name of an output in that of the folder.
pub(crate) const SEGMENTS: &str = ".segments";

/// The extension of a saved state.
const STATE: &str = "state";

/// The folder of the segments of one output.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// As it was named.
    output: PathBuf,
}

impl Folder {
    /// That of `output`, which need not be there.
    pub(super) fn of(output: &Path) -> Result<Self, SegmentsError> {
        let mut path = Output::place(output)?.into_os_string();
        path.push(SEGMENTS);
        Ok(Self {
            path: path.into(),
            output: output.to_owned(),
        })
    }

    /// The output that it is beside.
    pub(super) fn output(&self) -> &Path {
        &self.output
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.path.join("journal.jsonl")
    }

    /// The file of segment `number`.
    pub(super) fn segment(&self, number: u64, container: Container) -> PathBuf {
        let extension = container.extension();
        self.path.join(format!("{number:06}.{extension}"))
    }

    /// What is saved of what frame `frame` depends on.
    pub(super) fn state(&self, frame: u64) -> PathBuf {
        self.path.join(format!("{frame:06}.{STATE}"))
    }

    /// The frames that a state is saved of, in order.
    pub(super) fn states(&self) -> Result<Vec<u64>, SegmentsError> {
        let frame = |name: String| name.strip_suffix(STATE)?.strip_suffix('.')?.parse().ok();
        let mut frames: Vec<u64> = self.names()?.filter_map(frame).collect();
        frames.sort_unstable();
        Ok(frames)
    }

    /// Makes it, where it is not. A folder with anything in it but a journal is somebody else's.
    pub(super) fn make(&self) -> Result<(), SegmentsError> {
        fs::create_dir_all(&self.path).map_err(SegmentsError::io("create", &self.path))?;
        // Looked at first: meanwhile another process may make the folder its own, or remove it.
        let is_empty = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(SegmentsError::Busy(self.journal()));
            }
            entries => entries
                .map_err(SegmentsError::io("look into", &self.path))?
                .next()
                .is_none(),
        };
        match is_empty || self.journal().exists() {
            true => Ok(()),
            false => Err(SegmentsError::InTheWay(self.path.clone())),
        }
    }

    /// Brings the names in it to the disk, and its own and those of its parents, which may be new, too.
    pub(super) fn sync(&self) {
        self.path.ancestors().for_each(sync);
    }

    /// Removes what crashes left: all that has a name of ours and is not among `kept`.
    pub(super) fn clean(&self, kept: &dyn Fn(&str) -> bool) -> Result<(), SegmentsError> {
        for name in self.names()? {
            if is_ours(&name) && !kept(&name) {
                let path = self.path.join(name);
                fs::remove_file(&path).map_err(SegmentsError::io("remove", path))?;
            }
        }
        Ok(())
    }

    /// Removes it with all of ours in it, the journal last: without that nobody knows what the rest is.
    pub(super) fn remove(&self) -> Result<(), SegmentsError> {
        self.clean(&|_| false)?;
        // Also after a power cut.
        self.sync();
        let journal = self.journal();
        fs::remove_file(&journal).map_err(SegmentsError::io("remove", journal))?;
        fs::remove_dir(&self.path).map_err(SegmentsError::io("remove", &self.path))?;
        self.path.parent().into_iter().for_each(sync);
        Ok(())
    }

    /// Removes it if nothing is in it.
    pub(super) fn remove_empty(&self) {
        let _ = fs::remove_dir(&self.path);
    }

    fn names(&self) -> Result<impl Iterator<Item = String> + use<>, SegmentsError> {
        let entries =
            fs::read_dir(&self.path).map_err(SegmentsError::io("look into", &self.path))?;
        let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let names: io::Result<Vec<_>> = names.collect();
        let names = names.map_err(SegmentsError::io("look into", &self.path))?;
        Ok(names.into_iter())
    }
}

/// Whether a file of this name in the folder is one that a render made, other than the journal.
fn is_ours(name: &str) -> bool {
    let is_temporary = name.starts_with('.') && name.contains(".partial");
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    let is_number = stem.len() >= 6 && stem.bytes().all(|byte| byte.is_ascii_digit());
    let is_video = Container::ALL
        .iter()
        .any(|container| container.extension() == extension);
    is_temporary || (is_number && (is_video || extension == STATE))
}

/// Brings the names in a folder to the disk, where the system can: they are not worth failing for.
fn sync(folder: &Path) {
    #[cfg(unix)]
    {
        let folder = match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        };
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_ours_is_removed() {
        let ours = [
            "000000.mp4",
            "1234567.webm",
            "000060.state",
            ".000001.12-0.partial.mp4",
        ];
        let others = [
            "journal.jsonl",
            "notes.txt",
            "0.mp4",
            "000000.txt",
            ".hidden",
        ];
        assert!(ours.into_iter().all(is_ours));
        assert!(!others.into_iter().any(is_ours));
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::of(&root.path().join("a.mp4")).unwrap();
        folder.make().unwrap();
        for name in ours.into_iter().chain(others) {
            fs::write(folder.path().join(name), "").unwrap();
        }
        folder.clean(&|name| name == "000000.mp4").unwrap();
        let mut names: Vec<_> = folder.names().unwrap().collect();
        names.sort();
        let mut left: Vec<_> = others.into_iter().chain(["000000.mp4"]).collect();
        left.sort();
        assert_eq!(names, left);
    }

    #[test]
    fn what_is_in_the_way_stays() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::of(&root.path().join("a.mp4")).unwrap();
        fs::create_dir(folder.path()).unwrap();
        folder.make().unwrap();
        fs::write(folder.path().join("notes.txt"), "").unwrap();
        let error = folder.make().unwrap_err();
        assert!(matches!(error, SegmentsError::InTheWay(_)));
        fs::write(folder.journal(), "").unwrap();
        folder.make().unwrap();
    }
}

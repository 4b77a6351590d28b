//! Which files a scene may read: those beneath its own folder, and beneath folders that the user
//! allows besides.
//!
//! A scene is data from strangers. What it names is looked up here and nowhere else; what the file
//! holds is for others to find out.

mod near;

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf, Prefix};

use super::{Diagnostic, Source};
use near::nearest_name;

/// The folders that a scene may read from.
#[derive(Clone, Debug)]
pub struct Files {
    /// The scene's own folder, as it was named.
    own: PathBuf,
    /// What the user allows besides, canonical.
    allowed: Vec<PathBuf>,
}

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is none.
    #[error("there is no {what} '{}'", path.display())]
    Missing {
        /// The path as it is written, up to the part that is missing.
        path: PathBuf,
        /// `file`, or `folder` where one on the way is missing.
        what: &'static str,
        /// The name in the same folder that was probably meant.
        near: Option<String>,
    },
    /// It is not beneath a folder that the scene may read from.
    #[error("'{}' lies outside the scene's folder", path.display())]
    Outside {
        /// The path as it is written.
        path: PathBuf,
    },
    /// It is no regular file.
    #[error("'{}' is {what}, not a file", path.display())]
    NotAFile {
        /// The path as it is written.
        path: PathBuf,
        /// What it is, in words.
        what: &'static str,
    },
    /// The system refuses to open it.
    #[error("'{}' cannot be read: {source}", path.display())]
    Unreadable {
        /// The path as it is written.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A folder that the user allows is none.
    #[error("'{}' is no folder", path.display())]
    NotAFolder {
        /// The path as it is written.
        path: PathBuf,
    },
}

impl Files {
    /// What the scene at `scene` may read: all that lies in or beneath its folder.
    pub fn of(scene: &Path) -> Self {
        Self {
            own: folder_of(scene).to_owned(),
            allowed: Vec::new(),
        }
    }

    /// Allows what lies in or beneath `folder` as well.
    ///
    /// # Errors
    /// When it is no folder.
    pub fn allow(&mut self, folder: &Path) -> Result<(), FileError> {
        match folder.canonicalize() {
            Ok(found) if found.is_dir() => {
                self.allowed.push(found);
                Ok(())
            }
            _ => Err(FileError::NotAFolder {
                path: folder.to_owned(),
            }),
        }
    }

    /// The canonical path of the file that is `written` in the file `from`, relative to its folder or
    /// absolute. It exists, can be opened, and is a regular file that the scene may read; links have
    /// been followed.
    ///
    /// # Errors
    /// When it is missing, outside, no regular file, or cannot be opened.
    pub fn resolve(&self, from: &Path, written: &Path) -> Result<PathBuf, FileError> {
        let outside = || FileError::Outside {
            path: written.to_owned(),
        };
        // Asking for a share or a device would already reach out.
        if leaves_the_disk(written) {
            return Err(outside());
        }
        let joined = folder_of(from).join(written);
        match joined.canonicalize() {
            Ok(found) if self.holds(&found) => open(&found, written),
            Ok(_) => Err(outside()),
            Err(error) => Err(self.missing(from, written, error)),
        }
    }

    /// The canonical path of a file that the user names, who may name any.
    ///
    /// # Errors
    /// When it is missing, no regular file, or cannot be opened.
    pub fn anywhere(path: &Path) -> Result<PathBuf, FileError> {
        match path.canonicalize() {
            Ok(found) => open(&found, path),
            Err(source) => Err(FileError::Unreadable {
                path: path.to_owned(),
                source,
            }),
        }
    }

    fn holds(&self, canonical: &Path) -> bool {
        let own = self.own.canonicalize().ok();
        let mut roots = self.allowed.iter().chain(&own);
        roots.any(|root| canonical.starts_with(root))
    }

    /// The first part of the path that does not exist, unless it would lie where the scene may not look.
    fn missing(&self, from: &Path, written: &Path, error: io::Error) -> FileError {
        let mut folder = folder_of(from).to_owned();
        let mut seen = PathBuf::new();
        let mut parts = written.components().peekable();
        while let Some(part) = parts.next() {
            let next = folder.join(part);
            seen.push(part);
            if next.metadata().is_ok() {
                folder = next;
                continue;
            }
            if !folder.canonicalize().is_ok_and(|found| self.holds(&found)) {
                return FileError::Outside {
                    path: written.to_owned(),
                };
            }
            if error.kind() != io::ErrorKind::NotFound {
                break;
            }
            return FileError::Missing {
                what: if parts.peek().is_some() {
                    "folder"
                } else {
                    "file"
                },
                near: nearest_name(&folder, part.as_os_str()),
                path: seen,
            };
        }
        FileError::Unreadable {
            path: written.to_owned(),
            source: error,
        }
    }
}

impl FileError {
    /// The way out, in words.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Missing { near, .. } => match near {
                Some(near) => Some(format!("did you mean `{near}`?")),
                None => Some("paths are relative to the file that names them".to_owned()),
            },
            Self::Outside { .. } => Some(
                "move it beneath that folder, or allow the one it is in: --allow-path DIR"
                    .to_owned(),
            ),
            Self::NotAFile { .. } => Some("name a file".to_owned()),
            Self::Unreadable { .. } | Self::NotAFolder { .. } => None,
        }
    }

    /// The mistake at the bytes `span` of `source`, where the file is named.
    pub fn at(&self, source: &Source, span: Option<Range<usize>>) -> Diagnostic {
        let diagnostic = Diagnostic::new(source, span, self.to_string());
        match self.help() {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// The folder that a file is in; for a bare name the one the program runs in.
fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Whether a path names a network share or a device by its form, as paths do on Windows.
fn leaves_the_disk(path: &Path) -> bool {
    path.components().any(|part| match part {
        Component::Prefix(prefix) => {
            !matches!(prefix.kind(), Prefix::Disk(_) | Prefix::VerbatimDisk(_))
        }
        _ => false,
    })
}

/// `found` if it is a regular file that can be opened. Pipes and devices may wait for ever or never end.
fn open(found: &Path, written: &Path) -> Result<PathBuf, FileError> {
    let unreadable = |source| FileError::Unreadable {
        path: written.to_owned(),
        source,
    };
    let metadata = found.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        let what = match metadata.is_dir() {
            true => "a folder",
            false => "a device or a pipe",
        };
        let path = written.to_owned();
        return Err(FileError::NotAFile { path, what });
    }
    File::open(found).map_err(unreadable)?;
    Ok(found.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct Tree {
        root: tempfile::TempDir,
    }

    impl Tree {
        /// `scenes/a.wgsl`, `scenes/lib/b.wgsl`, `scenes/wall.png`, `other/c.png`.
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            for file in [
                "scenes/a.wgsl",
                "scenes/lib/b.wgsl",
                "scenes/wall.png",
                "other/c.png",
            ] {
                let path = root.path().join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, file).unwrap();
            }
            Self { root }
        }

        fn path(&self, path: &str) -> PathBuf {
            self.root.path().join(path)
        }

        fn files(&self) -> Files {
            Files::of(&self.path("scenes/a.wgsl"))
        }

        /// What `written` in `from` leads to: the bytes of the file, or the error with its way out.
        fn read(&self, files: &Files, from: &str, written: &str) -> Result<String, String> {
            files
                .resolve(&self.path(from), Path::new(written))
                .map(|found| fs::read_to_string(found).unwrap())
                .map_err(|error| format!("{error}; {}", error.help().unwrap_or_default()))
        }
    }

    #[test]
    fn files_beneath_the_scenes_folder_are_found_from_each_file() {
        let tree = Tree::new();
        let files = tree.files();
        for (from, written, found) in [
            ("scenes/a.wgsl", "wall.png", "scenes/wall.png"),
            ("scenes/a.wgsl", "./lib/b.wgsl", "scenes/lib/b.wgsl"),
            ("scenes/a.wgsl", "../scenes/wall.png", "scenes/wall.png"),
            ("scenes/lib/b.wgsl", "../wall.png", "scenes/wall.png"),
        ] {
            assert_eq!(tree.read(&files, from, written).unwrap(), found);
        }
        let absolute = tree.path("scenes/wall.png");
        let read = tree.read(&files, "scenes/lib/b.wgsl", absolute.to_str().unwrap());
        assert_eq!(read.unwrap(), "scenes/wall.png");
    }

    #[test]
    fn what_lies_outside_is_refused_until_it_is_allowed() {
        let tree = Tree::new();
        let mut files = tree.files();
        let absolute = tree.path("other/c.png");
        for written in [
            "../other/c.png",
            absolute.to_str().unwrap(),
            "../other/none.png",
        ] {
            let error = tree.read(&files, "scenes/a.wgsl", written).unwrap_err();
            assert!(
                error.contains("outside") && error.contains("--allow-path"),
                "{error}"
            );
        }
        files.allow(&tree.path("other")).unwrap();
        let read = tree.read(&files, "scenes/a.wgsl", "../other/c.png");
        assert_eq!(read.unwrap(), "other/c.png");
        let error = files.allow(&tree.path("none")).unwrap_err().to_string();
        assert!(error.contains("is no folder"), "{error}");
        // A folder whose name only begins alike is another.
        fs::create_dir(tree.path("scenes-too")).unwrap();
        fs::write(tree.path("scenes-too/d.png"), "").unwrap();
        let error = tree.read(&files, "scenes/a.wgsl", "../scenes-too/d.png");
        assert!(error.unwrap_err().contains("outside"));
    }

    #[test]
    fn missing_files_and_folders_name_the_nearest() {
        let tree = Tree::new();
        let files = tree.files();
        fs::write(tree.path("scenes/mine.mp4"), "").unwrap();
        for (written, words) in [
            ("wal.png", "no file 'wal.png'; did you mean `wall.png`?"),
            ("lob/b.wgsl", "no folder 'lob'; did you mean `lib`?"),
            ("mine.png", "no file 'mine.png'; paths are relative"),
            ("wall.jpg", "no file 'wall.jpg'; did you mean `wall.png`?"),
            ("nope.png", "no file 'nope.png'; paths are relative"),
            ("lib/zzz.png", "no file 'lib/zzz.png'; paths are relative"),
        ] {
            let error = tree.read(&files, "scenes/a.wgsl", written).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn folders_and_bad_names_are_no_files() {
        let tree = Tree::new();
        let files = tree.files();
        for (written, words) in [
            ("lib", "is a folder"),
            ("", "is a folder"),
            ("a\0b", "cannot be read"),
        ] {
            let error = tree.read(&files, "scenes/a.wgsl", written).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_out_and_devices_are_refused() {
        use std::os::unix::fs::symlink;
        let tree = Tree::new();
        let files = tree.files();
        symlink(tree.path("other/c.png"), tree.path("scenes/out.png")).unwrap();
        symlink(tree.path("other"), tree.path("scenes/out")).unwrap();
        symlink("wall.png", tree.path("scenes/in.png")).unwrap();
        symlink("gone.png", tree.path("scenes/dangling.png")).unwrap();
        for (written, words) in [
            ("out.png", "outside"),
            ("out/c.png", "outside"),
            ("dangling.png", "no file"),
            ("/dev/zero", "outside"),
        ] {
            let error = tree.read(&files, "scenes/a.wgsl", written).unwrap_err();
            assert!(error.contains(words), "{written}: {error}");
        }
        let read = tree.read(&files, "scenes/a.wgsl", "in.png");
        assert_eq!(read.unwrap(), "scenes/wall.png");
        let scene = Path::new("/dev/a.wgsl");
        for error in [
            Files::of(scene).resolve(scene, Path::new("zero")),
            Files::anywhere(Path::new("/dev/zero")),
        ] {
            let error = error.unwrap_err().to_string();
            assert!(error.contains("a device or a pipe"), "{error}");
        }
    }
}

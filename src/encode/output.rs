//! Where a file appears: under a temporary name while it grows, under its own once it is complete.
//!
//! Knows nothing of what is in the file or who writes it.

mod error;
mod rename;
mod temporary;

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use error::OutputError;

/// As many links as Linux follows.
const LINKS: usize = 40;

/// A file in the making. Dropping it uncommitted removes what was written and leaves an older file
/// of that name as it was; drop it after the [`Encoder`](super::Encoder) that writes it.
#[derive(Debug)]
pub struct Output {
    target: PathBuf,
    no_clobber: bool,
    /// `None` for a target that is no regular file: it is written directly.
    temporary: Option<Discard>,
}

/// Removes an [`Output`]'s temporary file from any thread; clones refer to the same file.
#[derive(Clone, Debug)]
pub struct Discard(Arc<Temporary>);

#[derive(Debug)]
struct Temporary {
    held: temporary::Held,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Writing,
    Committed,
    Discarded,
}

impl Output {
    /// Prepares to write `path`: follows symbolic links, creates missing parent folders, and
    /// creates an empty temporary file beside the target, so that an unwritable folder is noticed
    /// now. A FIFO or a device is written directly. With `no_clobber` an existing file is an error,
    /// now or in [`Output::commit`].
    ///
    /// # Errors
    /// When the file cannot be written there; each names the path.
    pub fn create(path: &Path, no_clobber: bool) -> Result<Self, OutputError> {
        Self::create_by_way_of(None, path, no_clobber)
    }

    /// As [`Output::create`], with the temporary file in `folder`, which must be on the same disk.
    ///
    /// # Errors
    /// As there.
    pub fn create_in(folder: &Path, path: &Path, no_clobber: bool) -> Result<Self, OutputError> {
        Self::create_by_way_of(Some(folder), path, no_clobber)
    }

    /// The file that `path` means: where it leads to if it is a symbolic link. It need not exist.
    ///
    /// # Errors
    /// When links lead in a circle.
    pub fn place(path: &Path) -> Result<PathBuf, OutputError> {
        follow_links(path)
    }

    fn create_by_way_of(
        temporaries: Option<&Path>,
        path: &Path,
        no_clobber: bool,
    ) -> Result<Self, OutputError> {
        let inspect = |cause| OutputError::Inspect {
            path: path.to_owned(),
            cause,
        };
        let older = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => return Err(OutputError::Folder(path.to_owned())),
            Ok(metadata) if !metadata.is_file() => {
                return Ok(Self {
                    target: path.to_owned(),
                    no_clobber,
                    temporary: None,
                });
            }
            Ok(_) if no_clobber => return Err(OutputError::Exists(path.to_owned())),
            Ok(metadata) => Some(metadata.permissions()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            // Creating the parent folder says it better.
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => None,
            Err(error) => return Err(inspect(error)),
        };
        let target = follow_links(path)?;
        let Some(name) = target.file_name().filter(|_| !ends_as_folder(&target)) else {
            return Err(OutputError::Folder(path.to_owned()));
        };
        let folder = folder_of(&target);
        fs::create_dir_all(folder).map_err(|cause| OutputError::CreateFolder {
            folder: folder.to_owned(),
            cause,
        })?;
        let folder = temporaries.unwrap_or(folder);
        let held = temporary::create(folder, name).map_err(|cause| OutputError::Create {
            folder: folder.to_owned(),
            cause,
        })?;
        if let Some(permissions) = older {
            temporary::keep_permissions(&held.path, permissions);
        }
        let temporary = Temporary {
            held,
            state: Mutex::new(State::Writing),
        };
        Ok(Self {
            target,
            no_clobber,
            temporary: Some(Discard(Arc::new(temporary))),
        })
    }

    /// The file to write now.
    pub fn path_for_writer(&self) -> &Path {
        match &self.temporary {
            Some(Discard(temporary)) => &temporary.held.path,
            None => &self.target,
        }
    }

    /// Whether the target is a FIFO or a device that is written directly, without a temporary file.
    pub fn is_direct(&self) -> bool {
        self.temporary.is_none()
    }

    /// A handle that removes the temporary file from another thread, for the case that this one
    /// will not get to dropping the output. `None` if there is no temporary file.
    pub fn discard_handle(&self) -> Option<Discard> {
        self.temporary.clone()
    }

    /// Brings the finished file to the disk and gives it its name, replacing an older file at once.
    /// The writer must have closed it.
    ///
    /// # Errors
    /// When that fails, the file was discarded, or with `no_clobber` when the name has been taken
    /// since: what was written is removed then.
    pub fn commit(self) -> Result<(), OutputError> {
        let Some(Discard(temporary)) = &self.temporary else {
            return Ok(());
        };
        let from = &temporary.held.path;
        // Outside the lock: it may take seconds, and discarding must not wait for it.
        let synced = OpenOptions::new()
            .write(true)
            .open(from)
            .and_then(|file| file.sync_all());
        let mut state = temporary.lock();
        if *state == State::Discarded {
            return Err(OutputError::Discarded(self.target.clone()));
        }
        synced.map_err(|cause| OutputError::Sync {
            path: from.clone(),
            cause,
        })?;
        let renamed = if self.no_clobber {
            rename::without_replacing(from, &self.target)
        } else {
            fs::rename(from, &self.target)
        };
        match renamed {
            Ok(()) => *state = State::Committed,
            Err(error) if self.no_clobber && error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(OutputError::Exists(self.target.clone()));
            }
            Err(cause) => {
                return Err(OutputError::Rename {
                    from: from.clone(),
                    to: self.target.clone(),
                    cause,
                });
            }
        }
        drop(state);
        // Without it a power failure may bring the older file back; nothing to tell the user.
        #[cfg(unix)]
        {
            let folder = folder_of(&self.target);
            let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            temporary.discard();
        }
    }
}

impl Discard {
    /// The temporary file.
    pub fn path(&self) -> &Path {
        &self.0.held.path
    }

    /// Whether the file has been given its name or has been removed: nothing is left to discard.
    pub fn is_settled(&self) -> bool {
        *self.0.lock() != State::Writing
    }

    /// Removes the temporary file, unless it has been given its name; may be called again. Kill the
    /// writer first: one that has not opened the file yet would create it anew.
    pub fn discard(&self) {
        let mut state = self.0.lock();
        if *state == State::Committed {
            return;
        }
        *state = State::Discarded;
        if let Err(error) = fs::remove_file(&self.0.held.path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            let path = self.0.held.path.display();
            tracing::warn!("cannot remove the temporary file '{path}': {error}");
        }
    }
}

impl Temporary {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The path that `path` leads to if it is a symbolic link, which need not exist.
fn follow_links(path: &Path) -> Result<PathBuf, OutputError> {
    let mut target = path.to_owned();
    for _ in 0..LINKS {
        let Ok(next) = fs::read_link(&target) else {
            return Ok(target);
        };
        target.pop();
        target.push(next);
    }
    Err(OutputError::Links(path.to_owned()))
}

/// Whether the path ends in a slash: `file_name` would look past it.
fn ends_as_folder(path: &Path) -> bool {
    let last = path.as_os_str().as_encoded_bytes().last();
    last.is_some_and(|&byte| std::path::is_separator(char::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trailing_slash_means_a_folder() {
        assert!(ends_as_folder(Path::new("a/")));
        assert!(!ends_as_folder(Path::new("a/b")));
        assert!(!ends_as_folder(Path::new("")));
    }
}

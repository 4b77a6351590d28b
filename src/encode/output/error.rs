//! What can be wrong with the place a file is to appear in.

use std::io;
use std::path::PathBuf;

/// Why a file cannot be written or given its name.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The path names a folder or nothing.
    #[error("'{}' is a folder: name a file in it", .0.display())]
    Folder(PathBuf),
    /// It exists and must not be replaced.
    #[error("'{}' exists: choose another name, or leave out --no-clobber", .0.display())]
    Exists(PathBuf),
    /// Symbolic links lead in a circle.
    #[error("'{}' leads through too many symbolic links", .0.display())]
    Links(PathBuf),
    /// The path cannot be looked at.
    #[error("cannot look at '{}': {}", path.display(), reason(cause))]
    Inspect {
        /// The path.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// A missing parent folder cannot be created.
    #[error("cannot create the folder '{}': {}", folder.display(), reason(cause))]
    CreateFolder {
        /// The folder.
        folder: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// No file can be created in the folder.
    #[error("cannot create a file in '{}': {}", folder.display(), reason(cause))]
    Create {
        /// The folder.
        folder: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// The finished file could not be brought to the disk, or is gone.
    #[error("cannot save '{}': {}", path.display(), reason(cause))]
    Sync {
        /// The temporary file.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// The finished file could not be given its name.
    #[error("cannot rename '{}' to '{}': {}", from.display(), to.display(), reason(cause))]
    Rename {
        /// The temporary file, removed since.
        from: PathBuf,
        /// The name it was to get.
        to: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// It was discarded through its handle before it was complete.
    #[error("'{}' was discarded before it was complete", .0.display())]
    Discarded(PathBuf),
}

/// The reason in words a user knows: no error numbers for the common ones.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::AlreadyExists => "a file of that name is in the way".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is a file".to_owned(),
        _ => error.to_string(),
    }
}

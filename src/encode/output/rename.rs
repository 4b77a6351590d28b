//! Renaming that does not replace.

use std::fs;
use std::io;
use std::path::Path;

/// Renames `from` to `to`; fails with [`io::ErrorKind::AlreadyExists`] if there is a `to`.
pub(super) fn without_replacing(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Some file systems cannot, among them NFS.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            result => return Ok(result?),
        }
    }
    in_two_steps(from, to)
}

fn in_two_steps(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // No hard links either (exFAT): a file created between these two lines would be lost.
        Err(_) if fs::symlink_metadata(to).is_err() => fs::rename(from, to),
        Err(_) => Err(io::ErrorKind::AlreadyExists.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_way_replaces() {
        for rename in [without_replacing, in_two_steps] {
            let folder = tempfile::tempdir().unwrap();
            let [new, old, free] = ["new", "old", "free"].map(|name| folder.path().join(name));
            fs::write(&new, "new").unwrap();
            fs::write(&old, "old").unwrap();
            let error = rename(&new, &old).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
            assert_eq!(fs::read(&old).unwrap(), b"old");
            rename(&new, &free).unwrap();
            assert_eq!(fs::read(&free).unwrap(), b"new");
            assert!(!new.exists());
        }
    }
}

//! The file that stands in for an output until it is complete: its name and who may read it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Bytes that a file name may have on every common file system.
const NAME_BYTES: usize = 255;

/// Creates an empty file of a new name in `folder`.
pub(super) fn create(folder: &Path, name: &OsStr) -> io::Result<PathBuf> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let mark = format!(
            "{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = folder.join(name_for(Path::new(name), &mark));
        match File::create_new(&path) {
            Ok(_) => return Ok(path),
            // Left by a killed process that had our number.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

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

//! Names for files that are written beside a scene: names that no file has.

use std::path::{Path, PathBuf};

/// The most numbers that are tried for a name that is not taken.
const MAX_NUMBER: u32 = 100_000;

/// A name for a file that is made of `scene`: beside it, or in the current folder where nothing can be
/// written beside it. It is the scene's with `tail` behind it, and with a number if a file has that.
pub(super) fn free(scene: &Path, tail: &str, extension: &str) -> PathBuf {
    let stem = scene.file_stem().unwrap_or_default();
    let folder = scene.parent().filter(|folder| is_writable(folder));
    let folder = folder.unwrap_or(Path::new(""));
    let name = |number: u32| {
        // A name need not be text.
        let mut name = stem.to_owned();
        name.push(match number {
            1 => format!("{tail}.{extension}"),
            number => format!("{tail}-{number}.{extension}"),
        });
        folder.join(name)
    };
    let mut names = (1..MAX_NUMBER).map(name);
    let free = names.find(|path| !is_taken(path));
    free.unwrap_or_else(|| name(MAX_NUMBER))
}

/// Whether there is something under this name.
pub(super) fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// What stands against a file under this name, as far as its folder tells.
pub(super) fn trouble(path: &Path) -> Option<String> {
    let folder = path.parent()?;
    let is_there = |folder: &&Path| folder.as_os_str().is_empty() || folder.exists();
    // The nearest that is there: those below it are made.
    let there = folder.ancestors().find(is_there)?;
    let shown = there.display();
    if !there.as_os_str().is_empty() && !there.is_dir() {
        return Some(format!("'{shown}' is no folder"));
    }
    if !is_writable(there) {
        return Some(format!("'{shown}' is closed for writing"));
    }
    (there != folder).then(|| format!("the folder '{}' will be made", folder.display()))
}

fn is_writable(folder: &Path) -> bool {
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let metadata = folder.metadata();
    metadata.is_ok_and(|metadata| metadata.is_dir() && !metadata.permissions().readonly())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_named_twice() {
        let folder = tempfile::tempdir().unwrap();
        let scene = folder.path().join("look.wgsl");
        let name = || free(&scene, "-00012", "png");
        assert_eq!(name(), folder.path().join("look-00012.png"));
        std::fs::write(name(), "").unwrap();
        assert_eq!(name(), folder.path().join("look-00012-2.png"));
        std::fs::write(name(), "").unwrap();
        assert_eq!(name(), folder.path().join("look-00012-3.png"));
        assert_eq!(free(&scene, "", "mp4"), folder.path().join("look.mp4"));
        assert_eq!(trouble(&name()), None);
        assert_eq!(trouble(Path::new("look.mp4")), None);
        let made = |path: &str| trouble(&folder.path().join(path)).unwrap();
        for (path, words) in [
            ("none/look.mp4", "none' will be made"),
            ("none/deeper/look.mp4", "none/deeper' will be made"),
            ("look-00012.png/look.mp4", "look-00012.png' is no folder"),
        ] {
            let told = made(path);
            assert!(told.contains(words), "{told}");
        }
        assert_eq!(
            trouble(Path::new("no such folder/look.mp4")).as_deref(),
            Some("the folder 'no such folder' will be made")
        );
    }
}

//! Where a path leads by its names.

use std::path::{Component, Path, PathBuf};

/// The path from the root, without detours over `..`. Links are not followed: where they lead may
/// change. Behind a link `..` stays, as it is of where that leads.
pub fn place_of(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut place = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir if place.file_name().is_some() && !place.is_symlink() => {
                place.pop();
            }
            part => place.push(part),
        }
    }
    place
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn detours_go_and_links_stay() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("a/b")).unwrap();
        std::os::unix::fs::symlink("a/b", root.join("link")).unwrap();
        for (path, place) in [
            ("a/b/../x", "a/x"),
            ("a/./b/../../x", "x"),
            ("link/x", "link/x"),
            ("link/../x", "link/../x"),
            ("a/../link/../../x", "link/../../x"),
        ] {
            assert_eq!(place_of(&root.join(path)), root.join(place), "{path}");
        }
        let here = std::env::current_dir().unwrap();
        assert_eq!(place_of(Path::new("x")), here.join("x"));
    }
}

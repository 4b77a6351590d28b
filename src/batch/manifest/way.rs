//! Where files lie from a folder, so that those that are moved together stay known.
//!
//! Goes by names: links are not followed, as they may lead elsewhere the next time.

use std::path::{Component, Path, PathBuf};

use crate::export::place_of;

/// The way from `folder` to `path`; from the root where they share no folder.
pub(super) fn way(folder: &Path, path: &Path) -> PathBuf {
    let (folder, path) = (place_of(folder), place_of(path));
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), path.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other);
    let mut shared = shared.count();
    // Behind a link it leads from there.
    while shared > 0 && to.get(shared) == Some(&Component::ParentDir) {
        shared -= 1;
    }
    let is_folder = |part: &Component<'_>| matches!(part, Component::Normal(_));
    if !from[..shared].iter().any(is_folder) {
        return path;
    }
    let up = from[shared..].iter().map(|_| Component::ParentDir);
    up.chain(to[shared..].iter().copied()).collect()
}

/// Where a [`way`] leads from the folder whose [place](place_of) this is.
pub(super) fn follow(place: &Path, way: &Path) -> PathBuf {
    let is_up = |part: &Component<'_>| *part == Component::ParentDir;
    let up = way.components().take_while(is_up).count();
    let mut place = place.to_owned();
    for _ in 0..up {
        place.pop();
    }
    place.extend(way.components().skip(up));
    place
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn ways_lead_back_and_to_the_same_place_of_a_copy() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        for folder in ["p/out/deep", "p/lib", "elsewhere/out"] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
        }
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(root.join(to), root.join(name)).unwrap();
        };
        link("p/lib", "p/link");
        link("elsewhere/out", "p/linked-out");
        for (folder, path, expected) in [
            ("p/out", "p/a.wgsl", "../a.wgsl"),
            ("p/out/deep", "p/out/../a.wgsl", "../../a.wgsl"),
            ("p/out", "p/out/a.wgsl", "a.wgsl"),
            ("p/out", "p/link/a.png", "../link/a.png"),
            ("p/out", "p/link/../a.png", "../link/../a.png"),
            // By its name the file lies beside the folder, wherever that leads.
            ("p/linked-out", "p/a.wgsl", "../a.wgsl"),
            (
                "p/linked-out",
                "p/linked-out/../a.png",
                "../linked-out/../a.png",
            ),
        ] {
            let found = way(&root.join(folder), &root.join(path));
            assert_eq!(found, Path::new(expected), "{folder} {path}");
            let back = follow(&place_of(&root.join(folder)), &found);
            assert_eq!(back, place_of(&root.join(path)), "{folder} {path}");
        }
        let far = Path::new("/usr/share/a.png");
        assert_eq!(way(Path::new("/home/p/out"), far), far);
        assert_eq!(follow(Path::new("/home/p/out"), far), far);
    }
}

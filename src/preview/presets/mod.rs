//! The presets beside a scene: `NAME.presets.toml`, in the format that `--preset-file` reads.
//!
//! The window's thread never waits for the file: [`Store`] reads and writes it on a thread of its own.

mod edit;
mod store;

pub(super) use store::{Answer, Store, Task};

use std::path::{Path, PathBuf};

/// The file of a scene's presets.
pub(super) fn path(scene: &Path) -> PathBuf {
    scene.with_extension("presets.toml")
}

/// A preset as the panel has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Preset {
    /// `None` for the values at the top of the file, which hold for all.
    pub(super) name: Option<String>,
    /// Its values, those of the file's top first, as `--set` takes them.
    pub(super) values: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_lie_beside_their_scene() {
        let beside = path(Path::new("/looks/plasma.wgsl"));
        assert_eq!(beside, Path::new("/looks/plasma.presets.toml"));
    }
}

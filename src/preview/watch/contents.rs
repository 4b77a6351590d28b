//! What is in a file, as far as it takes to see that it is something else.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher as _};
use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

/// The largest file that is read; of a larger one, length and time count. Scenes are smaller.
const MAX_READ: u64 = 4 << 20;

/// What is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contents {
    /// There is none, or nothing in it.
    Nothing,
    /// A hash of all its bytes.
    Hash(u64),
    /// Its length and when it was written.
    Large(u64, Option<SystemTime>),
}

impl Contents {
    pub(super) fn of(path: &Path) -> Self {
        Self::read(path).unwrap_or(Self::Nothing)
    }

    fn read(path: &Path) -> Option<Self> {
        // Opening a pipe would wait for its writer.
        let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        if metadata.len() > MAX_READ {
            return Some(Self::Large(metadata.len(), metadata.modified().ok()));
        }
        let mut bytes = Vec::new();
        let file = File::open(path).ok()?;
        file.take(MAX_READ + 1).read_to_end(&mut bytes).ok()?;
        if bytes.is_empty() {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes);
        Some(Self::Hash(hasher.finish()))
    }
}

//! By what a file is known again without reading it.

use std::fs;
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// The size and the time of a file: both stay when it is renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Look {
    bytes: u64,
    /// Nanoseconds since 1970; `None` where the system does not tell.
    modified: Option<u64>,
}

impl Look {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        let age = metadata.modified().ok();
        let age = age.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Ok(Self {
            bytes: metadata.len(),
            modified: age.and_then(|age| u64::try_from(age.as_nanos()).ok()),
        })
    }

    /// Whether the file at `path` is the one that looked so.
    pub(super) fn is_of(&self, path: &Path) -> bool {
        self.modified.is_some() && Self::of(path).is_ok_and(|now| now == *self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_another_name_and_not_by_another_time() {
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
        fs::write(&one, "video").unwrap();
        let look = Look::of(&one).unwrap();
        fs::rename(&one, &other).unwrap();
        assert!(look.is_of(&other) && !look.is_of(&one));
        let later = UNIX_EPOCH + std::time::Duration::from_secs(1);
        let file = fs::File::options().write(true).open(&other).unwrap();
        file.set_modified(later).unwrap();
        assert!(!look.is_of(&other));
    }
}

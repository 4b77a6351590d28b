//! By what a file is known again: how it looks, or what it holds.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// As much is read between two questions whether to go on.
const BLOCK: usize = 1 << 20;

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

/// BLAKE3 of what the file holds, in hexadecimal digits; `None` if it was cancelled.
pub(super) fn hash(path: &Path, cancelled: &dyn Fn() -> bool) -> io::Result<Option<String>> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; BLOCK];
    loop {
        if cancelled() {
            return Ok(None);
        }
        match file.read(&mut block) {
            Ok(0) => return Ok(Some(hasher.finalize().to_hex().to_string())),
            Ok(bytes) => hasher.update(&block[..bytes]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
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
        let file = File::options().write(true).open(&other).unwrap();
        file.set_modified(later).unwrap();
        assert!(!look.is_of(&other));
    }

    #[test]
    fn what_a_file_holds_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let bytes = vec![7; BLOCK + 1];
        fs::write(&path, &bytes).unwrap();
        let hash_of = hash(&path, &|| false).unwrap();
        assert_eq!(hash_of, Some(blake3::hash(&bytes).to_hex().to_string()));
        assert_eq!(hash(&path, &|| true).unwrap(), None);
    }
}

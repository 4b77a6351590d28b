//! What files hold, as hashes that are remembered as long as a file looks the same.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::InputFile;
use crate::encode::Ffmpeg;

/// Hashes of files by their path, size and time, so that none is read twice.
#[derive(Debug, Default)]
pub struct Hashes {
    files: HashMap<(PathBuf, u64, u64), String>,
    /// What each FFmpeg says of its version.
    versions: HashMap<PathBuf, Option<String>>,
}

impl Hashes {
    /// Trusts what an earlier run found, as long as the file looks the same.
    pub fn remember(&mut self, file: &InputFile) {
        if let Some(modified) = file.modified {
            let key = (file.path.clone(), file.bytes, modified);
            self.files.insert(key, file.hash.clone());
        }
    }

    /// Looks at the file `path`, which is `role` to who reads it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn look(&mut self, role: String, path: &Path) -> io::Result<InputFile> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        let age = metadata.modified().ok();
        let age = age.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = age.and_then(|age| u64::try_from(age.as_nanos()).ok());
        let key = modified.map(|modified| (path.to_owned(), metadata.len(), modified));
        let known = key.as_ref().and_then(|key| self.files.get(key)).cloned();
        let hash = match known {
            Some(hash) => hash,
            None => {
                let mut hasher = blake3::Hasher::new();
                io::copy(&mut file, &mut hasher)?;
                hasher.finalize().to_hex().to_string()
            }
        };
        if let Some(key) = key {
            self.files.insert(key, hash.clone());
        }
        Ok(InputFile {
            role,
            path: path.to_owned(),
            bytes: metadata.len(),
            modified,
            hash,
        })
    }

    /// The version of `ffmpeg`, if it tells it.
    pub(super) fn version_of(&mut self, ffmpeg: &Ffmpeg) -> Option<String> {
        let path = ffmpeg.path().to_owned();
        let version = self.versions.entry(path);
        version.or_insert_with(|| ffmpeg.version().ok()).clone()
    }
}

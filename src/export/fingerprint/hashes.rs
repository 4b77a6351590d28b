//! What files hold, as hashes that are remembered as long as a file looks the same.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use super::InputFile;
use crate::encode::Ffmpeg;

/// Hashes of files by their path, size and time, so that none is read twice. Many threads may look at
/// once: who wants a file that is just being read waits for that, and nobody else does.
#[derive(Debug, Default)]
pub struct Hashes {
    files: Mutex<HashMap<(PathBuf, u64, u64), Place>>,
    /// What each FFmpeg says of its version.
    versions: Mutex<HashMap<PathBuf, Option<String>>>,
}

/// Locked while the file is read.
type Place = Arc<Mutex<Option<String>>>;

impl Hashes {
    /// Trusts what an earlier run found, as long as the file looks the same.
    pub fn remember(&self, file: &InputFile) {
        if let Some(modified) = file.modified {
            let place = self.place((file.path.clone(), file.bytes, modified));
            *lock(&place) = Some(file.hash.clone());
        }
    }

    /// Looks at the file `path`, which is `role` to who reads it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn look(&self, role: String, path: &Path) -> io::Result<InputFile> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        let age = metadata.modified().ok();
        let age = age.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = age.and_then(|age| u64::try_from(age.as_nanos()).ok());
        let mut read = || {
            let mut hasher = blake3::Hasher::new();
            io::copy(&mut file, &mut hasher)?;
            io::Result::Ok(hasher.finalize().to_hex().to_string())
        };
        let hash = match modified {
            Some(modified) => {
                let place = self.place((path.to_owned(), metadata.len(), modified));
                let mut held = lock(&place);
                match &*held {
                    Some(known) => known.clone(),
                    None => held.insert(read()?).clone(),
                }
            }
            None => read()?,
        };
        Ok(InputFile {
            role,
            path: path.to_owned(),
            bytes: metadata.len(),
            modified,
            hash,
        })
    }

    /// The version of `ffmpeg`, if it tells it.
    pub fn version_of(&self, ffmpeg: &Ffmpeg) -> Option<String> {
        let path = ffmpeg.path().to_owned();
        let mut versions = lock(&self.versions);
        let version = versions.entry(path);
        version.or_insert_with(|| ffmpeg.version().ok()).clone()
    }

    fn place(&self, key: (PathBuf, u64, u64)) -> Place {
        Arc::clone(lock(&self.files).entry(key).or_default())
    }
}

/// What a panic of its last user left is as whole as before: it changes in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! What files hold, as hashes that are remembered as long as a file looks the same.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::{InputFile, Stamp};
use crate::encode::Ffmpeg;

/// Hashes of files by their path and what the system tells of them, so that none is read twice. Many
/// threads may look at once: who wants a file that is just being read waits for that, and nobody else does.
#[derive(Debug, Default)]
pub struct Hashes {
    files: Mutex<HashMap<(PathBuf, Stamp), Place>>,
    /// What each FFmpeg says of its version.
    versions: Mutex<HashMap<PathBuf, Option<String>>>,
}

/// Locked while the file is read.
type Place = Arc<Mutex<Option<String>>>;

impl Hashes {
    /// Trusts what an earlier run found, as long as the file looks the same: if a change would be seen.
    pub fn remember(&self, file: &InputFile) {
        if let (Some(stamp), true) = (&file.stamp, file.is_settled) {
            let place = self.place((file.path.clone(), stamp.clone()));
            *lock(&place) = Some(file.hash.clone());
        }
    }

    /// Looks at the file `path`, which is `role` to who reads it.
    ///
    /// # Errors
    /// When it cannot be read, or is no regular file.
    pub fn look(&self, role: String, path: &Path) -> io::Result<InputFile> {
        let now = SystemTime::now();
        let stamp = stamp_of(path)?;
        let place = self.place((path.to_owned(), stamp.clone()));
        let mut held = lock(&place);
        let (hash, is_settled) = match &*held {
            Some(hash) => (hash.clone(), true),
            None => {
                let mut hasher = blake3::Hasher::new();
                io::copy(&mut File::open(path)?, &mut hasher)?;
                let hash = hasher.finalize().to_hex().to_string();
                let is_same = stamp_of(path).is_ok_and(|after| after == stamp);
                let is_settled = is_same && stamp.is_settled(now);
                *held = is_settled.then(|| hash.clone());
                (hash, is_settled)
            }
        };
        Ok(InputFile {
            role,
            path: path.to_owned(),
            stamp: Some(stamp),
            is_settled,
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

    fn place(&self, key: (PathBuf, Stamp)) -> Place {
        Arc::clone(lock(&self.files).entry(key).or_default())
    }
}

/// What a panic of its last user left is as whole as before: it changes in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn stamp_of(path: &Path) -> io::Result<Stamp> {
    let metadata = fs::metadata(path)?;
    match metadata.is_file() {
        true => Ok(Stamp::of(&metadata, path)),
        // Who opens a FIFO waits for its writer.
        false => Err(io::Error::other("it is no regular file")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn who_looks_at_one_file_waits_for_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let [slow, wall] = ["slow.mp4", "wall.png"].map(|name| folder.path().join(name));
        fs::write(&slow, "frames").unwrap();
        fs::write(&wall, "a picture").unwrap();
        let hashes = Hashes::default();
        let place = hashes.place((slow.clone(), stamp_of(&slow).unwrap()));
        let held = lock(&place);
        std::thread::scope(|scope| {
            let reading = scope.spawn(|| hashes.look("video".to_owned(), &slow).unwrap());
            let found = hashes.look("texture wall".to_owned(), &wall).unwrap();
            assert_eq!(found.hash, blake3::hash(b"a picture").to_hex().to_string());
            assert!(!reading.is_finished());
            drop(held);
            let found = reading.join().unwrap();
            assert_eq!(found.hash, blake3::hash(b"frames").to_hex().to_string());
        });
    }
}

//! What files hold, as hashes that are remembered as long as a file looks the same.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{InputFile, Stamp};
use crate::encode::Ffmpeg;

/// Hashes of files by their path and what the system tells of them, so that none is read twice.
#[derive(Debug, Default)]
pub struct Hashes {
    files: HashMap<(PathBuf, Stamp), String>,
    /// What each FFmpeg says of its version.
    versions: HashMap<PathBuf, Option<String>>,
}

impl Hashes {
    /// Trusts what an earlier run found, as long as the file looks the same: if a change would be seen.
    pub fn remember(&mut self, file: &InputFile) {
        if let (Some(stamp), true) = (&file.stamp, file.is_settled) {
            let key = (file.path.clone(), stamp.clone());
            self.files.insert(key, file.hash.clone());
        }
    }

    /// Looks at the file `path`, which is `role` to who reads it.
    ///
    /// # Errors
    /// When it cannot be read, or is no regular file.
    pub fn look(&mut self, role: String, path: &Path) -> io::Result<InputFile> {
        let now = SystemTime::now();
        let stamp = stamp_of(path)?;
        let key = (path.to_owned(), stamp.clone());
        let (hash, is_settled) = match self.files.get(&key) {
            Some(hash) => (hash.clone(), true),
            None => {
                let mut hasher = blake3::Hasher::new();
                io::copy(&mut File::open(path)?, &mut hasher)?;
                let is_same = stamp_of(path).is_ok_and(|after| after == stamp);
                let hash = hasher.finalize().to_hex().to_string();
                (hash, is_same && stamp.is_settled(now))
            }
        };
        let file = InputFile {
            role,
            path: path.to_owned(),
            stamp: Some(stamp),
            is_settled,
            hash,
        };
        self.remember(&file);
        Ok(file)
    }

    /// The version of `ffmpeg`, if it tells it.
    pub fn version_of(&mut self, ffmpeg: &Ffmpeg) -> Option<String> {
        let path = ffmpeg.path().to_owned();
        let version = self.versions.entry(path);
        version.or_insert_with(|| ffmpeg.version().ok()).clone()
    }
}

fn stamp_of(path: &Path) -> io::Result<Stamp> {
    let metadata = fs::metadata(path)?;
    match metadata.is_file() {
        true => Ok(Stamp::of(&metadata, path)),
        // Who opens a FIFO waits for its writer.
        false => Err(io::Error::other("it is no regular file")),
    }
}

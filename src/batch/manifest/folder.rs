//! The lines of one folder, which several batches may write at once.
//!
//! Who writes has a lock. On Unix it is on the file itself. Elsewhere what is locked cannot be read
//! meanwhile: there it is on a file beside it.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::Finished;

/// The name of the file.
pub(super) const NAME: &str = ".shaderpipe-batch.jsonl";
/// That of the file that is locked.
#[cfg(unix)]
const LOCKED: &str = NAME;
#[cfg(not(unix))]
const LOCKED: &str = ".shaderpipe-batch.lock";

/// What is known of the jobs that write into a folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// By the name of the first output.
    finished: HashMap<PathBuf, Finished>,
    lines: usize,
}

impl Folder {
    /// What the lines of `folder` say; nothing if they cannot be read.
    pub(super) fn open(folder: &Path) -> Self {
        Self::read(&folder.join(NAME)).unwrap_or_default()
    }

    fn read(path: &Path) -> io::Result<Self> {
        let mut known = Self::default();
        for line in fs::read(path)?.split(|byte| *byte == b'\n') {
            if let Ok(finished) = serde_json::from_slice::<Finished>(line) {
                known.lines += 1;
                known.keep(finished);
            }
        }
        Ok(known)
    }

    /// The job whose first output this is.
    pub(super) fn finished(&self, first: &Path) -> Option<&Finished> {
        self.finished.get(Path::new(first.file_name()?))
    }

    fn keep(&mut self, finished: Finished) {
        let first = finished.outputs.first();
        if let Some(name) = first.and_then(|output| output.path.file_name()) {
            self.finished.insert(name.into(), finished);
        }
    }

    /// Adds a line, and brings it to the disk.
    pub(super) fn append(&mut self, folder: &Path, finished: Finished) -> io::Result<()> {
        let path = folder.join(NAME);
        let mut line = serde_json::to_vec(&finished)?;
        line.push(b'\n');
        let lock = lock(folder)?;
        let mut options = OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).open(&path)?;
        if !ends_with_a_line(&mut file)? {
            line.insert(0, b'\n');
        }
        file.write_all(&line)?;
        file.sync_data()?;
        self.keep(finished);
        self.lines += 1;
        if self.lines > 2 * self.finished.len() + 16 && lock.is_some() {
            // It is all there, if longer than need be.
            let _ = self.shorten(&path);
        }
        Ok(())
    }

    /// Takes out the lines that later ones have replaced; those of others stay.
    fn shorten(&mut self, path: &Path) -> io::Result<()> {
        *self = Self::read(path)?;
        let new = path.with_extension("jsonl.partial");
        let mut file = io::BufWriter::new(File::create(&new)?);
        for finished in self.finished.values() {
            serde_json::to_writer(&mut file, finished)?;
            file.write_all(b"\n")?;
        }
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        fs::rename(new, path)?;
        self.lines = self.finished.len();
        Ok(())
    }
}

/// Waits until nobody else writes. `None` where files cannot be locked: what is only added to gets
/// there all the same.
fn lock(folder: &Path) -> io::Result<Option<File>> {
    let path = folder.join(LOCKED);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    loop {
        let file = options.open(&path)?;
        match file.lock() {
            Ok(()) if is_at(&file, &path)? => return Ok(Some(file)),
            // Who had it has put another in its place.
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::Unsupported => return Ok(None),
            Err(error) => return Err(error),
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let place = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let named = fs::metadata(path).map(place).ok();
    Ok(named == Some(place(file.metadata()?)))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "other systems ask the file")]
fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Whether a line that was torn would not swallow the next.
fn ends_with_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

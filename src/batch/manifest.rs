//! What is finished: beside the outputs of a folder lies a file of lines, one for each job that was
//! done, with all that decided its bytes.
//!
//! A line is written once its outputs have their names, and a torn one is passed over: at worst a job
//! is done again.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::export::{Hashes, Identity, InputFile, VERSION};

/// The name of the file.
const NAME: &str = ".shaderpipe-batch.jsonl";

/// A job that was done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finished {
    /// Its outputs as they were left.
    pub outputs: Vec<OutputFile>,
    /// What it was asked for.
    pub options: BTreeMap<String, Vec<String>>,
    /// What else decided the bytes.
    pub identity: Identity,
    /// The processors of the machine, where the encoders have as many threads.
    pub processors: u32,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// As the job names it.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// When it was written, in nanoseconds since 1970, if the system tells.
    pub modified: Option<u64>,
}

impl OutputFile {
    /// The file at `path` as it is.
    ///
    /// # Errors
    /// When there is none.
    pub fn look(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        if !metadata.is_file() {
            // Whoever reads a FIFO waits for the next run as well.
            return Err(io::Error::other("it is no regular file"));
        }
        let age = metadata.modified().ok();
        let age = age.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Ok(Self {
            path: path.to_owned(),
            bytes: metadata.len(),
            modified: age.and_then(|age| u64::try_from(age.as_nanos()).ok()),
        })
    }
}

/// What is, for comparison with what was.
#[derive(Debug)]
pub struct Now<'a> {
    /// The FFmpeg that would be used.
    pub ffmpeg: Option<String>,
    /// The processors of the machine.
    pub processors: u32,
    /// What files hold.
    pub hashes: &'a Hashes,
}

/// The manifests of all folders that outputs are in.
#[derive(Debug, Default)]
pub struct Manifest {
    folders: HashMap<PathBuf, Folder>,
}

#[derive(Debug, Default)]
struct Folder {
    /// By the name of the first output.
    finished: HashMap<PathBuf, Finished>,
    lines: usize,
}

impl Manifest {
    /// Why a job with these outputs and options has to be run; `None` if it is up to date.
    pub fn reason(
        &mut self,
        outputs: &[PathBuf],
        options: &BTreeMap<String, Vec<String>>,
        now: &mut Now<'_>,
    ) -> Option<String> {
        let folder = outputs.first().map(|first| folder_of(first))?;
        let Some(finished) = self.finished(outputs) else {
            return Some("it has not been rendered yet".to_owned());
        };
        outputs_differ(finished, outputs)
            .or_else(|| options_differ(&finished.options, options))
            .or_else(|| versions_differ(finished, now))
            .or_else(|| inputs_differ(&finished.identity, &folder, now.hashes))
    }

    /// What is known of the job with these outputs.
    pub fn finished(&mut self, outputs: &[PathBuf]) -> Option<&Finished> {
        let first = outputs.first()?;
        let folder = folder_of(first);
        let known = self.folders.entry(folder.clone());
        let known = known.or_insert_with(|| Folder::read(&folder));
        known.finished.get(Path::new(first.file_name()?))
    }

    /// Remembers a job that was done, and makes sure that it stays so.
    ///
    /// # Errors
    /// When the manifest cannot be written.
    pub fn remember(&mut self, finished: Finished) -> io::Result<()> {
        let Some(first) = finished.outputs.first() else {
            return Ok(());
        };
        let folder = folder_of(&first.path);
        let known = self.folders.entry(folder.clone());
        let known = known.or_insert_with(|| Folder::read(&folder));
        let mut finished = finished;
        for input in &mut finished.identity.inputs {
            input.path = from_folder(&folder, &input.path);
        }
        known.append(&folder, finished)
    }
}

impl Folder {
    fn read(folder: &Path) -> Self {
        let mut known = Self::default();
        let Ok(bytes) = fs::read(folder.join(NAME)) else {
            return known;
        };
        for line in bytes.split(|byte| *byte == b'\n') {
            if let Ok(finished) = serde_json::from_slice::<Finished>(line) {
                known.lines += 1;
                known.keep(finished);
            }
        }
        known
    }

    fn keep(&mut self, finished: Finished) {
        let first = finished.outputs.first();
        if let Some(name) = first.and_then(|output| output.path.file_name()) {
            self.finished.insert(name.into(), finished);
        }
    }

    fn append(&mut self, folder: &Path, finished: Finished) -> io::Result<()> {
        let path = folder.join(NAME);
        let mut line = serde_json::to_vec(&finished)?;
        self.keep(finished);
        if self.lines > 2 * self.finished.len() + 16 {
            return self.rewrite(&path);
        }
        line.push(b'\n');
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        if !ends_with_a_line(&path)? {
            line.insert(0, b'\n');
        }
        file.write_all(&line)?;
        self.lines += 1;
        file.sync_data()
    }

    /// Without the lines that later ones have replaced.
    fn rewrite(&mut self, path: &Path) -> io::Result<()> {
        let new = path.with_extension("jsonl.partial");
        let mut file = io::BufWriter::new(File::create(&new)?);
        for finished in self.finished.values() {
            serde_json::to_writer(&mut file, finished)?;
            file.write_all(b"\n")?;
        }
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        self.lines = self.finished.len();
        fs::rename(new, path)
    }
}

/// Whether a line that was torn would not swallow the next.
fn ends_with_a_line(path: &Path) -> io::Result<bool> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let mut file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

fn folder_of(output: &Path) -> PathBuf {
    match output.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The path as it leads from `folder`, so that files that are moved together stay known; as it is where
/// no way leads there.
fn from_folder(folder: &Path, path: &Path) -> PathBuf {
    let real = |path: &Path| path.canonicalize().ok();
    let Some((folder, found)) = real(folder).zip(real(path)) else {
        return path.to_owned();
    };
    let (from, to): (Vec<_>, Vec<_>) =
        (folder.components().collect(), found.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other);
    let common = common.count();
    if common == 0 {
        return found;
    }
    let up = from[common..].iter().map(|_| Component::ParentDir);
    up.chain(to[common..].iter().copied()).collect()
}

fn outputs_differ(finished: &Finished, outputs: &[PathBuf]) -> Option<String> {
    let names = |paths: &mut dyn Iterator<Item = &Path>| -> Vec<_> {
        paths
            .map(|path| path.file_name().map(ToOwned::to_owned))
            .collect()
    };
    let then = names(&mut finished.outputs.iter().map(|output| output.path.as_path()));
    if then != names(&mut outputs.iter().map(PathBuf::as_path)) {
        return Some("it has other outputs".to_owned());
    }
    finished
        .outputs
        .iter()
        .zip(outputs)
        .find_map(|(then, path)| {
            let now = OutputFile::look(path).ok();
            match now {
                None => Some(format!("'{}' is not there", path.display())),
                Some(now) if (now.bytes, now.modified) != (then.bytes, then.modified) => {
                    Some(format!("'{}' was changed by somebody else", path.display()))
                }
                Some(_) => None,
            }
        })
}

fn options_differ(
    then: &BTreeMap<String, Vec<String>>,
    now: &BTreeMap<String, Vec<String>>,
) -> Option<String> {
    let names = then.keys().chain(now.keys());
    let changed = names
        .filter(|name| then.get(*name) != now.get(*name))
        .min()?;
    let words = |options: &BTreeMap<String, Vec<String>>| match options.get(changed) {
        None => "not set".to_owned(),
        Some(values) if values.is_empty() => "on".to_owned(),
        Some(values) => values.join(" "),
    };
    Some(format!(
        "{changed} was {}, and is {}",
        words(then),
        words(now)
    ))
}

fn versions_differ(finished: &Finished, now: &Now<'_>) -> Option<String> {
    let then = &finished.identity;
    if then.version != VERSION {
        return Some(format!("shaderpipe was {}, and is {VERSION}", then.version));
    }
    if then.ffmpeg.is_some() && then.ffmpeg != now.ffmpeg {
        let words = |version: &Option<String>| version.clone().unwrap_or_else(|| "none".to_owned());
        let (then, now) = (words(&then.ffmpeg), words(&now.ffmpeg));
        return Some(format!("FFmpeg was {then}, and is {now}"));
    }
    let follows = then.encoder_threads > 0 && then.encoder_threads == finished.processors;
    (follows && finished.processors != now.processors).then(|| {
        let threads = now.processors;
        format!(
            "the encoder had {} threads, and has {threads}",
            then.encoder_threads
        )
    })
}

fn inputs_differ(identity: &Identity, folder: &Path, hashes: &Hashes) -> Option<String> {
    identity.inputs.iter().find_map(|then: &InputFile| {
        let then = InputFile {
            path: folder.join(&then.path),
            ..then.clone()
        };
        hashes.remember(&then);
        let shown = then.path.canonicalize();
        let shown = shown.as_ref().unwrap_or(&then.path).display();
        match hashes.look(then.role.clone(), &then.path) {
            Ok(now) if now.hash == then.hash => None,
            Ok(_) => Some(format!("{} has changed: {shown}", then.role)),
            Err(error) => Some(format!("{} '{shown}': {error}", then.role)),
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;

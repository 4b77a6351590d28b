//! What is finished: beside the outputs of a folder lies a file of lines, one for each job that was
//! done, with all that decided its bytes.
//!
//! A line is written once its outputs have their names, and a torn one is passed over: at worst a job
//! is done again.

mod compare;
mod folder;
mod way;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use compare::{Now, Seen};

use crate::export::{Identity, Stamp, place_of};
use compare::{inputs_differ, options_differ, outputs_differ, plans_differ, versions_differ};
use folder::Folder;
use way::{follow, way};

/// A job that was done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finished {
    /// Its outputs as they were left.
    pub outputs: Vec<OutputFile>,
    /// What it was asked for.
    pub options: BTreeMap<String, Vec<String>>,
    /// What else decided the bytes.
    pub identity: Identity,
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
        let stamp = Stamp::of(&metadata, path);
        Ok(Self {
            path: path.to_owned(),
            bytes: stamp.bytes,
            modified: stamp.modified,
        })
    }
}

/// The manifests of all folders that outputs are in.
#[derive(Debug, Default)]
pub struct Manifest {
    folders: HashMap<PathBuf, Folder>,
}

impl Manifest {
    /// Whether the file at `path` is called as those that jobs are remembered in.
    pub fn is_name_of(path: &Path) -> bool {
        let name = path.file_name();
        name.is_some_and(|name| name.eq_ignore_ascii_case(folder::NAME))
    }

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
            .or_else(|| options_differ(finished, options, now))
            .or_else(|| versions_differ(finished, now))
            .or_else(|| inputs_differ(&finished.identity, &place_of(&folder), now.seen))
            .or_else(|| plans_differ(finished, now))
    }

    /// What is known of the job with these outputs.
    pub fn finished(&mut self, outputs: &[PathBuf]) -> Option<&Finished> {
        let first = outputs.first()?;
        let folder = folder_of(first);
        let known = self.folders.entry(folder.clone());
        let known = known.or_insert_with(|| Folder::open(&folder));
        known.finished(first)
    }

    /// What a job that was done was made of: each file with what it is to the job, as it lies now.
    pub fn inputs(&mut self, outputs: &[PathBuf]) -> Option<Vec<(String, PathBuf)>> {
        let folder = outputs.first().map(|first| folder_of(first))?;
        let inputs = self.finished(outputs)?.identity.inputs.iter();
        let place = place_of(&folder);
        let inputs = inputs.map(|file| (file.role.clone(), follow(&place, &file.path)));
        Some(inputs.collect())
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
        let known = known.or_insert_with(|| Folder::open(&folder));
        let mut finished = finished;
        for input in &mut finished.identity.inputs {
            input.path = way(&folder, &input.path);
        }
        known.append(&folder, finished)
    }
}

fn folder_of(output: &Path) -> PathBuf {
    match output.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;

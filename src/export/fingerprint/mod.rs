//! What decides the bytes of an export: its settings, what it reads, the programs that make it.
//!
//! Two exports of one fingerprint draw and encode a frame alike, wherever they begin and end: which
//! frames are exported is not in it, nor where files lie and when they were written, nor what draws
//! them.

mod hashes;
mod settings;

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use hashes::Hashes;

use super::{Job, PlannedOutput};
use crate::encode::SettingsError;
use crate::gpu::Gpu;
use crate::render::Replay;
use crate::scene::Diagnostic;

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A file that decides what an export shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// What it is to the scene: `scene`, `import lib/noise.wgsl`, `texture wall`, `video clip`, `input`.
    pub role: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// When it was written, in nanoseconds since 1970, if the system tells.
    pub modified: Option<u64>,
    /// BLAKE3 of what it holds, in hexadecimal.
    pub hash: String,
}

/// What decides the bytes of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// BLAKE3 of all below but the adapter, the driver, and the places and times of files.
    pub fingerprint: String,
    /// Every file it reads, but presets: their values are in the settings.
    pub inputs: Vec<InputFile>,
    /// The settings in a form of their own, as JSON.
    pub settings: String,
    /// The version of this program.
    pub version: String,
    /// The version of FFmpeg, where it is used and tells it.
    pub ffmpeg: Option<String>,
    /// Threads of the encoders; 0 where nothing is encoded.
    pub encoder_threads: u32,
    /// The name of the adapter that draws; empty if none has been opened.
    pub adapter: String,
    /// Name and version of its driver.
    pub driver: String,
}

/// Why it is not known what decides an export.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Codec, container and format do not fit one another.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The scene may not or cannot have a file.
    #[error(transparent)]
    File(#[from] Box<Diagnostic>),
    /// A file cannot be read.
    #[error("cannot read '{}'", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// What the fingerprint is of.
#[derive(Serialize)]
struct Deciding<'a> {
    settings: &'a str,
    inputs: Vec<(&'a str, &'a str)>,
    version: &'a str,
    ffmpeg: &'a Option<String>,
    encoder_threads: u32,
}

impl Job {
    /// What decides the bytes of all outputs. Without `gpu`, nothing is said of what draws them.
    ///
    /// # Errors
    /// When a file cannot be read, or an output cannot be encoded as asked.
    pub fn identity(&self, gpu: Option<&Gpu>, hashes: &Hashes) -> Result<Identity, IdentityError> {
        self.identity_of(&self.plan.outputs, gpu, hashes)
    }

    /// The same of some outputs only, as if there were no others.
    ///
    /// # Errors
    /// As [`Job::identity`].
    pub fn identity_of(
        &self,
        outputs: &[PlannedOutput],
        gpu: Option<&Gpu>,
        hashes: &Hashes,
    ) -> Result<Identity, IdentityError> {
        let summary = gpu.map(Gpu::summary);
        let identity = Identity {
            fingerprint: String::new(),
            inputs: self.inputs(hashes)?,
            settings: settings::canonical(self, outputs)?,
            version: VERSION.to_owned(),
            ffmpeg: (self.ffmpeg.as_ref()).and_then(|ffmpeg| hashes.version_of(ffmpeg)),
            encoder_threads: settings::encoder_threads(outputs),
            adapter: summary
                .map(|summary| summary.name.clone())
                .unwrap_or_default(),
            driver: summary
                .map(|summary| summary.driver.clone())
                .unwrap_or_default(),
        };
        Ok(Identity {
            fingerprint: identity.hash(),
            ..identity
        })
    }

    fn inputs(&self, hashes: &Hashes) -> Result<Vec<InputFile>, IdentityError> {
        let scene = &self.scene;
        let mut files: Vec<(String, PathBuf)> = Vec::new();
        let folder = scene.source.path().parent().unwrap_or(Path::new(""));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let mut texts = self.program.sources.iter();
        files.extend(texts.next().map(|path| ("scene".to_owned(), path.clone())));
        for path in texts {
            // Where else it lies is no matter: another machine may have it elsewhere.
            let beside = path.strip_prefix(&folder).ok();
            let name = beside.or(path.file_name().map(Path::new)).unwrap_or(path);
            files.push((format!("import {}", name.display()), path.clone()));
        }
        for (name, texture) in &scene.textures {
            for (number, file) in (1..).zip(texture.files.all()) {
                let face = match texture.files.all().len() {
                    1 => String::new(),
                    _ => format!(" {number}"),
                };
                files.push((format!("texture {name}{face}"), scene.file(file)?));
            }
        }
        for (name, video) in &scene.videos {
            files.push((format!("video {name}"), scene.file(&video.file)?));
        }
        let replay = self.replay.as_ref();
        let recording = replay.and_then(Replay::file);
        files.extend(recording.map(|file| ("input".to_owned(), file.to_owned())));
        let look = |(role, path): (String, PathBuf)| {
            let found = hashes.look(role, &path);
            found.map_err(|source| IdentityError::Read { path, source })
        };
        files.into_iter().map(look).collect()
    }
}

impl Identity {
    fn hash(&self) -> String {
        let inputs = self.inputs.iter();
        let deciding = Deciding {
            settings: &self.settings,
            inputs: inputs
                .map(|file| (file.role.as_str(), file.hash.as_str()))
                .collect(),
            version: &self.version,
            ffmpeg: &self.ffmpeg,
            encoder_threads: self.encoder_threads,
        };
        match serde_json::to_vec(&deciding) {
            Ok(text) => blake3::hash(&text).to_hex().to_string(),
            Err(error) => unreachable!("numbers and texts can be written: {error}"),
        }
    }
}

#[cfg(test)]
mod tests;

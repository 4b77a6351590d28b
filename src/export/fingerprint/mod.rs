//! What decides the bytes of an export: its settings, what it reads, the programs that make it.
//!
//! Two exports of one fingerprint draw and encode a frame alike, wherever they begin and end: which
//! frames are exported is not in it, nor where files lie and when they were written, nor what draws
//! them.

mod hashes;
mod place;
mod settings;
mod shown;
mod stamp;

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use hashes::Hashes;
pub use place::place_of;
pub(super) use shown::Shown;
pub use stamp::Stamp;

use super::{Job, Plan, PlannedOutput};
use crate::encode::SettingsError;
use crate::gpu::Gpu;
use crate::render::Replay;
use crate::scene::{Diagnostic, Scene, Source};

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A file that decides what an export shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// What it is to the scene: `scene`, `import lib/noise.wgsl`, `texture wall`, `video clip`, `input`.
    pub role: String,
    /// Where it lies, as it is named: it may be a link, and lie beyond others.
    pub path: PathBuf,
    /// What the system told of it when it was looked at; `None` while only what was read is known.
    pub stamp: Option<Stamp>,
    /// Whether it had been left alone for so long then that the stamp tells any later change.
    pub is_settled: bool,
    /// BLAKE3 of what it holds, in hexadecimal.
    pub hash: String,
}

/// What decides the bytes of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// BLAKE3 of all below but the plan, the adapter, the driver, and the places and times of files.
    pub fingerprint: String,
    /// Every file it reads, but presets: their values are in the settings.
    pub inputs: Vec<InputFile>,
    /// The settings in a form of their own, as JSON.
    pub settings: String,
    /// That of the plan, which says which frames there are, too. Not in the fingerprint.
    pub plan: String,
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
    /// What was drawn may be of what a file held before, after, or both.
    #[error("'{}' was changed while it was rendered", .0.display())]
    Changed(PathBuf),
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
    /// What decides the bytes of all outputs, with texts as they were read and other files as they are
    /// now: to be [confirmed](Identity::confirm) when all is drawn.
    ///
    /// # Errors
    /// When a file cannot be read, or an output cannot be encoded as asked.
    pub fn identity(&self, hashes: &Hashes) -> Result<Identity, IdentityError> {
        self.identity_of(&self.plan.outputs, hashes)
    }

    /// The same of some outputs only, as if there were no others.
    ///
    /// # Errors
    /// As [`Job::identity`].
    pub fn identity_of(
        &self,
        outputs: &[PlannedOutput],
        hashes: &Hashes,
    ) -> Result<Identity, IdentityError> {
        let identity = Identity {
            fingerprint: String::new(),
            inputs: self.inputs(hashes)?,
            settings: settings::canonical(self, outputs)?,
            plan: settings::digest(&self.plan, outputs)?,
            version: VERSION.to_owned(),
            ffmpeg: (self.ffmpeg.as_ref()).and_then(|ffmpeg| hashes.version_of(ffmpeg)),
            encoder_threads: settings::encoder_threads(outputs),
            adapter: String::new(),
            driver: String::new(),
        };
        Ok(Identity {
            fingerprint: identity.hash(),
            ..identity
        })
    }

    fn inputs(&self, hashes: &Hashes) -> Result<Vec<InputFile>, IdentityError> {
        let texts = texts(&self.scene, &self.program.sources);
        let mut inputs: Vec<_> = texts.map(|(role, source)| read(role, source)).collect();
        for (role, path) in shown(&self.scene)? {
            let found = hashes.look(role, &path);
            inputs.push(found.map_err(|source| IdentityError::Read { path, source })?);
        }
        let recording = self.replay.as_ref().and_then(Replay::source);
        inputs.extend(recording.map(|source| read("input".to_owned(), source)));
        Ok(inputs)
    }
}

/// A text as it was read, whatever has become of its file.
fn read(role: String, source: &Source) -> InputFile {
    InputFile {
        role,
        path: source.path().to_owned(),
        stamp: None,
        is_settled: false,
        hash: source.hash(),
    }
}

impl InputFile {
    /// Looks at the file again: it must hold what it held, and have been so all the while.
    fn confirm(&mut self, hashes: &Hashes) -> Result<(), IdentityError> {
        let now = hashes.look(self.role.clone(), &self.path).ok();
        let now = now.filter(|now| now.hash == self.hash);
        let now = now.filter(|now| self.stamp.is_none() || self.stamp == now.stamp);
        *self = now.ok_or_else(|| IdentityError::Changed(self.path.clone()))?;
        Ok(())
    }
}

impl Plan {
    /// BLAKE3 of all that it says, in hexadecimal: what frames look like, which there are, and how they are
    /// encoded.
    ///
    /// # Errors
    /// When codec, container and format of an output do not fit one another.
    pub fn digest(&self) -> Result<String, SettingsError> {
        settings::digest(self, &self.outputs)
    }

    /// Threads of the encoders, as [`Identity`] has them.
    pub fn encoder_threads(&self) -> u32 {
        settings::encoder_threads(&self.outputs)
    }
}

/// The files that `scene` is drawn from, each with its role as [`InputFile`] has it: itself, what it
/// imports, which are its `sources`, and what it shows.
///
/// # Errors
/// When the scene may not or cannot have one.
pub fn input_files(
    scene: &Scene,
    sources: &[Source],
) -> Result<Vec<(String, PathBuf)>, Box<Diagnostic>> {
    let texts = texts(scene, sources).map(|(role, source)| (role, source.path().to_owned()));
    Ok(texts.chain(shown(scene)?).collect())
}

/// The texts of a scene, itself first, each with its role.
fn texts<'a>(scene: &Scene, sources: &'a [Source]) -> impl Iterator<Item = (String, &'a Source)> {
    let place = place_of(scene.source.path());
    let role = move |number: usize, source: &Source| {
        if number == 0 {
            return "scene".to_owned();
        }
        // Where else it lies is no matter: another machine may have it elsewhere.
        let path = place_of(source.path());
        let folder = place.parent();
        let beside = folder.and_then(|folder| path.strip_prefix(folder).ok());
        let name = beside.or(path.file_name().map(AsRef::as_ref));
        format!("import {}", name.unwrap_or(&path).display())
    };
    let sources = sources.iter().enumerate();
    sources.map(move |(number, source)| (role(number, source), source))
}

/// The pictures and videos of a scene by their names, each with its role.
fn shown(scene: &Scene) -> Result<Vec<(String, PathBuf)>, Box<Diagnostic>> {
    let mut files = Vec::new();
    for (name, texture) in &scene.textures {
        for (number, file) in (1..).zip(texture.files.all()) {
            let face = match texture.files.all().len() {
                1 => String::new(),
                _ => format!(" {number}"),
            };
            files.push((format!("texture {name}{face}"), file));
        }
    }
    for (name, video) in &scene.videos {
        files.push((format!("video {name}"), &video.file));
    }
    let found = files.into_iter().map(|(role, file)| {
        // Whether it may be had, and is a file.
        scene.file(file)?;
        Ok((role, scene.named(file)))
    });
    found.collect()
}

impl Identity {
    /// With what draws it.
    #[must_use]
    pub fn drawn_by(self, gpu: &Gpu) -> Self {
        let summary = gpu.summary();
        Self {
            adapter: summary.name.clone(),
            driver: summary.driver.clone(),
            ..self
        }
    }

    /// Looks at all files once more, after the last was read.
    ///
    /// # Errors
    /// When one has been changed since it was read: it is not known what of it was drawn.
    pub fn confirm(&mut self, hashes: &Hashes) -> Result<(), IdentityError> {
        let mut inputs = self.inputs.iter_mut();
        inputs.try_for_each(|input| input.confirm(hashes))
    }

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

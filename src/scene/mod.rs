//! Reads one scene file into a plain description: what to draw, with which parameters, how large,
//! how fast and how long.
//!
//! Knows nothing of GPUs or video. Whether the WGSL is valid and what it declares is for
//! [`crate::shader`] to find out.

mod data;
mod diagnostic;
mod easing;
mod files;
mod front_matter;
mod input;
mod names;
mod param;
mod pass;
mod preset;
mod recording;
mod source;
mod table;
mod texel;

pub use data::{DataError, DataKind};
pub use diagnostic::{Diagnostic, nearest, printable};
pub use easing::{Easing, End, Family};
pub use files::{FileError, Files};
pub use input::{
    BufferSize, BufferSpec, FileSpec, Filter, InputError, TextureColor, TextureFiles, TextureSpec,
    VideoSpec, Wrap,
};
pub use param::{Key, ParamSpec, ParamValue, Spring, Widget, Written};
pub use pass::{Blend, Dispatch, DrawSpec, PassSize, PassSpec, Placed, Topology};
pub use preset::{Presets, Setting};
pub use recording::{Deed, InputWriter, Recorded, Recording};
pub use source::Source;
pub use texel::{TexelFormat, TexelKind};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::frame::{Rate, Size};

/// The largest scene file that is read, in bytes.
pub const MAX_SOURCE_BYTES: u64 = 1 << 20;

/// One scene file, read and understood as far as it can be without looking into its WGSL.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The file's path and text.
    pub source: Source,
    /// Which files it may read.
    pub files: Files,
    /// What the front matter says of the scene in words.
    pub about: About,
    /// The size the author asks for, in pixels.
    pub size: Option<Size>,
    /// The frame rate the author asks for.
    pub rate: Option<Rate>,
    /// How long the scene lasts, in seconds.
    pub duration: Option<f64>,
    /// What the values that the scene writes mean.
    pub color: Color,
    /// What the alpha that the scene writes means.
    pub alpha: Alpha,
    /// The texel format of the picture.
    pub picture: PictureFormat,
    /// Whether a scene with state is drawn from frame 0 on wherever an export begins.
    pub preroll: bool,
    /// What the front matter says of each parameter, by name.
    pub params: BTreeMap<String, ParamSpec>,
    /// Its pictures, by name.
    pub textures: BTreeMap<String, TextureSpec>,
    /// Its videos, by name.
    pub videos: BTreeMap<String, VideoSpec>,
    /// Its storage buffers, by name.
    pub buffers: BTreeMap<String, BufferSpec>,
    /// Its passes, in the order they run; none for a scene that is one fragment entry point.
    pub passes: Vec<PassSpec>,
}

/// What a scene says of itself in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// A name for people.
    pub title: Option<String>,
    /// What it shows.
    pub description: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Under which terms it may be used.
    pub license: Option<String>,
}

/// What the values that a scene writes mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// Display-encoded values, shown as they are written (as on Shadertoy).
    #[default]
    Srgb,
    /// Linear light, encoded with the sRGB curve on the way out.
    Linear,
}

/// What the alpha that a scene writes means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alpha {
    /// Nothing: the picture is opaque.
    #[default]
    Opaque,
    /// Coverage; colours are not multiplied by it.
    Straight,
    /// Coverage; colours are already multiplied by it.
    Premultiplied,
}

/// The texel format of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PictureFormat {
    /// Four half floats a pixel.
    #[default]
    Rgba16Float,
    /// Four floats a pixel, for outputs of 16 bits and more.
    Rgba32Float,
}

/// Why a scene file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SceneError {
    /// The file cannot be read.
    #[error("cannot read the scene {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The file is larger than a scene may be.
    #[error("{} is larger than a scene may be (1 MiB)", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The file is not UTF-8 text.
    #[error("{}:{line}: this is not UTF-8 text: is it a WGSL file?", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line of the first byte that is not.
        line: usize,
    },
    /// The text has a mistake.
    #[error(transparent)]
    Invalid(#[from] Box<Diagnostic>),
}

impl Scene {
    /// Reads the scene file at `path`.
    ///
    /// # Errors
    /// When the file cannot be read, is larger than [`MAX_SOURCE_BYTES`], is not UTF-8, is empty, or
    /// its front matter has a mistake.
    pub fn load(path: &Path) -> Result<Self, SceneError> {
        Self::parse(Source::read(path, path, MAX_SOURCE_BYTES)?)
    }

    /// Understands a scene's text.
    ///
    /// # Errors
    /// When it is empty or its front matter has a mistake.
    pub fn parse(source: Source) -> Result<Self, SceneError> {
        if source.text().trim().is_empty() {
            return Err(Diagnostic::new(&source, None, "the scene is empty")
                .help("write a first scene with `shaderpipe new NAME.wgsl`")
                .into());
        }
        Ok(front_matter::parse(source)?)
    }

    /// The canonical path of a file that the scene or the user names: it can be opened, and the scene
    /// may read it.
    ///
    /// # Errors
    /// When it is missing, lies where the scene may not read, or is no regular file: at the place in
    /// the front matter, if it is named there.
    pub fn file(&self, file: &FileSpec) -> Result<PathBuf, Box<Diagnostic>> {
        let found = match file.span {
            Some(_) => self.files.resolve(self.source.path(), &file.path),
            None => Files::anywhere(&file.path),
        };
        found.map_err(|error| error.at(&self.source, file.span.clone()).into())
    }

    /// The path of a file that the scene or the user names, as it is named: links are not followed.
    pub fn named(&self, file: &FileSpec) -> PathBuf {
        match (self.source.path().parent(), &file.span) {
            (Some(folder), Some(_)) => folder.join(&file.path),
            _ => file.path.clone(),
        }
    }

    /// Every picture and video that the scene names and that it cannot have.
    pub fn file_mistakes(&self) -> Vec<Diagnostic> {
        let pictures = self
            .textures
            .values()
            .flat_map(|texture| texture.files.all());
        let videos = self.videos.values().map(|video| &video.file);
        pictures
            .chain(videos)
            .filter_map(|file| Some(*self.file(file).err()?))
            .collect()
    }
}

impl From<Diagnostic> for SceneError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Invalid(Box::new(diagnostic))
    }
}

//! What front matter says of pictures, videos and storage buffers: `[textures.NAME]`,
//! `[videos.NAME]`, `[buffers.NAME]`.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::path::PathBuf;

use super::pass::Placed;
use super::table::Entry;
use super::{Diagnostic, Scene, nearest};
use crate::frame::Size;

/// How texels are combined where a texture is sampled between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// The nearest alone.
    Nearest,
    /// Blended.
    #[default]
    Linear,
}

/// What lies beyond a texture's edges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wrap {
    /// The texel at the edge.
    #[default]
    Clamp,
    /// The texture again.
    Repeat,
    /// The texture again, mirrored.
    Mirror,
}

pub(super) const FILTERS: [(&str, Filter); 2] =
    [("nearest", Filter::Nearest), ("linear", Filter::Linear)];
pub(super) const WRAPS: [(&str, Wrap); 3] = [
    ("clamp", Wrap::Clamp),
    ("repeat", Wrap::Repeat),
    ("mirror", Wrap::Mirror),
];

/// What the values in a picture's file mean.
///
/// A scene gets colours as it works in them itself, whatever the file holds: encoded for display where
/// its [`Color`](super::Color) is `Srgb` (16-bit and float files with the sRGB curve, which goes on beyond
/// 1), linear light where it is `Linear`. Colour profiles in files are not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextureColor {
    /// Encoded with the sRGB curve.
    Srgb,
    /// Linear light.
    Linear,
    /// No colours: numbers that the scene gets as they are, such as normals or heights.
    Data,
}

const COLORS: [(&str, TextureColor); 3] = [
    ("srgb", TextureColor::Srgb),
    ("linear", TextureColor::Linear),
    ("data", TextureColor::Data),
];

/// A file that a scene names.
#[derive(Clone, Debug, PartialEq)]
pub struct FileSpec {
    /// Its path as it is written, relative to the scene's folder.
    pub path: PathBuf,
    /// Where it is written; `None` for one that the user named, who may name any.
    pub span: Option<Range<usize>>,
}

/// The files of a texture.
#[derive(Clone, Debug, PartialEq)]
pub enum TextureFiles {
    /// A picture.
    Flat(FileSpec),
    /// The six faces of a cube: right, left, top, bottom, front, back (+x, −x, +y, −y, +z, −z), in
    /// WebGPU's directions: x to the right, y up, z ahead. Each is as it is seen from inside: in the
    /// one ahead, x is to the right and y up; those above and below continue it there.
    Faces(Box<[FileSpec; 6]>),
    /// A picture of everything around, longitude by latitude, made into a cube: its middle is ahead
    /// (+z), its right half to the right (+x), its top above (+y). A face is a quarter as wide.
    Equirectangular(FileSpec),
}

impl TextureFiles {
    /// Each of them.
    pub fn all(&self) -> &[FileSpec] {
        match self {
            Self::Flat(file) | Self::Equirectangular(file) => std::slice::from_ref(file),
            Self::Faces(files) => files.as_slice(),
        }
    }
}

/// A picture that a scene samples: PNG, JPEG, WebP, OpenEXR or Radiance HDR, its top row at y = 0. It is
/// stored in as many bits as the file has, as far as the device can blend them.
#[derive(Clone, Debug, PartialEq)]
pub struct TextureSpec {
    /// The bytes of the source that name it.
    pub span: Range<usize>,
    /// Where it comes from.
    pub files: TextureFiles,
    /// How it is sampled between texels by its own sampler.
    pub filter: Filter,
    /// What its own sampler sees beyond its edges.
    pub wrap: Wrap,
    /// Whether smaller versions are made, for places where it is shown small; colours are averaged in
    /// linear light.
    pub mipmaps: bool,
    /// What its values mean; `None` for what the file says: sRGB for 8 and 16 bits, linear for floats.
    pub color: Option<TextureColor>,
}

/// A video that a scene samples: the last of its frames that begins at the scene's time or before, by
/// the times that the file says. Time 0 of a video is its first frame. Colours are those of a picture that
/// is encoded for display, in 8 bits, or in 16 where the video has more than 8.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoSpec {
    /// The bytes of the source that name it.
    pub span: Range<usize>,
    /// The file.
    pub file: FileSpec,
    /// Whether it begins again at its end; else the last frame stays.
    pub repeats: bool,
    /// The time in the video, in seconds, at the scene's time 0.
    pub start: f64,
    /// Seconds of the video in a second of the scene.
    pub speed: f64,
    /// How its own sampler combines texels.
    pub filter: Filter,
    /// What its own sampler sees beyond its edges.
    pub wrap: Wrap,
}

/// The size of a storage buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BufferSize {
    /// In bytes.
    Bytes(u64),
    /// In bytes for each pixel of the output.
    PerPixel(u64),
}

impl BufferSize {
    /// In bytes, where the output has `output`.
    pub fn bytes(self, output: Size) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::PerPixel(bytes) => {
                bytes.saturating_mul(u64::from(output.width) * u64::from(output.height))
            }
        }
    }
}

/// Memory that lives across frames, at first zero.
#[derive(Clone, Debug, PartialEq)]
pub struct BufferSpec {
    /// The bytes of the source that name it.
    pub span: Range<usize>,
    /// Its size.
    pub size: Placed<BufferSize>,
    /// Whether it is zero again at the start of each frame, and so holds no state.
    pub clear: bool,
}

/// Why a file cannot be put in the place of one that the scene names.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// The scene has no texture or video of that name.
    #[error("the scene has no {what} '{name}'{}", known(what, names, near.as_deref()))]
    Unknown {
        /// `texture` or `video`.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// The name that was probably meant.
        near: Option<String>,
        /// The names that there are.
        names: Vec<String>,
    },
}

fn known(what: &str, names: &[String], near: Option<&str>) -> String {
    match near {
        Some(near) => format!("; did you mean '{near}'?"),
        None if names.is_empty() => format!(": it has no {what}s"),
        None => format!("; it has: {}", names.join(", ")),
    }
}

fn named<'a, T>(
    specs: &'a mut BTreeMap<String, T>,
    what: &'static str,
    name: &str,
) -> Result<&'a mut T, InputError> {
    let names: Vec<String> = specs.keys().cloned().collect();
    specs.get_mut(name).ok_or_else(|| InputError::Unknown {
        what,
        name: name.to_owned(),
        near: nearest(name, names.iter().map(String::as_str)).map(str::to_owned),
        names,
    })
}

impl Scene {
    /// Shows the picture at `path` as the texture `name`: for a cube, one of everything around.
    ///
    /// # Errors
    /// When the scene has no such texture.
    pub fn set_texture(&mut self, name: &str, path: PathBuf) -> Result<(), InputError> {
        let spec = named(&mut self.textures, "texture", name)?;
        let file = FileSpec { path, span: None };
        spec.files = match spec.files {
            TextureFiles::Flat(_) => TextureFiles::Flat(file),
            _ => TextureFiles::Equirectangular(file),
        };
        Ok(())
    }

    /// Shows the video at `path` as the video `name`.
    ///
    /// # Errors
    /// When the scene has no such video.
    pub fn set_video(&mut self, name: &str, path: PathBuf) -> Result<(), InputError> {
        named(&mut self.videos, "video", name)?.file = FileSpec { path, span: None };
        Ok(())
    }
}

impl TextureSpec {
    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Box<Diagnostic>> {
        let mut table = entry.table("a texture", "{ file = \"picture.png\" }")?;
        let (file, faces) = (table.get("file"), table.get("faces"));
        let cube = table.get("cube");
        let is_cube = cube.as_ref().map(Entry::flag).transpose()?.unwrap_or(false);
        let files = match (file, faces) {
            (Some(file), None) if is_cube => TextureFiles::Equirectangular(file.file()?),
            (Some(file), None) => TextureFiles::Flat(file.file()?),
            (None, Some(faces)) => TextureFiles::Faces(Box::new(six(&faces)?)),
            (Some(_), Some(faces)) => {
                return Err(faces.wrong("a texture has `file` or `faces`, not both"));
            }
            (None, None) => {
                let message = format!("the texture `{}` names no file", entry.key());
                return Err((*entry.wrong(message))
                    .help("write `file = \"picture.png\"`, or `faces = [six files]` for a cube")
                    .into());
            }
        };
        let spec = Self {
            span: entry.key_span(),
            files,
            filter: table.choice("filter", &FILTERS)?.unwrap_or_default(),
            wrap: table.choice("wrap", &WRAPS)?.unwrap_or_default(),
            mipmaps: table.flag("mipmaps")?.unwrap_or(false),
            color: table.choice("color", &COLORS)?,
        };
        table.finish()?;
        Ok(spec)
    }
}

fn six(entry: &Entry<'_>) -> Result<[FileSpec; 6], Box<Diagnostic>> {
    let names = entry.names()?;
    let files: Vec<FileSpec> = names
        .into_iter()
        .map(|name| FileSpec {
            path: name.value.into(),
            span: Some(name.span),
        })
        .collect();
    files.try_into().map_err(|_| {
        entry.wrong("`faces` must be six files: right, left, top, bottom, front, back")
    })
}

/// Seconds into a video, and how fast it runs: more is not meant, and could not be told exactly.
const STARTS: RangeInclusive<f64> = 0.0..=1e9;
const SPEEDS: RangeInclusive<f64> = 1e-6..=1e6;

impl VideoSpec {
    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Box<Diagnostic>> {
        let mut table = entry.table("a video", "{ file = \"clip.mp4\" }")?;
        let Some(file) = table.get("file") else {
            let message = format!("the video `{}` names no file", entry.key());
            return Err((*entry.wrong(message))
                .help("write `file = \"clip.mp4\"`")
                .into());
        };
        let start = match table.get("start") {
            Some(start) => start.within(&STARTS, "seconds into the video")?,
            None => 0.0,
        };
        let speed = match table.get("speed") {
            Some(speed) => {
                speed.within(&SPEEDS, "seconds of the video in a second of the scene")?
            }
            None => 1.0,
        };
        let spec = Self {
            span: entry.key_span(),
            file: file.file()?,
            repeats: table.flag("loop")?.unwrap_or(true),
            start,
            speed,
            filter: table.choice("filter", &FILTERS)?.unwrap_or_default(),
            wrap: table.choice("wrap", &WRAPS)?.unwrap_or_default(),
        };
        table.finish()?;
        Ok(spec)
    }
}

/// The largest buffer that can be asked for; what the adapter takes is known later.
const MAX_BUFFER_BYTES: f64 = (1_u64 << 40) as f64;

impl BufferSpec {
    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Box<Diagnostic>> {
        let mut table = entry.table("a buffer", "{ size = 64 }")?;
        let (size, per_pixel) = (table.get("size"), table.get("per_pixel"));
        let whole = |entry: &Entry<'_>| -> Result<u64, Box<Diagnostic>> {
            let bytes = entry.number()?;
            if bytes.fract() == 0.0
                && (4.0..=MAX_BUFFER_BYTES).contains(&bytes)
                && bytes % 4.0 == 0.0
            {
                return Ok(bytes as u64);
            }
            let key = entry.key();
            let message = format!("`{key}` must be a multiple of 4: bytes, at least 4");
            Err((*entry.wrong(message))
                .help("a u32, i32 or f32 has 4 bytes, a vec2f 8, a vec4f 16")
                .into())
        };
        let size = match (&size, &per_pixel) {
            (Some(size), None) => size.placed(BufferSize::Bytes(whole(size)?)),
            (None, Some(bytes)) => bytes.placed(BufferSize::PerPixel(whole(bytes)?)),
            _ => {
                let message = format!(
                    "the buffer `{}` must have either `size` or `per_pixel`, in bytes",
                    entry.key()
                );
                return Err(entry.wrong(message));
            }
        };
        let clear = table.flag("clear")?.unwrap_or(false);
        table.finish()?;
        Ok(Self {
            span: entry.key_span(),
            size,
            clear,
        })
    }
}

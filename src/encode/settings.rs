//! What the user may choose about an encoded file, and what is wrong with a choice.
//!
//! Plain values. Knows no process and no file beyond the extension of its name.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::frame::{PixelFormat, Size};

/// How frames become a file. The default lets container and pixel format decide.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// FFmpeg's name of the encoder (`--codec`), such as `libx265`.
    pub codec: Option<String>,
    /// Constant quality in the codec's own scale (`--crf`); lower is better and larger.
    pub crf: Option<f64>,
    /// Speed against size (`--preset`): a name for x264 and x265, a number for SVT-AV1.
    pub preset: Option<String>,
    /// What the user wrote after `--`: output options that override all others.
    pub extra: Vec<OsString>,
}

/// The kind of video file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Container {
    /// `.mp4`
    Mp4,
    /// `.mkv`
    Matroska,
    /// `.mov`
    Mov,
    /// `.webm`
    Webm,
}

impl Container {
    /// Every container there is.
    pub const ALL: [Self; 4] = [Self::Mp4, Self::Matroska, Self::Mov, Self::Webm];

    /// The container that the extension of `path` names, in any case.
    ///
    /// # Errors
    /// [`SettingsError::Extension`] when it names none.
    pub fn from_path(path: &Path) -> Result<Self, SettingsError> {
        let extension = path.extension().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|container| extension.eq_ignore_ascii_case(container.extension()))
            .ok_or_else(|| SettingsError::Extension(path.to_owned()))
    }

    /// The extension of such files, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::Matroska => "mkv",
            Self::Mov => "mov",
            Self::Webm => "webm",
        }
    }

    /// FFmpeg's name of the muxer, as in `-f`.
    pub const fn muxer(self) -> &'static str {
        match self {
            Self::Matroska => "matroska",
            Self::Mp4 | Self::Mov | Self::Webm => self.extension(),
        }
    }
}

impl std::fmt::Display for Container {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.extension())
    }
}

/// Settings that cannot work together. Each message names the flag and the way out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SettingsError {
    /// The file name names no known container.
    #[error(
        "'{}' names no known kind of video: end it in .mp4, .mkv, .mov or .webm (or .png for a still)",
        .0.display()
    )]
    Extension(PathBuf),
    /// A word behind `--` is neither an option nor the value of one.
    #[error(
        "'{0}' behind -- belongs to no option, and FFmpeg would take it for another output: put quotes around a value with spaces"
    )]
    StrayWord(String),
    /// WebM holds VP8, VP9 and AV1 only.
    #[error(
        "--codec {0}: a .webm file can only hold VP8, VP9 or AV1; use --codec libvpx-vp9 or libsvtav1, or end the file name in .mp4 or .mkv"
    )]
    WebmCodec(String),
    /// No codec that the container usually holds takes this pixel format.
    #[error("a .{container} file has no default codec for {format} frames; {instead}")]
    NoDefaultCodec {
        /// The container asked for.
        container: Container,
        /// The format of the frames.
        format: PixelFormat,
        /// The ways out.
        instead: String,
    },
    /// The container has no place for what the codec makes.
    #[error("--codec {codec}: a .{container} file cannot hold it; {instead}")]
    Container {
        /// FFmpeg's name of the encoder.
        codec: String,
        /// The container asked for.
        container: Container,
        /// The way out.
        instead: String,
    },
    /// No pixel format here is what the codec stores.
    #[error(
        "--codec {0} stores no pixel format that frames have here without converting them once more; use --codec png or ffv1, or libx264 with a low --crf"
    )]
    Unfit(String),
    /// The codec cannot store this pixel format, and converting would change its colours.
    #[error("{codec} cannot store {format} frames in a .{container} file; {instead}")]
    Format {
        /// FFmpeg's name of the encoder.
        codec: String,
        /// The format of the frames.
        format: PixelFormat,
        /// The container asked for.
        container: Container,
        /// The ways out.
        instead: String,
    },
    /// Shared chroma needs whole pairs of pixels.
    #[error(
        "{codec} cannot store a {format} picture of {size}: the sides that share chroma must be even; use {even}"
    )]
    OddSize {
        /// FFmpeg's name of the encoder.
        codec: String,
        /// The format of the frames.
        format: PixelFormat,
        /// The size asked for.
        size: Size,
        /// The next larger size that works.
        even: Size,
    },
    /// A frame is more than a Matroska file can hold in a piece.
    #[error(
        "{codec} frames of {size} in {format} are larger than the 256 MiB that players take from a .mkv file at a time: end the file name in .mov, or choose a smaller --size"
    )]
    MatroskaBlock {
        /// FFmpeg's name of the encoder.
        codec: String,
        /// The format of the frames.
        format: PixelFormat,
        /// Their size.
        size: Size,
    },
    /// The codec has no constant quality.
    #[error(
        "--crf {crf}: {codec} has no constant-quality mode; leave --crf out, give it to another output alone (-o FILE,crf={crf}), or {instead}"
    )]
    NoCrf {
        /// FFmpeg's name of the encoder.
        codec: String,
        /// The value asked for.
        crf: f64,
        /// What to use in its place.
        instead: &'static str,
    },
    /// The quality is no number of the codec's scale.
    #[error("--crf {crf}: {codec} takes {min} to {max}, lower is better")]
    CrfRange {
        /// FFmpeg's name of the encoder.
        codec: String,
        /// The value asked for.
        crf: f64,
        /// The best quality of its scale.
        min: u32,
        /// The worst quality of its scale.
        max: u32,
    },
    /// The codec has no presets.
    #[error(
        "--preset {preset}: {codec} has no presets; leave --preset out, give it to another output alone (-o FILE,preset={preset}), or {instead}"
    )]
    NoPreset {
        /// FFmpeg's name of the encoder.
        codec: String,
        /// The preset asked for.
        preset: String,
        /// What to use in its place.
        instead: &'static str,
    },
    /// The codec has no such preset.
    #[error("--preset {preset}: {codec} has no such preset; its presets are {known}")]
    UnknownPreset {
        /// FFmpeg's name of the encoder.
        codec: String,
        /// The preset asked for.
        preset: String,
        /// The presets it has.
        known: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_name_containers_in_any_case() {
        let container = |path: &str| Container::from_path(Path::new(path));
        assert_eq!(container("a/b.mp4"), Ok(Container::Mp4));
        assert_eq!(container("B.MKV"), Ok(Container::Matroska));
        assert_eq!(container("x.y.Mov"), Ok(Container::Mov));
        assert_eq!(container("ü.webm"), Ok(Container::Webm));
        for path in ["a.avi", "mp4", ".mp4", "a.", "a.png", ""] {
            let message = container(path).expect_err(path).to_string();
            assert!(message.starts_with(&format!("'{path}' ")), "{message}");
            for known in [".mp4", ".mkv", ".mov", ".webm", ".png"] {
                assert!(message.contains(known), "{message}");
            }
        }
    }
}

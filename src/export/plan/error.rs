//! What cannot be planned, and what is planned differently from what was asked.

use std::path::PathBuf;

use crate::encode::SettingsError;
use crate::frame::{PixelFormat, Size};
use crate::render::{TimelineError, Unfit};

/// Something done differently from what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The size was rounded up to whole chroma samples.
    SizeRounded {
        /// What was asked for.
        asked: Size,
        /// What is drawn.
        drawn: Size,
        /// The format that needs it.
        format: PixelFormat,
    },
    /// Frames behind the scene's last were asked for by their number or time.
    PastEnd {
        /// The last that is drawn.
        frame: u64,
        /// The last of the scene.
        last: u64,
    },
    /// The scene cannot be drawn as finely.
    Quality(Unfit),
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Quality(unfit) => unfit.fmt(f),
            Self::PastEnd { frame, last } => write!(
                f,
                "frame {frame} is past the scene's last, {last}: it is drawn, and `progress` begins \
                 again (--duration makes the scene longer)"
            ),
            Self::SizeRounded {
                asked,
                drawn,
                format,
            } => {
                let needs = match format.subsampling() {
                    (_, 1) => "an even width",
                    _ => "even sides",
                };
                write!(
                    f,
                    "{asked} is rounded up to {drawn}: {format} needs {needs} \
                     (--pixel-format yuv444p keeps odd ones)"
                )
            }
        }
    }
}

impl PlanError {
    /// The option, by its long name (`args` for the words behind `--`), that has no meaning for any output.
    pub fn meaningless(&self) -> Option<&'static str> {
        match self {
            Self::AtWithoutStill(_) => Some("at"),
            Self::NotEncoded { option: "--", .. } => Some("args"),
            Self::NotEncoded { option, .. } => option.strip_prefix("--"),
            Self::FramesOfStill => Some("frames"),
            Self::StillFormat(_) => Some("pixel-format"),
            _ => None,
        }
    }
}

/// Why what was asked cannot be done. Each message names the flag.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// Nothing to write.
    #[error("there is no output: name one with -o")]
    NoOutput,
    /// Two outputs are one file.
    #[error("-o names '{}' twice: give each output a name of its own", .0.display())]
    Twice(PathBuf),
    /// The extension names no known kind of file, or the encoder does not fit it.
    #[error(transparent)]
    Output(#[from] SettingsError),
    /// No frame is left, or too many.
    #[error(transparent)]
    Timeline(#[from] TimelineError),
    /// No adapter draws so large a picture.
    #[error("a size of {0} is more than can be drawn: choose a smaller --size")]
    TooLarge(Size),
    /// A name for a sequence of stills.
    #[error("'{}' names a sequence of stills, which is not written yet: name one .png, or pipe raw frames with -o -", .0.display())]
    Sequence(PathBuf),
    /// `--at` chooses the time of a still.
    #[error("--at chooses the time of a still, and '{}' is none: end the output in .png, or use --start FRAME", .0.display())]
    AtWithoutStill(PathBuf),
    /// FFmpeg does not make this output.
    #[error("{option} has no effect: '{path}' is not encoded by FFmpeg", path = path.display())]
    NotEncoded {
        /// The output.
        path: PathBuf,
        /// What was asked for.
        option: &'static str,
    },
    /// Both say which frame is the first.
    #[error("--start and --frames A..B both name the first frame: use one of them, or --frames N")]
    TwoStarts,
    /// A still is one frame.
    #[error(
        "a .png file is one still: choose it with --at SECONDS or --start FRAME, without --frames"
    )]
    FramesOfStill,
    /// PNG holds R, G, B and alpha.
    #[error(
        "a .png file cannot hold {0}: use --pixel-format rgb24, rgba, rgb48le, rgba64le or gray, or leave it out"
    )]
    StillFormat(PixelFormat),
}

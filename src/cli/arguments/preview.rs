//! The command line of `shaderpipe preview`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use shaderpipe::frame::Rate;

use super::render::{AccessArguments, DeviceArguments, QualityArguments, SceneArguments};
use super::values::moment;

// Each paragraph is a line: it is wrapped where the terminal ends.
const EXAMPLES: &str = "\
The window shows a scene with the pixels that its export has, and follows its file: what is saved is on \
the screen at once, and a mistake is shown over the last good picture.

Keys: Space plays and pauses, Left and Right step, Home goes to the start and End to the end, I and O set \
where the loop begins and ends, L plays without one, V turns the view back, Tab opens the panel, F2 writes a \
screenshot, E exports, Ctrl+Shift+E copies the command that does, Ctrl+R records what hands do, F11 fills the \
screen, H shows all keys, Ctrl+Q and Ctrl+W quit. In a scene that reads the keyboard, letters, digits, arrows, \
Space, Home and End are the scene's, and do this with Ctrl.

Examples:
  shaderpipe preview scene.wgsl
  shaderpipe preview scene.wgsl --set speed=0.5 --paused --start 2.5
  shaderpipe preview scene.wgsl --exit-after 1 --screenshot look.png

With --status json each thing that happens is an object on a line of standard output:
  {\"event\":\"opened\",\"format\":…,\"encodes\":…}
      a window with a surface of this format
  {\"event\":\"loaded\",\"version\":…,\"scene\":…}
      a version of the scene can be drawn
  {\"event\":\"broken\",\"version\":…,\"message\":…}
      one cannot: the last goes on
  {\"event\":\"shown\",\"frame\":…,\"version\":…,\"latency\":…}
      a frame is on the screen; latency is seconds since a file had changed,
      in the first frame of a version, else null
  {\"event\":\"playing\",\"playing\":…}
  {\"event\":\"screenshot\",\"path\":…}
  {\"event\":\"exporting\",\"path\":…}
  {\"event\":\"exported\",\"path\":…,\"frames\":…}
  {\"event\":\"export-failed\",\"message\":…}
  {\"event\":\"copied\",\"command\":…}
  {\"event\":\"recording\",\"path\":…}
      path is null where a recording ends
  {\"event\":\"left\"}
      it ends, and leaves a thread behind that the driver does not let go of
  {\"event\":\"missed\",\"count\":…}
      so many were not told: they were not read in time

Exit codes: 0 closed, 1 failed, 2 the command line cannot be parsed, 130 interrupted, 143 terminated.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct PreviewArguments {
    /// The scene: a WGSL file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scene: PathBuf,

    #[command(flatten)]
    pub(crate) access: AccessArguments,

    #[command(flatten)]
    pub(crate) picture: SceneArguments,

    #[command(flatten)]
    pub(crate) quality: QualityArguments,

    /// Draw the picture as large as the window, whatever its shape
    #[arg(long, conflicts_with = "size", help_heading = "Window")]
    pub(crate) fit: bool,

    /// Show at most so many frames a second [default: as many as the screen]
    #[arg(
        long,
        value_name = "N|N/D",
        allow_negative_numbers = true,
        help_heading = "Window"
    )]
    pub(crate) fps: Option<Rate>,

    /// Do not play at first
    #[arg(long, help_heading = "Window")]
    pub(crate) paused: bool,

    /// The time to begin at
    #[arg(long, value_name = "SECONDS", default_value = "0", value_parser = moment, allow_negative_numbers = true, help_heading = "Window")]
    pub(crate) start: f64,

    /// Close the window once so many frames have been shown: every frame from the start on, however
    /// long they take. With --paused it is one
    #[arg(long, value_name = "FRAMES", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Window")]
    pub(crate) exit_after: Option<u64>,

    /// Write the picture that is shown when the window closes, as a still of its frame: PNG
    #[arg(long, value_name = "FILE.png", value_hint = ValueHint::FilePath, help_heading = "Window")]
    pub(crate) screenshot: Option<PathBuf>,

    /// Record what hands do, from the first frame on: the mouse, the keys, the view and the parameters, for
    /// render --input to do again. A file that is there is replaced
    #[arg(long, value_name = "FILE.toml", value_hint = ValueHint::FilePath, help_heading = "Window")]
    pub(crate) record_input: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) device: DeviceArguments,

    /// The FFmpeg that reads the scene's videos [default: $SHADERPIPE_FFMPEG, or the first on PATH]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::ExecutablePath, help_heading = "Running")]
    pub(crate) ffmpeg: Option<PathBuf>,

    /// The kind of surface to draw on, where the driver offers both: the picture is the same
    #[arg(long, value_name = "KIND", value_enum, hide = true)]
    pub(crate) surface: Option<SurfaceKind>,

    /// Tell on standard output what happens
    #[arg(long, value_name = "HOW", value_enum, default_value_t = StatusStyle::None, help_heading = "Running")]
    pub(crate) status: StatusStyle,
}

/// Kinds of surfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SurfaceKind {
    /// One that encodes what is written into it
    Srgb,
    /// One that takes codes as they are
    Plain,
}

/// How the preview tells what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatusStyle {
    /// One JSON object a line
    Json,
    /// Not at all
    None,
}

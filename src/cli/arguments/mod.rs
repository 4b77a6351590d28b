//! The command line as clap reads it.

mod batch;
mod bench;
mod join;
mod output;
#[cfg(feature = "preview")]
mod preview;
mod render;
mod values;

pub(super) use batch::BatchArguments;
pub(super) use bench::{BenchCommand, BenchExportArguments, BenchPipeArguments};
pub(super) use join::JoinArguments;
#[cfg(feature = "preview")]
pub(super) use output::OutputArgument;
#[cfg(feature = "preview")]
pub(super) use preview::{PreviewArguments, StatusStyle, SurfaceKind};
pub(super) use render::{
    AccessArguments, DeviceArguments, EncodingArguments, PictureArguments, ProgressStyle,
    RenderArguments, RunningArguments, SceneArguments, SegmentsArguments, TellingArguments,
};
#[cfg(feature = "preview")]
pub(super) use render::{BUFFERS, STALL_SECONDS};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};
use shaderpipe::frame::Size;

/// Renders WGSL scenes to finished video.
#[derive(Debug, Parser)]
#[command(name = "shaderpipe", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Render a scene to a video, a still, or raw frames
    Render(Box<RenderArguments>),
    /// Go on with a render in segments that was interrupted
    Resume(ResumeArguments),
    /// Join parts of a video, which `render --part` writes, into one file
    Join(JoinArguments),
    /// Open a window on a scene that follows its file
    #[cfg(feature = "preview")]
    Preview(Box<PreviewArguments>),
    /// Render many videos, as a job file says, and only what has changed since the last time
    Batch(Box<BatchArguments>),
    /// Renders the jobs of a batch, for `batch` alone
    #[command(hide = true)]
    BatchWorker,
    /// Check scenes without rendering them
    Check(CheckArguments),
    /// Show what a scene is made of and the memory that it takes
    Inspect(InspectArguments),
    /// Show adapters, FFmpeg and its encoders, and what to install if something is missing
    Doctor(DoctorArguments),
    /// Measure parts of the line on this machine
    Bench {
        /// What to measure
        #[command(subcommand)]
        what: BenchCommand,
    },
    /// Write a commented scene to start from
    New(NewArguments),
    /// List the modules that scenes import from, or show one, or one of their functions
    Library(LibraryArguments),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

const RESUME_EXAMPLES: &str = "\
A render with --segments keeps every finished segment in the folder OUT.segments, with the command that \
began it: that is run again, in its own folder, and draws only what is missing. It refuses to if the \
scene, a file that it shows, the settings or the versions have changed since.

Exit codes: as those of render.";

#[derive(Debug, Args)]
#[command(after_help = RESUME_EXAMPLES)]
pub(super) struct ResumeArguments {
    /// The output of the render
    #[arg(value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub(super) output: PathBuf,

    #[command(flatten)]
    pub(super) telling: TellingArguments,
}

const CHECK_EXAMPLES: &str = "\
Every file that a scene imports is checked with it, and what its pictures and videos say of themselves. \
Needs no GPU and no FFmpeg.

With --json each mistake is an object on a line of standard output:
  {\"event\":\"diagnostic\",\"scene\":…,\"file\":…,\"line\":…,\"column\":…,
   \"end_line\":…,\"end_column\":…,\"severity\":\"error\",
   \"message\":…,\"label\":…,\"help\":…}
Lines and columns count from 1, columns in characters; the end is behind the last character. What is \
not known is null. The last line sums up:
  {\"event\":\"summary\",\"scenes\":…,\"failed\":…,\"diagnostics\":…}

Exit codes: 0 all are valid, 1 one is not.";

#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(super) struct CheckArguments {
    /// The scenes: WGSL files
    #[arg(required = true, value_name = "SCENE", value_hint = ValueHint::FilePath)]
    pub(super) scenes: Vec<PathBuf>,

    /// Print each mistake as a JSON object on a line, for editors and CI
    #[arg(long)]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) access: AccessArguments,
}

const INSPECT_EXAMPLES: &str = "\
Passes in the order they run, with what they write and read; targets, buffers, pictures, videos and \
parameters; imported files; and the bytes that each takes on the device. Needs no GPU and no FFmpeg.

Examples:
  shaderpipe inspect scene.wgsl
  shaderpipe inspect scene.wgsl --size 3840x2160 --json";

#[derive(Debug, Args)]
#[command(after_help = INSPECT_EXAMPLES)]
pub(super) struct InspectArguments {
    /// The scene: a WGSL file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(super) scene: PathBuf,

    /// Width and height in pixels [default: the scene's, or 1920x1080]
    #[arg(long, value_name = "WxH")]
    pub(super) size: Option<Size>,

    /// Print one JSON object
    #[arg(long)]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) access: AccessArguments,
}

#[derive(Debug, Args)]
pub(super) struct DoctorArguments {
    /// The FFmpeg to look at [default: $SHADERPIPE_FFMPEG, or the first on PATH]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::ExecutablePath)]
    pub(super) ffmpeg: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct LibraryArguments {
    /// A module, such as noise, or something in one, such as fbm_2d or noise::fbm_2d [default: all
    /// modules]
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct NewArguments {
    /// The file to write; it must not exist
    #[arg(value_name = "NAME.wgsl", value_hint = ValueHint::FilePath)]
    pub(super) path: PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory as _};

    use super::Arguments;

    fn all(command: &Command) -> Vec<&Command> {
        let below = command.get_subcommands().flat_map(all);
        std::iter::once(command).chain(below).collect()
    }

    #[test]
    fn sentences_are_broken_where_the_terminal_ends() {
        let command = Arguments::command();
        for command in all(&command) {
            let Some(help) = command.get_after_help() else {
                continue;
            };
            let help = help.to_string();
            let lines: Vec<_> = help.lines().collect();
            for pair in lines.windows(2) {
                let is_text = |line: &str| !line.is_empty() && !line.starts_with(' ');
                let is_broken = is_text(pair[0]) && is_text(pair[1]);
                assert!(!is_broken, "{}: {pair:?}", command.get_name());
            }
            // What is no sentence cannot be broken.
            let mut fixed = lines.iter().filter(|line| line.contains("\":"));
            assert!(fixed.all(|line| line.chars().count() <= 80), "{help}");
        }
    }
}

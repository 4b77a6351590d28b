//! The command line of `shaderpipe join`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use shaderpipe::frame::FrameRange;

use super::render::{STALL_SECONDS, TellingArguments};

const EXAMPLES: &str = "\
Parts are what `shaderpipe render … --frames A..B --part` writes. They may be given in any order, and a \
part twice; nothing is encoded again. All must be of one video: the same scene, files, parameters, \
settings, versions and number of encoder threads. Every part is read before, and the joined file after: \
each frame is there, at exactly the time that one run gives it.

Examples:
  shaderpipe render scene.wgsl -o a.mp4 --frames 0..100 --part
  shaderpipe render scene.wgsl -o b.mp4 --frames 100..250 --part
  shaderpipe render scene.wgsl -o c.mp4 --frames 250..300 --part
  shaderpipe join a.mp4 b.mp4 c.mp4 -o out.mp4
  shaderpipe join b.mp4 -o middle.mp4 --frames 100..250

Exit codes: 0 done, 1 failed, 2 the command line cannot be parsed, 129 hung up, \
130 interrupted, 143 terminated.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct JoinArguments {
    /// The parts, in any order
    #[arg(required = true, value_name = "PART", value_hint = ValueHint::FilePath)]
    pub(crate) parts: Vec<PathBuf>,

    /// The file to make of them, of the same kind as they are
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: PathBuf,

    /// Which frames of the video the file is to have: the first N, A..B for frames A to B-1, or A.. for
    /// all from A on [default: all of the scene, and those that parts hold beyond its end]
    #[arg(long, value_name = "N|A..B", allow_negative_numbers = true)]
    pub(crate) frames: Option<FrameRange>,

    /// Do not replace an existing file
    #[arg(long)]
    pub(crate) no_clobber: bool,

    /// The FFmpeg to use [default: $SHADERPIPE_FFMPEG, or the first on PATH]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::ExecutablePath)]
    pub(crate) ffmpeg: Option<PathBuf>,

    /// Give up when FFmpeg neither reads nor works for so long; 0 never does
    #[arg(long, value_name = "SECONDS", default_value_t = STALL_SECONDS)]
    pub(crate) stall_timeout: u32,

    #[command(flatten)]
    pub(crate) telling: TellingArguments,
}

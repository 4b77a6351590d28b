//! The command line of `shaderpipe bench`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};
use shaderpipe::frame::Rate;

use super::render::{EncodingArguments, PictureArguments, RunningArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// Time an export of a scene, and each of its stages alone
    Export(Box<BenchExportArguments>),
}

const EXPORT_EXAMPLES: &str = "\
The stages: drawing; drawing and converting; the same with readback; the pipe alone, into a reader
that drops what it reads; the encoder alone, from the same frames in a file. Then the whole export,
and how it compares with its stages. The frames and the video are kept in the temporary folder
(TMPDIR) until it ends.

Examples:
  shaderpipe bench export scene.wgsl
  shaderpipe bench export scene.wgsl --frames 240 --rounds 5 --preset ultrafast --json";

#[derive(Debug, Args)]
#[command(after_help = EXPORT_EXAMPLES)]
pub(crate) struct BenchExportArguments {
    /// The scene: a WGSL file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scene: PathBuf,

    /// Frames of each measurement
    #[arg(long, value_name = "N", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) frames: u64,

    /// How often everything is measured; medians are told
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) rounds: u16,

    /// Frames a second of the video [default: the scene's, or 60]
    #[arg(long, value_name = "N|N/D", allow_negative_numbers = true)]
    pub(crate) fps: Option<Rate>,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) picture: PictureArguments,

    #[command(flatten)]
    pub(crate) encoding: EncodingArguments,

    #[command(flatten)]
    pub(crate) running: RunningArguments,
}

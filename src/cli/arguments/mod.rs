//! The command line as clap reads it.

mod bench;
mod output;
mod render;
mod values;

pub(super) use bench::{BenchCommand, BenchExportArguments, BenchPipeArguments};
pub(super) use render::{
    AccessArguments, EncodingArguments, PictureArguments, ProgressStyle, RenderArguments,
    RunningArguments,
};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};

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
    /// Check scenes without rendering them
    Check(CheckArguments),
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
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// The scenes: WGSL files
    #[arg(required = true, value_name = "SCENE", value_hint = ValueHint::FilePath)]
    pub(super) scenes: Vec<PathBuf>,

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
pub(super) struct NewArguments {
    /// The file to write; it must not exist
    #[arg(value_name = "NAME.wgsl", value_hint = ValueHint::FilePath)]
    pub(super) path: PathBuf,
}

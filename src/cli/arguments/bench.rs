//! The command line of `shaderpipe bench`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};
use shaderpipe::bench::pipe::{Load, Memory, Method};
use shaderpipe::frame::{PixelFormat, Rate, Size};
use shaderpipe::gpu::AdapterChoice;
use shaderpipe::pipe;

use super::render::{AccessArguments, EncodingArguments, PictureArguments, RunningArguments};
use super::values::{adapter, bench_method, load, memory, pixel_format};

#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// How fast frames get into FFmpeg, by each way into its pipe
    Pipe(BenchPipeArguments),
    /// Time an export of a scene, and each of its stages alone
    Export(Box<BenchExportArguments>),
}

const PIPE_EXAMPLES: &str = "\
Examples:
  shaderpipe bench pipe --all
  shaderpipe bench pipe --size 1280x720 --method vmsplice --json
  shaderpipe bench pipe --pixel-format yuv420p --encoder ultrafast

GB are 10^9 bytes. The clock runs from when FFmpeg was started until it has ended.";

#[derive(Debug, Args)]
#[command(after_help = PIPE_EXAMPLES)]
pub(crate) struct BenchPipeArguments {
    /// Width and height of the frames
    #[arg(long, value_name = "WxH", default_value = "1920x1080")]
    pub(crate) size: Size,

    /// How many frames [default: what takes about two seconds]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) frames: Option<u64>,

    /// How many buffers the frames are in
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) buffers: u16,

    /// Pixel format of the frames
    #[arg(long, value_name = "FORMAT", default_value = "rgb24", value_parser = pixel_format())]
    pub(crate) pixel_format: PixelFormat,

    /// What FFmpeg does with them: forgets them, or has x264 encode them at this preset
    #[arg(long, value_name = "PRESET", default_value = Load::Null.name(), value_parser = load())]
    pub(crate) encoder: Load,

    /// The way into the pipe: whole frames or 8 KiB at a time by blocking writes into a pipe of the
    /// default size, or one of the engine's own
    #[arg(long, value_name = "HOW", default_value = Method::Engine(pipe::Method::Auto).name(), value_parser = bench_method())]
    pub(crate) method: Method,

    /// The memory that frames are in: huge or small pages, or mapped buffers of the graphics device
    #[arg(long, value_name = "KIND", default_value = Memory::Huge.name(), value_parser = memory())]
    pub(crate) memory: Memory,

    /// Every method at 720p, 1080p, 1440p and 2160p
    #[arg(long, conflicts_with_all = ["size", "method"])]
    pub(crate) all: bool,

    /// Print each run as a JSON object on a line
    #[arg(long)]
    pub(crate) json: bool,

    /// The FFmpeg to feed [default: $SHADERPIPE_FFMPEG, or the first on PATH]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::ExecutablePath)]
    pub(crate) ffmpeg: Option<PathBuf>,

    /// The graphics device of mapped memory, by index or part of its name
    #[arg(long, value_name = "NAME|INDEX", value_parser = adapter)]
    pub(crate) adapter: Option<AdapterChoice>,
}

const EXPORT_EXAMPLES: &str = "\
The stages: drawing; drawing and converting; the same with readback; the pipe alone, into a reader \
that drops what it reads; the encoder alone, from the same frames in a file. Then the whole export, \
and how it compares with its stages. The frames and the video are kept in the temporary folder \
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
    pub(crate) access: AccessArguments,

    #[command(flatten)]
    pub(crate) picture: PictureArguments,

    #[command(flatten)]
    pub(crate) encoding: EncodingArguments,

    #[command(flatten)]
    pub(crate) running: RunningArguments,
}

//! The command line as clap reads it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use shaderpipe::frame::{PixelFormat, Rate, Size};
use shaderpipe::gpu::AdapterChoice;
use shaderpipe::pipe::Method;
use shaderpipe::readback::Mapping;

use super::output::OutputArgument;

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
    /// Write a commented scene to start from
    New(NewArguments),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

const EXAMPLES: &str = "\
Examples:
  shaderpipe render scene.wgsl -o out.mp4
  shaderpipe render scene.wgsl -o out.webm --size 1280x720 --fps 30000/1001 --duration 8
  shaderpipe render scene.wgsl -o still.png --at 2.5 --set speed=0.5 --set tint=1,0.5,0
  shaderpipe render scene.wgsl -o out.mp4 --codec libx265 --crf 22 -- -tune grain
  shaderpipe render scene.wgsl -o hd.mp4,crf=14 -o web.webm -o thumb.png,at=2
  shaderpipe render scene.wgsl -o - --pixel-format rgb24 | ffplay -f rawvideo -pixel_format rgb24 -video_size 1920x1080 -

Exit codes: 0 done, 1 failed, 2 the command line cannot be parsed, 129 hung up,
130 interrupted, 143 terminated.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RenderArguments {
    /// The scene: a WGSL file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(super) scene: PathBuf,

    /// Where to: .mp4, .mkv, .mov or .webm for a video, .png for a still, - for raw frames on
    /// standard output. May be repeated: all outputs share one render. Behind the name, codec=,
    /// crf=, preset=, pixel-format= and at= (of a still) hold for this output alone
    #[arg(short, long = "output", value_name = "FILE[,KEY=VALUE]...", required = true,
        value_parser = output(), value_hint = ValueHint::FilePath)]
    pub(super) outputs: Vec<OutputArgument>,

    /// Width and height in pixels [default: the scene's, or 1920x1080]
    #[arg(long, value_name = "WxH", help_heading = "Picture")]
    pub(super) size: Option<Size>,

    /// Set a parameter of the scene; a vector is written with commas. May be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, help_heading = "Picture")]
    pub(super) set: Vec<(String, String)>,

    /// Pixel format of the frames [default: what the codec stores, yuv420p if it can; rgb24 or rgba for a still]
    #[arg(long, value_name = "FORMAT", value_parser = pixel_format(), help_heading = "Picture")]
    pub(super) pixel_format: Option<PixelFormat>,

    /// Round to 8 bits instead of dithering
    #[arg(long, help_heading = "Picture")]
    pub(super) no_dither: bool,

    /// Frames a second, as a number or a fraction [default: the scene's, or 60]
    #[arg(
        long,
        value_name = "N|N/D",
        allow_negative_numbers = true,
        help_heading = "Time"
    )]
    pub(super) fps: Option<Rate>,

    /// How long the scene lasts [default: the scene's, or 10]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true, help_heading = "Time")]
    pub(super) duration: Option<f64>,

    /// How many frames to render [default: all from the start to the end of the scene]
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        help_heading = "Time"
    )]
    pub(super) frames: Option<u64>,

    /// The first frame to render, counted from 0
    #[arg(
        long,
        value_name = "FRAME",
        allow_negative_numbers = true,
        help_heading = "Time"
    )]
    pub(super) start: Option<u64>,

    /// The time of a still: it is the frame shown then [default: 0]
    #[arg(long, value_name = "SECONDS", value_parser = moment, allow_negative_numbers = true, conflicts_with = "start", help_heading = "Time")]
    pub(super) at: Option<f64>,

    /// FFmpeg's name of the encoder [default: libx264; libvpx-vp9 for .webm]
    #[arg(long, value_name = "NAME", help_heading = "Encoding")]
    pub(super) codec: Option<String>,

    /// Constant quality on the codec's scale, lower is better [default: 18 for x264]
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        help_heading = "Encoding"
    )]
    pub(super) crf: Option<f64>,

    /// Speed against size, in the codec's words [default: medium for x264]
    #[arg(long, value_name = "NAME", help_heading = "Encoding")]
    pub(super) preset: Option<String>,

    /// The FFmpeg to use [default: $SHADERPIPE_FFMPEG, or the first on PATH]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::ExecutablePath, help_heading = "Encoding")]
    pub(super) ffmpeg: Option<PathBuf>,

    /// Do not replace an existing file
    #[arg(long, help_heading = "Encoding")]
    pub(super) no_clobber: bool,

    /// Handed to FFmpeg as they are, as options of every video
    #[arg(last = true, value_name = "ARGS", help_heading = "Encoding")]
    pub(super) extra: Vec<OsString>,

    /// The adapter to draw with, by index or part of its name: see `shaderpipe doctor`
    #[arg(long, value_name = "NAME|INDEX", value_parser = adapter, help_heading = "Running")]
    pub(super) adapter: Option<AdapterChoice>,

    /// Frames in flight between the GPU and FFmpeg
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64), help_heading = "Running")]
    pub(super) buffers: u16,

    /// How frames get into FFmpeg's pipe: auto measures and keeps the fastest
    #[arg(long, value_name = "HOW", value_parser = transport(), default_value = "auto", help_heading = "Running")]
    pub(super) transport: Method,

    /// How frames are read back: where the shader wrote them, or from a copy
    #[arg(long, value_name = "HOW", value_enum, default_value_t = Readback::Auto, help_heading = "Running")]
    pub(super) readback: Readback,

    /// Give up when FFmpeg neither reads nor works for so long; 0 never does
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 120,
        help_heading = "Running"
    )]
    pub(super) stall_timeout: u32,

    /// How to show progress on standard error: auto is a bar on a terminal, else nothing
    #[arg(long, value_name = "HOW", value_enum, default_value_t = ProgressStyle::Auto, help_heading = "Running")]
    pub(super) progress: ProgressStyle,

    /// Write what was done and what it cost as JSON; - is standard output
    #[arg(long, value_name = "FILE|-", value_hint = ValueHint::FilePath, help_heading = "Running")]
    pub(super) report: Option<PathBuf>,

    /// Print the FFmpeg command
    #[arg(short, long, help_heading = "Running")]
    pub(super) verbose: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// The scenes: WGSL files
    #[arg(required = true, value_name = "SCENE", value_hint = ValueHint::FilePath)]
    pub(super) scenes: Vec<PathBuf>,
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

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProgressStyle {
    /// A bar on a terminal, else nothing
    Auto,
    /// A bar with frames a second, time left and realtime factor
    Bar,
    /// One JSON object a line
    Json,
    /// Nothing
    None,
}

/// How frames are read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Readback {
    /// Directly where the adapter shares the processor's memory
    Auto,
    /// From the buffer that the shader wrote
    Direct,
    /// From a copy in a second buffer
    Staging,
}

impl From<Readback> for Mapping {
    fn from(readback: Readback) -> Self {
        match readback {
            Readback::Auto => Self::Auto,
            Readback::Direct => Self::Direct,
            Readback::Staging => Self::Staging,
        }
    }
}

/// Knows the names, so that help and completions show them.
fn pixel_format() -> impl TypedValueParser<Value = PixelFormat> {
    let names = PixelFormat::ALL.map(PixelFormat::name);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<PixelFormat>())
}

fn transport() -> impl TypedValueParser<Value = Method> {
    let names = Method::ALL.map(Method::name);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Method>())
}

fn output() -> impl TypedValueParser<Value = OutputArgument> {
    OsStringValueParser::new().try_map(OutputArgument::parse)
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("write it as NAME=VALUE, such as speed=0.5".to_owned()),
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds > 0.0 => Ok(seconds),
        _ => Err("it must be a number of seconds above 0".to_owned()),
    }
}

pub(super) fn moment(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => Ok(seconds),
        _ => Err("it must be a number of seconds, 0 or more".to_owned()),
    }
}

fn adapter(text: &str) -> Result<AdapterChoice, std::convert::Infallible> {
    text.parse()
}

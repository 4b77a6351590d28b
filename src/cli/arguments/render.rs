//! The command line of `shaderpipe render`, and what it shares with other commands.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use shaderpipe::export::{Quality, SsaaFilter};
use shaderpipe::frame::{FrameRange, Orbit, PixelFormat, Pointer, Rate, Size, Speed};
use shaderpipe::gpu::AdapterChoice;
use shaderpipe::pipe::Method;
use shaderpipe::readback::Mapping;

use super::output::OutputArgument;
use super::values::{
    adapter, assignment, bytes, file_assignment, moment, mouse, pixel_format, seconds, shutter,
    ssaa, ssaa_filter, transport, view,
};

/// Frames in flight, and the seconds that FFmpeg may stand still, where nobody says otherwise.
pub(crate) const BUFFERS: u16 = 4;
pub(crate) const STALL_SECONDS: u32 = 120;

const EXAMPLES: &str = "\
Examples:
  shaderpipe render scene.wgsl -o out.mp4
  shaderpipe render scene.wgsl -o out.webm --size 1280x720 --fps 30000/1001 --duration 8
  shaderpipe render scene.wgsl -o still.png --at 2.5 --set speed=0.5 --set tint=#ff8800
  shaderpipe render scene.wgsl -o piece.mp4 --frames 200..260 --preset-file looks.toml
  shaderpipe render scene.wgsl -o part.mp4 --frames 100..250 --part
  shaderpipe render scene.wgsl -o out.mp4 --codec libx265 --crf 22 -- -tune grain
  shaderpipe render scene.wgsl -o hd.mp4,crf=14 -o web.webm -o thumb.png,at=2
  shaderpipe render scene.wgsl -o long.mp4 --duration 3600 --segments 30
  shaderpipe render scene.wgsl -o - --pixel-format rgb24 | ffplay -f rawvideo -pixel_format rgb24 -video_size 1920x1080 -

Exit codes: 0 done, 1 failed, 2 the command line cannot be parsed, 129 hung up, \
130 interrupted, 143 terminated.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RenderArguments {
    /// The scene: a WGSL file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scene: PathBuf,

    /// Where to: .mp4, .mkv, .mov or .webm for a video, .png for a still, - for raw frames on
    /// standard output. May be repeated: all outputs share one render. Behind the name, codec=,
    /// crf=, preset=, pixel-format= and at= (of a still) hold for this output alone
    #[arg(short, long = "output", value_name = "FILE[,KEY=VALUE]...", required = true,
        allow_hyphen_values = true, value_parser = OutputArgument::parser(), value_hint = ValueHint::FilePath)]
    pub(crate) outputs: Vec<OutputArgument>,

    #[command(flatten)]
    pub(crate) access: AccessArguments,

    #[command(flatten)]
    pub(crate) picture: PictureArguments,

    /// Frames a second, as a number or a fraction [default: the scene's, or 60]
    #[arg(
        long,
        value_name = "N|N/D",
        allow_negative_numbers = true,
        help_heading = "Time"
    )]
    pub(crate) fps: Option<Rate>,

    /// How long the scene lasts [default: the scene's, or 10]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true, help_heading = "Time")]
    pub(crate) duration: Option<f64>,

    /// How many times faster than its own the scene's time runs: the video is that much shorter.
    /// A number or a fraction [default: 1]
    #[arg(
        long,
        value_name = "N|N/D",
        allow_negative_numbers = true,
        help_heading = "Time"
    )]
    pub(crate) speed: Option<Speed>,

    /// Which frames to render: N of them, A..B for frames A to B-1, or A.. for all from A on. A scene
    /// with state is drawn from frame 0 on all the same, so that they look as in the whole video. Frames past
    /// the scene's end are drawn, too, with a warning
    /// [default: all from the start to the end of the scene]
    #[arg(
        long,
        value_name = "N|A..B",
        allow_negative_numbers = true,
        help_heading = "Time"
    )]
    pub(crate) frames: Option<FrameRange>,

    /// Make every output a part of the whole video, which `shaderpipe join` makes of all its parts. It
    /// says in its comment which frames it holds and what decided them. Videos only
    #[arg(long, help_heading = "Time")]
    pub(crate) part: bool,

    /// The first frame to render, counted from 0; --frames A..B says it too
    #[arg(
        long,
        value_name = "FRAME",
        allow_negative_numbers = true,
        help_heading = "Time"
    )]
    pub(crate) start: Option<u64>,

    /// Check that the scene is a seamless loop: that the frame behind its last is its first, and no
    /// jump leads there
    #[arg(long = "loop", help_heading = "Quality")]
    pub(crate) check_loop: bool,

    /// The time of a still: it is the frame that the video shows then [default: 0]
    #[arg(long, value_name = "SECONDS", value_parser = moment, allow_negative_numbers = true, conflicts_with = "start", help_heading = "Time")]
    pub(crate) at: Option<f64>,

    #[command(flatten)]
    pub(crate) encoding: EncodingArguments,

    /// Do not replace an existing file
    #[arg(long, help_heading = "Encoding")]
    pub(crate) no_clobber: bool,

    #[command(flatten)]
    pub(crate) running: RunningArguments,

    /// Give up when FFmpeg neither reads nor works for so long; 0 never does
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = STALL_SECONDS,
        help_heading = "Running"
    )]
    pub(crate) stall_timeout: u32,

    #[command(flatten)]
    pub(crate) segments: SegmentsArguments,

    #[command(flatten)]
    pub(crate) telling: TellingArguments,
}

// How it is cut.
#[derive(Debug, Default, Args)]
pub(crate) struct SegmentsArguments {
    /// Encode in segments of so many seconds, each a file in the folder OUT.segments until all are
    /// joined without encoding them again: what a crash or a power cut leaves is gone on with by
    /// `shaderpipe resume OUT`, or by the same command
    #[arg(long, value_name = "SECONDS", value_parser = seconds, conflicts_with = "part", allow_negative_numbers = true, help_heading = "Running")]
    pub(crate) segments: Option<f64>,

    /// Drop the segments that are there of an earlier render, and begin anew
    #[arg(long, requires = "segments", help_heading = "Running")]
    pub(crate) restart: bool,
}

// What is told of it.
#[derive(Debug, Args)]
pub(crate) struct TellingArguments {
    /// How to show progress on standard error: auto is a bar on a terminal (of a batch a table), else
    /// nothing (of a batch JSON lines)
    #[arg(long, value_name = "HOW", value_enum, default_value_t = ProgressStyle::Auto, help_heading = "Running")]
    pub(crate) progress: ProgressStyle,

    /// Write what was done and what it cost as JSON; - is standard output
    #[arg(long, value_name = "FILE|-", value_hint = ValueHint::FilePath, help_heading = "Running")]
    pub(crate) report: Option<PathBuf>,

    /// Print the FFmpeg command
    #[arg(short, long, help_heading = "Running")]
    pub(crate) verbose: bool,
}

// What a scene may read.
#[derive(Debug, Default, Args)]
pub(crate) struct AccessArguments {
    /// Let the scene read pictures, videos and imports beneath this folder too, not only beneath its
    /// own. May be repeated
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) allow_path: Vec<PathBuf>,
}

// What is shown of a scene.
#[derive(Debug, Default, Args)]
pub(crate) struct SceneArguments {
    /// Width and height in pixels [default: the scene's, or 1920x1080]
    #[arg(long, value_name = "WxH", help_heading = "Picture")]
    pub(crate) size: Option<Size>,

    /// Set a parameter of the scene: a number, numbers with commas, true or false, a menu's option,
    /// or a colour such as #ff8800. It then does not move with its keys. May be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, help_heading = "Picture")]
    pub(crate) set: Vec<(String, String)>,

    /// Set parameters as a TOML file says, in lines NAME = VALUE; --set comes after it
    #[arg(long, value_name = "FILE.toml", value_hint = ValueHint::FilePath, help_heading = "Picture")]
    pub(crate) preset_file: Option<PathBuf>,

    /// The preset of that file to take: what stands below its line [NAME], after what stands above
    /// the first such line
    #[arg(
        long,
        value_name = "NAME",
        requires = "preset_file",
        help_heading = "Picture"
    )]
    pub(crate) preset_name: Option<String>,

    /// Show another picture as a texture of the scene: PNG, JPEG, WebP, EXR or HDR, from anywhere. May be
    /// repeated
    #[arg(long, value_name = "NAME=FILE", value_parser = file_assignment, help_heading = "Picture")]
    pub(crate) set_texture: Vec<(String, String)>,

    /// Show another file as a video of the scene, from anywhere. May be repeated
    #[arg(long, value_name = "NAME=FILE", value_parser = file_assignment, help_heading = "Picture")]
    pub(crate) set_video: Vec<(String, String)>,
}

// What is drawn.
#[derive(Debug, Args)]
pub(crate) struct PictureArguments {
    #[command(flatten)]
    pub(crate) scene: SceneArguments,

    /// Do again what a preview recorded with --record-input: every frame is told of the mouse, the keys,
    /// the view and the parameters as they were at its time. They come after --set
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Picture")]
    pub(crate) input: Option<PathBuf>,

    /// Turn the view as a hand does in the preview: radians around and up, and a factor of its distance,
    /// as in frame.orbit [default: 0,0,1]
    #[arg(long, value_name = "LONGITUDE,LATITUDE,DISTANCE", value_parser = view, conflicts_with = "input", allow_hyphen_values = true, help_heading = "Picture")]
    pub(crate) view: Option<Orbit>,

    /// Where the mouse was left, in parts of the picture from its top left: as after a click there; where
    /// it was dragged there, the place that this began at comes behind it
    #[arg(long, value_name = "X,Y[,X,Y]", value_parser = mouse, conflicts_with = "input", allow_hyphen_values = true, help_heading = "Picture")]
    pub(crate) mouse: Option<Pointer>,

    /// The number that the scene is told as frame.seed, to vary it by [default: 0]
    #[arg(long, value_name = "N", help_heading = "Picture")]
    pub(crate) seed: Option<u32>,

    /// Pixel format of the frames [default: what the codec stores, yuv420p if it can; rgb24 or rgba for a still]
    #[arg(long, value_name = "FORMAT", value_parser = pixel_format(), help_heading = "Picture")]
    pub(crate) pixel_format: Option<PixelFormat>,

    /// Round to codes instead of dithering
    #[arg(long, help_heading = "Picture")]
    pub(crate) no_dither: bool,

    #[command(flatten)]
    pub(crate) quality: QualityArguments,
}

// How finely it is drawn.
#[derive(Debug, Args)]
pub(crate) struct QualityArguments {
    /// Supersampling: draw the picture at N times its width and height, 0.25 to 8, and make each
    /// pixel of the samples around it, in linear light [default: 1]
    #[arg(long, value_name = "N", value_parser = ssaa, allow_negative_numbers = true, help_heading = "Quality")]
    pub(crate) ssaa: Option<f64>,

    /// How samples are weighed: evenly (box), by their nearness (tent), or sharper (lanczos)
    /// [default: tent]
    #[arg(long, value_name = "FILTER", value_parser = ssaa_filter(), requires = "ssaa", help_heading = "Quality")]
    pub(crate) ssaa_filter: Option<SsaaFilter>,

    /// Motion blur: draw each frame at N moments while the shutter is open, and show their mean in
    /// linear light [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096), allow_negative_numbers = true, help_heading = "Quality")]
    pub(crate) motion_blur: Option<u32>,

    /// How long the shutter is open, as an angle: 360 is a whole frame, 720 two [default: 180]
    #[arg(long, value_name = "DEGREES", value_parser = shutter, requires = "motion_blur", allow_negative_numbers = true, help_heading = "Quality")]
    pub(crate) shutter: Option<f64>,
}

impl QualityArguments {
    pub(crate) fn quality(&self) -> Quality {
        let default = Quality::default();
        Quality {
            ssaa: self.ssaa.unwrap_or(default.ssaa),
            filter: self.ssaa_filter.unwrap_or(default.filter),
            motion_blur: self.motion_blur.unwrap_or(default.motion_blur),
            shutter: self.shutter.unwrap_or(default.shutter),
            ..default
        }
    }
}

// How a video is encoded.
#[derive(Debug, Args)]
pub(crate) struct EncodingArguments {
    /// FFmpeg's name of the encoder [default: libx264; libvpx-vp9 for .webm]
    #[arg(long, value_name = "NAME", help_heading = "Encoding")]
    pub(crate) codec: Option<String>,

    /// Constant quality on the codec's scale, lower is better [default: 18 for x264]
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        help_heading = "Encoding"
    )]
    pub(crate) crf: Option<f64>,

    /// Speed against size, in the codec's words [default: medium for x264]
    #[arg(long, value_name = "NAME", help_heading = "Encoding")]
    pub(crate) preset: Option<String>,

    /// The FFmpeg to use [default: $SHADERPIPE_FFMPEG, or the first on PATH]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::ExecutablePath, help_heading = "Encoding")]
    pub(crate) ffmpeg: Option<PathBuf>,

    /// Handed to FFmpeg as they are, as options of every video
    #[arg(last = true, value_name = "ARGS", help_heading = "Encoding")]
    pub(crate) extra: Vec<OsString>,
}

// What is drawn with.
#[derive(Debug, Args)]
pub(crate) struct DeviceArguments {
    /// The adapter to draw with, by index or part of its name: see `shaderpipe doctor`
    #[arg(long, value_name = "NAME|INDEX", value_parser = adapter, help_heading = "Running")]
    pub(crate) adapter: Option<AdapterChoice>,

    /// The memory that the scene's targets, buffers, pictures and videos may take, such as 512M or 4G
    /// [default: half of what the adapter draws in]
    #[arg(long, value_name = "BYTES", value_parser = bytes, help_heading = "Running")]
    pub(crate) memory_limit: Option<u64>,
}

// How frames get from the scene to FFmpeg.
#[derive(Debug, Args)]
pub(crate) struct RunningArguments {
    #[command(flatten)]
    pub(crate) device: DeviceArguments,

    /// Frames in flight between the GPU and FFmpeg
    #[arg(long, value_name = "N", default_value_t = BUFFERS, value_parser = clap::value_parser!(u16).range(1..=64), help_heading = "Running")]
    pub(crate) buffers: u16,

    /// How frames get into FFmpeg's pipe: auto measures and keeps the fastest
    #[arg(long, value_name = "HOW", value_parser = transport(), default_value = "auto", help_heading = "Running")]
    pub(crate) transport: Method,

    /// How frames are read back: where the shader wrote them, or from a copy
    #[arg(long, value_name = "HOW", value_enum, default_value_t = Readback::Auto, help_heading = "Running")]
    pub(crate) readback: Readback,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressStyle {
    /// What the command does by itself
    Auto,
    /// A bar, or a table, with frames a second, time left and realtime factor
    Bar,
    /// One JSON object a line
    Json,
    /// Nothing
    None,
}

impl ProgressStyle {
    /// JSON where it is for us to choose and there is no terminal.
    pub(crate) fn or_json(self) -> Self {
        match self {
            Self::Auto if !std::io::stderr().is_terminal() => Self::Json,
            style => style,
        }
    }
}

/// How frames are read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Readback {
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

//! How fast frames get into FFmpeg, by each way into its pipe.
//!
//! Frames of noise from a few buffers that are used again as soon as they come back. Knows nothing
//! of scenes: what draws them is not measured.

mod mapped;
mod memory;
mod run;

use std::ffi::OsString;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::encode::{EncodeError, stored_formats};
use crate::frame::{PixelFormat, Size};
use crate::pipe::{self, PipeError};
use crate::readback::ReadbackError;

pub use run::{calibrate, run};

/// One run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Width and height of the frames.
    pub size: Size,
    /// The format they are said to have.
    pub format: PixelFormat,
    /// How many are written.
    pub frames: u64,
    /// How many buffers they are in; at least 1 (0 counts as 1).
    pub buffers: usize,
    /// What FFmpeg does with them.
    pub encoder: Load,
    /// The way into the pipe.
    pub method: Method,
    /// The memory they are in.
    pub memory: Memory,
}

/// What FFmpeg does with the frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Load {
    /// Reads and forgets them.
    #[default]
    Null,
    /// Encodes them with x264's fastest preset, and forgets the video.
    Ultrafast,
    /// Encodes them with x264's preset `slow`, and forgets the video.
    Slow,
}

/// The way into the pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// One blocking `write` of a whole frame into a pipe of the default size: what a program does
    /// that gives it no thought.
    Naive,
    /// Blocking writes of 8 KiB into a pipe of the default size.
    Write8k,
    /// The pipe engine's own.
    Engine(pipe::Method),
}

/// The memory that frames are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Memory {
    /// Huge pages, where the system has them.
    #[default]
    Huge,
    /// The smallest pages.
    Plain,
    /// Mapped buffers of the GPU.
    Mapped,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Outcome {
    /// [`Run::method`].
    pub method: &'static str,
    /// How bytes went over: `vmsplice`, `copy` or `write`.
    pub transport: &'static str,
    /// Bytes given to one call at most.
    pub chunk: usize,
    /// Why it was this transport.
    pub reason: String,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Frames written.
    pub frames: u64,
    /// Buffers they were in.
    pub buffers: usize,
    /// FFmpeg's name of their format.
    pub pixel_format: &'static str,
    /// [`Run::encoder`].
    pub encoder: &'static str,
    /// [`Run::memory`].
    pub memory: &'static str,
    /// From after FFmpeg was started until it had ended.
    pub seconds: f64,
    /// Frames in a second of these.
    pub frames_per_second: f64,
    /// 10⁹ bytes in a second of these.
    pub gigabytes_per_second: f64,
    /// Processor time of the writer thread in the program; null where the system does not tell.
    pub writer_user_seconds: Option<f64>,
    /// Processor time of the writer thread in the kernel; null where the system does not tell.
    pub writer_system_seconds: Option<f64>,
    /// Processor time of FFmpeg; null where the system does not tell.
    pub ffmpeg_cpu_seconds: Option<f64>,
    /// Bytes that the pipe could hold; null where the system does not tell.
    pub pipe_capacity: Option<usize>,
    /// System calls of the writer.
    pub system_calls: Calls,
}

/// System calls by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Calls {
    /// `write`
    pub write: u64,
    /// `vmsplice`
    pub vmsplice: u64,
    /// `poll`
    pub poll: u64,
    /// `ioctl(FIONREAD)`
    pub query: u64,
    /// All of them.
    pub total: u64,
}

/// Why a run came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// FFmpeg could not be started, or failed.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The pipe could not be set up.
    #[error("cannot use --method {method} here")]
    Method {
        /// What was asked for.
        method: Method,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The pipe broke.
    #[error(transparent)]
    Pipe(#[from] PipeError),
    /// Frames could not be mapped.
    #[error(transparent)]
    Mapped(#[from] ReadbackError),
    /// Frames in mapped memory need a device.
    #[error("frames in mapped memory need a graphics device")]
    NoGpu,
    /// A frame does not fit into memory.
    #[error("a frame of {0} is too large for this machine: choose a smaller --size")]
    TooLarge(Size),
    /// A thread could not be started.
    #[error("cannot start a thread")]
    Start(#[source] std::io::Error),
    /// The caller ended it.
    #[error("cancelled")]
    Cancelled,
}

impl Method {
    /// Every one, the plainest first.
    pub const ALL: [Self; 6] = [
        Self::Naive,
        Self::Write8k,
        Self::Engine(pipe::Method::Write),
        Self::Engine(pipe::Method::Copy),
        Self::Engine(pipe::Method::Vmsplice),
        Self::Engine(pipe::Method::Auto),
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Naive => "naive",
            Self::Write8k => "write8k",
            Self::Engine(method) => method.name(),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name of nothing there is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing is called {0:?}")]
pub struct UnknownName(pub String);

fn find<T: Copy>(
    all: &[T],
    name: impl Fn(T) -> &'static str,
    text: &str,
) -> Result<T, UnknownName> {
    let found = all.iter().find(|one| name(**one) == text);
    found.copied().ok_or_else(|| UnknownName(text.to_owned()))
}

impl FromStr for Method {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        find(&Self::ALL, Self::name, text)
    }
}

impl FromStr for Load {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        find(&Self::ALL, Self::name, text)
    }
}

impl FromStr for Memory {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        find(&Self::ALL, Self::name, text)
    }
}

impl Load {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Null, Self::Ultrafast, Self::Slow];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Ultrafast => "ultrafast",
            Self::Slow => "slow",
        }
    }
}

impl Memory {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Huge, Self::Plain, Self::Mapped];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Huge => "huge",
            Self::Plain => "plain",
            Self::Mapped => "mapped",
        }
    }
}

impl Run {
    /// Bytes of a frame.
    pub fn frame_bytes(&self) -> u64 {
        self.format.frame_bytes(self.size)
    }

    /// FFmpeg's arguments. Only what decides how fast it reads: no file is written.
    pub fn arguments(&self) -> Vec<OsString> {
        let (format, size) = (self.format.name(), self.size.to_string());
        let input = [
            "-hide_banner",
            "-nostdin",
            "-loglevel",
            "warning",
            "-f",
            "rawvideo",
            "-pixel_format",
            format,
            "-video_size",
            &size,
            "-framerate",
            "60",
            "-i",
            "pipe:0",
        ];
        let encoder: &[&str] = match self.encoder {
            Load::Null => &[],
            Load::Ultrafast => &["-c:v", "libx264", "-preset", "ultrafast"],
            Load::Slow => &["-c:v", "libx264", "-preset", "slow"],
        };
        // What x264 does not store is converted as everybody has it converted.
        let stored = stored_formats("libx264", crate::encode::Container::Mp4);
        let is_stored = stored.is_some_and(|stored| stored.contains(&self.format));
        let convert: &[&str] = match self.encoder {
            Load::Ultrafast | Load::Slow if !is_stored => &["-pix_fmt", "yuv420p"],
            _ => &[],
        };
        let parts = [&input[..], encoder, convert, &["-f", "null", "-"]];
        parts.concat().into_iter().map(OsString::from).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(format: PixelFormat, encoder: Load) -> String {
        let run = Run {
            size: Size::new(64, 36),
            format,
            frames: 1,
            buffers: 1,
            encoder,
            method: Method::Naive,
            memory: Memory::Huge,
        };
        let arguments = run.arguments();
        let words: Vec<_> = arguments
            .iter()
            .map(|word| word.to_str().unwrap())
            .collect();
        words.join(" ")
    }

    #[test]
    fn ffmpeg_converts_only_what_x264_does_not_take() {
        let null = arguments(PixelFormat::Rgb24, Load::Null);
        assert!(
            null.ends_with(
                "-pixel_format rgb24 -video_size 64x36 -framerate 60 -i pipe:0 -f null -"
            )
        );
        let stored = arguments(PixelFormat::Yuv420p, Load::Ultrafast);
        assert!(stored.ends_with("-i pipe:0 -c:v libx264 -preset ultrafast -f null -"));
        let converted = arguments(PixelFormat::Rgb24, Load::Slow);
        assert!(converted.ends_with("-preset slow -pix_fmt yuv420p -f null -"));
    }

    #[test]
    fn names_read_back() {
        for method in Method::ALL {
            assert_eq!(method.to_string().parse(), Ok(method));
        }
        assert!("splice".parse::<Method>().is_err());
        assert_eq!("slow".parse(), Ok(Load::Slow));
        assert_eq!("mapped".parse(), Ok(Memory::Mapped));
    }
}

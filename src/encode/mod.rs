//! From frames to a finished file: what FFmpeg is asked to do, its process, and where its output
//! appears.
//!
//! [`arguments`] is a pure function of a [`FrameSpec`](crate::frame::FrameSpec) and [`Settings`];
//! [`Encoder`] is the child process that reads the frames; [`Output`] gives the file its final name
//! only once it is complete; [`join`](fn@join) makes one file of parts; [`write_still`] writes one frame as PNG without FFmpeg. Knows neither
//! GPU nor scenes, and not who writes the frames.

mod args;
mod child;
mod codec;
mod error;
mod ffmpeg;
mod join;
mod log;
mod output;
mod process;
mod running;
mod settings;
mod still;

pub use args::{add_comment, arguments};
pub use child::Encoder;
pub use codec::{Offer, default_format, offers, stored_formats, usual, usual_cores};
pub use error::EncodeError;
pub use ffmpeg::{Ffmpeg, FindError};
pub use join::{
    Fault, JoinError, JoinProgress, Joining, Part, check_joinable, check_name, check_part, join,
    of_container, read_comments,
};
pub use output::{Discard, Output, OutputError};
pub use process::KillHandle;
pub use running::Finished;
pub use settings::{Container, Settings, SettingsError};
pub use still::{StillError, is_still_format, write_still};

#[cfg(feature = "gpu")]
pub(crate) use running::Running;

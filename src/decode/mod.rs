//! From files to texels: pictures as they lie in a file, and videos frame by frame through an FFmpeg
//! child.
//!
//! What the values mean to a scene, and where they go, is others' work. Knows neither GPU nor scenes.
//! A file is data from strangers: what it claims is checked before memory is taken for it, and FFmpeg
//! opens nothing but the file, as the kind that its name says.

mod args;
mod error;
mod file;
mod nut;
mod past;
mod picture;
mod probe;
mod ratio;
mod reader;
mod video;
mod wait;

pub use args::is_video_name;
pub use error::DecodeError;
pub use file::{Playback, VideoFile};
pub use picture::{PictureError, picture_shape, read_picture};
pub use video::Video;

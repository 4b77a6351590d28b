//! Pictures and videos on the device, by the names that scenes give them, and the keyboard.
//!
//! Asks a [`Media`] for what the files hold; knows how none of them is read.

mod cube;
mod curve;
mod found;
mod keyboard;
mod light;
mod mipmap;
mod store;
mod texture;
mod video;

use std::collections::BTreeMap;

use super::{FrameTime, RenderError, Setup};
use crate::frame::{Keys, Picture, PictureShape, Size};
use crate::gpu::Gpu;
use crate::scene::{Diagnostic, FileSpec, VideoSpec};

pub(super) use found::{Device, Found, find};
use keyboard::KeyboardTexture;
use video::VideoTexture;

/// Reads the pictures and videos that scenes name.
pub trait Media: std::fmt::Debug {
    /// What `file` says of its picture, whose sides are at most `max_side`.
    ///
    /// # Errors
    /// When there is none, it cannot be read, or it is too large; where the scene names it.
    fn picture_shape(
        &self,
        file: &FileSpec,
        max_side: u32,
    ) -> Result<PictureShape, Box<Diagnostic>>;

    /// That picture.
    ///
    /// # Errors
    /// When there is none, it cannot be read, or it is too large; where the scene names it.
    fn picture(&self, file: &FileSpec, max_side: u32) -> Result<Picture, Box<Diagnostic>>;

    /// What tells what is in `file` from what it held at any other time, and from other files, without
    /// reading it; `None` where nothing does.
    fn stamp(&self, file: &FileSpec) -> Option<String>;

    /// The video of `spec`, of which nothing is decoded yet.
    ///
    /// # Errors
    /// When there is none, or what it is cannot be told, or once `cancelled` says so.
    fn video(
        &self,
        spec: &VideoSpec,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Box<dyn OpenVideo>, MediaError>;
}

/// A video of which nothing is decoded yet.
pub trait OpenVideo: std::fmt::Debug {
    /// What memory it will take.
    fn shape(&self) -> VideoShape;

    /// Makes it ready to be shown along the scene's time.
    ///
    /// # Errors
    /// When it cannot be decoded, or is more than it said, or once `cancelled` says so.
    fn start(
        self: Box<Self>,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Box<dyn VideoFrames>, MediaError>;
}

/// What a video file says of its frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoShape {
    /// The size of each as it is stored.
    pub size: Size,
    /// Whether channels may have 16 bits; else they have 8.
    pub is_deep: bool,
    /// The most frames that will be on the processor at once.
    pub frames: u64,
}

/// The frames of a video along a scene's time.
pub trait VideoFrames: std::fmt::Debug + Send {
    /// Width and height of each frame.
    fn size(&self) -> Size;

    /// Whether its channels have 16 bits (little-endian); else they have 8.
    fn is_deep(&self) -> bool;

    /// The frame at `time`, in seconds since the scene's frame 0: rows from the top, tightly packed; R,
    /// G, B as they are encoded for display, and straight alpha. `None` if it is the one given last.
    ///
    /// # Errors
    /// When there is no such frame, or once `cancelled` says so.
    fn frame_at(
        &mut self,
        time: f64,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<&[u8]>, MediaError>;
}

/// Why a video cannot be shown, or not any further.
#[derive(Debug)]
pub enum MediaError {
    /// It was to end.
    Cancelled,
    /// It failed; where the scene names it.
    Failed(Box<Diagnostic>),
}

/// Reads nothing: for scenes without pictures and videos.
impl Media for () {
    fn picture_shape(&self, file: &FileSpec, _: u32) -> Result<PictureShape, Box<Diagnostic>> {
        Err(nothing_reads(file))
    }

    fn picture(&self, file: &FileSpec, _: u32) -> Result<Picture, Box<Diagnostic>> {
        Err(nothing_reads(file))
    }

    fn stamp(&self, _: &FileSpec) -> Option<String> {
        None
    }

    fn video(
        &self,
        spec: &VideoSpec,
        _: &dyn Fn() -> bool,
    ) -> Result<Box<dyn OpenVideo>, MediaError> {
        Err(MediaError::Failed(nothing_reads(&spec.file)))
    }
}

fn nothing_reads(file: &FileSpec) -> Box<Diagnostic> {
    let source = crate::scene::Source::new("", "");
    let message = format!("'{}' is not read here", file.path.display());
    Diagnostic::new(&source, None, message).into()
}

impl From<MediaError> for RenderError {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Cancelled => Self::Cancelled,
            MediaError::Failed(diagnostic) => Self::Scene(diagnostic),
        }
    }
}

/// The textures of a scene's inputs.
#[derive(Debug)]
pub(super) struct Inputs {
    views: BTreeMap<String, wgpu::TextureView>,
    videos: Vec<VideoTexture>,
    keyboard: Option<KeyboardTexture>,
}

impl Inputs {
    /// Reads every picture of `found`, and the first frame of every video.
    pub(super) fn load(
        gpu: &Gpu,
        setup: &Setup<'_>,
        found: Vec<Found>,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Self, RenderError> {
        let mut inputs = Self {
            views: BTreeMap::new(),
            videos: Vec::new(),
            keyboard: None,
        };
        if setup.program.reads_keys() {
            inputs.keyboard = Some(KeyboardTexture::new(gpu)?);
        }
        for Found { name, video, .. } in found {
            if cancelled() {
                return Err(RenderError::Cancelled);
            }
            let view = match video {
                Some(video) => {
                    let spec = &setup.scene.videos[&name];
                    let reading = gpu.presence().leave();
                    let frames = video.start(cancelled)?;
                    drop(reading);
                    let (video, view) = VideoTexture::new(gpu, setup, spec, frames)?;
                    inputs.videos.push(video);
                    view
                }
                None => texture::load(gpu, setup, &setup.scene.textures[&name])?,
            };
            inputs.views.insert(name, view);
        }
        Ok(inputs)
    }

    /// The texture of the input `name`.
    pub(super) fn view(&self, name: &str) -> Option<&wgpu::TextureView> {
        self.views.get(name)
    }

    /// The texture of the keys.
    pub(super) fn keyboard(&self) -> Option<&wgpu::TextureView> {
        self.keyboard.as_ref().map(KeyboardTexture::view)
    }

    /// Brings every video to the frame of `time` and the keys to `keys`, for the commands that are submitted next.
    pub(super) fn show(
        &mut self,
        gpu: &Gpu,
        (time, keys): (&FrameTime, &Keys),
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), RenderError> {
        for video in &mut self.videos {
            video.show(gpu, time.time, cancelled)?;
        }
        if let Some(keyboard) = &mut self.keyboard {
            keyboard.show(gpu.queue(), keys);
        }
        Ok(())
    }
}

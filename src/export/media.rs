//! Reads what a job's scene names, for the renderer: pictures by [`decode`](crate::decode), videos
//! through its FFmpeg.

use std::error::Error;
use std::path::Path;
use std::time::SystemTime;

use super::{Job, Stamp};
use crate::decode::{
    DecodeError, PictureError, Playback, Video, VideoFile, is_video_name, picture_shape,
    read_picture,
};
use crate::encode::FindError;
use crate::frame::{Picture, PictureShape, Size};
use crate::render::{Media, MediaError, OpenVideo, VideoFrames, VideoShape};
use crate::scene::{Diagnostic, FileSpec, Scene, Source, VideoSpec};

impl Job {
    /// What `read` makes of the picture in `file`.
    fn picture_of<T>(
        &self,
        file: &FileSpec,
        read: impl FnOnce(&Path) -> Result<T, PictureError>,
    ) -> Result<T, Box<Diagnostic>> {
        let path = self.scene.file(file)?;
        read(&path).map_err(|error| no_picture(&self.scene.source, file, &error).into())
    }
}

/// What is wrong with the pictures and videos of a scene that are there, as far as what pictures say of
/// themselves and the names of videos tell. Reads no more of them.
pub fn media_mistakes(scene: &Scene) -> Vec<Diagnostic> {
    let source = &scene.source;
    let textures = scene.textures.values();
    let pictures = textures.flat_map(|spec| spec.files.all());
    let pictures = pictures.filter_map(|file| {
        let error = picture_shape(&scene.file(file).ok()?, u32::MAX).err()?;
        Some(no_picture(source, file, &error))
    });
    let videos = scene.videos.values().filter_map(|spec| {
        let path = scene.file(&spec.file).ok()?;
        (!is_video_name(&path)).then(|| no_video(source, &spec.file, &DecodeError::Kind))
    });
    pictures.chain(videos).collect()
}

fn no_picture(source: &Source, file: &FileSpec, error: &PictureError) -> Diagnostic {
    let what = format!("the picture '{}' cannot be shown", file.path.display());
    let mistake = mistake(source, file, &what, error);
    match is_video_name(&file.path) {
        true => mistake.help("videos are declared as `[videos.NAME]`"),
        false => mistake.help("name another file, or save it as PNG"),
    }
}

fn no_video(source: &Source, file: &FileSpec, error: &(dyn Error + 'static)) -> Diagnostic {
    let what = format!("the video '{}' cannot be shown", file.path.display());
    let mistake = mistake(source, file, &what, error);
    match error.downcast_ref() {
        Some(DecodeError::Kind) => mistake.help(
            "pictures are declared as `[textures.NAME]`; what kind a video is, its name says",
        ),
        _ => mistake,
    }
}

impl Job {
    /// Seconds by which the scene's time goes back from the last moment of a frame to the next frame.
    fn goes_back(&self) -> f64 {
        let (quality, _) = self.plan.quality.fit(&self.program);
        quality.overlap() * self.plan.timeline.at(0).delta
    }
}

impl Media for Job {
    fn picture_shape(
        &self,
        file: &FileSpec,
        max_side: u32,
    ) -> Result<PictureShape, Box<Diagnostic>> {
        self.picture_of(file, |path| picture_shape(path, max_side))
    }

    fn picture(&self, file: &FileSpec, max_side: u32) -> Result<Picture, Box<Diagnostic>> {
        self.picture_of(file, |path| read_picture(path, max_side))
    }

    fn stamp(&self, file: &FileSpec) -> Option<String> {
        let path = self.scene.file(file).ok()?;
        let now = SystemTime::now();
        let stamp = Stamp::of(&std::fs::metadata(&path).ok()?, &path);
        // What may change unseen is not shared.
        stamp.is_settled(now).then(|| format!("{path:?} {stamp:?}"))
    }

    fn video(
        &self,
        spec: &VideoSpec,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Box<dyn OpenVideo>, MediaError> {
        let place = Place {
            source: self.scene.source.clone(),
            file: spec.file.clone(),
        };
        let path = self.scene.file(&spec.file).map_err(MediaError::Failed)?;
        let ffmpeg = self.ffmpeg.as_ref().ok_or(FindError::NotInstalled);
        let ffmpeg = ffmpeg.map_err(|error| place.not_shown(&error))?;
        let playback = Playback {
            start: spec.start,
            speed: spec.speed,
            repeats: spec.repeats,
            goes_back: self.goes_back(),
        };
        let video = VideoFile::open(ffmpeg, &path, playback, self.stall_timeout, cancelled);
        let video = video.map_err(|error| place.not_opened(&error))?;
        Ok(Box::new(Opened { video, place }))
    }
}

/// Where a scene names a video.
#[derive(Debug)]
struct Place {
    source: Source,
    file: FileSpec,
}

impl Place {
    fn not_opened(&self, error: &DecodeError) -> MediaError {
        match error {
            DecodeError::Cancelled => MediaError::Cancelled,
            error => self.not_shown(error),
        }
    }

    fn not_shown(&self, error: &(dyn Error + 'static)) -> MediaError {
        MediaError::Failed(no_video(&self.source, &self.file, error).into())
    }
}

/// A video of a scene of which nothing is decoded yet.
#[derive(Debug)]
struct Opened {
    video: VideoFile,
    place: Place,
}

impl OpenVideo for Opened {
    fn shape(&self) -> VideoShape {
        VideoShape {
            size: self.video.size(),
            is_deep: self.video.is_deep(),
            frames: self.video.frames(),
        }
    }

    fn start(
        self: Box<Self>,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Box<dyn VideoFrames>, MediaError> {
        let Self { video, place } = *self;
        match video.start(cancelled) {
            Ok(video) => Ok(Box::new(Playing { video, place })),
            Err(error) => Err(place.not_opened(&error)),
        }
    }
}

/// A video of a scene that is being decoded.
#[derive(Debug)]
struct Playing {
    video: Video,
    place: Place,
}

impl VideoFrames for Playing {
    fn size(&self) -> Size {
        self.video.size()
    }

    fn is_deep(&self) -> bool {
        self.video.is_deep()
    }

    fn frame_at(
        &mut self,
        time: f64,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<&[u8]>, MediaError> {
        let frame = self.video.frame_at(time, cancelled);
        frame.map_err(|error| match error {
            DecodeError::Cancelled => MediaError::Cancelled,
            error => {
                let Place { source, file } = &self.place;
                let path = file.path.display();
                let what = format!("the video '{path}' cannot be shown at {time:.3} s");
                MediaError::Failed(mistake(source, file, &what, &error).into())
            }
        })
    }
}

/// A mistake where the file is named, with every cause.
fn mistake(
    source: &Source,
    file: &FileSpec,
    what: &str,
    error: &(dyn Error + 'static),
) -> Diagnostic {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let causes: Vec<_> = causes.map(ToString::to_string).collect();
    let message = format!("{what}: {}", causes.join(": "));
    Diagnostic::new(source, file.span.clone(), message)
}

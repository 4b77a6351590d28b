//! Reads what a job's scene names, for the renderer: pictures by [`decode`](crate::decode), videos
//! through its FFmpeg.

use std::error::Error;

use super::Job;
use crate::decode::{DecodeError, Playback, Video, read_picture};
use crate::encode::FindError;
use crate::frame::{Picture, Size};
use crate::render::{Media, MediaError, VideoFrames};
use crate::scene::{Diagnostic, FileSpec, Source, VideoSpec};

impl Media for Job {
    fn picture(&self, file: &FileSpec, max_side: u32) -> Result<Picture, Box<Diagnostic>> {
        let path = self.scene.file(file)?;
        read_picture(&path, max_side).map_err(|error| {
            let what = format!("the picture '{}' cannot be shown", file.path.display());
            mistake(&self.scene.source, file, &what, &error).into()
        })
    }

    fn video(
        &self,
        spec: &VideoSpec,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Box<dyn VideoFrames>, MediaError> {
        let (source, file) = (&self.scene.source, &spec.file);
        let what = format!("the video '{}' cannot be shown", file.path.display());
        let path = self.scene.file(file).map_err(MediaError::Failed)?;
        let wrong = |error: &(dyn Error + 'static)| {
            MediaError::Failed(mistake(source, file, &what, error).into())
        };
        let ffmpeg = self.ffmpeg.as_ref().ok_or(FindError::NotInstalled);
        let ffmpeg = ffmpeg.map_err(|error| wrong(&error))?;
        let playback = Playback {
            start: spec.start,
            speed: spec.speed,
            repeats: spec.repeats,
            goes_back: self.goes_back(),
        };
        let video = Video::open(ffmpeg, &path, playback, self.stall_timeout, cancelled);
        let video = video.map_err(|error| match error {
            DecodeError::Cancelled => MediaError::Cancelled,
            error => wrong(&error),
        })?;
        Ok(Box::new(Playing {
            video,
            source: source.clone(),
            file: file.clone(),
        }))
    }
}

impl Job {
    /// Seconds by which the scene's time goes back from the last moment of a frame to the next frame.
    fn goes_back(&self) -> f64 {
        let (quality, _) = self.plan.quality.fit(&self.program);
        quality.overlap() * self.plan.timeline.at(0).delta
    }
}

/// A video of a scene, with the place that it is named at.
#[derive(Debug)]
struct Playing {
    video: Video,
    source: Source,
    file: FileSpec,
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
                let path = self.file.path.display();
                let what = format!("the video '{path}' cannot be shown at {time:.3} s");
                MediaError::Failed(mistake(&self.source, &self.file, &what, &error).into())
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

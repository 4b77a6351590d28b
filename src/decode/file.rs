//! A video file: what it says of itself, which is known before any frame is decoded, and so before
//! memory is taken for one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::past;
use super::probe::{Probed, probe};
use super::reader::{FRAMES, Reader};
use super::wait::Patience;
use super::{DecodeError, Video};
use crate::encode::Ffmpeg;
use crate::frame::Size;

/// How long ffprobe may say nothing, whatever is asked for FFmpeg.
pub(super) const PROBE_LIMIT: Duration = Duration::from_secs(120);

/// How a scene's time runs through a video.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Playback {
    /// Seconds into the video at time 0; 0 or more.
    pub start: f64,
    /// Seconds of the video in a second; above 0.
    pub speed: f64,
    /// Whether it begins again behind its last frame; else that one stays.
    pub repeats: bool,
    /// Seconds that the time may go back by as a matter of course: some frames are kept for it. Whatever
    /// else goes back takes an FFmpeg of its own.
    pub goes_back: f64,
}

/// A video file of which nothing is decoded yet.
#[derive(Debug)]
pub struct VideoFile {
    pub(super) ffmpeg: Ffmpeg,
    pub(super) path: PathBuf,
    pub(super) probed: Probed,
    pub(super) playback: Playback,
    pub(super) limit: Option<Duration>,
}

impl VideoFile {
    /// Asks what the file at `path` is. FFmpeg counts as stuck when it neither gives a frame nor works
    /// for `limit`.
    ///
    /// # Errors
    /// When it is no video.
    pub fn open(
        ffmpeg: &Ffmpeg,
        path: &Path,
        playback: Playback,
        limit: Option<Duration>,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Self, DecodeError> {
        let patience = Patience {
            cancelled,
            limit: Some(PROBE_LIMIT),
        };
        Ok(Self {
            probed: probe(ffmpeg, path, &patience)?,
            ffmpeg: ffmpeg.clone(),
            path: path.to_owned(),
            playback,
            limit,
        })
    }

    /// The size of its frames as they are stored; shown, they may be turned.
    pub fn size(&self) -> Size {
        self.probed.size
    }

    /// Whether its channels may have 16 bits; else they have 8.
    pub fn is_deep(&self) -> bool {
        self.probed.is_deep
    }

    /// The most frames that are in memory at once: those of two runs, where one takes over from another
    /// at a new place, and those that are kept.
    pub fn frames(&self) -> u64 {
        let kept = match self.playback.goes_back > 0.0 {
            true => past::most(frame_bytes(self.size(), self.is_deep())),
            false => 0,
        };
        2 * FRAMES as u64 + kept
    }

    /// Decodes its first frame. Time 0 of a video is that frame. On Linux its FFmpeg is killed when the
    /// thread that calls this, or [`Video::frame_at`], ends.
    ///
    /// # Errors
    /// When FFmpeg cannot decode it, or its frames are larger than the file says.
    pub fn start(self, cancelled: &dyn Fn() -> bool) -> Result<Video, DecodeError> {
        let patience = Patience {
            cancelled,
            limit: self.limit,
        };
        let reader = self.read(None, &patience)?;
        let layout = reader.layout();
        let bytes = frame_bytes(layout.size, layout.depth > 1);
        // Memory was counted by what the file said.
        if bytes > frame_bytes(self.size(), self.is_deep()) {
            return Err(DecodeError::SizeChanges(self.size()));
        }
        Ok(Video::new(self, reader))
    }

    /// Starts decoding at about `seconds`.
    pub(super) fn read(
        &self,
        seconds: Option<f64>,
        patience: &Patience<'_>,
    ) -> Result<Reader, DecodeError> {
        Reader::start(&self.ffmpeg, &self.path, &self.probed, seconds, patience)
    }
}

/// The bytes of a frame: four channels.
fn frame_bytes(size: Size, is_deep: bool) -> u64 {
    let texels = u64::from(size.width).saturating_mul(size.height.into());
    texels.saturating_mul(if is_deep { 8 } else { 4 })
}

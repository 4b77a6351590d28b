//! Joins the parts of a video, after what their records say of them has been judged.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::error::JoinPartsError;
use super::order::{Found, order};
use super::record::{NoRecord, Record};
use super::seal::{Seal, ask};
use crate::encode::{
    Container, Ffmpeg, JoinError, JoinProgress, Joining, Output, Part, join, read_comments,
};
use crate::export::Progress;
use crate::frame::{FrameRange, Rate};

/// What is to be joined.
#[derive(Clone, Debug, Default)]
pub struct JoinRequest {
    /// The parts, in any order.
    pub parts: Vec<PathBuf>,
    /// The file to make of them.
    pub output: PathBuf,
    /// Which frames it is to have; `None` for all of the scene, and those that parts hold beyond its
    /// end.
    pub frames: Option<FrameRange>,
    /// Whether an existing output is an error.
    pub no_clobber: bool,
    /// How long an FFmpeg may do nothing before it counts as stuck; `None`: for ever.
    pub stall_timeout: Option<Duration>,
}

/// Parts that make one whole, in order.
#[derive(Debug)]
pub struct PartSet {
    parts: Vec<Found>,
    rate: Rate,
    container: Container,
    output: PathBuf,
    no_clobber: bool,
    stall_timeout: Option<Duration>,
    unused: Vec<PathBuf>,
}

/// The account of joined parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JoinReport {
    /// The file.
    pub output: String,
    /// Its frames.
    pub frames: u64,
    /// The number of its first frame in the video.
    pub first: u64,
    /// The number of the frame behind its last.
    pub end: u64,
    /// What decided the video's bytes.
    pub fingerprint: String,
    /// From the start to the finished file.
    pub wall_seconds: f64,
    /// The version of the FFmpeg that joined.
    pub ffmpeg_version: Option<String>,
    /// The parts that it was made of, in order.
    pub parts: Vec<JoinedPart>,
    /// Parts that hold the same frames as another.
    pub unused: Vec<String>,
}

/// One part of a joined video.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JoinedPart {
    /// The file.
    pub file: String,
    /// The number of its first frame.
    pub first: u64,
    /// The number of the frame behind its last.
    pub end: u64,
    /// The name of the adapter that drew it.
    pub adapter: String,
    /// Name and version of its driver.
    pub driver: String,
}

impl PartSet {
    /// Reads the records of the parts, and finds which of them make the whole. Reads no frames.
    ///
    /// # Errors
    /// When a file is no part, or of another video or kind; when frames are missing or there twice.
    pub fn read(
        ffmpeg: &Ffmpeg,
        request: &JoinRequest,
        progress: &dyn Progress,
    ) -> Result<Self, JoinPartsError> {
        let container = Container::from_path(&request.output)?;
        for path in &request.parts {
            let part = Container::from_path(path)?;
            if part != container {
                return Err(JoinPartsError::Container {
                    path: path.clone(),
                    part,
                    output_path: request.output.clone(),
                    output: container,
                });
            }
        }
        let heard = Heard(progress, request.stall_timeout);
        let comments = read_comments(ffmpeg, &request.parts, container, &heard)?;
        let found = request.parts.iter().zip(comments);
        let found = found.map(|(path, comment)| Ok((path.clone(), record(path, comment)?)));
        let found = found.collect::<Result<_, JoinPartsError>>()?;
        let parts = order(found, request.frames)?;
        let (first, record) = parts.first().ok_or(JoinError::NoParts)?;
        let rate = record.fps.parse();
        let is_used = |path: &&PathBuf| parts.iter().any(|(used, _)| used == *path);
        Ok(Self {
            rate: rate.map_err(|_| JoinPartsError::NoPart(first.clone()))?,
            container,
            output: request.output.clone(),
            no_clobber: request.no_clobber,
            stall_timeout: request.stall_timeout,
            unused: request
                .parts
                .iter()
                .filter(|path| !is_used(path))
                .cloned()
                .collect(),
            parts,
        })
    }

    /// What the user should know before they are joined.
    pub fn warnings(&self) -> Vec<String> {
        let drawn_by = |record: &Record| (record.adapter.clone(), record.driver.clone());
        let Some((first, like)) = self.parts.first() else {
            return Vec::new();
        };
        let other = self
            .parts
            .iter()
            .find(|(_, part)| drawn_by(part) != drawn_by(like));
        let other = other.map(|(path, part)| {
            let name = |record: &Record| format!("{} ({})", record.adapter, record.driver);
            format!(
                "'{}' was drawn by {}, and '{}' by {}: their frames may differ a little where they meet",
                first.display(), name(like), path.display(), name(part)
            )
        });
        other.into_iter().collect()
    }

    /// Frames a second.
    pub fn rate(&self) -> Rate {
        self.rate
    }

    /// Joins them, and gives the file its name.
    ///
    /// # Errors
    /// When a part does not hold its frames, or the file cannot be written; an older one is as it was.
    pub fn join(
        &self,
        ffmpeg: &Ffmpeg,
        progress: &dyn Progress,
    ) -> Result<JoinReport, JoinPartsError> {
        let started = Instant::now();
        let output = Output::create(&self.output, self.no_clobber)?;
        if let Some(temporary) = output.discard_handle() {
            progress.creating(temporary);
        }
        let part = |(path, record): &Found| Part {
            path: path.clone(),
            frames: record.end - record.first,
        };
        let parts: Vec<_> = self.parts.iter().map(part).collect();
        let (_, record) = self.parts.first().ok_or(JoinError::NoParts)?;
        let joining = Joining {
            parts: &parts,
            rate: self.rate,
            container: self.container,
            comment: record.comment.as_deref(),
            extra: &record.container_options(),
        };
        let unsealed = self.unsealed(progress)?;
        let heard = Heard(progress, self.stall_timeout);
        join(ffmpeg, &joining, &output, &heard)?;
        // First it was asked what else it lacks.
        if let Some(path) = unsealed {
            return Err(JoinPartsError::Unsealed(path));
        }
        progress.finishing();
        output.commit()?;
        Ok(self.report(started))
    }

    /// The first part that has lost its seal.
    fn unsealed(&self, progress: &dyn Progress) -> Result<Option<PathBuf>, JoinPartsError> {
        let mut unsealed = None;
        for (path, _) in &self.parts {
            match ask(path, self.container, &|| progress.is_cancelled()) {
                Ok(Seal::Whole) => {}
                Ok(Seal::None) => unsealed = unsealed.or_else(|| Some(path.clone())),
                Ok(Seal::Cancelled) => return Err(JoinError::Cancelled.into()),
                // What cannot be read is spoilt as well.
                Ok(Seal::Damaged) | Err(_) => return Err(JoinPartsError::Damaged(path.clone())),
            }
        }
        Ok(unsealed)
    }

    fn report(&self, started: Instant) -> JoinReport {
        let joined = self.parts.iter().map(|(path, record)| JoinedPart {
            file: path.display().to_string(),
            first: record.first,
            end: record.end,
            adapter: record.adapter.clone(),
            driver: record.driver.clone(),
        });
        let joined: Vec<_> = joined.collect();
        let first = joined.first().map_or(0, |part| part.first);
        let end = joined.last().map_or(0, |part| part.end);
        let record = self.parts.first().map(|(_, record)| record);
        JoinReport {
            output: self.output.display().to_string(),
            frames: end - first,
            first,
            end,
            fingerprint: record
                .map(|record| record.fingerprint.clone())
                .unwrap_or_default(),
            wall_seconds: started.elapsed().as_secs_f64(),
            ffmpeg_version: None,
            parts: joined,
            unused: self
                .unused
                .iter()
                .map(|path| path.display().to_string())
                .collect(),
        }
    }
}

fn record(path: &Path, comment: Option<String>) -> Result<Record, JoinPartsError> {
    Record::read(comment.as_deref()).map_err(|none| match none {
        NoRecord::None => JoinPartsError::NoPart(path.to_owned()),
        NoRecord::Form(form) => JoinPartsError::Form {
            path: path.to_owned(),
            form,
        },
    })
}

/// Hears of joining what is heard of an export.
struct Heard<'a>(&'a dyn Progress, Option<Duration>);

impl JoinProgress for Heard<'_> {
    fn running(&self, ffmpeg: &Ffmpeg, arguments: &[OsString]) {
        self.0.encoding(ffmpeg, arguments);
    }

    fn frames(&self, done: u64, total: u64) {
        self.0.frames(done, total);
    }

    fn stall_timeout(&self) -> Option<Duration> {
        self.1
    }

    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

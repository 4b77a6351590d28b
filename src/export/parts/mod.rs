//! Frame ranges as units of work: exports that each make a part of a video, and joining them.
//!
//! A part carries a record of what decided it, so that only parts of one video are joined, all of them,
//! and each once.

mod difference;
mod error;
mod join;
mod order;
mod record;
mod seal;

use std::fs;
use std::ops::Range;
use std::sync::Arc;

pub(super) use difference::apart_from_threads;
pub use error::{JoinPartsError, PartError};
pub use join::{JoinReport, JoinRequest, JoinedPart, PartSet};
pub use record::Record;
#[cfg(test)]
pub(super) use record::tests::record as record_of_frames;
pub(super) use seal::seal;

use super::fingerprint::Shown;
use super::{Hashes, Identity, IdentityError, Job, Plan, PlannedOutput, Target};
use crate::encode::{check_joinable, check_name};
use crate::gpu::Gpu;
use crate::render::Timeline;

/// What makes an output a part: what it says of itself, and what must stay true of that until it is
/// complete.
#[derive(Clone, Debug)]
pub struct Mark {
    /// What it says of itself.
    pub(super) record: Record,
    shown: Arc<Shown>,
}

impl PartialEq for Mark {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record
    }
}

impl Mark {
    /// Of the frames of `timeline` that go to `output`, whose identity this is.
    pub(super) fn new(identity: Identity, output: &PlannedOutput, timeline: &Timeline) -> Self {
        Self {
            shown: Arc::new(Shown::of(&identity)),
            record: Record::new(identity, output, timeline),
        }
    }

    /// That of another part of the same video.
    pub(super) fn of_frames(&self, frames: Range<u64>) -> Self {
        Self {
            record: self.record.of_frames(frames),
            ..self.clone()
        }
    }

    /// Makes sure that no file that is shown has been changed since it was looked at.
    ///
    /// # Errors
    /// When one has.
    pub(super) fn confirm(&self) -> Result<(), IdentityError> {
        self.shown.confirm()
    }
}

impl Plan {
    /// Everything that can be said against making parts of it without running it.
    ///
    /// # Errors
    /// When an output is no file of a video, or its frames could not be joined.
    pub fn check_parts(&self) -> Result<(), PartError> {
        for output in &self.outputs {
            let Target::Video { path, container } = &output.target else {
                return Err(PartError::NoVideo(output.target.path().to_owned()));
            };
            if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
                return Err(PartError::Stream(path.clone()));
            }
            check_joinable(self.timeline.rate, *container)?;
            check_name(path)?;
        }
        Ok(())
    }
}

impl Job {
    /// The job whose outputs are parts: each is as it is in the whole video, and says which frames it
    /// holds and what decided them. A scene with state is drawn from frame 0 on, also if it says that
    /// it need not be.
    ///
    /// # Errors
    /// As [`Plan::check_parts`], or when a file that the scene shows cannot be read.
    pub fn into_parts(mut self, gpu: &Gpu, hashes: &Hashes) -> Result<Self, PartError> {
        self.plan.check_parts()?;
        let mut marks = Vec::with_capacity(self.plan.outputs.len());
        for output in &self.plan.outputs {
            let identity = self.identity_of(std::slice::from_ref(output), hashes)?;
            let identity = identity.drawn_by(gpu);
            marks.push(Mark::new(identity, output, &self.plan.timeline));
        }
        for (output, mark) in self.plan.outputs.iter_mut().zip(marks) {
            output.part = Some(Box::new(mark));
        }
        self.scene.preroll = true;
        Ok(self)
    }
}

//! Frame ranges as units of work: exports that each make a part of a video, and joining them.
//!
//! A part carries a record of what decided it, so that only parts of one video are joined, all of them,
//! and each once.

mod difference;
mod error;
mod join;
mod order;
mod record;

use std::fs;

pub(super) use difference::differences;
pub use error::{JoinPartsError, PartError};
pub use join::{JoinReport, JoinRequest, JoinedPart, PartSet};
pub use record::Record;
#[cfg(test)]
pub(super) use record::tests::record as record_of_frames;

use super::{Hashes, Job, Target};
use crate::encode::check_joinable;
use crate::gpu::Gpu;

impl Job {
    /// Everything that can be said against making parts of it without running it.
    ///
    /// # Errors
    /// When an output is no file of a video, or its frames could not be joined.
    pub fn check_parts(&self) -> Result<(), PartError> {
        for output in &self.plan.outputs {
            let Target::Video { path, container } = &output.target else {
                return Err(PartError::NoVideo(output.target.path().to_owned()));
            };
            if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
                return Err(PartError::Stream(path.clone()));
            }
            check_joinable(self.plan.timeline.rate, *container)?;
        }
        Ok(())
    }

    /// The job whose outputs are parts: each is as it is in the whole video, and says which frames it
    /// holds and what decided them. A scene with state is drawn from frame 0 on, also if it says that
    /// it need not be.
    ///
    /// # Errors
    /// As [`Job::check_parts`], or when a file that the scene shows cannot be read.
    pub fn into_parts(mut self, gpu: &Gpu, hashes: &Hashes) -> Result<Self, PartError> {
        self.check_parts()?;
        let mut records = Vec::with_capacity(self.plan.outputs.len());
        for output in &self.plan.outputs {
            let identity = self.identity_of(std::slice::from_ref(output), Some(gpu), hashes)?;
            records.push(Record::new(identity, output, &self.plan.timeline));
        }
        for (output, record) in self.plan.outputs.iter_mut().zip(records) {
            output.part = Some(Box::new(record));
        }
        self.scene.preroll = true;
        Ok(self)
    }
}

//! An output's file, and what is left of the output when it has all it gets.

use std::path::Path;

use super::error::ExportError;
use super::{Job, Progress};
use crate::encode::Output;
use crate::pipe::Stats;

/// An output that has all it gets, and has not been given its name.
#[derive(Default)]
pub(super) struct Ended {
    /// Of its pipe. `None` for a still, and where options made FFmpeg stop reading.
    pub(super) stats: Option<Stats>,
    /// Why frames went the way they went, where the pipe did not choose.
    pub(super) reason: Option<&'static str>,
    pub(super) encoder_cpu_seconds: Option<f64>,
    /// `None` for standard output.
    pub(super) output: Option<Output>,
}

impl Ended {
    /// Adds what another file of the same output came to.
    pub(super) fn add(&mut self, other: Self) {
        match (&mut self.stats, other.stats) {
            (Some(stats), Some(others)) => stats.add(others),
            (stats, others) => *stats = stats.take().or(others),
        }
        let seconds = [self.encoder_cpu_seconds, other.encoder_cpu_seconds];
        self.encoder_cpu_seconds = seconds.into_iter().flatten().reduce(|sum, one| sum + one);
        self.reason = other.reason;
        self.output = other.output;
    }
}

/// Makes the file of an output under a temporary name.
pub(super) fn create(
    path: &Path,
    job: &Job,
    progress: &dyn Progress,
) -> Result<Output, ExportError> {
    let output = Output::create(path, job.no_clobber)?;
    if let Some(temporary) = output.discard_handle() {
        progress.creating(temporary);
    }
    Ok(output)
}

//! What is finished already, and what is from now on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use shaderpipe::batch::{Finished, Manifest, Now, OutputFile, Seen};
use shaderpipe::encode::Ffmpeg;
use shaderpipe::export::{Hashes, Identity};
use shaderpipe::gpu::list_adapters;

use super::plan::Planned;

/// Options that do not decide what is in an output.
const NEUTRAL: [&str; 11] = [
    "adapter",
    "allow-path",
    "buffers",
    "ffmpeg",
    "loop",
    "memory-limit",
    "no-clobber",
    "readback",
    "restart",
    "stall-timeout",
    "transport",
];

/// Options of which the plan of a job says all that decides what is in an output.
const PLANNED: [&str; 19] = [
    "args",
    "at",
    "codec",
    "crf",
    "duration",
    "fps",
    "frames",
    "motion-blur",
    "no-dither",
    "output",
    "pixel-format",
    "preset",
    "seed",
    "shutter",
    "size",
    "speed",
    "ssaa",
    "ssaa-filter",
    "start",
];

/// The manifests of a batch.
#[derive(Default)]
pub(super) struct Memory {
    manifest: Manifest,
    /// The versions of FFmpegs.
    hashes: Hashes,
    seen: Seen,
    /// Adapters and drivers that made what is up to date.
    made_by: BTreeSet<(String, String)>,
}

impl Memory {
    /// Why a job has to be run; `None` if it is up to date.
    pub(super) fn reason(&mut self, planned: &Planned) -> Option<String> {
        let option = |name: &str| planned.job.options.get(name);
        let path = option("ffmpeg").and_then(|setting| setting.values().first());
        let ffmpeg = Ffmpeg::find(path.map(Path::new)).ok();
        let mut now = Now {
            ffmpeg: ffmpeg.and_then(|ffmpeg| self.hashes.version_of(&ffmpeg)),
            encoder_threads: planned.encoder_threads,
            plan: planned.plan.as_deref(),
            planned: &PLANNED,
            seen: &mut self.seen,
        };
        let asked = planned.job.asked(&NEUTRAL);
        let reason = self.manifest.reason(&planned.outputs, &asked, &mut now);
        if reason.is_none()
            && let Some(finished) = self.manifest.finished(&planned.outputs)
        {
            let Identity {
                adapter, driver, ..
            } = &finished.identity;
            self.made_by.insert((adapter.clone(), driver.clone()));
        }
        reason
    }

    /// What a job that is up to date is made of: each file with what it is to the job.
    pub(super) fn inputs(&mut self, planned: &Planned) -> Vec<(String, PathBuf)> {
        let inputs = self.manifest.inputs(&planned.outputs);
        inputs.unwrap_or_default()
    }

    /// What to say of outputs that are up to date, and were drawn by another adapter or driver than
    /// there is.
    pub(super) fn warning(&self) -> Option<String> {
        if self.made_by.is_empty() {
            return None;
        }
        let adapters = list_adapters();
        let is_here = |(adapter, driver): &&(String, String)| {
            let mut here = adapters.iter();
            here.any(|here| (&here.name, &here.driver) == (adapter, driver))
        };
        let (adapter, driver) = self.made_by.iter().find(|made| !is_here(made))?;
        Some(format!(
            "some outputs were drawn by {adapter} ({driver}), which is not here now: others may differ \
             from them in the last digit (--force renders them all)"
        ))
    }

    /// Remembers a job that is done. What could not be remembered will be rendered again, as is told.
    pub(super) fn remember(&mut self, planned: &Planned, identity: Identity) -> Result<(), String> {
        let outputs = planned.outputs.iter().map(|path| OutputFile::look(path));
        let outputs = outputs.collect::<Result<_, _>>();
        let finished = outputs.map(|outputs| Finished {
            outputs,
            options: planned.job.asked(&NEUTRAL),
            identity,
        });
        let remembered = finished.and_then(|finished| self.manifest.remember(finished));
        remembered.map_err(|error| format!("it cannot be remembered that it is done: {error}"))
    }
}

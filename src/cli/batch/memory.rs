//! What is finished already, and what is from now on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use shaderpipe::batch::{Finished, Manifest, Now, OutputFile, Setting};
use shaderpipe::encode::Ffmpeg;
use shaderpipe::export::{Hashes, Identity, InputFile};
use shaderpipe::gpu::list_adapters;

use super::plan::Planned;

/// Options that do not decide what is in an output.
const NEUTRAL: [&str; 10] = [
    "adapter",
    "allow-path",
    "buffers",
    "ffmpeg",
    "memory-limit",
    "no-clobber",
    "readback",
    "restart",
    "stall-timeout",
    "transport",
];

/// The manifests of a batch.
#[derive(Default)]
pub(super) struct Memory {
    manifest: Manifest,
    hashes: Hashes,
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
            processors: processors(),
            hashes: &mut self.hashes,
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

    /// Remembers a job that was begun at `began` and is done. What could not be remembered will be
    /// rendered again, as is told.
    pub(super) fn remember(
        &mut self,
        planned: &Planned,
        began: SystemTime,
        mut identity: Identity,
    ) -> Result<(), String> {
        let presets = planned.job.options.get("preset-file");
        for path in presets.map(Setting::values).unwrap_or_default() {
            let file = self.hashes.look("preset file".to_owned(), Path::new(path));
            identity
                .inputs
                .push(file.map_err(|error| format!("'{path}': {error}"))?);
        }
        for input in &identity.inputs {
            if is_younger(input, began) {
                return Err(format!(
                    "'{}' was changed while it was rendered: it will be rendered again the next time",
                    input.path.display()
                ));
            }
        }
        let outputs = planned.outputs.iter().map(|path| OutputFile::look(path));
        let outputs = outputs.collect::<Result<_, _>>();
        let finished = outputs.map(|outputs| Finished {
            outputs,
            options: planned.job.asked(&NEUTRAL),
            identity,
            processors: processors(),
        });
        let remembered = finished.and_then(|finished| self.manifest.remember(finished));
        remembered.map_err(|error| format!("it cannot be remembered that it is done: {error}"))
    }
}

fn is_younger(input: &InputFile, began: SystemTime) -> bool {
    let began = began
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos();
    input
        .modified
        .is_some_and(|modified| u128::from(modified) > began)
}

fn processors() -> u32 {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    u32::try_from(processors).unwrap_or(u32::MAX)
}

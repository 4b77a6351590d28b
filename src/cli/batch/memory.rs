//! What is finished already, and what is from now on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use shaderpipe::batch::{Finished, Manifest, Now, OutputFile, Seen};
use shaderpipe::encode::Ffmpeg;
use shaderpipe::export::{Hashes, Identity};
use shaderpipe::gpu::{AdapterChoice, AdapterSummary, list_adapters};

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

/// What drew a job, and which adapter it asks for.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct MadeBy {
    asked: Option<String>,
    adapter: String,
    driver: String,
}

/// The manifests of a batch.
#[derive(Default)]
pub(super) struct Memory {
    manifest: Manifest,
    /// The versions of FFmpegs.
    hashes: Hashes,
    seen: Seen,
    /// What drew the jobs that are up to date.
    made_by: BTreeSet<MadeBy>,
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
            let asked = option("adapter").and_then(|setting| setting.values().first());
            self.made_by.insert(MadeBy {
                asked: asked.cloned(),
                adapter: adapter.clone(),
                driver: driver.clone(),
            });
        }
        reason
    }

    /// What a job that is up to date is made of: each file with what it is to the job.
    pub(super) fn inputs(&mut self, planned: &Planned) -> Vec<(String, PathBuf)> {
        let inputs = self.manifest.inputs(&planned.outputs);
        inputs.unwrap_or_default()
    }

    /// What to say of outputs that are up to date, and were drawn by another adapter or driver than
    /// would draw them now.
    pub(super) fn warning(&self) -> Option<String> {
        if self.made_by.is_empty() {
            return None;
        }
        let adapters = list_adapters();
        self.made_by
            .iter()
            .find_map(|made| made.differs_from(&adapters))
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

impl MadeBy {
    fn differs_from(&self, adapters: &[AdapterSummary]) -> Option<String> {
        let Self {
            asked,
            adapter,
            driver,
        } = self;
        let asked = asked.as_deref().map(str::parse);
        let Ok(choice) = asked.unwrap_or(Ok(AdapterChoice::Best));
        let now = match choice.among(adapters) {
            Some(now) if (&now.name, &now.driver) == (adapter, driver) => return None,
            Some(now) => format!("and {} ({}) would draw them now", now.name, now.driver),
            None => "which is not here now".to_owned(),
        };
        Some(format!(
            "some outputs were drawn by {adapter} ({driver}), {now}: others may differ from them in the \
             last digit (--force renders them all)"
        ))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use shaderpipe::gpu::AdapterKind;

    use super::*;

    #[test]
    fn an_output_is_compared_with_the_adapter_that_would_draw_it() {
        let summary = |index, name: &str| AdapterSummary {
            index,
            name: name.to_owned(),
            kind: AdapterKind::Discrete,
            backend: "vulkan",
            driver: "1.0".to_owned(),
        };
        let adapters = [summary(0, "card"), summary(1, "llvmpipe")];
        let warning = |asked: Option<&str>, adapter: &str| {
            let made = MadeBy {
                asked: asked.map(str::to_owned),
                adapter: adapter.to_owned(),
                driver: "1.0".to_owned(),
            };
            made.differs_from(&adapters)
        };
        assert_eq!(warning(None, "card"), None);
        assert_eq!(warning(Some("llvm"), "llvmpipe"), None);
        assert_eq!(warning(Some("1"), "llvmpipe"), None);
        // It is there, and not the one that would draw.
        let other = warning(None, "llvmpipe").unwrap();
        assert!(other.contains("card (1.0) would draw"), "{other}");
        assert!(warning(Some("llvm"), "card").is_some());
        let gone = warning(Some("radeon"), "radeon").unwrap();
        assert!(gone.contains("is not here now"), "{gone}");
    }
}

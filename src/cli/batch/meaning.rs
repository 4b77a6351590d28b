//! Options of the defaults that have no meaning for a job: they are meant for others.

use anyhow::Result;
use shaderpipe::encode::{SettingsError, arguments};
use shaderpipe::export::{Plan, PlanError, PlannedOutput, Target};

/// What only videos have.
const OF_VIDEOS: [&str; 4] = ["part", "restart", "segments", "transport"];

/// The options, by their long names, that have no meaning for the outputs that `plan` has, or cannot have
/// for that.
pub(super) fn meaningless(plan: &Result<Plan>) -> Vec<&'static str> {
    let plan = match plan {
        Ok(plan) => plan,
        Err(error) => {
            let error = error.downcast_ref();
            return error.and_then(PlanError::meaningless).into_iter().collect();
        }
    };
    let videos = plan
        .outputs
        .iter()
        .filter_map(|output| match &output.target {
            Target::Video { .. } => Some(refused(plan, output)),
            Target::Still { .. } | Target::Raw => None,
        });
    let videos: Vec<_> = videos.collect();
    match videos.split_first() {
        None => OF_VIDEOS.to_vec(),
        // What one of several is encoded with is no reason to take it from the others.
        Some((first, rest)) if rest.iter().all(|other| other == first) => {
            first.iter().copied().collect()
        }
        Some(_) => Vec::new(),
    }
}

/// What the encoder of a video does not know at all.
fn refused(plan: &Plan, output: &PlannedOutput) -> Option<&'static str> {
    let Target::Video { path, container } = &output.target else {
        return None;
    };
    match arguments(&plan.spec(output), *container, &output.settings, path) {
        Err(SettingsError::NoCrf { .. }) => Some("crf"),
        Err(SettingsError::NoPreset { .. }) => Some("preset"),
        _ => None,
    }
}

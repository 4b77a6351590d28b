//! Refuses a scene that would take more memory than it may, before any of it is taken.

use super::inputs::{Device, Found, find};
use super::memory::{Item, account, total};
use super::{Quality, RenderError, Setup, allowed, limits, taken};
use crate::gpu::Gpu;
use crate::scene::Diagnostic;

/// What a scene takes, and what of it is still to be read.
#[derive(Debug)]
pub(super) struct Budget {
    /// Its pictures and videos.
    pub(super) found: Vec<Found>,
    /// Bytes that are left for more samples than pixels.
    pub(super) spare: u64,
}

impl Budget {
    /// Asks every file of the scene what it takes.
    pub(super) fn plan(
        gpu: &Gpu,
        setup: &Setup<'_>,
        quality: &Quality,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Self, RenderError> {
        let items = account(setup.program, setup.size, quality);
        // Before a file is opened.
        check(gpu, setup, &items)?;
        let _reading = gpu.presence().leave();
        let described = (setup.program, setup.scene);
        let files = find(described, setup.media, Device::of(gpu), cancelled);
        let found = files.collect::<Result<Vec<_>, _>>()?;
        let shown = found.iter().map(|found| found.shown);
        let reading = found.iter().map(|found| found.reading).max();
        let taken = shown.fold(total(&items), u64::saturating_add);
        let needed = taken.saturating_add(reading.unwrap_or_default());
        let largest = found
            .iter()
            .max_by_key(|found| found.shown.saturating_add(found.reading));
        match (gpu.memory_limit(), largest) {
            (Some(limit), Some(largest)) if needed > limit => {
                let diagnostic = too_much(setup, largest, needed, limit);
                Err(RenderError::Scene(diagnostic.into()))
            }
            (limit, _) => Ok(Self {
                spare: limit.map_or(u64::MAX, |limit| limit - taken),
                found,
            }),
        }
    }
}

/// Refuses what the device of `gpu` cannot draw, as far as the scene's text tells: no file is opened, and
/// nothing is made.
///
/// # Errors
/// As [`Renderer::new`](super::Renderer::new).
pub fn foresee(gpu: &Gpu, setup: &Setup<'_>) -> Result<(), RenderError> {
    let (quality, _) = setup.quality.fit(setup.program);
    limits::check(gpu, setup.program, setup.scene, setup.size)?;
    check(gpu, setup, &account(setup.program, setup.size, &quality))
}

fn check(gpu: &Gpu, setup: &Setup<'_>, items: &[Item]) -> Result<(), RenderError> {
    let needed = total(items);
    let largest = items.iter().max_by_key(|item| item.bytes);
    match (gpu.memory_limit(), largest) {
        (Some(limit), Some(largest)) if needed > limit => Err(RenderError::Memory {
            size: setup.size,
            needed,
            limit,
            largest: largest.clone(),
        }),
        _ => Ok(()),
    }
}

/// With the largest file, the scene takes `needed` bytes.
fn too_much(setup: &Setup<'_>, largest: &Found, needed: u64, limit: u64) -> Diagnostic {
    let Found {
        file,
        size,
        shown,
        reading,
        video,
        ..
    } = largest;
    let (shown, needed) = (taken(*shown), taken(needed));
    let path = file.path.display();
    let what = match video {
        Some(_) => format!("the video '{path}' of {size} takes {shown} of memory"),
        None => {
            let reading = taken(*reading);
            format!(
                "the picture '{path}' of {size} takes {shown} of memory, and {reading} more while it \
                 is read"
            )
        }
    };
    let limit = allowed(limit);
    let message = format!("{what}: with it this scene takes {needed}, and it may take {limit}");
    let help = "make it smaller, or let the scene take more memory (--memory-limit)";
    Diagnostic::new(&setup.scene.source, file.span.clone(), message).help(help)
}

//! Why a scene cannot be drawn on a device.

use crate::frame::Size;
use crate::gpu::GpuError;
use crate::scene::Diagnostic;

use super::memory::Item;
use super::state::StateError;
use super::steps::Whole;

/// Why a scene cannot be drawn on this device.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The picture is larger than the adapter's largest texture.
    #[error(
        "a picture of {size} is larger than this adapter draws: at most {limit} pixels a side (--size)"
    )]
    TooLarge {
        /// The picture.
        size: Size,
        /// The adapter's limit, in pixels.
        limit: u32,
    },
    /// There are more samples than can be drawn at once, and they cannot be drawn in tiles.
    #[error("{}", too_fine(*size, whole.as_ref()))]
    TooFine {
        /// All samples of the picture.
        size: Size,
        /// The pass that cannot be drawn in tiles, if it is one.
        whole: Option<Whole>,
    },
    /// The scene would take more memory than it may.
    #[error(
        "at {size} this scene takes {} of the device's memory, {} of it for the {} `{}`; it may take \
         {} (--memory-limit): draw smaller (--size), or let it take more",
        taken(*needed), taken(largest.bytes.unwrap_or_default()), largest.kind.name(),
        largest.name, allowed(*limit)
    )]
    Memory {
        /// The picture.
        size: Size,
        /// What it takes in bytes.
        needed: u64,
        /// What it may take.
        limit: u64,
        /// What takes the most.
        largest: Item,
    },
    /// The scene asks for what the adapter has not.
    #[error(transparent)]
    Scene(Box<Diagnostic>),
    /// The driver does not take the scene's shader.
    #[error("the graphics driver does not take this scene's shader")]
    Shader(#[source] GpuError),
    /// The driver's compiler panicked.
    #[error("the graphics driver's compiler failed on this scene: {0}")]
    Compiler(String),
    /// What was saved is of something else.
    #[error(transparent)]
    State(#[from] StateError),
    /// Who asked for the frame has changed their mind.
    #[error("cancelled")]
    Cancelled,
    /// The device failed.
    #[error(transparent)]
    Gpu(#[from] GpuError),
}

fn too_fine(size: Size, whole: Option<&Whole>) -> String {
    match whole {
        Some(Whole { entry, why }) => format!(
            "supersampled the picture is {size}, more than is drawn at once, and it cannot be drawn \
             in tiles, as `{entry}` {why}: choose a smaller --ssaa or --size, or let `{entry}` write \
             a `target` of its own and a fragment pass draw the picture from that"
        ),
        None => format!(
            "supersampled the picture is {size}, and not even a tile of it can be drawn: choose a \
             smaller --ssaa"
        ),
    }
}

/// Bytes that are taken, rounded up.
pub(super) fn taken(bytes: u64) -> String {
    in_units(bytes, u64::div_ceil)
}

/// Bytes that may be taken, rounded down: more than them is more in words, too.
pub(super) fn allowed(bytes: u64) -> String {
    in_units(bytes, |bytes, unit| bytes / unit)
}

fn in_units(bytes: u64, count: fn(u64, u64) -> u64) -> String {
    match bytes {
        0..0x400 => format!("{bytes} B"),
        0x400..0x10_0000 => format!("{} KiB", count(bytes, 1 << 10)),
        _ => format!("{} MiB", count(bytes, 1 << 20)),
    }
}

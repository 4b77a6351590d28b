//! In which order a moment of a frame is drawn: the passes, and where the picture is made of its
//! samples.
//!
//! Pure: asks no GPU.

use std::ops::Range;

use super::quality::writes_picture;
use crate::shader::{PICTURE, Pass, PassKind, Program, Resource, TextureOf};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Run a pass.
    Run(usize),
    /// Run these passes in each tile, and resolve it; also onto the picture if a later pass reads
    /// that, and not only the moment's sum.
    Tiles {
        /// The passes that write the picture.
        passes: Range<usize>,
        /// Whether a later pass reads the picture.
        shows: bool,
    },
    /// Make the picture of its samples for a pass that reads it.
    Show,
    /// Make the picture of its samples, or add the moment to the frame.
    Resolve,
}

/// A pass that cannot be drawn in tiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// Its entry point.
    pub entry: String,
    /// What it does that cannot.
    pub why: &'static str,
}

/// How finely the picture is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Whether it has samples apart from its pixels.
    pub(super) is_sampled: bool,
    /// Whether it is the mean of several moments.
    pub(super) is_blurred: bool,
    /// Whether its samples are drawn in tiles.
    pub(super) is_tiled: bool,
}

/// What is done at each moment, in order.
pub(super) fn steps(program: &Program, manner: Manner) -> Result<Vec<Step>, Whole> {
    if manner.is_tiled {
        return tiled(program, manner.is_blurred);
    }
    let mut steps = Vec::new();
    let mut is_due = false;
    for (place, pass) in program.passes.iter().enumerate() {
        if writes_picture(pass) {
            is_due = manner.is_sampled;
        } else if is_due && reads_picture(program, pass) {
            steps.push(Step::Show);
            is_due = false;
        }
        steps.push(Step::Run(place));
    }
    if manner.is_blurred || is_due {
        steps.push(Step::Resolve);
    }
    Ok(steps)
}

fn tiled(program: &Program, is_blurred: bool) -> Result<Vec<Step>, Whole> {
    let passes = &program.passes;
    let first = passes.iter().position(writes_picture).unwrap_or(0);
    let last = passes.iter().rposition(writes_picture).unwrap_or(0);
    for pass in &passes[first..=last] {
        check(program, pass)?;
    }
    let behind = passes[last + 1..].iter();
    let shows = is_blurred && behind.clone().any(|pass| reads_picture(program, pass));
    let tiles = Step::Tiles {
        passes: first..last + 1,
        shows,
    };
    let before = (0..first).map(Step::Run);
    let behind = (last + 1..passes.len()).map(Step::Run);
    Ok(before.chain([tiles]).chain(behind).collect())
}

fn check(program: &Program, pass: &Pass) -> Result<(), Whole> {
    let why = if !writes_picture(pass) {
        "runs between two passes that write the picture"
    } else if matches!(pass.kind, PassKind::Compute { .. }) {
        "computes, and could store anywhere"
    } else if reads_picture(program, pass) {
        "reads the picture beside the tile"
    } else if pass.once {
        "runs in frame 0 only, and a tile keeps nothing"
    } else {
        return Ok(());
    };
    Err(Whole {
        entry: pass.entry.clone(),
        why,
    })
}

fn reads_picture(program: &Program, pass: &Pass) -> bool {
    let mut resources = pass.bindings.iter();
    resources.any(|number| {
        matches!(
            program.bindings[*number].resource,
            Resource::Texture {
                of: TextureOf::Target(PICTURE),
                ..
            }
        )
    })
}

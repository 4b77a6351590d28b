//! Which passes depend on the frames before, and which targets there must be two of.
//!
//! A pass has state if it reads what a frame before left: its own target or that of a later pass, past
//! frames, texels that it does not write itself, or a buffer that is not cleared.

use super::program::{Buffer, Pass, PassKind, Resource, Target, TextureOf};
use super::reflect::Reflected;

/// Fills in what follows from how the passes read and write.
pub(super) fn infer(
    passes: &mut [Pass],
    targets: &mut [Target],
    buffers: &[Buffer],
    reflected: &Reflected,
) {
    for pass in passes.iter() {
        mark_targets(pass, targets, reflected);
    }
    // A pass that goes on from another's texels has state if that one has: until nothing changes.
    loop {
        let before: Vec<bool> = passes.iter().map(|pass| pass.is_stateful).collect();
        for place in 0..passes.len() {
            passes[place].is_stateful |= has_state(place, passes, buffers, reflected);
        }
        let same = |(pass, before): (&Pass, bool)| pass.is_stateful == before;
        if passes.iter().zip(before).all(same) {
            return;
        }
    }
}

fn resources<'a>(
    pass: &'a Pass,
    reflected: &'a Reflected,
) -> impl Iterator<Item = &'a Resource> + 'a {
    let bindings = pass.bindings.iter();
    bindings.map(|number| &reflected.bindings[*number].resource)
}

fn mark_targets(pass: &Pass, targets: &mut [Target], reflected: &Reflected) {
    let is_compute = matches!(pass.kind, PassKind::Compute { .. });
    for target in &pass.targets {
        targets[*target].is_stored |= is_compute;
        targets[*target].is_drawn |= !is_compute || pass.clear.is_some();
    }
    for resource in resources(pass, reflected) {
        if let Resource::Texture {
            of: TextureOf::Target(target),
            ..
        } = resource
        {
            targets[*target].is_double |= pass.targets.contains(target);
        }
    }
}

fn has_state(place: usize, passes: &[Pass], buffers: &[Buffer], reflected: &Reflected) -> bool {
    let pass = &passes[place];
    if pass.once {
        return false;
    }
    // The pass that last wrote a target in this frame, before this one.
    let writer = |target: usize| {
        let before = passes[..place].iter().rev();
        before
            .filter(|other| !other.once)
            .find(|other| other.targets.contains(&target))
    };
    let goes_on = |target: usize| writer(target).is_none_or(|writer| writer.is_stateful);
    if pass.keeps && pass.targets.iter().any(|target| goes_on(*target)) {
        return true;
    }
    resources(pass, reflected).any(|resource| match resource {
        Resource::Texture { of, .. } => match of {
            TextureOf::Target(target) if pass.targets.contains(target) => {
                // From its second run on it reads what it wrote itself.
                goes_on(*target)
            }
            TextureOf::Target(target) => writer(*target).is_none() && !is_constant(*target, passes),
            TextureOf::History(_) => true,
            TextureOf::Picture(_) | TextureOf::Video(_) | TextureOf::Keyboard => false,
        },
        Resource::Storage {
            target, is_read, ..
        } => *is_read && pass.clear.is_none() && goes_on(*target),
        Resource::Buffer { buffer, .. } => {
            let writes = |other: &&Pass| !other.once && other.written_buffers.contains(buffer);
            match (buffers[*buffer].clear, writes(&pass)) {
                (false, true) => true,
                (true, true) => passes.iter().filter(writes).any(|other| other.is_stateful),
                (true, false) => false,
                // Read before it is written.
                (false, false) => {
                    passes[place..].iter().any(|other| writes(&other))
                        && !passes[..place].iter().any(|other| writes(&other))
                }
            }
        }
        _ => false,
    })
}

/// Whether only passes of frame 0 write a target.
fn is_constant(target: usize, passes: &[Pass]) -> bool {
    let mut writers = passes.iter().filter(|pass| pass.targets.contains(&target));
    writers.all(|pass| pass.once)
}

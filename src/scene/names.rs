//! Which names the things of a scene may have: each its own, and none that the engine gives out.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Diagnostic, Scene};

/// Names that the engine gives out itself.
const GIVEN: [&str; 7] = [
    "frame",
    "params",
    "this_pass",
    "picture",
    "keyboard",
    "linear_sampler",
    "nearest_sampler",
];

/// Endings that name what belongs to a texture.
const ENDINGS: [&str; 3] = ["_out", "_history", "_sampler"];

/// Refuses the first name that two things have, or that none may have.
pub(super) fn check(scene: &Scene) -> Result<(), Box<Diagnostic>> {
    let mut taken: BTreeMap<&str, &str> = GIVEN.map(|name| (name, "the engine's own")).into();
    let mut take = |name, what, span: &Range<usize>| -> Result<(), Box<Diagnostic>> {
        check_form(scene, name, span)?;
        match taken.insert(name, what) {
            None => Ok(()),
            Some(other) => {
                let message = format!("the name `{name}` is taken: it is {other}");
                Err(Diagnostic::new(&scene.source, Some(span.clone()), message)
                    .help("give it a name of its own: the WGSL finds it by that")
                    .into())
            }
        }
    };
    for (name, spec) in &scene.textures {
        take(name, "a texture's", &spec.span)?;
    }
    for (name, spec) in &scene.videos {
        take(name, "a video's", &spec.span)?;
    }
    for (name, spec) in &scene.buffers {
        take(name, "a buffer's", &spec.span)?;
    }
    let mut targets: Vec<&str> = Vec::new();
    for target in scene.passes.iter().flat_map(|pass| &pass.targets) {
        let name = target.value.as_str();
        if name != "picture" && !targets.contains(&name) {
            targets.push(name);
            take(name, "a target's", &target.span)?;
        }
    }
    Ok(())
}

fn check_form(scene: &Scene, name: &str, span: &Range<usize>) -> Result<(), Box<Diagnostic>> {
    let mut chars = name.chars();
    let starts = chars
        .next()
        .is_some_and(|char| char.is_alphabetic() || char == '_');
    let message = if !starts || !chars.all(|char| char.is_alphanumeric() || char == '_') {
        format!("`{name}` is no name that WGSL can have: letters, digits and _")
    } else if let Some(ending) = ENDINGS.into_iter().find(|ending| name.ends_with(ending)) {
        format!("a name cannot end in `{ending}`: that is what belongs to a texture")
    } else {
        return Ok(());
    };
    Err(Diagnostic::new(&scene.source, Some(span.clone()), message).into())
}

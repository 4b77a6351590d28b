//! The textures that passes write, from what all passes that name one say of it together.

use std::ops::Range;

use naga::{ImageClass, TypeInner};

use super::origin::author_name;
use super::program::{Pass, PassKind, Target};
use crate::scene::{
    Diagnostic, Filter, PassSize, PassSpec, PictureFormat, Placed, Scene, TexelFormat, Wrap,
};

/// The picture, and every target that a pass names, in the order they are named.
pub(super) fn targets(
    module: &naga::Module,
    scene: &Scene,
) -> Result<Vec<Target>, Box<Diagnostic>> {
    let mut targets = vec![picture(scene)];
    for pass in &scene.passes {
        for name in &pass.targets {
            if !targets.iter().any(|target| target.name == name.value) {
                targets.push(target(module, scene, &name.value)?);
            }
        }
        if pass.targets.is_empty() || pass.targets.iter().any(|name| name.value == "picture") {
            check_picture(scene, pass, &mut targets[0])?;
        }
    }
    Ok(targets)
}

fn picture(scene: &Scene) -> Target {
    let format = match scene.picture {
        PictureFormat::Rgba16Float => "rgba16float",
        PictureFormat::Rgba32Float => "rgba32float",
    };
    Target {
        format: TexelFormat::named(format).unwrap_or(TexelFormat::RGBA16_FLOAT),
        ..plain("picture")
    }
}

fn plain(name: &str) -> Target {
    Target {
        name: name.to_owned(),
        span: None,
        size: PassSize::Factor(1.0),
        layers: 1,
        format: TexelFormat::RGBA16_FLOAT,
        history: 0,
        filter: Filter::default(),
        wrap: Wrap::default(),
        is_double: false,
        is_drawn: false,
        is_stored: false,
    }
}

/// The picture's size and format are the scene's.
fn check_picture(
    scene: &Scene,
    pass: &PassSpec,
    picture: &mut Target,
) -> Result<(), Box<Diagnostic>> {
    let refuse = |span: &Range<usize>, key: &str, help: &str| {
        let message = format!("`{key}` cannot be said of a pass that writes the picture");
        Err(Diagnostic::new(&scene.source, Some(span.clone()), message)
            .help(help)
            .into())
    };
    if let Some(size) = &pass.size {
        return refuse(
            &size.span,
            "size",
            "the picture has the output's size: name a `target` of its own, or leave `size` out",
        );
    }
    if let Some(layers) = &pass.layers {
        return refuse(&layers.span, "layers", "the picture has one layer");
    }
    if let Some(format) = &pass.format {
        return refuse(
            &format.span,
            "format",
            "write `picture = { format = \"rgba32float\" }` above the first table",
        );
    }
    if let Some(history) = &pass.history {
        picture.history = picture.history.max(history.value);
    }
    Ok(())
}

fn target(module: &naga::Module, scene: &Scene, name: &str) -> Result<Target, Box<Diagnostic>> {
    let writers = || {
        let names = |pass: &&PassSpec| pass.targets.iter().any(|target| target.value == name);
        scene.passes.iter().filter(names)
    };
    let missing = plain(name);
    let stored = stored_format(module, name);
    let named = |pass: &PassSpec| {
        let mut names = pass.targets.iter();
        let own = names.find(|target| target.value == name)?;
        Some(
            pass.format
                .as_ref()
                .map_or(&own.span, |format| &format.span)
                .clone(),
        )
    };
    Ok(Target {
        span: writers().find_map(named),
        size: agreed(
            scene,
            name,
            "size",
            writers().map(|pass| pass.size.as_ref()),
        )?
        .unwrap_or(missing.size),
        layers: agreed(
            scene,
            name,
            "layers",
            writers().map(|pass| pass.layers.as_ref()),
        )?
        .unwrap_or(1),
        format: agreed(
            scene,
            name,
            "format",
            writers().map(|pass| pass.format.as_ref()),
        )?
        .or(stored)
        .unwrap_or(missing.format),
        history: agreed(
            scene,
            name,
            "history",
            writers().map(|pass| pass.history.as_ref()),
        )?
        .unwrap_or(0),
        filter: writers().find_map(|pass| pass.filter).unwrap_or_default(),
        wrap: writers().find_map(|pass| pass.wrap).unwrap_or_default(),
        ..missing
    })
}

/// What the passes that say something of a target say, if they all say the same.
fn agreed<'a, T: Copy + PartialEq + 'a>(
    scene: &Scene,
    name: &str,
    key: &str,
    said: impl Iterator<Item = Option<&'a Placed<T>>>,
) -> Result<Option<T>, Box<Diagnostic>> {
    let mut first = None;
    for placed in said.flatten() {
        if first.is_some_and(|first| first != placed.value) {
            let message = format!("an earlier pass gives the target `{name}` another `{key}`");
            return Err(
                Diagnostic::new(&scene.source, Some(placed.span.clone()), message)
                    .help("it is one texture: say it once")
                    .into(),
            );
        }
        first = Some(placed.value);
    }
    Ok(first)
}

/// The format that the WGSL stores to `NAME_out` in.
fn stored_format(module: &naga::Module, name: &str) -> Option<TexelFormat> {
    let out = format!("{name}_out");
    let mut variables = module.global_variables.iter();
    let (_, variable) = variables
        .find(|(_, variable)| author_name(variable.name.as_deref().unwrap_or("")) == out)?;
    match module.types[variable.ty].inner {
        TypeInner::Image {
            class: ImageClass::Storage { format, .. },
            ..
        } => TexelFormat::named(&storage_name(format)),
        _ => None,
    }
}

/// WGSL's name of a storage format.
pub(super) fn storage_name(format: naga::StorageFormat) -> String {
    format!("{format:?}").to_lowercase()
}

/// Refuses `repeat` where it leaves out layers: a fragment pass draws layer `run` in each run, and those
/// behind the last would stay empty.
pub(super) fn check_layers(
    targets: &[Target],
    passes: &[Pass],
    scene: &Scene,
) -> Result<(), Box<Diagnostic>> {
    let reach = |pass: &Pass| match pass.kind {
        PassKind::Compute { .. } => u32::MAX,
        _ => pass.repeat,
    };
    for (pass, spec) in passes.iter().zip(&scene.passes) {
        let Some(repeat) = &spec.repeat else { continue };
        for place in &pass.targets {
            let Target { name, layers, .. } = &targets[*place];
            let writes = |pass: &&Pass| pass.targets.contains(place);
            let reached = passes.iter().filter(writes).map(reach).max();
            if reached < Some(*layers) {
                let message = format!(
                    "`{name}` has {layers} layers, and with {} runs the last are never drawn",
                    repeat.value
                );
                let mistake = Diagnostic::new(&scene.source, Some(repeat.span.clone()), message);
                let help = "leave `repeat` out: each layer is drawn once";
                return Err(mistake.help(help).into());
            }
        }
    }
    Ok(())
}

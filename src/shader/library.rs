//! The WGSL library that scenes import from, embedded in the program.

use naga_oil::compose::{ComposableModuleDescriptor, Composer, ComposerError};

/// One importable module: its path and its source.
pub(super) struct LibraryModule {
    pub(super) path: &'static str,
    pub(super) source: &'static str,
}

macro_rules! modules {
    ($($path:literal => $file:literal),* $(,)?) => {
        [$(LibraryModule {
            path: $path,
            source: include_str!(concat!("../../shaders/library/", $file)),
        }),*]
    };
}

/// Every module, each after those that it imports.
pub(super) const MODULES: [LibraryModule; 7] = modules! {
    "shaderpipe" => "frame.wgsl",
    "shaderpipe::color" => "color.wgsl",
    "shaderpipe::coordinates" => "coordinates.wgsl",
    "shaderpipe::easing" => "easing.wgsl",
    "shaderpipe::hash" => "hash.wgsl",
    "shaderpipe::noise" => "noise.wgsl",
    "shaderpipe::sdf" => "sdf.wgsl",
};

/// Makes the library importable.
pub(super) fn add_to(composer: &mut Composer) -> Result<(), Box<ComposerError>> {
    for module in &MODULES {
        composer
            .add_composable_module(ComposableModuleDescriptor {
                source: module.source,
                file_path: module.path,
                as_name: Some(module.path.to_owned()),
                ..Default::default()
            })
            .map_err(Box::new)?;
    }
    Ok(())
}

/// The names that the module `path` declares.
pub(super) fn items(path: &str) -> Vec<&'static str> {
    let module = MODULES.iter().find(|module| module.path == path);
    let lines = module.map_or("", |module| module.source).lines();
    lines.filter_map(declared_name).collect()
}

fn declared_name(line: &'static str) -> Option<&'static str> {
    let variable = line.split_once("var<uniform> ").map(|(_, rest)| rest);
    let keywords = ["fn ", "const ", "struct "];
    let item = || {
        keywords
            .iter()
            .find_map(|keyword| line.strip_prefix(keyword))
    };
    let rest = variable.or_else(item)?;
    let end = rest.find(|char: char| !char.is_alphanumeric() && char != '_')?;
    Some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_composes() {
        let mut composer = Composer::default();
        add_to(&mut composer).unwrap_or_else(|error| panic!("{}", error.emit_to_string(&composer)));
    }

    #[test]
    fn items_are_found() {
        assert_eq!(items("shaderpipe"), ["Frame", "Pass", "frame", "this_pass"]);
        assert!(items("shaderpipe::coordinates").starts_with(&["PI", "TAU", "centred"]));
        assert!(items("nothing").is_empty());
    }
}

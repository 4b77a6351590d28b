//! The WGSL library that scenes import from, embedded in the program.

/// One importable module: its path and its source.
pub(super) struct LibraryModule {
    pub(super) path: &'static str,
    pub(super) source: &'static str,
}

/// The module above all others, which declares what the engine gives.
pub(super) const ROOT: &str = "shaderpipe";

macro_rules! modules {
    ($($path:literal => $file:literal),* $(,)?) => {
        [$(LibraryModule {
            path: $path,
            source: include_str!(concat!("../../shaders/library/", $file)),
        }),*]
    };
}

/// Every module.
pub(super) const MODULES: [LibraryModule; 7] = modules! {
    "shaderpipe" => "frame.wgsl",
    "shaderpipe::color" => "color.wgsl",
    "shaderpipe::coordinates" => "coordinates.wgsl",
    "shaderpipe::easing" => "easing.wgsl",
    "shaderpipe::hash" => "hash.wgsl",
    "shaderpipe::noise" => "noise.wgsl",
    "shaderpipe::sdf" => "sdf.wgsl",
};

/// The module `path`.
pub(super) fn module(path: &str) -> Option<&'static LibraryModule> {
    MODULES.iter().find(|module| module.path == path)
}

/// The paths of all modules but the root.
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    let paths = MODULES.iter().map(|module| module.path);
    paths.filter(|path| *path != ROOT)
}

/// The names that the module `path` declares.
pub(super) fn items(path: &str) -> Vec<&'static str> {
    let lines = module(path).map_or("", |module| module.source).lines();
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
    fn items_are_found() {
        assert_eq!(items("shaderpipe"), ["Frame", "Pass", "frame", "this_pass"]);
        assert!(items("shaderpipe::coordinates").starts_with(&["PI", "TAU", "centred"]));
        assert!(items("nothing").is_empty());
    }
}

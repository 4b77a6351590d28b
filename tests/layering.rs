//! The design's layers: which module may use which, and which crates; only the program prints,
//! exits and hears signals. And how long a file may be.
//!
//! Reads the sources as text, as the compiler would allow all of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[path = "layering/layers.rs"]
mod layers;
#[path = "layering/paths.rs"]
mod paths;

use layers::{GUARDED, LAYERS, Layer};
use paths::{macros, paths};

/// Only the modules that run FFmpeg, and the program, name it; comments do not count.
const FFMPEG: [&str; 6] = ["encode", "decode", "export", "batch", "bench", "cli"];

/// What a source does that its layer must not.
fn violations(file: &Path, source: &str) -> Vec<String> {
    let module = module_of(file);
    if module == "lib" {
        return Vec::new();
    }
    let Some(layer) = LAYERS.iter().find(|layer| layer.name == module) else {
        return vec![format!("{}: no layer is called `{module}`", file.display())];
    };
    let is_bin = module == "cli";
    let mut found = Vec::new();
    for path in paths(source) {
        found.extend(refused_path(layer, file, &path).map(|why| format!("`{path}`: {why}")));
    }
    for name in macros(source) {
        if !is_bin && ["print", "println", "eprint", "eprintln", "dbg"].contains(&name.as_str()) {
            found.push(format!("`{name}!`: only the program prints"));
        }
    }
    let code = paths::without_comments(source).to_lowercase();
    if code.contains("ffmpeg") && !FFMPEG.contains(&module) {
        found.push("it names FFmpeg".to_owned());
    }
    let place = |what: String| format!("{} ({module}): {what}", file.display());
    found.into_iter().map(place).collect()
}

fn refused_path(layer: &Layer, file: &Path, path: &str) -> Option<String> {
    let segments: Vec<&str> = path.split("::").collect();
    let is_bin = layer.name == "cli";
    if let Some(module) = used_module(file, &segments) {
        let is_own = module == layer.name || layer.modules.contains(&module);
        return (!is_own).then(|| format!("`{}` may not use `{module}`", layer.name));
    }
    let ends_process = segments
        .windows(2)
        .any(|pair| pair[0] == "process" && ["exit", "abort"].contains(&pair[1]));
    if ends_process && !is_bin {
        return Some("only the program ends the process".to_owned());
    }
    // Raw frames go to standard output: the pipe may have it.
    let prints = |stream: &str| {
        segments.len() > 1
            && segments.last() == Some(&stream)
            && segments
                .iter()
                .any(|segment| ["io", "stdio"].contains(segment))
    };
    if !is_bin && (prints("stderr") || prints("stdout") && layer.name != "pipe") {
        return Some("only the program prints".to_owned());
    }
    if segments[0] == "std" {
        let part = segments.get(1).copied().unwrap_or_default();
        let is_free = !GUARDED.contains(&part) || layer.std.contains(&part);
        return (!is_free).then(|| format!("`{}` may not use it", layer.name));
    }
    let is_crate = dependencies("dependencies").contains(segments[0]);
    let is_allowed = layer.crates.contains(&segments[0]);
    // What only tests depend on stands in tests.
    let is_for_tests = dependencies("dev-dependencies").contains(segments[0]);
    (is_crate && !is_allowed && !is_for_tests)
        .then(|| format!("`{}` may not use this crate", layer.name))
}

/// The module of this crate that a path leads to from `file`.
fn used_module<'a>(file: &Path, segments: &[&'a str]) -> Option<&'a str> {
    let module = match segments {
        ["crate" | "shaderpipe", module, ..] => *module,
        ["super", ..] => {
            let climbs = segments
                .iter()
                .take_while(|segment| **segment == "super")
                .count();
            // A module inside the file may climb one further; what it finds then has a layer's name.
            (climbs >= depth(file)).then(|| segments.get(climbs).copied())??
        }
        _ => return None,
    };
    LAYERS
        .iter()
        .any(|layer| layer.name == module)
        .then_some(module)
}

/// How many modules lie between a file and the crate: 1 for `src/pipe/mod.rs`.
fn depth(file: &Path) -> usize {
    let is_mod = file.file_stem().is_some_and(|stem| stem == "mod");
    file.components().count() - 1 - usize::from(is_mod)
}

/// The layer of a file under `src`.
fn module_of(file: &Path) -> &str {
    let mut parts = file.iter().skip(1);
    let first = parts
        .next()
        .and_then(|part| part.to_str())
        .unwrap_or_default();
    match first.strip_suffix(".rs").unwrap_or(first) {
        "main" => "cli",
        module => module,
    }
}

/// The crates that one section of `Cargo.toml` and its like for systems name.
fn dependencies(section: &str) -> BTreeSet<String> {
    let mut is_inside = false;
    let mut names = BTreeSet::new();
    for line in include_str!("../Cargo.toml").lines() {
        if let Some(heading) = line.strip_prefix('[') {
            let heading = heading.trim_end_matches(']');
            is_inside = heading == section || heading.ends_with(&format!(".{section}"));
        } else if is_inside && let Some((name, _)) = line.split_once('=') {
            names.insert(name.trim().replace('-', "_"));
        }
    }
    names
}

/// Every Rust file under `folder` with its text, by its path from the package.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join(folder)];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a text");
                let path = path.strip_prefix(root).expect("it lies below").to_owned();
                sources.push((path, text));
            }
        }
    }
    assert!(!sources.is_empty());
    sources
}

#[test]
fn every_module_uses_only_what_its_layer_may() {
    let sources = sources("src");
    let found: Vec<_> = sources
        .iter()
        .flat_map(|(file, source)| violations(file, source))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    for layer in &LAYERS {
        let exists = sources
            .iter()
            .any(|(file, _)| module_of(file) == layer.name);
        assert!(exists, "the layer `{}` has no file", layer.name);
    }
}

#[test]
fn files_are_short_and_say_what_they_do() {
    for (file, text) in sources("src").iter().chain(&sources("tests")) {
        let lines = text.lines().count();
        assert!(
            lines <= 400,
            "{} has {lines} lines: at most 400",
            file.display()
        );
        assert!(
            text.starts_with("//!"),
            "{} does not begin with //!",
            file.display()
        );
    }
}

#[path = "layering/made_up.rs"]
mod made_up;

//! Scenes with mistakes, and what is said of each: `diagnostics/NAME.wgsl` beside `NAME.txt`.
//!
//! `SHADERPIPE_BLESS=1` writes what is said now. Read it as the author of the scene would: where is it,
//! what is wrong, and what is to be done?

#![cfg(all(feature = "gpu", unix))]
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

#[path = "diagnostics/mutations.rs"]
mod mutations;

use std::fs;
use std::path::{Path, PathBuf};

use shaderpipe::scene::{Scene, SceneError};
use shaderpipe::shader::check;

/// As the test is run from the crate's folder, messages name files from there.
const FOLDER: &str = "tests/diagnostics";

fn scenes() -> Vec<PathBuf> {
    let entries = fs::read_dir(FOLDER).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "wgsl")
    });
    paths.sort();
    paths
}

/// All that is said of a scene.
fn said(path: &Path) -> Vec<String> {
    match Scene::load(path) {
        Ok(scene) => check(&scene).iter().map(ToString::to_string).collect(),
        Err(SceneError::Invalid(diagnostic)) => vec![diagnostic.to_string()],
        Err(error) => vec![error.to_string()],
    }
}

#[test]
fn each_mistake_is_told_as_expected() {
    let is_blessed = std::env::var_os("SHADERPIPE_BLESS").is_some();
    let mut wrong = Vec::new();
    for path in scenes() {
        let expected = path.with_extension("txt");
        let said = said(&path).join("\n\n") + "\n";
        if is_blessed {
            fs::write(&expected, &said).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != said {
            wrong.push(format!("{}:\n{said}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "not as expected (SHADERPIPE_BLESS=1 writes it):\n{}",
        wrong.join("\n")
    );
}

#[test]
fn each_mistake_has_a_place_and_a_way_out() {
    let scenes = scenes();
    assert!(scenes.len() >= 30, "{}", scenes.len());
    for path in scenes {
        let said = said(&path);
        assert!(!said.is_empty(), "{}: nothing is wrong", path.display());
        for said in said {
            let has_place = said.lines().any(|line| {
                let line = line.trim_start();
                let place = line.strip_prefix("--> ").and_then(|line| {
                    let mut parts = line.rsplit(':');
                    let numbers = [parts.next()?, parts.next()?];
                    Some(numbers.map(|number| number.parse::<u32>().is_ok()))
                });
                place == Some([true, true])
            });
            let is_whole = said.contains("nothing draws the picture");
            assert!(has_place || is_whole, "no place:\n{said}");
            assert!(said.contains("= help: "), "no way out:\n{said}");
            let words = ["Scalar", "Vector {", "Handle", "Some(", "width: "];
            for word in words {
                assert!(!said.contains(word), "the compiler's own words:\n{said}");
            }
            let numbered = said.contains('\u{a78f}') || said.contains("Type [");
            assert!(!numbered, "the compiler's own names:\n{said}");
        }
    }
}

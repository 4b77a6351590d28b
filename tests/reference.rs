//! The reference of the scene file: its examples are scenes, and it leaves no key out.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

use shaderpipe::scene::{Recording, Scene, SceneError, Source};
use shaderpipe::shader::compile;

const REFERENCE: &str = include_str!("../docs/scene-format.md");
const IMAGE: &str = "@fragment fn image() -> @location(0) vec4f { return vec4f(); }\n";

/// The code blocks in `language`.
fn examples(language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let blocks = REFERENCE.split(&fence).skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

fn front_matter(toml: &str) -> String {
    toml.lines().map(|line| format!("//! {line}\n")).collect()
}

fn parse(text: &str) -> Result<Scene, String> {
    let parsed = Scene::parse(Source::new("example.wgsl", text));
    parsed.map_err(|error: SceneError| error.to_string())
}

#[test]
fn its_scenes_compile() {
    let scenes = examples("wgsl");
    assert!(scenes.len() >= 5);
    for text in scenes {
        let scene = parse(&text).unwrap();
        compile(&scene).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn its_front_matter_is_read() {
    let (takes, tables): (Vec<_>, Vec<_>) = examples("toml")
        .into_iter()
        .partition(|toml| toml.contains("[[event]]"));
    assert!(tables.len() >= 4 && !takes.is_empty());
    for take in takes {
        Recording::parse(Source::new("take.toml", &take)).unwrap_or_else(|error| panic!("{error}"));
    }
    for toml in tables {
        parse(&(front_matter(&toml) + IMAGE)).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn it_names_every_key_that_is_read() {
    // The error for an unknown key lists the keys there are.
    for (table, before) in [
        ("", ""),
        ("[params.a]", ""),
        ("[[params.a.keys]]", "time = 0\nvalue = 1\n"),
        ("[params.a.spring]", "frequency = 1\n"),
        ("[textures.a]", "file = \"a.png\"\n"),
        ("[videos.a]", "file = \"a.mp4\"\n"),
        ("[buffers.a]", "size = 4\n"),
        ("[[pass]]", "entry = \"a\"\n"),
        ("[[pass]]", "entry = \"a\"\nvertex = \"b\"\n"),
        ("[picture]", ""),
    ] {
        let text = front_matter(&format!("{table}\n{before}zzzzzzzz = 1\n"));
        let error = parse(&(text + IMAGE)).unwrap_err();
        let (_, keys) = error
            .split_once(" are: ")
            .unwrap_or_else(|| panic!("{error}"));
        for key in keys.split([',', ' ', '\n']).filter(|key| !key.is_empty()) {
            let named = [
                format!("`{key}`"),
                format!("\n{key} = "),
                format!("! {key} = "),
            ];
            let has = named.iter().any(|form| REFERENCE.contains(form))
                || REFERENCE.contains(&format!("[{key}."))
                || REFERENCE.contains(&format!("[[{key}]]"));
            assert!(has, "{table}: `{key}` is missing");
        }
    }
}

//! Scenes that are broken anywhere: whatever stands in a file, its author is told of a mistake, and never
//! of a bug.

use std::collections::BTreeMap;
use std::path::Path;

use shaderpipe::scene::{Scene, SceneError, Source};
use shaderpipe::shader::check;

const BRACKETS: [char; 6] = ['(', ')', '[', ']', '{', '}'];
/// Letters of two, three and four bytes, and a line's end of three.
const LETTERS: [char; 4] = ['é', '語', '𝛼', '\u{2028}'];

/// Every scene that ships.
fn scenes() -> BTreeMap<String, String> {
    let entries = std::fs::read_dir("scenes").unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let scenes = paths.filter(|path| path.extension().is_some_and(|ending| ending == "wgsl"));
    let named = scenes.map(|path| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path.display().to_string(), text)
    });
    named.collect()
}

/// The places of characters in `text`, about every `step` bytes.
fn places(text: &str, step: usize, first: usize) -> impl Iterator<Item = usize> {
    let places = (first..text.len()).step_by(step);
    places.map(|place| text.floor_char_boundary(place))
}

/// Tells the author all there is to be told.
fn tell(name: &str, text: &str, how: &str) {
    let told = match Scene::parse(Source::new(name, text)) {
        Ok(scene) => check(&scene).iter().map(ToString::to_string).collect(),
        Err(SceneError::Invalid(mistake)) => vec![mistake.to_string()],
        Err(error) => vec![error.to_string()],
    };
    for words in told {
        assert!(!words.contains("bug"), "{how}: {words}\n{text}");
    }
}

#[test]
fn scenes_that_end_anywhere() {
    for (name, text) in scenes() {
        for (turn, place) in places(&text, 97, 0).enumerate() {
            let cut = text[..place].to_owned();
            match turn % 3 {
                0 => tell(&name, &(cut + "é"), "cut, and a letter"),
                _ => tell(&name, &cut, "cut"),
            }
        }
    }
}

#[test]
fn scenes_with_other_brackets() {
    let mut turn = 0;
    for (name, text) in scenes() {
        for (place, bracket) in text.match_indices(BRACKETS).step_by(13) {
            turn += 1;
            let other = BRACKETS[turn % BRACKETS.len()];
            let letter = LETTERS[turn % LETTERS.len()];
            let (before, after) = (&text[..place], &text[place + bracket.len()..]);
            match turn % 3 {
                0 => tell(&name, &format!("{before}{other}{after}"), "another bracket"),
                1 => tell(
                    &name,
                    &format!("{before}{letter}{after}"),
                    "a letter instead",
                ),
                // Up to here, mixed up, with a letter behind it.
                _ => tell(&name, &format!("{before}{other}{letter}"), "the end"),
            }
        }
    }
}

#[test]
fn scenes_with_letters_of_several_bytes_anywhere() {
    for (name, text) in scenes() {
        for (place, letter) in places(&text, 397, 50).zip(LETTERS.iter().cycle()) {
            let (before, after) = text.split_at(place);
            tell(&name, &format!("{before}{letter}{after}"), "a letter more");
        }
    }
}

#[test]
fn brackets_that_are_mixed_up_are_shown() {
    let path = Path::new("mixed.wgsl");
    for (text, place) in [
        ("fn f() { ( }\né", "mixed.wgsl:1:12"),
        ("fn f( { ] é", "mixed.wgsl:1:7"),
        ("fn f( { ] ) é", "mixed.wgsl:1:7"),
        ("@fragment fn image( }é", "mixed.wgsl:1:21"),
        ("fn f() -> f32 { return (1.0]; }\n// é", "mixed.wgsl:1:28"),
    ] {
        let scene = Scene::parse(Source::new(path, text)).unwrap();
        let told: Vec<String> = check(&scene).iter().map(ToString::to_string).collect();
        assert!(told[0].contains(place), "{text}: {}", told.join("\n"));
    }
}

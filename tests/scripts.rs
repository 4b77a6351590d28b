//! The example scripts as a user runs them: from any folder, with names that a shell could stumble over.

#![cfg(all(feature = "cli", target_os = "linux"))]
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

#[path = "common/folder.rs"]
mod folder;
#[path = "common/probe.rs"]
mod probe;
#[path = "common/processes.rs"]
mod processes;
#[path = "common/run.rs"]
mod run;

use std::path::Path;

use folder::{Folder, PLAIN};
use probe::{assert_stream, decode};
use run::Run;

/// A name with all that a shell, a template or TOML might take for something else.
const SCENE: &str = "it's $HOME & {x}.wgsl";
const OUT: &str = "an \"out\" {folder}";

fn example(folder: &Folder, name: &str, words: &[&str]) -> Run {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/examples");
    let script = script.join(name);
    Run::of(script.to_str().unwrap())
        .args(words)
        .folder(folder.root())
}

fn named() -> Folder {
    let folder = Folder::with(PLAIN);
    folder.write(SCENE, PLAIN);
    folder
}

#[test]
fn social_formats_are_three_shapes_with_their_stills() {
    let folder = named();
    let run = || {
        example(&folder, "social-formats", &[SCENE, OUT])
            .env("SHORT", "90")
            .env("DURATION", "0.2")
            .env("STILL_AT", "0.1")
            .end()
            .done()
    };
    run().says(&["\"rendered\":3"]);
    for (shape, width, height) in [
        ("landscape", 160, 90),
        ("square", 90, 90),
        ("portrait", 90, 160),
    ] {
        let size = [format!("width={width}"), format!("height={height}")];
        let size = [size[0].as_str(), size[1].as_str()];
        let stem = folder.path(OUT).join(format!("it's $HOME & {{x}}-{shape}"));
        let video = format!("{}.mp4", stem.display());
        let still = format!("{}.png", stem.display());
        assert_stream(Path::new(&video), &[size[0], size[1], "nb_read_frames=6"]);
        assert_stream(Path::new(&still), &size);
    }
    run().says(&["\"rendered\":0", "\"up_to_date\":3"]);
}

#[test]
fn a_contact_sheet_has_each_still_in_its_place() {
    let folder = named();
    let sweep = |values: &[&str]| {
        let words: Vec<&str> = [SCENE, "a \"sheet\" {1}.png"]
            .into_iter()
            .chain(values.iter().copied())
            .collect();
        example(&folder, "contact-sheet", &words)
            .env("SIZE", "16x8")
            .env("GAP", "2")
            .end()
            .done();
        decode(&folder.path("a \"sheet\" {1}.png"), "rgb24")
    };
    let tints = "tint=#ff0000 0,1,0 0,0,1";
    let sheet = sweep(&["speed=0 4", tints]);
    let width = 2 + 3 * 18;
    assert_eq!(sheet.len(), width * (2 + 2 * 10) * 3);
    let cell = |column: usize, row: usize| -> Vec<&[u8]> {
        let (left, top) = (2 + column * 18, 2 + row * 10);
        let lines = (top..top + 8).map(|y| y * width + left);
        lines.map(|at| &sheet[3 * at..3 * (at + 16)]).collect()
    };
    for column in 0..3 {
        assert_ne!(cell(column, 0), cell(column, 1), "speed, in {column}");
        for pixel in cell(column, 0).iter().flat_map(|line| line.chunks(3)) {
            let others = (0..3).filter(|channel| *channel != column);
            assert!(
                others.map(|channel| pixel[channel]).all(|value| value <= 1),
                "tint {column}: {pixel:?}"
            );
        }
    }
    // Fewer than before: what is left over is not shown.
    assert_eq!(sweep(&[tints]).len(), width * 12 * 3);
}

#[test]
fn a_night_renders_what_has_changed_and_tells_what_failed() {
    let folder = named();
    let night = || {
        example(&folder, "nightly-folder", &[".", OUT])
            .env("SIZE", "32x18")
            .env("DURATION", "0.2")
            .end()
    };
    let first = night().done();
    first.prints(&["exit code 0: 2 rendered, 0 up to date, 0 failed"]);
    let video = folder.path(OUT).join("it's $HOME & {x}.mp4");
    assert_stream(&video, &["width=32", "height=18", "nb_read_frames=6"]);

    folder.write("broken.wgsl", "nonsense");
    let second = night().is(1).says(&["broken.mp4", "nonsense"]);
    second.prints(&["exit code 1: 0 rendered, 2 up to date, 1 failed"]);
    let report = std::fs::read(folder.path(OUT).join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    let states: Vec<_> = report["jobs"].as_array().unwrap().iter().collect();
    let broken = states.iter().find(|job| job["state"] == "failed").unwrap();
    assert_eq!(broken["scene"], "broken.wgsl");
    let log = std::fs::read_to_string(folder.path(OUT).join("nightly.log")).unwrap();
    assert_eq!(log.lines().count(), 2, "{log}");
}

#[test]
fn scripts_tell_how_they_are_used() {
    let folder = named();
    for name in ["social-formats", "contact-sheet", "nightly-folder"] {
        let usage = format!("Usage: {name} ");
        example(&folder, name, &["--help"])
            .end()
            .done()
            .prints(&[&usage]);
        example(&folder, name, &[]).end().is(2).says(&[&usage]);
    }
    let before = folder.names();
    let words = [SCENE, "sheet.png", "speed"];
    example(&folder, "contact-sheet", &words)
        .end()
        .is(2)
        .says(&["'speed' is not"]);
    assert_eq!(folder.names(), before);
}

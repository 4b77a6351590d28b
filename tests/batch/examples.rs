//! The scripts that ship as examples, run as a user does.

use std::path::Path;

use crate::folder::{Folder, PLAIN};
use crate::probe::assert_stream;
use crate::run::{BINARY, Run};

fn script(name: &str, folder: &Folder, args: &[&str]) -> Run {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scripts/examples")
        .join(name);
    Run::of(path.to_str().unwrap())
        .args(args)
        .env("SHADERPIPE", BINARY)
        .folder(folder.root())
}

#[test]
fn one_scene_in_every_format() {
    let folder = Folder::with(PLAIN);
    std::fs::rename(folder.path("scene.wgsl"), folder.path("my scene.wgsl")).unwrap();
    let run = || {
        script("social-formats", &folder, &["my scene.wgsl", "out put"])
            .env("SHORT_SIDE", "36")
            .env("DURATION", "0.5")
    };
    run().end().done();
    for (name, width, height) in [("wide", 64, 36), ("square", 36, 36), ("tall", 36, 64)] {
        let sides = [format!("width={width}"), format!("height={height}")];
        let sides = [sides[0].as_str(), sides[1].as_str()];
        assert_stream(&folder.path(format!("out put/my scene-{name}.mp4")), &sides);
        assert_stream(&folder.path(format!("out put/my scene-{name}.png")), &sides);
    }
    script("social-formats", &folder, &[])
        .end()
        .is(2)
        .says(&["usage"]);
}

#[test]
fn a_sheet_of_what_a_parameter_does() {
    let folder = Folder::with(PLAIN);
    let args = ["scene.wgsl", "speed", "0 1 2 3 4", "sheet.png"];
    script("contact-sheet", &folder, &args)
        .env("WIDTH", "64")
        .env("HEIGHT", "36")
        .env("AT", "1")
        .end()
        .done();
    // Three in a row, two rows.
    assert_stream(&folder.path("sheet.png"), &["width=192", "height=72"]);
    assert_eq!(folder.names(), ["scene.wgsl", "sheet.png"]);
}

#[test]
fn a_folder_every_night() {
    let folder = Folder::with(PLAIN);
    std::fs::create_dir(folder.path("in")).unwrap();
    for name in ["one", "two"] {
        folder.write(&format!("in/{name}.wgsl"), PLAIN);
    }
    let run = || script("nightly-folder", &folder, &["in", "out"]);
    run().end().done().prints(&["2 rendered"]);
    run().end().done().prints(&["0 rendered", "2 up to date"]);
    folder.write("in/three.wgsl", "this is no scene");
    run()
        .end()
        .is(1)
        .prints(&["0 rendered", "1 failed", "three"]);
    assert!(folder.path("out/one.mp4").exists() && folder.path("out/two.mp4").exists());
}

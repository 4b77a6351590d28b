//! The window's pixels against those of a still.

use std::path::Path;

use crate::display::{Key, Pixels};
use crate::folder::Folder;
use crate::run::shaderpipe;
use crate::session::Session;

/// What `render` makes of a scene.
pub(crate) fn still(folder: &Folder, scene: &Path, args: &[&str]) -> Pixels {
    let path = folder.path("still.png");
    shaderpipe([
        "render".as_ref(),
        scene.as_os_str(),
        "-o".as_ref(),
        path.as_os_str(),
    ])
    .args(args)
    .end()
    .done();
    Pixels::read(&path)
}

fn gradient(front_matter: &str) -> String {
    format!(
        "//! size = [320, 180]\n{front_matter}\n#import shaderpipe::frame\n\
         @fragment\nfn image(@builtin(position) position: vec4f) -> @location(0) vec4f {{\n\
         \x20   let uv = position.xy / frame.resolution;\n\
         \x20   return vec4f(uv.x * 1.2 - 0.1, uv.y, fract(8.0 * uv.x + frame.time), 1.0);\n}}\n"
    )
}

#[test]
fn the_window_shows_what_a_still_has() {
    for front_matter in ["//! color = \"srgb\"", "//! color = \"linear\""] {
        let folder = Folder::with(gradient(front_matter));
        let scene = folder.path("scene.wgsl");
        let session = Session::open(&scene, ["--paused", "--start", "0.5"]);
        let shown = session.settle();
        session.close().done();
        let still = still(&folder, &scene, &["--at", "0.5"]);
        let difference = shown.difference(&still);
        println!("{front_matter}: at most {difference} of 255");
        assert!(difference <= 1, "{front_matter}: {difference}");
    }
}

#[test]
fn on_a_surface_that_encodes_too() {
    let folder = Folder::with(gradient(""));
    let scene = folder.path("scene.wgsl");
    let mut session = Session::start(&scene, ["--paused", "--surface", "srgb"]);
    let opened = session.wait("opened");
    assert_eq!(opened["encodes"], true, "{opened}");
    session.wait("shown");
    let shown = session.settle();
    session.close().done();
    let difference = shown.difference(&still(&folder, &scene, &["--at", "0"]));
    println!("on an sRGB surface: at most {difference} of 255");
    assert!(difference <= 1, "{difference}");
}

#[test]
fn with_few_frames_a_second_the_last_step_is_drawn() {
    let folder = Folder::with(gradient("//! duration = 2.0"));
    let scene = folder.path("scene.wgsl");
    let mut session = Session::open(&scene, ["--paused", "--fps", "1"]);
    for _ in 0..3 {
        session.press(Key::RIGHT);
    }
    session.wait_for("shown", |event| event["frame"] == 3);
    session.close().done();
}

//! How a preview begins and ends: without a display, by keys, by signals, by itself.

use rustix::process::Signal;

use crate::display::{Display, Key};
use crate::folder::{Folder, PLAIN};
use crate::run::{Run, shaderpipe};
use crate::session::Session;

fn preview(folder: &Folder, display: &str) -> Run {
    let scene = folder.path("scene.wgsl");
    shaderpipe(["preview".as_ref(), scene.as_os_str()])
        .env("DISPLAY", display)
        .env("WAYLAND_DISPLAY", "")
        .env("WAYLAND_SOCKET", "")
}

#[test]
fn without_a_display_it_says_so_and_what_to_do() {
    let folder = Folder::with(PLAIN);
    let ended = preview(&folder, "").end().is(1);
    let ended = ended.says(&["no display server", "DISPLAY is set", "shaderpipe render"]);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    let ended = preview(&folder, ":9876543").end().is(1);
    let ended = ended.says(&["cannot be reached", "shaderpipe render"]);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
}

#[test]
fn it_shows_so_many_frames_in_order_and_writes_the_last_as_a_still() {
    let folder = Folder::with(PLAIN);
    let display = Display::start();
    let shot = folder.path("shot.png");
    let ended = preview(&folder, &display.name)
        .args([
            "--exit-after",
            "8",
            "--status",
            "json",
            "--start",
            "0.2",
            "--set",
            "speed=2",
        ])
        .args(["--screenshot".as_ref(), shot.as_os_str()])
        .end()
        .done();
    let frames: Vec<u64> = ended
        .text()
        .lines()
        .filter_map(|line| {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            event["frame"].as_u64()
        })
        .collect();
    assert_eq!(frames, (6..14).collect::<Vec<_>>());
    let (scene, still) = (folder.path("scene.wgsl"), folder.path("still.png"));
    shaderpipe([
        "render".as_ref(),
        scene.as_os_str(),
        "-o".as_ref(),
        still.as_os_str(),
    ])
    .args(["--start", "13", "--set", "speed=2"])
    .end()
    .done();
    assert_eq!(folder.read("shot.png"), folder.read("still.png"));
}

#[test]
fn a_scene_that_cannot_be_drawn_ends_what_counts_frames() {
    let folder = Folder::with("fn nothing() {}\n");
    let display = Display::start();
    let ended = preview(&folder, &display.name)
        .args(["--exit-after", "3"])
        .end();
    ended.is(1).says(&["scene.wgsl"]);
}

#[test]
fn keys_and_signals_end_it() {
    let folder = Folder::with(PLAIN);
    let scene = folder.path("scene.wgsl");
    let session = Session::open(&scene, [""; 0]);
    session.display.press_with_control(Key::letter('w'));
    session.end().done();
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let session = Session::open(&scene, [""; 0]);
        session.running.signal(signal);
        session.end().is(code);
    }
}

#[test]
fn a_screenshot_is_written_though_the_window_is_closed_at_once() {
    let folder = Folder::with(PLAIN);
    let session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    session.press(Key::F2);
    session.display.press_with_control(Key::letter('q'));
    session.end().done();
    assert_eq!(folder.names(), ["scene-00000.png", "scene.wgsl"]);
    crate::display::Pixels::read(&folder.path("scene-00000.png"));
}

#[test]
fn a_display_that_goes_away_ends_it() {
    let folder = Folder::with(PLAIN);
    let session = Session::open(&folder.path("scene.wgsl"), [""; 0]);
    let Session {
        running, display, ..
    } = session;
    drop(display);
    // As an error, and not as a crash.
    let ended = running.end().is(1);
    assert!(!ended.stderr.is_empty() && !ended.stderr.contains("panicked"));
}

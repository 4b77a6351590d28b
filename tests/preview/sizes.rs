//! Windows of every size and on every kind of display: dense, full, tiny, minimised.

use std::time::{Duration, Instant};

use crate::display::{Key, Pixels};
use crate::folder::Folder;
use crate::frames::still;
use crate::panel::{self, GREY};
use crate::session::Session;
use crate::window::bars;

/// What a button that is chosen lies on.
const CHOSEN: [u8; 3] = [42, 86, 120];

#[test]
fn on_a_dense_display_pixels_are_pixels_and_widgets_are_larger() {
    let folder = Folder::with(bars("0.6"));
    let scene = folder.path("scene.wgsl");
    let session = Session::open_scaled(&scene, "2");
    let shown = session.settle();
    session.close().done();
    let difference = shown.difference(&still(&folder, &scene, &["--at", "0"]));
    assert!(difference <= 1, "{difference}");

    let folder = Folder::with(GREY);
    let session = Session::open_scaled(&folder.path("scene.wgsl"), "2");
    panel::open(&session);
    session.display.resize(session.window, 1270, 700);
    session.look_for("more room", |pixels| pixels.width == 1270);
    session.settle();
    panel::drag(&session);
    session.close().done();
}

#[test]
fn it_fills_the_screen_and_comes_back() {
    let folder = Folder::with(bars("0.6"));
    let session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    let before = session.settle();
    session.display.manage();
    session.press(Key::F11);
    assert!(
        session
            .display
            .grant_fullscreen(session.window, (1280, 800))
    );
    session.look_for("twice the picture, and a bar above", |pixels| {
        pixels.width == 1280 && pixels.at(4, 20)[0] < 40 && pixels.at(4, 60) == before.at(2, 10)
    });
    session.press(Key::F11);
    assert!(!session.display.grant_fullscreen(session.window, (640, 360)));
    session.look_for("what was before", |pixels| *pixels == before);
    session.close().done();
}

#[test]
fn a_window_can_be_tiny_and_grow_again() {
    let folder = Folder::with(bars("0.6"));
    let session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    let before = session.settle();
    for (width, height) in [(1, 1), (640, 2), (2, 360), (64, 64)] {
        session.display.resize(session.window, width, height);
        session.settle();
        // Also the panel and the dialogue have no room.
        for key in [Key::TAB, Key::letter('e')] {
            session.press(key);
            session.settle();
        }
        session.press(Key::ESCAPE);
        session.press(Key::TAB);
    }
    session.display.resize(session.window, 640, 360);
    session.look_for("what was before", |pixels| *pixels == before);
    session.close().done();
}

#[test]
fn minimised_it_goes_on_and_sleeps_when_it_stands() {
    let folder = Folder::with(bars("0.6"));
    let mut session = Session::open_alone(&folder.path("scene.wgsl"), [""; 0]);
    session.display.show(session.window, false);
    std::thread::sleep(Duration::from_millis(300));
    session.heard();
    std::thread::sleep(Duration::from_secs(1));
    // A frame is 0.02 s long.
    let frames = session.heard().len();
    assert!(frames <= 60, "{frames} frames in a second");
    session.display.show(session.window, true);
    session.display.focus(session.window);
    session.press(Key::SPACE);
    session.wait_for("playing", |event| event["playing"] == false);
    let before = session.settle();
    session.display.show(session.window, false);
    std::thread::sleep(Duration::from_millis(300));
    let (used, start) = (session.processor_seconds(), Instant::now());
    std::thread::sleep(Duration::from_secs(1));
    let share = (session.processor_seconds() - used) / start.elapsed().as_secs_f64();
    assert!(share < 0.05, "{share}");
    session.display.show(session.window, true);
    session.look_for("what was before", |pixels| *pixels == before);
    session.close().done();
}

#[test]
fn the_panel_chooses_how_large_it_is_drawn() {
    let folder = Folder::with(
        "//! size = [64, 36]\n#import shaderpipe::frame\n\
         @fragment fn image() -> @location(0) vec4f {\n\
         \x20   return vec4f(frame.resolution.x / 64.0, 0.0, 0.0, 1.0);\n}\n",
    );
    let session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    session.display.point(100, 100);
    session.display.resize(session.window, 900, 640);
    session.press(Key::TAB);
    // The buttons below the graph, for a half, a quarter and the whole.
    let row = |pixels: &Pixels| {
        let mut rows = (300..pixels.height).rev();
        rows.find(|y| pixels.width == 900 && pixels.at(618, *y) == CHOSEN)
    };
    session.look_for("the one that is chosen", |pixels| row(pixels).is_some());
    let row = row(&session.settle()).unwrap() - 8;
    for (x, expected) in [(649, 128), (684, 64), (618, 255)] {
        panel::click(&session, x, row);
        session.look_for("a picture of another size", |pixels| {
            pixels.at(100, 290)[0].abs_diff(expected) <= 1
        });
    }
    session.close().done();
}

//! What hands do to a scene, and what a window that is left forgets.

use crate::display::{Key, Pixels};
use crate::export::HANDS;
use crate::folder::Folder;
use crate::frames::still;
use crate::session::Session;
use crate::window::bars;

/// A view of all directions.
const VIEW: &str = "\
//! size = [640, 360]
#import shaderpipe::camera
#import shaderpipe::coordinates::centred
#import shaderpipe::frame
@fragment fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let aim = vec3f(0.0, 1.0, 0.0);
    let own = camera::look_at(vec3f(4.0, 2.0, 3.0), aim, 1.0);
    let turned = camera::orbited(own, aim, frame.orbit);
    let ray = camera::perspective(turned, centred(position.xy, frame.resolution));
    return vec4f(0.5 + 0.5 * ray.direction, 1.0);
}
";

fn drag(session: &Session) {
    session.display.point(200, 100);
    session.display.button(1, true);
    for step in 1..6 {
        session.display.point(200 + 40 * step, 100 + 10 * step);
    }
    session.display.button(1, false);
}

#[test]
fn a_drag_turns_the_view_of_a_scene_that_has_one_and_no_other() {
    let folder = Folder::with(VIEW);
    let session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    let middle = |pixels: &Pixels| pixels.at(320, 180);
    let before = session.settle();
    drag(&session);
    session.look_for("another direction", |pixels| {
        middle(pixels)[0].abs_diff(middle(&before)[0]) > 50
    });
    session.close().done();

    let folder = Folder::with(bars("0.2"));
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    let before = session.settle();
    drag(&session);
    session.display.button(4, true);
    session.display.button(4, false);
    assert!(session.settle() == before);
    assert!(session.heard().is_empty(), "nothing is drawn again");
    session.close().done();
}

#[test]
fn who_leaves_the_window_lets_go_and_who_comes_back_presses_nothing() {
    let folder = Folder::with(HANDS);
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    let other = session.display.other_window();
    let is_held = |pixels: &Pixels| pixels.at(320, 120)[0] == 255;
    session.display.hold(Key::letter('a'), true);
    session.look_for("that A is held", is_held);
    session.display.focus(other);
    session.look_for("that A is let go", |pixels| !is_held(pixels));
    session.display.hold(Key::letter('a'), false);
    // As after Alt+Tab: the key goes up where it did not go down.
    let before = session.settle();
    session.display.hold(Key::TAB, true);
    session.display.focus(session.window);
    session.settle();
    session.display.hold(Key::TAB, false);
    assert!(session.settle() == before, "no panel is opened");
    session.heard();
    session.close().done();
}

/// The command that is copied for what is shown.
fn copied(session: &mut Session) -> String {
    session.display.hold(Key::CONTROL, true);
    session.display.press_with(Key::SHIFT, Key::letter('e'));
    session.display.hold(Key::CONTROL, false);
    let copied = session.wait("copied")["command"].clone();
    copied.as_str().unwrap().to_owned()
}

#[test]
fn a_view_that_was_turned_is_exported_so_and_can_be_turned_back() {
    let folder = Folder::with(VIEW);
    let scene = folder.path("scene.wgsl");
    let mut session = Session::open(&scene, ["--paused"]);
    let before = session.settle();
    assert!(!copied(&mut session).contains("--view"));
    drag(&session);
    session.display.button(4, true);
    session.display.button(4, false);
    session.look_for("another direction", |pixels| {
        pixels.at(320, 180) != before.at(320, 180)
    });
    session.display.point(320, 60);
    let turned = session.settle();
    // The line that says so goes.
    let command = copied(&mut session);
    let (_, view) = command.split_once("--view ").unwrap();
    let view = view.split(' ').next().unwrap().trim_matches('\'');
    let still = still(&folder, &scene, &["--view", view, "--at", "0"]);
    let parts = [&turned, &still].map(|pixels| pixels.part(0, 0, 640, 300));
    let difference = parts[0].difference(&parts[1]);
    assert!(difference <= 1, "{difference}: {command}");
    session.press(Key::letter('v'));
    session.look_for("the scene's own direction", |pixels| {
        pixels.part(0, 0, 640, 300) == before.part(0, 0, 640, 300)
    });
    assert!(!copied(&mut session).contains("--view"));
    session.close().done();
}

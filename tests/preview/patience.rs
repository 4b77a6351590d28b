//! A device that lets one wait: the window hears its events, says how long, and can be closed.

use std::time::{Duration, Instant};

use crate::display::Key;
use crate::folder::Folder;
use crate::run::Ended;
use crate::session::Session;

/// Keeps every processor that draws busy for longer than anybody waits, from frame `first` on; llvmpipe
/// gives loops up after 65535 rounds.
fn endless(first: u32) -> String {
    busy(first, 60_000)
}

fn busy(first: u32, rounds: u32) -> String {
    format!(
        "//! size = [640, 360]\n//! fps = 10\n//! duration = 10.0\n#import shaderpipe::frame\n\
         @fragment fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {{\n\
         \x20   var x = position.x + frame.time;\n\
         \x20   let rounds = select(0u, {rounds}u, frame.index >= {first}u);\n\
         \x20   for (var i = 0u; i < rounds; i += 1u) {{\n\
         \x20       for (var j = 0u; j < 60000u; j += 1u) {{\n\
         \x20           x = fract(sin(sin(sin(sin(sin(x * 1.1) * 43.5) * 7.1) * 3.3) * 5.7));\n\
         \x20       }}\n    }}\n    return vec4f(0.2, 0.4 + x * 1e-9, 0.0, 1.0);\n}}\n"
    )
}

/// The most that closing takes.
const SOON: Duration = Duration::from_secs(4);

fn is_soon(asked: Instant, ended: &Ended) {
    let took = ended.exited.saturating_duration_since(asked);
    println!("closed after {:.1} s", took.as_secs_f64());
    assert!(took < SOON, "{took:?}");
}

/// Waits until the window says that a frame takes long.
fn until_told(session: &Session) {
    crate::processes::until("nothing says that it takes long", || {
        let title = session.display.title(session.window);
        title.contains("(drawing one frame for ")
    });
}

#[test]
fn a_frame_without_end_is_told_of_and_keeps_no_window_open() {
    let folder = Folder::with(endless(0));
    let scene = folder.path("scene.wgsl");
    let ways: [fn(&Session); 3] = [
        |session| session.display.press_with_control(Key::letter('q')),
        |session| session.display.press_with_control(Key::letter('w')),
        |session| session.display.close(session.window),
    ];
    for way in ways {
        let mut session = Session::start(&scene, [""; 0]);
        session.wait("loaded");
        until_told(&session);
        // What wants to be painted meanwhile waits, and keeps nothing from being heard.
        session.display.resize(session.window, 500, 300);
        session.press(Key::TAB);
        let asked = Instant::now();
        way(&session);
        is_soon(asked, &session.end().done());
    }
}

#[test]
fn a_picture_that_cannot_be_had_any_more_keeps_no_window_open() {
    let folder = Folder::with(endless(1));
    let shot = folder.path("shot.png");
    let args = [
        "--paused".as_ref(),
        "--screenshot".as_ref(),
        shot.as_os_str(),
    ];
    let session = Session::open(&folder.path("scene.wgsl"), args);
    session.press(Key::RIGHT);
    until_told(&session);
    let asked = Instant::now();
    session.display.press_with_control(Key::letter('q'));
    let ended = session.end().is(1);
    is_soon(asked, &ended);
    ended.says(&["no screenshot was written", "still drawing"]);
    assert_eq!(folder.names(), ["scene.wgsl"]);
}

#[test]
fn what_is_saved_meanwhile_is_shown_instead_of_another_such_frame() {
    let slow = busy(0, 1).replace("[640, 360]", "[64, 48]");
    let folder = Folder::with(slow);
    let mut session = Session::open(&folder.path("scene.wgsl"), [""; 0]);
    session.heard();
    folder.write("scene.wgsl", endless(1_000_000));
    session.look_for("the new version", |pixels| {
        pixels.at(20, 20) == [51, 102, 0]
    });
    let old = session.heard();
    let old = old
        .iter()
        .filter(|event| event["event"] == "shown" && event["version"] == 1);
    let count = old.count();
    println!("{count} frames of the old version");
    assert!(count <= 2, "{count}");
    session.close().done();
}

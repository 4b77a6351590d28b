//! What the window tells of a scene with state: how far a pre-roll is, and what its passes wrote.

use std::time::Duration;

use crate::display::{Key, Pixels};
use crate::folder::Folder;
use crate::panel;
use crate::recording::MEMORY;
use crate::session::Session;

/// A hundred thousand frames, each of which depends on the one before.
const LONG: &str = "\
//! size = [640, 360]
//! fps = 100
//! duration = 1000.0
//! [[pass]]
//! entry = \"count\"
//! target = \"sum\"
//! size = [4, 4]
//! format = \"rgba32float\"
//! [[pass]]
//! entry = \"image\"
var sum: texture_2d<f32>;
@fragment fn count() -> @location(0) vec4f {
    return textureLoad(sum, vec2u(0u, 0u), 0) + vec4f(0.1, 0.0, 0.0, 0.0);
}
@fragment fn image() -> @location(0) vec4f {
    return vec4f(min(textureLoad(sum, vec2u(0u, 0u), 0).r, 1.0), 0.0, 0.5, 1.0);
}
";

#[test]
fn a_long_pre_roll_says_how_far_it_is_and_esc_stops_it() {
    let folder = Folder::with(LONG);
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    let before = session.settle();
    session.display.point(330, 350);
    session.look_for("the bar", |pixels| {
        pixels.at(600, 350) != before.at(600, 350)
    });
    session.settle();
    session.display.button(1, true);
    session.display.button(1, false);
    // A click that is seen together with what comes behind it is none.
    std::thread::sleep(Duration::from_millis(300));
    session.display.point(330, 100);
    let box_of = |pixels: &Pixels| pixels.part(14, 320, 20, 20);
    session.look_for("how far it is", |pixels| {
        pixels.at(600, 350) == before.at(600, 350) && box_of(pixels) != box_of(&before)
    });
    session.press(Key::ESCAPE);
    session.look_for("what was before", |pixels| *pixels == before);
    assert!(session.heard().is_empty(), "nothing else was shown");
    // It can go on.
    session.press(Key::RIGHT);
    assert_eq!(session.wait("shown")["frame"], 1);
    session.look_for("the next frame", |pixels| pixels.at(320, 180)[0] == 51);
    session.close().done();
}

#[test]
fn what_a_pass_wrote_is_looked_at_small_and_large() {
    let folder = Folder::with(MEMORY);
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    panel::open(&session);
    let red = |pixels: &Pixels| pixels.at(100, 400)[0];
    let has_red = |pixels: &Pixels| {
        let places = (310..420).flat_map(|y| (580..680).map(move |x| (x, y)));
        places
            .filter(|(x, y)| pixels.at(*x, *y)[0].abs_diff(82) <= 1 && pixels.at(*x, *y)[1] < 20)
            .count()
            > 1000
    };
    let before = session.look();
    assert!(red(&before).abs_diff(82) <= 1 && !has_red(&before));
    // Its name, and again; Esc does it, too.
    for _ in 0..2 {
        panel::click(&session, 606, 363);
        session.look_for("the target", |pixels| red(pixels) < 20);
        session.press(Key::ESCAPE);
        session.look_for("the picture", |pixels| red(pixels).abs_diff(82) <= 1);
    }
    // A screenshot is of what is shown, and is called so. Esc closes one thing at a time.
    panel::click(&session, 606, 363);
    session.look_for("the target", |pixels| red(pixels) < 20);
    session.press(Key::F2);
    let path = session.wait("screenshot")["path"].clone();
    let path = std::path::Path::new(path.as_str().unwrap());
    assert_eq!(path, folder.path("scene-memory-00000.png"));
    let still = Pixels::read(path);
    assert_eq!((still.width, still.height), (640, 360));
    assert!(still.at(320, 180)[0] < 20, "{:?}", still.at(320, 180));
    let look = session.settle();
    session.press(Key::letter('e'));
    session.look_for("the dialogue", |pixels| *pixels != look);
    session.press(Key::ESCAPE);
    session.look_for("the target again", |pixels| *pixels == look);
    session.press(Key::ESCAPE);
    session.look_for("the picture", |pixels| red(pixels).abs_diff(82) <= 1);
    panel::click(&session, 588, 300);
    session.look_for("the picture in the panel", has_red);
    session.close().done();
}

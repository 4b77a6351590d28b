//! A scene with state that stands: the frame that is shown stays the one it is, whatever is changed.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::display::{Key, Pixels};
use crate::folder::Folder;
use crate::panel;
use crate::session::Session;

/// Shows its parameter as red, the frames that were drawn as green and a part of blue, and the rest of that
/// if it feels a hand; white if the past frames are others than those before.
const LEVELS: &str = "\
//! size = [640, 360]
//! fps = 60
//! duration = 20.0
//! [params.level]
//! default = 0.5
//! min = 0.0
//! max = 1.0
//! [[pass]]
//! entry = \"count\"
//! target = \"sum\"
//! size = [16, 16]
//! format = \"r32float\"
//! history = 2
//! [[pass]]
//! entry = \"image\"
#import shaderpipe::frame
struct Params { level: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var sum: texture_2d<f32>;
@group(0) @binding(2) var sum_history: texture_2d_array<f32>;
@fragment fn count(@builtin(position) at: vec4f) -> @location(0) f32 {
    return textureLoad(sum, vec2u(at.xy), 0).r + 1.0;
}
@fragment fn image(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let frames = u32(textureLoad(sum, vec2u(), 0).r);
    let before = u32(textureLoad(sum_history, vec2u(), 1, 0).r);
    if frames > 2u && before + 2u != frames { return vec4f(1.0); }
    let held = select(0u, 128u, frame.mouse.z > 0.0);
    return vec4f(params.level * 255.0, f32(frames % 256u), f32(frames / 256u + held), 255.0) / 255.0;
}
";

/// The frame that is shown once nothing moves any more, how many were drawn for it, the parameter, and
/// whether it feels a hand.
fn seen(session: &mut Session) -> (u32, u32, u8, bool) {
    session.settle();
    session.press(Key::F2);
    let path = session.wait("screenshot")["path"].clone();
    let path: &Path = path.as_str().unwrap().as_ref();
    let name = path.file_name().unwrap().to_str().unwrap();
    let digits = name.strip_prefix("scene-").unwrap().get(..5).unwrap();
    let [level, low, high] = Pixels::read(path).at(320, 180);
    let count = u32::from(low) + 256 * u32::from(high % 128);
    (digits.parse().unwrap(), count, level, high >= 128)
}

#[test]
fn what_is_set_or_saved_while_it_stands_draws_the_same_frame_again() {
    let folder = Folder::with(LEVELS);
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused", "--start", "1"]);
    let before = seen(&mut session);
    assert_eq!(before, (60, 61, 128, false));
    panel::open(&session);
    let level = panel::drag(&session);
    assert_eq!(seen(&mut session), (60, 61, level, false), "the same frame");
    // A hand on the picture, as often as it moves.
    session.display.point(200, 300);
    session.settle();
    session.display.button(1, true);
    for step in 0..6 {
        session.display.point(200 + 10 * step, 300);
    }
    assert_eq!(seen(&mut session), (60, 61, level, true));
    session.display.button(1, false);
    assert_eq!(seen(&mut session), (60, 61, level, false));
    // A save, and one in which the frame has another number.
    folder.write(
        "scene.wgsl",
        LEVELS.replace("params.level *", "params.level * 0.5 *"),
    );
    session.wait("loaded");
    let (frame, count, half, _) = seen(&mut session);
    assert_eq!((frame, count), (60, 61));
    assert!(half.abs_diff(level / 2) <= 1, "{half} {level}");
    folder.write("scene.wgsl", LEVELS.replace("fps = 60", "fps = 30"));
    session.wait("loaded");
    assert_eq!(seen(&mut session), (30, 61, level, false));
    // From there it goes on, and back to where it begins.
    session.press(Key::RIGHT);
    assert_eq!(seen(&mut session), (31, 62, level, false));
    session.press(Key::LEFT);
    assert_eq!(seen(&mut session), (30, 31, level, false));
    session.press(Key::HOME);
    assert_eq!(seen(&mut session), (0, 1, level, false));
    session.close().done();
}

#[test]
fn where_it_is_paused_the_frame_stays_the_same() {
    let folder = Folder::with(LEVELS);
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    panel::open(&session);
    for _ in 0..2 {
        session.press(Key::SPACE);
        session.wait_for("shown", |event| event["frame"].as_u64() > Some(5));
        session.press(Key::SPACE);
        session.wait_for("playing", |event| event["playing"] == false);
        let (frame, count, before, _) = seen(&mut session);
        assert_eq!(count, frame + 1);
        let after = panel::drag(&session);
        assert_eq!(seen(&mut session), (frame, frame + 1, after, false));
        session.display.press_with_control(Key::letter('z'));
        assert_eq!(seen(&mut session), (frame, frame + 1, before, false));
        session.heard();
    }
    session.close().done();
}

#[test]
fn what_is_given_up_before_its_first_frame_and_saved_goes_on_from_what_is_shown() {
    let folder = Folder::with(LEVELS);
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused", "--start", "1"]);
    // A frame is wanted, a save comes, and another frame is wanted: the first is given up at any moment.
    let mut version = 1;
    for round in 0..6 {
        session.display.point(400, 350);
        session.settle();
        session.display.button(1, true);
        std::thread::sleep(Duration::from_millis(8 * round));
        folder.write("scene.wgsl", format!("{LEVELS}// Saved {round}.\n"));
        for step in 0..10 {
            session.display.point(420 + 4 * step, 350);
        }
        session.display.button(1, false);
        let is_new = |event: &Value| {
            event["frame"].as_u64() > Some(300) && event["version"].as_u64() > Some(version)
        };
        let (_, shown) = session.wait_for("shown", is_new);
        version = shown["version"].as_u64().unwrap();
        let (frame, count, _, _) = seen(&mut session);
        assert_eq!(count, frame + 1);
        session.press(Key::HOME);
        session.wait_for("shown", |event| event["frame"] == 0);
    }
    session.close().done();
}

//! A scene with state, under hands that go back and forth in it: its recording does all of it again.

use std::path::PathBuf;

use crate::display::{Key, Pixels, save};
use crate::folder::Folder;
use crate::panel;
use crate::run::shaderpipe;
use crate::session::Session;

/// Remembers where the mouse was, how often it was pressed, and the level of each frame.
pub(crate) const MEMORY: &str = "\
//! size = [640, 360]
//! fps = 30
//! duration = 5.0
//! [params.level]
//! default = 0.4
//! min = 0.0
//! max = 1.0
//! [[pass]]
//! entry = \"remember\"
//! target = \"memory\"
//! size = [640, 360]
//! format = \"rgba32float\"
//! [[pass]]
//! entry = \"image\"
#import shaderpipe::frame
struct Params { level: f32 }
@group(0) @binding(0) var<uniform> params: Params;
var memory: texture_2d<f32>;

@fragment fn remember(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let mouse = frame.mouse / frame.resolution.xyxy;
    let near = exp(-20.0 * distance(at.xy / frame.resolution, mouse.xy));
    let before = textureLoad(memory, vec2u(at.xy), 0);
    let now = vec4f(near, 0.0, params.level, 0.0);
    let pressed = select(0.0, 0.15, mouse.w > 0.0);
    return mix(before, now, vec4f(0.05, 0.0, 0.05, 0.0)) + vec4f(0.0, pressed, 0.0, 0.0);
}

@fragment fn image(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let was = textureLoad(memory, vec2u(at.xy), 0).rgb;
    return vec4f(was.g + params.level * 0.8, was.r, 2.0 * was.b, 1.0);
}
";

/// A picture that was asked for with F2.
struct Shot {
    frame: u64,
    path: PathBuf,
}

fn shot(session: &mut Session) -> Shot {
    session.press(Key::F2);
    let path = session.wait("screenshot")["path"]
        .as_str()
        .unwrap()
        .to_owned();
    let digits = path.rsplit_once("scene-").unwrap().1.get(..5).unwrap();
    Shot {
        frame: digits.parse().unwrap(),
        path: path.into(),
    }
}

/// As [`shot`]; the window shows the same, between what lies over the picture above and below.
fn seen(session: &mut Session) -> Shot {
    session.heard();
    let shown = session.settle();
    let shot = shot(session);
    let middle = |pixels: &Pixels| pixels.part(0, 65, 640, 200);
    let difference = middle(&shown).difference(&middle(&Pixels::read(&shot.path)));
    if difference > 1 {
        let path = save(&shown, "seen.png");
        panic!(
            "frame {} differs by {difference}: {}",
            shot.frame,
            path.display()
        );
    }
    shot
}

#[test]
fn what_hands_did_to_a_scene_with_state_is_done_again_however_they_went_about_it() {
    let folder = Folder::with(MEMORY);
    let (scene, take) = (folder.path("scene.wgsl"), folder.path("scene-input.toml"));
    let mut session = Session::open(&scene, [""; 0]);
    // What was done before it begins is not in it, nor in what is shown from then on.
    session.display.point(320, 180);
    session.display.button(1, true);
    session.display.button(1, false);
    session.wait_for("shown", |event| event["frame"].as_u64() > Some(3));
    session.display.press_with_control(Key::letter('r'));
    session.wait("recording");
    session.display.point(60, 60);
    session.display.button(1, true);
    for step in 1..8 {
        session.display.point(60 + 15 * step, 60 + 5 * step);
    }
    session.wait_for("shown", |event| event["frame"].as_u64() > Some(20));
    session.press(Key::SPACE);
    session.wait("playing");
    session.display.point(250, 100);
    session.display.button(1, false);
    session.settle();
    session.heard();
    // Back: the frames before are what hands made of them.
    session.press(Key::LEFT);
    session.wait("shown");
    let mut shots = vec![seen(&mut session)];
    let middle = shots[0].frame;
    assert!(
        Pixels::read(&shots[0].path).at(320, 180)[0] > 100,
        "it was pressed"
    );
    // Pressed while it stands, and let go.
    session.display.button(1, true);
    session.display.button(1, false);
    session.press(Key::RIGHT);
    session.wait_for("shown", |event| event["frame"] == middle + 1);
    shots.push(seen(&mut session));
    // Far forward by the bar, and to the start; every second frame of the way.
    session.display.point(330, 350);
    session.settle();
    session.display.button(1, true);
    session.wait("shown");
    session.display.button(1, false);
    session.display.point(100, 60);
    session.settle();
    let far = seen(&mut session);
    assert!(far.frame > middle + 30, "{} {middle}", far.frame);
    shots.push(far);
    // With another level from the next frame on, that is drawn again and again meanwhile.
    panel::open(&session);
    for _ in 0..2 {
        session.heard();
        session.press(Key::RIGHT);
        session.wait("shown");
        session.settle();
        if shots.len() == 3 {
            panel::drag(&session);
        }
        shots.push(shot(&mut session));
    }
    session.display.press_with_control(Key::letter('r'));
    assert!(session.wait("recording")["path"].is_null());
    session.close().done();

    let again = |frame: u64, name: &str| {
        let output = folder.path(name);
        let render = [
            "render".as_ref(),
            scene.as_os_str(),
            "-o".as_ref(),
            output.as_os_str(),
        ];
        let run = shaderpipe(render).args(["--input".as_ref(), take.as_os_str()]);
        run.args(["--start", &frame.to_string()]).end().done();
        Pixels::read(&output)
    };
    for Shot { frame, path } in &shots {
        let (shown, again) = (Pixels::read(path), again(*frame, "again.png"));
        let difference = again.difference(&shown);
        println!("frame {frame}: at most {difference} of 255");
        if difference > 1 {
            let paths = [(&shown, "shown.png"), (&again, "again.png")];
            let paths = paths.map(|(pixels, name)| save(pixels, name));
            let take = String::from_utf8(std::fs::read(&take).unwrap()).unwrap();
            panic!("frame {frame} differs by {difference}: {paths:?}, {take}");
        }
    }
    again(shots.last().unwrap().frame, "twice.png");
    assert!(
        folder.read("again.png") == folder.read("twice.png"),
        "twice the same"
    );
}

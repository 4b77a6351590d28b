//! An hour at the window, in seconds: what a person sees and does.

use std::time::{Duration, Instant};

use crate::display::{Key, Pixels};
use crate::folder::Folder;
use crate::session::Session;

/// Bars that move a pixel a frame, of one colour.
pub(crate) fn bars(red: &str) -> String {
    format!(
        "//! size = [640, 360]\n//! fps = 50\n//! duration = 4.0\n#import shaderpipe::frame\n\
         @fragment\nfn image(@builtin(position) position: vec4f) -> @location(0) vec4f {{\n\
         \x20   let bar = (u32(position.x) + frame.index) / 16u & 1u;\n\
         \x20   return vec4f({red}, f32(bar), position.y / frame.resolution.y, 1.0);\n}}\n"
    )
}

/// Red of the picture's middle, where no widget is.
fn red(pixels: &Pixels) -> u8 {
    pixels.at(320, 200)[0]
}

#[test]
fn a_scene_is_opened_played_changed_broken_and_mended() {
    let folder = Folder::with(bars("0.2"));
    let scene = folder.path("scene.wgsl");
    let mut session = Session::open(&scene, [""; 0]);
    assert!(session.display.title(session.window).contains("scene.wgsl"));

    // It plays, and Space stops it.
    session.wait_for("shown", |event| event["frame"].as_u64() > Some(5));
    session.press(Key::SPACE);
    assert_eq!(session.wait("playing")["playing"], false);
    let still = session.settle();
    session.heard();
    std::thread::sleep(Duration::from_millis(200));
    assert!(session.heard().is_empty(), "it stands");
    assert_eq!(red(&still), 51);

    // Steps and the start.
    session.press(Key::RIGHT);
    let frame = session.wait("shown")["frame"].as_u64().unwrap();
    session.press(Key::LEFT);
    assert_eq!(session.wait("shown")["frame"].as_u64(), Some(frame - 1));
    session.press(Key::HOME);
    assert_eq!(session.wait("shown")["frame"], 0);
    let first = session.settle();

    // The panel leaves the picture less room, and gives it back.
    session.press(Key::TAB);
    session.look_for("the panel", |pixels| {
        pixels.at(630, 100) != first.at(630, 100)
    });
    session.press(Key::TAB);
    session.look_for("the picture alone", |pixels| *pixels == first);

    // What is saved is shown, at the same frame.
    folder.write("scene.wgsl", bars("0.8"));
    let shown = session
        .wait_for("shown", |event| event["version"].as_u64() > Some(1))
        .1;
    assert_eq!(shown["frame"], 0);
    let second = session.settle();
    assert_eq!(red(&second), 204);

    // A mistake is shown in a box; around it is the last good picture, and it plays.
    folder.write("scene.wgsl", bars("0.5 + nonsense"));
    let broken = session.wait("broken");
    let message = broken["message"].as_str().unwrap();
    assert!(
        message.contains("scene.wgsl:8:24") && message.contains("^^^^^^^^"),
        "{message}"
    );
    let overlay = session.look_for("the mistake", |pixels| {
        pixels.at(30, 30) != second.at(30, 30)
    });
    assert_eq!(overlay.part(0, 300, 640, 60), second.part(0, 300, 640, 60));
    session.press(Key::SPACE);
    session.wait_for("shown", |event| event["frame"].as_u64() > Some(10));
    session.press(Key::HOME);

    // Mended, the box goes.
    folder.write("scene.wgsl", bars("0.4"));
    session.wait("loaded");
    session.look_for("the mended scene", |pixels| {
        red(pixels) == 102 && pixels.at(30, 30)[0] == 102
    });
    let ended = session.close().done();
    assert!(!ended.stderr.contains("error"), "{}", ended.stderr);
}

#[test]
fn screenshots_are_stills_and_never_replace_one_another() {
    let folder = Folder::with(bars("0.3"));
    let scene = folder.path("scene.wgsl");
    let mut session = Session::open(&scene, ["--paused", "--start", "1"]);
    for name in ["scene-00050.png", "scene-00050-2.png"] {
        session.press(Key::F2);
        let path = session.wait("screenshot")["path"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(path, folder.path(name).to_str().unwrap());
    }
    session.display.press_with_control(Key::letter('q'));
    session.end().done();
    let still = folder.path("still.png");
    crate::run::shaderpipe([
        "render".as_ref(),
        scene.as_os_str(),
        "--at".as_ref(),
        "1".as_ref(),
    ])
    .args(["-o".as_ref(), still.as_os_str()])
    .end()
    .done();
    for name in ["scene-00050.png", "scene-00050-2.png"] {
        assert_eq!(folder.read(name), folder.read("still.png"), "{name}");
    }
}

#[test]
fn a_drag_on_the_timeline_scrubs_and_the_loop_is_kept() {
    let folder = Folder::with(bars("0.3"));
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    // The pointer at the lower edge calls the bar.
    session.display.point(300, 350);
    session.settle();
    session.display.button(1, true);
    let frame = session.wait("shown")["frame"].as_u64().unwrap();
    session.display.point(330, 350);
    let later = session.wait("shown")["frame"].as_u64().unwrap();
    session.display.button(1, false);
    assert!(later > frame && frame > 10, "{frame} {later}");
    // What is repeated begins and ends where the keys say.
    session.display.point(300, 100);
    session.press(Key::HOME);
    session.press(Key::letter('i'));
    for _ in 0..3 {
        session.press(Key::RIGHT);
    }
    session.wait_for("shown", |event| event["frame"] == 3);
    session.press(Key::letter('o'));
    session.press(Key::SPACE);
    let frames: Vec<_> = (0..12)
        .map(|_| session.wait("shown")["frame"].clone())
        .collect();
    assert!(
        frames.iter().all(|frame| frame.as_u64() < Some(4)),
        "{frames:?}"
    );
    session.close().done();
}

#[test]
fn a_drag_with_the_right_button_makes_the_first_loop() {
    let folder = Folder::with(bars("0.3"));
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    session.display.point(300, 350);
    session.settle();
    let mut ends = [0, 0];
    for (end, x) in ends.iter_mut().zip([150, 250]) {
        session.display.point(x, 350);
        session.settle();
        session.heard();
        session.display.button(1, true);
        session.display.button(1, false);
        *end = session.wait("shown")["frame"].as_u64().unwrap();
    }
    // Each step is seen before the next: a press that ends in its frame is no drag.
    session.display.point(150, 350);
    session.settle();
    session.display.button(3, true);
    for x in [152, 180, 250] {
        session.display.point(x, 350);
        session.settle();
    }
    session.display.button(3, false);
    session.display.point(250, 100);
    session.settle();
    session.heard();
    session.press(Key::SPACE);
    let length = usize::try_from(ends[1] - ends[0] + 1).unwrap();
    let shown: std::collections::BTreeSet<_> = (0..3 * length)
        .filter_map(|_| session.wait("shown")["frame"].as_u64())
        .collect();
    let (first, last) = (shown.first().unwrap(), shown.last().unwrap());
    assert!(*first >= ends[0] && *last <= ends[1], "{ends:?}: {shown:?}");
    assert!(
        last - first > (ends[1] - ends[0]) / 2,
        "{ends:?}: {shown:?}"
    );
    session.close().done();
}

#[test]
fn a_scene_with_state_can_be_scrubbed_and_shows_what_an_export_does() {
    let folder = Folder::with(
        "//! size = [320, 180]\n//! fps = 30\n//! duration = 10.0\n\
         //! [[pass]]\n//! entry = \"grow\"\n//! target = \"sum\"\n//! size = [320, 180]\n//! format = \"rgba32float\"\n\
         //! [[pass]]\n//! entry = \"image\"\n\
         var sum: texture_2d<f32>;\n\
         @fragment\nfn grow(@builtin(position) at: vec4f) -> @location(0) vec4f {\n\
         \x20   return textureLoad(sum, vec2u(at.xy), 0) + vec4f(0.004, 0.002, 0.001, 0.0);\n}\n\
         @fragment\nfn image(@builtin(position) at: vec4f) -> @location(0) vec4f {\n\
         \x20   return vec4f(textureLoad(sum, vec2u(at.xy), 0).rgb, 1.0);\n}\n",
    );
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused", "--start", "3"]);
    let red = |session: &Session, frame: u64| {
        let expected = (255.0 * 0.004 * (frame + 1) as f64).round();
        session.look_for("the sum of the frames before", |pixels| {
            (f64::from(pixels.at(160, 90)[0]) - expected).abs() <= 1.0
        });
    };
    red(&session, 90);
    session.press(Key::HOME);
    assert_eq!(session.wait("shown")["frame"], 0);
    red(&session, 0);
    for _ in 0..2 {
        session.press(Key::RIGHT);
    }
    session.wait_for("shown", |event| event["frame"] == 2);
    red(&session, 2);
    session.press(Key::LEFT);
    session.wait_for("shown", |event| event["frame"] == 1);
    red(&session, 1);
    session.close().done();
}

#[test]
fn the_picture_keeps_its_shape_or_follows_the_window() {
    let folder = Folder::with(bars("0.6"));
    let scene = folder.path("scene.wgsl");
    let session = Session::open(&scene, ["--paused"]);
    session.display.resize(session.window, 700, 360);
    let boxed = session.look_for("bars at the sides", |pixels| {
        pixels.width == 700 && pixels.at(10, 180)[0] < 40 && pixels.at(40, 180)[0] == 153
    });
    assert!(boxed.at(690, 180)[0] < 40 && boxed.at(660, 180)[0] == 153);
    session.close().done();

    let mut session = Session::open(&scene, ["--paused", "--fit"]);
    session.display.resize(session.window, 500, 300);
    session.wait_for("loaded", |event| event["version"].as_u64() > Some(1));
    session.look_for("the picture everywhere", |pixels| {
        pixels.width == 500 && pixels.at(2, 2)[0] == 153 && pixels.at(497, 297)[0] == 153
    });
    session.close().done();
}

#[test]
fn standing_it_sleeps() {
    let folder = Folder::with(bars("0.6"));
    let mut session = Session::open_alone(&folder.path("scene.wgsl"), ["--paused"]);
    std::thread::sleep(Duration::from_millis(500));
    session.heard();
    let (before, start) = (session.processor_seconds(), Instant::now());
    std::thread::sleep(Duration::from_secs(4));
    let used = session.processor_seconds() - before;
    let share = used / start.elapsed().as_secs_f64();
    println!("paused, it uses {:.2} % of a core", 100.0 * share);
    assert!(share < 0.02, "{share}");
    session.close().done();
}

/// Counts the frames that were drawn, in the picture's red and green.
const COUNTER: &str = "\
//! size = [640, 360]
//! fps = 60
//! duration = 200.0
//! [[pass]]
//! entry = \"count\"
//! target = \"sum\"
//! size = [640, 360]
//! format = \"r32float\"
//! [[pass]]
//! entry = \"image\"
var sum: texture_2d<f32>;
@fragment fn count(@builtin(position) at: vec4f) -> @location(0) f32 {
    return textureLoad(sum, vec2u(at.xy), 0).r + 1.0;
}
@fragment fn image(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let frames = u32(textureLoad(sum, vec2u(at.xy), 0).r);
    return vec4f(vec2f(vec2u(frames % 256u, frames / 256u)) / 255.0, 0.0, 1.0);
}
";

/// The frame that is shown once nothing moves any more, and how many were drawn for it.
fn counted(session: &mut Session) -> (u32, u32) {
    session.settle();
    session.display.point(300, 100);
    session.settle();
    session.press(Key::F2);
    let path = session.wait("screenshot")["path"].clone();
    let path = path.as_str().unwrap();
    let digits = path.rsplit_once("scene-").unwrap().1.get(..5).unwrap();
    let [low, high, _] = Pixels::read(path.as_ref()).at(320, 180).map(u32::from);
    (digits.parse().unwrap(), low + 256 * high)
}

#[test]
fn what_is_given_up_on_the_way_to_a_frame_is_drawn_once() {
    let folder = Folder::with(COUNTER);
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    // A drag along the bar wants another frame again and again, before the one before is reached.
    session.display.point(80, 350);
    session.settle();
    session.heard();
    session.display.button(1, true);
    for step in 0..16 {
        session.display.point(84 + 4 * step, 350);
        std::thread::sleep(Duration::from_millis(90));
    }
    session.display.button(1, false);
    let reached = session.heard().len();
    assert!(
        reached < 12,
        "{reached} frames were reached: none is given up"
    );
    let (frame, count) = counted(&mut session);
    assert!(frame > 300, "{frame}");
    assert_eq!(count, frame + 1);
    session.close().done();
}

#[test]
fn a_save_on_the_way_to_a_frame_goes_on_from_where_that_is() {
    let folder = Folder::with(COUNTER);
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    session.display.point(150, 350);
    session.settle();
    session.heard();
    let click = |session: &Session| {
        session.display.button(1, true);
        session.display.button(1, false);
    };
    click(&session);
    folder.write("scene.wgsl", format!("{COUNTER}// Saved.\n"));
    std::thread::sleep(Duration::from_millis(500));
    assert!(session.heard().is_empty(), "the frame is still on its way");
    // Another frame is wanted, and the new version comes first.
    session.display.point(152, 350);
    click(&session);
    session.wait("loaded");
    let (frame, count) = counted(&mut session);
    assert!(frame > 300, "{frame}");
    assert_eq!(count, frame + 1);
    // Nothing of it is called like the state of this one: it is drawn from the start.
    folder.write("scene.wgsl", COUNTER.replace("sum", "total"));
    session.wait("loaded");
    assert_eq!(counted(&mut session), (frame, frame + 1));
    session.close().done();
}

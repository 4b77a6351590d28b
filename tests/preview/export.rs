//! Exports from the window, the command that does the same, and recordings that are done again.

use std::ffi::OsStr;
use std::path::Path;

use crate::display::{Key, Pixels};
use crate::folder::{Folder, PLAIN};
use crate::probe::{assert_stream, decode};
use crate::run::{BINARY, Run, shaderpipe};
use crate::session::Session;

/// A scene with more to draw than PLAIN: so many seconds of 640x360.
fn waves(seconds: u32) -> String {
    PLAIN
        .replace("[64, 36]", "[640, 360]")
        .replace("duration = 2.0", &format!("duration = {seconds}.0"))
}

/// Opens a scene that plays, and waits for its first picture.
fn playing<S: AsRef<OsStr>>(scene: &Path, args: impl IntoIterator<Item = S>) -> Session {
    let mut session = Session::start(scene, args);
    session.wait("shown");
    session
}

#[test]
fn an_export_goes_on_behind_the_window_and_the_copied_command_does_the_same() {
    let folder = Folder::with(waves(4));
    let scene = folder.path("it's a look.wgsl");
    std::fs::rename(folder.path("scene.wgsl"), &scene).unwrap();
    let mut session = playing(&scene, ["--set", "speed=0.25", "--size", "320x180"]);
    session.display.hold(Key::CONTROL, true);
    session.display.press_with(Key::SHIFT, Key::letter('e'));
    session.display.hold(Key::CONTROL, false);
    let command = session.wait("copied")["command"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(command.starts_with("shaderpipe render "), "{command}");

    session.press(Key::letter('e'));
    session.press(Key::RETURN);
    let path = session.wait("exporting")["path"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(Path::new(&path), folder.path("it's a look.mp4"));
    // The window goes on meanwhile.
    let mut shown = 0;
    let exported = loop {
        let event = session.next();
        match event["event"].as_str() {
            Some("shown") => shown += 1,
            Some("exported") => break event,
            Some("export-failed") => panic!("{event}"),
            _ => {}
        }
    };
    assert!(shown >= 3, "{shown} frames were shown meanwhile");
    assert_eq!(exported["frames"], 120);
    let expected = [
        "width=320",
        "height=180",
        "nb_read_frames=120",
        "r_frame_rate=30/1",
    ];
    assert_stream(Path::new(&path), &expected);
    session.close().done();

    let windows = folder.path("window's.mp4");
    std::fs::rename(&path, &windows).unwrap();
    let program = Path::new(BINARY).parent().unwrap().display();
    Run::of("/bin/sh")
        .args(["-c", &format!("PATH='{program}':\"$PATH\"; {command}")])
        .end()
        .done();
    let same = std::fs::read(&path).unwrap() == std::fs::read(windows).unwrap();
    assert!(same, "the command writes another file: {command}");
}

#[test]
fn closing_the_window_asks_and_then_leaves_neither_a_file_nor_a_process() {
    let folder = Folder::with(waves(600));
    let mut session = playing(&folder.path("scene.wgsl"), [""; 0]);
    session.press(Key::letter('e'));
    session.press(Key::RETURN);
    session.wait("exporting");
    session.running.child("ffmpeg");
    session.display.close(session.window);
    // It asks; the preview goes on: more than a frame that was drawn already.
    let heard = session.heard();
    let frames = heard.iter().filter_map(|event| event["frame"].as_u64());
    let last = frames.max().unwrap_or_default();
    session.wait_for("shown", |event| event["frame"].as_u64() > Some(last + 3));
    session.close().done();
    assert_eq!(folder.names(), ["scene.wgsl"]);
}

#[test]
fn what_ffmpeg_says_is_shown() {
    let folder = Folder::with(waves(2));
    let scene = folder.path("scene.wgsl");
    let ffmpeg = folder.program("ffmpeg", "echo 'the encoder has a cold' >&2; exit 1");
    let args = ["--ffmpeg".as_ref(), ffmpeg.as_os_str()];
    let mut session = playing(&scene, args);
    session.press(Key::letter('e'));
    session.press(Key::RETURN);
    let message = session.wait("export-failed")["message"].to_string();
    assert!(message.contains("the encoder has a cold"), "{message}");
    session.close().done();
    assert_eq!(folder.names(), ["ffmpeg", "scene.wgsl"]);
}

/// Shows the mouse, some keys, the turn of the view and the time, each in a part of the picture.
pub(crate) const HANDS: &str = "\
//! size = [640, 360]
//! fps = 30
//! duration = 20.0
#import shaderpipe::frame
@group(0) @binding(0) var keyboard: texture_2d<f32>;

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    let mouse = frame.mouse / frame.resolution.xyxy;
    if uv.y < 0.25 { return vec4f(0.5 + 0.5 * mouse.xy, 0.5 + 0.4 * sign(mouse.z), 1.0); }
    if uv.y < 0.5 {
        let held = textureLoad(keyboard, vec2u(65u, 0u), 0).r;
        let toggled = textureLoad(keyboard, vec2u(32u, 2u), 0).r;
        return vec4f(held, toggled, 0.5, 1.0);
    }
    if uv.y < 0.75 { return vec4f(0.5 + 0.1 * frame.orbit, 1.0); }
    return vec4f(vec3f(fract(frame.time)), 1.0);
}
";

#[test]
fn what_hands_did_is_done_again_in_an_export() {
    let folder = Folder::with(HANDS);
    let (scene, take) = (folder.path("scene.wgsl"), folder.path("take.toml"));
    let shot = folder.path("shot.png");
    let args = [
        "--record-input".as_ref(),
        take.as_os_str(),
        "--screenshot".as_ref(),
        shot.as_os_str(),
        "--exit-after".as_ref(),
        "150".as_ref(),
    ];
    let mut session = Session::start(&scene, args);
    session.wait("shown");
    let display = &session.display;
    display.point(100, 100);
    display.button(1, true);
    display.point(200, 150);
    display.point(320, 90);
    display.button(4, true);
    display.button(4, false);
    // The scene's, as it reads the keyboard: it does not pause.
    display.press(Key::SPACE);
    display.hold(Key::letter('a'), true);
    // The recording beside the scene is no change of it: no frame is drawn twice.
    let mut last = 0;
    loop {
        let event = session.next();
        match event["event"].as_str() {
            Some("shown") => last = event["frame"].as_u64().unwrap(),
            Some("loaded") => panic!("it was loaded again"),
            Some("screenshot") => break,
            _ => {}
        }
    }
    session.end().done();
    assert_eq!(last, 149);

    let again = |name: &str| {
        let output = folder.path(name);
        let render = [
            "render".as_ref(),
            scene.as_os_str(),
            "-o".as_ref(),
            output.as_os_str(),
        ];
        shaderpipe(render)
            .args(["--input".as_ref(), take.as_os_str()])
            .args(["--start", &last.to_string()])
            .end()
            .done();
        Pixels::read(&output)
    };
    let (first, second) = (again("first.png"), again("second.png"));
    assert!(first == second);
    let seen = Pixels::read(&shot);
    let difference = first.difference(&seen);
    if difference > 1 {
        let [seen, again] = [(&seen, "seen.png"), (&first, "again.png")];
        let paths = [seen, again].map(|(pixels, name)| crate::display::save(pixels, name));
        let take = String::from_utf8(folder.read("take.toml")).unwrap();
        panic!("they differ by {difference}: {paths:?}, {take}");
    }
    let shares = |x: f64, y: f64| first.at((x * 640.0) as usize, (y * 360.0) as usize);
    let [red, green, blue] = shares(0.5, 0.1);
    assert!(
        red > 190 && green > 150 && blue > 200,
        "the mouse is held there"
    );
    assert_eq!(
        shares(0.5, 0.3)[..2],
        [255, 255],
        "A is held, Space was pressed"
    );
    assert_ne!(shares(0.5, 0.6), [128, 128, 153], "the view is turned");
    // Videos do it again, too, and twice the same.
    let video = |name: &str| {
        let output = folder.path(name);
        let render = [
            "render".as_ref(),
            scene.as_os_str(),
            "-o".as_ref(),
            output.as_os_str(),
        ];
        let args = ["--input".as_ref(), take.as_os_str()];
        let run = shaderpipe(render)
            .args(args)
            .args(["--frames", "40", "--codec", "ffv1"]);
        run.end().done();
        decode(&output, "rgb24")
    };
    assert!(video("one.mkv") == video("two.mkv"));
}

#[test]
fn a_scene_that_reads_the_keyboard_has_the_keys_and_the_window_has_them_with_control() {
    let folder = Folder::with(HANDS);
    let mut session = playing(&folder.path("scene.wgsl"), [""; 0]);
    session.press(Key::SPACE);
    session.display.press_with_control(Key::SPACE);
    assert_eq!(session.wait("playing")["playing"], false);
    session.heard();
    session.display.press_with_control(Key::letter('r'));
    let path = session.wait("recording")["path"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(Path::new(&path), folder.path("scene-input.toml"));
    session.display.press_with_control(Key::letter('r'));
    assert!(session.wait("recording")["path"].is_null());
    session.close().done();
}

#[test]
fn a_recording_replaces_nothing_but_recordings() {
    let folder = Folder::with(PLAIN);
    let scene = folder.path("scene.wgsl");
    let preview = ["preview".as_ref(), scene.as_os_str()];
    let run = shaderpipe(preview).args(["--record-input".as_ref(), scene.as_os_str()]);
    run.end().is(1).says(&["--record-input", "end it in .toml"]);
    assert_eq!(folder.read("scene.wgsl"), PLAIN.as_bytes());
    let presets = "[dusk]\nspeed = 0.5\n";
    folder.write("scene.presets.toml", presets);
    let other = folder.path("scene.presets.toml");
    let run = shaderpipe(preview).args(["--record-input".as_ref(), other.as_os_str()]);
    run.end().is(1).says(&["--record-input", "no recording"]);
    assert_eq!(folder.read("scene.presets.toml"), presets.as_bytes());
}

#[test]
fn another_frame_rate_ends_a_recording() {
    let folder = Folder::with(PLAIN);
    let mut session = playing(&folder.path("scene.wgsl"), [""; 0]);
    session.display.press_with_control(Key::letter('r'));
    assert!(session.wait("recording")["path"].is_string());
    folder.write("scene.wgsl", PLAIN.replace("0.5 *", "0.4 *"));
    session.wait("loaded");
    folder.write("scene.wgsl", PLAIN.replace("fps = 30", "fps = 25"));
    assert!(session.wait("recording")["path"].is_null());
    session.close().done();
}

//! `--ssaa`, `--motion-blur` and `--loop` as their users meet them.

use serde_json::Value;

use crate::folder::{Folder, PLAIN};
use crate::run::{Ended, shaderpipe};

/// White from the middle of the middle pixel on.
const EDGE: &str = "\
//! size = [9, 2]
struct F { resolution: vec2f }
@group(0) @binding(0) var<uniform> frame: F;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(vec3f(step(0.5, position.x / frame.resolution.x)), 1.0);
}
";

fn render(folder: &Folder, args: &[&str]) -> Ended {
    let run = shaderpipe(["render", "scene.wgsl", "-o", "-", "--pixel-format", "rgb24"]);
    run.args(args).folder(folder.root()).end()
}

fn raw(folder: &Folder, args: &[&str]) -> Vec<u8> {
    render(folder, args).done().stdout
}

#[test]
fn one_sample_and_one_moment_are_the_plain_frame() {
    let folder = Folder::with(PLAIN);
    let plain = raw(&folder, &[]);
    assert!(plain == raw(&folder, &["--ssaa", "1", "--ssaa-filter", "lanczos"]));
    assert!(plain == raw(&folder, &["--motion-blur", "1", "--shutter", "360"]));
    assert!(plain != raw(&folder, &["--motion-blur", "2"]));
}

#[test]
fn half_white_is_188_and_not_128() {
    let folder = Folder::with(EDGE);
    for args in [
        ["--ssaa", "2", "--ssaa-filter", "box"].as_slice(),
        &["--ssaa", "4"],
    ] {
        let drawn = raw(&folder, &[&["--frames", "1", "--no-dither"], args].concat());
        let row: Vec<u8> = drawn.chunks(3).take(9).map(|pixel| pixel[0]).collect();
        assert_eq!((row[0], row[4], row[8]), (0, 188, 255), "{args:?}: {row:?}");
    }
}

#[test]
fn fine_frames_are_the_same_bytes_in_any_run() {
    let folder = Folder::with(PLAIN);
    let fine = ["--ssaa", "1.7", "--motion-blur", "3", "--frames", "6"];
    let all = raw(&folder, &fine);
    assert_eq!(all.len(), 6 * 64 * 36 * 3);
    for more in [["--buffers", "1"], ["--readback", "staging"]] {
        assert!(
            all == raw(&folder, &[fine.as_slice(), &more].concat()),
            "{more:?}"
        );
    }
    let some = raw(
        &folder,
        &[
            "--ssaa",
            "1.7",
            "--motion-blur",
            "3",
            "--start",
            "4",
            "--frames",
            "2",
        ],
    );
    assert!(some == all[4 * 64 * 36 * 3..]);
}

#[test]
fn a_report_tells_how_finely() {
    let folder = Folder::with(PLAIN);
    let report = |args: &[&str]| -> Value {
        raw(
            &folder,
            &[&["--frames", "1", "--report", "r.json"], args].concat(),
        );
        serde_json::from_slice(&folder.read("r.json")).unwrap()
    };
    let plain = report(&[]);
    let quality = &plain["quality"];
    assert_eq!(
        (&quality["ssaa"], &quality["motion_blur"]),
        (&1.0.into(), &1.into())
    );
    assert!(quality["ssaa_filter"].is_null() && quality["shutter"].is_null());
    assert!(plain["loop"].is_null());
    let fine = report(&["--ssaa", "2.5", "--motion-blur", "4", "--shutter", "90"]);
    let quality = &fine["quality"];
    assert_eq!(quality["ssaa"], 2.5);
    assert_eq!(quality["ssaa_filter"], "tent");
    assert_eq!(quality["motion_blur"], 4);
    assert_eq!(quality["shutter"], 90.0);
}

#[test]
fn what_has_no_effect_is_said() {
    let folder = Folder::with(
        "\
//! size = [16, 8]
//! [[pass]]
//! entry = \"grow\"
@group(0) @binding(0) var picture: texture_2d<f32>;
@fragment
fn grow(@builtin(position) p: vec4f) -> @location(0) vec4f {
    return textureLoad(picture, vec2u(p.xy), 0) + 0.1;
}
",
    );
    let ended = render(
        &folder,
        &["--frames", "2", "--ssaa", "2", "--motion-blur", "4"],
    )
    .done();
    let ended = ended.says(&[
        "warning: ",
        "`grow`",
        "--ssaa and --motion-blur have no effect",
    ]);
    let plain = render(&folder, &["--frames", "2"]).done();
    assert!(plain.stdout == ended.stdout && !plain.stderr.contains("--ssaa"));
}

/// A scene of 20 frames whose red is `formula`.
fn looping(formula: &str) -> Folder {
    Folder::with(format!(
        "//! size = [16, 8]\n//! fps = 10\n//! duration = 2.0\n#import shaderpipe::frame\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
         return vec4f({formula}, p.x / 16.0, 0.5, 1.0); }}\n"
    ))
}

/// What the check of a loop says, and its report.
fn check(formula: &str) -> (String, Value) {
    let folder = looping(formula);
    let ended = render(&folder, &["--loop", "--frames", "1", "--report", "r.json"]).done();
    let report: Value = serde_json::from_slice(&folder.read("r.json")).unwrap();
    (ended.stderr, report["loop"].clone())
}

#[test]
fn a_loop_is_seamless_if_it_closes_and_does_not_jump() {
    for formula in [
        "0.5 + 0.5 * sin(6.2831853 * frame.progress)",
        "0.5 + 0.5 * sin(3.14159265 * frame.time)",
        "0.5",
    ] {
        let (words, report) = check(formula);
        assert!(
            words.contains("note: the loop is seamless: frame 20"),
            "{words}"
        );
        assert_eq!(report["frames"], 20);
        assert_eq!(
            (&report["closes"], &report["is_smooth"]),
            (&true.into(), &true.into())
        );
    }
}

#[test]
fn a_loop_that_does_not_close_or_jumps_is_warned_of() {
    // Frame 20 is 0.4 brighter than frame 0.
    let (words, report) = check("0.2 * frame.time");
    assert!(
        words.contains("warning: the loop does not close: frame 20"),
        "{words}"
    );
    assert_eq!(
        (&report["closes"], &report["closing"]["max"]),
        (&false.into(), &102.into())
    );
    let mean = report["closing"]["mean"].as_f64().unwrap();
    assert!((mean - 102.0 / 3.0).abs() < 0.01, "{report}");
    // Progress wraps, so that frame 20 is frame 0; but the last frame is far from it.
    let (words, report) = check("frame.progress");
    assert!(words.contains("warning: the loop jumps"), "{words}");
    assert_eq!(
        (&report["closes"], &report["is_smooth"]),
        (&true.into(), &false.into())
    );
    assert!(report["closing"]["psnr"].is_null());
}

#[test]
fn a_loop_with_state_is_drawn_whole() {
    let folder = Folder::with(
        "\
//! size = [16, 8]
//! fps = 10
//! duration = 2.0
//! [[pass]]
//! entry = \"count\"
//! target = \"counted\"
//! [[pass]]
//! entry = \"shown\"
@group(0) @binding(0) var counted: texture_2d<f32>;
@fragment
fn count() -> @location(0) vec4f { return textureLoad(counted, vec2u(), 0) + 1.0; }
@fragment
fn shown() -> @location(0) vec4f {
    return vec4f(textureLoad(counted, vec2u(), 0).x / 255.0, 0.0, 0.0, 1.0);
}
",
    );
    let ended = render(&folder, &["--loop", "--frames", "1", "--report", "r.json"]).done();
    ended.says(&["the loop does not close"]);
    let report: Value = serde_json::from_slice(&folder.read("r.json")).unwrap();
    assert_eq!(report["loop"]["closing"]["max"], 20, "{report:#}");
    assert_eq!(report["loop"]["jump"]["max"], 19, "{report:#}");
}

#[test]
fn a_loop_with_state_is_drawn_whole_without_preroll_too() {
    // Counts frames, and shows a wave of 20 of them: with any left out it would not close.
    let folder = Folder::with(
        "\
//! size = [16, 8]
//! fps = 10
//! duration = 2.0
//! preroll = false
//! [[pass]]
//! entry = \"count\"
//! target = \"counted\"
//! [[pass]]
//! entry = \"shown\"
@group(0) @binding(0) var counted: texture_2d<f32>;
@fragment
fn count() -> @location(0) vec4f { return textureLoad(counted, vec2u(), 0) + 1.0; }
@fragment
fn shown() -> @location(0) vec4f {
    let wave = abs(2.0 * fract(textureLoad(counted, vec2u(), 0).x / 20.0) - 1.0);
    return vec4f(wave, 0.0, 0.0, 1.0);
}
",
    );
    let ended = render(&folder, &["--loop", "--frames", "1", "--report", "r.json"]).done();
    ended.says(&["note: the loop is seamless: frame 20"]);
    let report: Value = serde_json::from_slice(&folder.read("r.json")).unwrap();
    assert!(report["loop"]["closing"]["psnr"].is_null(), "{report:#}");
    assert_eq!(report["loop"]["jump"]["max"], 26, "{report:#}");
}

//! Parameters on the command line: `--set`, preset files, and what scenes may say of them.

use crate::folder::{Folder, PLAIN};
use crate::run::{Ended, shaderpipe};

/// Every parameter shows in a pixel of its own: x by x, each component a code of 0 to 255.
const SHOWN: &str = "\
//! size = [16, 2]
//! fps = 10
//! duration = 2.0
//! [params.tint]
//! widget = \"color\"
//! default = \"#102030\"
//! [params.veil]
//! default = \"#10203040\"
//! [params.mode]
//! options = [\"soft\", \"hard\"]
//! [params.on]
//! widget = \"checkbox\"
//! default = true
//! [params.moving]
//! min = 0
//! max = 255
//! [[params.moving.keys]]
//! time = 0.0
//! value = 10.0
//! [[params.moving.keys]]
//! time = 1.0
//! value = 110.0
struct Params { tint: vec3f, veil: vec4f, mode: u32, on: u32, moving: f32 }
@group(0) @binding(0) var<uniform> params: Params;

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let moving = vec3f(params.moving, f32(params.mode), f32(params.on)) / 255.0;
    let veil = select(params.veil.rgb, params.veil.aaa, position.x > 8.0);
    return vec4f(select(veil, select(moving, params.tint, position.x > 8.0), position.y > 1.0), 1.0);
}
";

/// What the parameters are in a frame: the tint, the veil with its alpha, and the three numbers.
fn shown(folder: &Folder, args: &[&str]) -> [Vec<u8>; 3] {
    let run = shaderpipe(["render", "scene.wgsl", "-o", "-", "--pixel-format", "rgb24"]);
    let run = run.args(["--no-dither"]).args(args).folder(folder.root());
    let frame = run.end().done().stdout;
    assert_eq!(frame.len(), 16 * 2 * 3);
    let pixel = |x: usize, y: usize| frame[3 * (16 * y + x)..][..3].to_vec();
    let veil = [pixel(0, 0), pixel(15, 0)[..1].to_vec()].concat();
    [pixel(15, 1), veil, pixel(0, 1)]
}

fn fails(folder: &Folder, args: &[&str]) -> Ended {
    let run = shaderpipe(["render", "scene.wgsl", "-o", "out.png"]).args(args);
    let ended = run.folder(folder.root()).end().is(1);
    assert!(!folder.path("out.png").exists());
    ended
}

#[test]
fn colours_options_and_flags_are_values() {
    let folder = Folder::with(SHOWN);
    let plain = shown(&folder, &["--frames", "1"]);
    assert_eq!(
        plain,
        [vec![16, 32, 48], vec![16, 32, 48, 64], vec![10, 0, 1]]
    );
    let args = "--frames 1 --set tint=#f80 --set veil=#ff8800 --set mode=hard --set on=false";
    let set = shown(&folder, &args.split(' ').collect::<Vec<_>>());
    assert_eq!(
        set,
        [vec![255, 136, 0], vec![255, 136, 0, 255], vec![10, 1, 0]]
    );
    // A scene in linear light gets linear light, which ends as the same code.
    let linear = Folder::with(format!("//! color = \"linear\"\n{SHOWN}"));
    let [tint, ..] = shown(&linear, &["--frames", "1", "--set", "tint=#ff8800"]);
    assert_eq!(tint, [255, 136, 0]);
}

#[test]
fn keys_move_a_parameter_until_it_is_set() {
    let folder = Folder::with(SHOWN);
    let moving = |args: &[&str]| shown(&folder, args)[2][0];
    assert_eq!(moving(&["--frames", "3..4"]), 40);
    assert_eq!(moving(&["--frames", "15..16"]), 110);
    assert_eq!(moving(&["--frames", "3..4", "--speed", "2"]), 70);
    assert_eq!(moving(&["--frames", "3..4", "--set", "moving=7"]), 7);
    folder.write("looks.toml", "moving = 9\n");
    assert_eq!(
        moving(&["--frames", "3..4", "--preset-file", "looks.toml"]),
        9
    );
}

#[test]
fn presets_come_before_set_and_behind_defaults() {
    let folder = Folder::with(SHOWN);
    folder.write(
        "looks.toml",
        "mode = \"hard\"\ntint = [1, 0, 1]\n[dusk]\ntint = \"#010203\"\non = false\n[dawn]\nmode = 0\n",
    );
    let with = |args: &str| {
        let args = format!("--frames 1 --preset-file looks.toml {args}");
        shown(&folder, &args.split_whitespace().collect::<Vec<_>>())
    };
    let [tint, _, numbers] = with("");
    assert_eq!((tint, numbers), (vec![255, 0, 255], vec![10, 1, 1]));
    let [tint, _, numbers] = with("--preset-name dusk");
    assert_eq!((tint, numbers), (vec![1, 2, 3], vec![10, 1, 0]));
    let [tint, _, numbers] = with("--preset-name dusk --set tint=#030201 --set mode=soft");
    assert_eq!((tint, numbers), (vec![3, 2, 1], vec![10, 0, 0]));
    let [tint, _, numbers] = with("--preset-name dawn");
    assert_eq!((tint, numbers), (vec![255, 0, 255], vec![10, 0, 1]));
    // Another preset may be of another version of the scene.
    folder.write(
        "looks.toml",
        "[dusk]\ntint = \"#010203\"\n[noon]\nmode = 7\n[old]\ngone = 1\n",
    );
    let [tint, ..] = with("--preset-name dusk");
    assert_eq!(tint, vec![1, 2, 3]);
}

#[test]
fn a_preset_that_does_not_fit_is_shown_at_its_line() {
    let folder = Folder::with(SHOWN);
    for (preset, words) in [
        (
            "on = true\ntnit = 1\n",
            [
                "looks.toml:2:1",
                "no parameter `tnit`",
                "did you mean 'tint'?",
            ],
        ),
        (
            "mode = \"wild\"\n",
            [
                "looks.toml:1:8",
                "does not fit the type of `mode`",
                "one of soft, hard",
            ],
        ),
        (
            "mode = 2\n",
            ["looks.toml:1:8", "out of range: 2", "one of soft, hard"],
        ),
        (
            "on = 0.5\n",
            ["looks.toml:1:6", "does not fit", "true or false"],
        ),
        (
            "tint = \"#12\"\n",
            ["looks.toml:1:8", "a colour (vec3f)", "`tint = \"#ff8800\"`"],
        ),
        (
            "tint = \"#12345678\"\n",
            ["looks.toml:1:8", "does not fit", "#ff8800"],
        ),
        (
            "moving = 256\n",
            ["looks.toml:1:10", "out of range: 256", "0 to 255"],
        ),
        (
            "[a]\non = true\n[b]\nmoving = [1, 2]\n",
            ["looks.toml:4:10", "a number (f32)", "`moving = 0.5`"],
        ),
        (
            "[a]\non = true\n",
            ["looks.toml", "none is chosen", "--preset-name: a"],
        ),
        ("on = yes\n", ["looks.toml:1:6", "TOML", "^"]),
        ("", ["looks.toml", "no value", "NAME = value"]),
    ] {
        folder.write("looks.toml", preset);
        fails(&folder, &["--preset-file", "looks.toml"]).says(&words);
    }
    folder.write("looks.toml", "on = true\n[dusk]\n");
    let args = ["--preset-file", "looks.toml", "--preset-name", "dsk"];
    fails(&folder, &args).says(&["looks.toml", "no preset 'dsk'", "--preset-name dusk"]);
    fails(&folder, &["--preset-file", "none.toml"]).says(&[
        "none.toml",
        "--preset-file",
        "No such file",
    ]);
    folder.write("looks.toml", b"on = true # \xff\n");
    fails(&folder, &["--preset-file", "looks.toml"]).says(&["looks.toml:1", "UTF-8"]);
}

#[test]
fn what_is_set_wrongly_says_what_would_do() {
    let folder = Folder::with(SHOWN);
    for (value, words) in [
        (
            "mode=wild",
            ["'wild' is no value", "one of soft, hard, such as soft"],
        ),
        ("on=2", ["2 is outside the range", "true or false"]),
        ("on=0.5", ["'0.5' is no value", "true or false"]),
        ("tint=red", ["'red' is no value", "such as #ff8800"]),
        ("tint=#ff88001", ["is no value", "such as #ff8800"]),
        (
            "moving=#fff",
            ["is no value", "a number (f32), such as 0.5"],
        ),
        ("moving=-1", ["-1 is outside the range", "0 to 255"]),
    ] {
        fails(&folder, &["--set", value]).says(&["error: --set", words[0], words[1]]);
    }
}

#[test]
fn front_matter_and_wgsl_must_agree() {
    let checks = |front_matter: &str, field: &str, words: &[&str]| {
        let declared = format!("struct Params {{ {field} }}\n");
        let scene = PLAIN.lines().filter(|line| !line.starts_with("//!"));
        let scene = scene.map(|line| match line.starts_with("struct Params") {
            true => declared.trim_end(),
            false => line,
        });
        let scene: Vec<&str> = scene.collect();
        let folder = Folder::with(format!("{front_matter}\n{}\n", scene.join("\n")));
        let run = shaderpipe(["check", "scene.wgsl"]).folder(folder.root());
        run.end().is(1).says(words);
    };
    let plain = "speed: f32, tint: vec3f";
    for (front_matter, words) in [
        (
            "//! params.speed.widget = \"color\"",
            [
                "scene.wgsl:1:27",
                "`speed` is f32: it cannot have the widget \"color\"",
                "vec3f or vec4f",
            ],
        ),
        (
            "//! params.tint.widget = \"point\"",
            ["scene.wgsl:1:26", "`tint` is vec3f", "vec2f"],
        ),
        (
            "//! params.speed.options = [\"a\", \"b\"]",
            [
                "scene.wgsl:1:28",
                "it cannot have the widget \"menu\"",
                "u32 or i32",
            ],
        ),
        (
            "//! params.tint.min = [0, 1]",
            ["scene.wgsl:1:23", "this bound has 2", "one for each"],
        ),
        (
            "//! params.tint = { max = [1, 1, 0.5], default = [1, 1, 1] }",
            [
                "scene.wgsl:1:50",
                "the default is out of range: 1",
                "at most [1.0, 1.0, 0.5]",
            ],
        ),
        (
            "//! params.tint.default = \"#fffff\"",
            [
                "scene.wgsl:1:27",
                "the default does not fit",
                "`default = [1, 0.5, 0]`",
            ],
        ),
        (
            "//! params.speed.keys = [{ time = 0, value = [1, 2] }]",
            [
                "scene.wgsl:1:46",
                "this key's value does not fit",
                "`value = 0.5`",
            ],
        ),
        (
            "//! params.speed = { max = 1, keys = [{ time = 0, value = 2 }] }",
            [
                "scene.wgsl:1:59",
                "this key's value is out of range: 2",
                "at most 1",
            ],
        ),
        (
            "//! params.speed = { widget = \"checkbox\", keys = [{ time = 0, value = true, easing = \"linear\" }] }",
            ["scene.wgsl:1:86", "can only jump", "\"step\""],
        ),
        (
            "//! params.speed = { widget = \"event\", spring = { frequency = 1 } }",
            [
                "scene.wgsl:1:49",
                "cannot follow a spring",
                "leave `spring` out",
            ],
        ),
    ] {
        checks(front_matter, plain, &words);
    }
}

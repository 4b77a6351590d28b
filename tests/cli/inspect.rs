//! `inspect`, `check --json` and `--allow-path`: what programs and people learn of a scene.

use serde_json::Value;

use crate::folder::{Folder, PLAIN};
use crate::run::shaderpipe;

const SCENE: &str = "//! title = \"Cells\"\n//! size = [64, 32]\n//! [params.speed]\n//! default = 2.0\n\
    //! min = 0.0\n//! max = 4.0\n//! [buffers.hits]\n//! per_pixel = 4\n//! [textures.wood]\n\
    //! file = \"wood.png\"\n//! [[pass]]\n//! entry = \"grow\"\n//! target = \"cells\"\n//! size = 0.5\n\
    //! format = \"r32uint\"\n//! repeat = 2\n//! history = 3\n//! [[pass]]\n//! entry = \"count\"\n\
    //! dispatch = [4, 2, 1]\n//! [[pass]]\n//! entry = \"image\"\n\
    #import \"lib/light.wgsl\" as light\n\
    struct Params { speed: f32 }\n@group(0) @binding(0) var<uniform> params: Params;\n\
    @group(0) @binding(0) var cells: texture_2d<u32>;\n\
    @group(0) @binding(0) var wood: texture_2d<f32>;\n\
    @group(0) @binding(0) var<storage, read_write> hits: array<atomic<u32>>;\n\
    @fragment fn grow() -> @location(0) u32 { return textureLoad(cells, vec2u(0), 0).r; }\n\
    @compute @workgroup_size(16) fn count(@builtin(global_invocation_id) at: vec3u) {\n\
      atomicAdd(&hits[at.x], 1u); }\n\
    @fragment fn image() -> @location(0) vec4f {\n\
      return light::shade(f32(textureLoad(cells, vec2u(0), 0).r) * params.speed); }\n";

fn folder() -> Folder {
    let folder = Folder::with(SCENE);
    std::fs::create_dir(folder.path("lib")).unwrap();
    let light =
        "#import shaderpipe::frame\nfn shade(x: f32) -> vec4f { return vec4f(x * frame.time); }\n";
    folder.write("lib/light.wgsl", light);
    folder.write("wood.png", "");
    folder
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

#[test]
fn inspect_says_what_a_scene_is_made_of() {
    let folder = folder();
    let inspect = |args: &[&str]| {
        let run = shaderpipe(["inspect", "scene.wgsl"]).args(args);
        // Neither a driver nor FFmpeg.
        let run = run
            .env("VK_ICD_FILENAMES", "/nonexistent")
            .env("PATH", "/nonexistent");
        run.folder(folder.root()).end().done().text()
    };
    let text = inspect(&[]);
    for words in [
        "scene.wgsl: Cells\n64x32 at 60 fps, 10 s; with state",
        "grow   fragment  writes cells    reads cells  2 times a frame, has state",
        "count  compute                   reads hits   4 × 2 × 1 workgroups, has state",
        "cells    32x16  r32uint      two in turns, 3 past frames",
        "hits  8192 bytes",
        "wood  texture  wood.png",
        "speed  f32  default 2  0 to 4",
        "lib/light.wgsl",
        "history  cells    12.0 KiB",
        "texture  wood     as its file is",
        "all               40.0 KiB",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
    let object = json(&inspect(&["--json", "--size", "128x64"]));
    assert_eq!(
        (&object["width"], &object["height"]),
        (&128.into(), &64.into())
    );
    assert_eq!(object["passes"][0]["entry"], "grow");
    assert_eq!(object["passes"][0]["targets"][0], "cells");
    assert_eq!(object["passes"][1]["dispatch"][1], 2);
    assert_eq!(object["targets"][1]["width"], 64);
    assert_eq!(object["parameters"][0]["type"], "f32");
    let items = object["memory"]["items"].as_array().unwrap();
    let known: u64 = items.iter().filter_map(|item| item["bytes"].as_u64()).sum();
    assert_eq!(object["memory"]["total"], known);
    // The picture, the cells in turns, three past frames of them twice, and the buffer.
    assert_eq!(known, 128 * 64 * 8 + 64 * 32 * 4 * (2 + 6) + 128 * 64 * 4);
}

#[test]
fn check_tells_editors_each_mistake_on_a_line() {
    let folder = Folder::with(PLAIN);
    folder.write(
        "bad.wgsl",
        "//! [textures.wood]\n//! file = \"wod.png\"\n#import \"lib.wgsl\"::{f}\n\
         @fragment fn image() -> @location(0) vec4f { return vec4f(oops, f()); }\n",
    );
    folder.write("lib.wgsl", "fn f() -> f32 {\n    return é + nope;\n}\n");
    folder.write("wood.png", "");
    let check = shaderpipe(["check", "--json", "scene.wgsl", "bad.wgsl", "gone.wgsl"]);
    let ended = check.folder(folder.root()).end().is(1);
    assert_eq!(ended.stderr, "");
    let lines: Vec<Value> = ended.text().lines().map(json).collect();
    let places: Vec<_> = lines
        .iter()
        .map(|line| {
            let number = |key: &str| line[key].as_u64().unwrap_or_default();
            let place = [
                number("line"),
                number("column"),
                number("end_line"),
                number("end_column"),
            ];
            (
                line["event"].as_str().unwrap(),
                line["file"].as_str().unwrap_or(""),
                place,
            )
        })
        .collect();
    let expected = [
        ("diagnostic", "lib.wgsl", [2, 12, 2, 13]),
        ("diagnostic", "bad.wgsl", [4, 59, 4, 63]),
        ("diagnostic", "bad.wgsl", [2, 12, 2, 21]),
        ("diagnostic", "gone.wgsl", [0; 4]),
        ("summary", "", [0; 4]),
    ];
    assert_eq!(places, expected);
    assert_eq!(lines[2]["scene"], "bad.wgsl");
    assert_eq!(lines[2]["help"], "did you mean `wood.png`?");
    assert_eq!(lines[2]["severity"], "error");
    let summary = (
        &lines[4]["scenes"],
        &lines[4]["failed"],
        &lines[4]["diagnostics"],
    );
    assert_eq!(summary, (&3.into(), &2.into(), &4.into()));
    let good = shaderpipe(["check", "--json", "scene.wgsl"]);
    let good = good.folder(folder.root()).end().done().text();
    assert_eq!(json(&good)["failed"], 0);
}

#[test]
fn a_scene_reads_outside_its_folder_only_where_it_may() {
    let folder = Folder::with(PLAIN);
    for name in ["scenes", "shared"] {
        std::fs::create_dir(folder.path(name)).unwrap();
    }
    folder.write("shared/one.wgsl", "fn one() -> f32 { return 1.0; }\n");
    let scene = "#import \"../shared/one.wgsl\"::one\n\
                 @fragment fn image() -> @location(0) vec4f { return vec4f(one()); }\n";
    folder.write("scenes/a.wgsl", scene);
    let run = |args: &[&str]| shaderpipe(args).folder(folder.root()).end();
    for command in [
        &["check", "scenes/a.wgsl"][..],
        &["inspect", "scenes/a.wgsl"],
        &["render", "scenes/a.wgsl", "-o", "a.png", "--size", "8x8"],
    ] {
        let words = [
            "scenes/a.wgsl:1:9",
            "outside the scene's folder",
            "--allow-path",
        ];
        run(command).is(1).says(&words);
        let mut allowed = command.to_vec();
        allowed.extend(["--allow-path", "shared"]);
        run(&allowed).done();
        let mut wrong = command.to_vec();
        wrong.extend(["--allow-path", "none"]);
        run(&wrong)
            .is(1)
            .says(&["--allow-path: 'none' is no folder"]);
    }
}

#[test]
fn a_pipe_is_no_file_to_import() {
    let folder = Folder::with("#import \"pipe.wgsl\"::one\n");
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path("pipe.wgsl"))
        .status();
    assert!(made.unwrap().success());
    let check = shaderpipe(["check", "scene.wgsl"])
        .folder(folder.root())
        .end();
    check
        .is(1)
        .says(&["scene.wgsl:1:9", "a device or a pipe, not a file"]);
}

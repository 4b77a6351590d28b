//! Scenes that cannot be used, and parameters that they do not have.

use std::fs;

use crate::fault::Fault;
use crate::folder::PLAIN;

/// The lines of a scene that draws black, in which `statement` stands at line 3, column 5.
fn with_statement(statement: &str) -> String {
    format!(
        "@fragment\nfn image() -> @location(0) vec4f {{\n    {statement}\n    return vec4f();\n}}\n"
    )
}

#[test]
fn a_missing_scene_is_named() {
    Fault::new()
        .with(|run, folder| {
            fs::remove_file(folder.path("scene.wgsl")).unwrap();
            run
        })
        .fails(1, &["cannot read the scene scene.wgsl", "No such file"]);
}

#[test]
fn an_empty_scene_is_named_with_the_way_to_a_first_one() {
    for text in ["", "\n \t\r\n"] {
        let words = ["scene.wgsl: the scene is empty", "shaderpipe new"];
        Fault::new().scene(text).fails(1, &words);
    }
}

#[test]
fn a_scene_that_is_not_text_names_the_line() {
    let words = ["scene.wgsl:2: this is not UTF-8 text", "WGSL"];
    Fault::new()
        .scene(b"// fine\n\xff\xfe\x00")
        .fails(1, &words);
}

#[test]
fn a_folder_is_no_scene() {
    Fault::new()
        .with(|run, folder| {
            fs::remove_file(folder.path("scene.wgsl")).unwrap();
            fs::create_dir(folder.path("scene.wgsl")).unwrap();
            run
        })
        .fails(1, &["cannot read the scene scene.wgsl", "directory"]);
}

#[test]
fn a_device_without_an_end_is_no_scene() {
    Fault::new()
        .with(|run, folder| {
            fs::remove_file(folder.path("scene.wgsl")).unwrap();
            std::os::unix::fs::symlink("/dev/zero", folder.path("scene.wgsl")).unwrap();
            run
        })
        .fails(1, &["scene.wgsl is larger than a scene may be (1 MiB)"]);
}

#[test]
fn a_scene_above_a_mebibyte_is_refused_and_one_of_it_is_not() {
    let sized = |bytes| {
        let padding = "/".repeat(bytes - PLAIN.len() - 1);
        format!("{PLAIN}{padding}\n")
    };
    let words = ["scene.wgsl is larger than a scene may be (1 MiB)"];
    Fault::new().scene(sized((1 << 20) + 1)).fails(1, &words);
    let words = ["FFmpeg failed"];
    let whole = Fault::new().scene(sized(1 << 20)).ffmpeg("exit 1");
    whole.fails(1, &words);
}

#[test]
fn invalid_wgsl_is_shown_at_its_place_with_a_caret() {
    for (statement, message, place, caret) in [
        ("let a = ;", "expected expression", "3:13", "             ^"),
        ("let a = nosuch(1);", "nosuch", "3:13", "^^^^^^"),
        ("let a: i32 = 1.5;", "", "3:", "^"),
        ("return vec3f();", "return", "3:12", "^"),
    ] {
        let shown = format!("scene.wgsl:{place}");
        let line = format!("3 |     {statement}");
        let words = ["error: ", &shown, &line, message, caret];
        Fault::new()
            .scene(with_statement(statement))
            .fails(1, &words);
    }
}

#[test]
fn errors_behind_front_matter_and_imports_are_at_the_authors_lines() {
    let scene = PLAIN.replace("return vec4f(color", "return vec4f(colour");
    let line = 1 + scene
        .lines()
        .position(|line| line.contains("colour"))
        .unwrap();
    let place = format!("scene.wgsl:{line}:18");
    Fault::new()
        .scene(scene)
        .fails(1, &[&place, "colour", "^^^^^^"]);
}

#[test]
fn an_unknown_import_and_a_variable_that_nothing_provides_are_named() {
    let import = with_statement("let a = nosuch::f();");
    let import = format!("#import shaderpipe::nosuch\n{import}");
    Fault::new()
        .scene(import)
        .fails(1, &["scene.wgsl:1:", "nosuch"]);
    let variable = format!(
        "@group(0) @binding(0) var<uniform> framee: f32;\n{}",
        with_statement("")
    );
    let words = ["scene.wgsl:1:", "framee", "^", "frame"];
    Fault::new().scene(variable).fails(1, &words);
}

#[test]
fn a_scene_without_a_fragment_entry_point_shows_one() {
    let words = [
        "scene.wgsl",
        "no fragment entry point",
        "@fragment fn image",
    ];
    Fault::new().scene("fn a() {}\n").fails(1, &words);
}

#[test]
fn an_unknown_front_matter_key_names_its_line_and_the_nearest() {
    let scene = PLAIN.replace("duration = ", "duratoin = ");
    let words = [
        "scene.wgsl:4:5",
        "unknown key `duratoin`",
        "^^^^^^^^",
        "`duration`",
    ];
    Fault::new().scene(scene).fails(1, &words);
}

#[test]
fn a_scenes_text_cannot_steer_the_terminal() {
    let scene = with_statement("let a = \"\x1b[2J\x1b]0;owned\x07\";");
    Fault::new()
        .scene(scene)
        .check(|ended| {
            let steers = |char: char| char.is_control() && char != '\n' && char != '\t';
            assert!(!ended.stderr.contains(steers), "{ended:?}");
        })
        .fails(1, &["scene.wgsl:3:"]);
}

#[test]
fn sources_that_overflow_compilers_are_refused() {
    for depth in [20_000, 200_000] {
        let nested = format!("let a = {}1{};", "(".repeat(depth), ")".repeat(depth));
        Fault::new()
            .scene(with_statement(&nested))
            .fails(1, &["scene.wgsl"]);
    }
    let chain = format!("let a = 1{};", "+1".repeat(200_000));
    let words = ["scene.wgsl:3:", "operators", "break it up"];
    Fault::new().scene(with_statement(&chain)).fails(1, &words);
}

#[test]
fn parameters_that_do_not_fit_name_the_flag_and_what_does() {
    for (value, words) in [
        ("sped=1", ["no parameter 'sped'", "'speed'"]),
        ("zzz=1", ["no parameter 'zzz'", "speed, tint"]),
        (
            "speed=fast",
            ["'fast' is no value", "a number (f32), such as 0.5"],
        ),
        ("speed=nan", ["'nan' is no value", "a number (f32)"]),
        ("speed=1,2", ["'1,2' is no value", "a number (f32)"]),
        ("tint=1,0", ["'1,0' is no value", "1,0.5,0"]),
        (
            "speed=4.5",
            [
                "4.5 is outside the range of the parameter 'speed'",
                "0 to 4",
            ],
        ),
        ("speed=-1", ["-1 is outside the range", "0 to 4"]),
    ] {
        let [what, way_out] = words;
        let words = ["error: --set", what, way_out];
        Fault::new().args(["--set", value]).fails(1, &words);
    }
}

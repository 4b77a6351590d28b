//! Command lines that cannot be parsed, and the help that says how they can.

use crate::folder::{Folder, PLAIN};
use crate::run::shaderpipe;

#[test]
fn what_cannot_be_parsed_names_the_flag_and_exits_with_2() {
    let folder = Folder::with(PLAIN);
    for (args, words) in [
        (
            "render scene.wgsl -o out.mp4 --nosuch",
            ["--nosuch", "Usage"],
        ),
        (
            "render scene.wgsl -o out.mp4 --siz 10x10",
            ["--siz", "'--size'"],
        ),
        (
            "render scene.wgsl",
            ["--output <FILE[,KEY=VALUE]...>", "required"],
        ),
        ("render -o out.mp4", ["<SCENE>", "required"]),
        (
            "render scene.wgsl -o out.mp4 --size 0x10",
            ["--size <WxH>", "above 0"],
        ),
        (
            "render scene.wgsl -o out.mp4 --size 10x0",
            ["--size <WxH>", "above 0"],
        ),
        (
            "render scene.wgsl -o out.mp4 --size abc",
            ["--size <WxH>", "1920x1080"],
        ),
        (
            "render scene.wgsl -o out.mp4 --fps 0",
            ["--fps <N|N/D>", "between 1/60 and 1000"],
        ),
        (
            "render scene.wgsl -o out.mp4 --fps 1e9",
            ["--fps <N|N/D>", "between 1/60 and 1000"],
        ),
        (
            "render scene.wgsl -o out.mp4 --fps 1/0",
            ["--fps <N|N/D>", "out of range"],
        ),
        (
            "render scene.wgsl -o out.mp4 --fps fast",
            ["--fps <N|N/D>", "30000/1001"],
        ),
        ("render scene.wgsl -o out.mp4 --fps -30", ["--fps", "-30"]),
        (
            "render scene.wgsl -o out.mp4 --duration -1",
            ["--duration <SECONDS>", "above 0"],
        ),
        (
            "render scene.wgsl -o out.mp4 --duration 0",
            ["--duration <SECONDS>", "above 0"],
        ),
        (
            "render scene.wgsl -o out.mp4 --duration nan",
            ["--duration <SECONDS>", "above 0"],
        ),
        (
            "render scene.wgsl -o out.mp4 --frames x",
            ["--frames <N|A..B>", "A..B for A to B-1"],
        ),
        (
            "render scene.wgsl -o out.mp4 --frames -1",
            ["--frames", "-1"],
        ),
        (
            "render scene.wgsl -o out.mp4 --frames 9..9",
            ["--frames <N|A..B>", "is empty"],
        ),
        (
            "render scene.wgsl -o out.mp4 --speed 0",
            ["--speed <N|N/D>", "between 1/1000 and 1000"],
        ),
        (
            "render scene.wgsl -o out.mp4 --speed fast",
            ["--speed <N|N/D>", "2, 0.5 or 1/3"],
        ),
        (
            "render scene.wgsl -o out.mp4 --preset-name dusk",
            ["--preset-file <FILE.toml>", "required"],
        ),
        (
            "render scene.wgsl -o out.png --at -1",
            ["--at <SECONDS>", "0 or more"],
        ),
        (
            "render scene.wgsl -o out.png --at 1 --start 2",
            ["--at", "--start"],
        ),
        (
            "render scene.wgsl -o out.mp4 --set speed",
            ["--set <NAME=VALUE>", "speed=0.5"],
        ),
        (
            "render scene.wgsl -o out.mp4 --pixel-format rgb",
            ["--pixel-format <FORMAT>", "rgb24"],
        ),
        (
            "render scene.wgsl -o out.mp4 --buffers 0",
            ["--buffers <N>", "1..=64"],
        ),
        (
            "render scene.wgsl -o out.mp4 --readback no",
            ["--readback <HOW>", "staging"],
        ),
        (
            "render scene.wgsl -o out.mp4 --crf x",
            ["--crf <N>", "invalid"],
        ),
        (
            "render scene.wgsl -o out.mp4 --ssaa 9",
            ["--ssaa <N>", "0.25 to 8"],
        ),
        (
            "render scene.wgsl -o out.mp4 --ssaa -1",
            ["--ssaa <N>", "0.25 to 8"],
        ),
        (
            "render scene.wgsl -o out.mp4 --ssaa 2 --ssaa-filter sinc",
            ["--ssaa-filter <FILTER>", "lanczos"],
        ),
        (
            "render scene.wgsl -o out.mp4 --ssaa-filter box",
            ["--ssaa <N>", "required"],
        ),
        (
            "render scene.wgsl -o out.mp4 --motion-blur 0",
            ["--motion-blur <N>", "1..=4096"],
        ),
        (
            "render scene.wgsl -o out.mp4 --shutter 90",
            ["--motion-blur <N>", "required"],
        ),
        (
            "render scene.wgsl -o out.mp4 --motion-blur 8 --shutter 800",
            ["--shutter <DEGREES>", "720 at most"],
        ),
        ("render scene.wgsl -o out.mp4 stray", ["'stray'", "Usage"]),
        ("check", ["<SCENE>", "required"]),
        ("new", ["<NAME.wgsl>", "required"]),
        ("completions tcsh", ["tcsh", "bash"]),
        ("rendr scene.wgsl", ["rendr", "'render'"]),
        ("", ["Usage", "render"]),
    ] {
        let run = shaderpipe(args.split_whitespace()).folder(folder.root());
        let ended = run.end();
        assert_eq!(ended.code(), 2, "{args}: {ended:#?}");
        ended.says(&words);
        assert_eq!(folder.names(), ["scene.wgsl"], "{args}");
    }
}

#[test]
fn help_mentions_every_flag() {
    let render = "--output --size --set --preset-file --preset-name --pixel-format --no-dither \
        --ssaa --ssaa-filter --motion-blur --shutter --loop \
        --fps --duration --speed --frames --start --at --codec --crf --preset --ffmpeg --no-clobber --adapter --buffers --readback \
        --stall-timeout --progress --report --verbose [ARGS] Examples: 130 143";
    for (command, words) in [
        ("--help", "render check doctor new completions --version"),
        ("render --help", render),
        ("render -h", "--output --size --set --fps --codec --report"),
        ("check --help", "<SCENE>"),
        ("doctor --help", "--ffmpeg"),
        ("new --help", "<NAME.wgsl>"),
        ("completions --help", "bash zsh fish powershell elvish"),
    ] {
        let words: Vec<_> = words.split_whitespace().collect();
        let ended = shaderpipe(command.split_whitespace()).end();
        let ended = ended.done().prints(&words);
        let widest = ended.text().lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(120), "{command} is {widest:?} columns wide");
    }
}

#[test]
fn the_version_is_the_packages() {
    let expected = concat!("shaderpipe ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(shaderpipe(["--version"]).end().done().text(), expected);
}

#[test]
fn completions_are_written_for_every_shell() {
    for (shell, words) in [
        ("bash", ["_shaderpipe()", "--stall-timeout"]),
        ("zsh", ["#compdef shaderpipe", "--stall-timeout"]),
        ("fish", ["complete -c shaderpipe", "stall-timeout"]),
    ] {
        shaderpipe(["completions", shell])
            .end()
            .done()
            .prints(&words);
    }
    let script = shaderpipe(["completions", "bash"]).end().done().text();
    let folder = Folder::with(PLAIN);
    folder.write("completions", script);
    let checked = crate::run::shell("bash -n completions").folder(folder.root());
    checked.end().done();
}

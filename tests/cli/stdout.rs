//! Raw frames on standard output.

use std::io::Read;

use crate::folder::{Folder, NOISE, PLAIN};
use crate::run::{Run, shaderpipe, shell};

#[test]
fn a_reader_that_goes_early_ends_it_quietly() {
    let folder = Folder::with(NOISE);
    for bytes in [0, 1, 100_000] {
        let args = ["render", "scene.wgsl", "-o", "-", "--frames", "100000"];
        let mut running = shaderpipe(args).folder(folder.root()).start();
        let mut stdout = running.take_stdout();
        stdout.read_exact(&mut vec![0; bytes]).unwrap();
        drop(stdout);
        let ended = running.end();
        assert!([0, 141].contains(&ended.code()), "{ended:?}");
        assert!(!ended.stderr.contains("error"), "{ended:?}");
        assert!(
            !ended.stderr.to_lowercase().contains("broken pipe"),
            "{ended:?}"
        );
    }
}

#[test]
fn in_a_pipeline_it_ends_like_other_tools() {
    let folder = Folder::with(NOISE);
    let script = "\"$SHADERPIPE\" render scene.wgsl -o - --frames 100000 | head -c 5 | wc -c";
    let ended = shell(script).folder(folder.root()).end().done();
    assert_eq!(ended.text().trim(), "5");
    assert!(!ended.stderr.contains("error"), "{ended:?}");
}

#[test]
fn results_for_a_reader_that_has_gone_are_dropped_quietly() {
    let folder = Folder::with(PLAIN);
    for command in ["check scene.wgsl", "doctor", "completions zsh"] {
        let script = format!("{{ sleep 0.3; \"$SHADERPIPE\" {command}; echo $? >code; }} | true");
        let ended = shell(&script).folder(folder.root()).end().done();
        assert_eq!(ended.stderr, "", "{command}");
        let code = String::from_utf8(folder.read("code")).unwrap();
        assert!(["0", "141"].contains(&code.trim()), "{command}: {code}");
    }
}

#[test]
fn a_closed_standard_output_is_no_panic() {
    let folder = Folder::with(PLAIN);
    for command in ["render scene.wgsl -o -", "check scene.wgsl", "doctor"] {
        let script = format!("exec \"$SHADERPIPE\" {command} >&-");
        shell(&script).folder(folder.root()).end();
    }
    let script = "exec \"$SHADERPIPE\" render scene.wgsl -o a.mp4 >&- 2>&- <&-";
    shell(script).folder(folder.root()).end().done();
    crate::probe::assert_stream(&folder.path("a.mp4"), &["nb_read_frames=60"]);
}

/// `script` runs a command in a terminal of its own.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_refused() {
    let folder = Folder::with(PLAIN);
    let command = "\"$SHADERPIPE\" render scene.wgsl -o -";
    let ended = Run::of("script")
        .args(["--quiet", "--return", "--command", command, "/dev/null"])
        .folder(folder.root())
        .end();
    let words = ["raw frames would fill your terminal", "-o"];
    ended.is(1).prints(&words);
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_sees_a_bar() {
    let folder = Folder::with(PLAIN);
    let command = "\"$SHADERPIPE\" render scene.wgsl -o a.mp4 --frames 2000";
    let ended = Run::of("script")
        .args(["--quiet", "--return", "--command", command, "/dev/null"])
        .folder(folder.root())
        .end();
    ended
        .done()
        .prints(&["/2000 frames", "fps", "left", "done: a.mp4: 2000 frames"]);
}

#[test]
fn frames_and_report_cannot_share_it() {
    let folder = Folder::with(PLAIN);
    let render = shaderpipe(["render", "scene.wgsl", "-o", "-", "--report", "-"]);
    let ended = render.folder(folder.root()).end().is(1);
    let ended = ended.says(&["--report - and -o -", "name a file for one of them"]);
    assert!(ended.stdout.is_empty());
}

#[test]
fn encoding_flags_without_an_encoder_are_refused() {
    let folder = Folder::with(PLAIN);
    for args in [
        ["--codec", "libx264"],
        ["--crf", "1"],
        ["--preset", "fast"],
        ["--", "-an"],
    ] {
        let render = shaderpipe(["render", "scene.wgsl", "-o", "-"]).args(args);
        let ended = render.folder(folder.root()).end().is(1);
        assert!(ended.says(&[args[0], "has no effect"]).stdout.is_empty());
    }
}

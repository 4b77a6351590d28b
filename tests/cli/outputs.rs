//! Several outputs of one render: each as if it were alone, whatever becomes of the others.

use rustix::process::Signal;
use serde_json::Value;

use crate::folder::{Folder, NOISE, PLAIN};
use crate::probe::{assert_stream, decode};
use crate::run::{Ended, Run, shaderpipe};

fn render(folder: &Folder, args: &[&str]) -> Ended {
    start(folder, args).end()
}

fn start(folder: &Folder, args: &[&str]) -> Run {
    let run = shaderpipe(["render", "scene.wgsl"]).args(args);
    run.folder(folder.root())
}

#[test]
fn each_output_is_what_it_would_be_alone() {
    let folder = Folder::with(PLAIN);
    let several = [
        "-o",
        "420.mkv,codec=ffv1",
        "-o",
        "444.mkv,codec=ffv1,pixel-format=yuv444p",
        "-o",
        "a, b.mp4",
        "-o",
        "web.webm,crf=40",
        "-o",
        "thumb.png,at=1",
        "-o",
        "late.png,at=5",
        "-o",
        "-",
    ];
    let raw = render(&folder, &several).done().stdout;
    let names = [
        "420.mkv",
        "444.mkv",
        "a, b.mp4",
        "late.png",
        "scene.wgsl",
        "thumb.png",
        "web.webm",
    ];
    assert_eq!(folder.names(), names);
    let alone = |format: &str| {
        let args = ["-o", "-", "--pixel-format", format];
        render(&folder, &args).done().stdout
    };
    assert!(raw == alone("yuv420p"));
    assert!(decode(&folder.path("420.mkv"), "yuv420p") == raw);
    assert!(decode(&folder.path("444.mkv"), "yuv444p") == alone("yuv444p"));
    for (name, codec) in [("a, b.mp4", "h264"), ("web.webm", "vp9")] {
        let codec = format!("codec_name={codec}");
        assert_stream(&folder.path(name), &[&codec, "nb_read_frames=60"]);
    }
    for (name, at) in [("thumb.png", "1"), ("late.png", "5")] {
        render(&folder, &["-o", "alone.png", "--at", at]).done();
        assert_eq!(folder.read(name), folder.read("alone.png"));
    }
    assert_ne!(folder.read("thumb.png"), folder.read("late.png"));
}

#[test]
fn each_output_has_an_account_of_its_own() {
    let folder = Folder::with(PLAIN);
    let args = [
        "-o",
        "a.mp4",
        "-o",
        "b.mkv,pixel-format=yuv444p",
        "-o",
        "c.png",
        "--report",
        "r.json",
    ];
    let ended = render(&folder, &args).done();
    assert!(
        ended.stderr.contains("a.mp4, b.mkv, c.png: 60 frames"),
        "{ended:?}"
    );
    let report: Value = serde_json::from_slice(&folder.read("r.json")).unwrap();
    assert_eq!(report["frames"], 60);
    let outputs = report["outputs"].as_array().unwrap();
    let frame = 64 * 36;
    for (output, (name, bytes)) in outputs
        .iter()
        .zip([("a.mp4", frame * 3 / 2), ("b.mkv", frame * 3)])
    {
        assert_eq!(output["output"], name);
        assert_eq!(output["pipe"]["bytes"], 60 * bytes);
    }
    assert_eq!(
        (&outputs[2]["output"], &outputs[2]["pipe"]),
        (&"c.png".into(), &Value::Null)
    );
    assert_eq!(outputs.len(), 3);
}

#[test]
fn a_percent_sign_is_one_wherever_it_stands() {
    let folder = Folder::with(PLAIN);
    let args = ["-o", "50%d/a%04d.mp4", "-o", "50%d/100%.png"];
    render(&folder, &args).done();
    let segments = ["-o", "50%d/b%d.mp4", "--segments", "1"];
    render(&folder, &segments).done();
    for name in ["50%d/a%04d.mp4", "50%d/b%d.mp4"] {
        assert_stream(&folder.path(name), &["nb_read_frames=60"]);
    }
    assert!(folder.path("50%d/100%.png").exists());
    let sequence = render(&folder, &["-o", "frame-%04d.png"]).is(1);
    sequence.says(&["sequence of stills"]);
}

/// A folder with an FFmpeg that does `script` instead when its arguments name `bad.…`.
fn with_bad(scene: &str, script: &str) -> Folder {
    let folder = Folder::with(scene);
    let script = format!("case \"$*\" in *bad.*) {script};; *) exec ffmpeg \"$@\";; esac");
    folder.program("fake", &script);
    folder
}

#[test]
fn the_failure_of_one_spares_the_others_and_is_named() {
    for script in [
        "exit 1",
        "head -c 864000 >/dev/null; echo 'it broke' >&2; exit 1",
        "exit 0",
    ] {
        let folder = with_bad(NOISE, script);
        folder.write("bad.webm", "older");
        let args = [
            "-o",
            "bad.webm",
            "-o",
            "good.mkv,codec=ffv1",
            "-o",
            "good.png",
            "--ffmpeg",
            "./fake",
        ];
        let ended = render(&folder, &args).is(1);
        let words = ["'bad.webm'", "finished: 'good.mkv', 'good.png'"];
        let ended = ended.says(&words);
        assert_eq!(
            ended.stderr.contains("it broke"),
            script.contains("it broke"),
            "{ended:?}"
        );
        assert_eq!(folder.read("bad.webm"), b"older");
        assert_eq!(
            folder.names(),
            ["bad.webm", "fake", "good.mkv", "good.png", "scene.wgsl"]
        );
        let alone = render(&folder, &["-o", "-"]).done().stdout;
        assert!(decode(&folder.path("good.mkv"), "yuv420p") == alone);
    }
}

#[test]
fn when_all_fail_each_is_named() {
    let folder = with_bad(PLAIN, "echo 'no luck' >&2; exit 1");
    let args = ["-o", "bad.mp4", "-o", "bad.mkv", "--ffmpeg", "./fake"];
    let ended = render(&folder, &args).is(1);
    ended.says(&["'bad.mp4'", "'bad.mkv'", "no luck", "no output is finished"]);
    assert_eq!(folder.names(), ["fake", "scene.wgsl"]);
}

#[test]
fn a_slow_one_slows_and_spoils_nothing() {
    let slow = "while head -c 200000 > piece && [ -s piece ]; do cat piece; sleep 0.02; done \
        | ffmpeg \"$@\"; rm piece";
    let folder = with_bad(NOISE, slow);
    let args = [
        "-o",
        "bad.mkv,codec=ffv1",
        "-o",
        "good.mkv,codec=ffv1",
        "--ffmpeg",
        "./fake",
    ];
    render(&folder, &args).done();
    let alone = render(&folder, &["-o", "-"]).done().stdout;
    for name in ["bad.mkv", "good.mkv"] {
        assert!(decode(&folder.path(name), "yuv420p") == alone, "{name}");
    }
}

#[test]
fn a_stuck_one_is_stopped_and_the_others_go_on() {
    let folder = with_bad(NOISE, "exec sleep 1000");
    let args = [
        "-o",
        "good.mkv,codec=ffv1",
        "-o",
        "bad.mp4",
        "--ffmpeg",
        "./fake",
        "--stall-timeout",
        "1",
    ];
    let ended = render(&folder, &args).is(1);
    ended.says(&["'bad.mp4'", "has not taken a byte", "finished: 'good.mkv'"]);
    assert_stream(&folder.path("good.mkv"), &["nb_read_frames=60"]);
    assert_eq!(folder.names(), ["fake", "good.mkv", "scene.wgsl"]);
}

#[test]
fn one_that_is_done_may_wait_for_the_others() {
    // Busy long after its last frame, while the other has ended and is not waited for yet.
    let busy = "ffmpeg \"$@\"; timeout 3 sh -c 'while :; do :; done'; exit 0";
    let folder = with_bad(PLAIN, busy);
    let args = ["-o", "bad.mkv", "-o", "good.mkv", "--ffmpeg", "./fake"];
    let args = args.iter().copied().chain(["--stall-timeout", "1"]);
    render(&folder, &args.collect::<Vec<_>>()).done();
    for name in ["bad.mkv", "good.mkv"] {
        assert_stream(&folder.path(name), &["nb_read_frames=60"]);
    }
}

#[test]
fn one_that_failed_early_is_told_in_its_own_words() {
    let folder = Folder::with(NOISE);
    let script = "case \"$*\" in *bad.*) echo 'it broke' >&2; exit 1;; esac
        while head -c 200000 > piece && [ -s piece ]; do cat piece; sleep 0.08; done \
        | ffmpeg \"$@\"; rm piece";
    folder.program("fake", script);
    let args = ["-o", "bad.mkv", "-o", "good.mkv", "--ffmpeg", "./fake"];
    let args = args.iter().copied().chain(["--stall-timeout", "1"]);
    let ended = render(&folder, &args.collect::<Vec<_>>()).is(1);
    let ended = ended.says(&["'bad.mkv' has failed; the others go on", "it broke"]);
    ended.says(&["finished: 'good.mkv'"]);
}

#[test]
fn ffmpeg_behind_a_script_is_written_to() {
    let folder = with_bad(PLAIN, "exit 1");
    let args = ["-o", "a.mkv", "--ffmpeg", "./fake", "--report", "r.json"];
    render(&folder, &args).done();
    let report: Value = serde_json::from_slice(&folder.read("r.json")).unwrap();
    let pipe = &report["outputs"][0]["pipe"];
    assert_eq!(pipe["transport"], "write", "{report:#}");
    let reason = pipe["reason"].as_str().unwrap();
    assert!(reason.contains("script"), "{reason}");
}

#[test]
fn an_interrupt_leaves_none_of_them() {
    let folder = with_bad(NOISE, "exec sleep 1000");
    let args = [
        "-o",
        "first.png",
        "-o",
        "good.mkv",
        "-o",
        "bad.mp4",
        "--ffmpeg",
        "./fake",
    ];
    let mut running = start(&folder, &args).start();
    running.child("sleep");
    // Time for the still, which is the first frame.
    std::thread::sleep(std::time::Duration::from_millis(500));
    running.signal(Signal::INT);
    running.end().is(130);
    assert_eq!(folder.names(), ["fake", "scene.wgsl"]);
}

#[test]
fn what_cannot_be_together_is_refused() {
    let folder = Folder::with(PLAIN);
    std::os::unix::fs::symlink("a.mp4", folder.path("link.mp4")).unwrap();
    folder.write("a.mp4", "older");
    for (args, words) in [
        (["-o", "a.mp4", "-o", "./a.mp4"], ["-o a.mp4", "one file"]),
        (["-o", "a.mp4", "-o", "link.mp4"], ["link.mp4", "one file"]),
        (
            ["-o", "a.mp4", "-o", "b.webm,codec=libx264"],
            ["'b.webm': --codec libx264", "a .webm file can only hold"],
        ),
        (["-o", "a.mp4", "-o", "b.png,crf=3"], ["crf=", "'b.png'"]),
        (
            ["-o", "-", "--transport", "vmsplice"],
            ["--transport vmsplice", "videos"],
        ),
    ] {
        render(&folder, &args)
            .is(1)
            .says(&words.map(|word| word.trim()));
    }
    for bad in ["a.mp4,crf=low", "a.mp4,crf=1,crf=2", ",crf=1"] {
        render(&folder, &["-o", bad]).is(2).says(&["--output"]);
    }
    assert_eq!(folder.read("a.mp4"), b"older");
}

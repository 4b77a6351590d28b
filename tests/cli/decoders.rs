//! Videos that cannot be shown: decoders that fail, die or hang, and files that are none.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::folder::Folder;
use crate::run::{Run, shaderpipe};
use crate::videos::{SHOW, number, numbered, scene};

/// A run that shows `clip.mp4`, with this script in FFmpeg's place.
fn with_ffmpeg(folder: &Folder, script: &str, stall_timeout: &str) -> Run {
    folder.write(
        "scene.wgsl",
        scene(
            2,
            "duration = 4.0\n[videos.clip]\nfile = \"clip.mp4\"",
            SHOW,
        ),
    );
    let fake = folder.program("fake", script);
    let args = [
        "render",
        "scene.wgsl",
        "-o",
        "out.png",
        "--stall-timeout",
        stall_timeout,
    ];
    let run = shaderpipe(args)
        .args(["--at", "3"])
        .args(["--ffmpeg".as_ref(), fake.as_os_str()]);
    run.folder(folder.root())
}

#[test]
fn a_decoder_that_fails_fails_the_export_with_the_cause() {
    let folder = numbered("clip.mp4", "30", 120, &[]);
    let place = "scene.wgsl:5:12";
    for (script, words) in [
        (
            "echo 'no such decoder' >&2; exit 1",
            vec!["FFmpeg failed", "no such decoder"],
        ),
        ("exit 0", vec!["breaks off"]),
        (
            "echo a text that is not what FFmpeg says",
            vec!["no NUT stream"],
        ),
        (
            "ffmpeg \"$@\" | head -c 200000; echo 'it broke' >&2; exit 1",
            vec!["at 3.000 s", "FFmpeg failed", "it broke"],
        ),
        (
            "ffmpeg \"$@\" | head -c 200000; kill -9 $$",
            vec!["at 3.000 s", "FFmpeg failed", "SIGKILL"],
        ),
        ("exec sleep 1000", vec!["no frame for 1 s and does nothing"]),
        (
            "ffmpeg \"$@\" | head -c 200000; exec sleep 1000",
            vec!["at 3.000 s", "no frame for 1 s and does nothing"],
        ),
    ] {
        let ended = with_ffmpeg(&folder, script, "1").end().is(1);
        ended
            .says(&["'clip.mp4' cannot be shown", place])
            .says(&words);
        assert!(!folder.path("out.png").exists(), "{script}");
    }
}

#[test]
fn an_interrupt_ends_a_run_whose_decoder_is_stuck() {
    let folder = numbered("clip.mp4", "30", 120, &[]);
    let stuck = "ffmpeg \"$@\" | head -c 200000; exec sleep 1000";
    for script in [stuck, "exec sleep 1000"] {
        let mut running = with_ffmpeg(&folder, script, "0").start();
        running.child("sleep");
        running.signal(Signal::INT);
        running.end().is(130);
        assert!(!folder.path("out.png").exists());
    }
}

#[test]
fn an_interrupt_ends_the_wait_for_a_first_frame_at_once() {
    // Later the program is ended from outside, as if a driver did not answer.
    const AT_ONCE: Duration = Duration::from_secs(3);
    for (ffmpeg, ffprobe) in [
        ("exec sleep 1000", None),
        ("exit 1", Some("exec sleep 1000")),
    ] {
        let folder = numbered("clip.mp4", "30", 5, &[]);
        if let Some(script) = ffprobe {
            folder.program("ffprobe", script);
        }
        for more in [[].as_slice(), &["--loop"]] {
            let mut running = with_ffmpeg(&folder, ffmpeg, "0").args(more).start();
            running.child("sleep");
            let signalled = Instant::now();
            running.signal(Signal::INT);
            let ended = running.end().is(130);
            let took = ended.exited - signalled;
            assert!(took < AT_ONCE, "{took:?}, {more:?}");
            assert!(!ended.stderr.contains("error"), "{ended:?}");
            assert!(!folder.path("out.png").exists());
        }
    }
}

#[test]
fn files_that_are_no_videos_name_their_place_and_the_reason() {
    let folder = numbered("clip.mp4", "30", 5, &[]);
    folder.write("text.mp4", "no video at all");
    folder.write("list.m3u8", "#EXTM3U\nclip.mp4\n");
    // Named as a video, it is no playlist either.
    folder.write("list.mp4", "ffconcat version 1.0\nfile clip.mp4\n");
    for (file, words) in [
        ("clop.mp4", ["no file 'clop.mp4'", "`clip.mp4`"]),
        ("text.mp4", ["FFmpeg failed", "Invalid data"]),
        ("list.mp4", ["FFmpeg failed", "Invalid data"]),
        (
            "list.m3u8",
            ["its name does not end as a video's does", ".mp4"],
        ),
        (
            "http://127.0.0.1:1/a.mp4",
            ["no folder 'http:'", "scene.wgsl"],
        ),
        ("../clip.mp4", ["outside", "--allow-path"]),
    ] {
        let keys = format!("duration = 1.0\n[videos.clip]\nfile = \"{file}\"");
        folder.write("scene.wgsl", scene(2, &keys, SHOW));
        let run = shaderpipe(["render", "scene.wgsl", "-o", "out.png"]);
        let ended = run.folder(folder.root()).end().is(1);
        ended.says(&["scene.wgsl:5:12"]).says(&words);
    }
}

#[test]
fn the_user_shows_videos_from_anywhere() {
    let folder = numbered("clip.mp4", "30", 5, &[]);
    let other = numbered("other.mkv", "1", 60, &[]);
    folder.write(
        "scene.wgsl",
        scene(
            1,
            "duration = 1.0\n[videos.clip]\nfile = \"clip.mp4\"\nstart = 40.0",
            SHOW,
        ),
    );
    let set = |value: &str| {
        let args = [
            "render",
            "scene.wgsl",
            "-o",
            "-",
            "--pixel-format",
            "gray",
            "--frames",
            "1",
        ];
        shaderpipe(args)
            .args(["--set-video", value])
            .folder(folder.root())
            .end()
    };
    let shown = set(&format!("clip={}", other.path("other.mkv").display())).done();
    assert_eq!(number(&shown.stdout), 40);
    set("clap=a.mp4")
        .is(1)
        .says(&["--set-video", "did you mean 'clip'?"]);
}

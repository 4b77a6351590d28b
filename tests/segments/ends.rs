//! Ends that are no kill: signals, a full disk, a dead encoder. What is finished stays.

use std::time::Duration;

use rustix::process::Signal;

use crate::folder::{Folder, NOISE};
use crate::processes::until;
use crate::run::Run;
use crate::{STATEFUL, assert_same, journal, run_in};

#[test]
fn an_interrupt_keeps_what_is_finished_and_says_how_to_go_on() {
    let folder = Folder::with(NOISE);
    let render = "render scene.wgsl -o out.mp4 --segments 0.5 --frames 400";
    let running = run_in(&folder, render).start();
    until("no segment is finished", || journal(&folder).len() > 2);
    running.signal(Signal::INT);
    running.end().is(130).says(&[
        "interrupted",
        "what is finished is kept: `shaderpipe resume out.mp4` goes on",
    ]);
    let names = folder.contents();
    let names = names.keys().map(|path| path.to_string_lossy());
    assert!(!names.into_iter().any(|name| name.contains(".partial")));
    let ended = run_in(&folder, "resume out.mp4 --report report.json").end();
    ended
        .done()
        .says(&[" of 27 segments are in", "from before"]);
    let report: serde_json::Value = serde_json::from_slice(&folder.read("report.json")).unwrap();
    let segments = &report["segments"];
    assert_eq!(
        (&report["frames"], &segments["count"], &segments["frames"]),
        (&400.into(), &27.into(), &15.into())
    );
    let kept = segments["kept"].as_u64().unwrap();
    assert!(kept >= 1 && segments["kept_frames"] == kept * 15);
    let whole = render.replace("out.mp4", "whole.mp4");
    run_in(&folder, &whole).end().done();
    assert_same(&folder.path("out.mp4"), &folder.path("whole.mp4"));
}

#[test]
fn interrupted_before_anything_is_finished_it_begins_at_frame_0() {
    let folder = Folder::with(NOISE);
    let running = run_in(
        &folder,
        "render scene.wgsl -o out.mp4 --segments 900 --frames 600",
    )
    .start();
    until("nothing is begun", || !journal(&folder).is_empty());
    std::thread::sleep(Duration::from_millis(300));
    running.signal(Signal::TERM);
    running.end().is(143);
    assert_eq!(journal(&folder).len(), 1);
    run_in(&folder, "resume out.mp4").end().done();
    assert_eq!(folder.names(), ["out.mp4", "scene.wgsl"]);
}

#[test]
fn a_full_disk_keeps_what_is_finished() {
    let folder = Folder::with(NOISE);
    std::fs::create_dir(folder.path("disk")).unwrap();
    let script = "mount -t tmpfs -o size=2m none disk || exit 77
        \"$SHADERPIPE\" render scene.wgsl -o disk/out.mp4 --segments 0.2 --frames 120
        echo code $? $(ls -A disk/out.mp4.segments)
        mount -o remount,size=64m disk || exit 77
        \"$SHADERPIPE\" resume disk/out.mp4 && ls -A disk";
    let is_root = rustix::process::geteuid().is_root();
    let namespace = if is_root { "-m" } else { "-Urm" };
    let run = Run::of("unshare").args([namespace, "/bin/sh", "-c", script]);
    let ended = run.folder(folder.root()).end();
    assert_ne!(
        ended.code(),
        77,
        "this test mounts a small file system: it needs root"
    );
    ended
        .done()
        .says(&[
            "No space left on device",
            "what is finished is kept",
            "of 20 segments",
        ])
        .prints(&["code 1 000000.mp4", "journal.jsonl\nout.mp4\n"]);
}

#[test]
fn where_there_is_no_room_for_the_whole_the_segments_are_kept() {
    let folder = Folder::with(NOISE);
    std::fs::create_dir(folder.path("disk")).unwrap();
    // They take a little more than 2 MiB, and so does the whole.
    let script = "mount -t tmpfs -o size=3m none disk || exit 77
        \"$SHADERPIPE\" render scene.wgsl -o disk/out.mp4 --segments 0.5 --frames 60
        echo code $? $(ls -A disk/out.mp4.segments)
        mount -o remount,size=64m disk || exit 77
        \"$SHADERPIPE\" resume disk/out.mp4 && ls -A disk";
    let is_root = rustix::process::geteuid().is_root();
    let namespace = if is_root { "-m" } else { "-Urm" };
    let run = Run::of("unshare").args([namespace, "/bin/sh", "-c", script]);
    let ended = run.folder(folder.root()).end();
    assert_ne!(
        ended.code(),
        77,
        "this test mounts a small file system: it needs root"
    );
    ended
        .done()
        .says(&[
            "the segments cannot be joined; there must be room for another 3 MiB beside 'disk/out.mp4'",
            "No space left on device",
            "what is finished is kept: `shaderpipe resume disk/out.mp4` goes on",
            "4 of 4 segments",
        ])
        .prints(&[
            "code 1 000000.mp4 000001.mp4 000002.mp4 000003.mp4 journal.jsonl\nout.mp4\n",
        ]);
}

#[test]
fn what_fails_in_its_first_segment_leaves_nothing() {
    let folder = Folder::with(NOISE);
    let fake = folder.program(
        "fake",
        "[ \"$1\" = -version ] && echo ffmpeg version 1; exit 1",
    );
    let words = "render scene.wgsl -o out.mp4 --segments 1 --ffmpeg ./fake";
    run_in(&folder, words).end().is(1).says(&["FFmpeg failed"]);
    std::fs::remove_file(fake).unwrap();
    assert_eq!(folder.names(), ["scene.wgsl"]);
}

#[test]
fn what_is_spoilt_is_told_as_all_else_is() {
    let folder = Folder::with(STATEFUL);
    let spoil = |name: &str| {
        let mut bytes = folder.read(name);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        folder.write(name, bytes);
    };
    crate::kill_halfway(&folder);
    spoil("out.mp4.segments/000001.mp4");
    let ended = run_in(&folder, "resume out.mp4 --progress json").end();
    let ended = ended.done();
    let events = ended.stderr.lines().map(|line| {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|_| panic!("{line}"))
    });
    let warnings = events.filter(|event| event["event"] == "warning");
    let warnings: Vec<_> = warnings.map(|event| event["message"].to_string()).collect();
    assert!(
        warnings.len() == 1 && warnings[0].contains("000001.mp4' is damaged"),
        "{warnings:?}"
    );
    std::fs::remove_file(folder.path("out.mp4")).unwrap();
    crate::kill_halfway(&folder);
    let states = folder.contents().into_keys();
    for state in states.filter(|path| path.extension().is_some_and(|end| end == "state")) {
        spoil(state.to_str().unwrap());
    }
    let ended = run_in(&folder, "resume out.mp4 --progress none").end();
    let ended = ended.done();
    let is_notice = |line: &str| line.starts_with("warning: ") || line.starts_with("note: ");
    assert!(ended.stderr.lines().all(is_notice), "{}", ended.stderr);
    ended.says(&["warning: a saved state is of no use"]);
}

#[test]
fn a_spoilt_state_is_drawn_again() {
    let folder = Folder::with(STATEFUL);
    let render = crate::LONG;
    crate::kill_halfway(&folder);
    let states = || {
        let contents = folder.contents().into_keys();
        let is_state =
            |path: &std::path::PathBuf| path.extension().is_some_and(|end| end == "state");
        contents.filter(is_state).collect::<Vec<_>>()
    };
    assert!((2..=3).contains(&states().len()), "{:?}", states());
    for state in states() {
        let mut bytes = std::fs::read(&state).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&state, bytes).unwrap();
    }
    let ended = run_in(&folder, "resume out.mp4 --report report.json").end();
    ended.done().says(&["a saved state is of no use"]);
    let report: serde_json::Value = serde_json::from_slice(&folder.read("report.json")).unwrap();
    assert!(report["prerolled_frames"].as_u64().unwrap() >= 45);
    let whole = render.replace("out.mp4", "whole.mp4");
    run_in(&folder, &whole).end().done();
    assert_same(&folder.path("out.mp4"), &folder.path("whole.mp4"));
}

//! What goes on is what was begun, from wherever it is asked for; and segments are the video of one run.

use rustix::process::Signal;
use serde_json::Value;

use crate::folder::{Folder, NOISE, PLAIN};
use crate::processes::until;
use crate::{STATEFUL, assert_same, journal, run_in, shown};

/// Begins a render in segments and kills it when some are finished.
fn begin(folder: &Folder, words: &str) {
    let running = run_in(folder, words).start();
    until("no segment is finished", || journal(folder).len() > 2);
    running.signal(Signal::KILL);
    running.end().is(137);
}

#[test]
fn without_loss_it_is_the_video_of_one_run() {
    for scene in [PLAIN, STATEFUL] {
        let folder = Folder::with(scene);
        for kind in ["mp4", "mkv"] {
            let words = format!("render scene.wgsl --frames 5..50 --crf 0 -o whole.{kind}");
            run_in(&folder, &words).end().done();
            let words = words.replace("whole", "out");
            let words = format!("{words} --segments 0.4 --report report.json");
            run_in(&folder, &words).end().done().says(&["45 frames"]);
            let (out, whole) = (format!("out.{kind}"), format!("whole.{kind}"));
            assert_same(&folder.path(out), &folder.path(whole));
            let report: Value = serde_json::from_slice(&folder.read("report.json")).unwrap();
            let prerolled = if scene == PLAIN { 0 } else { 5 };
            assert_eq!(
                report["prerolled_frames"], prerolled,
                "segments draw nothing twice"
            );
            assert_eq!(report["outputs"][0]["pipe"]["frames"], 45);
        }
        assert!(folder.names().iter().all(|name| !name.contains("segments")));
    }
}

#[test]
fn a_saved_state_takes_the_place_of_all_frames_before() {
    for preroll in [true, false] {
        let scene = STATEFUL.replace("//! fps", &format!("//! preroll = {preroll}\n//! fps"));
        let folder = Folder::with(scene);
        let render = "render scene.wgsl -o out.mp4 --segments 0.5 --frames 20..300";
        begin(&folder, render);
        let ended = run_in(&folder, "resume out.mp4 --report report.json").end();
        ended.done();
        let report: Value = serde_json::from_slice(&folder.read("report.json")).unwrap();
        assert_eq!(report["prerolled_frames"], 0, "{report:#}");
        let restored = report["segments"]["restored"].as_u64().unwrap();
        assert_eq!((restored - 20) % 15, 0);
        let whole = render.replace("out.mp4", "whole.mp4");
        run_in(&folder, &whole).end().done();
        assert_same(&folder.path("out.mp4"), &folder.path("whole.mp4"));
    }
}

#[test]
fn a_segment_that_is_gone_is_drawn_again() {
    let folder = Folder::with(STATEFUL);
    let render = crate::LONG;
    crate::kill_halfway(&folder);
    std::fs::remove_file(folder.path("out.mp4.segments/000000.mp4")).unwrap();
    folder.write("out.mp4.segments/000002.mp4", "spoilt");
    run_in(&folder, "resume out.mp4").end().done();
    let whole = render.replace("out.mp4", "whole.mp4");
    run_in(&folder, &whole).end().done();
    assert_same(&folder.path("out.mp4"), &folder.path("whole.mp4"));
}

#[test]
fn a_segment_that_a_disk_has_spoilt_is_named_and_drawn_again() {
    let folder = Folder::with(STATEFUL);
    let render = crate::LONG;
    crate::kill_halfway(&folder);
    let spoilt = "out.mp4.segments/000001.mp4";
    let mut bytes = folder.read(spoilt);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    folder.write(spoilt, bytes);
    let ended = run_in(&folder, "resume out.mp4 --report report.json").end();
    ended.done().says(&["000001.mp4' is damaged"]);
    let report: Value = serde_json::from_slice(&folder.read("report.json")).unwrap();
    assert!(report["segments"]["kept"].as_u64().unwrap() >= 3);
    let whole = render.replace("out.mp4", "whole.mp4");
    run_in(&folder, &whole).end().done();
    assert_same(&folder.path("out.mp4"), &folder.path("whole.mp4"));
}

#[test]
fn a_process_that_is_about_to_end_is_waited_for() {
    let folder = Folder::with(PLAIN);
    begin(
        &folder,
        "render scene.wgsl -o out.mp4 --frames 600 --segments 0.5",
    );
    let held = std::fs::File::open(folder.path("out.mp4.segments/journal.jsonl")).unwrap();
    held.lock().unwrap();
    let running = run_in(&folder, "resume out.mp4").start();
    std::thread::sleep(std::time::Duration::from_secs(2));
    drop(held);
    let ended = running.end().done();
    ended.says(&["another process has the segments: it is given 5 s to end"]);
    assert_eq!(folder.names(), ["out.mp4", "scene.wgsl"]);
}

#[test]
fn it_goes_on_from_any_folder_and_through_a_link() {
    let folder = Folder::with(NOISE);
    std::fs::create_dir(folder.path("real")).unwrap();
    std::os::unix::fs::symlink("real/out.mp4", folder.path("link.mp4")).unwrap();
    let words = "render scene.wgsl -o link.mp4 --segments 0.3 --frames 300 --report report.json";
    let running = run_in(&folder, words).start();
    let journal = folder.path("real/out.mp4.segments/journal.jsonl");
    let lines = || {
        std::fs::read_to_string(&journal)
            .unwrap_or_default()
            .lines()
            .count()
    };
    until("no segment is finished", || lines() > 2);
    running.signal(Signal::KILL);
    running.end().is(137);
    let resume = crate::run::shaderpipe(["resume", "../link.mp4", "--progress", "json", "-v"]);
    let ended = resume.folder(&folder.path("real")).end().done();
    assert_eq!(shown(&folder.path("real/out.mp4")).1.lines().count(), 300);
    // The report that was asked for first.
    assert!(folder.path("report.json").exists());
    let events: Vec<Value> = ended
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(events.iter().any(|event| event["event"] == "ffmpeg"));
    // What was there counts, and does not make the rest look fast.
    let first = events
        .iter()
        .find(|event| event["event"] == "progress")
        .unwrap();
    assert!(first["frame"].as_u64().unwrap() >= 9 && first["frames"] == 300);
    assert!(first["frames_per_second"].as_f64().unwrap() < 3000.0);
    let names = ["link.mp4", "real", "report.json", "scene.wgsl"];
    assert_eq!(folder.names(), names);
}

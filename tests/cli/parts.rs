//! Frame ranges as units of work: parts rendered in any order join to what one run makes.

use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::Signal;
use serde_json::Value;

use crate::folder::{Folder, PLAIN};
use crate::probe::{INSTALL, decode, probe};
use crate::processes;
use crate::run::{Ended, shaderpipe};
use crate::state::STATEFUL;

/// 300 frames.
const TEN_SECONDS: [&str; 2] = ["--duration", "10"];

const RANGES: [&str; 3] = ["0..100", "100..250", "250..300"];

fn render(folder: &Folder, name: &str, args: &[&str]) -> Ended {
    shaderpipe(["render", "scene.wgsl", "--preset", "veryfast", "-o", name])
        .args(TEN_SECONDS)
        .args(args)
        .folder(folder.root())
        .end()
}

pub(crate) fn part(folder: &Folder, name: &str, frames: &str, args: &[&str]) {
    let args = [&["--part", "--frames", frames], args].concat();
    render(folder, name, &args).done();
}

/// All three parts, the last of them first.
fn parts(folder: &Folder, ending: &str, args: &[&str]) -> Vec<String> {
    let named = RANGES.iter().rev().map(|range| {
        let name = format!("{range}.{ending}");
        part(folder, &name, range, args);
        name
    });
    named.collect()
}

pub(crate) fn join(folder: &Folder, args: &[&str]) -> Ended {
    shaderpipe(["join"]).args(args).folder(folder.root()).end()
}

/// The times and durations of packets, in the order in which they are shown.
fn times(path: &Path) -> Vec<(i64, i64)> {
    let output = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-show_entries",
            "packet=pts,duration",
            "-of",
            "json",
        ])
        .arg(path)
        .output()
        .expect(INSTALL);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packets = answer["packets"].as_array().unwrap().iter();
    let number = |packet: &Value, name: &str| packet[name].as_i64().unwrap();
    let mut times: Vec<_> = packets
        .map(|packet| (number(packet, "pts"), number(packet, "duration")))
        .collect();
    times.sort_unstable();
    times
}

fn assert_as_one_run(one: &Path, joined: &Path) {
    assert_eq!(times(one), times(joined));
    assert!(decode(one, "yuv420p") == decode(joined, "yuv420p"));
    let told = |path: &Path| {
        let mut told = probe(path);
        told["bit_rate"] = Value::Null;
        for name in ["size", "bit_rate", "filename"] {
            told["format"][name] = Value::Null;
        }
        told
    };
    assert_eq!(told(one), told(joined));
}

#[test]
fn parts_in_any_order_and_one_twice_are_one_run() {
    let needless = STATEFUL.replacen("//! fps", "//! preroll = false\n//! fps", 1);
    for (scene, ending) in [(PLAIN, "mp4"), (STATEFUL, "mp4"), (&needless, "mkv")] {
        let folder = Folder::with(scene);
        let [one, joined] = ["one", "joined"].map(|name| format!("{name}.{ending}"));
        render(&folder, &one, &["--crf", "0"]).done();
        let mut names = parts(&folder, ending, &["--crf", "0"]);
        let twin = format!("again.{ending}");
        part(&folder, &twin, "100..250", &["--crf", "0"]);
        names.extend([names[2].clone(), twin]);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let args = [names.as_slice(), &["-o", &joined, "--report", "r.json"]].concat();
        for _ in 0..2 {
            let words = "300 frames of 3 parts";
            join(&folder, &args).done().says(&[words]);
            assert_as_one_run(&folder.path(&one), &folder.path(&joined));
        }
        let report: Value = serde_json::from_slice(&folder.read("r.json")).unwrap();
        assert_eq!(report["frames"], 300);
        assert_eq!(report["parts"][1]["file"], format!("100..250.{ending}"));
        assert_eq!(
            report["unused"],
            serde_json::json!([format!("again.{ending}")])
        );
    }
}

#[test]
fn a_part_rendered_again_is_the_same() {
    let folder = Folder::with(PLAIN);
    let words = [
        "--crf",
        "24",
        "--",
        "-metadata",
        "title=A title",
        "-metadata",
        "comment=Mine",
    ];
    let names = parts(&folder, "mp4", &words);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let join_as = |name: &str| {
        join(&folder, &[names.as_slice(), &["-o", name]].concat()).done();
        decode(&folder.path(name), "yuv420p")
    };
    let first = join_as("first.mp4");
    parts(&folder, "mp4", &words);
    assert!(first == join_as("second.mp4"));
    let decoded = RANGES.map(|range| decode(&folder.path(format!("{range}.mp4")), "yuv420p"));
    assert!(first == decoded.concat());
    let tags = &probe(&folder.path("second.mp4"))["format"]["tags"];
    assert_eq!(
        (&tags["title"], &tags["comment"]),
        (&"A title".into(), &"Mine".into())
    );
}

#[test]
fn options_of_the_file_hold_however_long_the_settings_are() {
    let folder = Folder::with(PLAIN);
    let title = format!("title={}", "x".repeat(20_000));
    let options = ["--", "-metadata", &title, "-brand", "mp42"];
    let names = parts(&folder, "mp4", &options);
    let mut args: Vec<&str> = names.iter().map(String::as_str).collect();
    args.extend(["-o", "joined.mp4"]);
    join(&folder, &args).done();
    assert_eq!(folder.read("joined.mp4")[4..12], *b"ftypmp42");
}

#[test]
fn what_does_not_make_the_whole_is_refused_by_name() {
    let folder = Folder::with(PLAIN);
    parts(&folder, "mp4", &[]);
    let [first, middle, last] = RANGES.map(|range| format!("{range}.mp4"));
    let [first, middle, last] = [&first, &middle, &last].map(String::as_str);
    part(&folder, "lap.mp4", "90..250", &[]);
    part(&folder, "crf.mp4", "100..250", &["--crf", "20"]);
    part(&folder, "set.mp4", "100..250", &["--set", "speed=2"]);
    part(&folder, "other.mkv", "100..250", &[]);
    render(&folder, "plain.mp4", &["--frames", "100..250"]).done();
    folder.write("text.mp4", "no video");
    let whole = folder.read(middle);
    folder.write("cut.mp4", &whole[..whole.len() * 3 / 4]);
    let edited = PLAIN.replacen("0.5 + 0.5", "0.4 + 0.6", 1);
    folder.write("scene.wgsl", edited);
    part(&folder, "edited.mp4", "100..250", &[]);
    let before = folder.names();
    for (args, words) in [
        (
            vec![last, first],
            "frames 100..250 are missing: render them with --frames 100..250 --part",
        ),
        (
            vec![middle, first],
            "frames 250..300 are missing: render them with --frames 250..300 --part, or join what \
             is there with --frames 0..250",
        ),
        (
            vec![last, "lap.mp4", first],
            "'0..100.mp4' (frames 0..100) and 'lap.mp4' (frames 90..250) overlap",
        ),
        (
            vec![first, last, "crf.mp4"],
            "'crf.mp4' is not of the same video as '0..100.mp4': -crf 20 instead of 18",
        ),
        (
            vec![first, "set.mp4", last],
            "'set.mp4' is not of the same video as '0..100.mp4': speed set to 2.0",
        ),
        (
            vec!["edited.mp4", first, last],
            "'edited.mp4' is not of the same video as '0..100.mp4': the scene has changed",
        ),
        (vec![first, "plain.mp4", last], "'plain.mp4' is no part"),
        (
            vec![first, "text.mp4", last],
            "'text.mp4' cannot be read as a part",
        ),
        (
            vec![first, "cut.mp4", last],
            "'cut.mp4' cannot be read as a part",
        ),
        (vec![first, "gone.mp4", last], "gone.mp4: No such file"),
        (
            vec![first, "other.mkv", last],
            "'other.mkv' is a .mkv file, and 'out.mp4' would be .mp4",
        ),
        (
            vec![first, middle, last, "--frames", "0..250"],
            "'250..300.mp4' holds frames 250..300, and --frames asks for 0..250",
        ),
        (
            vec![first, middle, last, "--report", first],
            "--report names a part itself",
        ),
    ] {
        let args = [args.as_slice(), &["-o", "out.mp4"]].concat();
        join(&folder, &args).is(1).says(&[words]);
        assert_eq!(folder.names(), before);
    }
    let same = join(&folder, &[first, middle, last, "-o", "./0..100.mp4"]);
    same.is(1).says(&["-o names a part itself"]);
    join(
        &folder,
        &[first, middle, "--frames", "0..250", "-o", "out.mp4"],
    )
    .done();
    let kept = join(
        &folder,
        &[first, "--frames", "100", "--no-clobber", "-o", "out.mp4"],
    );
    kept.is(1).says(&["'out.mp4' exists"]);
    assert_eq!(times(&folder.path("out.mp4")).len(), 250);
}

#[test]
fn what_could_not_be_joined_is_no_part() {
    let folder = Folder::with(PLAIN);
    let before = folder.names();
    for (name, args, words) in [
        ("a.png", vec![], "'a.png' is no video"),
        ("-", vec!["--frames", "0..10"], "'-' is no video"),
        ("a.mkv", vec!["--fps", "500"], "whole milliseconds"),
        (
            "a.mp4",
            vec!["--frames", "0..10", "--", "-frames:v", "5"],
            "'a.mp4' holds 5 frames, not 10",
        ),
        (
            "a.mp4",
            vec!["--frames", "0..10", "--", "-bsf:v", "setts=ts=2*TS"],
            "at a wrong time",
        ),
    ] {
        let args = [&["--part"], args.as_slice()].concat();
        let preset: &[&str] = if name.contains('m') {
            &["--preset", "ultrafast"]
        } else {
            &[]
        };
        shaderpipe(["render", "scene.wgsl", "-o", name])
            .args(preset)
            .args(args)
            .folder(folder.root())
            .end()
            .is(1)
            .says(&[words]);
        assert_eq!(folder.names(), before);
    }
}

#[test]
fn several_outputs_are_parts_of_several_videos() {
    let folder = Folder::with(PLAIN);
    for range in ["0..30", "30..60"] {
        let [hd, web] = ["mp4,crf=30", "mov"].map(|ending| format!("{range}.{ending}"));
        let args = [
            "render",
            "scene.wgsl",
            "--part",
            "--frames",
            range,
            "-o",
            &hd,
            "-o",
            &web,
        ];
        shaderpipe(args).folder(folder.root()).end().done();
    }
    for ending in ["mp4", "mov"] {
        let [one, other, joined] =
            ["0..30", "30..60", "joined"].map(|name| format!("{name}.{ending}"));
        let done = join(
            &folder,
            &[&other, &one, "-o", &joined, "--progress", "json"],
        )
        .done();
        assert!(
            done.stderr
                .lines()
                .all(|line| serde_json::from_str::<Value>(line).is_ok())
        );
        done.says(&[
            "\"frames\":60",
            "\"event\":\"progress\"",
            "\"event\":\"done\"",
        ]);
    }
}

/// A program that joins in its own way, and else is FFmpeg.
pub(crate) fn joiner(folder: &Folder, script: &str) -> PathBuf {
    let script =
        format!("case \"$*\" in *ffconcat*|*' concat '*) {script};; *) exec ffmpeg \"$@\";; esac");
    folder.program("ffmpeg", &script)
}

#[test]
fn a_file_joined_wrongly_gets_no_name() {
    let folder = Folder::with(PLAIN);
    part(&folder, "a.mp4", "0..30", &[]);
    part(&folder, "b.mp4", "30..300", &[]);
    let ffmpeg = joiner(&folder, "for last; do :; done; cp a.mp4 \"${last#file:}\"");
    let before = folder.names();
    let args = [
        "a.mp4",
        "b.mp4",
        "-o",
        "out.mp4",
        "--ffmpeg",
        ffmpeg.to_str().unwrap(),
    ];
    join(&folder, &args)
        .is(1)
        .says(&["joined the parts wrongly: the file holds 30 frames, not 300"]);
    assert_eq!(folder.names(), before);
}

#[test]
fn an_interrupt_ends_joining() {
    let folder = Folder::with(PLAIN);
    part(&folder, "a.mp4", "0..300", &[]);
    let ffmpeg = joiner(&folder, "exec sleep 1000");
    let before = folder.names();
    let args = [
        "join",
        "a.mp4",
        "-o",
        "out.mp4",
        "--ffmpeg",
        ffmpeg.to_str().unwrap(),
    ];
    let mut running = shaderpipe(args).folder(folder.root()).start();
    processes::until("nobody joins", || running.has_child("sleep"));
    running.child("sleep");
    running.signal(Signal::INT);
    running.end().is(130).says(&["no output was written"]);
    assert_eq!(folder.names(), before);
}

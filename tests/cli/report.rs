//! What the program tells of its work: reports, JSON lines, and nothing where nothing is wanted.

use serde_json::Value;

use crate::folder::{Folder, PLAIN};
use crate::run::{Ended, shaderpipe};

fn render(folder: &Folder, output: &str, args: &[&str]) -> Ended {
    let run = shaderpipe(["render", "scene.wgsl", "-o", output]).args(args);
    run.folder(folder.root()).end()
}

fn number(report: &Value, name: &str) -> f64 {
    let value = report[name].as_f64();
    value.unwrap_or_else(|| panic!("no number {name} in {report:#}"))
}

fn assert_report(report: &Value, output: &str) {
    assert_eq!(report["frames"], 60, "{report:#}");
    assert_eq!(report["prerolled_frames"], 0, "{report:#}");
    let wall = number(report, "wall_seconds");
    assert!(wall > 0.0 && wall < 100.0, "{report:#}");
    let near = |name, expected: f64| {
        let found = number(report, name);
        assert!(
            (found - expected).abs() <= 0.001 * expected,
            "{name}: {report:#}"
        );
    };
    near("frames_per_second", 60.0 / wall);
    near("realtime_factor", 2.0 / wall);
    let has_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    assert!(
        has_text(&report["adapter"]) && has_text(&report["backend"]),
        "{report:#}"
    );
    let of_output = &report["outputs"][0];
    assert_eq!(of_output["output"], output);
    assert_eq!(of_output["pixel_format"], "yuv420p");
    let pipe = &of_output["pipe"];
    assert_eq!(
        (&pipe["frames"], &pipe["bytes"]),
        (&60.into(), &(60 * 64 * 36 * 3 / 2).into())
    );
    assert!(
        has_text(&pipe["transport"]) && has_text(&pipe["reason"]),
        "{report:#}"
    );
    let calls = &pipe["system_calls"];
    let sum: f64 = ["write", "vmsplice", "poll", "query"]
        .iter()
        .map(|kind| number(calls, kind))
        .sum();
    assert!(sum >= 1.0, "{report:#}");
    assert_eq!(number(calls, "per_frame"), sum / 60.0);
    let write = number(pipe, "write_seconds");
    assert!((0.0..=wall * 1.01).contains(&write), "{report:#}");
    let blocked = number(pipe, "blocked_seconds");
    assert!((0.0..=write).contains(&blocked), "{report:#}");
    assert_eq!(
        (&report["width"], &report["height"]),
        (&64.into(), &36.into())
    );
    let stages = report["stages"].as_object().expect("stages");
    for stage in ["prepare", "preroll", "render", "readback", "pipe", "finish"] {
        let seconds = stages.get(stage).and_then(Value::as_f64);
        let seconds = seconds.unwrap_or_else(|| panic!("no stage {stage} in {report:#}"));
        assert!(
            (0.0..=wall * 1.01).contains(&seconds),
            "{stage}: {report:#}"
        );
    }
}

#[test]
fn a_report_has_every_field_with_a_sane_value() {
    let folder = Folder::with(PLAIN);
    render(&folder, "a.mp4", &["--report", "reports/a.json"]).done();
    let report: Value = serde_json::from_slice(&folder.read("reports/a.json")).unwrap();
    assert_report(&report, "a.mp4");
    let version = report["ffmpeg_version"].as_str().unwrap();
    assert!(
        version.starts_with(|char: char| char.is_ascii_alphanumeric()),
        "{version}"
    );
    if cfg!(target_os = "linux") {
        assert!(number(&report, "cpu_seconds") > 0.0);
        assert!(number(&report, "ffmpeg_cpu_seconds") > 0.0);
        assert!(
            (0.0..=1.1).contains(&number(&report, "cpu_busy")),
            "{report:#}"
        );
    }
}

#[test]
fn a_report_on_standard_output_is_all_that_is_there() {
    let folder = Folder::with(PLAIN);
    let ended = render(&folder, "a.mp4", &["--report", "-"]).done();
    assert_report(&serde_json::from_slice(&ended.stdout).unwrap(), "a.mp4");
    let ended = render(&folder, "b.png", &["--report", "-"]).done();
    let report: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(
        (&report["frames"], &report["outputs"][0]["output"]),
        (&1.into(), &"b.png".into())
    );
    let quiet = render(&folder, "a.mp4", &[]).done();
    assert_eq!(quiet.text(), "");
}

#[test]
fn raw_frames_have_a_report_in_a_file() {
    let folder = Folder::with(PLAIN);
    let ended = render(&folder, "-", &["--report", "raw.json"]).done();
    let report: Value = serde_json::from_slice(&folder.read("raw.json")).unwrap();
    assert_report(&report, "-");
    assert_eq!(report["outputs"][0]["pipe"]["bytes"], ended.stdout.len());
}

#[test]
fn json_progress_is_one_object_a_line_and_nothing_else() {
    let folder = Folder::with(PLAIN);
    let ended = render(
        &folder,
        "a.mp4",
        &["--progress", "json", "--size", "33x18", "-v"],
    )
    .done();
    let events: Vec<Value> = ended
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect();
    let of = |kind: &'static str| events.iter().filter(move |event| event["event"] == kind);
    assert_eq!(of("warning").count(), 1, "{events:#?}");
    assert_eq!(of("ffmpeg").count(), 1, "{events:#?}");
    assert_eq!(of("finishing").count(), 1, "{events:#?}");
    let mut last = 0;
    for event in of("progress") {
        let frame = event["frame"].as_u64().unwrap();
        assert!(frame >= last && event["frames"] == 60, "{event}");
        last = frame;
        for name in ["frames_per_second", "realtime_factor"] {
            assert!(number(event, name) >= 0.0);
        }
        assert!(event.get("eta_seconds").is_some(), "{event}");
    }
    assert_eq!(last, 60, "{events:#?}");
    let done = events.last().unwrap();
    assert_eq!(
        (&done["event"], &done["report"]["frames"]),
        (&"done".into(), &60.into())
    );
}

#[test]
fn json_progress_tells_of_a_failure_in_json() {
    let folder = Folder::with(PLAIN);
    let ended = render(&folder, "a.avi", &["--progress", "json"]).is(1);
    let event: Value = serde_json::from_str(ended.stderr.trim_end()).expect("one line");
    assert_eq!(event["event"], "error");
    assert!(event["message"].as_str().unwrap().contains("a.avi"));
}

#[test]
fn progress_is_for_terminals_unless_it_is_asked_for() {
    let folder = Folder::with(PLAIN);
    for style in ["none", "auto"] {
        let ended = render(&folder, "a.mp4", &["--progress", style]).done();
        assert!(
            !ended.stderr.contains("frames,") && !ended.stderr.contains('\x1b'),
            "{ended:?}"
        );
        assert_eq!(
            ended.stderr.contains("done: "),
            style == "auto",
            "{ended:?}"
        );
    }
    render(&folder, "a.mp4", &["--progress", "bar"])
        .done()
        .says(&["done: a.mp4"]);
}

#[test]
fn a_report_never_takes_the_place_of_the_work() {
    let folder = Folder::with(PLAIN);
    std::os::unix::fs::symlink("scene.wgsl", folder.path("link.json")).unwrap();
    for (report, words) in [
        ("out.mp4", "the output itself"),
        ("./out.mp4", "the output itself"),
        ("scene.wgsl", "the scene itself"),
        ("link.json", "the scene itself"),
    ] {
        let ended = render(&folder, "out.mp4", &["--frames", "2", "--report", report]);
        ended.is(1).says(&["--report", words]);
    }
    assert_eq!(folder.read("scene.wgsl"), PLAIN.as_bytes());
    assert!(!folder.path("out.mp4").exists());

    folder.write("kept.json", "older");
    let args = ["--frames", "2", "--no-clobber", "--report", "kept.json"];
    let ended = render(&folder, "out.mp4", &args);
    ended.is(1).says(&["kept.json", "--no-clobber"]);
    assert_eq!(folder.read("kept.json"), b"older");
}

#[test]
fn a_report_names_an_output_that_is_not_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::with(PLAIN);
    let output = OsStr::from_bytes(b"x\xff.mp4");
    let args = [
        "render",
        "scene.wgsl",
        "--frames",
        "2",
        "--progress",
        "json",
        "-o",
    ]
    .map(OsStr::new);
    let run = shaderpipe(args).args([output]).folder(folder.root());
    run.end().done();
    assert!(folder.path(output).exists());
}

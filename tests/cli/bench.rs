//! `bench pipe`: what it reports for every method, and how it ends.

use rustix::process::Signal;
use serde_json::Value;

use crate::folder::{Folder, PLAIN};
use crate::run::{Ended, shaderpipe};

fn bench(args: &[&str]) -> Ended {
    shaderpipe(["bench", "pipe"]).args(args).end()
}

fn outcomes(args: &[&str]) -> Vec<Value> {
    let ended = bench(&[args, &["--json"]].concat()).done();
    let lines = ended.text();
    let outcome = |line| serde_json::from_str(line).expect("a JSON object on each line");
    lines.lines().map(outcome).collect()
}

const TINY: [&str; 4] = ["--size", "64x36", "--frames", "30"];

/// Asserts what holds for every run of [`TINY`].
fn assert_told(outcome: &Value) {
    for (name, expected) in [("width", 64), ("height", 36), ("frames", 30)] {
        assert_eq!(outcome[name], expected, "{outcome}");
    }
    let number = |name: &str| outcome[name].as_f64().expect(name);
    let seconds = number("seconds");
    assert!(seconds > 0.0, "{outcome}");
    assert!((number("frames_per_second") * seconds - 30.0).abs() < 0.001);
    let bytes = number("gigabytes_per_second") * seconds * 1e9;
    let pixel_bytes = if outcome["pixel_format"] == "rgb24" {
        3.0
    } else {
        1.5
    };
    assert!(
        (bytes - 30.0 * 64.0 * 36.0 * pixel_bytes).abs() < 1.0,
        "{outcome}"
    );
    if cfg!(target_os = "linux") {
        for name in [
            "writer_user_seconds",
            "writer_system_seconds",
            "ffmpeg_cpu_seconds",
        ] {
            assert!(number(name) >= 0.0, "{outcome}");
        }
    }
    let calls = outcome["system_calls"].as_object().expect("an object");
    let kinds: Vec<_> = calls.keys().map(String::as_str).collect();
    assert_eq!(kinds.len(), 5, "{outcome}");
    let count = |kind: &str| calls[kind].as_u64().expect(kind);
    let sum: u64 = ["write", "vmsplice", "poll", "query"]
        .map(count)
        .iter()
        .sum();
    assert!(sum > 0 && count("total") == sum, "{outcome}");
    assert!(!outcome["reason"].as_str().expect("a text").is_empty());
}

#[test]
fn every_method_reports_what_it_did() {
    let mut methods = vec![("naive", "write"), ("write8k", "write"), ("write", "write")];
    if cfg!(target_os = "linux") {
        methods.extend([("copy", "copy"), ("vmsplice", "vmsplice")]);
    }
    for (method, transport) in methods {
        for buffers in ["1", "4"] {
            let outcomes =
                outcomes(&[&TINY[..], &["--method", method, "--buffers", buffers]].concat());
            let [outcome] = &outcomes[..] else {
                panic!("one run has one object: {outcomes:?}");
            };
            assert_told(outcome);
            assert_eq!(outcome["method"], method);
            assert_eq!(outcome["transport"], transport);
            assert_eq!(outcome["buffers"].to_string(), buffers);
            assert_eq!(outcome["encoder"], "null");
        }
    }
    let auto = outcomes(&TINY);
    assert_told(&auto[0]);
    assert_eq!(auto[0]["method"], "auto");
}

#[test]
fn the_plain_methods_write_what_they_are_named_after() {
    let calls = |method| {
        let outcome = &outcomes(&["--size", "640x360", "--frames", "4", "--method", method])[0];
        let chunk = outcome["chunk"].as_u64().unwrap();
        (chunk, outcome["system_calls"]["write"].as_u64().unwrap())
    };
    let frame = 640 * 360 * 3;
    assert_eq!(calls("naive"), (frame, 4));
    let (chunk, writes) = calls("write8k");
    assert_eq!(chunk, 8192);
    assert!(writes >= 4 * frame.div_ceil(8192), "{writes}");
}

#[test]
fn x264_and_every_kind_of_memory_are_fed() {
    for encoder in ["ultrafast", "slow"] {
        for format in ["rgb24", "yuv420p"] {
            let args = ["--encoder", encoder, "--pixel-format", format];
            let outcome = &outcomes(&[&TINY[..], &args].concat())[0];
            assert_told(outcome);
            assert_eq!(outcome["encoder"], encoder);
            assert_eq!(outcome["pixel_format"], format);
        }
    }
    for memory in ["huge", "plain", "mapped"] {
        let outcome = &outcomes(&[&TINY[..], &["--memory", memory]].concat())[0];
        assert_told(outcome);
        assert_eq!(outcome["memory"], memory);
    }
}

#[test]
fn the_number_of_frames_is_found_and_people_get_a_table() {
    let ended = bench(&["--size", "64x36", "--method", "write8k"]).done();
    let text = ended
        .prints(&["GB/s", "64x36", "write8k", "write of 8 KiB"])
        .text();
    assert!(text.lines().count() >= 4, "{text}");
}

#[test]
fn all_sizes_and_methods_are_a_line_each() {
    // The engine's own methods are not all there elsewhere.
    if !cfg!(target_os = "linux") {
        bench(&["--all", "--frames", "1"])
            .is(1)
            .says(&["--method copy"]);
        return;
    }
    let outcomes = outcomes(&["--all", "--frames", "1"]);
    assert_eq!(outcomes.len(), 4 * 6);
    for height in [720, 1080, 1440, 2160] {
        let of_size = |outcome: &&Value| outcome["height"] == height;
        assert_eq!(outcomes.iter().filter(of_size).count(), 6, "{outcomes:?}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    bench(&["--frames", "0"]).is(2).says(&["--frames"]);
    bench(&["--buffers", "0"]).is(2).says(&["--buffers"]);
    bench(&["--all", "--size", "64x36"])
        .is(2)
        .says(&["--all", "--size"]);
    bench(&["--method", "splice"])
        .is(2)
        .says(&["vmsplice", "write8k"]);
    bench(&["--encoder", "veryslow"]).is(2).says(&["ultrafast"]);
    bench(&["--size", "4000000000x4000000000"])
        .is(1)
        .says(&["--size"]);
    bench(&["--size", "999999x999999"]).is(1).says(&["--size"]);
    bench(&["--size", "40000x40000", "--memory", "mapped"])
        .is(1)
        .says(&["larger"]);
    let none = shaderpipe(["bench", "pipe"])
        .env("PATH", "/nonexistent")
        .end();
    none.is(1).says(&["FFmpeg was not found", "--ffmpeg"]);
    // No FFmpeg, but a program that ends at once.
    bench(&["--ffmpeg", "/bin/false"])
        .is(1)
        .says(&["FFmpeg failed"]);
}

#[test]
fn an_interrupt_ends_it_and_ffmpeg() {
    let folder = Folder::with(PLAIN);
    for args in [
        &["--encoder", "slow"][..],
        &["--method", "naive"],
        &["--memory", "mapped"],
    ] {
        let mut run = shaderpipe(["bench", "pipe", "--frames", "100000000"])
            .args(args)
            .folder(folder.root())
            .start();
        run.child("ffmpeg");
        run.signal(Signal::INT);
        run.end().is(130);
    }
}

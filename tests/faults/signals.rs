//! Signals: the program ends soon, alone and without a trace.

use std::fs;
use std::io::Read;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::fault::{OLDER, assert_only_scene};
use crate::folder::{Folder, NOISE, PLAIN};
use crate::processes::{exists, until};
use crate::run::{Ended, Run, Running, shaderpipe};

/// How soon after a signal the program must be gone: the three seconds that it gives a driver, and
/// what a machine takes that is busy with other tests, to free a gigabyte of a compiler's too.
const SOON: Duration = Duration::from_secs(15);

const SIGNALS: [(Signal, i32); 2] = [(Signal::INT, 130), (Signal::TERM, 143)];

/// A render that takes hours.
fn endless(folder: &Folder) -> Run {
    let args = [
        "render",
        "scene.wgsl",
        "-o",
        "out.mp4",
        "--frames",
        "1000000",
        "--size",
        "320x180",
    ];
    shaderpipe(args).folder(folder.root())
}

/// Waits until FFmpeg has the first frames.
fn until_encoding(running: &mut Running, folder: &Folder) -> rustix::process::Pid {
    let ffmpeg = running.child("ffmpeg");
    let is_partial = |name: &String| name.contains(".partial.");
    until("no temporary file appears", || {
        folder.names().iter().any(is_partial)
    });
    std::thread::sleep(Duration::from_millis(300));
    ffmpeg
}

fn ends_soon(running: Running, signal: impl FnOnce(&Running)) -> Ended {
    let signalled = Instant::now();
    signal(&running);
    let ended = running.end();
    let took = ended.exited - signalled;
    assert!(took < SOON, "{took:?}: {ended:#?}");
    ended
}

#[test]
fn a_signal_during_an_export_leaves_nothing() {
    for (signal, code) in SIGNALS {
        let folder = Folder::with(NOISE);
        let mut running = endless(&folder).start();
        let ffmpeg = until_encoding(&mut running, &folder);
        let ended = ends_soon(running, |running| running.signal(signal)).is(code);
        assert!(!exists(ffmpeg));
        assert_only_scene(&folder);
        assert!(!ended.stderr.contains("error"), "{ended:?}");
    }
}

#[test]
fn an_interrupt_of_the_whole_group_leaves_an_older_file() {
    let folder = Folder::with(NOISE);
    folder.write("out.mp4", OLDER);
    let mut running = endless(&folder).start();
    until_encoding(&mut running, &folder);
    let ended = ends_soon(running, |running| running.signal_group(Signal::INT));
    let ended = ended.is(130);
    // FFmpeg did not get it: it would say so.
    assert!(!ended.stderr.contains("Exiting normally"), "{ended:?}");
    assert_eq!(folder.names(), ["out.mp4", "scene.wgsl"]);
    assert_eq!(folder.read("out.mp4"), OLDER);
}

#[test]
fn impatience_changes_nothing() {
    let folder = Folder::with(NOISE);
    let mut running = endless(&folder).start();
    until_encoding(&mut running, &folder);
    let ended = ends_soon(running, |running| {
        for _ in 0..5 {
            running.signal_group(Signal::INT);
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    ended.is(130);
    assert_only_scene(&folder);
}

#[test]
fn a_signal_ends_a_wait_for_an_ffmpeg_that_does_nothing() {
    for script in ["exec sleep 1000", "cat >/dev/null; exec sleep 1000"] {
        let folder = Folder::with(PLAIN);
        let stuck = folder.program("stuck", script);
        let run = shaderpipe(["render", "scene.wgsl", "-o", "out.mp4"]);
        let run = run
            .args(["--ffmpeg".as_ref(), stuck.as_path()])
            .folder(folder.root());
        let mut running = run.start();
        running.child("sleep");
        ends_soon(running, |running| running.signal(Signal::TERM)).is(143);
        assert_eq!(folder.names(), ["scene.wgsl", "stuck"]);
    }
}

#[test]
fn a_signal_ends_raw_frames_that_nobody_reads() {
    for (signal, code) in SIGNALS {
        let folder = Folder::with(NOISE);
        let run = shaderpipe(["render", "scene.wgsl", "-o", "-"]).folder(folder.root());
        let mut running = run.start();
        // Held open, read once: then the pipe fills up.
        let mut stdout = running.take_stdout();
        stdout.read_exact(&mut [0; 1]).unwrap();
        std::thread::sleep(Duration::from_millis(200));
        ends_soon(running, |running| running.signal(signal)).is(code);
    }
}

#[test]
fn a_signal_ends_a_driver_that_compiles_before_the_export() {
    // Inlined, 2^18 statements: lavapipe takes about a minute for its pipeline.
    let mut scene =
        "fn f0(v: vec4f) -> vec4f { return fract(sin(v.yzxw * 1.5) + v.zwxy); }\n".to_owned();
    for level in 1..19 {
        let below = level - 1;
        scene +=
            &format!("fn f{level}(v: vec4f) -> vec4f {{ return f{below}(f{below}(v) + 1.0); }}\n");
    }
    scene += "@fragment fn image(@builtin(position) at: vec4f) -> @location(0) vec4f { return f18(at); }";
    for (signal, code) in SIGNALS {
        let folder = Folder::with(&scene);
        let running = compiling(&folder);
        assert!(!running.has_child("ffmpeg"), "it is past the pipeline");
        ends_soon(running, |running| running.signal(signal)).is(code);
        assert_only_scene(&folder);
    }
}

#[test]
fn a_signal_ends_a_driver_that_compiles_at_the_first_frame() {
    let statement = |index| format!("    v = fract(sin(v.yzxw * {index}.5) * 43.7 + v.zwxy);\n");
    let body: String = (0..3000).map(statement).collect();
    let scene = format!(
        "@fragment fn image(@builtin(position) at: vec4f) -> @location(0) vec4f {{\n    \
         var v = at;\n{body}    return v;\n}}\n"
    );
    for (signal, code) in SIGNALS {
        let folder = Folder::with(&scene);
        folder.write("out.mp4", OLDER);
        let mut running = compiling(&folder);
        let ffmpeg = running.child("ffmpeg");
        ends_soon(running, |running| running.signal(signal)).is(code);
        // The thread that would reap it is in the driver: the system does it.
        until("FFmpeg is still there", || !exists(ffmpeg));
        assert_eq!(folder.names(), ["out.mp4", "scene.wgsl"]);
        assert_eq!(folder.read("out.mp4"), OLDER);
    }
}

/// A render in whose driver a compiler has been at work for half a second.
fn compiling(folder: &Folder) -> Running {
    let args = [
        "render",
        "scene.wgsl",
        "-o",
        "out.mp4",
        "--size",
        "16x16",
        "--frames",
        "2",
    ];
    let running = shaderpipe(args).folder(folder.root()).start();
    let stat = format!("/proc/{}/stat", running.pid().as_raw_nonzero());
    // Opening the device and checking the scene take a quarter of that, in a build for debugging.
    until("it does not compile", || {
        let stat = fs::read_to_string(&stat).unwrap();
        let fields: Vec<_> = stat
            .rsplit_once(')')
            .unwrap()
            .1
            .split_whitespace()
            .collect();
        fields[11].parse::<u32>().unwrap() > 150
    });
    running
}

#[test]
fn killed_for_good_it_takes_ffmpeg_along() {
    let folder = Folder::with(NOISE);
    let mut running = endless(&folder).start();
    let ffmpeg = until_encoding(&mut running, &folder);
    ends_soon(running, |running| running.signal(Signal::KILL)).is(137);
    until("FFmpeg lives on", || !exists(ffmpeg));
    assert!(!folder.path("out.mp4").exists());
}

#[test]
fn a_signal_that_was_ignored_before_stays_ignored() {
    let folder = Folder::with(PLAIN);
    let script = "trap '' HUP; exec \"$0\" render scene.wgsl -o out.mp4 --frames 300";
    let program = env!("CARGO_BIN_EXE_shaderpipe");
    let mut running = Run::of("sh")
        .args(["-c", script, program])
        .folder(folder.root())
        .start();
    running.child("ffmpeg");
    running.signal(Signal::HUP);
    running.end().done();
    assert!(folder.path("out.mp4").exists());
}

//! Renders in segments: whatever ends them, they go on, and the video is that of one run.

#![cfg(all(feature = "cli", target_os = "linux"))]
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

#[path = "common/folder.rs"]
mod folder;
#[path = "common/probe.rs"]
mod probe;
#[path = "common/processes.rs"]
mod processes;
#[path = "common/run.rs"]
mod run;

#[path = "segments/ends.rs"]
mod ends;
#[path = "segments/kill.rs"]
mod kill;
#[path = "segments/refusals.rs"]
mod refusals;
#[path = "segments/resume.rs"]
mod resume;

use std::path::Path;
use std::process::Command;

use folder::Folder;
use run::{Run, shaderpipe};

/// A trail, a count of frames in a buffer, and a pass that runs twice: each frame depends on all before.
const STATEFUL: &str = "\
//! size = [160, 90]
//! fps = 30
//! duration = 10.0
//! [buffers.counts]
//! size = 256
//! [[pass]]
//! entry = \"count\"
//! dispatch = [1, 1, 1]
//! [[pass]]
//! entry = \"spread\"
//! target = \"trail\"
//! repeat = 2
//! [[pass]]
//! entry = \"image\"
#import shaderpipe::frame

@group(0) @binding(1) var<storage, read_write> counts: array<u32, 64>;
@group(0) @binding(2) var trail: texture_2d<f32>;

@compute @workgroup_size(1)
fn count() {
    counts[0] += 1u + frame.index % 3u;
}

@fragment
fn spread(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let texel = vec2i(position.xy);
    let size = vec2i(textureDimensions(trail));
    let beside = textureLoad(trail, (texel + vec2i(1, 2)) % size, 0);
    let light = f32((u32(texel.x) * 7u + u32(texel.y) * 13u + counts[0]) % 97u) / 97.0;
    return vec4f(mix(beside.xyz, vec3f(light, 1.0 - light, light * light), 0.1), 1.0);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureLoad(trail, vec2i(position.xy), 0);
}
";

/// `shaderpipe` with these words, in `folder`.
fn run_in(folder: &Folder, words: &str) -> Run {
    shaderpipe(words.split(' ')).folder(folder.root())
}

/// What a player gets of a video: every frame's pixels, and every frame's time.
fn shown(path: &Path) -> (String, String) {
    let ask = |program: &str, before: &[&str], behind: &[&str]| {
        let mut command = Command::new(program);
        let output = command.args(before).arg(path).args(behind).output();
        let output = output.expect(probe::INSTALL);
        let words = String::from_utf8_lossy(&output.stderr);
        let is_whole = output.status.success() && words.is_empty();
        assert!(is_whole, "{}: {words}", path.display());
        String::from_utf8(output.stdout).unwrap()
    };
    let frames = ask(
        "ffmpeg",
        &["-v", "error", "-xerror", "-i"],
        &["-f", "framemd5", "-"],
    );
    let times = "-v error -select_streams v -show_entries frame=pts,pkt_duration -of csv";
    let times: Vec<_> = times.split(' ').collect();
    let times = ask("ffprobe", &times, &[]);
    // What the encoder wrote beside its first frame comes on lines of its own.
    let times = times.lines().filter(|line| line.starts_with("frame,"));
    let times = times.map(|line| line.trim_end_matches(",side_data,"));
    (frames, times.collect::<Vec<_>>().join("\n"))
}

/// Asserts that both are the same to a player.
fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (shown(one), shown(other));
    assert!(one.0 == other.0, "other pixels or times");
    assert!(one.1 == other.1, "other times: {} {}", one.1, other.1);
}

/// The lines of the journal of `out.mp4`.
fn journal(folder: &Folder) -> Vec<String> {
    let path = folder.path("out.mp4.segments/journal.jsonl");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// A render of twenty segments.
const LONG: &str = "render scene.wgsl -o out.mp4 --segments 0.5 --frames 300";

/// Kills that render when some of its segments are finished.
fn kill_halfway(folder: &Folder) {
    let running = run_in(folder, LONG).start();
    processes::until("too few segments are finished", || {
        journal(folder).len() > 4
    });
    running.signal(rustix::process::Signal::KILL);
    running.end().is(137);
}

//! Batches: many jobs of one file, whatever becomes of some of them.

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

#[path = "batch/ends.rs"]
mod ends;
#[path = "batch/failures.rs"]
mod failures;
#[path = "batch/faults.rs"]
mod faults;
#[path = "batch/hangs.rs"]
mod hangs;
#[path = "batch/many.rs"]
mod many;
#[path = "batch/plans.rs"]
mod plans;
#[path = "batch/table.rs"]
mod table;
#[path = "batch/up_to_date.rs"]
mod up_to_date;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use folder::Folder;
use run::{Run, shaderpipe};

/// A folder with scenes `a`, `b` and `c`, of which the first two import `lib/tint.wgsl`.
fn scenes() -> Folder {
    let folder = Folder::with(folder::PLAIN);
    std::fs::create_dir_all(folder.path("scenes/lib")).unwrap();
    folder.write(
        "scenes/lib/tint.wgsl",
        "fn tint(x: f32) -> vec3f { return vec3f(x, 0.5, 1.0 - x); }\n",
    );
    for name in ["a", "b", "c"] {
        let (import, color) = match name {
            "c" => ("", "vec3f(fract(x), 0.0, 1.0)"),
            _ => ("#import \"lib/tint.wgsl\"::{tint}", "tint(fract(x))"),
        };
        let text = format!(
            "//! size = [64, 36]\n//! fps = 30\n//! duration = 0.4\n//! [params.speed]\n\
             //! default = 1.0\n#import shaderpipe::frame\n{import}\n\
             struct Params {{ speed: f32 }}\n\
             @group(1) @binding(0) var<uniform> params: Params;\n\
             @fragment fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {{\n\
             let x = position.x / 64.0 + frame.time * params.speed;\n\
             return vec4f({color}, 1.0);\n}}\n"
        );
        folder.write(&format!("scenes/{name}.wgsl"), text);
    }
    folder
}

/// Three scenes in two sizes at three speeds.
const MATRIX: &str = "\
[defaults]
output = \"out/{scene}-{size}-{speed}.mp4\"
[[job]]
scene = \"scenes/?.wgsl\"
matrix.size = [[64, 36], [36, 64]]
matrix.params.speed = [0.5, 1, 2.0]
";

/// `shaderpipe batch ARGS` in the folder.
fn batch(folder: &Folder, args: &str) -> Run {
    shaderpipe(["batch"].into_iter().chain(args.split(' '))).folder(folder.root())
}

/// What a batch has reported.
fn report(folder: &Folder) -> serde_json::Value {
    serde_json::from_slice(&folder.read("report.json")).unwrap()
}

/// The jobs of a report in a state, by their first output, with a key of each.
fn in_state(report: &serde_json::Value, state: &str, key: &str) -> Vec<(String, String)> {
    let jobs = report["jobs"].as_array().unwrap().iter();
    let jobs = jobs.filter(|job| job["state"] == state);
    let text = |value: &serde_json::Value| match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    };
    let mut found: Vec<_> = jobs
        .map(|job| (text(&job["outputs"][0]), text(&job[key])))
        .collect();
    found.sort();
    found
}

/// Asserts that all videos below the folder can be decoded, and that nothing half-written is there; how
/// many videos there are.
fn assert_whole(folder: &Folder) -> usize {
    let mut videos = 0;
    for (path, _) in folder.contents() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".mp4") && !name.starts_with('.') && path.is_file() {
            assert_decodes(&path);
            videos += 1;
        }
    }
    videos
}

fn assert_decodes(path: &Path) {
    let mut ffmpeg = Command::new("ffmpeg");
    let decoded = ffmpeg.args(["-v", "error", "-xerror", "-i"]).arg(path);
    let decoded = decoded.args(["-f", "null", "-"]).output();
    let decoded = decoded.expect(probe::INSTALL);
    let words = String::from_utf8_lossy(&decoded.stderr);
    let is_whole = decoded.status.success() && words.is_empty();
    assert!(is_whole, "{}: {words}", path.display());
}

/// Asserts that no temporary file is below the folder.
fn assert_tidy(folder: &Folder) {
    let left = half_written(folder);
    assert!(left.is_empty(), "{left:?}");
}

/// The temporary files below the folder.
fn half_written(folder: &Folder) -> BTreeSet<PathBuf> {
    let paths = folder.contents().into_keys();
    paths
        .filter(|path| path.to_string_lossy().contains(".partial"))
        .collect()
}

/// The frames of a video, decoded, and their times.
fn frames_of(path: &Path) -> String {
    let mut ffmpeg = Command::new("ffmpeg");
    let decoded = ffmpeg.args(["-v", "error", "-i"]).arg(path);
    let decoded = decoded.args(["-f", "framemd5", "-"]).output();
    String::from_utf8(decoded.expect(probe::INSTALL).stdout).unwrap()
}

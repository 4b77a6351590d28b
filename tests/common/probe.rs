//! What FFmpeg's own tools say of a file.

#![allow(dead_code, reason = "each test file uses a part")]

use std::path::Path;
use std::process::Command;

pub(crate) const INSTALL: &str =
    "these tests need ffmpeg and ffprobe: apt install ffmpeg, or brew install ffmpeg";

/// The video stream's properties, all frames counted, and under `format` the file's.
pub(crate) fn probe(path: &Path) -> serde_json::Value {
    let output = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-count_frames",
            "-show_streams",
            "-show_format",
        ])
        .args(["-of", "json"])
        .arg(path)
        .output()
        .expect(INSTALL);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && words.is_empty(),
        "{}: {words}",
        path.display()
    );
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut stream = answer["streams"][0].clone();
    stream["format"] = answer["format"].clone();
    stream
}

/// Asserts properties of the video stream, given as `name=value`.
pub(crate) fn assert_stream(path: &Path, expected: &[&str]) -> serde_json::Value {
    let stream = probe(path);
    for expected in expected {
        let (name, value) = expected.split_once('=').expect("name=value");
        let found = match &stream[name] {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        assert_eq!(found, value, "{name} of {}: {stream:#}", path.display());
    }
    stream
}

/// The pixels of every frame, as they are stored or in the format asked for.
pub(crate) fn decode(path: &Path, format: &str) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-f", "rawvideo", "-pix_fmt", format, "-"])
        .output()
        .expect(INSTALL);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

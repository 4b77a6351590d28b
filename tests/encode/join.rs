//! Parts joined by the real FFmpeg: the same times, tags and decoded frames as one run has.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use shaderpipe::encode::{
    Container, Fault, JoinError, Joining, Output, Part, Settings, check_part, join, read_comments,
};
use shaderpipe::frame::{FrameSpec, PixelFormat, Rate};

use crate::{encode_frames, ffmpeg, spec, with_codec};

/// One of them is shorter than what an encoder reorders, another the last frame.
const BORDERS: [u64; 6] = [0, 20, 21, 39, 59, 60];

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn parts(&self, spec: &FrameSpec, settings: &Settings, ending: &str) -> Vec<Part> {
        let ranges = BORDERS.windows(2).map(|pair| pair[0]..pair[1]);
        let part = |frames: std::ops::Range<u64>| {
            let path = self.path(&format!("-it's \"{} %d.{ending}", frames.start));
            encode_frames(spec, settings, &path, frames.clone()).expect("a part");
            Part {
                path,
                frames: frames.end - frames.start,
            }
        };
        ranges.map(part).collect()
    }
}

fn join_into(path: &Path, parts: &[Part], rate: Rate) -> Result<(), JoinError> {
    let output = Output::create(path, false).expect("a file");
    let joining = Joining {
        parts,
        rate,
        container: Container::from_path(path).expect("a known extension"),
        comment: None,
        extra: &[],
    };
    join(&ffmpeg(), &joining, &output, &())?;
    output.commit().expect("a name");
    Ok(())
}

/// All that ffprobe tells, without what depends on the bytes that the encoder made.
fn told(path: &Path) -> (Value, Vec<String>) {
    let output = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-show_streams",
            "-show_format",
            "-show_packets",
            "-of",
            "json",
        ])
        .arg(path)
        .output()
        .expect("ffprobe");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{words}");
    let mut told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packets = told["packets"].take();
    let times = packets.as_array().expect("packets").iter();
    let time = |packet: &Value, name: &str| packet[name].to_string();
    let mut times: Vec<(i64, String)> = times
        .map(|packet| {
            let pts = packet["pts"].as_i64().expect("a time");
            (pts, format!("{pts} for {}", time(packet, "duration")))
        })
        .collect();
    times.sort();
    told["packets"] = Value::Null;
    for (part, name) in [
        ("format", "size"),
        ("format", "bit_rate"),
        ("format", "filename"),
    ] {
        told[part][name] = Value::Null;
    }
    told["streams"][0]["bit_rate"] = Value::Null;
    (told, times.into_iter().map(|(_, time)| time).collect())
}

fn decoded(path: &Path) -> Vec<String> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-f", "framemd5", "-"])
        .output()
        .expect("FFmpeg");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{words}");
    let text = String::from_utf8(output.stdout).expect("a text");
    let frames = text.lines().filter(|line| !line.starts_with('#'));
    frames
        .map(|line| line.rsplit(',').next().expect("a sum").trim().to_owned())
        .collect()
}

/// What is joined equals one run: all but the frames of a codec that loses something, which equal those
/// of the parts.
fn equals_one_run(settings: &Settings, format: PixelFormat, ending: &str, rate: &str, exact: bool) {
    let what = format!("{settings:?} {format} .{ending} {rate}");
    let spec = spec(format, rate);
    let folder = Folder::new();
    let parts = folder.parts(&spec, settings, ending);
    let [whole, joined] = ["whole", "joined"].map(|name| folder.path(&format!("{name}.{ending}")));
    encode_frames(&spec, settings, &whole, 0..60).expect("a video");
    join_into(&joined, &parts, spec.rate).unwrap_or_else(|error| panic!("{what}: {error}"));
    let ((tags, times), (joined_tags, joined_times)) = (told(&whole), told(&joined));
    assert_eq!(times, joined_times, "{what}");
    assert_eq!(tags, joined_tags, "{what}");
    let frames = decoded(&joined);
    let of_parts: Vec<_> = parts.iter().flat_map(|part| decoded(&part.path)).collect();
    assert_eq!(frames, of_parts, "{what}");
    if exact {
        assert_eq!(frames, decoded(&whole), "{what}");
    }
    if ["mp4", "mov"].contains(&ending) {
        let bytes = fs::read(&joined).expect("a file");
        let place = |name: &[u8]| bytes.windows(4).position(|four| four == name);
        assert!(
            place(b"moov") < place(b"mdat"),
            "{what}: the index stands behind"
        );
    }
}

fn crf(codec: &str, crf: f64) -> Settings {
    Settings {
        crf: Some(crf),
        ..with_codec(codec)
    }
}

const RATES: [&str; 6] = ["60", "30000/1001", "24", "12.5", "16", "240"];

#[test]
fn x264_at_every_rate() {
    for rate in RATES {
        for ending in ["mp4", "mkv"] {
            equals_one_run(
                &crf("libx264", 0.0),
                PixelFormat::Yuv420p,
                ending,
                rate,
                true,
            );
        }
    }
    equals_one_run(
        &crf("libx264", 18.0),
        PixelFormat::Yuv420p,
        "mp4",
        "60",
        false,
    );
    equals_one_run(
        &crf("libx264", 18.0),
        PixelFormat::Yuv420p,
        "mkv",
        "1/2",
        false,
    );
}

#[test]
fn other_codecs() {
    let lossless_vp9 = Settings {
        extra: ["-lossless", "1"].map(Into::into).into(),
        ..crf("libvpx-vp9", 0.0)
    };
    let quick = |codec: &str, preset: &str| Settings {
        preset: Some(preset.to_owned()),
        ..with_codec(codec)
    };
    use PixelFormat::{Rgba64le, Yuv420p, Yuv420p10le, Yuva444p10le};
    for (settings, format, ending, rate, exact) in [
        (
            quick("libx265", "ultrafast"),
            Yuv420p10le,
            "mp4",
            "30000/1001",
            false,
        ),
        (quick("libx265", "medium"), Yuv420p, "mov", "60", false),
        (quick("libx265", "medium"), Yuv420p, "mkv", "12.5", false),
        (lossless_vp9, Yuv420p, "webm", "30000/1001", true),
        (with_codec("libvpx-vp9"), Yuv420p, "mp4", "60", false),
        (quick("libsvtav1", "10"), Yuv420p, "mp4", "60", false),
        (quick("libsvtav1", "10"), Yuv420p, "webm", "24", false),
        (
            with_codec("prores_ks"),
            Yuva444p10le,
            "mov",
            "30000/1001",
            true,
        ),
        (with_codec("ffv1"), Rgba64le, "mkv", "12.5", true),
        (with_codec("png"), PixelFormat::Rgba, "mov", "24", true),
    ] {
        equals_one_run(&settings, format, ending, rate, exact);
    }
}

#[test]
fn what_is_no_part_is_refused() {
    let folder = Folder::new();
    let settings = crf("libx264", 18.0);
    let spec = spec(PixelFormat::Yuv420p, "60");
    let encoded = |name: &str, settings: &Settings, frames| {
        let path = folder.path(name);
        encode_frames(&spec, settings, &path, frames).expect("a part");
        Part { path, frames: 20 }
    };
    let one = encoded("one.mp4", &settings, 0..20);
    let short = encoded("short.mp4", &settings, 0..19);
    let other = encoded("other.mp4", &with_codec("mpeg4"), 20..40);
    let cut = encoded("cut.mkv", &settings, 0..20);
    let bytes = fs::read(&cut.path).expect("a file");
    fs::write(&cut.path, &bytes[..bytes.len() - bytes.len() / 4]).expect("a file");
    let text = Part {
        path: folder.path("text.mp4"),
        frames: 1,
    };
    fs::write(&text.path, "no video").expect("a file");
    let joined = folder.path("joined.mp4");
    let refused = |parts: &[&Part]| {
        let parts: Vec<Part> = parts.iter().copied().cloned().collect();
        join_into(&joined, &parts, spec.rate)
            .expect_err("a refusal")
            .to_string()
    };
    assert!(refused(&[&one, &short]).contains("short.mp4' holds 19 frames, not 20"));
    let message = refused(&[&one, &other]);
    assert!(
        message.contains("other.mp4' does not go on as"),
        "{message}"
    );
    assert!(
        message.contains("its codec is mpeg4, not h264"),
        "{message}"
    );
    assert!(refused(&[&one, &text]).contains("text.mp4' cannot be read as a part"));
    assert!(refused(&[]).contains("no parts"));
    let error = check_part(&ffmpeg(), &cut, spec.rate, Container::Matroska, &()).expect_err("cut");
    assert!(error.to_string().contains("cut.mkv"), "{error}");
    let rate = "59".parse().expect("a rate");
    let error = check_part(&ffmpeg(), &one, rate, Container::Mp4, &()).expect_err("another rate");
    let fault = Fault::Time { packet: 1 };
    assert!(matches!(error, JoinError::Part { fault: found, .. } if found == fault));
    assert!(!joined.exists());
}

#[test]
fn comments_come_back_as_they_were() {
    let folder = Folder::new();
    let comment = "{\"a\":[1,2],\"b\":\"x;=#\\n\\\" ü\nz\"}";
    for ending in ["mp4", "mkv", "mov", "webm"] {
        let path = folder.path(&format!("a.{ending}"));
        let container = Container::from_path(&path).expect("a known extension");
        let settings = Settings {
            extra: ["-metadata".to_owned(), format!("comment={comment}")]
                .map(Into::into)
                .into(),
            ..Settings::default()
        };
        encode_frames(&spec(PixelFormat::Yuv420p, "60"), &settings, &path, 0..2).expect("a video");
        let found = read_comments(&ffmpeg(), &[path], container, &()).expect("a video");
        assert_eq!(found, [Some(comment.to_owned())], "{ending}");
    }
}

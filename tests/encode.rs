//! Real clips through the real FFmpeg, looked at with ffprobe; every format; then FFmpeg's stand-ins,
//! and files.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use shaderpipe::encode::{
    Container, EncodeError, Encoder, Ffmpeg, Finished, Output, Settings, arguments, write_still,
};
use shaderpipe::frame::{FrameSpec, PixelFormat, Size};

#[cfg(unix)]
#[path = "encode/child.rs"]
mod child;
#[path = "encode/formats.rs"]
mod formats;
#[path = "encode/join.rs"]
mod join;
#[path = "encode/output.rs"]
mod output;

const SIZE: Size = Size::new(128, 96);
const FRAMES: u64 = 60;
const INSTALL: &str =
    "these tests need ffmpeg and ffprobe: apt install ffmpeg, or brew install ffmpeg";

fn ffmpeg() -> Ffmpeg {
    Ffmpeg::find(None).expect(INSTALL)
}

fn spec(format: PixelFormat, rate: &str) -> FrameSpec {
    FrameSpec {
        size: SIZE,
        format,
        rate: rate.parse().expect("a rate"),
    }
}

/// Frame `index`: a gradient that moves, within the limited range.
fn frame(spec: &FrameSpec, index: u64) -> Vec<u8> {
    let step = |at: u64, steps: u64| (at * 7 + index * 3) % steps;
    let words = |word: &dyn Fn(u64) -> u64| -> Vec<u8> {
        let word = |at| (word(at) as u16).to_le_bytes();
        (0..spec.bytes() / 2).flat_map(word).collect()
    };
    match (spec.format, spec.format.depth()) {
        (_, 8) => (0..spec.bytes())
            .map(|at| 16 + step(at, 200) as u8)
            .collect(),
        (PixelFormat::P010le, _) => words(&|at| (64 + step(at, 800)) << 6),
        (_, 10) => words(&|at| 64 + step(at, 800)),
        (_, 16) => words(&|at| 4096 + step(at * 91, 50_000)),
        (_, depth) => {
            assert_eq!(depth, 32, "{}", spec.format);
            let samples = spec.bytes() / 4;
            // The last plane is alpha: opaque, as newer versions multiply by it for OpenEXR.
            let float = |at| match at < samples / 4 * 3 {
                true => step(at, 400) as f32 / 100.0 - 1.0,
                false => 1.0,
            };
            (0..samples)
                .flat_map(|at| float(at).to_le_bytes())
                .collect()
        }
    }
}

fn encode(spec: &FrameSpec, settings: &Settings, path: &Path) -> Result<Finished, EncodeError> {
    encode_frames(spec, settings, path, 0..FRAMES)
}

fn encode_frames(
    spec: &FrameSpec,
    settings: &Settings,
    path: &Path,
    frames: std::ops::Range<u64>,
) -> Result<Finished, EncodeError> {
    let container = Container::from_path(path).expect("a known extension");
    let args = arguments(spec, container, settings, path).expect("settings that fit");
    let (encoder, mut pipe) = Encoder::spawn(&ffmpeg(), args)?;
    for index in frames {
        // A broken pipe means that FFmpeg has failed: finish tells why.
        if pipe.write_all(&frame(spec, index)).is_err() {
            break;
        }
    }
    drop(pipe);
    encoder.finish()
}

fn with_codec(codec: &str) -> Settings {
    Settings {
        codec: Some(codec.to_owned()),
        ..Settings::default()
    }
}

/// The stream's properties, by their names, and `times`, the frames' times in order.
fn probe(path: &Path) -> serde_json::Value {
    let output = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-count_frames",
            "-show_streams",
            "-show_format",
        ])
        .args(["-show_packets", "-of", "json"])
        .arg(path)
        .output()
        .expect(INSTALL);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{words}");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut stream = answer["streams"][0].clone();
    let mut times: Vec<f64> = answer["packets"]
        .as_array()
        .expect("packets")
        .iter()
        .map(|packet| number(&packet["pts_time"]))
        .collect();
    times.sort_by(f64::total_cmp);
    stream["times"] = times.into();
    stream["file_duration"] = answer["format"]["duration"].clone();
    stream
}

fn number(value: &serde_json::Value) -> f64 {
    value.as_str().expect("a text").parse().expect("a number")
}

/// Asserts number, times and duration of the frames.
fn assert_frames(stream: &serde_json::Value, spec: &FrameSpec, container: Container) {
    assert_eq!(stream["nb_read_frames"], FRAMES.to_string(), "{stream}");
    assert_eq!(
        (&stream["width"], &stream["height"]),
        (&128.into(), &96.into())
    );
    // Matroska stores milliseconds, rounded; ffprobe prints microseconds.
    let tolerance = match container {
        Container::Mp4 | Container::Mov => 0.000_001,
        Container::Matroska | Container::Webm => 0.000_501,
    };
    let times = stream["times"].as_array().expect("times");
    for (index, time) in (0..).zip(times) {
        let (time, exact) = (time.as_f64().expect("a time"), spec.rate.seconds_at(index));
        assert!(
            (time - exact).abs() <= tolerance,
            "frame {index} at {time}, not {exact}"
        );
    }
    let duration = number(&stream["file_duration"]);
    let exact = spec.rate.seconds_at(FRAMES);
    assert!(
        (duration - exact).abs() <= tolerance,
        "{duration} s, not {exact} s"
    );
    let rate = format!("{}/{}", spec.rate.numerator(), spec.rate.denominator());
    assert_eq!(stream["r_frame_rate"], rate, "{stream}");
}

fn assert_tags(stream: &serde_json::Value, expected: [&str; 4]) {
    let names = [
        "color_range",
        "color_space",
        "color_transfer",
        "color_primaries",
    ];
    for (name, expected) in names.into_iter().zip(expected) {
        assert_eq!(stream[name], expected, "{name}: {stream}");
    }
}

const VIDEO: [&str; 4] = ["tv", "bt709", "bt709", "bt709"];
const SRGB: [&str; 4] = ["pc", "gbr", "iec61966-2-1", "bt709"];

#[test]
fn every_container_has_exact_times_and_full_tags() {
    let folder = tempfile::tempdir().unwrap();
    for container in Container::ALL {
        for rate in ["30", "30000/1001"] {
            let spec = spec(PixelFormat::Yuv420p, rate);
            let path = folder.path().join(format!("a.{container}"));
            let finished = encode(&spec, &Settings::default(), &path).unwrap();
            assert!(finished.log.is_empty(), "{:?}", finished.log);
            if cfg!(target_os = "linux") {
                assert!(finished.cpu_seconds.is_some());
            }
            let stream = probe(&path);
            assert_frames(&stream, &spec, container);
            assert_tags(&stream, VIDEO);
            assert_eq!(stream["chroma_location"], "left");
            assert_eq!(stream["pix_fmt"], "yuv420p");
        }
    }
}

#[test]
fn every_codec_of_this_ffmpeg_takes_its_arguments() {
    let folder = tempfile::tempdir().unwrap();
    let encoders = ffmpeg().encoders().unwrap();
    for (codec, extension) in [
        ("libx265", "mp4"),
        ("libx265", "mkv"),
        ("libsvtav1", "mp4"),
        ("libsvtav1", "webm"),
        ("libaom-av1", "webm"),
        ("libvpx", "webm"),
        ("ffv1", "mkv"),
        ("mpeg4", "mp4"),
    ] {
        if !encoders.iter().any(|name| name == codec) {
            continue;
        }
        let spec = spec(PixelFormat::Yuv420p, "25");
        let path = folder.path().join(format!("{codec}.{extension}"));
        encode(&spec, &with_codec(codec), &path).unwrap_or_else(|error| panic!("{codec}: {error}"));
        let stream = probe(&path);
        assert_frames(&stream, &spec, Container::from_path(&path).unwrap());
        assert_tags(&stream, VIDEO);
        if (codec, extension) == ("libx265", "mp4") {
            assert_eq!(stream["codec_tag_string"], "hvc1");
        }
    }
}

#[test]
fn full_chroma_and_rgb_are_stored_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    for (format, name, stored, tags) in [
        (PixelFormat::Yuv444p, "a.mp4", "yuv444p", VIDEO),
        (PixelFormat::Yuv444p, "a.webm", "yuv444p", VIDEO),
        (PixelFormat::Rgb24, "b.mp4", "gbrp", SRGB),
        (PixelFormat::Rgba, "c.mov", "rgba", SRGB),
        (PixelFormat::Rgba, "d.mkv", "rgba", SRGB),
    ] {
        let spec = spec(format, "24");
        let path = folder.path().join(name);
        encode(&spec, &Settings::default(), &path).unwrap();
        let stream = probe(&path);
        assert_frames(&stream, &spec, Container::from_path(&path).unwrap());
        assert_eq!(stream["pix_fmt"], stored, "{name}");
        assert_tags(&stream, tags);
    }
}

#[test]
fn ffmpeg_refuses_to_convert_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    // An extra argument leaves the judgement to FFmpeg.
    let settings = Settings {
        extra: vec!["-an".into()],
        ..with_codec("libx264")
    };
    let error = encode(&spec(PixelFormat::Rgb24, "30"), &settings, &path).unwrap_err();
    assert!(matches!(error, EncodeError::Failed { .. }), "{error:?}");
    let message = error.to_string();
    assert!(
        message.contains("pixel format") && message.contains("rgb24"),
        "{message}"
    );
    assert!(message.contains("\nhint: "), "{message}");
}

#[test]
fn an_unknown_encoder_is_named_in_ffmpegs_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mkv");
    let spec = spec(PixelFormat::Yuv420p, "30");
    let error = encode(&spec, &with_codec("libx262"), &path).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("libx262") && message.contains("--codec"),
        "{message}"
    );
    assert!(!error.log().is_empty());
}

#[test]
fn half_a_frame_fails() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    let spec = spec(PixelFormat::Yuv420p, "30");
    let args = arguments(&spec, Container::Mp4, &Settings::default(), &path).unwrap();
    let (encoder, mut pipe) = Encoder::spawn(&ffmpeg(), args).unwrap();
    pipe.write_all(&frame(&spec, 0)).unwrap();
    pipe.write_all(&frame(&spec, 1)[1..]).unwrap();
    drop(pipe);
    let error = encoder.finish().unwrap_err().to_string();
    assert!(error.contains("corrupt"), "{error}");
}

// So small a file reaches the disk with its last buffer only: FFmpeg 5 needs -xerror to notice.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_fails_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("full.mkv");
    std::os::unix::fs::symlink("/dev/full", &path).unwrap();
    let output = Output::create(&path, false).unwrap();
    assert!(output.is_direct());
    let spec = spec(PixelFormat::Yuv420p, "30");
    let message = encode(&spec, &Settings::default(), output.path_for_writer()).unwrap_err();
    assert!(message.to_string().contains("No space left"), "{message}");
}

#[test]
fn extra_arguments_override_ours() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mkv");
    let settings = Settings {
        extra: ["-c:v", "mpeg4", "-metadata", "title=ours"]
            .map(Into::into)
            .to_vec(),
        ..Settings::default()
    };
    encode(&spec(PixelFormat::Yuv420p, "30"), &settings, &path).unwrap();
    assert_eq!(probe(&path)["codec_name"], "mpeg4");
}

#[test]
fn ffmpeg_tells_its_version_and_encoders() {
    let ffmpeg = ffmpeg();
    assert!(!ffmpeg.version().unwrap().is_empty());
    let encoders = ffmpeg.encoders().unwrap();
    assert!(
        encoders.iter().any(|name| name == "libx264"),
        "{encoders:?}"
    );
    assert!(!encoders.iter().any(|name| name == "aac"), "{encoders:?}");
    let other = Ffmpeg::find(Some(Path::new("ffprobe"))).expect(INSTALL);
    let message = other.version().unwrap_err().to_string();
    assert!(
        message.contains("ffprobe' does not answer as FFmpeg"),
        "{message}"
    );
}

#[test]
fn a_still_is_an_srgb_png_of_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for (format, colour) in [
        (PixelFormat::Rgb24, png::ColorType::Rgb),
        (PixelFormat::Rgba, png::ColorType::Rgba),
        (PixelFormat::Rgb48le, png::ColorType::Rgb),
        (PixelFormat::Rgba64le, png::ColorType::Rgba),
        (PixelFormat::Gray, png::ColorType::Grayscale),
    ] {
        let path = folder.path().join(format!("{format}.png"));
        let bytes = frame(&spec(format, "1"), 0);
        let output = || Output::create(&path, false).unwrap();
        let short = write_still(&output(), SIZE, format, &bytes[1..]).unwrap_err();
        assert!(
            short.to_string().contains(&bytes.len().to_string()),
            "{short}"
        );
        assert!(!path.exists());
        let output = output();
        write_still(&output, SIZE, format, &bytes).unwrap();
        output.commit().unwrap();
        let file = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
        let mut reader = png::Decoder::new(file).read_info().unwrap();
        assert_eq!(reader.info().color_type, colour);
        assert!(reader.info().srgb.is_some());
        let mut read = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut read).unwrap();
        if reader.info().bit_depth == png::BitDepth::Sixteen {
            // PNG has the high byte first.
            read.chunks_exact_mut(2).for_each(<[u8]>::reverse);
        }
        assert!(read == bytes);
    }
    let output = Output::create(&folder.path().join("yuv.png"), false).unwrap();
    let error = write_still(&output, SIZE, PixelFormat::Yuv420p, &[]).unwrap_err();
    assert!(error.to_string().contains("rgb24, rgba"), "{error}");
}

//! Every format that every encoder of this FFmpeg is fed: stored as it is, and tagged as what it is.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use shaderpipe::encode::{Container, Settings, arguments, default_format, stored_formats};
use shaderpipe::frame::{ColorModel, FrameSpec, PixelFormat, Size};

use super::{INSTALL, assert_tags, ffmpeg, frame, probe};

/// DNxHR takes nothing smaller.
const SIZE: Size = Size::new(256, 144);
const FRAMES: u64 = 3;

/// What FFmpeg says when it puts a conversion between the frames and the encoder.
const CONVERTS: [&str; 2] = ["auto_scale", "swscaler"];

/// Encoders that need a device, which no test machine can be asked to have.
const HARDWARE: [&str; 6] = ["nvenc", "qsv", "vaapi", "videotoolbox", "amf", "mf"];

fn spec(format: PixelFormat) -> FrameSpec {
    FrameSpec {
        size: SIZE,
        format,
        rate: "25".parse().expect("a rate"),
    }
}

/// The formats in which FFmpeg's decoders hand `format` back, besides `format` itself.
fn stands_for(format: PixelFormat) -> &'static [&'static str] {
    match format {
        PixelFormat::Rgb24 => &["gbrp", "bgr0"],
        PixelFormat::Rgb48le => &["gbrp16le"],
        PixelFormat::Rgba64le => &["gbrap16le"],
        PixelFormat::Nv12 => &["yuv420p"],
        // H.264 without chroma is decoded with grey chroma.
        PixelFormat::Gray => &["yuvj420p", "gray"],
        // ProRes 4444 has 12 bits, whatever it was made from.
        PixelFormat::Yuv444p10le => &["yuv444p12le"],
        PixelFormat::Yuva444p10le => &["yuva444p12le"],
        _ => &[],
    }
}

/// Options that make `codec` lossless; `None` if it never is.
fn lossless(codec: &str) -> Option<(Option<f64>, &'static [&'static str])> {
    // 10-bit x264 is not lossless at crf 0.
    match codec {
        "libx264" | "libx264rgb" => Some((None, &["-x264-params", "qp=0"])),
        "libx265" => Some((None, &["-x265-params", "log-level=warning:lossless=1"])),
        "libvpx-vp9" => Some((Some(0.0), &["-lossless", "1"])),
        "ffv1" | "png" | "tiff" | "exr" | "utvideo" | "huffyuv" | "ffvhuff" | "qtrle"
        | "rawvideo" => Some((None, &[])),
        _ => None,
    }
}

/// Lets FFmpeg run with `args`, as verbose as it can be, and returns what it said.
fn verbose(spec: &FrameSpec, mut args: Vec<std::ffi::OsString>, folder: &Path) -> String {
    let level = args.iter().position(|arg| arg == "-loglevel");
    args[level.expect("our own arguments name it") + 1] = "verbose".into();
    let words = folder.join("words");
    let mut child = Command::new(ffmpeg().path())
        .args(&args)
        .stdin(Stdio::piped())
        .stderr(File::create(&words).expect("a file"))
        .spawn()
        .expect(INSTALL);
    let mut pipe = child.stdin.take().expect("it is piped");
    for index in 0..FRAMES {
        // A broken pipe means that FFmpeg has failed: its words tell why.
        let _ = pipe.write_all(&frame(spec, index));
    }
    drop(pipe);
    let status = child.wait().expect("it can be waited for");
    let words = std::fs::read(words).expect("its words");
    let words = String::from_utf8_lossy(&words).into_owned();
    assert!(status.success(), "{args:?}: {words}");
    words
}

fn conversions(words: &str) -> Vec<&str> {
    let converts = |line: &&str| CONVERTS.iter().any(|word| line.contains(word));
    words.lines().filter(converts).collect()
}

/// Encodes frames, and asserts that they are stored as they are; with `decode`, where the codec can
/// be lossless, that they come back as they were.
fn assert_stored(codec: &str, container: Container, format: PixelFormat, decode: bool) {
    let case = || format!("{format} in .{container} by {codec}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("a.{container}"));
    let spec = spec(format);
    let (crf, options) = lossless(codec).unwrap_or_default();
    let settings = Settings {
        crf,
        extra: options.iter().map(Into::into).collect(),
        ..with_codec(codec)
    };
    let args = arguments(&spec, container, &settings, &path)
        .unwrap_or_else(|error| panic!("{}: {error}", case()));
    let words = verbose(&spec, args, folder.path());
    assert!(conversions(&words).is_empty(), "{}: {words}", case());
    assert_tells_what_it_is(&path, format, &case);
    if decode && lossless(codec).is_some() {
        assert!(decoded(&path, format) == sent(&spec), "{} changed", case());
    }
}

fn sent(spec: &FrameSpec) -> Vec<u8> {
    (0..FRAMES).flat_map(|index| frame(spec, index)).collect()
}

fn decoded(path: &Path, format: PixelFormat) -> Vec<u8> {
    let output = Command::new(ffmpeg().path())
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-f", "rawvideo", "-pix_fmt", format.name(), "-"])
        .output();
    output.expect(INSTALL).stdout
}

fn assert_tells_what_it_is(path: &Path, format: PixelFormat, case: &dyn Fn() -> String) {
    let stream = probe(path);
    assert_eq!(stream["nb_read_frames"], FRAMES.to_string(), "{}", case());
    let stored = stream["pix_fmt"].as_str().unwrap_or_default();
    assert!(
        stored == format.name() || stands_for(format).contains(&stored),
        "{}: {stored}",
        case()
    );
    // What a container or codec has no place for may be missing; nothing may be wrong.
    let right = |name: &str, expected: &str| {
        let value = stream[name].as_str().unwrap_or("unspecified");
        assert!(
            ["unspecified", "unknown", expected].contains(&value),
            "{}: {name} is {value}",
            case()
        );
    };
    let [range, matrix, transfer] = match format.color_model() {
        ColorModel::YCbCr => ["tv", "bt709", "bt709"],
        ColorModel::Gray => ["pc", "bt709", "bt709"],
        ColorModel::Rgb if format.is_float() => ["pc", "gbr", "unspecified"],
        ColorModel::Rgb => ["pc", "gbr", "iec61966-2-1"],
    };
    right("color_range", range);
    right("color_space", matrix);
    right("color_transfer", transfer);
    right("color_primaries", "bt709");
    if format.subsampling() != (1, 1) {
        right("chroma_location", "left");
    }
}

/// Encoders of this FFmpeg of which something is known.
fn codecs() -> Vec<String> {
    let runs_anywhere = |name: &String| !HARDWARE.iter().any(|kind| name.ends_with(kind));
    let known = |name: &String| stored_formats(name, Container::Matroska).is_some();
    let encoders = ffmpeg().encoders().expect(INSTALL);
    let codecs: Vec<_> = encoders
        .into_iter()
        .filter(known)
        .filter(runs_anywhere)
        .collect();
    for usual in [
        "libx264",
        "libx264rgb",
        "libvpx-vp9",
        "ffv1",
        "prores_ks",
        "png",
    ] {
        assert!(
            codecs.iter().any(|name| name == usual),
            "{usual}: {INSTALL}"
        );
    }
    codecs
}

/// Tries everything that the table allows with the codecs that `of` chooses; the formats tried.
fn try_all(of: impl Fn(&str) -> bool) -> BTreeSet<&'static str> {
    let mut formats = BTreeSet::new();
    for codec in codecs().iter().filter(|codec| of(codec)) {
        // What a codec makes does not depend on the container.
        let mut decoded = BTreeSet::new();
        for container in Container::ALL {
            for format in stored_formats(codec, container).unwrap_or_default() {
                let decode = decoded.insert(format.name());
                assert_stored(codec, container, format, decode);
                formats.insert(format.name());
            }
        }
    }
    formats
}

fn with_codec(codec: &str) -> Settings {
    Settings {
        codec: Some(codec.to_owned()),
        ..Settings::default()
    }
}

fn is_for_delivery(codec: &str) -> bool {
    codec.starts_with("lib") || codec == "mpeg4"
}

#[test]
fn delivery_codecs_store_what_they_are_fed() {
    let formats = try_all(is_for_delivery);
    assert!(formats.len() >= 9, "{formats:?}");
}

#[test]
fn intermediate_codecs_store_what_they_are_fed() {
    let formats = try_all(|codec| !is_for_delivery(codec));
    let missing = PixelFormat::ALL.map(PixelFormat::name);
    let missing = missing.iter().filter(|name| !formats.contains(*name));
    // Only hardware takes this one.
    assert_eq!(missing.collect::<Vec<_>>(), [&"p010le"]);
}

#[test]
fn defaults_are_fully_tagged() {
    let mut count = 0;
    for container in Container::ALL {
        for format in PixelFormat::ALL {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(format!("a.{container}"));
            let spec = spec(format);
            let Ok(args) = arguments(&spec, container, &Settings::default(), &path) else {
                continue;
            };
            count += 1;
            let words = verbose(&spec, args, folder.path());
            assert!(conversions(&words).is_empty(), "{container}: {words}");
            let mut stream = probe(&path);
            // QuickTime files have no place for the range, nor H.264 for the matrix of grey.
            if container == Container::Mov && format.is_float() {
                assert_eq!(stream["color_range"].take(), serde_json::Value::Null);
                stream["color_range"] = "pc".into();
            }
            if format == PixelFormat::Gray {
                stream["color_space"] = "bt709".into();
            }
            match format.color_model() {
                ColorModel::YCbCr => assert_tags(&stream, super::VIDEO),
                ColorModel::Gray => assert_tags(&stream, ["pc", "bt709", "bt709", "bt709"]),
                ColorModel::Rgb if format.is_float() => {
                    assert_eq!(stream["color_transfer"], serde_json::Value::Null);
                }
                ColorModel::Rgb => assert_tags(&stream, super::SRGB),
            }
            if [PixelFormat::Yuv420p, PixelFormat::Yuv420p10le].contains(&format) {
                assert_eq!(stream["chroma_location"], "left", "{container} {format}");
            }
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn what_is_fed_by_default_is_stored_as_it_is() {
    for codec in codecs() {
        for container in Container::ALL {
            let stored = stored_formats(&codec, container).unwrap();
            for has_alpha in [false, true] {
                let format = default_format(container, &with_codec(&codec), has_alpha);
                assert!(
                    stored.is_empty() || stored.contains(&format),
                    "{codec} {format}"
                );
            }
        }
    }
}

#[test]
fn a_conversion_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mkv");
    let spec = spec(PixelFormat::Rgb24);
    let settings = Settings {
        extra: vec!["-pix_fmt".into(), "yuv420p".into()],
        ..with_codec("libx264")
    };
    let args = arguments(&spec, Container::Matroska, &settings, &path).unwrap();
    let words = verbose(&spec, args, folder.path());
    assert!(!conversions(&words).is_empty(), "{words}");
}

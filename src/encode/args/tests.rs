//! Every container and codec family, as the text FFmpeg gets.

use super::*;
use crate::frame::Size;

fn spec(format: PixelFormat) -> FrameSpec {
    FrameSpec {
        size: Size::new(1920, 1080),
        format,
        rate: "30000/1001".parse().unwrap(),
    }
}

fn settings(codec: Option<&str>, crf: Option<f64>, preset: Option<&str>) -> Settings {
    Settings {
        codec: codec.map(str::to_owned),
        crf,
        preset: preset.map(str::to_owned),
        extra: Vec::new(),
    }
}

fn line(format: PixelFormat, container: Container, settings: &Settings) -> String {
    let path = format!("dir/a b.{container}");
    match arguments(&spec(format), container, settings, Path::new(&path)) {
        Ok(args) => {
            let args: Vec<_> = args.iter().map(|arg| arg.to_str().unwrap()).collect();
            args.join(" ")
        }
        Err(error) => error.to_string(),
    }
}

/// What stands between `-map 0:v:0` and the output's tags.
fn codec_part(format: PixelFormat, container: Container, settings: &Settings) -> String {
    let line = line(format, container, settings);
    let Some((_, rest)) = line.split_once("-map 0:v:0 ") else {
        return line;
    };
    let (codec, _) = rest.split_once(" -colorspace").unwrap();
    codec.to_owned()
}

#[test]
fn a_whole_line() {
    let settings = Settings {
        extra: ["-metadata", "title=a"].map(OsString::from).to_vec(),
        ..Settings::default()
    };
    assert_eq!(
        line(PixelFormat::Yuv420p, Container::Mp4, &settings),
        "-hide_banner -nostdin -loglevel warning -xerror -y \
         -f rawvideo -pixel_format yuv420p -video_size 1920x1080 -framerate 30000/1001 \
         -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv \
         -chroma_sample_location left -protocol_whitelist pipe,fd,file -i pipe:0 -map 0:v:0 \
         -c:v libx264 -preset medium -crf 18 -pix_fmt +yuv420p \
         -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv \
         -chroma_sample_location left -movflags +faststart -f mp4 -metadata title=a \
         file:dir/a b.mp4"
    );
}

#[test]
fn containers_choose_codec_and_muxer() {
    use Container::{Matroska, Mov, Mp4, Webm};
    use PixelFormat::{Rgb24, Rgba, Yuv420p, Yuv444p};
    let default = Settings::default();
    let x264 = "-c:v libx264 -preset medium -crf 18 -pix_fmt +yuv420p";
    for container in [Mp4, Matroska, Mov] {
        assert_eq!(codec_part(Yuv420p, container, &default), x264);
        assert_eq!(
            codec_part(Rgb24, container, &default),
            "-c:v libx264rgb -preset medium -crf 18 -pix_fmt +rgb24"
        );
    }
    assert_eq!(
        codec_part(Yuv444p, Webm, &default),
        "-c:v libvpx-vp9 -crf 24 -b:v 0 -row-mt 1 -deadline good -cpu-used 2 -pix_fmt +yuv444p"
    );
    assert_eq!(codec_part(Rgba, Mov, &default), "-c:v png -pix_fmt +rgba");
    let end = |container| {
        let line = line(Yuv420p, container, &default);
        line.rsplit_once("left ").unwrap().1.to_owned()
    };
    assert_eq!(end(Mp4), "-movflags +faststart -f mp4 file:dir/a b.mp4");
    assert_eq!(end(Mov), "-movflags +faststart -f mov file:dir/a b.mov");
    assert_eq!(end(Matroska), "-f matroska file:dir/a b.mkv");
    assert_eq!(end(Webm), "-f webm file:dir/a b.webm");
    assert_eq!(
        line(Rgba, Mp4, &default),
        "a .mp4 file has no default codec for rgba frames; name --codec png, or end the file name \
         in .mkv or .mov, or use pixel format rgb24, gbrp10le, gray, yuv420p, yuv422p, yuv444p, \
         nv12, yuv420p10le, yuv422p10le or yuv444p10le"
    );
    assert!(line(Rgb24, Webm, &default).contains("; end the file name in .mp4, .mkv or .mov, or"));
}

#[test]
fn rgb_frames_are_tagged_as_srgb() {
    let line = line(
        PixelFormat::Rgb24,
        Container::Matroska,
        &Settings::default(),
    );
    let tags = "-colorspace rgb -color_primaries bt709 -color_trc iec61966-2-1 -color_range pc ";
    assert_eq!(line.matches(tags).count(), 2, "{line}");
    assert!(!line.contains("chroma"), "{line}");
}

#[test]
fn codec_families() {
    let part = |container, codec, crf, preset| {
        codec_part(
            PixelFormat::Yuv420p,
            container,
            &settings(Some(codec), crf, preset),
        )
    };
    use Container::{Matroska, Mp4, Webm};
    assert_eq!(
        part(Mp4, "libx264", Some(23.5), Some("ultrafast")),
        "-c:v libx264 -preset ultrafast -crf 23.5 -pix_fmt +yuv420p"
    );
    assert_eq!(
        part(Matroska, "libx265", None, None),
        "-c:v libx265 -preset medium -crf 18 -x265-params log-level=warning -pix_fmt +yuv420p"
    );
    assert_eq!(
        part(Webm, "libsvtav1", Some(30.0), Some("4")),
        "-c:v libsvtav1 -preset 4 -crf 30 -pix_fmt +yuv420p"
    );
    assert_eq!(
        part(Mp4, "libaom-av1", None, None),
        "-c:v libaom-av1 -crf 24 -b:v 0 -row-mt 1 -cpu-used 6 \
         -aom-params chroma-sample-position=vertical -pix_fmt +yuv420p"
    );
    assert_eq!(
        part(Webm, "libvpx", None, None),
        "-c:v libvpx -crf 10 -b:v 50M -deadline good -cpu-used 2 -pix_fmt +yuv420p"
    );
    assert_eq!(
        part(Matroska, "ffv1", None, None),
        "-c:v ffv1 -pix_fmt +yuv420p"
    );
    assert_eq!(
        part(Mp4, "h264_nvenc", None, None),
        "-c:v h264_nvenc -pix_fmt +yuv420p"
    );
    assert_eq!(
        part(Mp4, "h264_vaapi", None, None),
        "h264_vaapi cannot store yuv420p frames in a .mp4 file; use pixel format nv12, or --codec \
         libx264, libx265 or libvpx-vp9"
    );
    assert_eq!(
        part(Mp4, "h264_nvenc", Some(20.0), Some("p5")),
        "-c:v h264_nvenc -preset p5 -crf 20 -pix_fmt +yuv420p"
    );
}

#[test]
fn hevc_is_tagged_for_apple() {
    for codec in ["libx265", "hevc_videotoolbox"] {
        let settings = settings(Some(codec), None, None);
        let line = |container| line(PixelFormat::Yuv420p, container, &settings);
        assert!(line(Container::Mp4).contains(" -tag:v hvc1 "));
        assert!(line(Container::Mov).contains(" -tag:v hvc1 "));
        assert!(!line(Container::Matroska).contains("-tag"));
    }
}

#[test]
fn what_does_not_fit_names_the_way_out() {
    let message = |format, container, codec, crf, preset| {
        line(format, container, &settings(Some(codec), crf, preset))
    };
    use Container::{Mov, Mp4, Webm};
    use PixelFormat::{Rgb24, Yuv420p, Yuv444p};
    assert_eq!(
        message(Yuv420p, Webm, "libvpx-vp9", None, Some("slow")),
        "--preset slow: libvpx-vp9 has no presets; leave --preset out, give it to another \
             output alone (-o FILE,preset=slow), or put '-cpu-used N' \
         (0 slow to 8 fast) after --"
    );
    assert!(message(Yuv420p, Mp4, "libaom-av1", None, Some("slow")).contains("no presets"));
    assert_eq!(
        message(Yuv420p, Webm, "libx264", None, None),
        "--codec libx264: a .webm file can only hold VP8, VP9 or AV1; use --codec libvpx-vp9 or \
         libsvtav1, or end the file name in .mp4 or .mkv"
    );
    assert_eq!(
        message(Rgb24, Mp4, "libx264", None, None),
        "libx264 cannot store rgb24 frames in a .mp4 file; use pixel format yuv420p, nv12, yuv422p, \
         yuv444p, gray, yuv420p10le, yuv422p10le or yuv444p10le, or --codec libx264rgb or png"
    );
    let message_444 = message(Yuv444p, Mp4, "libsvtav1", None, None);
    assert!(message_444.contains("use pixel format yuv420p or yuv420p10le, or --codec libx264,"));
    assert_eq!(
        message(Yuv420p, Mov, "libsvtav1", None, None),
        "--codec libsvtav1: a .mov file cannot hold it; end the file name in .mp4, .mkv or .webm"
    );
    assert!(
        message(Yuv420p, Mov, "rawvideo", None, None).contains("use pixel format rgb24 or rgba,")
    );
    assert!(message(Yuv420p, Mov, "mjpeg", None, None).contains("--codec png"));
    assert_eq!(
        message(Yuv420p, Mp4, "libsvtav1", None, Some("medium")),
        "--preset medium: libsvtav1 has no such preset; its presets are the numbers 0 (slow) to 13 (fast)"
    );
    assert!(message(Yuv420p, Mp4, "libsvtav1", None, Some("14")).contains("no such preset"));
    assert!(message(Yuv420p, Mp4, "libx265", None, Some("quick")).contains("veryslow, placebo"));
    assert_eq!(
        message(Yuv420p, Mp4, "libx264", Some(52.0), None),
        "--crf 52: libx264 takes 0 to 51, lower is better"
    );
    for crf in [f64::NAN, f64::INFINITY, -1.0] {
        assert!(message(Yuv420p, Webm, "libvpx-vp9", Some(crf), None).contains("takes 0 to 63"));
    }
    assert_eq!(
        message(Yuv420p, Mp4, "librav1e", Some(20.0), None),
        "--crf 20: librav1e has no constant-quality mode; leave --crf out, give it to another output alone (-o FILE,crf=20), or put '-qp N' \
         (0 to 255) after --"
    );
}

#[test]
fn odd_sizes_name_the_next_even_one() {
    let mut spec = spec(PixelFormat::Yuv420p);
    spec.size = Size::new(853, 480);
    let try_codec = |spec: &FrameSpec, codec| {
        let settings = settings(Some(codec), None, None);
        arguments(spec, Container::Mp4, &settings, Path::new("a.mp4")).map(drop)
    };
    let message = try_codec(&spec, "libx264").unwrap_err().to_string();
    assert!(
        message.contains("853x480") && message.contains("use 854x480"),
        "{message}"
    );
    assert_eq!(try_codec(&spec, "libvpx-vp9"), Ok(()));
    spec.format = PixelFormat::Yuv444p;
    assert_eq!(try_codec(&spec, "libx264"), Ok(()));
}

#[test]
fn a_word_that_belongs_to_no_option_is_refused() {
    let with = |words: &[&str]| {
        let mut settings = settings(None, None, None);
        settings.extra = words.iter().map(OsString::from).collect();
        arguments(
            &spec(PixelFormat::Yuv420p),
            Container::Mp4,
            &settings,
            Path::new("a.mp4"),
        )
    };
    for words in [
        &["-metadata", "title=My Film"][..],
        &["-shortest", "-bf", "-1", "-an"],
        &["-x264-params", "a=1:b=2", "-tune", "grain"],
    ] {
        assert!(with(words).is_ok(), "{words:?}");
    }
    for words in [
        &["-metadata", "title=My", "Film"][..],
        &["b.mp4"],
        &["-"],
        &["5"],
    ] {
        let error = with(words).unwrap_err();
        let stray = words[words.len() - 1];
        assert_eq!(error, SettingsError::StrayWord(stray.to_owned()));
    }
}

#[test]
fn extra_arguments_leave_the_judgement_to_ffmpeg() {
    let mut settings = settings(Some("libx264"), None, None);
    settings.extra = ["-pix_fmt", "yuv420p"].map(OsString::from).to_vec();
    let line = line(PixelFormat::Rgb24, Container::Mp4, &settings);
    assert!(
        line.ends_with("-f mp4 -pix_fmt yuv420p file:dir/a b.mp4"),
        "{line}"
    );
}

#[cfg(unix)]
#[test]
fn paths_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let path = Path::new(std::ffi::OsStr::from_bytes(b"tee:\xff.mkv"));
    let spec = spec(PixelFormat::Yuv420p);
    let args = arguments(&spec, Container::Matroska, &Settings::default(), path).unwrap();
    assert_eq!(args.last().unwrap().as_bytes(), b"file:tee:\xff.mkv");
}

#[test]
fn frames_that_no_reader_takes_from_matroska_are_refused() {
    let frames = |width, container| {
        let spec = FrameSpec {
            size: Size::new(width, 4320),
            ..spec(PixelFormat::Gbrapf32le)
        };
        let settings = settings(Some("exr"), None, None);
        arguments(&spec, container, &settings, Path::new("a")).map_err(|error| error.to_string())
    };
    assert!(frames(3840, Container::Matroska).is_ok());
    assert!(frames(7680, Container::Mov).is_ok());
    let error = frames(7680, Container::Matroska).unwrap_err();
    assert!(error.contains("end the file name in .mov"), "{error}");
}

//! The table keeps its promises, and what is chosen where the user names nothing.

use super::*;
use Container::{Matroska, Mov, Mp4, Webm};
use PixelFormat::{
    Gbrapf32le, Gbrp10le, Gray, Nv12, P010le, Rgb24, Rgb48le, Rgba, Rgba64le, Yuv420p, Yuv420p10le,
    Yuv422p10le, Yuva444p10le,
};

fn with_codec(name: &str) -> Settings {
    Settings {
        codec: Some(name.to_owned()),
        ..Settings::default()
    }
}

#[test]
fn a_default_codec_stores_what_it_is_the_default_of() {
    for container in Container::ALL {
        for format in PixelFormat::ALL {
            match default_codec(container, format) {
                Ok(name) => {
                    let stored = Codec::named(name).formats(container);
                    assert!(
                        stored.is_some_and(|stored| stored.contains(&format)),
                        "{name} does not store {format} in .{container}"
                    );
                }
                Err(error) => {
                    let message = error.to_string();
                    assert!(message.contains("use pixel format"), "{message}");
                }
            }
        }
        let usual = default_format(container, &Settings::default(), true);
        assert_eq!(usual, Yuv420p);
        assert!(default_codec(container, usual).is_ok());
    }
}

#[test]
fn every_format_is_stored_by_some_encoder_and_every_encoder_once() {
    for format in PixelFormat::ALL {
        assert!(!codecs_for(Matroska, format).is_empty(), "{format}");
    }
    let mut names: Vec<_> = TABLE.iter().flat_map(|Use(names, _)| *names).collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn containers_and_formats_choose_codecs() {
    for (container, format, codec) in [
        (Mp4, Nv12, "libx264"),
        (Mp4, Gray, "libx264"),
        (Mp4, Yuv420p10le, "libx265"),
        (Mov, Yuv420p10le, "libx265"),
        (Webm, Yuv420p10le, "libvpx-vp9"),
        (Mov, Yuv422p10le, "prores_ks"),
        (Mp4, Yuv422p10le, "libx265"),
        (Mov, Yuva444p10le, "prores_ks"),
        (Matroska, Yuva444p10le, "ffv1"),
        (Matroska, Rgb48le, "ffv1"),
        (Matroska, Rgba64le, "ffv1"),
        (Matroska, Gbrp10le, "ffv1"),
        (Mp4, Gbrp10le, "libx265"),
        (Matroska, Gbrapf32le, "exr"),
    ] {
        assert_eq!(default_codec(container, format), Ok(codec));
    }
    let message = |container, format| default_codec(container, format).unwrap_err().to_string();
    assert_eq!(
        message(Webm, Gray),
        "a .webm file has no default codec for gray frames; name --codec libaom-av1, or end the \
         file name in .mp4, .mkv or .mov, or use pixel format gbrp10le, yuv420p, yuv422p, yuv444p, \
         yuv420p10le, yuv422p10le or yuv444p10le"
    );
    assert!(
        message(Mov, Rgba64le).contains("name --codec ffv1 or tiff, or end the file name in .mkv")
    );
    assert!(
        message(Mp4, P010le).contains("name --codec hevc_nvenc, hevc_qsv or hevc_vaapi, or use")
    );
    assert!(message(Mp4, Gbrapf32le).contains("frames; end the file name in .mkv or .mov, or"));
}

#[test]
fn the_format_that_is_fed_is_the_one_the_codec_stores() {
    for (container, codec, opaque, alpha) in [
        (Mp4, "libx264", Yuv420p, Yuv420p),
        (Mp4, "libx264rgb", Rgb24, Rgb24),
        (Webm, "libvpx-vp9", Yuv420p, Yuv420p),
        (Mov, "prores_ks", Yuv422p10le, Yuva444p10le),
        (Mov, "dnxhd", Yuv422p10le, Yuv422p10le),
        (Mov, "png", Rgb24, Rgba),
        (Matroska, "ffv1", Yuv420p, Yuva444p10le),
        (Matroska, "exr", Gbrapf32le, Gbrapf32le),
        (Mov, "qtrle", Rgb24, Rgb24),
        (Matroska, "rawvideo", Yuv420p, Rgba),
        (Mov, "rawvideo", Rgb24, Rgba),
        (Mp4, "h264_nvenc", Nv12, Nv12),
        (Mp4, "hevc_vaapi", Nv12, Nv12),
        // Nothing is known, or nothing fits: what is wrong is said when FFmpeg's arguments are made.
        (Mp4, "libkvazaar", Yuv420p, Yuv420p),
        (Mp4, "mjpeg", Yuv420p, Yuv420p),
    ] {
        let settings = with_codec(codec);
        assert_eq!(
            default_format(container, &settings, false),
            opaque,
            "{codec}"
        );
        assert_eq!(default_format(container, &settings, true), alpha, "{codec}");
    }
}

#[test]
fn names_are_listed_as_people_do() {
    assert_eq!(either::<&str>(&[]), "");
    assert_eq!(either(&["a"]), "a");
    assert_eq!(either(&["a", "b"]), "a or b");
    assert_eq!(either(&["a", "b", "c"]), "a, b or c");
}

//! What the fields mean.

use super::*;
use crate::frame::{Rate, Size};
use crate::render::Timeline;
use crate::scene::{Scene, Source};

fn shown() -> Plan {
    let source = Source::new("look.wgsl", "//! size = [64, 36]\n");
    let scene = Scene::parse(source).unwrap();
    Plan::shown(&scene, &Request::default()).unwrap()
}

fn form() -> Form {
    let mut form = Form::new(Path::new("nowhere/look.wgsl"), Quality::default());
    form.path = "look.mp4".to_owned();
    form
}

#[test]
fn what_is_left_open_is_left_to_the_scene() {
    let request = form().request(&shown()).unwrap();
    assert_eq!(request.size, Some(Size::new(64, 36)));
    assert_eq!(
        (request.rate, request.duration, request.frames),
        (None, None, None)
    );
    assert_eq!(request.options, OutputOptions::default());
    assert_eq!(request.outputs[0].path, PathBuf::from("look.mp4"));
}

#[test]
fn every_field_counts() {
    let mut form = form();
    form.turn_into(
        Kind::Video(Container::Matroska),
        Path::new("nowhere/look.wgsl"),
    );
    form.is_named = true;
    form.path = "a b.mkv".to_owned();
    form.codec = Some("libx265");
    form.format = Some(PixelFormat::Yuv420p10le);
    form.crf = " 12.5".to_owned();
    form.preset = Some("fast".to_owned());
    form.size = "320x200".to_owned();
    form.rate = "30000/1001".to_owned();
    form.duration = "2.5".to_owned();
    form.choose(&(3..9));
    form.fit(false);
    let request = form.request(&shown()).unwrap();
    assert_eq!(request.size, Some(Size::new(320, 200)));
    assert_eq!(request.rate, Some(Rate::new(30000, 1001).unwrap()));
    assert_eq!(request.duration, Some(2.5));
    assert_eq!(request.frames, Some(FrameRange::Between(3, Some(9))));
    assert_eq!(request.options.format, Some(PixelFormat::Yuv420p10le));
    let settings = &request.options.settings;
    assert_eq!(
        (settings.codec.as_deref(), settings.crf),
        (Some("libx265"), Some(12.5))
    );
    assert_eq!(settings.preset.as_deref(), Some("fast"));
    // A still has no encoder and no range.
    form.turn_into(Kind::Still, Path::new("nowhere/look.wgsl"));
    form.look_at(0.1 + 0.2);
    let request = form.request(&shown()).unwrap();
    assert_eq!(request.outputs[0].path, PathBuf::from("a b.png"));
    assert_eq!((request.frames, request.duration), (None, None));
    assert_eq!(request.options.settings, Settings::default());
    assert_eq!(
        (request.options.at, request.options.format),
        (Some(0.3), None)
    );
}

#[test]
fn a_still_of_now_is_the_frame_that_is_on() {
    let rates = [(60, 1), (30, 1), (24, 1), (30_000, 1001), (24_000, 1001)];
    for (numerator, denominator) in rates {
        let rate = Rate::new(numerator, denominator).unwrap();
        for frame in 0..20_000 {
            let mut form = form();
            form.look_at(frame as f64 / rate.as_f64());
            let seconds = form.at.parse().unwrap();
            assert_eq!(Timeline::frame_at(rate, seconds).unwrap(), frame, "{rate}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_text_is_kept_until_it_is_edited() {
    use std::os::unix::ffi::OsStrExt as _;
    let path = |bytes| PathBuf::from(std::ffi::OsStr::from_bytes(bytes));
    let scene = path(b"nowhere/l\xf6ok.wgsl");
    let mut form = Form::new(&scene, Quality::default());
    assert_eq!(form.path(), path(b"l\xf6ok.mp4"));
    form.turn_into(Kind::Still, &scene);
    assert_eq!(form.path(), path(b"l\xf6ok.png"));
    form.path = "look.png".to_owned();
    assert_eq!(form.path(), PathBuf::from("look.png"));
}

#[test]
fn a_wrong_field_is_named() {
    type Spoil = fn(&mut Form);
    let cases: [(Spoil, &str); 8] = [
        (|form| form.size = "12".to_owned(), "size: "),
        (|form| form.rate = "fast".to_owned(), "frames a second: "),
        (|form| form.duration = "-1".to_owned(), "duration: "),
        (
            |form| form.duration = "abc".to_owned(),
            "duration: 'abc' is not a number of seconds",
        ),
        (|form| form.frames = "9..3".to_owned(), "frames: "),
        (|form| form.crf = "low".to_owned(), "quality: "),
        (|form| form.path.clear(), "Name a file"),
        (
            |form| form.path = "look.webm".to_owned(),
            "end the name in .mp4",
        ),
    ];
    for (spoil, words) in cases {
        let mut form = form();
        spoil(&mut form);
        let error = form.request(&shown()).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn what_another_kind_of_file_has_not_is_left_open() {
    let scene = Path::new("nowhere/look.wgsl");
    let mut form = form();
    form.codec = Some("libx264");
    form.preset = Some("ultrafast".to_owned());
    form.crf = "30".to_owned();
    form.turn_into(Kind::Video(Container::Webm), scene);
    assert_eq!((form.codec, &form.preset), (None, &None));
    assert_eq!((form.crf.as_str(), form.path.as_str()), ("30", "look.webm"));
    assert_eq!(form.offer(false).unwrap().codec, "libvpx-vp9");
    form.turn_into(Kind::Video(Container::Mov), scene);
    form.codec = Some("prores_ks");
    form.fit(false);
    assert_eq!(form.crf, "");
    assert_eq!(form.formats()[0], PixelFormat::Yuv422p10le);
    for kind in Kind::ALL {
        form.turn_into(kind, scene);
        assert!(!form.formats().is_empty(), "{kind:?}");
        assert_eq!(form.offer(false).is_some(), kind != Kind::Still);
    }
}

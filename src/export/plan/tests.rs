//! What is asked for, and the plan that comes of it.

use super::*;
use crate::encode::Settings;
use crate::scene::Source;

fn plan(front_matter: &str, request: Request) -> Result<Plan, PlanError> {
    let text = format!("{front_matter}\nfn f() {{}}\n");
    Plan::new(
        &Scene::parse(Source::new("a.wgsl", &text)).unwrap(),
        &request,
    )
}

fn request(outputs: &[&str]) -> Request {
    Request {
        outputs: outputs.iter().map(PathBuf::from).map(Into::into).collect(),
        ..Default::default()
    }
}

fn with_options(output: &str, options: OutputOptions) -> Request {
    Request {
        options,
        ..request(&[output])
    }
}

fn at(seconds: f64) -> OutputOptions {
    OutputOptions {
        at: Some(seconds),
        ..Default::default()
    }
}

fn format(format: PixelFormat) -> OutputOptions {
    OutputOptions {
        format: Some(format),
        ..Default::default()
    }
}

fn codec(name: &str) -> OutputOptions {
    OutputOptions {
        settings: Settings {
            codec: Some(name.to_owned()),
            ..Default::default()
        },
        ..Default::default()
    }
}

fn still_of(plan: &Plan, place: usize) -> u64 {
    match plan.outputs[place].target {
        Target::Still { frame, .. } => frame,
        _ => panic!("{plan:?}"),
    }
}

#[test]
fn flags_come_before_the_scene_and_the_scene_before_defaults() {
    let plain = plan("", request(&["a.mp4"])).unwrap();
    assert_eq!(plain.size, DEFAULT_SIZE);
    assert_eq!(plain.timeline.rate.to_string(), "60");
    assert_eq!(plain.outputs[0].format, PixelFormat::Yuv420p);
    assert_eq!((plain.timeline.count(), plain.count()), (600, 600));
    let scene = "//! size = [640, 360]\n//! fps = 30\n//! duration = 2.0";
    let scenes = plan(scene, request(&["a.mp4"])).unwrap();
    assert_eq!(
        (scenes.size, scenes.timeline.count()),
        (Size::new(640, 360), 60)
    );
    let flags = Request {
        size: Some(Size::new(320, 180)),
        rate: "24".parse().ok(),
        frames: Some(FrameRange::Count(7)),
        ..request(&["a.mp4"])
    };
    let flags = plan(scene, flags).unwrap();
    assert_eq!(flags.size, Size::new(320, 180));
    assert_eq!(
        (flags.timeline.frames.clone(), flags.timeline.duration),
        (0..7, 2.0)
    );
}

#[test]
fn odd_sizes_are_rounded_with_a_warning_only_where_chroma_is_shared() {
    let odd = |output: &str, options| Request {
        size: Some(Size::new(321, 241)),
        ..with_options(output, options)
    };
    let rounded = plan("", odd("a.mp4", OutputOptions::default())).unwrap();
    assert_eq!(rounded.size, Size::new(322, 242));
    assert!(
        rounded.warnings[0]
            .to_string()
            .starts_with("321x241 is rounded up to 322x242")
    );
    for request in [
        odd("a.mp4", format(PixelFormat::Yuv444p)),
        odd("a.png", OutputOptions::default()),
    ] {
        let kept = plan("", request).unwrap();
        assert_eq!(kept.size, Size::new(321, 241));
        assert!(kept.warnings.is_empty());
    }
}

#[test]
fn all_outputs_have_the_size_that_each_can_have() {
    let both = Request {
        size: Some(Size::new(321, 241)),
        ..request(&["a.png", "a.mp4", "b.webm"])
    };
    let both = plan("", both).unwrap();
    assert_eq!(both.size, Size::new(322, 242));
    assert_eq!(both.warnings.len(), 1);
    for output in &both.outputs {
        assert_eq!(both.spec(output).size, both.size);
    }
}

#[test]
fn a_still_is_one_frame_of_rgb_with_the_scenes_alpha() {
    let still = plan("//! fps = 30", with_options("a.PNG", at(0.5))).unwrap();
    assert_eq!(
        (still_of(&still, 0), still.outputs[0].format),
        (15, PixelFormat::Rgb24)
    );
    assert_eq!(still.frames().collect::<Vec<_>>(), [15]);
    assert_eq!(still.count(), 1);
    let alpha = plan("//! alpha = \"straight\"", request(&["a.png"])).unwrap();
    assert_eq!(alpha.outputs[0].format, PixelFormat::Rgba);
    let start = Request {
        start: Some(3),
        ..request(&["a.png"])
    };
    assert_eq!(still_of(&plan("", start).unwrap(), 0), 3);
}

#[test]
fn stills_beside_a_video_may_lie_anywhere() {
    let mut all = request(&["a.mp4", "early.png", "in.png", "late.png", "same.png"]);
    for (output, seconds) in all.outputs[1..].iter_mut().zip([0.0, 0.5, 3.0, 3.0]) {
        output.options = at(seconds);
    }
    all.start = Some(10);
    all.frames = Some(FrameRange::Count(10));
    let all = plan("//! fps = 30", all).unwrap();
    let expected: Vec<u64> = [0].into_iter().chain(10..20).chain([90]).collect();
    assert_eq!(all.frames().collect::<Vec<_>>(), expected);
    assert_eq!(all.count(), 10);
    assert!(all.outputs[0].wants(10, &all.timeline) && !all.outputs[0].wants(90, &all.timeline));
    assert!(all.outputs[2].wants(15, &all.timeline) && !all.outputs[2].wants(16, &all.timeline));
    let stills = request(&["a.png", "b.png"]);
    let stills = plan("", stills).unwrap();
    assert_eq!(stills.frames().collect::<Vec<_>>(), [0]);
    assert_eq!(stills.count(), 2);
}

#[test]
fn common_options_hold_for_outputs_that_have_none_of_their_own() {
    let mut all = request(&["a.mp4", "b.mkv", "c.png"]);
    all.options = OutputOptions {
        at: Some(1.0),
        format: Some(PixelFormat::Yuv444p),
        settings: Settings {
            crf: Some(20.0),
            ..codec("libx265").settings
        },
    };
    all.outputs[1].options = OutputOptions {
        format: Some(PixelFormat::Yuv420p),
        ..codec("ffv1")
    };
    let all = plan("//! fps = 30", all).unwrap();
    let codecs = all
        .outputs
        .iter()
        .map(|output| output.settings.codec.as_deref());
    assert_eq!(
        codecs.collect::<Vec<_>>(),
        [Some("libx265"), Some("ffv1"), None]
    );
    assert_eq!(all.outputs[1].settings.crf, Some(20.0));
    let formats = all.outputs.iter().map(|output| output.format);
    assert_eq!(
        formats.collect::<Vec<_>>(),
        [
            PixelFormat::Yuv444p,
            PixelFormat::Yuv420p,
            PixelFormat::Rgb24
        ]
    );
    assert_eq!(still_of(&all, 2), 30);
}

#[test]
fn a_percent_sign_is_one() {
    for name in ["50%.png", "%d/a.png", "100%done.png", "%04d.mp4", "%%.png"] {
        let plan = plan("", request(&[name])).unwrap();
        assert_eq!(plan.outputs[0].target.path(), std::path::Path::new(name));
    }
}

#[test]
fn what_cannot_be_done_names_the_flag() {
    let fails = |request, word: &str| {
        let error = plan("", request).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    };
    fails(request(&[]), "-o");
    fails(request(&["a.avi"]), "'a.avi'");
    for sequence in ["a%03d.png", "50%-%d.png"] {
        fails(request(&[sequence]), "sequence");
    }
    fails(request(&["a.mp4", "a.mp4"]), "twice");
    fails(request(&["-", "-"]), "twice");
    fails(with_options("a.mp4", at(1.0)), "--at");
    fails(with_options("a.png", format(PixelFormat::Yuv420p)), "rgb24");
    fails(with_options("a.png", codec("libx264")), "--codec");
    fails(with_options("-", codec("libx264")), "--codec");
    let frames = |count, output: &str| Request {
        frames: Some(FrameRange::Count(count)),
        ..request(&[output])
    };
    fails(frames(2, "a.png"), "--at");
    fails(frames(0, "a.mp4"), "--frames");
    let mut own = request(&["a.mp4", "b.png"]);
    own.outputs[1].options = codec("png");
    fails(own, "'b.png'");
}

#[test]
fn a_range_of_frames_is_a_start_and_a_count() {
    let frames = |start, frames| {
        let request = Request {
            start,
            frames,
            ..request(&["a.mp4", "b.png"])
        };
        plan("//! fps = 30\n//! duration = 2.0", request)
    };
    for (start, range, expected) in [
        (None, "20..26", 20..26),
        (None, "20..", 20..60),
        (None, "..7", 0..7),
        (None, "50..70", 50..70),
        (None, "7", 0..7),
        (Some(10), "7", 10..17),
    ] {
        let plan = frames(start, range.parse().ok()).unwrap();
        assert_eq!(plan.timeline.frames, expected, "{range}");
        // A still beside it is the video's first.
        assert_eq!(still_of(&plan, 1), expected.start, "{range}");
    }
    let both = frames(Some(1), "2..3".parse().ok()).unwrap_err();
    assert!(both.to_string().contains("--start"), "{both}");
    let late = frames(None, "60..".parse().ok()).unwrap_err();
    assert!(
        late.to_string()
            .contains("past the last, 59 (--start or --frames"),
        "{late}"
    );
}

#[test]
fn frames_past_the_end_are_drawn_with_a_warning() {
    let warned = |scene: &str, outputs: &[&str], frames: Option<&str>, time: Option<f64>| {
        let asked = Request {
            frames: frames.map(|frames| frames.parse().unwrap()),
            options: time.map(at).unwrap_or_default(),
            ..request(outputs)
        };
        let warnings = plan(scene, asked).unwrap().warnings;
        let words: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        words.join("; ")
    };
    let scene = "//! fps = 30\n//! duration = 2.0";
    for (outputs, frames, time, words) in [
        (
            ["a.mp4"],
            Some("50..70"),
            None,
            "frame 69 is past the scene's last, 59",
        ),
        (["a.png"], None, Some(100.0), "frame 3000 is past"),
        (["a.mp4"], Some("0..60"), None, ""),
        (["a.png"], None, Some(1.99), ""),
    ] {
        let warned = warned(scene, &outputs, frames, time);
        assert_eq!(warned.is_empty(), words.is_empty(), "{warned}");
        assert!(warned.contains(words), "{warned}");
    }
    // Nobody says where it ends.
    assert_eq!(warned("//! fps = 30", &["a.mp4"], Some("0..900"), None), "");
}

#[test]
fn a_faster_scene_makes_a_shorter_video_of_the_same_rate() {
    let fast = Request {
        speed: "4".parse().ok(),
        ..with_options("a.png", at(0.5))
    };
    let fast = Request {
        outputs: request(&["a.mp4", "a.png"]).outputs,
        ..fast
    };
    let fast = plan("//! fps = 30\n//! duration = 8.0", fast).unwrap();
    assert_eq!(
        (fast.timeline.count(), fast.timeline.rate.as_f64()),
        (60, 30.0)
    );
    // `at` is a time of the video.
    assert_eq!(still_of(&fast, 1), 15);
    assert_eq!(fast.timeline.at(15).time, 2.0);
}

#[test]
fn a_dash_is_standard_output() {
    let target = |output: &str| {
        plan("", request(&[output])).unwrap().outputs[0]
            .target
            .clone()
    };
    assert_eq!(target("-"), Target::Raw);
    assert!(matches!(target("./-.mp4"), Target::Video { .. }));
}

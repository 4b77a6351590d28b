//! What is copied says what was asked for.

use clap::Parser as _;
use shaderpipe::export::{OutputOptions, OutputRequest, Quality, Settings, SsaaFilter};
use shaderpipe::frame::{PixelFormat, Pointer, Rate, Size};
use shaderpipe::preview::Changes;
use shaderpipe::scene::{Scene, Source};
use shaderpipe::shader::{ParamValues, compile};

use super::super::super::arguments::{Arguments, Command, RenderArguments};
use super::*;

const SCENE: &str = "struct P { a: f32, b: vec2f, c: u32 }\n\
    @group(0) @binding(0) var<uniform> params: P;\n\
    @fragment fn image() -> @location(0) vec4f { return vec4f(params.a, params.b, f32(params.c)); }\n";

fn preview(args: &[&str]) -> PreviewArguments {
    let words = ["shaderpipe", "preview"].iter().chain(args);
    match Arguments::try_parse_from(words).unwrap().command {
        Command::Preview(arguments) => *arguments,
        other => panic!("{other:?}"),
    }
}

/// What a shell and `render` make of a command.
fn read(command: &str) -> RenderArguments {
    let words = shlex::split(command).unwrap();
    match Arguments::try_parse_from(&words)
        .unwrap_or_else(|error| panic!("{command}: {error}"))
        .command
    {
        Command::Render(arguments) => *arguments,
        other => panic!("{other:?}"),
    }
}

fn wish(path: &str, request: Request) -> Wish {
    let scene = Scene::parse(Source::new(path, SCENE)).unwrap();
    let program = compile(&scene).unwrap();
    let params = ParamValues::new(&program.params);
    let shown = Job {
        plan: Plan::shown(&scene, &request).unwrap(),
        params: params.clone(),
        replay: None,
        scene,
        program,
        ffmpeg: None,
        no_clobber: false,
        buffers: 1,
        mapping: Mapping::Auto,
        transport: Method::Auto,
        stall_timeout: None,
    };
    Wish {
        shown: Arc::new(shown),
        changes: Changes::default(),
        params,
        request,
        input: None,
        replaces: false,
    }
}

fn command(arguments: &PreviewArguments, wish: &Wish) -> String {
    quoted(&words(arguments, wish))
}

#[test]
fn what_is_usual_is_not_said() {
    let request = Request {
        outputs: vec![OutputRequest::from(PathBuf::from("look.mp4"))],
        size: Some(Size::new(640, 360)),
        ..Request::default()
    };
    let command = command(&preview(&["look.wgsl"]), &wish("look.wgsl", request));
    assert_eq!(
        command,
        "shaderpipe render look.wgsl -o look.mp4 --size 640x360"
    );
}

#[test]
fn everything_comes_back_from_the_shell() {
    let request = Request {
        outputs: vec![OutputRequest::from(PathBuf::from(
            "-it's $a\n \"look\".mkv",
        ))],
        size: Some(Size::new(642, 358)),
        rate: Some(Rate::new(30_000, 1001).unwrap()),
        duration: Some(0.1 + 0.2),
        frames: Some(FrameRange::Between(3, Some(9))),
        quality: Quality {
            ssaa: 1.5,
            filter: SsaaFilter::Lanczos,
            motion_blur: 8,
            shutter: 270.5,
            ..Quality::default()
        },
        options: OutputOptions {
            at: None,
            format: Some(PixelFormat::Yuv420p10le),
            settings: Settings {
                codec: Some("libx265".to_owned()),
                crf: Some(12.5),
                preset: Some("fast".to_owned()),
                extra: Vec::new(),
            },
        },
        ..Request::default()
    };
    let mut wish = wish("-a scene.wgsl", request);
    wish.params.set("a", "-0.30000000000000004").unwrap();
    wish.params.set("b", "1e-9,3").unwrap();
    wish.changes.textures = vec![("wall".to_owned(), "other wall.png".into())];
    wish.input = Some("take 1.toml".into());
    let arguments = preview(&[
        "--set-texture",
        "wall=wall.png",
        "--set-video",
        "clip=a b.mp4",
        "--allow-path",
        "x y",
        "--adapter",
        "2",
        "--memory-limit",
        "64M",
        "--ffmpeg",
        "my ffmpeg",
        "--set",
        "a=7",
        "--",
        "-a scene.wgsl",
    ]);
    let read = read(&command(&arguments, &wish));
    let request = &wish.request;
    assert_eq!(read.scene, Path::new("./-a scene.wgsl"));
    assert_eq!(read.outputs.len(), 1);
    assert_eq!(read.outputs[0].path, Path::new("./-it's $a\n \"look\".mkv"));
    assert_eq!(read.outputs[0].options, OutputOptions::default());
    let picture = &read.picture;
    assert_eq!(picture.scene.size, request.size);
    assert_eq!((read.fps, read.duration), (request.rate, request.duration));
    assert_eq!((read.frames, read.at), (request.frames, None));
    assert_eq!(picture.quality.quality(), request.quality);
    assert_eq!(picture.pixel_format, request.options.format);
    let encoding = &read.encoding;
    assert_eq!(encoding.codec, request.options.settings.codec);
    assert_eq!(
        (encoding.crf, &encoding.preset),
        (Some(12.5), &request.options.settings.preset)
    );
    assert_eq!(encoding.ffmpeg.as_deref(), Some(Path::new("my ffmpeg")));
    assert_eq!(picture.input.as_deref(), Some(Path::new("take 1.toml")));
    let mut params = ParamValues::new(&wish.shown.program.params);
    for (name, text) in &picture.scene.set {
        params.set(name, text).unwrap();
    }
    assert_eq!(params, wish.params);
    let pair = |name: &str, file: &str| vec![(name.to_owned(), file.to_owned())];
    assert_eq!(picture.scene.set_texture, pair("wall", "other wall.png"));
    assert_eq!(picture.scene.set_video, pair("clip", "a b.mp4"));
    assert_eq!(read.access.allow_path, [Path::new("x y")]);
    assert_eq!(read.running.device.adapter, Some(AdapterChoice::Index(2)));
    assert_eq!(read.running.device.memory_limit, Some(64 << 20));
}

#[test]
fn a_still_has_its_time_and_another_scene_its_own_files() {
    let request = Request {
        outputs: vec![OutputRequest::from(PathBuf::from("still.png"))],
        size: Some(Size::new(64, 36)),
        options: OutputOptions {
            at: Some(3.3),
            ..OutputOptions::default()
        },
        ..Request::default()
    };
    let arguments = preview(&["first.wgsl", "--set-texture", "wall=wall.png"]);
    let command = command(&arguments, &wish("dropped.wgsl", request));
    let read = read(&command);
    assert_eq!(read.at, Some(3.3));
    assert_eq!((read.picture.view, read.picture.mouse), (None, None));
    assert!(read.picture.scene.set_texture.is_empty(), "{command}");
}

#[test]
fn hands_that_were_left_somewhere_come_back_from_the_shell() {
    let hands = Input {
        orbit: Orbit {
            longitude: -0.1 - 0.2,
            latitude: 1e-9,
            distance: 0.9,
        },
        pointer: Pointer {
            at: [-0.25, 1.0 / 3.0],
            pressed_at: Some([0.5, 0.75]),
            ..Pointer::default()
        },
        ..Input::default()
    };
    let request = Request {
        outputs: vec![OutputRequest::from(PathBuf::from("look.mp4"))],
        hands,
        ..Request::default()
    };
    let command = command(&preview(&["look.wgsl"]), &wish("look.wgsl", request));
    let read = read(&command);
    assert_eq!(read.picture.view, Some(hands.orbit), "{command}");
    assert_eq!(read.picture.mouse, Some(hands.pointer), "{command}");
}

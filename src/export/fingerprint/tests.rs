//! What is in a fingerprint, and what is not.

mod changes;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::*;
use crate::encode::{Ffmpeg, Settings};
use crate::export::{OutputOptions, OutputRequest, Plan, Request};
use crate::frame::{FrameRange, PixelFormat, Size};
use crate::pipe::Method;
use crate::readback::Mapping;
use crate::render::{Quality, Replay};
use crate::scene::{Recording, Scene};
use crate::shader::{ParamValues, compile};

const SCENE: &str = "\
//! duration = 2.0
//! [params.speed]
//! default = 1.0
//! [textures.wall]
//! file = \"wall.png\"
#import \"lib/shapes.wgsl\"::disc
struct Params { speed: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var wall: texture_2d<f32>;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureLoad(wall, vec2i(0), 0) * params.speed * disc(position.x);
}
";

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        fs::create_dir(files.path("lib")).unwrap();
        files.write("scene.wgsl", SCENE);
        files.write("lib/shapes.wgsl", "fn disc(x: f32) -> f32 { return x; }\n");
        files.write("wall.png", "not looked at");
        files.write("take.toml", "version = 1\nfps = \"60\"\n");
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn job(&self, request: &Request) -> Job {
        let scene = Scene::load(&self.path("scene.wgsl")).unwrap();
        let program = compile(&scene).unwrap();
        Job {
            plan: Plan::new(&scene, request).unwrap(),
            params: ParamValues::new(&program.params),
            replay: None,
            scene,
            program,
            ffmpeg: None,
            no_clobber: false,
            buffers: 4,
            mapping: Mapping::Auto,
            transport: Method::Auto,
            stall_timeout: None,
        }
    }

    fn print(&self, request: &Request) -> String {
        print(&self.job(request))
    }
}

fn print(job: &Job) -> String {
    job.identity(&Hashes::default()).unwrap().fingerprint
}

fn request() -> Request {
    Request {
        outputs: vec![PathBuf::from("out.mp4").into()],
        size: Some(Size::new(64, 36)),
        ..Request::default()
    }
}

fn encoded(settings: Settings) -> Request {
    Request {
        options: OutputOptions {
            settings,
            ..OutputOptions::default()
        },
        ..request()
    }
}

fn extra(words: &str) -> Request {
    encoded(Settings {
        extra: words.split(' ').map(Into::into).collect(),
        ..Settings::default()
    })
}

#[test]
fn what_decides_no_byte_of_a_frame_changes_nothing() {
    let files = Files::new();
    let first = files.print(&request());
    assert_eq!(first.len(), 64);
    assert_eq!(first, files.print(&request()));
    let elsewhere = Files::new();
    assert_eq!(first, elsewhere.print(&request()), "another folder");
    let mut others = [request(), request(), request()];
    others[0].frames = Some(FrameRange::Between(10, Some(20)));
    others[1].outputs = vec![PathBuf::from("other/name.mp4").into()];
    others[2] = encoded(Settings {
        codec: Some("libx264".to_owned()),
        crf: Some(18.0),
        preset: Some("medium".to_owned()),
        ..Settings::default()
    });
    for other in &others {
        assert_eq!(first, files.print(other), "{other:?}");
    }
    let mut job = files.job(&request());
    (job.buffers, job.no_clobber) = (9, true);
    (job.transport, job.mapping) = (Method::Write, Mapping::Staging);
    job.stall_timeout = Some(Duration::from_secs(1));
    assert_eq!(first, print(&job));
}

#[test]
fn every_setting_changes_it() {
    let files = Files::new();
    let mut others: Vec<Request> = (0..11).map(|_| request()).collect();
    others[0].size = Some(Size::new(66, 36));
    others[1].rate = Some("30000/1001".parse().unwrap());
    others[2].speed = Some("2".parse().unwrap());
    others[3].duration = Some(2.5);
    others[4].no_dither = true;
    others[5].quality = Quality {
        ssaa: 2.0,
        ..Quality::default()
    };
    others[6].quality = Quality {
        motion_blur: 4,
        ..Quality::default()
    };
    others[7].options.format = Some(PixelFormat::Yuv444p);
    others[8].outputs = vec![PathBuf::from("out.mkv").into()];
    others[9].outputs.push(PathBuf::from("still.png").into());
    others[10].outputs = vec![OutputRequest {
        options: OutputOptions {
            settings: Settings {
                crf: Some(20.0),
                ..Settings::default()
            },
            ..OutputOptions::default()
        },
        ..PathBuf::from("out.mp4").into()
    }];
    others.push(encoded(Settings {
        preset: Some("slow".to_owned()),
        ..Settings::default()
    }));
    others.push(encoded(Settings {
        codec: Some("libx265".to_owned()),
        ..Settings::default()
    }));
    others.push(extra("-tune grain"));
    others.push(extra("-tune film"));
    others.push(extra("-threads 97"));
    let mut turned = request();
    turned.hands.orbit.longitude = 0.5;
    let mut pressed = request();
    pressed.hands.pointer.pressed_at = Some([0.0, 0.0]);
    let mut dragged = pressed.clone();
    dragged.hands.pointer.at = [0.5, 0.5];
    others.extend([turned, pressed, dragged]);
    // A plan says all of that by itself.
    let plan = |request: &Request| files.job(request).plan;
    let digest = |request: &Request| plan(request).digest().unwrap();
    let mut digests: Vec<_> = others.iter().map(digest).collect();
    digests.push(digest(&request()));
    let mut range = request();
    range.frames = Some(FrameRange::Between(10, Some(20)));
    digests.push(digest(&range));
    let count = digests.len();
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), count);
    let mut prints: Vec<_> = others.iter().map(|other| files.print(other)).collect();
    prints.push(files.print(&request()));
    let mut set = files.job(&request());
    set.params.set("speed", "0.5").unwrap();
    prints.push(print(&set));
    let count = prints.len();
    prints.sort();
    prints.dedup();
    assert_eq!(prints.len(), count);
}

#[test]
fn every_file_changes_it() {
    let files = Files::new();
    let mut before = files.print(&request());
    let mut changes = |name: &str, text: &str| {
        files.write(name, text);
        let after = files.print(&request());
        assert_ne!(before, after, "{name}");
        before = after;
    };
    changes("scene.wgsl", &format!("{SCENE}// a comment\n"));
    changes("lib/shapes.wgsl", "fn disc(x: f32) -> f32 { return -x; }\n");
    changes("wall.png", "not looked at!");
    let replayed = |text: &str| {
        files.write("take.toml", text);
        let mut job = files.job(&request());
        let recording = Recording::load(&files.path("take.toml")).unwrap();
        job.replay = Some(Replay::new(&recording, &job.params).unwrap());
        print(&job)
    };
    let [one, other] = ["60", "30"].map(|fps| replayed(&format!("version = 1\nfps = \"{fps}\"\n")));
    assert!(one != before && other != one);
}

#[test]
fn versions_and_threads_change_it_and_what_draws_does_not() {
    let identity = Files::new()
        .job(&request())
        .identity(&Hashes::default())
        .unwrap();
    let hash_of = |change: fn(&mut Identity)| {
        let mut other = identity.clone();
        change(&mut other);
        other.hash()
    };
    assert_eq!(identity.fingerprint, identity.hash());
    assert_eq!(
        identity.hash(),
        hash_of(|other| other.adapter = "another".to_owned())
    );
    assert_eq!(
        identity.hash(),
        hash_of(|other| other.driver = "another".to_owned())
    );
    assert_eq!(
        identity.hash(),
        hash_of(|other| other.inputs[0].stamp = None)
    );
    assert_eq!(
        identity.hash(),
        hash_of(|other| other.inputs[0].path = PathBuf::from("x"))
    );
    assert_eq!(
        identity.hash(),
        hash_of(|other| other.plan = "another".to_owned())
    );
    assert_ne!(
        identity.hash(),
        hash_of(|other| other.version = "9".to_owned())
    );
    assert_ne!(
        identity.hash(),
        hash_of(|other| other.ffmpeg = Some("9".to_owned()))
    );
    assert_ne!(identity.hash(), hash_of(|other| other.encoder_threads += 1));
    let roles: Vec<_> = identity
        .inputs
        .iter()
        .map(|file| file.role.as_str())
        .collect();
    assert_eq!(roles, ["scene", "import lib/shapes.wgsl", "texture wall"]);
}

#[test]
fn a_file_that_looks_the_same_is_not_read_again() {
    let files = Files::new();
    let path = files.path("wall.png");
    let look = |hashes: &Hashes| hashes.look("texture wall".to_owned(), &path).unwrap();
    let hashes = Hashes::default();
    let mut first = look(&hashes);
    first.hash = "remembered".to_owned();
    let later = Hashes::default();
    first.is_settled = false;
    later.remember(&first);
    assert_ne!(look(&later), first, "a change might not have been seen");
    let later = Hashes::default();
    first.is_settled = true;
    later.remember(&first);
    assert_eq!(look(&later), first);
    files.write("wall.png", "longer than it was before");
    assert_ne!(look(&later).hash, "remembered");
    assert!(later.look(String::new(), Path::new("gone")).is_err());
}

#[test]
fn encoders_that_are_not_told_their_threads_follow_the_processors() {
    let files = Files::new();
    let threads = |request: &Request| files.job(request).plan.encoder_threads();
    let all = threads(&request());
    assert!(all > 0);
    assert_eq!(threads(&extra("-threads 97")), 97);
    assert_eq!(threads(&extra("-threads 97 -threads:v 0")), all);
    // One of two is told.
    let mut two = request();
    two.outputs.push(PathBuf::from("out.webm").into());
    two.outputs[1].options.settings.extra = vec!["-threads".into(), "97".into()];
    assert_eq!(threads(&two), all);
    two.outputs = vec![PathBuf::from("out.png").into()];
    assert_eq!(threads(&two), 0);
}

#[test]
fn one_output_has_its_own() {
    let files = Files::new();
    let alone = files.print(&request());
    let mut two = request();
    two.outputs.push(PathBuf::from("out.webm").into());
    let job = files.job(&two);
    let first = &job.plan.outputs[..1];
    let identity = job.identity_of(first, &Hashes::default()).unwrap();
    assert_eq!(identity.fingerprint, alone);
    assert_ne!(print(&job), alone);
}

#[cfg(unix)]
#[test]
fn the_version_of_ffmpeg_is_asked_once() {
    let files = Files::new();
    let script = "#!/bin/sh\necho asked >> \"$0.log\"\necho ffmpeg version 7.7 Copyright\n";
    files.write("ffmpeg", script);
    let path = files.path("ffmpeg");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&path, mode).unwrap();
    let ffmpeg = Ffmpeg::find(Some(&path)).unwrap();
    let hashes = Hashes::default();
    for _ in 0..2 {
        assert_eq!(hashes.version_of(&ffmpeg).as_deref(), Some("7.7"));
    }
    let asked = fs::read_to_string(files.path("ffmpeg.log")).unwrap();
    assert_eq!(asked.lines().count(), 1);
}

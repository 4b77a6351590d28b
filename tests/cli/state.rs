//! Scenes whose frames depend on those before: whichever frames are asked for, they are those of the
//! whole video.

use std::path::{Path, PathBuf};

use serde_json::Value;
use shaderpipe::scene::Scene;
use shaderpipe::shader::compile;

use crate::folder::Folder;
use crate::run::{Ended, shaderpipe};

/// Feedback, a buffer that lives on, past frames, runs that repeat, a pass of frame 0 alone, and a
/// parameter on a spring: each leaves a mark that lasts.
pub(crate) const STATEFUL: &str = "\
//! size = [64, 36]
//! fps = 30
//! duration = 10.0
//! [buffers.counts]
//! size = 256
//! [params.place]
//! spring = { frequency = 1.5, damping = 0.3, response = 1.0 }
//! [[params.place.keys]]
//! time = 0.5
//! value = [10, 10]
//! easing = \"elastic_out\"
//! [[params.place.keys]]
//! time = 4.0
//! value = [50, 20]
//! easing = \"step\"
//! [[params.place.keys]]
//! time = 7.5
//! value = [20, 30]
//! [[pass]]
//! entry = \"seed\"
//! target = \"ground\"
//! once = true
//! [[pass]]
//! entry = \"count\"
//! dispatch = [1, 1, 1]
//! [[pass]]
//! entry = \"spread\"
//! target = \"trail\"
//! repeat = 3
//! history = 8
//! [[pass]]
//! entry = \"image\"
#import shaderpipe::frame
#import shaderpipe::this_pass

struct Params { place: vec2f }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> counts: array<u32, 64>;
@group(0) @binding(2) var trail: texture_2d<f32>;
@group(0) @binding(3) var trail_history: texture_2d_array<f32>;
@group(0) @binding(4) var ground: texture_2d<f32>;

@fragment
fn seed(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(fract(position.x * 0.37 + position.y * 0.73));
}

@compute @workgroup_size(64)
fn count(@builtin(global_invocation_id) id: vec3u) {
    let word = counts[id.x] * 747796405u + frame.index + id.x;
    counts[id.x] = word ^ (word >> 9u);
}

@fragment
fn spread(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let here = vec2i(position.xy);
    let last = vec2i(this_pass.size) - 1;
    var sum = vec4f(0.0);
    for (var k = 0; k < 4; k++) {
        let step = vec2i(1 - (k & 1) * 2, 0);
        let side = select(step, step.yx, k > 1);
        sum += textureLoad(trail, clamp(here + side, vec2i(0), last), 0);
    }
    let dot = 1.0 - saturate(distance(position.xy, params.place) - 2.0);
    return sum * 0.24 + dot * vec4f(1.0, 0.6, 0.2, 1.0) / f32(1u + this_pass.run);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let here = vec2i(position.xy);
    let old = textureLoad(trail_history, here, 7, 0);
    let noise = f32(counts[u32(here.x) & 63u] >> 24u) / 255.0;
    let light = 0.5 * textureLoad(trail, here, 0).rgb + 0.3 * old.bgr;
    return vec4f(light + 0.2 * noise * textureLoad(ground, here, 0).rgb, 1.0);
}
";

/// Scenes of which a frame is not the same bytes each time, with the words that say why.
const EXCEPTED: [(&str, &str); 0] = [];

/// The scenes that ship and have state.
fn stateful_scenes() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes");
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut scenes: Vec<PathBuf> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "wgsl")
        })
        .filter(|path| is_stateful(path) && !is_excepted(path))
        .collect();
    scenes.sort();
    scenes
}

fn is_stateful(path: &Path) -> bool {
    let scene = Scene::load(path).unwrap_or_else(|error| panic!("{error}"));
    let program = compile(&scene).unwrap_or_else(|error| panic!("{error}"));
    program.is_stateful()
}

fn is_excepted(path: &Path) -> bool {
    let text = std::fs::read_to_string(path).unwrap();
    let mut excepted = EXCEPTED.iter();
    excepted.any(|(name, words)| path.ends_with(name) && text.contains(words))
}

fn raw(scene: &Path, args: &[&str]) -> Ended {
    let run = shaderpipe(["render".as_ref(), scene.as_os_str()]);
    let format = ["-o", "-", "--pixel-format", "rgb24", "--size", "64x36"];
    run.args(format).args(args).end().done()
}

const FRAME: usize = 64 * 36 * 3;

/// Asserts that some frames of a scene, drawn alone, are those of the whole video; these are returned.
fn assert_alone_as_in_the_whole(scene: &Path) -> Vec<u8> {
    let name = scene.display();
    let whole = raw(scene, &["--frames", "0..260"]).stdout;
    assert_eq!(whole.len(), 260 * FRAME, "{name}");
    let alone = raw(scene, &["--frames", "200..260"]).stdout;
    assert!(alone == whole[200 * FRAME..], "{name}");
    whole
}

#[test]
fn frames_alone_are_those_of_the_whole_video() {
    let folder = Folder::with(STATEFUL);
    let whole = assert_alone_as_in_the_whole(&folder.path("scene.wgsl"));
    let frames: Vec<_> = whole.chunks(FRAME).collect();
    let moves = frames.windows(2).all(|pair| pair[0] != pair[1]);
    assert!(moves, "two frames are the same");
}

#[test]
fn frames_of_every_scene_alone_are_those_of_its_whole_video() {
    for scene in stateful_scenes() {
        assert_alone_as_in_the_whole(&scene);
    }
}

#[test]
fn a_scene_that_needs_no_frames_before_may_say_so() {
    let unrolled = format!("//! preroll = false\n{STATEFUL}");
    let folder = Folder::with(unrolled);
    let scene = folder.path("scene.wgsl");
    let whole = raw(&scene, &["--frames", "0..30"]).stdout;
    let alone = raw(&scene, &["--frames", "20..30"]).stdout;
    assert!(alone != whole[20 * FRAME..], "it has no state");
}

#[test]
fn stills_before_and_behind_a_video_are_frames_of_it() {
    let folder = Folder::with(STATEFUL);
    let stills = "-o early.png,at=0.1 -o late.png,at=3 -o in.png,at=2 --no-dither";
    let args: Vec<&str> = stills.split(' ').chain(["--frames", "55..65"]).collect();
    let run = shaderpipe(["render", "scene.wgsl", "-o", "-", "--pixel-format", "rgb24"]);
    let part = run.args(&args).folder(folder.root()).end().done().stdout;
    let whole = raw(
        &folder.path("scene.wgsl"),
        &["--frames", "0..91", "--no-dither"],
    )
    .stdout;
    let frame = |index: usize| &whole[index * FRAME..][..FRAME];
    assert!(part == whole[55 * FRAME..65 * FRAME]);
    for (name, index) in [("early.png", 3), ("in.png", 60), ("late.png", 90)] {
        let still = crate::probe::decode(&folder.path(name), "rgb24");
        assert!(still == frame(index), "{name}");
    }
}

#[test]
fn frames_that_nobody_gets_are_told_of() {
    let folder = Folder::with(STATEFUL);
    let run = shaderpipe(["render", "scene.wgsl", "-o", "a.mp4", "--frames", "40..44"]);
    let run = run.args(["--progress", "json", "--report", "report.json"]);
    let ended = run.folder(folder.root()).end().done();
    let lines = ended.stderr.lines();
    let events: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect();
    let of = |kind: &'static str| events.iter().filter(move |event| event["event"] == kind);
    let prerolled: Vec<u64> = of("preroll")
        .map(|event| {
            assert_eq!(event["frames"], 40, "{event}");
            assert!(event.get("eta_seconds").is_some(), "{event}");
            event["frame"].as_u64().unwrap()
        })
        .collect();
    assert!(
        prerolled.is_sorted() && prerolled.last() == Some(&40),
        "{prerolled:?}"
    );
    assert!(of("progress").all(|event| event["frames"] == 4));
    let report: Value = serde_json::from_slice(&folder.read("report.json")).unwrap();
    let counts = (&report["frames"], &report["prerolled_frames"]);
    assert_eq!(counts, (&4.into(), &40.into()), "{report:#}");
    let seconds = report["stages"]["preroll"].as_f64().unwrap();
    assert!(seconds > 0.0, "{report:#}");
}

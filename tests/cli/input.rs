//! `--input`: an export does again what a preview recorded.

use crate::folder::Folder;
use crate::run::{Ended, shaderpipe};

/// White where the pointer is; in the top row a parameter, whether A is held, whether it is toggled,
/// and how far the view was turned.
const SCENE: &str = "\
//! size = [32, 16]
//! fps = 10
//! duration = 1.0
#import shaderpipe::frame
struct Params { level: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var keyboard: texture_2d<f32>;

@fragment
fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {
    let shown = vec4f(
        params.level,
        textureLoad(keyboard, vec2u(65, 0), 0).r,
        textureLoad(keyboard, vec2u(65, 2), 0).r,
        frame.orbit.x,
    );
    let part = 4.0 * p.x / frame.resolution.x;
    let is_top = p.y < frame.resolution.y / 16.0;
    let pointer = f32(all(floor(p.xy) == floor(frame.mouse.xy)));
    return vec4f(vec3f(select(pointer, shown[u32(part)], is_top)), 1.0);
}
";

const TAKE: &str = "\
version = 1
fps = \"10\"

[[event]]
frame = 2
press = [0.25, 0.5]

[[event]]
frame = 3
move = [0.75, 0.5]

[[event]]
frame = 3
key_down = \"KeyA\"

[[event]]
frame = 4
key_up = \"KeyA\"

[[event]]
frame = 5
orbit = [0.2, 0.0, 1.0]

[[event]]
frame = 6
set = { level = 0.4 }

[[event]]
frame = 7
release = true

[[event]]
frame = 8
reset = \"level\"
";

fn folder() -> Folder {
    let folder = Folder::with(SCENE);
    folder.write("take.toml", TAKE);
    folder
}

/// The frames as they are written.
fn frames(folder: &Folder, args: &[&str]) -> Vec<u8> {
    let run = shaderpipe(["render", "scene.wgsl", "-o", "-", "--pixel-format", "gray"]);
    let run = run.args(["--no-dither"]).args(args).folder(folder.root());
    run.end().done().stdout
}

fn replayed(folder: &Folder, args: &[&str]) -> Vec<u8> {
    frames(folder, &[&["--input", "take.toml"], args].concat())
}

/// The top row's four values in a frame, and the pixels that show the pointer.
fn shown(frame: &[u8], width: usize) -> ([u8; 4], Vec<(usize, usize)>) {
    let below = &frame[width * width / 32..];
    let bright = below.iter().enumerate().filter(|(_, code)| **code > 0);
    let place = |(at, _): (usize, &u8)| (at % width, at / width + width / 32);
    let top = [1, 3, 5, 7].map(|part| frame[part * width / 8]);
    (top, bright.map(place).collect())
}

#[test]
fn every_frame_shows_what_was_recorded_at_every_size() {
    let folder = folder();
    for (size, width) in [("32x16", 32), ("64x32", 64)] {
        let all = replayed(&folder, &["--size", size, "--set", "level=0.8"]);
        let frames: Vec<_> = all
            .chunks(width * width / 2)
            .map(|frame| shown(frame, width))
            .collect();
        let (left, right) = ((width / 4, width / 4), (3 * width / 4, width / 4));
        let expected = [
            ([204, 0, 0, 0], None),
            ([204, 0, 0, 0], None),
            ([204, 0, 0, 0], Some(left)),
            ([204, 255, 255, 0], Some(right)),
            ([204, 0, 255, 0], Some(right)),
            ([204, 0, 255, 51], Some(right)),
            ([102, 0, 255, 51], Some(right)),
            ([102, 0, 255, 51], Some(right)),
            ([0, 0, 255, 51], Some(right)),
            ([0, 0, 255, 51], Some(right)),
        ];
        let expected = expected.map(|(top, place)| (top, Vec::from_iter(place)));
        assert_eq!(frames, expected, "{size}");
    }
    // Without it nothing is told.
    let still = frames(&folder, &["--frames", "6..7"]);
    assert_eq!(shown(&still, 32), ([0; 4], Vec::new()));
}

#[test]
fn the_same_bytes_come_twice_and_from_any_frame_on() {
    let folder = folder();
    let all = replayed(&folder, &[]);
    assert!(all == replayed(&folder, &[]));
    let frame = 32 * 16;
    assert!(all[5 * frame..8 * frame] == replayed(&folder, &["--frames", "5..8"]));
    assert!(all[9 * frame..] == replayed(&folder, &["--start", "9"]));
    // Twice the rate shows every frame twice.
    let twice = replayed(&folder, &["--fps", "20"]);
    for (index, shown) in twice.chunks(frame).enumerate() {
        assert!(shown == &all[index / 2 * frame..][..frame], "{index}");
    }
    // All moments of a frame and all samples are told the same.
    let fine = replayed(
        &folder,
        &["--motion-blur", "4", "--ssaa", "2", "--ssaa-filter", "box"],
    );
    for (fine, plain) in fine.chunks(frame).zip(all.chunks(frame)) {
        let ((fine_top, fine_place), (top, place)) = (shown(fine, 32), shown(plain, 32));
        assert_eq!((fine_top, fine_place), (top, place));
    }
}

#[test]
fn state_is_prerolled_with_the_input_that_made_it() {
    let folder = Folder::with(
        "//! size = [16, 16]\n//! fps = 10\n//! duration = 1.0\n\
         //! [[pass]]\n//! entry = \"count\"\n//! target = \"sum\"\n//! size = [1, 1]\n\
         //! [[pass]]\n//! entry = \"image\"\n\
         #import shaderpipe::frame\n\
         @group(0) @binding(0) var sum: texture_2d<f32>;\n\
         struct Params { level: f32 }\n@group(0) @binding(1) var<uniform> params: Params;\n\
         @fragment fn count() -> @location(0) vec4f {\n\
           return textureLoad(sum, vec2u(), 0) + (frame.mouse.x / 16.0 + params.level + frame.orbit.x) / 32.0; }\n\
         @fragment fn image() -> @location(0) vec4f { return textureLoad(sum, vec2u(), 0); }\n",
    );
    folder.write("take.toml", TAKE);
    let all = replayed(&folder, &[]);
    let sums: Vec<u8> = all.chunks(16 * 16).map(|frame| frame[0]).collect();
    assert!(sums[1] == 0 && sums[2] > 0 && sums.is_sorted(), "{sums:?}");
    assert!(all[8 * 256..] == replayed(&folder, &["--frames", "8.."]));
    // What is asked of a loop is asked with the input too.
    let run = shaderpipe([
        "render",
        "scene.wgsl",
        "-o",
        "out.png",
        "--loop",
        "--input",
        "take.toml",
    ]);
    run.folder(folder.root()).end().done();
}

fn fails(folder: &Folder, take: &str) -> Ended {
    folder.write("bad.toml", take);
    let run = shaderpipe([
        "render",
        "scene.wgsl",
        "-o",
        "out.png",
        "--input",
        "bad.toml",
    ]);
    run.folder(folder.root()).end().is(1)
}

#[test]
fn what_cannot_be_replayed_is_told_at_its_line() {
    let folder = folder();
    let run = shaderpipe([
        "render",
        "scene.wgsl",
        "-o",
        "out.png",
        "--input",
        "none.toml",
    ]);
    let ended = run.folder(folder.root()).end().is(1);
    ended.says(&["cannot read the recording none.toml (--input)"]);
    fails(&folder, &TAKE.replace("level", "levle")).says(&[
        "bad.toml:26:9",
        "no parameter `levle`",
        "did you mean 'level'",
    ]);
    fails(&folder, &TAKE.replace("0.4", "[0.4, 1.0]"))
        .says(&["bad.toml:26:17", "does not fit the type of `level`"]);
    fails(&folder, &TAKE[..TAKE.len() - 5]).says(&["bad.toml:34:", "cut short", "line 32"]);
    fails(&folder, SCENE).says(&["bad.toml:1:", "a recording is TOML", "--record-input"]);
    fails(&folder, "").says(&["bad.toml", "version = 1"]);
}

//! Which frames are drawn, and that they are the same bytes however they are drawn.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;

use crate::folder::{Folder, NOISE, PLAIN};
use crate::probe::{assert_stream, decode};
use crate::run::shaderpipe;

/// Bytes of a frame of [`PLAIN`] in RGB.
const FRAME: usize = 64 * 36 * 3;

fn raw(folder: &Folder, args: &[&str]) -> Vec<u8> {
    let run = shaderpipe(["render", "scene.wgsl", "-o", "-", "--pixel-format", "rgb24"]);
    run.args(args).folder(folder.root()).end().done().stdout
}

#[test]
fn duration_frames_and_start_choose_the_same_frames() {
    let folder = Folder::with(PLAIN);
    let all = raw(&folder, &[]);
    assert_eq!(all.len(), 60 * FRAME);
    let frames: Vec<_> = all.chunks(FRAME).collect();
    assert!(
        frames.windows(2).all(|pair| pair[0] != pair[1]),
        "it does not move"
    );
    for (args, range) in [
        (["--start", "0"].as_slice(), 0..60),
        (&["--start", "17"], 17..60),
        (&["--start", "17", "--frames", "4"], 17..21),
        (&["--frames", "1"], 0..1),
        (&["--start", "59"], 59..60),
        (&["--frames", "17..21"], 17..21),
        (&["--frames", "51.."], 51..60),
        (&["--frames", "..4"], 0..4),
        (&["--duration", "1"], 0..30),
        (&["--start", "7", "--duration", "1"], 7..30),
    ] {
        let some = raw(&folder, args);
        assert!(
            some == all[range.start * FRAME..range.end * FRAME],
            "{args:?}"
        );
    }
}

#[test]
fn time_follows_the_frame_rate() {
    let folder = Folder::with(PLAIN);
    let slow = raw(&folder, &["--fps", "15"]);
    let fast = raw(&folder, &["--fps", "30"]);
    assert_eq!((slow.len(), fast.len()), (30 * FRAME, 60 * FRAME));
    for (index, frame) in slow.chunks(FRAME).enumerate() {
        assert!(
            frame == &fast[2 * index * FRAME..][..FRAME],
            "frame {index}"
        );
    }
}

#[test]
fn a_speed_shows_the_same_moments_sooner() {
    let folder = Folder::with(PLAIN);
    let all = raw(&folder, &[]);
    let fast = raw(&folder, &["--speed", "2"]);
    assert_eq!(fast.len(), 30 * FRAME);
    for (index, frame) in fast.chunks(FRAME).enumerate() {
        assert!(frame == &all[2 * index * FRAME..][..FRAME], "frame {index}");
    }
    let slow = raw(&folder, &["--speed", "1/2", "--frames", "100..106"]);
    for (index, frame) in slow.chunks(FRAME).enumerate().step_by(2) {
        let same = &all[(50 + index / 2) * FRAME..][..FRAME];
        assert!(frame == same, "frame {index}");
    }
}

#[test]
fn frames_that_are_not_there_name_the_flags() {
    let folder = Folder::with(PLAIN);
    for (args, words) in [
        (
            "--frames 60..",
            ["frame 60 is past the last, 59", "--start or --frames"],
        ),
        (
            "--start 3 --frames 3..9",
            ["--start and --frames A..B", "use one of them"],
        ),
        ("--speed 1000 --fps 1/2", ["less than a frame", "--speed"]),
        ("--frames 0", ["nothing to draw", "--frames"]),
    ] {
        let run = shaderpipe(["render", "scene.wgsl", "-o", "-"]).args(args.split(' '));
        run.folder(folder.root()).end().is(1).says(&words);
    }
}

#[test]
fn a_still_shows_the_videos_frame() {
    let folder = Folder::with(PLAIN);
    let all = raw(&folder, &[]);
    for (args, index) in [
        (["--at", "0"], 0),
        (["--at", "0.1"], 3),
        (["--at", "1.5"], 45),
        (["--at", "1.51"], 45),
        (["--start", "11"], 11),
    ] {
        let run = shaderpipe(["render", "scene.wgsl", "-o", "still.png"]).args(args);
        run.folder(folder.root())
            .end()
            .done()
            .says(&["done: still.png: 64x36 in"]);
        let still = decode(&folder.path("still.png"), "rgb24");
        assert!(still == all[index * FRAME..][..FRAME], "{args:?}");
        assert_stream(
            &folder.path("still.png"),
            &["codec_name=png", "pix_fmt=rgb24"],
        );
    }
}

#[test]
fn a_video_shows_the_frames_that_were_piped() {
    let folder = Folder::with(PLAIN);
    let args = ["render", "scene.wgsl", "-o", "a.mkv", "--codec", "ffv1"];
    shaderpipe(args).folder(folder.root()).end().done();
    let raw = shaderpipe(["render", "scene.wgsl", "-o", "-"]).folder(folder.root());
    assert!(decode(&folder.path("a.mkv"), "yuv420p") == raw.end().done().stdout);
}

#[test]
fn parameters_change_the_picture() {
    let folder = Folder::with(PLAIN);
    let one = |args: &[&str]| {
        raw(
            &folder,
            &[&["--start", "20", "--frames", "1"], args].concat(),
        )
    };
    let default = one(&[]);
    assert!(one(&["--set", "speed=1"]) == default);
    assert!(one(&["--set", "speed=2"]) != default);
    let black = one(&["--set", "tint=0,0,0"]);
    assert!(black.iter().all(|byte| *byte == 0));
    let last_wins = [
        "--set",
        "tint=0,0,0",
        "--set",
        "tint = 1, 1, 1",
        "--set",
        "speed=1.0",
    ];
    assert!(one(&last_wins) == default);
}

#[test]
fn buffers_readback_and_repetition_change_no_byte() {
    let folder = Folder::with(NOISE);
    let hash = |args: &[&str]| {
        let run = shaderpipe(["render", "scene.wgsl", "-o", "-"]).args(args);
        let mut running = run.folder(folder.root()).start();
        let mut stdout = running.take_stdout();
        let mut bytes = Vec::new();
        stdout.read_to_end(&mut bytes).unwrap();
        running.end().done();
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        (bytes.len(), hasher.finish())
    };
    let expected = hash(&[]);
    assert_eq!(expected.0, 60 * 320 * 180 * 3 / 2);
    for readback in ["direct", "staging"] {
        for buffers in ["1", "2", "4", "8", "64"] {
            let args = ["--readback", readback, "--buffers", buffers];
            assert_eq!(hash(&args), expected, "{args:?}");
        }
    }
    for _ in 0..2 {
        assert_eq!(hash(&[]), expected);
    }
}

#[test]
fn dither_is_on_unless_it_is_switched_off() {
    let folder = Folder::with(PLAIN);
    let plain = raw(&folder, &["--frames", "1", "--no-dither"]);
    let dithered = raw(&folder, &["--frames", "1"]);
    assert!(plain != dithered);
    let most = plain
        .iter()
        .zip(&dithered)
        .map(|(a, b)| a.abs_diff(*b))
        .max();
    assert_eq!(most, Some(1));
}

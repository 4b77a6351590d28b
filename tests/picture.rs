//! What reaches the reader is what the scene drew: raw frames against the conversion's twin at the
//! sizes people use, and a decoded video of the test card against the values it is made of.

#[path = "common/twin.rs"]
#[expect(dead_code, reason = "the conversion's own tests use the rest")]
mod twin;

use std::process::Command;

use shaderpipe::convert::{Alpha, ConvertSpec, Precision, Transfer};
use shaderpipe::frame::{PixelFormat, Size};
use twin::paint;

/// Every pixel another colour, in code values, so that half-floats hold them closely.
const SCENE: &str = "@fragment fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = vec2u(position.xy);
    let codes = vec3u(7u * p.x + 13u * p.y, 3u * p.x ^ 5u * p.y, p.x * p.y + 31u) % 256u;
    return vec4f(vec3f(codes) / 255.0, 1.0);
}
";

fn codes(column: u32, row: u32) -> [f64; 4] {
    let codes = [
        7 * column + 13 * row,
        (3 * column) ^ (5 * row),
        column.wrapping_mul(row).wrapping_add(31),
    ];
    let [r, g, b] = codes.map(|code| f64::from(code % 256) / 255.0);
    [r, g, b, 1.0]
}

fn shaderpipe(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_shaderpipe"))
        .args(arguments)
        .output()
        .expect("the program runs");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?} failed:\n{words}");
    output.stdout
}

#[test]
fn every_size_is_drawn_as_the_twin_draws_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = folder.path().join("scene.wgsl");
    std::fs::write(&scene, SCENE).expect("the scene is written");
    let scene = scene.to_str().expect("a UTF-8 path");
    for (width, height) in [
        (1920, 1080),
        (1080, 1920),
        (854, 480),
        (322, 242),
        (3840, 2160),
    ] {
        let size = Size::new(width, height);
        let drawn = shaderpipe(&[
            "render",
            scene,
            "-o",
            "-",
            "--frames",
            "1",
            "--size",
            &size.to_string(),
        ]);
        let spec = ConvertSpec {
            size,
            format: PixelFormat::Yuv420p,
            transfer: Transfer::Encoded,
            alpha: Alpha::Opaque,
            dither: true,
        };
        let expected = twin::convert(&paint(size, codes), &spec, Precision::Half);
        let drawn = twin::read(&drawn, spec.format);
        assert_eq!(drawn.len(), expected.len(), "{size}");
        let wrong = drawn
            .iter()
            .zip(&expected)
            .position(|(drawn, expected)| (*drawn - *expected).abs() > 1.0);
        assert_eq!(
            wrong, None,
            "{size}: first sample that differs by more than 1 code"
        );
    }
}

/// A flat patch of the test card: its centre as a part of width and height, and its colour.
struct Patch {
    at: (f64, f64),
    rgb: [u8; 3],
}

/// The table in the comments of the test card: places in 32nds of the width and 18ths of the height.
fn patches() -> Vec<Patch> {
    const BARS: [[u8; 3]; 8] = [
        [1, 1, 1],
        [1, 1, 0],
        [0, 1, 1],
        [0, 1, 0],
        [1, 0, 1],
        [1, 0, 0],
        [0, 0, 1],
        [0, 0, 0],
    ];
    const NEAR: [u8; 8] = [0, 4, 8, 12, 255, 251, 247, 243];
    let patch = |x: f64, y: f64, rgb| Patch {
        at: (x / 32.0, y / 18.0),
        rgb,
    };
    let mut patches = Vec::new();
    for (index, (bar, near)) in BARS.into_iter().zip(NEAR).enumerate() {
        let y = 2.875 + 1.75 * index as f64;
        patches.push(patch(4.0, y, bar.map(|channel| 255 * channel)));
        patches.push(patch(8.0, y, bar.map(|channel| 191 * channel)));
        patches.push(patch(29.0, y, [near; 3]));
    }
    for step in 0..16_u8 {
        patches.push(patch(
            24.0,
            2.4375 + 0.875 * f64::from(step),
            [17 * step; 3],
        ));
    }
    patches
}

/// One for each way to store colours, and each family of encoders.
const OUTPUTS: [&str; 10] = [
    "defaults.mp4",
    "444.mkv,pixel-format=yuv444p",
    "422.mkv,pixel-format=yuv422p",
    "nv12.mkv,pixel-format=nv12",
    "vp9.webm,crf=10",
    "ten.mp4,pixel-format=yuv420p10le",
    "prores.mov,codec=prores_ks",
    "alpha.mov,pixel-format=yuva444p10le",
    "planes.mkv,pixel-format=gbrp10le",
    "deep.mkv,pixel-format=rgb48le",
];

#[test]
fn a_decoded_test_card_has_the_colours_it_is_made_of() {
    let patches = patches();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let size = Size::new(1280, 720);
    let size_text = size.to_string();
    let scene = "scenes/test-card.wgsl";
    let mut render = vec!["render", scene, "--frames", "3", "--size", &size_text];
    let names = OUTPUTS.map(|output| output.split(',').next().expect("a name"));
    let outputs = OUTPUTS.map(|output| folder.path().join(output).display().to_string());
    for output in &outputs {
        render.extend(["-o", output]);
    }
    shaderpipe(&render);
    for name in names {
        let video = folder.path().join(name);
        let video = video.to_str().expect("a UTF-8 path");
        for frame in [0, 2] {
            let decoded = decode(video, frame, size);
            for Patch { at, rgb } in &patches {
                let column = (at.0 * f64::from(size.width)) as usize;
                let row = (at.1 * f64::from(size.height)) as usize;
                let place = 3 * (row * size.width as usize + column);
                let seen = &decoded[place..place + 3];
                let close = rgb
                    .iter()
                    .zip(seen)
                    .all(|(intended, seen)| intended.abs_diff(*seen) <= 2);
                assert!(
                    close,
                    "{name}, frame {frame}, patch at {at:?}: {rgb:?} became {seen:?}"
                );
            }
        }
    }
}

/// One frame as RGB, converted by the tags that the file carries: as a player does.
fn decode(video: &str, frame: u32, size: Size) -> Vec<u8> {
    // Without `in_color_matrix` swscale goes by the frame's own colour tags.
    let filter =
        format!("select=eq(n\\,{frame}),scale=flags=accurate_rnd+full_chroma_int,format=rgb24");
    let output = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-i",
            video,
            "-vf",
            &filter,
            "-frames:v",
            "1",
            "-f",
            "rawvideo",
            "-",
        ])
        .output()
        .expect("FFmpeg: install it with `scripts/setup`");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    assert_eq!(output.stdout.len(), 3 * (size.width * size.height) as usize);
    output.stdout
}

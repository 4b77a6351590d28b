//! Motion blur.

use std::cell::Cell;

use shaderpipe::frame::{Input, Size};
use shaderpipe::render::{Quality, RenderError};

use crate::{RATE, blurred, decode, drawing, encode, open};

const WIDTH: u32 = 64;

/// White up to an edge that moves 40 pixels a second to the right, from pixel 4 on.
const MOVING_EDGE: &str = "
struct F { time: f32 }
@group(0) @binding(0) var<uniform> frame: F;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(vec3f(step(position.x, 4.0 + 40.0 * frame.time)), 1.0);
}
";

/// The part of the time from `start`, `seconds` long, for which the edge is right of a pixel's centre.
fn coverage(pixel: u32, start: f64, seconds: f64) -> f64 {
    let passes = (f64::from(pixel) + 0.5 - 4.0) / 40.0;
    (1.0 - (passes - start) / seconds).clamp(0.0, 1.0)
}

#[test]
fn a_moving_edge_has_the_light_of_its_coverage() {
    let gpu = open();
    let frame_seconds = 1.0 / f64::from(RATE);
    for color in ["srgb", "linear"] {
        let scene = format!("//! color = \"{color}\"\n{MOVING_EDGE}");
        for shutter in [90.0, 180.0, 360.0, 720.0] {
            let quality = blurred(128, shutter);
            let mut moving = drawing(&gpu, &scene, Size::new(WIDTH, 2), quality);
            for index in [0, 3, 5] {
                let start = index as f64 * frame_seconds;
                let drawn = moving.frame(index);
                let mut partly = 0;
                for pixel in 0..WIDTH {
                    let expected = coverage(pixel, start, shutter / 360.0 * frame_seconds);
                    let value = f64::from(drawn[pixel as usize][0]);
                    let light = if color == "srgb" {
                        decode(value)
                    } else {
                        value
                    };
                    assert!(
                        (light - expected).abs() <= 0.01,
                        "{color}, {shutter}°, frame {index}, pixel {pixel}: {light}, not {expected}"
                    );
                    partly += u32::from((0.05..0.95).contains(&expected));
                }
                assert!(partly > 0, "{shutter}°, frame {index}: nothing is blurred");
            }
        }
    }
}

#[test]
fn moments_are_evenly_spaced_and_begin_with_the_frame() {
    let gpu = open();
    // Each moment is a value of its own, exact in half floats.
    let scene = "
//! color = \"linear\"
//! duration = 0.4
struct F { time: f32, index: u32, delta: f32, progress: f32 }
@group(0) @binding(0) var<uniform> frame: F;
@fragment
fn image() -> @location(0) vec4f {
    return vec4f(10.0 * frame.time, f32(frame.index), 10.0 * frame.delta, frame.progress);
}
";
    let quality = blurred(4, 180.0);
    let drawn = drawing(&gpu, scene.trim_start(), Size::new(2, 2), quality).frame(3);
    let [time, index, delta, progress] = drawn[0].map(f64::from);
    // 3, 3.125, 3.25 and 3.375 frames.
    assert!((time - 3.1875).abs() < 2e-3, "{time}");
    assert_eq!((index, delta), (3.0, 1.0));
    assert!((progress - 3.1875 / 4.0).abs() < 1e-3, "{progress}");
    // The second half of a shutter of two frames lies behind the end of the loop.
    let quality = blurred(4, 720.0);
    let drawn = drawing(&gpu, scene.trim_start(), Size::new(2, 2), quality).frame(3);
    let progress = f64::from(drawn[0][3]);
    assert!(
        (progress - (0.75 + 0.875 + 0.0 + 0.125) / 4.0).abs() < 1e-3,
        "{progress}"
    );
}

#[test]
fn one_moment_is_the_plain_frame() {
    let gpu = open();
    let size = Size::new(33, 7);
    for picture in ["rgba16float", "rgba32float"] {
        let scene = format!(
            "//! picture = {{ format = \"{picture}\" }}\n\
             struct F {{ time: f32 }}\n@group(0) @binding(0) var<uniform> frame: F;\n\
             @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
             return vec4f(sin(p.x * 1.3 + frame.time), -2.0, 1e4 * cos(p.y), p.x / p.y); }}\n"
        );
        let plain = drawing(&gpu, &scene, size, Quality::default()).frame(7);
        let one = drawing(&gpu, &scene, size, blurred(1, 360.0)).frame(7);
        assert!(plain == one, "{picture}");
    }
}

#[test]
fn what_stands_still_is_not_blurred() {
    let gpu = open();
    let scene = MOVING_EDGE.replace("40.0 *", "0.0 *");
    let size = Size::new(WIDTH, 2);
    let plain = drawing(&gpu, &scene, size, Quality::default()).frame(2);
    for moments in [2, 3, 7, 128] {
        let drawn = drawing(&gpu, &scene, size, blurred(moments, 360.0)).frame(2);
        assert!(drawn == plain, "{moments}");
    }
}

#[test]
fn blur_and_supersampling_go_together() {
    let gpu = open();
    let quality = Quality {
        ssaa: 2.0,
        ..blurred(32, 360.0)
    };
    let mut scene = MOVING_EDGE.replace("position.x", "position.x / frame.resolution.x * 64.0");
    scene = scene.replace("time: f32", "time: f32, resolution: vec2f");
    let drawn = drawing(&gpu, &scene, Size::new(WIDTH, 4), quality).frame(1);
    // The edge passes four pixels; the filter reaches one further on each side.
    let at = |pixel: usize| f64::from(drawn[WIDTH as usize + pixel][0]);
    assert!(
        (at(6) - 1.0).abs() < 1e-3 && at(13).abs() < 1e-3,
        "{} {}",
        at(6),
        at(13)
    );
    let half = (decode(at(9)) + decode(at(10))) / 2.0;
    assert!((half - 0.5).abs() < 0.02, "{half}");
    assert!((7..13).all(|pixel| at(pixel) >= at(pixel + 1)));
    assert!(encode(half) > 0.7);
}

#[test]
fn a_frame_can_be_cancelled_between_its_moments() {
    let gpu = open();
    let mut moving = drawing(&gpu, MOVING_EDGE, Size::new(WIDTH, 2), blurred(128, 180.0));
    let asked = Cell::new(0);
    let cancelled = || {
        asked.set(asked.get() + 1);
        asked.get() > 10
    };
    let (renderer, timeline) = moving.parts();
    let drawn = renderer.draw(&timeline.at(0), &Input::default(), &cancelled);
    assert!(matches!(drawn, Err(RenderError::Cancelled)));
    assert_eq!(asked.get(), 11);
}

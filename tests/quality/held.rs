//! What runs once a frame under motion blur, so that every moment finds what a frame of one moment does.
//!
//! Frames are drawn ten a second: with the shutter open all the time, four moments of frame k have
//! `10 * time` of k + 0.375 in the mean.

use shaderpipe::frame::Size;

use crate::{blurred, drawing, open};

/// The first texel of frames 0 to 2.
fn texels(scene: &str) -> [[f32; 4]; 3] {
    let scene = &format!("{scene}{FRAME}");
    let mut drawing = drawing(&open(), scene, Size::new(4, 4), blurred(4, 360.0));
    [0, 1, 2].map(|index| drawing.frame(index)[0])
}

fn assert_near(found: [[f32; 4]; 3], expected: [[f32; 3]; 3]) {
    for (index, (texel, expected)) in found.iter().zip(expected).enumerate() {
        for (value, expected) in texel.iter().zip(expected) {
            let near = (value - expected).abs() < 2e-3 * expected.abs().max(1.0);
            assert!(near, "frame {index}: {texel:?} instead of {expected:?}");
        }
    }
}

const FRAME: &str = "struct F { time: f32 }\n@group(0) @binding(0) var<uniform> frame: F;\n";

#[test]
fn what_frame_0_alone_writes_stays_over_what_every_moment_writes_before_it() {
    let scene = "\
//! color = \"linear\"
//! [[pass]]
//! entry = \"every\"
//! target = \"t\"
//! [[pass]]
//! entry = \"first\"
//! target = \"t\"
//! once = true
//! [[pass]]
//! entry = \"shown\"
@group(0) @binding(1) var t: texture_2d<f32>;
@fragment fn every() -> @location(0) vec4f { return vec4f(10.0 * frame.time); }
@fragment fn first() -> @location(0) vec4f { return vec4f(50.0); }
@fragment fn shown() -> @location(0) vec4f {
    return vec4f(textureLoad(t, vec2u(), 0).x, 10.0 * frame.time, 0.0, 1.0);
}
";
    let expected = [[50.0, 0.375, 0.0], [1.375, 1.375, 0.0], [2.375, 2.375, 0.0]];
    assert_near(texels(scene), expected);
}

#[test]
fn what_is_read_before_frame_0_writes_it_is_what_was_before() {
    let scene = "\
//! color = \"linear\"
//! [[pass]]
//! entry = \"look\"
//! target = \"seen\"
//! [[pass]]
//! entry = \"first\"
//! target = \"t\"
//! once = true
//! [[pass]]
//! entry = \"shown\"
@group(0) @binding(1) var t: texture_2d<f32>;
@group(0) @binding(2) var seen: texture_2d<f32>;
@fragment fn look() -> @location(0) vec4f {
    return vec4f(textureLoad(t, vec2u(), 0).x, 10.0 * frame.time, 0.0, 1.0);
}
@fragment fn first() -> @location(0) vec4f { return vec4f(50.0); }
@fragment fn shown() -> @location(0) vec4f {
    return vec4f(textureLoad(seen, vec2u(), 0).xy, 10.0 * frame.time, 1.0);
}
";
    // In frame 0 it runs once; in the others it is as blurred as everything.
    let expected = [
        [0.0, 0.0, 0.375],
        [50.0, 1.375, 1.375],
        [50.0, 2.375, 2.375],
    ];
    assert_near(texels(scene), expected);
}

#[test]
fn a_cleared_buffer_that_frame_0_alone_writes_is_full_at_its_every_moment() {
    let scene = "\
//! color = \"linear\"
//! [buffers.x]
//! size = 4
//! clear = true
//! [[pass]]
//! entry = \"first\"
//! dispatch = [1, 1, 1]
//! once = true
//! [[pass]]
//! entry = \"shown\"
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(1) fn first() { x[0] = 7.0; }
@fragment fn shown() -> @location(0) vec4f { return vec4f(x[0], 10.0 * frame.time, 0.0, 1.0); }
";
    let expected = [[7.0, 0.375, 0.0], [0.0, 1.375, 0.0], [0.0, 2.375, 0.0]];
    assert_near(texels(scene), expected);
}

#[test]
fn a_cleared_buffer_is_empty_where_it_is_read_before_it_is_written() {
    let scene = "\
//! color = \"linear\"
//! [buffers.x]
//! size = 4
//! clear = true
//! [buffers.counter]
//! size = 4
//! [[pass]]
//! entry = \"early\"
//! target = \"seen\"
//! [[pass]]
//! entry = \"count\"
//! dispatch = [1, 1, 1]
//! [[pass]]
//! entry = \"shown\"
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> counter: array<f32>;
@group(0) @binding(3) var seen: texture_2d<f32>;
@fragment fn early() -> @location(0) vec4f { return vec4f(x[0]); }
@compute @workgroup_size(1) fn count() { counter[0] += 1.0; x[0] = counter[0]; }
@fragment fn shown() -> @location(0) vec4f {
    return vec4f(textureLoad(seen, vec2u(), 0).x, x[0], 10.0 * frame.time, 1.0);
}
";
    let expected = [[0.0, 1.0, 0.375], [0.0, 2.0, 1.375], [0.0, 3.0, 2.375]];
    assert_near(texels(scene), expected);
}

#[test]
fn what_is_read_between_two_passes_with_state_is_what_the_first_wrote() {
    let scene = "\
//! color = \"linear\"
//! [[pass]]
//! entry = \"add\"
//! target = \"t\"
//! [[pass]]
//! entry = \"between\"
//! target = \"seen\"
//! [[pass]]
//! entry = \"double\"
//! target = \"t\"
//! [[pass]]
//! entry = \"shown\"
@group(0) @binding(1) var t: texture_2d<f32>;
@group(0) @binding(2) var seen: texture_2d<f32>;
@fragment fn add() -> @location(0) vec4f { return textureLoad(t, vec2u(), 0) + 1.0; }
@fragment fn between() -> @location(0) vec4f { return textureLoad(t, vec2u(), 0); }
@fragment fn double() -> @location(0) vec4f { return textureLoad(t, vec2u(), 0) * 2.0; }
@fragment fn shown() -> @location(0) vec4f {
    return vec4f(textureLoad(seen, vec2u(), 0).x, textureLoad(t, vec2u(), 0).x, 10.0 * frame.time, 1.0);
}
";
    let expected = [[1.0, 2.0, 0.375], [3.0, 6.0, 1.375], [7.0, 14.0, 2.375]];
    assert_near(texels(scene), expected);
}

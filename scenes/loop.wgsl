// A loop without a seam: everything follows `frame.progress`, and that alone.
//
//! title = "Loop"
//! description = "Squares that turn until the gaps between them are squares that turn"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 8.0
//
//! [params.rows]
//! label = "Squares from top to bottom"
//! default = 6.0
//! min = 2.0
//! max = 20.0
//! [params.first]
//! label = "One paper"
//! default = [0.10, 0.16, 0.27]
//! widget = "color"
//! [params.second]
//! label = "The other paper"
//! default = [0.96, 0.90, 0.80]
//! widget = "color"
//! [params.accent]
//! label = "Where they turn"
//! default = [0.91, 0.36, 0.24]
//! widget = "color"

#import shaderpipe::frame
#import shaderpipe::coordinates::{PI, centred, rotate}
#import shaderpipe::color::{linear_to_oklab, oklab_to_linear, srgb_decode, srgb_encode}
#import shaderpipe::easing::{cubic_in_out, linear_step}
#import shaderpipe::sdf

struct Params {
    rows: f32,
    first: vec3f,
    second: vec3f,
    accent: vec3f,
}
@group(0) @binding(0) var<uniform> params: Params;

// How far a square has come, 0 to 1, in the half of the loop that is its own: first those in the
// middle, then outwards.
fn turned(middle: vec2f, time: f32) -> f32 {
    let wait = 0.55 * saturate(length(middle) / (1.15 * params.rows));
    return cubic_in_out(linear_step(wait, wait + 0.42, time));
}

// From one paper to another, in steps that are even to the eye.
fn blend(from_color: vec3f, to_color: vec3f, share: f32) -> vec3f {
    let lab = mix(linear_to_oklab(from_color), linear_to_oklab(to_color), share);
    return max(oklab_to_linear(lab), vec3f(0.0));
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let pixel = params.rows / frame.resolution.y;
    // The board turns by a quarter in the whole loop, and so looks as it did.
    let board = 0.5 * params.rows * centred(position.xy, frame.resolution);
    let p = rotate(board, 0.5 * PI * frame.progress);

    // A chessboard: in the first half its dark squares turn on a light ground, in the second its
    // light squares on a dark one. At rest nobody can tell which of them is the ground.
    let half = u32(2.0 * frame.progress) & 1u;
    let time = fract(2.0 * frame.progress);
    let dark = srgb_decode(params.first);
    let light = srgb_decode(params.second);
    let accent = srgb_decode(params.accent);
    let ground = select(light, dark, half == 1u);
    let paper = select(dark, light, half == 1u);

    // Squares of this half have an even sum of coordinates, or an odd one. Turned, they reach into
    // the cells beside them, where three more of them might.
    let home = round(p);
    var color = ground;
    var shade = 0.0;
    var nearest = 1e3;
    var lifted = 0.0;
    for (var k = 0; k < 9; k++) {
        let middle = home + vec2f(f32(k % 3 - 1), f32(k / 3 - 1));
        if (i32(middle.x + middle.y) & 1) != i32(half) {
            continue;
        }
        let t = turned(middle, time);
        // Off the ground while it turns: it casts a shadow, to the lower right of the picture.
        let lift = sin(PI * t);
        let q = p - middle;
        let fall = rotate(vec2f(0.07, -0.09) * lift, 0.5 * PI * frame.progress);
        let shadow = sdf::box_2d(rotate(q - fall, -0.5 * PI * t), vec2f(0.5));
        shade = max(shade, 0.42 * lift * smoothstep(0.13, -0.10, shadow));
        let distance = sdf::box_2d(rotate(q, -0.5 * PI * t), vec2f(0.5));
        lifted = select(lifted, lift, distance < nearest);
        nearest = min(nearest, distance);
    }
    color *= 1.0 - shade;
    color = mix(color, blend(paper, accent, smoothstep(0.15, 0.75, lifted)), sdf::coverage(nearest, pixel));
    return vec4f(srgb_encode(saturate(color)), 1.0);
}

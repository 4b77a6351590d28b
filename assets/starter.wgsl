// A shaderpipe scene: one WGSL file. Lines that begin with //! are settings, in TOML.
//
//! title = "My scene"
//! size = [1920, 1080]
//! fps = 60
//! duration = 8.0
//
// A parameter is a field of `Params` below. Here it gets a default and a range; change it with
// `shaderpipe render FILE -o out.mp4 --set speed=2`.
//
//! [params.speed]
//! default = 1.0
//! min = 0.0
//! max = 4.0
//! [params.tint]
//! default = [0.2, 0.5, 1.0]

// `frame` has what changes from frame to frame: resolution (pixels), time (seconds), progress
// (0 to 1 over the duration, for loops), index, delta, rate, duration, mouse, seed, exporting.
#import shaderpipe::frame

struct Params {
    speed: f32,
    tint: vec3f,
}

// Variables are bound by their names: the numbers may be any.
@group(0) @binding(0) var<uniform> params: Params;

// Called for every pixel. `position` is in pixels from the top left, at the pixels' centres; the
// result is red, green, blue and alpha from 0 to 1, as they shall look on a display.
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    // From -1 to 1 over the picture's height, with the origin in the middle and y upwards.
    let half_size = 0.5 * frame.resolution;
    let p = (position.xy - half_size) / half_size.y * vec2f(1.0, -1.0);

    // Rings that run outwards once every two seconds.
    let rings = 0.5 + 0.5 * cos(12.0 * length(p) - 3.14159 * frame.time * params.speed);
    return vec4f(rings * params.tint, 1.0);
}

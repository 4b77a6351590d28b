//! [[pass]]
//! entry = "one"
//! target = "glow"
//! layers = 3
//! repeat = 2
//!
//! [[pass]]
//! entry = "image"
#import shaderpipe::frame

@group(0) @binding(0) var glow: texture_2d_array<f32>;

@fragment
fn one(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(position.xy / frame.resolution, 0.0, 1.0);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureLoad(glow, vec2i(position.xy), 0, 0);
}

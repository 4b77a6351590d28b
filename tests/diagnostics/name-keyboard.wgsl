//! [[pass]]
//! entry = "keys"
//! target = "keyboard"
//!
//! [[pass]]
//! entry = "image"
@group(0) @binding(0) var keyboard: texture_2d<f32>;

@fragment
fn keys() -> @location(0) vec4f {
    return vec4f(1.0);
}

@fragment
fn image() -> @location(0) vec4f {
    return textureLoad(keyboard, vec2u(), 0);
}

//! [[pass]]
//! entry = "image"

@group(0) @binding(0) var picture_history: texture_2d_array<f32>;

@fragment
fn image() -> @location(0) vec4f {
    return textureLoad(picture_history, vec2u(0), 2, 0);
}

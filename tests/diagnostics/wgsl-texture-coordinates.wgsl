//! [[pass]]
//! entry = "image"

@group(0) @binding(0) var picture: texture_2d<f32>;

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureLoad(picture, position.xy, 0);
}

//! [textures.wood]
//! file = "../../README.md"

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

@group(0) @binding(0) var wood: texture_2d<f32>;

//! [textures.wood]
//! file = "pictures/wood.png"
//!
//! [videos.clip]
//! file = "texture-mising-file.wgsl"

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

@group(0) @binding(0) var wood: texture_2d<f32>;
@group(0) @binding(1) var clip: texture_2d<f32>;

//! [textures.wood]
//! file = "pictures/wood.png"
//!
//! [videos.clip]
//! file = "texture-mising-file.wgsl"

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

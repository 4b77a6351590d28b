//! [textures.wood]
//! file = "texture-wrong-type.wgsl"

@group(0) @binding(0) var wood: texture_3d<f32>;

@fragment
fn image() -> @location(0) vec4f {
    return textureLoad(wood, vec3u(0), 0);
}

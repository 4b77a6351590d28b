//! [videos.clip]
//! file = "lib/clip.mp4"
//! start = 2e12
@group(0) @binding(0) var clip: texture_2d<f32>;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureLoad(clip, vec2u(position.xy), 0);
}

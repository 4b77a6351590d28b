#import shaderpipe::frame

@group(0) @binding(1) var iChannel0: texture_2d<f32>;

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    return vec4f(uv, 0.0, 1.0);
}

#import shaderpipe::frame

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    let a = max(uv, 0.0);
    return vec4f(uv, 0.0, 1.0);
}

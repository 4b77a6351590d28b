#import shaderpipe::frame

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    if (uv.x > 0.5) return vec4f(1.0);
    return vec4f(uv, 0.0, 1.0);
}

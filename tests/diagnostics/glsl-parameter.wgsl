#import shaderpipe::frame

fn twice(float a) -> f32 {
    return 2.0 * a;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    return vec4f(uv, 0.0, 1.0);
}

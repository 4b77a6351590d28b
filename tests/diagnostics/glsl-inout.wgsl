#import shaderpipe::frame

fn turn(inout p: vec2f, a: f32) {
    p = p * a;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    return vec4f(uv, 0.0, 1.0);
}

#import shaderpipe::frame

fn turned(p: vec2f) -> vec2f {
    p = p * 2.0;
    return p;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    return vec4f(uv, 0.0, 1.0);
}

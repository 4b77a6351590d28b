#import shaderpipe::frame

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(position.xy / frame.resolution, 0.0, 1.0);
}

@group(0) @binding(2)

import "lib/one.wgsl" as one
#import shaderpipe::frame

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    return vec4f(uv, 0.0, 1.0);
}

#import shaderpipe::noise

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(noise::value_2d(position));
}

#import shaderpipe::sdf

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(sdf::star(position.xy, 5.0, 0.8, 0.4));
}

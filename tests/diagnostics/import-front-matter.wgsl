#import "lib/settings.wgsl" as settings

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(position.xy, 0.0, 1.0);
}

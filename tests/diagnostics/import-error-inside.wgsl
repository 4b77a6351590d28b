#import "lib/broken.wgsl"::{disc, ring}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(disc(position.xy) * ring(position.xy) * shade);
}

#import "lib/ray.wgsl"::{Ray, far}

struct Beam { start: vec3f }

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(far(Beam(position.xyz)));
}

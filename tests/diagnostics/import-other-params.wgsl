#import "lib/params.wgsl"::speed

struct Params { speed: f32, tint: vec3f }
@group(0) @binding(0) var<uniform> params: Params;

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(params.tint * speed(), 1.0);
}

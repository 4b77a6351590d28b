//! [params.tint]
//! default = 0.5

struct Params { count: i32, tint: vec3f }
@group(0) @binding(0) var<uniform> params: Params;

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

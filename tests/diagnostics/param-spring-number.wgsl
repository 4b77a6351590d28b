//! [params.height]
//! spring = 2.0

struct Params { height: f32 }
@group(0) @binding(0) var<uniform> params: Params;

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(params.height);
}

//! [params.height]
//! keys = [{ time = 0.0, value = 0.0, easing = "ease-in-out" }, { time = 1.0, value = 1.0 }]

struct Params { height: f32 }
@group(0) @binding(0) var<uniform> params: Params;

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(params.height);
}

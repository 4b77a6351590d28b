@group(0) @binding(0) var<uniform> params: vec4f;

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

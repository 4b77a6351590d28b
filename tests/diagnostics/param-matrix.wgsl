struct Params {
    turn: mat3x3f,
}
@group(0) @binding(0) var<uniform> params: Params;

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

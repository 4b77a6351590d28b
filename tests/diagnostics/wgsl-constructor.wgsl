@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(position.xyz, 1.0, 2.0);
}

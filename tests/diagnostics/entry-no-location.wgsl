@fragment
fn image(@builtin(position) position: vec4f) -> vec4f {
    return vec4f(position.xy, 0.0, 1.0);
}

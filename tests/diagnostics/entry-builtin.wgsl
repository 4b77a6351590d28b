@fragment
fn image(@builtin(postion) position: vec4f) -> @location(0) vec4f {
    return vec4f(position.xy, 0.0, 1.0);
}

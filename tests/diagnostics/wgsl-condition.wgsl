@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    if position.x {
        return vec4f(0.0);
    }
    return vec4f(1.0);
}

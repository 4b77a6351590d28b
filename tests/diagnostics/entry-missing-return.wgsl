@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    if position.x > 10.0 {
        return vec4f(1.0);
    }
}

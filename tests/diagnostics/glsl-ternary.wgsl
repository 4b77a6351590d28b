@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let x = position.x > 10.0 ? 1.0 : 0.0;
    return vec4f(x);
}

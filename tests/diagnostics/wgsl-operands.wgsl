@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let m = mat3x3f();
    return m * position;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return position.xyzq;
}

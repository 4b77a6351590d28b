@fragment
fn image() -> @location(0) vec4f {
    return vec4f(frame.time);
}

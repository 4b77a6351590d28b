@fragment
fn image() -> @location(0) vec4f {
    if true {
        return vec4f(1.0);
    return vec4f(0.0);
}

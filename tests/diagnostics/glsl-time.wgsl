@fragment
fn image() -> @location(0) vec4f {
    return vec4f(sin(iTime));
}

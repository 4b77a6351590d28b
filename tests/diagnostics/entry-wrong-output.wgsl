@fragment
fn image() -> @location(0) vec3f {
    return vec3f(1.0);
}

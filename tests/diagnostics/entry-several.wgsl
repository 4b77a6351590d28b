@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

@fragment
fn other() -> @location(0) vec4f {
    return vec4f(0.0);
}

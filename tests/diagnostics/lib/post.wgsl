@fragment
fn vignette(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(1.0);
}

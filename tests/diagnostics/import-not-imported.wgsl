@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(noise::fbm_2d(position.xy, 4u));
}

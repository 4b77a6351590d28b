override gain: f32;

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(gain);
}

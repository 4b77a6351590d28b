fn wave(p: vec2f, n: u32) -> f32 {
    return p.x * f32(n);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(wave(position.xy));
}

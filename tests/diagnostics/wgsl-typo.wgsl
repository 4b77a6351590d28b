fn wave(x: f32) -> f32 {
    return smothstep(0.0, 1.0, x);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(wvae(position.x), wave(position.y), 0.0, 1.0);
}

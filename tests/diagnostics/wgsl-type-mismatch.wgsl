@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let a: i32 = 1.5;
    return vec4f(f32(a));
}

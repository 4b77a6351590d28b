@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let a: i32 = 1.5;
    var b = vec3f(1.0);
    b = position;
    return vec4f(b * position.xy, f32(a));
}

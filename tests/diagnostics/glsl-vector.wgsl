@fragment
fn image() -> @location(0) vec4f {
    let x = vec3(1.0, 0.5, 0.0) * mod(5.0, 3.0);
    return vec4f(x, 1.0);
}

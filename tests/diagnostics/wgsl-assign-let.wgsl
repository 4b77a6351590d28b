@fragment
fn image() -> @location(0) vec4f {
    let x = 1.0;
    x = 2.0;
    return vec4f(x);
}

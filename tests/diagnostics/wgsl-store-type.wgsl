@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    var b = vec3f(1.0);
    b = position;
    return vec4f(b, 1.0);
}

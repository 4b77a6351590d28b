//! [[pass]]
//! entry = "corner"

@vertex
fn corner() -> @builtin(position) vec4f {
    return vec4f(0.0);
}

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

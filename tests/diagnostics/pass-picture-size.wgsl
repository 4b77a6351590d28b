//! [[pass]]
//! entry = "image"
//! size = 0.5

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

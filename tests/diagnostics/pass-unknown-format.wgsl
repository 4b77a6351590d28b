//! [[pass]]
//! entry = "image"
//! target = "glow"
//! format = "rgba16"

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

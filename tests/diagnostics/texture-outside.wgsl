//! [textures.wood]
//! file = "../../README.md"

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

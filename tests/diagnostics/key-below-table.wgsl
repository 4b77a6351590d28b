//! [params.speed]
//! default = 1.0
//! fps = 30

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

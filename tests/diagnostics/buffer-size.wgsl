//! [buffers.sums]
//! size = 63

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

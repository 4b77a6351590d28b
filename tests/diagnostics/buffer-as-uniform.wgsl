//! [buffers.sums]
//! size = 64

struct Sums { all: vec4f }
@group(0) @binding(0) var<uniform> sums: Sums;

@fragment
fn image() -> @location(0) vec4f {
    return sums.all;
}

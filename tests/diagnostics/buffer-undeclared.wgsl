@group(0) @binding(0) var<storage, read_write> sums: array<u32>;

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(f32(sums[0]));
}

//! [buffers.sums]
//! size = 64
//!
//! [[pass]]
//! entry = "add"
//!
//! [[pass]]
//! entry = "image"

@group(0) @binding(0) var<storage, read_write> sums: array<atomic<u32>>;

@compute @workgroup_size(16)
fn add(@builtin(global_invocation_id) at: vec3u) {
    atomicAdd(&sums[at.x], 1u);
}

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

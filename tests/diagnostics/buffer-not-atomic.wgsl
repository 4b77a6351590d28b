//! [buffers.hits]
//! size = 4096
//!
//! [[pass]]
//! entry = "toss"
//! dispatch = [16, 1, 1]
//!
//! [[pass]]
//! entry = "image"

@group(0) @binding(0) var<storage, read_write> hits: array<u32>;

@compute @workgroup_size(64)
fn toss(@builtin(global_invocation_id) id: vec3u) {
    atomicAdd(&hits[id.x], 1u);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(position.xy, 0.0, 1.0);
}

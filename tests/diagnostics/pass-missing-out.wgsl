//! [[pass]]
//! entry = "grow"
//! target = "cells"
//!
//! [[pass]]
//! entry = "image"

@compute @workgroup_size(8, 8)
fn grow(@builtin(global_invocation_id) at: vec3u) {
}

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

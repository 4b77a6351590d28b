//! [[pass]]
//! entry = "grow"
//! target = "cells"
//! format = "r32uint"
//!
//! [[pass]]
//! entry = "image"

@group(0) @binding(0) var cells_out: texture_storage_2d<rgba8unorm, write>;

@compute @workgroup_size(8, 8)
fn grow(@builtin(global_invocation_id) at: vec3u) {
    textureStore(cells_out, at.xy, vec4f(1.0));
}

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

//! [[pass]]
//! entry = "draw"
//! target = "cells"
//!
//! [[pass]]
//! entry = "paint"
//! dispatch = [8, 8, 1]
//!
//! [[pass]]
//! entry = "image"

@group(0) @binding(0) var cells_out: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn paint(@builtin(global_invocation_id) at: vec3u) {
    textureStore(cells_out, at.xy, vec4f(1.0));
}

@fragment
fn draw() -> @location(0) vec4f {
    return vec4f(0.0);
}

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

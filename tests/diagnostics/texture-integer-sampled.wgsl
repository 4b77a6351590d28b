//! [[pass]]
//! entry = "grow"
//! target = "cells"
//! format = "r8uint"
//!
//! [[pass]]
//! entry = "image"

@group(0) @binding(0) var cells: texture_2d<f32>;
@group(0) @binding(1) var linear_sampler: sampler;

@fragment
fn grow() -> @location(0) u32 {
    return 1u;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureSample(cells, linear_sampler, position.xy);
}

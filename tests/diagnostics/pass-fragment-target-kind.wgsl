//! [[pass]]
//! entry = "grow"
//! target = "cells"
//! format = "r32uint"
//!
//! [[pass]]
//! entry = "image"

@fragment
fn grow() -> @location(0) vec4f {
    return vec4f(1.0);
}

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

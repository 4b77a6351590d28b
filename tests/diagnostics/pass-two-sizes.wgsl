//! [[pass]]
//! entry = "one"
//! target = "cells"
//! size = 0.5
//!
//! [[pass]]
//! entry = "two"
//! target = "cells"
//! size = [64, 64]
//!
//! [[pass]]
//! entry = "image"

@fragment
fn one() -> @location(0) vec4f {
    return vec4f(1.0);
}

@fragment
fn two() -> @location(0) vec4f {
    return vec4f(1.0);
}

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}

//! [[pass]]
//! entry = "one"
//! target = "cells"

@fragment
fn one() -> @location(0) vec4f {
    return vec4f(1.0);
}

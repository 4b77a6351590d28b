// Values as they are: the bits of floats. No thresholds, as nothing is rounded.

fn thresholds(column: u32, row: u32) -> vec4f {
    return vec4f();
}

fn full_range(values: vec4f, thresholds: vec4f) -> vec4u {
    return bitcast<vec4u>(values);
}

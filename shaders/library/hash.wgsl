#define_import_path shaderpipe::hash

// Numbers that look random and are always the same for the same input, on every GPU: all in
// integers. Jarzynski and Olano, "Hash functions for GPU rendering", JCGT 9(3), 2020, compare them.

// 32 bits from 32 bits, each equally likely. The permutation RXS-M-XS of O'Neill, "PCG", 2014,
// behind one step of its generator.
fn pcg(bits: u32) -> u32 {
    let state = bits * 747796405u + 2891336453u;
    let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
    return (word >> 22u) ^ word;
}

// Two times 32 bits from two: pcg2d of Jarzynski and Olano.
fn pcg_2d(bits: vec2u) -> vec2u {
    var v = bits * 1664525u + 1013904223u;
    v.x += v.y * 1664525u;
    v.y += v.x * 1664525u;
    v ^= v >> vec2u(16u);
    v.x += v.y * 1664525u;
    v.y += v.x * 1664525u;
    return v ^ (v >> vec2u(16u));
}

// Three times 32 bits from three: pcg3d of Jarzynski and Olano.
fn pcg_3d(bits: vec3u) -> vec3u {
    var v = bits * 1664525u + 1013904223u;
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v ^= v >> vec3u(16u);
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    return v;
}

// A number from 0 up to but never 1, from the upper 24 bits: as many as a float holds exactly.
fn unit_float(bits: u32) -> f32 {
    return f32(bits >> 8u) / 16777216.0;
}

// A random number, 0 ≤ r < 1, for every whole number.
fn random_1d(cell: i32) -> f32 {
    return unit_float(pcg(bitcast<u32>(cell)));
}

// A random number, 0 ≤ r < 1, for every cell of a grid.
fn random_2d(cell: vec2i) -> f32 {
    return unit_float(pcg_2d(bitcast<vec2u>(cell)).x);
}

// A random number, 0 ≤ r < 1, for every cell of a grid in space; z can also be the number of a layer,
// of a frame, or `frame.seed`.
fn random_3d(cell: vec3i) -> f32 {
    return unit_float(pcg_3d(bitcast<vec3u>(cell)).x);
}

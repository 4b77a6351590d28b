#define_import_path shaderpipe::hash

// Numbers that look random, and are the same for the same input on every GPU. All is in integers,
// up to the distributions at the end. Jarzynski and Olano, "Hash functions for GPU rendering", JCGT
// 9(3), 2020, compare them.

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

// Four times 32 bits from four: pcg4d of Jarzynski and Olano.
fn pcg_4d(bits: vec4u) -> vec4u {
    var v = bits * 1664525u + 1013904223u;
    v.x += v.y * v.w;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v.w += v.y * v.z;
    v ^= v >> vec4u(16u);
    v.x += v.y * v.w;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v.w += v.y * v.z;
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

// A random number, 0 ≤ r < 1, for every cell of a grid in space; z can also be the number of a
// layer, of a frame, or `frame.seed`.
fn random_3d(cell: vec3i) -> f32 {
    return unit_float(pcg_3d(bitcast<vec3u>(cell)).x);
}

// A random number, 0 ≤ r < 1, for every cell of a grid in four dimensions.
fn random_4d(cell: vec4i) -> f32 {
    return unit_float(pcg_4d(bitcast<vec4u>(cell)).x);
}

// Two random numbers, each 0 ≤ r < 1, for every cell of a grid: a place in the cell.
fn random_point_2d(cell: vec2i) -> vec2f {
    let bits = pcg_2d(bitcast<vec2u>(cell));
    return vec2f(unit_float(bits.x), unit_float(bits.y));
}

// Three random numbers, each 0 ≤ r < 1, for every cell of a grid in space.
fn random_point_3d(cell: vec3i) -> vec3f {
    let bits = pcg_3d(bitcast<vec3u>(cell));
    return vec3f(unit_float(bits.x), unit_float(bits.y), unit_float(bits.z));
}

// The functions below turn random numbers, each 0 ≤ r < 1, into other distributions.

// A direction in the plane, each equally likely.
fn on_circle(r: f32) -> vec2f {
    let turn = 6.28318530717959 * r;
    return vec2f(cos(turn), sin(turn));
}

// A place in the disc of radius 1, each equally likely.
fn in_disc(r: vec2f) -> vec2f {
    return sqrt(r.x) * on_circle(r.y);
}

// A direction in space, each equally likely: heights on the sphere are, by Archimedes.
fn on_sphere(r: vec2f) -> vec3f {
    let height = 2.0 * r.x - 1.0;
    return vec3f(sqrt(1.0 - height * height) * on_circle(r.y), height);
}

// A place in the ball of radius 1, each equally likely.
fn in_ball(r: vec3f) -> vec3f {
    return pow(r.z, 1.0 / 3.0) * on_sphere(r.xy);
}

// A direction above the surface with the unit `normal`, likelier by the cosine of the angle to it,
// as a matt surface scatters light (Lambert).
fn on_hemisphere(normal: vec3f, r: vec2f) -> vec3f {
    let sum = normal + on_sphere(r);
    let square = dot(sum, sum);
    return select(normal, sum * inverseSqrt(max(square, 1e-12)), square > 1e-12);
}

// Two independent numbers of the normal distribution with mean 0 and deviation 1. Box and Muller,
// "A note on the generation of random normal deviates", 1958.
fn gaussian(r: vec2f) -> vec2f {
    return sqrt(-2.0 * log(1.0 - r.x)) * on_circle(r.y);
}

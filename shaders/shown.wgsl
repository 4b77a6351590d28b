// What a picture becomes on the way to a file and to a window alike.

// Clamps to 0..1, NaN to 0. In the bits: drivers may fold comparisons of floats, and negative floats are
// negative integers.
fn unit(values: vec4f) -> vec4f {
    let bits = max(bitcast<vec4i>(values), vec4i());
    let clamped = min(bits, vec4i(0x3f800000));
    return bitcast<vec4f>(select(clamped, vec4i(), bits > vec4i(0x7f800000)));
}

// The sRGB curve, IEC 61966-2-1, for light between 0 and 1.
fn encode(light: vec3f) -> vec3f {
    let curve = 1.055 * pow(light, vec3f(1.0 / 2.4)) - 0.055;
    return select(curve, 12.92 * light, light <= vec3f(0.0031308));
}

// From a texel of the picture to a value between 0 and 1, and from there to an 8-bit code.
// The rules and their order are written down in src/convert/mod.rs.

// The frame's size in pixels.
override WIDTH: u32;
override HEIGHT: u32;
// What the picture's alpha is: OPAQUE, STRAIGHT or PREMULTIPLIED.
override ALPHA: u32;
// Whether the picture holds light, to be encoded with the sRGB curve.
override LINEAR: bool;
override DITHER: bool;
// Invocations in a row of the dispatch.
override ROW: u32;

const OPAQUE = 0u;
const STRAIGHT = 1u;
const PREMULTIPLIED = 2u;

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> frame: array<u32>;

// Clamps to 0..1, NaN to 0. In the bits of floats, as drivers may fold a comparison of a value with
// itself: negative floats are negative integers, and NaN is above infinity.
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

fn transfer(rgb: vec3f) -> vec3f {
    if LINEAR {
        return encode(rgb);
    }
    return rgb;
}

// A pixel for a format without alpha: the picture over black.
fn rgb_at(column: u32, row: u32) -> vec3f {
    let texel = textureLoad(picture, vec2u(column, row), 0);
    if ALPHA == STRAIGHT {
        return transfer(unit(vec4f(texel.rgb * unit(texel).a, 0.0)).rgb);
    }
    return transfer(unit(texel).rgb);
}

// A pixel for a format with alpha, which is straight.
fn rgba_at(column: u32, row: u32) -> vec4f {
    let texel = textureLoad(picture, vec2u(column, row), 0);
    if ALPHA == OPAQUE {
        return vec4f(transfer(unit(texel).rgb), 1.0);
    }
    let alpha = unit(texel).a;
    if ALPHA == STRAIGHT {
        return vec4f(transfer(unit(texel).rgb), alpha);
    }
    let straight = select(vec3f(), texel.rgb / alpha, alpha > 0.0);
    return vec4f(transfer(unit(vec4f(straight, 0.0)).rgb), alpha);
}

// Rank, 0 to 63, in the 8×8 Bayer matrix: the bits of x^y and y interleaved, the lowest first.
fn bayer_rank(column: vec4u, row: vec4u) -> vec4u {
    return bayer_bits(column ^ row) | (bayer_bits(row) >> vec4u(1u));
}

fn bayer_bits(place: vec4u) -> vec4u {
    return ((place & vec4u(1u)) << vec4u(5u)) | ((place & vec4u(2u)) << vec4u(2u))
        | ((place & vec4u(4u)) >> vec4u(1u));
}

// What to add to a code before its fraction is cut off: a half rounds to nearest. Dither rounds up
// where the fraction, stretched between the dead zones at both codes, is above the threshold.
fn rounding(column: vec4u, row: vec4u) -> vec4f {
    if DITHER {
        let threshold = (vec4f(bayer_rank(column, row)) + 0.5) / 64.0;
        return (1.0 - DEAD_ZONE) - (1.0 - 2.0 * DEAD_ZONE) * threshold;
    }
    return vec4f(0.5);
}

// Codes, 0 to 255 with fractions, as the bytes of a word; the first is the lowest.
fn pack(codes: vec4f, rounding: vec4f) -> u32 {
    let bytes = vec4u(vec4i(codes + rounding));
    return bytes.x | (bytes.y << 8u) | (bytes.z << 16u) | (bytes.w << 24u);
}

// Four neighbours of one row, from `column` on.
fn pack_row(codes: vec4f, column: u32, row: u32) -> u32 {
    return pack(codes, rounding(column + vec4u(0u, 1u, 2u, 3u), vec4u(row)));
}

// One sample of a plane.
fn quantise(code: f32, column: u32, row: u32) -> u32 {
    return u32(i32(code + rounding(vec4u(column), vec4u(row)).x));
}

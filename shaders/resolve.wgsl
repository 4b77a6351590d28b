// From the samples of a picture to its pixels: filtered and averaged in linear light, with colours
// multiplied by alpha, so that what is transparent has no say in the colour.

const OPAQUE = 0u;
const STRAIGHT = 1u;

// Whether the scene writes linear light; else what a display shows, encoded.
override LINEAR: bool = false;
// What its alpha means; above STRAIGHT: colours are multiplied by it already.
override ALPHA: u32 = OPAQUE;
// Samples of a pixel, across and down.
override ACROSS: u32 = 1u;
override DOWN: u32 = 1u;
// One by the number of moments in a frame.
override SHARE: f32 = 1.0;
// Whether the picture holds half floats.
override HALF: bool = true;

// What is resolved at a time.
struct Tile {
    pixel: vec2u,
    sample: vec2u,
}

@group(0) @binding(0) var source: texture_2d<f32>;
// For each pixel of a row or column its first sample, and the bits of its weights.
@group(0) @binding(1) var<storage, read> taps: array<u32>;
@group(0) @binding(2) var<uniform> tile: Tile;
// The sum of the moments before.
@group(0) @binding(3) var before: texture_2d<f32>;

// NaN to 0, and nothing without end. In bits: NaN is above infinity.
fn finite(values: vec4f) -> vec4f {
    let magnitude = bitcast<vec4u>(values) & vec4u(0x7fffffffu);
    let numbers = select(bitcast<vec4u>(values), vec4u(), magnitude > vec4u(0x7f800000u));
    return clamp(bitcast<vec4f>(numbers), vec4f(-1e30), vec4f(1e30));
}

// The sRGB curve, IEC 61966-2-1, for values of 0 or more.
fn decode(rgb: vec3f) -> vec3f {
    let curve = pow((rgb + 0.055) / 1.055, vec3f(2.4));
    return select(curve, rgb / 12.92, rgb <= vec3f(0.04045));
}

// The same up to 1, to within 3·10⁻⁷, by a polynomial in the fourth root: in software a power costs
// more than all else that is done to a sample.
fn decode_unit(rgb: vec3f) -> vec3f {
    let base = (rgb + 0.055) / 1.055;
    let root = sqrt(sqrt(base));
    var curve = 0.1469806432723999 - 0.026887891814112663 * root;
    curve = -0.3855607807636261 + curve * root;
    curve = 1.023398518562317 + curve * root;
    curve = 0.2563911974430084 + curve * root;
    curve = -0.014321728609502316 + curve * root;
    return select(curve * base * base, rgb / 12.92, rgb <= vec3f(0.04045));
}

fn encode(light: vec3f) -> vec3f {
    let curve = 1.055 * pow(light, vec3f(1.0 / 2.4)) - 0.055;
    return select(curve, 12.92 * light, light <= vec3f(0.0031308));
}

// The light of a texel, multiplied by its alpha. A scene that writes what a display shows means no
// more than a display shows.
fn light(texel: vec4f) -> vec4f {
    let values = finite(texel);
    if ALPHA == OPAQUE {
        if LINEAR {
            return values;
        }
        return vec4f(decode_unit(saturate(values.rgb)), values.a);
    }
    let alpha = saturate(values.a);
    if ALPHA == STRAIGHT {
        if LINEAR {
            return vec4f(values.rgb * alpha, alpha);
        }
        return vec4f(decode_unit(saturate(values.rgb)) * alpha, alpha);
    }
    if LINEAR {
        return vec4f(values.rgb, alpha);
    }
    // Light without coverage, which is added to what lies behind, is no colour times alpha.
    let cover = select(1.0, alpha, alpha > 0.0);
    return vec4f(decode(saturate(values.rgb) / cover) * cover, alpha);
}

// The nearest half floats. Drivers may cut what they store instead of rounding it, and a flat colour
// that comes back a rounding error smaller would be another one.
fn nearest_half(values: vec4f) -> vec4f {
    let bits = bitcast<vec4u>(values);
    let odd = (bits >> vec4u(13u)) & vec4u(1u);
    let normal = bitcast<vec4f>((bits + 0xfffu + odd) & vec4u(0xffffe000u));
    // Below 2⁻¹⁴ they are evenly spaced.
    let small = round(values * 16777216.0) / 16777216.0;
    return select(normal, small, abs(values) < vec4f(0.00006103515625));
}

// What the picture holds of some light: the way back.
fn texel(light: vec4f) -> vec4f {
    let values = meant(light);
    if HALF {
        return nearest_half(values);
    }
    return values;
}

fn meant(light: vec4f) -> vec4f {
    if ALPHA == OPAQUE {
        if LINEAR {
            return light;
        }
        return vec4f(encode(saturate(light.rgb)), light.a);
    }
    let alpha = saturate(light.a);
    let cover = select(1.0, alpha, alpha > 0.0);
    if ALPHA == STRAIGHT {
        if LINEAR {
            return vec4f(light.rgb / cover, alpha);
        }
        return vec4f(encode(saturate(light.rgb / cover)), alpha);
    }
    if LINEAR {
        return vec4f(light.rgb, alpha);
    }
    return vec4f(saturate(encode(max(light.rgb, vec3f()) / cover) * cover), alpha);
}

// Pixels of rows of samples, as light.
@fragment
fn across(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let at = vec2u(position.xy);
    let place = (tile.pixel.x + at.x) * (ACROSS + 1u);
    let first = taps[place] - tile.sample.x;
    var sum = vec4f();
    for (var k = 0u; k < ACROSS; k += 1u) {
        let weight = bitcast<f32>(taps[place + 1u + k]);
        sum += weight * light(textureLoad(source, vec2u(first + k, at.y), 0));
    }
    return sum;
}

fn filtered(position: vec4f) -> vec4f {
    let at = vec2u(position.xy);
    let place = at.y * (DOWN + 1u);
    let first = taps[place] - tile.sample.y;
    var sum = vec4f();
    for (var k = 0u; k < DOWN; k += 1u) {
        let weight = bitcast<f32>(taps[place + 1u + k]);
        sum += weight * textureLoad(source, vec2u(at.x - tile.pixel.x, first + k), 0);
    }
    return sum;
}

// From these to pixels of the picture.
@fragment
fn down(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return texel(filtered(position));
}

// The first moment of a frame, and one that is added.
@fragment
fn down_first(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return filtered(position);
}

@fragment
fn down_next(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureLoad(before, vec2u(position.xy), 0) + filtered(position);
}

// The same of a picture at its own size.
@fragment
fn first(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return light(textureLoad(source, vec2u(position.xy), 0));
}

@fragment
fn next(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let at = vec2u(position.xy);
    return textureLoad(before, at, 0) + light(textureLoad(source, at, 0));
}

// The mean of all moments.
@fragment
fn mean(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return texel(SHARE * textureLoad(source, vec2u(position.xy), 0));
}

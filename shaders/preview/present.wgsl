// Shows a picture in a rectangle of the window. The values it writes are those that a still has, within
// rounding: the rules are those of shaders/convert/picture.wgsl and pixel_opaque.wgsl.
//
// Each pixel of the window shows the mean of what it covers of the picture, weighed by area, in light:
// where both have the same size that is the texel itself; a picture that is shown larger keeps hard
// edges; one that is shown smaller loses no detail to chance.

const OPAQUE = 0u;
const STRAIGHT = 1u;
const PREMULTIPLIED = 2u;

struct View {
    // The rectangle in the window: its corner and its size, in pixels.
    corner: vec2f,
    size: vec2f,
    // What the picture's alpha means.
    alpha: u32,
    // Whether the picture holds linear light.
    linear: u32,
    // Whether what is written is encoded on its way into the window.
    decodes: u32,
    // The side of a square of the board behind transparent pictures, in pixels.
    square: f32,
}

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var<uniform> view: View;

fn decode(codes: vec3f) -> vec3f {
    let curve = pow((codes + 0.055) / 1.055, vec3f(2.4));
    return select(curve, codes / 12.92, codes <= vec3f(0.04045));
}

// The grey of the board behind transparent pictures, encoded.
fn board(position: vec2f) -> vec3f {
    let square = vec2u(position / view.square);
    return vec3f(select(0.4, 0.6, ((square.x + square.y) & 1u) == 0u));
}

// A texel as it is shown, encoded, with straight alpha.
fn shown(place: vec2u) -> vec4f {
    let values = textureLoad(picture, place, 0);
    var rgb = values.rgb;
    var alpha = 1.0;
    if view.alpha != OPAQUE {
        alpha = unit(values).a;
    }
    if view.alpha == PREMULTIPLIED {
        rgb = select(vec3f(), rgb / alpha, alpha > 0.0);
    }
    rgb = unit(vec4f(rgb, 0.0)).rgb;
    if view.linear != 0u {
        rgb = encode(rgb);
    }
    return vec4f(rgb, alpha);
}

// How much of the texel at `place` lies between `low` and `high`.
fn covered(place: f32, low: f32, high: f32) -> f32 {
    return max(min(place + 1.0, high) - max(place, low), 0.0);
}

@fragment
fn present(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let texels = vec2f(textureDimensions(picture));
    let ratio = texels / view.size;
    let pixel = floor(position.xy - view.corner);
    let low = clamp(pixel * ratio, vec2f(), texels);
    let high = clamp((pixel + 1.0) * ratio, vec2f(), texels);
    let first = vec2u(min(floor(low), texels - 1.0));
    let last = max(vec2u(ceil(high)), first + 1u);
    var codes = vec4f();
    if all(last - first == vec2u(1u)) {
        codes = shown(first);
    } else {
        // Colours count by their alpha.
        var light = vec3f();
        var alpha = 0.0;
        var area = 0.0;
        for (var y = first.y; y < last.y; y++) {
            let height = covered(f32(y), low.y, high.y);
            for (var x = first.x; x < last.x; x++) {
                let weight = height * covered(f32(x), low.x, high.x);
                let one = shown(vec2u(x, y));
                light += weight * one.a * decode(one.rgb);
                alpha += weight * one.a;
                area += weight;
            }
        }
        let mean = select(vec3f(), light / alpha, alpha > 0.0);
        codes = vec4f(encode(mean), alpha / area);
    }
    var rgb = codes.rgb;
    if view.alpha != OPAQUE {
        // As browsers and players do it: encoded values are mixed.
        rgb = mix(board(position.xy - view.corner), rgb, codes.a);
    }
    if view.decodes != 0u {
        rgb = decode(rgb);
    }
    return vec4f(rgb, 1.0);
}

#define_import_path shaderpipe::color

// Colour. "Linear" values are proportional to light, with the primaries of sRGB and BT.709;
// "encoded" values are what a display is sent. A scene writes encoded values, or linear ones when
// its front matter says color = "linear".

// Encoded values from linear ones between 0 and 1: the curve of IEC 61966-2-1.
fn srgb_encode(linear: vec3f) -> vec3f {
    let curve = 1.055 * pow(max(linear, vec3f(0.0)), vec3f(1.0 / 2.4)) - 0.055;
    return select(curve, 12.92 * linear, linear <= vec3f(0.0031308));
}

// Linear values from encoded ones between 0 and 1: the inverse of `srgb_encode`.
fn srgb_decode(encoded: vec3f) -> vec3f {
    let curve = pow((max(encoded, vec3f(0.0)) + 0.055) / 1.055, vec3f(2.4));
    return select(curve, encoded / 12.92, encoded <= vec3f(0.04045));
}

// The luminance of a linear colour: the weights of ITU-R BT.709-6.
fn luminance(linear: vec3f) -> f32 {
    return dot(linear, vec3f(0.2126, 0.7152, 0.0722));
}

// An encoded colour from hue (in turns: 0 red, 1/3 green, 2/3 blue; any number), saturation and
// value between 0 and 1. The model of Smith, "Color gamut transform pairs", 1978.
fn hsv_to_rgb(hsv: vec3f) -> vec3f {
    let from_peak = abs(fract(hsv.x + vec3f(0.0, 2.0, 1.0) / 3.0) * 6.0 - 3.0) - 1.0;
    return hsv.z * mix(vec3f(1.0), clamp(from_peak, vec3f(0.0), vec3f(1.0)), hsv.y);
}

// Hue (in turns, 0 up to 1; 0 for greys), saturation and value of an encoded colour.
fn rgb_to_hsv(rgb: vec3f) -> vec3f {
    let value = max(rgb.r, max(rgb.g, rgb.b));
    let chroma = value - min(rgb.r, min(rgb.g, rgb.b));
    if chroma <= 0.0 {
        return vec3f(0.0, 0.0, value);
    }
    var sextant = (rgb.r - rgb.g) / chroma + 4.0;
    if value == rgb.r {
        sextant = (rgb.g - rgb.b) / chroma;
    } else if value == rgb.g {
        sextant = (rgb.b - rgb.r) / chroma + 2.0;
    }
    return vec3f(fract(sextant / 6.0), chroma / value, value);
}

// A palette without end: middle + reach · cos(2π (rate · t + phase)), for each channel. With whole
// numbers for `rate` it repeats when t has grown by 1. After Inigo Quilez, "Palettes", 1999.
fn cosine_palette(t: f32, middle: vec3f, reach: vec3f, rate: vec3f, phase: vec3f) -> vec3f {
    return middle + reach * cos(6.28318530717959 * (rate * t + phase));
}

// Oklab from a linear colour: x is the perceived lightness from 0 to 1, y runs from green to red
// and z from blue to yellow. Mix colours in it for even gradients. Ottosson, "A perceptual color
// space for image processing", 2020.
fn linear_to_oklab(linear: vec3f) -> vec3f {
    let cones = vec3f(
        dot(linear, vec3f(0.4122214708, 0.5363325363, 0.0514459929)),
        dot(linear, vec3f(0.2119034982, 0.6806995451, 0.1073969566)),
        dot(linear, vec3f(0.0883024619, 0.2817188376, 0.6299787005)),
    );
    let root = sign(cones) * pow(abs(cones), vec3f(1.0 / 3.0));
    return vec3f(
        dot(root, vec3f(0.2104542553, 0.7936177850, -0.0040720468)),
        dot(root, vec3f(1.9779984951, -2.4285922050, 0.4505937099)),
        dot(root, vec3f(0.0259040371, 0.7827717662, -0.8086757660)),
    );
}

// A linear colour from Oklab: the inverse of `linear_to_oklab`. Negative where sRGB has no such
// colour.
fn oklab_to_linear(lab: vec3f) -> vec3f {
    let root = vec3f(
        dot(lab, vec3f(1.0, 0.3963377774, 0.2158037573)),
        dot(lab, vec3f(1.0, -0.1055613458, -0.0638541728)),
        dot(lab, vec3f(1.0, -0.0894841775, -1.2914855480)),
    );
    let cones = root * root * root;
    return vec3f(
        dot(cones, vec3f(4.0767416621, -3.3077115913, 0.2309699292)),
        dot(cones, vec3f(-1.2684380046, 2.6097574011, -0.3413193965)),
        dot(cones, vec3f(-0.0041960863, -0.7034186147, 1.7076147010)),
    );
}

// Light of any strength to linear values between 0 and 1, with filmic shoulder and toe: the
// approximation of the ACES curve by Narkowicz, "ACES filmic tone mapping curve", 2015.
fn tone_map_aces(light: vec3f) -> vec3f {
    let x = max(light, vec3f(0.0));
    let mapped = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14);
    return clamp(mapped, vec3f(0.0), vec3f(1.0));
}

// Light of any strength to linear values, keeping its hue: luminance `white` and only that becomes
// 1. Equation 4 of Reinhard, Stark, Shirley and Ferwerda, "Photographic tone reproduction for
// digital images", 2002.
fn tone_map_reinhard(light: vec3f, white: f32) -> vec3f {
    let strength = luminance(light);
    return light * (1.0 + strength / (white * white)) / (1.0 + strength);
}

#define_import_path shaderpipe::color

// Colour spaces, palettes and tone maps. "Linear" values are proportional to light, with the
// primaries of sRGB and BT.709; "encoded" values are what a display is sent. A scene writes encoded
// values, or linear ones when its front matter says color = "linear".

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

// An encoded colour from hue (in turns, as above), saturation and lightness between 0 and 1:
// lightness 1/2 has the full colours, 1 is white. Joblove and Greenberg, "Color spaces for computer
// graphics", 1978.
fn hsl_to_rgb(hsl: vec3f) -> vec3f {
    let full = hsv_to_rgb(vec3f(hsl.x, 1.0, 1.0));
    let chroma = hsl.y * (1.0 - abs(2.0 * hsl.z - 1.0));
    return hsl.z + chroma * (full - 0.5);
}

// Hue (in turns, 0 up to 1; 0 for greys), saturation and lightness of an encoded colour.
fn rgb_to_hsl(rgb: vec3f) -> vec3f {
    let high = max(rgb.r, max(rgb.g, rgb.b));
    let low = min(rgb.r, min(rgb.g, rgb.b));
    let room = 1.0 - abs(high + low - 1.0);
    let saturation = select(0.0, (high - low) / room, room > 0.0);
    return vec3f(rgb_to_hsv(rgb).x, saturation, 0.5 * (high + low));
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

// Oklch from a linear colour: perceived lightness, chroma (0 for greys, some 0.3 for the strongest)
// and hue in turns, 0 up to 1. The polar form of Oklab.
fn linear_to_oklch(linear: vec3f) -> vec3f {
    let lab = linear_to_oklab(linear);
    let chroma = length(lab.yz);
    // WGSL leaves the angle of the origin open.
    let x = select(lab.y, 1.0, chroma == 0.0);
    return vec3f(lab.x, chroma, fract(atan2(lab.z, x) / 6.28318530717959));
}

// A linear colour from Oklch, hue in turns: the inverse of `linear_to_oklch`. Turn the hue to
// change a colour and keep its lightness.
fn oklch_to_linear(lch: vec3f) -> vec3f {
    let turn = 6.28318530717959 * lch.z;
    return oklab_to_linear(vec3f(lch.x, lch.y * cos(turn), lch.y * sin(turn)));
}

// Between two linear colours, by Oklab: t = 1/2 looks half way. The way to blend paints and
// palettes; light adds up linearly, by `mix`.
fn mix_oklab(first: vec3f, second: vec3f, t: f32) -> vec3f {
    return oklab_to_linear(mix(linear_to_oklab(first), linear_to_oklab(second), t));
}

// All hues at one lightness, as a linear colour: repeats when t has grown by 1.
fn palette_rainbow(t: f32) -> vec3f {
    return max(oklch_to_linear(vec3f(0.75, 0.125, t)), vec3f(0.0));
}

// Black, red, yellow, white as t goes from 0 to 1, as an encoded colour: heat, height, counts.
fn palette_heat(t: f32) -> vec3f {
    return saturate(3.0 * t - vec3f(0.0, 1.0, 2.0));
}

// The linear colour of a body that glows at `kelvin`, 1667 to 25000, its strongest channel 1: 1900
// is a candle, 2856 a bulb, 6500 nearly white. The Planckian locus of Kim et al., "Design of
// advanced color temperature control system for HDTV applications", 2002.
fn temperature(kelvin: f32) -> vec3f {
    let t = clamp(kelvin, 1667.0, 25000.0) / 1000.0;
    let u = vec4f(1.0, 1.0 / t, 1.0 / (t * t), 1.0 / (t * t * t));
    let warm = vec4f(0.179910, 0.8776956, -0.2343589, -0.2661239);
    let cold = vec4f(0.240390, 0.2226347, 2.1070379, -3.0258469);
    let x = dot(select(cold, warm, t <= 4.0), u);
    var curve = vec4f(-0.37001483, 3.75112997, -5.87338670, 3.0817580);
    if t <= 2.222 {
        curve = vec4f(-0.20219683, 2.18555832, -1.34811020, -1.1063814);
    } else if t <= 4.0 {
        curve = vec4f(-0.16748867, 2.09137015, -1.37418593, -0.9549476);
    }
    let y = dot(curve, vec4f(1.0, x, x * x, x * x * x));
    let light = max(xyz_to_linear(vec3f(x / y, 1.0, (1.0 - x - y) / y)), vec3f(0.0));
    return light / max(light.r, max(light.g, light.b));
}

// A linear colour from CIE 1931 XYZ, where D65 with Y = 1 is white: the matrix of IEC 61966-2-1.
fn xyz_to_linear(xyz: vec3f) -> vec3f {
    return vec3f(
        dot(xyz, vec3f(3.2406, -1.5372, -0.4986)),
        dot(xyz, vec3f(-0.9689, 1.8758, 0.0415)),
        dot(xyz, vec3f(0.0557, -0.2040, 1.0570)),
    );
}

// A linear colour with `amount` times its saturation: 0 is grey of the same luminance, 1 the
// colour.
fn saturation(linear: vec3f, amount: f32) -> vec3f {
    return mix(vec3f(luminance(linear)), linear, amount);
}

// A linear colour with `amount` times its contrast, in stops of light about a grey of 18 %.
fn contrast(linear: vec3f, amount: f32) -> vec3f {
    return 0.18 * pow(max(linear, vec3f(0.0)) / 0.18, vec3f(amount));
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

// Light of any strength to linear values between 0 and 1, where 11.2 becomes 1: the curve that
// Hable, "Uncharted 2: HDR lighting", 2010, shows, exposed by 2 as there.
fn tone_map_hable(light: vec3f) -> vec3f {
    let x = mat2x3f(2.0 * max(light, vec3f(0.0)), vec3f(11.2));
    var y = mat2x3f();
    for (var k = 0; k < 2; k++) {
        let shoulder = x[k] * (0.15 * x[k] + 0.1 * 0.5) + 0.2 * 0.02;
        y[k] = shoulder / (x[k] * (0.15 * x[k] + 0.5) + 0.2 * 0.3) - 0.02 / 0.3;
    }
    return saturate(y[0] / y[1]);
}

// Light of any strength to linear values between 0 and 1, bright colours turning white as on film;
// a grey of 18 % stays as it is. The base of AgX by Sobotka, 2022: 10 stops below that grey and 6.5
// above, through his S-shaped curve.
fn tone_map_agx(light: vec3f) -> vec3f {
    let inset = mat3x3f(
        0.842479062, 0.0423282422, 0.0423756549,
        0.0784336, 0.878468636, 0.0784336,
        0.0792237451, 0.0791661275, 0.879142974,
    );
    let outset = mat3x3f(
        1.196879005, -0.052896852, -0.052971636,
        -0.098020881, 1.151903131, -0.09804345,
        -0.099029744, -0.098961177, 1.151073672,
    );
    // Stops above a grey of 18 %, as a part of the 16.5 stops.
    let stops = log2(max(inset * light, vec3f(1e-10)) / 0.18) / 16.5;
    let pivot = vec2f(10.0 / 16.5, pow(0.18, 1.0 / 2.4));
    let x = clamp(stops, vec3f(-pivot.x), vec3f(1.0 - pivot.x));
    let curve = pivot.y + select(agx_half(x, 1.0 - pivot), agx_half(x, -pivot), x < vec3f(0.0));
    return saturate(outset * pow(max(curve, vec3f(0.0)), vec3f(2.4)));
}

// One half of the curve of `tone_map_agx`: with slope 2.4 through the origin, and through `end`.
fn agx_half(x: vec3f, end: vec2f) -> vec3f {
    // A hyperbola of power 1.5, scaled so that it ends there.
    let scale = pow(pow(abs(end.y), -1.5) - pow(2.4 * abs(end.x), -1.5), -1.0 / 1.5);
    let rise = 2.4 * abs(x) / scale;
    return sign(end.x) * scale * rise * pow(1.0 + pow(rise, vec3f(1.5)), vec3f(-1.0 / 1.5));
}

// Dust in the wind: a compute pass moves the particles and counts where they are.
//
//! title = "Particles"
//! description = "131 072 specks of dust drawn into threads by the wind"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 12.0
//! color = "linear"
//
//! [params.wind]
//! label = "Wind"
//! default = 1.0
//! min = 0.0
//! max = 3.0
//! step = 0.05
//! [params.exposure]
//! label = "Exposure (stops)"
//! default = 0.0
//! min = -4.0
//! max = 4.0
//! step = 0.1
//! [params.inner]
//! label = "Dust of the inner ring"
//! default = [1.0, 0.58, 0.25]
//! widget = "color"
//! [params.outer]
//! label = "Dust of the outer ring"
//! default = [0.25, 0.62, 0.95]
//! widget = "color"
//
//! [buffers.dust]
//! size = 2097152
//
// Two whole numbers for each pixel. Sums of whole numbers come out the same in every order, and so
// the picture does not depend on which particle was faster.
//! [buffers.hits]
//! per_pixel = 8
//! clear = true
//
//! [[pass]]
//! entry = "blow"
//! target = "wind"
//! size = [128, 72]
//! format = "rg16float"
//! [[pass]]
//! entry = "drift"
//! dispatch = [512, 1, 1]
//! [[pass]]
//! entry = "expose"
//! target = "plate"
//! format = "rg16float"
//! [[pass]]
//! entry = "image"

#import shaderpipe::frame
#import shaderpipe::coordinates::{TAU, cartesian, centred}
#import shaderpipe::color::{srgb_decode, tone_map_aces}
#import shaderpipe::hash::{pcg_3d, unit_float}
#import shaderpipe::noise::fbm_flow_2d

struct Params {
    wind: f32,
    exposure: f32,
    inner: vec3f,
    outer: vec3f,
}
@group(0) @binding(0) var<uniform> params: Params;

struct Speck {
    // Its place as `centred` counts, and the seconds that it has left.
    place: vec2f,
    left: f32,
    // How often it was born.
    lives: u32,
}
@group(0) @binding(1) var<storage, read_write> dust: array<Speck>;
@group(0) @binding(2) var<storage, read_write> hits: array<atomic<u32>>;
@group(0) @binding(3) var wind: texture_2d<f32>;
@group(0) @binding(4) var plate: texture_2d<f32>;
@group(0) @binding(5) var linear_sampler: sampler;

const SPECKS: f32 = 131072.0;
// What the texture of the wind covers: 16 by 9, with room around the picture.
const REACH: vec2f = vec2f(2.0, 1.125);

// The stream function: the wind blows along its contours, which is why it piles nothing up.
fn stream(p: vec2f) -> f32 {
    let turning = 0.55 * frame.time;
    return 0.30 * fbm_flow_2d(1.5 * p + 4.0, turning, 3) - 0.10 * dot(p, p);
}

@fragment
fn blow(@builtin(position) position: vec4f) -> @location(0) vec2f {
    let p = (2.0 * position.xy / vec2f(128.0, 72.0) - 1.0) * REACH;
    let step = 0.02;
    let across = stream(p + vec2f(step, 0.0)) - stream(p - vec2f(step, 0.0));
    let along = stream(p + vec2f(0.0, step)) - stream(p - vec2f(0.0, step));
    return params.wind * vec2f(along, -across) / (2.0 * step);
}

// Specks are born on two soft rings, even numbers on one and odd ones on the other.
fn born(id: u32, lives: u32) -> Speck {
    let bits = pcg_3d(vec3u(id, lives, frame.seed));
    // The sum of three random numbers has no edge.
    let parts = vec3f(vec3u(bits.y, bits.y >> 10u, bits.y >> 20u) & vec3u(1023u)) / 1023.0;
    let spread = parts.x + parts.y + parts.z - 1.5;
    let radius = select(0.30, 0.74, (id & 1u) == 1u) + 0.13 * spread;
    let place = cartesian(vec2f(radius, TAU * unit_float(bits.x)));
    let age = unit_float(bits.z);
    // The first ones do not all die together.
    let longest = select(3.2, 1.6 + 1.6 * age, lives > 1u);
    return Speck(place, select(longest, 3.2 * age, lives == 1u), lives);
}

@compute @workgroup_size(256)
fn drift(@builtin(global_invocation_id) id: vec3u) {
    var speck = dust[id.x];
    if speck.left <= 0.0 {
        speck = born(id.x, speck.lives + 1u);
    }
    let speed = textureSampleLevel(wind, linear_sampler, 0.5 + 0.5 * speck.place / REACH, 0.0).xy;
    speck.place += frame.delta * speed;
    speck.left -= frame.delta;
    dust[id.x] = speck;

    // It falls somewhere within its pixel's width: over some frames, edges come out soft.
    let bits = pcg_3d(vec3u(id.x, frame.index, 7u));
    let shake = vec2f(unit_float(bits.x), unit_float(bits.y)) - 0.5;
    let middle = 0.5 * frame.resolution;
    let at = vec2i(floor(middle + vec2f(0.5, -0.5) * frame.resolution.y * speck.place + shake));
    let size = vec2i(frame.resolution);
    if all(at >= vec2i(0)) && all(at < size) {
        // Specks fade in and out: 16 is full weight.
        let age = born(id.x, speck.lives).left - speck.left;
        let weight = u32(16.0 * saturate(2.5 * speck.left) * saturate(2.5 * age));
        atomicAdd(&hits[2u * u32(at.x + at.y * size.x) + (id.x & 1u)], weight);
    }
}

// A long exposure: each frame adds light to what is fading.
@fragment
fn expose(@builtin(position) position: vec4f) -> @location(0) vec2f {
    let at = vec2u(position.xy);
    let first = 2u * (at.x + at.y * u32(frame.resolution.x));
    let counted = vec2f(f32(atomicLoad(&hits[first])), f32(atomicLoad(&hits[first + 1u]))) / 16.0;
    // As much light in every size of picture: in a larger one, fewer specks fall on a pixel.
    let density = counted * frame.resolution.x * frame.resolution.y / SPECKS;
    let kept = exp(-frame.delta / 0.22);
    return mix(density, textureLoad(plate, at, 0).rg, kept);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    let density = textureSampleLevel(plate, linear_sampler, uv, 0.0).rg;
    let p = centred(position.xy, frame.resolution);
    let light = 0.16 * exp2(params.exposure)
        * (density.x * srgb_decode(params.inner) + density.y * srgb_decode(params.outer));
    let night = vec3f(0.0045, 0.005, 0.011) * exp(-0.5 * dot(p, p));
    return vec4f(tone_map_aces(night + light), 1.0);
}

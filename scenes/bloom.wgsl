// A knot of neon: what is brighter than white spills over, in six passes.
//
//! title = "Bloom"
//! description = "A knot of neon tubes whose light spills over, near and far"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 10.0
//! color = "linear"
//
//! [params.bloom]
//! label = "Bloom"
//! default = 1.0
//! min = 0.0
//! max = 3.0
//! step = 0.05
//! [params.threshold]
//! label = "What is bright"
//! default = 0.6
//! min = 0.0
//! max = 4.0
//! step = 0.05
//
// The tube is one strip of triangles. Where it crosses itself, the brighter strand shows.
//! [[pass]]
//! entry = "shine"
//! vertex = "tube"
//! vertices = 1602
//! topology = "triangle-strip"
//! blend = "max"
//! clear = [0, 0, 0, 1]
//! target = "neon"
//
// A quarter of the picture's size is enough for a narrow glow, a sixteenth for a wide one. Each blur
// is one pass across and one upright: n + n samples instead of n times n.
//! [[pass]]
//! entry = "bright"
//! target = "glow"
//! size = 0.25
//! [[pass]]
//! entry = "glow_across"
//! target = "glow_half"
//! size = 0.25
//! [[pass]]
//! entry = "glow_upright"
//! target = "glow"
//! [[pass]]
//! entry = "haze_across"
//! target = "haze_half"
//! size = 0.0625
//! [[pass]]
//! entry = "haze_upright"
//! target = "haze"
//! size = 0.0625
//! [[pass]]
//! entry = "image"

#import shaderpipe::frame
#import shaderpipe::this_pass
#import shaderpipe::coordinates::{TAU, centred, rotate}
#import shaderpipe::color::{luminance, tone_map_aces}

struct Params {
    bloom: f32,
    threshold: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var neon: texture_2d<f32>;
@group(0) @binding(2) var glow: texture_2d<f32>;
@group(0) @binding(3) var glow_half: texture_2d<f32>;
@group(0) @binding(4) var haze: texture_2d<f32>;
@group(0) @binding(5) var haze_half: texture_2d<f32>;
@group(0) @binding(6) var linear_sampler: sampler;

const STEPS: f32 = 800.0;

// A knot on a torus: three times round its tube while twice round its hole. It turns as a whole.
fn knot(t: f32) -> vec3f {
    let along = TAU * t;
    let around = 1.15 + 0.52 * cos(3.0 * along);
    let p = vec3f(around * cos(2.0 * along), around * sin(2.0 * along), 0.62 * sin(3.0 * along));
    let leaned = vec3f(p.x, rotate(p.yz, 0.55 + 0.2 * sin(TAU * frame.progress)));
    let turned = rotate(leaned.xz, TAU * frame.progress);
    return vec3f(turned.x, leaned.y, turned.y);
}

// As the eye sees it: the place as `centred` counts, and how much smaller than at the middle.
fn seen(p: vec3f) -> vec3f {
    let nearness = 4.2 / (4.2 - p.z);
    return vec3f(0.5 * p.xy * nearness, nearness);
}

struct Strand {
    @builtin(position) position: vec4f,
    // Across the tube, -1 to 1 at its edges.
    @location(0) across: f32,
    @location(1) along: f32,
    @location(2) nearness: f32,
}

@vertex
fn tube(@builtin(vertex_index) index: u32) -> Strand {
    // Two vertices for each step: left and right of the middle.
    let t = f32(index / 2u) / STEPS;
    let here = seen(knot(t));
    let ahead = seen(knot(t + 0.5 / STEPS));
    let direction = normalize(ahead.xy - here.xy + vec2f(1e-7, 0.0));
    let side = select(-1.0, 1.0, index % 2u == 1u);
    let width = 0.017 * here.z;
    // One pixel wider than the tube, for the soft edge.
    let reach = width + 2.0 / frame.resolution.y;
    let place = here.xy + side * reach * vec2f(-direction.y, direction.x);
    let clip = place * vec2f(frame.resolution.y / frame.resolution.x, 1.0);
    return Strand(vec4f(clip, 0.0, 1.0), side * reach / width, t, here.z);
}

@fragment
fn shine(strand: Strand) -> @location(0) vec4f {
    let pixels = max(fwidth(strand.across), 1e-4);
    let cover = saturate(0.5 + (1.0 - abs(strand.across)) / pixels);
    // Rose to blue and back, twice on the way; three pulses run through the tube.
    let hue = 0.5 + 0.5 * cos(TAU * (2.0 * strand.along + frame.progress));
    let gas = mix(vec3f(0.10, 0.42, 1.5), vec3f(1.6, 0.12, 0.42), smoothstep(0.1, 0.9, hue));
    let behind = fract(3.0 * (strand.along - 2.0 * frame.progress));
    let pulse = pow(behind, 14.0) * smoothstep(1.0, 0.985, behind);
    // A tube of gas is brightest where one looks through most of it.
    let through = sqrt(max(1.0 - strand.across * strand.across, 0.0));
    let light = gas * (0.35 + 1.1 * through) + pulse * vec3f(7.0, 5.2, 3.8) * through;
    // What is far is dimmer.
    return vec4f(light * cover * pow(strand.nearness, 3.0), 1.0);
}

// Four samples, each between four texels: every texel of the full size has its share in the small.
fn shrunk(picture: texture_2d<f32>, uv: vec2f) -> vec3f {
    let apart = 1.0 / vec2f(textureDimensions(picture));
    return 0.25 * (textureSampleLevel(picture, linear_sampler, uv + apart * vec2f(-1.0, -1.0), 0.0).rgb
        + textureSampleLevel(picture, linear_sampler, uv + apart * vec2f(1.0, -1.0), 0.0).rgb
        + textureSampleLevel(picture, linear_sampler, uv + apart * vec2f(-1.0, 1.0), 0.0).rgb
        + textureSampleLevel(picture, linear_sampler, uv + apart * vec2f(1.0, 1.0), 0.0).rgb);
}

@fragment
fn bright(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let light = shrunk(neon, position.xy / this_pass.size);
    // Softly: what is just above the threshold counts little.
    let above = max(luminance(light) - params.threshold * 0.25, 0.0);
    return vec4f(light * above / (above + 0.25), 1.0);
}

// Weights of Gauss over 25 samples, `sigma` wide as a share of the picture's height: the glow has the
// same shape in every size.
fn blurred(picture: texture_2d<f32>, uv: vec2f, direction: vec2f, sigma: f32) -> vec4f {
    let apart = direction * sigma * 0.25 * vec2f(frame.resolution.y / frame.resolution.x, 1.0);
    var sum = vec3f(0.0);
    var weights = 0.0;
    for (var k = -12.0; k <= 12.0; k += 1.0) {
        let weight = exp(-0.5 * k * k / 16.0);
        sum += weight * textureSampleLevel(picture, linear_sampler, uv + k * apart, 0.0).rgb;
        weights += weight;
    }
    return vec4f(sum / weights, 1.0);
}

@fragment
fn glow_across(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return blurred(glow, position.xy / this_pass.size, vec2f(1.0, 0.0), 0.022);
}

@fragment
fn glow_upright(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return blurred(glow_half, position.xy / this_pass.size, vec2f(0.0, 1.0), 0.022);
}

@fragment
fn haze_across(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return blurred(glow, position.xy / this_pass.size, vec2f(1.0, 0.0), 0.13);
}

@fragment
fn haze_upright(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return blurred(haze_half, position.xy / this_pass.size, vec2f(0.0, 1.0), 0.13);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    let tube = textureSampleLevel(neon, linear_sampler, uv, 0.0).rgb;
    let spilled = 0.9 * textureSampleLevel(glow, linear_sampler, uv, 0.0).rgb
        + 0.9 * textureSampleLevel(haze, linear_sampler, uv, 0.0).rgb;
    let p = centred(position.xy, frame.resolution);
    let wall = vec3f(0.010, 0.008, 0.016) * exp(-0.6 * dot(p, p));
    return vec4f(tone_map_aces(wall + tube + params.bloom * spilled), 1.0);
}

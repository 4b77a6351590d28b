// Three shaders, one picture: a sky, mountains cut out of paper, and the lake that mirrors both.
//
//! title = "Layers"
//! description = "A sky and mountains, drawn apart, meet in a lake"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 12.0
//! color = "linear"
//
//! [params.ripples]
//! label = "Ripples"
//! default = 1.0
//! min = 0.0
//! max = 3.0
//! step = 0.05
//! [params.mist]
//! label = "Mist"
//! default = 1.0
//! min = 0.0
//! max = 2.0
//! step = 0.05
//
// The first two passes know nothing of each other; the third sees both by their targets' names.
//! [[pass]]
//! entry = "heaven"
//! target = "sky"
//! [[pass]]
//! entry = "mountains"
//! target = "ridges"
//! [[pass]]
//! entry = "image"

#import shaderpipe::frame
#import shaderpipe::coordinates::centred
#import shaderpipe::color::tone_map_aces
#import shaderpipe::noise::{fbm_2d, gradient_2d}

struct Params {
    ripples: f32,
    mist: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var sky: texture_2d<f32>;
@group(0) @binding(2) var ridges: texture_2d<f32>;
@group(0) @binding(3) var linear_sampler: sampler;

// Where the shore lies, as `centred` counts.
const SHORE: f32 = -0.22;

// The sun sets, aslant: the last of it goes with the end.
fn sun() -> vec2f {
    return mix(vec2f(-0.42, 0.66), vec2f(0.12, 0.06), frame.progress);
}

@fragment
fn heaven(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = centred(position.xy, frame.resolution);
    let up = saturate((p.y - SHORE) / (1.0 - SHORE));
    // From gold to violet.
    let late = smoothstep(0.1, 1.0, frame.progress);
    var color = mix(vec3f(1.35, 0.62, 0.24), vec3f(0.95, 0.27, 0.15), late);
    color = mix(color, mix(vec3f(0.80, 0.34, 0.30), vec3f(0.42, 0.10, 0.20), late), smoothstep(0.0, 0.5, up));
    color = mix(color, mix(vec3f(0.16, 0.22, 0.46), vec3f(0.03, 0.03, 0.12), late), smoothstep(0.3, 1.0, up));

    let from_sun = distance(p, sun());
    color += vec3f(1.0, 0.42, 0.12) * 0.55 * exp(-3.2 * from_sun);

    // Long thin clouds, lit from below near the sun.
    let drift = vec2f(0.07 * frame.time, 0.015 * frame.time);
    let cloud = fbm_2d(vec2f(1.1, 5.5) * p + drift + vec2f(2.1, 0.4), 4)
        + 0.35 * fbm_2d(vec2f(0.6, 2.0) * p + drift, 2);
    let cover = smoothstep(0.02, 0.34, cloud) * smoothstep(0.02, 0.35, up);
    let lit = mix(vec3f(0.20, 0.075, 0.16), vec3f(1.6, 0.52, 0.24), exp(-1.9 * from_sun));
    color = mix(color, lit, 0.72 * cover);

    let pixel = 2.0 / frame.resolution.y;
    let disc = saturate(0.5 - (from_sun - 0.105) / pixel);
    return vec4f(mix(color, vec3f(5.0, 2.9, 1.25), disc * (1.0 - 0.55 * cover)), 1.0);
}

// How high ridge `k` stands at `x`: nearer ones are rougher, and pass by faster.
fn ridge(x: f32, k: f32) -> f32 {
    let along = x + frame.time * (0.03 + 0.02 * k * k) + 13.7 * k;
    let large = fbm_2d(vec2f(along * (0.9 + 0.25 * k), 3.1 * k), 5);
    // Sharp crests: where the noise changes its sign.
    let crest = 1.0 - 2.0 * abs(gradient_2d(vec2f(1.3 * along, 7.7 * k)));
    return SHORE + 0.45 - 0.125 * k + (0.34 - 0.06 * k) * large + (0.16 - 0.03 * k) * crest;
}

// The colour is multiplied by the coverage already, and so can be filtered and laid over anything.
@fragment
fn mountains(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = centred(position.xy, frame.resolution);
    let pixel = 2.0 / frame.resolution.y;
    var over = vec4f(0.0);
    for (var k = 0.0; k < 4.0; k += 1.0) {
        let top = ridge(p.x, k);
        // Across a steep slope the edge is as soft as across a level one.
        let steep = (ridge(p.x + pixel, k) - top) / pixel;
        let cover = saturate(0.5 + (top - p.y) / (pixel * sqrt(1.0 + steep * steep)));
        // The farther, the more of the evening's air lies before it; mist gathers at the foot.
        let near = (k + 0.4) / 3.4;
        let air = mix(vec3f(0.58, 0.19, 0.20), vec3f(0.018, 0.016, 0.045), sqrt(near));
        let foot = params.mist * 0.55 * (1.0 - 0.55 * near) * smoothstep(0.34, 0.0, p.y - SHORE);
        // Slopes towards the sun catch its light. Their steepness is taken over a wide step: a crest
        // would else leave a seam below it.
        let slope = (ridge(p.x + 0.06, k) - ridge(p.x - 0.06, k)) / 0.12;
        let edge = exp(-9.0 * max(top - p.y, 0.0)) * saturate(0.35 - 0.8 * slope * clamp(3.0 * (sun().x - p.x), -1.0, 1.0));
        let color = mix(air, vec3f(0.78, 0.30, 0.20), foot) + 0.16 * edge * (1.0 - near) * vec3f(1.0, 0.42, 0.2);
        let dusk = 1.0 - 0.6 * smoothstep(0.35, 1.0, frame.progress);
        over = mix(over, vec4f(dusk * color, 1.0), cover);
    }
    return over;
}

// Both layers at a place above the shore.
fn landscape(place: vec2f) -> vec3f {
    let shift = vec2f(0.5 * frame.resolution.y / frame.resolution.x, -0.5);
    let uv = 0.5 + place * shift;
    let behind = textureSampleLevel(sky, linear_sampler, uv, 0.0).rgb;
    let front = textureSampleLevel(ridges, linear_sampler, uv, 0.0);
    return front.rgb + (1.0 - front.a) * behind;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = centred(position.xy, frame.resolution);
    var light = vec3f(0.0);
    if p.y > SHORE {
        light = landscape(p);
    } else {
        // Waves get smaller towards the shore, as everything does with distance.
        let depth = SHORE - p.y;
        let far = 1.0 / (depth + 0.03);
        let wave = vec2f(0.6 * p.x * far, 3.0 * far);
        let roll = vec2f(0.15, 0.9) * frame.time;
        let swell = gradient_2d(2.0 * wave + roll) + 0.5 * gradient_2d(4.3 * wave - 1.3 * roll + 5.0);
        let bend = params.ripples * swell * (0.004 + 0.05 * depth);
        // An upright smear, as water makes it: several reflections between two slopes of the waves.
        for (var k = 0.0; k < 5.0; k += 1.0) {
            let smear = 1.0 + (0.06 + 0.10 * params.ripples) * (k / 4.0 - 0.5);
            light += 0.2 * landscape(vec2f(p.x + 0.4 * bend, SHORE + depth * smear + abs(bend)));
        }
        // Less is reflected the steeper one looks down; the water itself is nearly black.
        light = mix(light * vec3f(0.86, 0.84, 0.90), vec3f(0.012, 0.014, 0.04), 0.75 * smoothstep(0.0, 1.0, depth));
        light *= 1.0 - 0.5 * exp(-120.0 * depth);
    }
    let corner = position.xy / frame.resolution - 0.5;
    return vec4f(tone_map_aces(0.75 * light * (1.0 - 0.6 * dot(corner, corner))), 1.0);
}

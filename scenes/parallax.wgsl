// Pictures: four ridges with alpha, each a texture of its own that repeats sideways, slide past at
// speeds that follow from their distances. media/ridge.wgsl drew them.

//! title = "Parallax"
//! description = "A train window: pictures as textures"
//! duration = 12.0
//! [textures.far]
//! file = "media/ridge-0.png"
//! wrap = "repeat"
//! [textures.middle]
//! file = "media/ridge-1.png"
//! wrap = "repeat"
//! [textures.near]
//! file = "media/ridge-2.png"
//! wrap = "repeat"
//! [textures.nearest]
//! file = "media/ridge-3.png"
//! wrap = "repeat"
//! [params.speed]
//! default = 1.0
//! min = 0.0
//! max = 4.0
//! label = "Speed of the train"
#import shaderpipe::frame
#import shaderpipe::noise

struct Params { speed: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var far: texture_2d<f32>;
@group(0) @binding(2) var middle: texture_2d<f32>;
@group(0) @binding(3) var near: texture_2d<f32>;
@group(0) @binding(4) var nearest: texture_2d<f32>;
@group(0) @binding(5) var far_sampler: sampler;

// One ridge over what is behind it. `place` has y upwards from 0 to 1 and the aspect ratio in x.
fn over(
    behind: vec3f,
    ridge: texture_2d<f32>,
    place: vec2f,
    distance: f32,
    foot: f32,
    height: f32,
) -> vec3f {
    // Whole turns over the duration, so that the film closes.
    let travelled = params.speed * frame.progress * round(12.0 / distance);
    let v = 1.0 - (place.y - foot) / height;
    let uv = vec2f(place.x * 0.125 / height + travelled, clamp(v, 0.004, 0.996));
    let texel = textureSampleLevel(ridge, far_sampler, uv, 0.0);
    return mix(behind, texel.rgb, texel.a);
}

fn sky(place: vec2f, sun: vec2f) -> vec3f {
    let low = vec3f(0.99, 0.79, 0.62);
    let high = vec3f(0.36, 0.45, 0.68);
    var color = mix(low, high, smoothstep(0.25, 1.1, place.y));
    let away = distance(place, sun);
    color += vec3f(0.35, 0.2, 0.08) * exp(-5.0 * away);
    let disc = smoothstep(0.0025, -0.0025, away - 0.075);
    color = mix(color, vec3f(1.0, 0.95, 0.82), disc);
    // Thin clouds, drawn out sideways. They drift, and fade into those that began where they end.
    let at = vec2f(place.x * 2.2, place.y * 12.0);
    let drift = vec2f(1.6, 0.5);
    let thick = mix(
        noise::fbm_2d(at + drift * frame.progress, 5),
        noise::fbm_2d(at + drift * (frame.progress - 1.0), 5),
        frame.progress,
    );
    let cloud = smoothstep(0.02, 0.65, thick);
    return mix(color, vec3f(1.0, 0.86, 0.76), 0.55 * cloud * smoothstep(0.4, 0.8, place.y));
}

// Poles and their wire beside the track, smeared by their speed.
fn poles(behind: vec3f, place: vec2f) -> vec3f {
    let apart = 1.5;
    let along = place.x / apart + 8.0 * params.speed * frame.progress;
    let away = apart * abs(fract(along) - 0.5);
    let width = 0.016;
    let smear = max(1.0 / frame.resolution.y, apart * 4.0 * params.speed * frame.delta / frame.duration);
    let arm = select(0.0, 0.05, abs(place.y - 0.83) < 0.006);
    let pole = clamp((width + arm - away) / smear + 0.5, 0.0, 1.0) * min(1.0, 2.0 * width / smear);
    // The wire hangs through between two poles.
    let hang = 0.83 - 0.06 * (1.0 - pow(2.0 * abs(fract(along + 0.5) - 0.5), 2.0));
    let wire = clamp(1.0 - abs(place.y - hang) * 0.5 * frame.resolution.y, 0.0, 1.0);
    let reach = step(place.y, 0.87);
    return mix(behind, vec3f(0.05, 0.05, 0.09), max(pole * reach, 0.8 * wire));
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let aspect = frame.resolution.x / frame.resolution.y;
    let place = vec2f(position.x / frame.resolution.y, 1.0 - position.y / frame.resolution.y);
    var color = sky(place, vec2f(0.68 * aspect, 0.62));
    color = over(color, far, place, 12.0, 0.24, 0.42);
    color = over(color, middle, place, 6.0, 0.12, 0.42);
    color = over(color, near, place, 4.0, 0.02, 0.40);
    color = over(color, nearest, place, 2.4, -0.10, 0.55);
    return vec4f(poles(color, place), 1.0);
}

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
    let texel = textureSampleLevel(ridge, far_sampler, vec2f(place.x * 0.25 / height + travelled, clamp(v, 0.004, 0.996)), 0.0);
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
    // Thin clouds, drawn out sideways.
    let drift = vec2f(place.x * 1.3 + 0.15 * frame.progress, place.y * 7.0);
    let cloud = smoothstep(0.52, 0.85, noise::fbm_2d(drift * 1.7, 5) * 0.5 + 0.5);
    return mix(color, vec3f(1.0, 0.86, 0.76), 0.55 * cloud * smoothstep(0.4, 0.8, place.y));
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let aspect = frame.resolution.x / frame.resolution.y;
    let place = vec2f(position.x / frame.resolution.y, 1.0 - position.y / frame.resolution.y);
    var color = sky(place, vec2f(0.68 * aspect, 0.62));
    color = over(color, far, place, 12.0, 0.22, 0.42);
    color = over(color, middle, place, 6.0, 0.1, 0.42);
    color = over(color, near, place, 3.0, 0.0, 0.38);
    color = over(color, nearest, place, 1.5, -0.16, 0.5);
    return vec4f(color, 1.0);
}

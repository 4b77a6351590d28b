// Two substances that react and spread: the model of Gray and Scott, lit as glaze on clay.
//
//! title = "Reaction"
//! description = "Reaction and diffusion: a labyrinth that grows by itself, lit as a relief"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 12.0
//! color = "linear"
//
//! [params.feed]
//! label = "Feed"
//! default = 0.0390
//! min = 0.01
//! max = 0.09
//! step = 0.0005
//! [params.kill]
//! label = "Kill"
//! default = 0.0605
//! min = 0.045
//! max = 0.07
//! step = 0.0005
//! [params.shadow]
//! label = "How much more the shadow kills (thousandths)"
//! default = 9.0
//! min = 0.0
//! max = 20.0
//! step = 0.5
//! [params.height]
//! label = "Height of the relief"
//! default = 1.0
//! min = 0.0
//! max = 3.0
//! step = 0.05
//! [params.glaze]
//! label = "Glaze"
//! default = [0.90, 0.80, 0.62]
//! widget = "color"
//! [params.clay]
//! label = "Clay"
//! default = [0.03, 0.16, 0.20]
//! widget = "color"
//
//! [[pass]]
//! entry = "seed"
//! target = "substances"
//! size = [256, 144]
//! format = "rg32float"
//! once = true
//
// The reaction is slow: several steps in every frame.
//! [[pass]]
//! entry = "react"
//! target = "substances"
//! repeat = 7
//
//! [[pass]]
//! entry = "slope"
//! target = "relief"
//! size = [256, 144]
//! [[pass]]
//! entry = "image"

#import shaderpipe::frame
#import shaderpipe::coordinates::{TAU, centred}
#import shaderpipe::color::{srgb_decode, tone_map_aces}

struct Params {
    feed: f32,
    kill: f32,
    shadow: f32,
    height: f32,
    glaze: vec3f,
    clay: vec3f,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var substances: texture_2d<f32>;
@group(0) @binding(2) var relief: texture_2d<f32>;
@group(0) @binding(3) var linear_sampler: sampler;

// Food everywhere, and a few drops of what eats it: places on the spiral of a sunflower.
@fragment
fn seed(@builtin(position) position: vec4f) -> @location(0) vec2f {
    var drop = 0.0;
    for (var k = 0; k < 144; k++) {
        let angle = 2.39996 * f32(k);
        let place = vec2f(128.0, 72.0) + 9.6 * sqrt(f32(k) + 0.5) * vec2f(cos(angle), sin(angle));
        drop = max(drop, smoothstep(3.5, 2.0, distance(position.xy, place)));
    }
    return vec2f(1.0 - 0.5 * drop, 0.25 * drop);
}

// One step of u' = Du ∇²u - uv² + F (1 - u), v' = Dv ∇²v + uv² - (F + k) v. Pearson, "Complex
// patterns in a simple system", 1993, maps what grows for which F and k.
@fragment
fn react(@builtin(position) position: vec4f) -> @location(0) vec2f {
    let at = vec2i(position.xy);
    let last = vec2i(textureDimensions(substances)) - 1;
    let low = max(at - 1, vec2i(0));
    let high = min(at + 1, last);
    let here = textureLoad(substances, at, 0).rg;
    let beside = textureLoad(substances, vec2i(low.x, at.y), 0).rg
        + textureLoad(substances, vec2i(high.x, at.y), 0).rg
        + textureLoad(substances, vec2i(at.x, low.y), 0).rg
        + textureLoad(substances, vec2i(at.x, high.y), 0).rg;
    let across = textureLoad(substances, low, 0).rg
        + textureLoad(substances, high, 0).rg
        + textureLoad(substances, vec2i(low.x, high.y), 0).rg
        + textureLoad(substances, vec2i(high.x, low.y), 0).rg;
    // Nine points: a Laplacian that prefers no direction.
    let spread = 0.2 * beside + 0.05 * across - here;

    // Where a shadow passes, the eater dies sooner: ridges break into beads, and close again behind it.
    let turn = TAU * frame.progress;
    let shadow = vec2f(last) * (0.5 + 0.30 * vec2f(sin(turn), -cos(2.0 * turn) * 0.8));
    let from_shadow = distance(position.xy, shadow) / f32(last.y);
    let kill = params.kill + params.shadow * 0.001 * smoothstep(0.52, 0.1, from_shadow);
    let eaten = here.x * here.y * here.y;
    let change = vec2f(
        0.6 * spread.x - eaten + params.feed * (1.0 - here.x),
        0.3 * spread.y + eaten - (params.feed + kill) * here.y,
    );
    return saturate(here + change);
}

// Height, its slope, and how much food is left. Full floats cannot be filtered: half floats can.
@fragment
fn slope(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let at = vec2i(position.xy);
    let low = max(at - 1, vec2i(0));
    let high = min(at + 1, vec2i(textureDimensions(substances)) - 1);
    let here = textureLoad(substances, at, 0).rg;
    let east = textureLoad(substances, vec2i(high.x, at.y), 0).g;
    let west = textureLoad(substances, vec2i(low.x, at.y), 0).g;
    let south = textureLoad(substances, vec2i(at.x, high.y), 0).g;
    let north = textureLoad(substances, vec2i(at.x, low.y), 0).g;
    return vec4f(here.g, 0.5 * vec2f(east - west, south - north), here.r);
}

// The relief between its texels, smooth up to its second derivative: the cubic B-spline, from four
// bilinear samples. Sigg and Hadwiger, "Fast third-order texture filtering", 2005.
fn smooth_relief(place: vec2f) -> vec4f {
    let size = vec2f(textureDimensions(relief));
    let corner = floor(place * size - 0.5);
    let t = place * size - 0.5 - corner;
    let w0 = (1.0 - t) * (1.0 - t) * (1.0 - t) / 6.0;
    let w1 = (4.0 - 6.0 * t * t + 3.0 * t * t * t) / 6.0;
    let w3 = t * t * t / 6.0;
    let first = w0 + w1;
    let second = 1.0 - first;
    let low = (corner - 0.5 + w1 / first) / size;
    let high = (corner + 1.5 + w3 / second) / size;
    return first.y * (first.x * textureSampleLevel(relief, linear_sampler, low, 0.0)
            + second.x * textureSampleLevel(relief, linear_sampler, vec2f(high.x, low.y), 0.0))
        + second.y * (first.x * textureSampleLevel(relief, linear_sampler, vec2f(low.x, high.y), 0.0)
            + second.x * textureSampleLevel(relief, linear_sampler, high, 0.0));
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    // The dish keeps its shape in every picture.
    let p = centred(position.xy, frame.resolution);
    let here = smooth_relief(vec2f(0.5) + 0.5 * vec2f(p.x * 9.0 / 16.0, -p.y));

    let normal = normalize(vec3f(-21.0 * params.height * vec2f(here.y, -here.z), 1.0));
    let toward_light = normalize(vec3f(-0.65, 0.75, 0.75));
    let facing = saturate(dot(normal, toward_light));
    let halfway = normalize(toward_light + vec3f(0.0, 0.0, 1.0));
    let glint = saturate(dot(normal, halfway));

    let clay = srgb_decode(params.clay);
    let glaze = srgb_decode(params.glaze);
    let covered = smoothstep(0.08, 0.27, here.x);
    // Between clay and glaze lies a rim the colour of rust, where the glaze ran thin.
    let rim = covered * (1.0 - covered) * 4.0;
    var color = mix(clay, glaze, covered);
    color = mix(color, vec3f(0.52, 0.11, 0.02), 0.75 * rim);
    // Eaten clay is darker: it lies in the shade of the ridges around it.
    let open = mix(0.55, 1.0, smoothstep(0.3, 0.9, here.w + covered));
    let sheen = mix(0.05, 0.5, covered) * pow(glint, 60.0) + 0.05 * pow(glint, 8.0);
    let light = color * open * (0.16 + 1.25 * facing) + sheen;

    let corner = position.xy / frame.resolution - 0.5;
    return vec4f(tone_map_aces(0.8 * light * (1.0 - 0.9 * dot(corner, corner))), 1.0);
}

// Every line of the picture shows another moment: the lower, the longer ago.
//
//! title = "Echo"
//! description = "A pillar and its satellites, twisted by time: each line of the picture is older than the one above"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 10.0
//! color = "linear"
//
//! [params.delay]
//! label = "Age of the lowest line (frames)"
//! default = 31.0
//! min = 0.0
//! max = 31.0
//! [params.turns]
//! label = "Turns there, and back"
//! default = 1.6
//! min = -6.0
//! max = 6.0
//! step = 0.1
//! [params.warm]
//! label = "Warm light"
//! default = [1.0, 0.55, 0.30]
//! widget = "color"
//! [params.cold]
//! label = "Cold light"
//! default = [0.20, 0.50, 0.95]
//! widget = "color"
//
// The engine keeps the last 32 pictures of `view`: in `view_history`, the layer 0 is one frame old.
//! [[pass]]
//! entry = "look"
//! target = "view"
//! format = "rg11b10ufloat"
//! history = 32
//! [[pass]]
//! entry = "image"

#import shaderpipe::frame
#import shaderpipe::this_pass
#import shaderpipe::coordinates::{TAU, centred}
#import shaderpipe::color::{srgb_decode, tone_map_aces}

struct Params {
    delay: f32,
    turns: f32,
    warm: vec3f,
    cold: vec3f,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var view: texture_2d<f32>;
@group(0) @binding(2) var view_history: texture_2d_array<f32>;
@group(0) @binding(3) var linear_sampler: sampler;

// How far all has turned, and by how much it does in a frame. It starts from rest and comes back to it,
// for as many frames as are kept: before the first there is nothing to see, and so the film closes.
fn turning() -> vec2f {
    let film = frame.duration - 36.0 * frame.delta;
    let angle = TAU * clamp(frame.time / film, 0.0, 1.0);
    let turns = params.turns * 0.5 * (1.0 - cos(angle));
    let rate = params.turns * 0.5 * TAU * sin(angle) * frame.delta / film;
    return TAU * vec2f(turns, rate);
}

// What is drawn at one moment: seen from afar, so that all rays run in parallel along z.
struct Spot {
    color: vec3f,
    cover: f32,
    depth: f32,
}

fn lit(normal: vec3f, base: vec3f) -> vec3f {
    let from_left = saturate(dot(normal, normalize(vec3f(-0.8, 0.15, 0.55))));
    let from_right = saturate(dot(normal, normalize(vec3f(0.9, 0.05, 0.35))));
    let rim = pow(1.0 - saturate(normal.z), 3.0);
    let light = 1.6 * from_left * srgb_decode(params.warm) + 1.5 * from_right * srgb_decode(params.cold)
        + 0.25 * rim * srgb_decode(params.cold) + 0.03;
    return base * light;
}

// A square pillar about the y axis: those of its four walls that face the eye.
fn pillar(p: vec2f, turn: vec2f, pixel: f32) -> Spot {
    var spot = Spot(vec3f(0.0), 0.0, -1e3);
    // Each wall is of another stone, with a polished edge.
    var stones = array(
        vec3f(0.90, 0.86, 0.80), vec3f(0.72, 0.26, 0.18), vec3f(0.90, 0.86, 0.80), vec3f(0.16, 0.22, 0.34),
    );
    for (var k = 0; k < 4; k++) {
        let angle = turn.x + 0.25 * TAU * f32(k);
        let normal = vec2f(cos(angle), sin(angle));
        if normal.y <= 1e-3 {
            continue;
        }
        // Where the ray at x meets the plane of this wall, and how far from the wall's middle.
        let z = (0.40 - p.x * normal.x) / normal.y;
        let along = -p.x * normal.y + z * normal.x;
        let inside = 0.40 - abs(along);
        let smear = max(pixel, 1.3 * abs(turn.y));
        let cover = smoothstep(-0.5, 0.5, inside * normal.y / smear);
        let border = smoothstep(0.10, 0.02, inside);
        let base = mix(stones[k], vec3f(0.95, 0.75, 0.42), border);
        // Two walls that meet share the pixels of their edge.
        spot.color += cover * lit(vec3f(normal.x, 0.0, normal.y), base);
        spot.cover += cover;
        spot.depth = select(spot.depth, z, cover > 0.5);
    }
    spot.color /= max(spot.cover, 1e-4);
    spot.cover = min(spot.cover, 1.0);
    return spot;
}

// Light as it is kept: toned, and the root of it. Mixed in between two frames, edges then look even.
fn shown(light: vec3f) -> vec3f {
    return sqrt(tone_map_aces(1.2 * light));
}

@fragment
fn look(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = centred(position.xy, this_pass.size);
    let pixel = 2.0 / this_pass.size.y;
    let turn = turning();
    let wall = shown(vec3f(0.050, 0.045, 0.060) * exp(-0.9 * p.x * p.x) + vec3f(0.006, 0.006, 0.010));
    let middle = pillar(p, turn, pixel);
    var color = mix(wall, shown(middle.color), middle.cover);

    // Upright rods go round the pillar: the inner ones against it, the outer ones with it.
    for (var k = 0; k < 6; k++) {
        let ring = f32(k % 2);
        let angle = turn.x * (2.0 * ring - 1.0) + TAU * f32(k / 2) / 3.0 + ring;
        let place = (0.80 + 0.42 * ring) * vec2f(cos(angle), sin(angle));
        let radius = 0.105 - 0.02 * ring;
        let x = (p.x - place.x) / radius;
        // Smeared by twice as much as it moves in a frame, as by a slow camera: between two frames the
        // curve through them would else show steps.
        let smear = max(pixel, 2.2 * abs(turn.y * place.y));
        let cover = smoothstep(-0.5, 0.5, (1.0 - abs(x)) * radius / smear);
        if cover == 0.0 || (place.y < middle.depth && middle.cover > 0.5) {
            continue;
        }
        // Lit from the front: round, and without a fine line that would break up between two frames.
        let round_light = 0.12 + 0.95 * sqrt(max(1.0 - x * x, 0.0));
        let glass = select(srgb_decode(params.warm), srgb_decode(params.cold), ring == 1.0);
        // What goes round behind is in the shade.
        let near = 0.25 + 0.75 * smoothstep(-1.3, 0.9, place.y);
        color = mix(color, shown(near * round_light * glass), cover);
    }
    return vec4f(color, 1.0);
}

// The picture as it was `age` frames ago.
fn moment(uv: vec2f, age: i32) -> vec3f {
    // Before the first frame there was none: what is there stays still then.
    let kept = min(age, min(i32(frame.index), 32));
    if kept <= 0 {
        return textureSampleLevel(view, linear_sampler, uv, 0.0).rgb;
    }
    return textureSampleLevel(view_history, linear_sampler, uv, kept - 1, 0.0).rgb;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    // Between the frames lies a smooth curve through four of them (a cubic B-spline): two alone would
    // show steps, and the edges of both.
    let age = params.delay * uv.y;
    let t = fract(age);
    let weights = vec4f(
        (1.0 - t) * (1.0 - t) * (1.0 - t),
        4.0 - 6.0 * t * t + 3.0 * t * t * t,
        1.0 + 3.0 * t + 3.0 * t * t - 3.0 * t * t * t,
        t * t * t,
    ) / 6.0;
    var root = vec3f(0.0);
    for (var k = 0; k < 4; k++) {
        root += weights[k] * moment(uv, i32(age) + k - 1);
    }
    let corner = uv - 0.5;
    return vec4f(root * root * (1.0 - 0.9 * dot(corner, corner)), 1.0);
}

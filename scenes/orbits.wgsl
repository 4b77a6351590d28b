// Discs on their rounds: flat shapes, few colours, and a loop without a seam.
//
//! title = "Orbits"
//! description = "Planets on rings draw arcs behind them; everything is back in place after six seconds"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! size = [1920, 1080]
//! fps = 60
//! duration = 6.0
//
// `frame.progress` runs from 0 up to but never 1 over the duration. Whatever makes whole turns in it
// ends where it began, so the video can repeat for ever.
//
//! [params.trail]
//! label = "Trail (turns)"
//! default = 0.34
//! min = 0.0
//! max = 0.9
//! step = 0.01
//! [params.swing]
//! label = "Swing: how unevenly they move"
//! default = 0.75
//! min = 0.0
//! max = 1.0
//! step = 0.05
//! [params.paper]
//! label = "Paper"
//! default = [0.957, 0.925, 0.867]
//! widget = "color"
//! [params.ink]
//! label = "Ink"
//! default = [0.106, 0.129, 0.227]
//! widget = "color"

#import shaderpipe::frame
#import shaderpipe::coordinates::{TAU, cartesian, centred, polar, rotate}
#import shaderpipe::easing::cubic_in_out
#import shaderpipe::sdf

struct Params {
    trail: f32,
    swing: f32,
    paper: vec3f,
    ink: vec3f,
}
@group(0) @binding(0) var<uniform> params: Params;

const RINGS: i32 = 8;
const SUN: vec3f = vec3f(0.949, 0.706, 0.235);

// The colours of the planets: tomato, sea, mustard, ink-blue, rose, leaf, plum, sky.
fn planet_color(index: i32) -> vec3f {
    var colors = array(
        vec3f(0.894, 0.318, 0.224), vec3f(0.110, 0.486, 0.533), vec3f(0.949, 0.706, 0.235),
        vec3f(0.196, 0.298, 0.600), vec3f(0.933, 0.557, 0.529), vec3f(0.353, 0.561, 0.380),
        vec3f(0.459, 0.227, 0.384), vec3f(0.443, 0.651, 0.769),
    );
    return colors[index];
}

// The rings lie further apart towards the edge, and the outer ones leave the picture.
fn ring_radius(index: f32) -> f32 {
    return 0.27 + 0.145 * index + 0.011 * index * index;
}

// Lays `color` over what is there, where `distance` says so.
fn lay(under: vec3f, color: vec3f, distance: f32, pixel: f32) -> vec3f {
    return mix(under, color, sdf::coverage(distance, pixel));
}

// How far a planet has come on its ring at time `t`, in turns: one turn in each of `turns` equal
// parts of the loop. It waits, then swings round.
fn turned(t: f32, turns: f32) -> f32 {
    let part = fract(t * turns);
    return floor(t * turns) + mix(part, cubic_in_out(part), params.swing);
}

// A disc with its back in shade, as if the middle of the picture shone on it.
fn planet(under: vec3f, p: vec2f, middle: vec2f, radius: f32, color: vec3f, pixel: f32) -> vec3f {
    let q = p - middle;
    let disc = sdf::circle(q, radius);
    let shade = -dot(q, normalize(middle));
    let two_tone = lay(color, mix(color, params.ink, 0.45), shade, pixel);
    // A rim of paper sets it off from its trail.
    return lay(lay(under, params.paper, disc - 0.016, pixel), two_tone, disc, pixel);
}

// One ring, the trail on it, and its planet.
fn orbit(under: vec3f, p: vec2f, place: vec2f, index: i32, pixel: f32) -> vec3f {
    let ring = f32(index);
    let radius = ring_radius(ring);
    let size = 0.040 + 0.009 * ring + 0.016 * f32((index * 3) % 4) / 3.0;
    let from_ring = abs(place.x - radius);
    let hue = planet_color(index);
    let line = mix(params.paper, params.ink, 0.35);
    var color = lay(under, line, from_ring - 0.0016, pixel);

    // Inner planets go round more often, and every second one the other way.
    let turns = f32(4 - index / 2);
    let way = select(-1.0, 1.0, index % 2 == 0);
    let t = frame.progress + 0.13 * ring;
    let now = turned(t, turns);
    let head = TAU * (0.61803 * ring + way * now);

    // The trail reaches back to where the planet was a while ago, and longer where it is fast.
    let moved = now - turned(t - 0.09, turns);
    let tail = clamp(params.trail * (0.35 + 1.6 * moved), 1e-3, 0.95);
    // How far behind the planet this pixel is, in turns.
    let behind = fract(way * (head - place.y) / TAU + 8.0);
    let left = saturate(1.0 - behind / tail);
    let trail = sdf::coverage(from_ring - 0.72 * size * left, pixel) * step(1e-4, left);
    color = mix(color, hue, trail);

    let middle = cartesian(vec2f(radius, head));
    color = planet(color, p, middle, size, hue, pixel);
    // The large planets have a moon.
    if index == 3 || index == 6 {
        let moon = middle + cartesian(vec2f(size + 0.06, -TAU * 4.0 * frame.progress));
        color = planet(color, p, moon, 0.018, params.ink, pixel);
    }
    return color;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = centred(position.xy, frame.resolution);
    let place = polar(p);
    let pixel = 2.0 / frame.resolution.y;
    let t = frame.progress;

    // The paper is warmer towards the sun, in steps.
    var color = mix(params.paper, params.ink, 0.07);
    for (var k = RINGS - 1; k >= 0; k--) {
        let ring = f32(k);
        let tone = mix(mix(params.paper, SUN, 0.26), mix(params.paper, params.ink, 0.07), ring / 8.0);
        color = lay(color, tone, place.x - ring_radius(ring), pixel);
    }
    // Only the rings on both sides of this pixel reach it: `ring_radius`, solved for the index.
    let between = (sqrt(0.021025 + 0.044 * max(place.x - 0.27, -0.4)) - 0.145) / 0.022;
    let below = i32(floor(between));
    for (var k = max(below, 0); k <= min(below + 1, RINGS - 1); k++) {
        color = orbit(color, p, place, k, pixel);
    }

    // Rays: 24 strokes around the sun that breathe, every second one against the others.
    let ray = round(place.y / TAU * 24.0);
    let beat = sin(TAU * (2.0 * t + 0.5 * ray));
    let q = rotate(p, -ray * TAU / 24.0);
    let stroke = sdf::segment_2d(q, vec2f(0.165, 0.0), vec2f(0.192 + 0.014 * beat, 0.0)) - 0.0035;
    color = lay(color, params.ink, stroke, pixel);

    // The sun: two half discs, one within the other, that turn over twice a loop.
    let flip = 0.5 * TAU * (cubic_in_out(fract(2.0 * t)) + floor(2.0 * t));
    let side = rotate(p, 0.6 - flip).y;
    color = lay(color, lay(params.ink, SUN, -side, pixel), place.x - 0.14, pixel);
    color = lay(color, lay(SUN, params.ink, -side, pixel), place.x - 0.065, pixel);
    return vec4f(color, 1.0);
}

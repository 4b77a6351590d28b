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
#import shaderpipe::coordinates::{TAU, cartesian, centred, rotate}
#import shaderpipe::easing::cubic_in_out
#import shaderpipe::sdf

struct Params {
    trail: f32,
    swing: f32,
    paper: vec3f,
    ink: vec3f,
}
@group(0) @binding(0) var<uniform> params: Params;

const RINGS: i32 = 6;

// The colours of the planets: tomato, mustard, sea, rose, ink-blue, leaf.
fn planet_color(index: i32) -> vec3f {
    var colors = array(
        vec3f(0.894, 0.318, 0.224), vec3f(0.949, 0.706, 0.235), vec3f(0.110, 0.486, 0.533),
        vec3f(0.933, 0.600, 0.573), vec3f(0.196, 0.298, 0.600), vec3f(0.373, 0.561, 0.380),
    );
    return colors[index % 6];
}

// Lays `color` over what is there, where `distance` says so.
fn lay(under: vec3f, color: vec3f, distance: f32, pixel: f32) -> vec3f {
    return mix(under, color, sdf::coverage(distance, pixel));
}

// How far a planet has come on its ring at time `t`, in turns. It waits, then swings round: one turn
// in each of `turns` equal parts of the loop.
fn place_at(t: f32, turns: f32) -> f32 {
    let whole = floor(t * turns);
    let part = t * turns - whole;
    return whole + mix(part, cubic_in_out(part), params.swing);
}

// A disc, one half in shade, as if the middle of the picture shone on it.
fn planet(under: vec3f, p: vec2f, middle: vec2f, radius: f32, color: vec3f, pixel: f32) -> vec3f {
    let q = p - middle;
    let disc = sdf::circle(q, radius);
    let outward = dot(q, normalize(middle));
    let lit = lay(color, mix(color, params.ink, 0.42), -outward, pixel);
    return lay(lay(under, params.paper, disc - 0.014, pixel), lit, disc, pixel);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = centred(position.xy, frame.resolution);
    let pixel = 2.0 / frame.resolution.y;
    let t = frame.progress;
    var color = params.paper;

    // A faint wheel of 72 strokes around everything, one long in six; it goes on by six a loop.
    let spoke = rotate(p, TAU * t / 12.0);
    let sector = TAU / 72.0;
    let angle = atan2(spoke.y, spoke.x);
    let nearest = round(angle / sector);
    let stroke = rotate(spoke, -nearest * sector);
    let reach = select(0.012, 0.03, abs(nearest - 6.0 * round(nearest / 6.0)) < 0.5);
    let ruler = sdf::segment_2d(stroke, vec2f(0.955 - reach, 0.0), vec2f(0.955, 0.0)) - 0.0018;
    color = lay(color, mix(params.paper, params.ink, 0.55), ruler, pixel);

    for (var k = 0; k < RINGS; k++) {
        let ring = f32(k);
        let radius = 0.25 + 0.128 * ring;
        let hue = planet_color(k);
        // Inner planets go round more often, every second one the other way.
        let turns = f32(RINGS / 2 - k / 2);
        let way = select(-1.0, 1.0, k % 2 == 0);
        let start = 0.61803 * ring;
        let now = place_at(fract(t + 0.11 * ring), turns);

        // The ring, a thin line.
        color = lay(color, mix(params.paper, params.ink, 0.22), abs(length(p) - radius) - 0.0015, pixel);

        // The trail: from where the planet was a moment ago to where it is, thick at its head. It is
        // longer where the planet is fast.
        let before = place_at(fract(t + 0.11 * ring) - 0.10, turns);
        let length_of_trail = min(params.trail * (0.12 + (now - before)), 0.95);
        let head = TAU * (start + way * now);
        // The angle behind the head, 0 to 1 turn, against the way it goes.
        let here = atan2(p.y, p.x);
        let behind = fract(way * (head - here) / TAU + 2.0);
        let fade = saturate(1.0 - behind / max(length_of_trail, 1e-3));
        let thick = 0.030 * fade;
        let tail = abs(length(p) - radius) - thick;
        color = mix(color, hue, sdf::coverage(tail, pixel) * step(1e-3, fade));

        // The planet itself, and for every second one a moon.
        let middle = cartesian(vec2f(radius, head));
        let size = 0.036 + 0.006 * f32((k * 2) % 5);
        color = planet(color, p, middle, size, hue, pixel);
    }

    // The sun: two half discs that turn against each other.
    let beat = 0.5 - 0.5 * cos(TAU * 2.0 * t);
    let sun = 0.112 + 0.010 * beat;
    let halves = rotate(p, -TAU * (cubic_in_out(fract(2.0 * t)) + floor(2.0 * t)) * 0.5);
    let upper = lay(params.ink, vec3f(0.949, 0.706, 0.235), -halves.y, pixel);
    color = lay(color, upper, sdf::circle(p, sun), pixel);
    let inner = lay(vec3f(0.949, 0.706, 0.235), params.ink, -halves.y, pixel);
    color = lay(color, inner, sdf::circle(p, 0.055 - 0.012 * beat), pixel);
    return vec4f(color, 1.0);
}

// A dive to the edge of the Mandelbrot set, as deep as single floats carry.
//
//! title = "Mandelbrot"
//! description = "A dive to the edge of the Mandelbrot set, into a spiral of spirals"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 12.0
//! color = "linear"
//
//! [params.goal]
//! label = "Where to"
//! default = [-0.743643, 0.131825]
//! widget = "point"
//! [params.depth]
//! label = "How deep (doublings)"
//! default = 12.5
//! min = 0.0
//! max = 14.0
//! step = 0.1
//! [params.steps]
//! label = "Most steps"
//! default = 500
//! min = 16
//! max = 4000
//! [params.samples]
//! label = "Samples across a pixel"
//! default = 2
//! min = 1
//! max = 4

#import shaderpipe::frame
#import shaderpipe::coordinates::{centred, rotate}
#import shaderpipe::color::{oklab_to_linear, tone_map_aces}

struct Params {
    goal: vec2f,
    depth: f32,
    steps: i32,
    samples: i32,
}
@group(0) @binding(0) var<uniform> params: Params;

// The product of two complex numbers.
fn times(a: vec2f, b: vec2f) -> vec2f {
    return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

// Within the large disc and the heart no z ever escapes: no need to try.
fn surely_inside(c: vec2f) -> bool {
    let from_cusp = (c.x - 0.25) * (c.x - 0.25) + c.y * c.y;
    let heart = from_cusp * (from_cusp + c.x - 0.25) <= 0.25 * c.y * c.y;
    return heart || (c.x + 1.0) * (c.x + 1.0) + c.y * c.y <= 0.0625;
}

// The colours around the set: night blue, ice, ivory, amber, and back, for t = 0 to 1, again and again.
// In Oklab they pass evenly from one to the next.
fn enamel(t: f32) -> vec3f {
    var stops = array(
        vec3f(0.24, -0.010, -0.085),
        vec3f(0.56, -0.045, -0.100),
        vec3f(0.93, -0.004, 0.025),
        vec3f(0.72, 0.060, 0.130),
        vec3f(0.34, 0.090, 0.045),
    );
    let place = fract(t) * 5.0;
    let first = i32(place) % 5;
    let between = smoothstep(0.0, 1.0, fract(place));
    return max(oklab_to_linear(mix(stops[first], stops[(first + 1) % 5], between)), vec3f(0.0));
}

// The light at `c`; `pixel` is the width of a sample there.
fn shade(c: vec2f, pixel: f32) -> vec3f {
    let night = vec3f(0.004, 0.005, 0.012);
    if surely_inside(c) {
        return night;
    }
    var z = vec2f(0.0);
    // The derivative of z with respect to c.
    var dz = vec2f(0.0);
    var n = 0;
    while n < params.steps && dot(z, z) < 4096.0 {
        dz = 2.0 * times(z, dz) + vec2f(1.0, 0.0);
        z = vec2f(z.x * z.x - z.y * z.y, 2.0 * z.x * z.y) + c;
        n++;
    }
    let square = dot(z, z);
    if square < 4096.0 {
        return night;
    }
    // |z| squares in every step: the logarithm of its logarithm makes the steps smooth.
    let magnitude = 0.5 * log2(square);
    let smooth_steps = f32(n) - log2(magnitude / 6.0);
    // How far the set is: Milnor's estimate, |z| log |z| / |z'|.
    let away = 0.6931 * magnitude * sqrt(square / max(dot(dz, dz), 1e-30)) / pixel;
    // The potential around the set is a hill, lit from the upper left.
    let uphill = normalize(vec2f(z.x * dz.x + z.y * dz.y, z.y * dz.x - z.x * dz.y) + 1e-20);
    let facing = dot(uphill, normalize(vec2f(-0.6, 0.8)));

    // The deeper, the more steps between the same two colours.
    let color = enamel(0.62 * log2(smooth_steps + 3.0) - 0.95) * (0.85 + 0.28 * facing);
    // Threads of the set that are finer than a sample darken it as much as they fill it.
    return mix(night, color, smoothstep(0.0, 0.9, away));
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    // The view shrinks by the same factor in every second.
    let dived = frame.progress;
    let half_height = 1.25 * exp2(-params.depth * dived);
    let pixel = 2.0 * half_height / (frame.resolution.y * f32(params.samples));
    // From the whole set towards the goal, a little above it: there the valley is open.
    let above = params.goal + vec2f(0.0, 0.75 * half_height * (1.0 - dived));
    let middle = mix(above, vec2f(-0.65, 0.0), saturate(half_height / 1.25) * (1.0 - dived));

    var sum = vec3f(0.0);
    let n = params.samples;
    for (var k = 0; k < n * n; k++) {
        let offset = (vec2f(f32(k % n), f32(k / n)) + 0.5) / f32(n) - 0.5;
        let p = centred(position.xy + offset, frame.resolution);
        sum += shade(middle + half_height * rotate(p, 0.9 * dived), pixel);
    }
    return vec4f(tone_map_aces(sum / f32(n * n)), 1.0);
}

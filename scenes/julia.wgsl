// A Julia set whose constant walks round the edge of the Mandelbrot set.
//
//! title = "Julia"
//! description = "A Julia set in enamel and gold that changes without end"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! size = [1920, 1080]
//! fps = 60
//! duration = 12.0
//
//! [params.zoom]
//! label = "Zoom"
//! default = 1.0
//! min = 0.5
//! max = 8.0
//! step = 0.05
//! [params.middle]
//! label = "Middle of the walk of c"
//! default = [-0.764, 0.142]
//! widget = "point"
//! [params.walk]
//! label = "Width of the walk"
//! default = 0.019
//! min = 0.0
//! max = 0.2
//! step = 0.001
//! [params.steps]
//! label = "Most steps"
//! default = 180
//! min = 16
//! max = 1000
//! [params.samples]
//! label = "Samples across a pixel"
//! default = 2
//! min = 1
//! max = 4

#import shaderpipe::frame
#import shaderpipe::coordinates::{TAU, centred, rotate}
#import shaderpipe::color::{cosine_palette, srgb_decode, srgb_encode}

struct Params {
    zoom: f32,
    middle: vec2f,
    walk: f32,
    steps: i32,
    samples: i32,
}
@group(0) @binding(0) var<uniform> params: Params;

// The product of two complex numbers.
fn times(a: vec2f, b: vec2f) -> vec2f {
    return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

// z := z² + c until z is far away. Gives a smooth number of steps, and the direction in which the set
// lies: the potential around the set rises like a hill, and this is its slope.
struct Escape {
    steps: f32,
    slope: vec2f,
    distance: f32,
}

fn escape(start: vec2f, c: vec2f) -> Escape {
    var z = start;
    // The derivative of z with respect to `start`.
    var dz = vec2f(1.0, 0.0);
    var n = 0;
    var square = dot(z, z);
    while n < params.steps && square < 4096.0 {
        dz = 2.0 * times(z, dz);
        z = vec2f(z.x * z.x - z.y * z.y, 2.0 * z.x * z.y) + c;
        square = dot(z, z);
        n++;
    }
    var result: Escape;
    // |z| squares in every step, so its logarithm doubles: the logarithm of that counts the steps,
    // and its fraction makes them smooth.
    let magnitude = 0.5 * log2(max(square, 2.0));
    result.steps = f32(n) - log2(max(magnitude, 1e-6) / 6.0);
    let size = max(dot(dz, dz), 1e-30);
    // z / dz points away from the set.
    result.slope = normalize(vec2f(z.x * dz.x + z.y * dz.y, z.y * dz.x - z.x * dz.y) + 1e-20);
    result.distance = sqrt(square / size) * magnitude * 0.6931;
    return result;
}

// The colour at `p`, and how far away the set is, in pixels.
fn shade(p: vec2f, c: vec2f, pixel: f32) -> vec4f {
    let e = escape(p, c);
    // Colours go round ever more slowly towards the set.
    let t = log2(max(e.steps, 0.0) + 4.0);
    let base = cosine_palette(
        0.78 * t - 0.62 + 0.05 * sin(TAU * frame.progress),
        vec3f(0.47, 0.40, 0.42), vec3f(0.45, 0.37, 0.36), vec3f(1.0), vec3f(-0.02, 0.09, 0.26),
    );
    // Light from the upper left falls on the hill.
    let facing = dot(e.slope, normalize(vec2f(-0.6, 0.8)));
    let relief = 0.85 + 0.3 * facing;
    // The set itself has no area: it is a fine bright line.
    let line = 1.0 - smoothstep(0.0, 1.5, e.distance / pixel);
    let color = srgb_decode(saturate(base)) * relief;
    return vec4f(mix(color, vec3f(1.0, 0.86, 0.58), 0.55 * line), e.distance / pixel);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    // c goes once round a small ellipse, and the picture sways with it.
    let turn = TAU * frame.progress;
    let c = params.middle + params.walk * vec2f(cos(turn), 0.8 * sin(turn));
    let pixel = 2.0 * 0.9 / (params.zoom * frame.resolution.y);

    let view = 0.35 + 0.06 * sin(turn);
    var sum = vec3f(0.0);
    let n = params.samples;
    for (var k = 0; k < n * n; k++) {
        let offset = (vec2f(f32(k % n), f32(k / n)) + 0.5) / f32(n) - 0.5;
        let p = centred(position.xy + offset, frame.resolution) * 0.9 / params.zoom;
        let color = shade(rotate(p, view), c, pixel);
        sum += color.rgb;
        // Far from the set nothing is finer than a pixel: one sample is as good as all of them.
        if k == 0 && color.a > 8.0 {
            sum *= f32(n * n);
            break;
        }
    }
    return vec4f(srgb_encode(saturate(sum / f32(n * n))), 1.0);
}

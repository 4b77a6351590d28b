// Power towers: c to the power of c to the power of c, and so on for ever.
//
//! title = "Tetration"
//! description = "Where the tower of powers c^c^c^... comes to rest, goes round in circles, or runs away"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 12.0
//! color = "linear"
//
//! [params.middle]
//! label = "Middle"
//! default = [-1.9, 0.0]
//! widget = "point"
//! [params.zoom]
//! label = "Zoom"
//! default = 1.0
//! min = 0.25
//! max = 64.0
//! [params.steps]
//! label = "Steps before it must have settled"
//! default = 120
//! min = 16
//! max = 1000
//! [params.samples]
//! label = "Samples across a pixel"
//! default = 2
//! min = 1
//! max = 4

#import shaderpipe::frame
#import shaderpipe::coordinates::{TAU, centred}
#import shaderpipe::color::{oklab_to_linear, tone_map_aces}

struct Params {
    middle: vec2f,
    zoom: f32,
    steps: i32,
    samples: i32,
}
@group(0) @binding(0) var<uniform> params: Params;

// The longest cycle that is told from chaos.
const LONGEST: i32 = 24;

fn times(a: vec2f, b: vec2f) -> vec2f {
    return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

// One more storey: c to the power z is exp(z log c). x above 80 would pass the largest float.
fn storey(z: vec2f, log_c: vec2f) -> vec2f {
    let power = times(z, log_c);
    return exp(min(power.x, 80.0)) * vec2f(cos(power.y), sin(power.y));
}

// Each period has its tint, green to red and blue to yellow as in Oklab: warm ones and cool ones in
// turns. Long periods are small specks: greyer, they read as texture.
fn tint(period: i32) -> vec2f {
    var tints = array(
        vec2f(0.055, 0.100), vec2f(0.100, 0.020), vec2f(-0.050, -0.060), vec2f(-0.070, 0.010),
        vec2f(0.020, 0.075), vec2f(0.120, 0.050),
    );
    return tints[(period - 1) % 6] * select(0.45, 1.0, period <= 6);
}

fn shade(c: vec2f) -> vec3f {
    let log_c = vec2f(0.5 * log(max(dot(c, c), 1e-20)), atan2(c.y, select(c.x, 1e-9, abs(c.x) < 1e-9)));
    var z = c;
    for (var n = 0; n < params.steps; n++) {
        z = storey(z, log_c);
        if dot(z, z) > 1e12 {
            // It runs away, in few steps: the longer it took, the lighter.
            let lasted = log2(1.0 + f32(n)) / log2(1.0 + f32(params.steps));
            return max(oklab_to_linear(vec3f(0.10 + 0.55 * lasted, 0.0, -0.02 - 0.04 * lasted)), vec3f(0.0));
        }
    }
    // It stays: after how many storeys does it come back to where it is now? On the way, the
    // derivative of the whole round is the product of those of its steps, c^z log c.
    let settled = z;
    let steep = 0.5 * log2(max(dot(log_c, log_c), 1e-20));
    var pull = 0.0;
    for (var period = 1; period <= LONGEST; period++) {
        z = storey(z, log_c);
        pull += steep + 0.5 * log2(max(dot(z, z), 1e-20));
        if distance(z, settled) < 2e-3 * (1.0 + length(settled)) {
            // How strongly the cycle attracts, 1 at its heart and 0 where it lets go.
            let held = 1.0 - exp2(min(pull, 0.0) / f32(period));
            let lightness = select(0.22, 0.28, period <= 6) + 0.60 * held * held;
            let color = tint(period) * (1.0 - 0.6 * held * held * held);
            return max(oklab_to_linear(vec3f(lightness, color)), vec3f(0.0));
        }
    }
    return vec3f(0.006, 0.005, 0.012);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    // A slow breath: nearer, and back.
    let breath = 0.5 - 0.5 * cos(TAU * frame.progress);
    let half_height = 2.1 * exp2(-1.6 * breath) / params.zoom;
    var sum = vec3f(0.0);
    let n = params.samples;
    for (var k = 0; k < n * n; k++) {
        let offset = (vec2f(f32(k % n), f32(k / n)) + 0.5) / f32(n) - 0.5;
        sum += shade(params.middle + half_height * centred(position.xy + offset, frame.resolution));
    }
    return vec4f(tone_map_aces(1.25 * sum / f32(n * n)), 1.0);
}

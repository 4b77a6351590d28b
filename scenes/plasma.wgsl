// A plasma: sums of waves that bend each other, lit like silk. It repeats without a seam.
//
//! title = "Plasma"
//! description = "Waves that bend each other, coloured like silk and lit from above"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! size = [1920, 1080]
//! fps = 60
//! duration = 8.0
//
// Parameters: try `--set scale=2 --set day=0.3,1,0.8`. `speed` is a whole number, which is why the
// loop has no seam: every wave comes round `speed` times, or twice or three times that.
//
//! [params.speed]
//! label = "Speed"
//! default = 1
//! min = 0
//! max = 8
//! [params.scale]
//! label = "Scale"
//! default = 1.0
//! min = 0.25
//! max = 4.0
//! step = 0.05
//! [params.warp]
//! label = "Warp"
//! default = 1.0
//! min = 0.0
//! max = 2.0
//! step = 0.05
//! [params.sheen]
//! label = "Sheen"
//! default = 0.7
//! min = 0.0
//! max = 2.0
//! step = 0.05
//! [params.night]
//! label = "Darkest colour"
//! default = [0.04, 0.02, 0.14]
//! widget = "color"
//! [params.dusk]
//! label = "Dark colour"
//! default = [0.10, 0.28, 0.78]
//! widget = "color"
//! [params.dawn]
//! label = "Light colour"
//! default = [0.90, 0.12, 0.48]
//! widget = "color"
//! [params.day]
//! label = "Lightest colour"
//! default = [1.0, 0.70, 0.28]
//! widget = "color"

#import shaderpipe::frame
#import shaderpipe::coordinates::{TAU, centred}
#import shaderpipe::color::{srgb_decode, srgb_encode}

struct Params {
    speed: i32,
    scale: f32,
    warp: f32,
    sheen: f32,
    night: vec3f,
    dusk: vec3f,
    dawn: vec3f,
    day: vec3f,
}
@group(0) @binding(0) var<uniform> params: Params;

// The heart of it: each round pushes the place aside by a wave that runs along the other axis. The
// waves get finer, and each bends those that follow.
fn bend(start: vec2f, phase: f32) -> vec2f {
    var p = start;
    for (var k = 1; k <= 5; k++) {
        let n = f32(k);
        // Whole multiples of the phase only: at the end of the loop all of them are back.
        let turn = select(phase, -phase, k % 2 == 0) + 1.7 * n;
        p += params.warp * (0.7 / n) * sin(1.2 * n * p.yx + vec2f(turn, turn + 2.1));
    }
    return p;
}

// Where in the palette a place is, 0 to 1, and how high its surface lies.
fn plasma(p: vec2f, phase: f32) -> vec2f {
    let q = bend(p, phase);
    let waves = sin(vec3f(q.x + 0.7 * q.y + phase, 1.4 * q.y - 0.5 * q.x, 1.9 * q.x + 1.1 * q.y - phase));
    return vec2f(
        0.5 + dot(waves, vec3f(0.26, 0.20, 0.06)),
        dot(waves, vec3f(0.35, 0.30, 0.22)),
    );
}

// Four colours in a row, without an edge at any of them.
fn palette(t: f32) -> vec3f {
    let low = mix(params.night, params.dusk, smoothstep(0.0, 0.36, t));
    let middle = mix(low, params.dawn, smoothstep(0.30, 0.68, t));
    return mix(middle, params.day, smoothstep(0.62, 0.98, t));
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = params.scale * 1.7 * centred(position.xy, frame.resolution);
    let phase = TAU * frame.progress * f32(params.speed);
    let here = plasma(p, phase);

    // How steep the surface is: its height a little to the right, and a little further up.
    let step = 0.01;
    let right = plasma(p + vec2f(step, 0.0), phase);
    let up = plasma(p + vec2f(0.0, step), phase);
    let slope = vec2f(right.y - here.y, up.y - here.y) / step;

    // Silk: light from the upper left, and highlights where the surface leans towards it.
    let normal = normalize(vec3f(-0.5 * slope, 1.0));
    let toward_light = normalize(vec3f(-0.5, 0.6, 0.8));
    let halfway = normalize(toward_light + vec3f(0.0, 0.0, 1.0));
    let facing = max(dot(normal, toward_light), 0.0);
    let glint = max(dot(normal, halfway), 0.0);
    let highlight = params.sheen * (0.5 * pow(glint, 90.0) + 0.12 * pow(glint, 12.0));

    // Light adds up in linear values. Bright light bends towards white instead of being cut off.
    let silk = srgb_decode(palette(here.x));
    let light = silk * (0.25 + 1.5 * facing * facing) + highlight * (0.25 * silk + 0.35 * params.day);
    return vec4f(srgb_encode(1.0 - exp(-1.6 * light)), 1.0);
}

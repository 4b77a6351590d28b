// Where the pictures of parallax.wgsl come from: one mountain ridge, opaque below its line and
// transparent above, that repeats from left to right. scripts/make-media draws each layer.

//! title = "Ridge"
//! size = [2048, 256]
//! duration = 1.0
//! alpha = "straight"
//! [params.layer]
//! default = 0
//! min = 0
//! max = 3
//! label = "Layer, the farthest first"
#import shaderpipe::frame
#import shaderpipe::hash::random_1d

struct Params { layer: u32 }
@group(0) @binding(0) var<uniform> params: Params;

const TAU = 6.2831853;

// The height of the ridge at x, both from 0 to 1. Whole waves only: it meets itself at the edges.
fn ridge(x: f32) -> f32 {
    let layer = f32(params.layer);
    var height = 0.0;
    var strength = 0.5;
    var waves = 3.0 + layer;
    for (var octave = 0u; octave < 7u; octave++) {
        let seed = i32(octave * 7u + params.layer * 131u);
        let phase = TAU * vec3f(random_1d(seed), random_1d(seed + 57), random_1d(seed + 101));
        // No crest is like the next: the waves are drawn together and apart, and rise and fall.
        let bent = waves * x + 0.55 * sin(TAU * x + phase.y) + 0.3 * sin(2.0 * TAU * x + phase.z);
        let swell = 0.6 + 0.4 * sin(3.0 * TAU * x + phase.z + phase.x);
        // Folded waves make crests; nearer ridges are rounder.
        let wave = sin(TAU * bent + phase.x);
        height += strength * swell * mix(1.0 - abs(wave), 0.5 + 0.5 * wave, layer / 4.0);
        strength *= 0.46;
        waves = floor(waves * 2.0) + f32(octave % 2u);
    }
    return 1.25 * height;
}

// Fir trees on the nearest ridges: triangles of random height, one in each cell.
fn trees(x: f32) -> f32 {
    let cells = 150.0 + 10.0 * f32(params.layer);
    var top = 0.0;
    for (var near = -1; near <= 1; near++) {
        let cell = floor(x * cells) + f32(near);
        let seed = i32(cell + cells) % i32(cells) + 977 * i32(params.layer);
        let centre = (cell + 0.2 + 0.6 * random_1d(seed)) / cells;
        let height = (0.03 + 0.07 * random_1d(seed + 5100)) * (1.0 + 2.2 * f32(params.layer - 2u));
        top = max(top, height - abs(x - centre) * 20.0 * (1.0 + f32(params.layer - 2u)));
    }
    return top;
}

fn palette(depth: f32) -> vec3f {
    return mix(vec3f(0.55, 0.47, 0.62), vec3f(0.05, 0.07, 0.13), depth);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    let depth = f32(params.layer) / 3.0;
    var line = 0.22 + 0.55 * ridge(uv.x);
    if params.layer >= 2u {
        line = 0.55 * line + trees(uv.x);
    }
    let above = (1.0 - uv.y - line) * frame.resolution.y;
    // Mist gathers at the foot of every ridge.
    let mist = smoothstep(0.35, 1.0, uv.y) * (1.0 - 0.9 * depth);
    let color = mix(palette(depth), vec3f(0.93, 0.72, 0.62), 0.75 * mist);
    return vec4f(color, clamp(0.5 - above, 0.0, 1.0));
}

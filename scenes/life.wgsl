// Conway's Game of Life in an integer target. Where cells have died, their light lingers.
//
//! title = "Life"
//! description = "Conway's Game of Life from a mirrored seed: an ornament that no one drew"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 12.0
//! color = "linear"
//
//! [params.speed]
//! label = "Generations a second"
//! default = 15.0
//! min = 1.0
//! max = 60.0
//! [params.trail]
//! label = "Seconds for which the dead glow"
//! default = 1.0
//! min = 0.1
//! max = 5.0
//! step = 0.1
//! [params.seed]
//! label = "Seed"
//! default = 27
//! min = 0
//! max = 9999
//
// The size of the grid is fixed: a generation is the same however large the picture is. A cell is one
// number: its lowest bit says whether it lives, the others for how many frames it has or has not.
//
//! [[pass]]
//! entry = "seed"
//! target = "cells"
//! size = [160, 90]
//! format = "r32uint"
//! once = true
//! [[pass]]
//! entry = "live"
//! target = "cells"
//! [[pass]]
//! entry = "shine"
//! target = "light"
//! size = [160, 90]
//! [[pass]]
//! entry = "glow"
//! target = "halo"
//! size = [160, 90]
//! wrap = "repeat"
//! [[pass]]
//! entry = "image"

#import shaderpipe::frame
#import shaderpipe::color::tone_map_aces
#import shaderpipe::hash::random_3d

struct Params {
    speed: f32,
    trail: f32,
    seed: i32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var cells: texture_2d<u32>;
@group(0) @binding(2) var light: texture_2d<f32>;
@group(0) @binding(3) var halo: texture_2d<f32>;
@group(0) @binding(4) var halo_sampler: sampler;

const ALIVE: u32 = 1u;
// Older than any trail: it looks as if it had never lived.
const LONG_AGO: u32 = 0xffffu;

// The grid's edges meet: what leaves on one side comes in on the other.
fn cell(at: vec2i) -> u32 {
    let size = vec2i(textureDimensions(cells));
    return textureLoad(cells, (at + size) % size, 0).r;
}

// A disc of random cells, the same in all four quarters. The rules know neither left nor right, so
// the picture stays symmetric for ever.
@fragment
fn seed(@builtin(position) position: vec4f) -> @location(0) u32 {
    let from_middle = abs(position.xy - vec2f(80.0, 45.0));
    let chance = 0.4 * smoothstep(1.0, 0.8, length(from_middle / vec2f(68.0, 38.0)));
    let lives = random_3d(vec3i(vec2i(from_middle), params.seed)) < chance;
    return select(LONG_AGO << 1u, ALIVE, lives);
}

@fragment
fn live(@builtin(position) position: vec4f) -> @location(0) u32 {
    let at = vec2i(position.xy);
    let now = cell(at);
    let older = (min((now >> 1u) + 1u, LONG_AGO) << 1u) | (now & ALIVE);

    // Several frames show the same generation.
    let frames = max(u32(round(frame.rate / params.speed)), 1u);
    if frame.index % frames != 0u {
        return older;
    }
    var around = 0u;
    for (var k = 0; k < 9; k++) {
        around += select(cell(at + vec2i(k % 3, k / 3) - 1) & ALIVE, 0u, k == 4);
    }
    let lives = u32(around == 3u || (around == 2u && (now & ALIVE) == ALIVE));
    return select(lives, older, lives == (now & ALIVE));
}

// The light of each cell and, in the fourth number, how large it is drawn, 0 to 1.
@fragment
fn shine(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let state = cell(vec2i(position.xy));
    let seconds = f32(state >> 1u) * frame.delta;
    if (state & ALIVE) == ALIVE {
        // Newborn cells are white hot, and those that stay become gold, then red.
        let hot = exp(-7.0 * seconds);
        let warm = exp(-0.9 * seconds);
        let color = mix(vec3f(0.95, 0.10, 0.06), vec3f(1.25, 0.52, 0.13), warm);
        return vec4f(mix(color, vec3f(1.7, 1.25, 0.72), hot), smoothstep(-0.08, 0.06, seconds));
    }
    // The dead cool down: magenta first, then a blue that takes its time.
    let ember = exp(-3.0 * seconds / params.trail);
    let ash = exp(-0.6 * seconds / params.trail);
    let color = 0.45 * ember * ember * vec3f(0.62, 0.05, 0.42) + ash * vec3f(0.010, 0.028, 0.095);
    return vec4f(color, 0.85 * sqrt(ash));
}

// What spills over into the cells around: a halo is soft enough to be worked out once for a cell.
@fragment
fn glow(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let size = vec2i(textureDimensions(light));
    var sum = vec3f(0.0);
    for (var k = 0; k < 49; k++) {
        let away = vec2i(k % 7, k / 7) - 3;
        let near = (vec2i(position.xy) + away + size) % size;
        sum += textureLoad(light, near, 0).rgb * exp(-0.45 * f32(away.x * away.x + away.y * away.y));
    }
    return vec4f(0.035 * sum, 1.0);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let grid = vec2f(textureDimensions(light));
    // Cells are square in every picture: the grid covers it, and what does not fit lies outside.
    let scale = max(frame.resolution.x / grid.x, frame.resolution.y / grid.y);
    let place = (position.xy - 0.5 * frame.resolution) / scale + 0.5 * grid;
    let here = textureLoad(light, vec2u(place), 0);

    // A square with round corners, its edge soft by a pixel.
    let corner = abs(fract(place) - 0.5) - mix(0.06, 0.28, here.a);
    let outside = length(max(corner, vec2f(0.0))) + min(max(corner.x, corner.y), 0.0) - 0.16;
    var shown = vec3f(0.0018, 0.0022, 0.0055) + here.rgb * saturate(0.5 - outside * scale);
    shown += textureSampleLevel(halo, halo_sampler, place / grid, 0.0).rgb;

    let from_middle = position.xy / frame.resolution - 0.5;
    return vec4f(tone_map_aces(shown * (1.0 - 0.7 * dot(from_middle, from_middle))), 1.0);
}
